// SPDX-License-Identifier: Apache-2.0
// Compiled kernels in files, as a user asks for them.
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

using namespace hillock;
using test::error_of;

namespace {

/// v after a step of a network that nobody else has compiled.
double stepped(const std::string& factor) {
    start_scope();
    NeuronGroup G(2, "dv/dt = -" + factor + "*v/ms : 1", {.method = "euler", .name = "G"}); // a kernel is known by its name too
    G["v"] = 1;
    run(0.1 * ms);
    return G["v"][1];
}

} // namespace

TEST_CASE("kernels are kept in the folder that was named, until that is taken back") {
    const test::ScratchFolder scratch;
    CHECK(kernel_cache_folder() == "");
    cache_kernels(scratch / "kernels");
    CHECK(kernel_cache_folder() == scratch / "kernels");
    const double found = stepped("0.12345");
    CHECK(found == doctest::Approx(1 - 0.012345));
    const std::filesystem::path folder(scratch / "kernels");
    const auto files = [&] { return std::distance(std::filesystem::directory_iterator(folder), {}); };
    CHECK(files() == 1);
    CHECK(std::filesystem::status(folder).permissions() == std::filesystem::perms::owner_all);
    CHECK(stepped("0.12345") == found); // from the file
    CHECK(files() == 1);
    (void)stepped("0.23456");
    CHECK(files() == 2);
    stop_caching_kernels();
    CHECK(kernel_cache_folder() == "");
    (void)stepped("0.34567");
    CHECK(files() == 2);
}

TEST_CASE("a folder that cannot be made is refused, and the one in use stays") {
    const test::ScratchFolder scratch;
    std::ofstream(scratch / "file") << "text";
    cache_kernels(scratch / "kernels");
    CHECK(error_of<SystemError>([&] { cache_kernels(scratch / "file"); }) ==
          "the folder '" + (scratch / "file") + "' for compiled kernels cannot be made: Not a directory");
    CHECK(error_of<SystemError>([&] { cache_kernels(scratch / "file/deeper"); }) ==
          "the folder '" + (scratch / "file/deeper") + "' for compiled kernels cannot be made: Not a directory");
    CHECK(kernel_cache_folder() == scratch / "kernels");
    stop_caching_kernels();
}

TEST_CASE("a width of vectors that does not exist is refused") {
    ::setenv("HILLOCK_VECTOR_BYTES", "many", 1);
    CHECK(error_of<ValueError>([] { (void)stepped("0.45678"); }) == "HILLOCK_VECTOR_BYTES is 'many', not a number");
    ::setenv("HILLOCK_VECTOR_BYTES", "24", 1);
    CHECK(error_of<ValueError>([] { (void)stepped("0.45678"); }) ==
          "vectors of 24 bytes do not exist: give 64 (AVX-512), 32 (AVX2), 8 (scalar) or 0 (the best of this machine)");
    ::setenv("HILLOCK_VECTOR_BYTES", "8", 1);
    const double one_at_a_time = stepped("0.45678");
    ::unsetenv("HILLOCK_VECTOR_BYTES");
    CHECK(stepped("0.45678") == one_at_a_time);
}
