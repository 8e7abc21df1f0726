// SPDX-License-Identifier: Apache-2.0
// Object files in a folder: they are used, they are told apart, and whatever happens to them the code is right.
#include "jit/llvm/compiler.hpp"
#include "jit/llvm/object_cache.hpp"
#include "tests/support/kernel_maker.hpp"
#include "tests/support/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <thread>
#include <vector>

using namespace hillock;
using namespace hillock::internal;
using test::KernelMaker;

namespace {

namespace fs = std::filesystem;

/// Stores a number; all have the same name.
plan::Kernel storing(std::int64_t number) {
    KernelMaker k(plan::Domain::elements);
    k.store(k.slot("x", plan::Storage::integer64, true), k.integer(number));
    k.kernel.vectorisable = true;
    return k.kernel;
}

/// What the code that compile() gives stores.
std::int64_t stored(const plan::Kernel& kernel, const fs::path& folder, int vector_bytes = 0) {
    const jit::CompiledKernels compiled = jit::compile({&kernel, 1}, {.vector_bytes = vector_bytes, .cache_folder = folder.string()});
    alignas(64) std::int64_t x[kArrayPadding] = {};
    void* arrays[] = {x};
    const KernelArguments arguments{.arrays = arrays, .end = 1};
    (void)compiled.function(0)(&arguments);
    return x[0];
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    return files;
}

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

} // namespace

TEST_CASE("what stands in the folder is run, and is told apart by kernel and width") {
    const test::ScratchFolder scratch;
    CHECK(stored(storing(5), scratch.path()) == 5);
    const std::vector<fs::path> first = files_in(scratch.path());
    REQUIRE(first.size() == 1);
    CHECK(stored(storing(6), scratch.path()) == 6);
    CHECK(files_in(scratch.path()).size() == 2);
    (void)stored(storing(6), scratch.path(), 8);
    CHECK(files_in(scratch.path()).size() == (jit::host_vector_bytes() > 8 ? 3 : 2));
    // The code of another kernel under the name of the first: only who reads the file stores 7.
    const test::ScratchFolder other;
    CHECK(stored(storing(7), other.path()) == 7);
    fs::copy_file(files_in(other.path()).front(), first.front(), fs::copy_options::overwrite_existing);
    CHECK(stored(storing(5), scratch.path()) == 7);
}

TEST_CASE("damaged files are passed over and replaced") {
    const test::ScratchFolder scratch;
    CHECK(stored(storing(5), scratch.path()) == 5);
    const fs::path file = files_in(scratch.path()).front();
    const std::string whole = contents(file);
    std::vector<std::string> damaged{"", "x", whole.substr(0, 10), whole.substr(0, 80), whole.substr(0, whole.size() - 1), whole + "x"};
    for (std::size_t k = 0; k < whole.size(); k += 97) { // one bit after the other, from the name of the format on
        damaged.push_back(whole);
        damaged.back()[k] ^= 1;
    }
    for (const std::string& text : damaged) {
        write(file, text);
        CHECK(stored(storing(5), scratch.path()) == 5);
        CHECK(contents(file) == whole);
    }
}

TEST_CASE("a folder that cannot be used costs nothing but time") {
    const test::ScratchFolder scratch;
    CHECK(stored(storing(5), fs::path(scratch.path()) / "nowhere") == 5);
    write(fs::path(scratch.path()) / "file", "");
    CHECK(stored(storing(5), fs::path(scratch.path()) / "file") == 5);
}

TEST_CASE("many write the same files at a time") {
    const test::ScratchFolder scratch;
    std::vector<std::int64_t> found(64);
    {
        std::vector<std::jthread> threads;
        for (std::size_t k = 0; k < found.size(); ++k)
            threads.emplace_back([&, k] { found[k] = stored(storing(static_cast<std::int64_t>(k % 4)), scratch.path()); });
    }
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == static_cast<std::int64_t>(k % 4));
    CHECK(files_in(scratch.path()).size() == 4); // and nothing half written
}

TEST_CASE("a folder that grows too large loses what was not used longest") {
    const test::ScratchFolder scratch;
    const jit::ObjectCache cache(scratch.path());
    const auto hours_ago = [](int hours) { return fs::file_time_type::clock::now() - std::chrono::hours(hours); };
    const auto keep = [&](const std::string& key, int hours) {
        cache.keep(key, std::string(1000, 'x'));
        fs::last_write_time(fs::path(scratch.path()) / (key + ".object"), hours_ago(hours));
    };
    for (const auto& [key, hours] : {std::pair("a", 4), {"b", 3}, {"c", 2}, {"d", 1}}) keep(key, hours);
    CHECK(cache.find("a").has_value()); // now it was used last
    cache.trim(5000);
    CHECK(files_in(scratch.path()).size() == 4);
    cache.trim(4000); // a file is more than its 1000 bytes; half of this is one of them
    CHECK(files_in(scratch.path()).size() == 1);
    CHECK(cache.find("a").has_value());
}
