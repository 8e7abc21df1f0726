// SPDX-License-Identifier: Apache-2.0
// Random kernels: compiled code and the interpreter leave the same bits in every array, at every vector
// width. HILLOCK_TEST_SEED=n starts at another seed, HILLOCK_TEST_KERNELS=n runs more.
#include "jit/llvm/compiler.hpp"
#include "tests/support/random_kernel.hpp"

#include <cstdlib>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string difference(const plan::Kernel& kernel, std::uint64_t seed, const jit::CompileOptions& options) {
    return test::difference_from_interpreter(
        kernel, seed, [&](const plan::Kernel& k, const KernelArguments& arguments) {
            const jit::CompiledKernels compiled =
                jit::compile({&k, 1}, options);
            return compiled.function(0)(&arguments);
        });
}

void compare_at(int vector_bytes, int registers, jit::AesInstructions aes = jit::AesInstructions::of_four_blocks) {
    const jit::CompileOptions options{.vector_bytes = vector_bytes, .threads = 1, .registers = registers, .aes = aes};
    if (vector_bytes > jit::host_vector_bytes()) {
        MESSAGE("this machine has no vectors of " << vector_bytes << " bytes");
        return;
    }
    const std::uint64_t first = setting("HILLOCK_TEST_SEED", 1), count = setting("HILLOCK_TEST_KERNELS", 300);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const plan::Kernel kernel = test::random_kernel(seed);
        const std::string found = difference(kernel, seed, options);
        if (found.empty())
            continue;
        const plan::Kernel small = test::shrink(
            kernel, [&](const plan::Kernel& k) { return !difference(k, seed, options).empty(); });
        FAIL("seed " << seed << ": " << found << "; shrunk: " << difference(small, seed, options) << "\n"
                     << plan::print(small));
    }
}

} // namespace

TEST_CASE("random kernels: scalar code has the bits of the interpreter") {
    compare_at(8, 0);
}
TEST_CASE("random kernels: AVX2 code has the bits of the interpreter") {
    compare_at(32, 1);
}
TEST_CASE("random kernels: AVX2 code with two registers a value has the bits of the interpreter") {
    compare_at(32, 2);
}
TEST_CASE("random kernels: AVX2 code with four registers a value has the bits of the interpreter") {
    compare_at(32, 4);
}
TEST_CASE("random kernels: code without instructions for AES, or with those for fewer blocks, has the bits of the interpreter") {
    for (const auto aes : {jit::AesInstructions::none, jit::AesInstructions::of_one_block})
        for (const int vector_bytes : {8, 32})
            compare_at(vector_bytes, 0, aes);
    compare_at(64, 2, jit::AesInstructions::of_two_blocks);
}
TEST_CASE("random kernels: AVX-512 code has the bits of the interpreter") {
    compare_at(64, 1);
}
TEST_CASE("random kernels: AVX-512 code with two registers a value has the bits of the interpreter") {
    compare_at(64, 2);
}
