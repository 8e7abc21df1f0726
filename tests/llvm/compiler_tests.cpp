// SPDX-License-Identifier: Apache-2.0
// The compiler's door: the ABI, widths, errors, many kernels at once, and code for processors that are not
// here.
#include "jit/llvm/codegen.hpp"
#include "jit/llvm/compiler.hpp"
#include "jit/llvm/linker.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/kernel_maker.hpp"
#include "tests/support/random_kernel.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using plan::Domain;
using plan::Opcode;
using test::KernelMaker;
using test::Storage;
using test::Value;
using test::ValueType;

namespace {

/// What the cuba kernel does, by hand against the C struct alone: the contract needs no compiler.
extern "C" std::int64_t cuba_by_hand(const KernelArguments* arguments) {
    auto* const v = static_cast<double*>(arguments->arrays[0]);
    auto* const ge = static_cast<double*>(arguments->arrays[1]);
    auto* const gi = static_cast<double*>(arguments->arrays[2]);
    const auto* const last = static_cast<const std::int64_t*>(arguments->arrays[3]);
    std::int64_t emitted = 0;
    for (std::int64_t i = arguments->begin; i < arguments->end; ++i) {
        const bool free = last[i] <= arguments->step - 50;
        const double inner = std::fma(gi[i], 0.00495, -0.0002443885195585676);
        const double next = std::fma(v[i], 0.9950124791926823, std::fma(ge[i], 0.0049, inner));
        if (free)
            v[i] = next;
        ge[i] *= 0.9801986733067553;
        gi[i] *= 0.9900498337491681;
        if (v[i] > -0.05 && free)
            arguments->emitted[emitted++] = static_cast<std::int32_t>(i);
    }
    return emitted;
}

std::int64_t run_compiled(const plan::Kernel& kernel, const KernelArguments& arguments) {
    return jit::compile({&kernel, 1}).function(0)(&arguments);
}

/// A kernel with all that AVX-512 code needs care for: masks, compressing stores, calls, draws, both reals.
plan::Kernel rich_kernel(Storage real) {
    KernelMaker k(Domain::elements, real);
    const auto v = k.slot("v", real, true), n = k.slot("n", Storage::integer32, true),
               b = k.slot("b", Storage::boolean8, true);
    k.loop();
    const Value x = k.call(model::Primitive::exp, k.load(v));
    const Value z = k.real_op(Opcode::add, x, k.draw(model::Primitive::normal, 0));
    const Value u = k.draw(model::Primitive::uniform, 1);
    const Value free = k.test(Opcode::logical_and, k.load(b), k.test(Opcode::less, u, z));
    k.store(v, k.call(model::Primitive::hypot, z, u), free);
    k.store(n, k.op(Opcode::to_integer, ValueType::integer, z));
    k.store(b, free);
    k.emit(free);
    k.kernel.vectorisable = true;
    return k.kernel;
}

/// Counts of parameters that differ from element to element, next to arithmetic; one of them as of a stored
/// step.
plan::Kernel counting_kernel(Storage real) {
    KernelMaker k(Domain::elements, real);
    const auto x = k.slot("x", real, true), n = k.slot("n", Storage::integer64, true),
               m = k.slot("m", Storage::integer32, true), last = k.slot("last", Storage::integer64);
    k.loop();
    const Value mean = k.real_op(Opcode::multiply, k.load(x), k.load(x));
    const Value events = k.draw(model::Primitive::poisson, 0, mean);
    k.store(n, events);
    k.store(
        m, k.draw(model::Primitive::binomial, 1, events, k.draw(model::Primitive::uniform, 2), k.load(last)));
    k.store(x, k.real_op(Opcode::add, k.load(x),
                         k.draw(model::Primitive::normal, 3, plan::kNoValue, plan::kNoValue, k.load(last))));
    k.kernel.vectorisable = true;
    return k.kernel;
}

} // namespace

TEST_CASE("counts have the same bits at every width, in float32 and in float64") {
    for (const Storage real : {Storage::float64, Storage::float32})
        for (const int bytes : {8, 32, 64}) {
            if (bytes > jit::host_vector_bytes())
                continue;
            CAPTURE(bytes);
            const plan::Kernel kernel = counting_kernel(real);
            const jit::CompiledKernels compiled = jit::compile({&kernel, 1}, {.vector_bytes = bytes});
            for (std::uint64_t seed = 1; seed < 50; ++seed)
                CHECK(test::difference_from_interpreter(
                          kernel, seed, [&](const plan::Kernel&, const KernelArguments& arguments) {
                              return compiled.function(0)(&arguments);
                          }) == "");
        }
}

TEST_CASE("a count is called lane by lane, the arithmetic around it stays in vectors") {
    const std::string code =
        jit::assembly(counting_kernel(Storage::float64), "counting", jit::named_target("skylake-avx512", 64));
    const auto calls = [&](const std::string& name) {
        std::size_t found = 0;
        for (auto at = code.find(name); at != std::string::npos; at = code.find(name, at + 1))
            ++found;
        return found;
    };
    CHECK(calls("hillock_poisson") >= 8);
    CHECK(calls("hillock_binomial") >= 8);
    CHECK(calls("vmulpd") > 0);
    CHECK(calls("vsqrtpd") > 0); // of the normal number
    CHECK(calls("d1_u10purecfma") == 0);
}

TEST_CASE("exp, expm1, log and normal numbers of double are part of the code, without a call") {
    KernelMaker k(Domain::elements, Storage::float64);
    const auto v = k.slot("v", Storage::float64, true);
    k.loop();
    const Value exp = k.call(model::Primitive::exp, k.load(v));
    const Value expm1 = k.call(model::Primitive::expm1, exp);
    k.store(v, k.real_op(Opcode::add, k.call(model::Primitive::log, expm1), k.draw(model::Primitive::normal, 0)));
    k.kernel.vectorisable = true;
    for (const char* processor : {"skylake", "znver4"}) { // with instructions for a block of AES, and for two
        CAPTURE(processor);
        const std::string code = jit::assembly(k.kernel, "inline", jit::named_target(processor, 32));
        CHECK(code.find("callq") == std::string::npos);
        CHECK(code.find("Sleef") == std::string::npos);
        CHECK(code.find("vfmadd") != std::string::npos);
    }
}

TEST_CASE("hand-written C++, the interpreter and compiled code agree on the ABI") {
    const auto by_hand = [](const plan::Kernel&, const KernelArguments& arguments) {
        return cuba_by_hand(&arguments);
    };
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        CHECK(test::difference_from_interpreter(test::cuba_kernel(), seed, by_hand) == "");
        CHECK(test::difference_from_interpreter(test::cuba_kernel(), seed, run_compiled) == "");
    }
}

TEST_CASE("widths that do not exist, or not here, are refused") {
    const plan::Kernel kernel = test::cuba_kernel();
    const auto refusal = [&](int bytes) {
        return test::error_of<ValueError>([&] { (void)jit::compile({&kernel, 1}, {.vector_bytes = bytes}); });
    };
    CHECK(refusal(16) ==
          "vectors of 16 bytes do not exist: give 64 (AVX-512), 32 (AVX2), 8 (scalar) or 0 (the best of "
          "this machine)");
    CHECK(refusal(-8).starts_with("vectors of -8 bytes do not exist"));
    if (jit::host_vector_bytes() < 64)
        CHECK(refusal(64) ==
              "this machine has no vectors of 64 bytes, at most " + std::to_string(jit::host_vector_bytes()));
    CHECK(refusal(8) == "<no exception>");
    CHECK(refusal(4) == "<no exception>");
}

TEST_CASE("a broken plan is an internal error with the plan") {
    plan::Kernel kernel = test::cuba_kernel();
    kernel.operations.back().operands[0] = 99;
    const auto text = test::error_of<InternalError>([&] { (void)jit::compile({&kernel, 1}); });
    CHECK(
        text ==
        "internal error, please report: kernel 'cuba', operation 26: operand %99 does not precede its use\n" +
            plan::print(kernel));
}

TEST_CASE("a failure in one of many threads arrives, the first in order") {
    std::vector<plan::Kernel> kernels(8, test::cuba_kernel());
    kernels[5].name = "fifth";
    kernels[5].emits = false;
    kernels[7].name = "seventh";
    kernels[7].emits = false;
    const auto text = test::error_of<InternalError>([&] { (void)jit::compile(kernels, {.threads = 4}); });
    CHECK(text.starts_with("internal error, please report: kernel 'fifth': it emits, but is not said to"));
}

TEST_CASE("damaged objects and missing symbols are internal errors that name the symbol") {
    const std::vector<std::string> garbage{"no object file"}, symbol{"kernel.0"};
    const auto damaged = test::error_of<InternalError>([&] { jit::LinkedCode code(garbage, symbol); });
    CHECK(damaged.starts_with("internal error, please report: LLVM failed to link 'kernel.0': "));
    const std::vector<std::string> object{
        jit::object_code(test::cuba_kernel(), "cuba.0", jit::host_target(0))};
    const auto missing = test::error_of<InternalError>([&] { jit::LinkedCode code(object, symbol); });
    CHECK(missing.starts_with("internal error, please report: LLVM failed to link 'kernel.0': "));
    CHECK(missing.find("kernel.0") != std::string::npos);
}

TEST_CASE("32 kernels in parallel, each its own function, the same code as one after the other") {
    std::vector<plan::Kernel> kernels;
    for (int n = 0; n < 32; ++n) {
        KernelMaker k(Domain::elements);
        k.store(k.slot("x", Storage::integer64, true), k.integer(n)); // all of one name
        k.kernel.vectorisable = true;
        kernels.push_back(k.kernel);
    }
    const jit::CompiledKernels compiled = jit::compile(kernels, {.threads = 4});
    for (int n = 0; n < 32; ++n) {
        alignas(64) std::int64_t x[kArrayPadding * 2] = {};
        void* arrays[] = {x};
        const KernelArguments arguments{.arrays = arrays, .end = 5};
        CHECK(compiled.function(static_cast<std::size_t>(n))(&arguments) == 0);
        CHECK(std::all_of(x, x + 5, [&](std::int64_t found) { return found == n; }));
    }
}

TEST_CASE("no kernels at all") {
    CHECK_NOTHROW((void)jit::compile({}));
}

TEST_CASE("kernels stay loaded when the handle moves") {
    const plan::Kernel kernel = test::cuba_kernel();
    jit::CompiledKernels first = jit::compile({&kernel, 1});
    const KernelFunction function = first.function(0);
    const jit::CompiledKernels second = std::move(first);
    CHECK((second.function(0) == function)); // doctest cannot print functions
    const std::vector<void*> no_arrays(4);
    const KernelArguments nothing{.arrays = no_arrays.data()};
    CHECK(function(&nothing) == 0);
}

TEST_CASE("AVX-512 code is made: eight lanes, masks, compressing stores, its own functions") {
    const jit::Target target = jit::named_target("skylake-avx512", 64);
    const std::string cuba = jit::assembly(test::cuba_kernel(), "cuba", target);
    CHECK(cuba.find("zmm") != std::string::npos);
    CHECK(cuba.find("vpcompressd") != std::string::npos);
    CHECK(cuba.find("vfmadd") != std::string::npos);
    CHECK(jit::assembly(rich_kernel(Storage::float64), "rich", target).find("Sleef_finz_hypotd8_u05avx512f") !=
          std::string::npos);
    CHECK(jit::assembly(rich_kernel(Storage::float32), "rich", target).find("Sleef_finz_hypotf16_u05avx512f") !=
          std::string::npos);
    for (std::uint64_t seed = 1; seed <= 60; ++seed)
        CHECK(jit::object_code(test::random_kernel(seed), "random", target).size() > 100);
}

TEST_CASE(
    "AVX2 code of a fused state update has no call, no scalar arithmetic, one test for emitted elements") {
    const std::string code = jit::assembly(test::cuba_kernel(), "cuba", jit::named_target("haswell", 32));
    CHECK(code.find("vfmadd213pd") != std::string::npos);
    CHECK(code.find("vblendvpd") != std::string::npos);
    CHECK(code.find("callq") == std::string::npos);
    CHECK(code.find("vmulsd") == std::string::npos);
    const auto first = code.find("vmovmskpd");
    CHECK(first != std::string::npos);
    CHECK(code.find("vmovmskpd", first + 1) == std::string::npos);
}

TEST_CASE("constants that are too many for the registers of AVX2 are operands in memory") {
    const auto loads = [](model::Primitive primitive) {
        KernelMaker k(Domain::elements);
        const auto x = k.slot("x", Storage::float64, true);
        k.loop();
        k.store(x, k.call(primitive, k.load(x)));
        k.kernel.vectorisable = true;
        const std::string code = jit::assembly(k.kernel, "k", jit::named_target("haswell", 32));
        return code.find("constant") != std::string::npos;
    };
    CHECK(loads(model::Primitive::exp));
    CHECK(!loads(model::Primitive::sqrt));
    CHECK(jit::assembly(test::cuba_kernel(), "cuba", jit::named_target("haswell", 32)).find("constant") == std::string::npos);
}

TEST_CASE("both sides of one variable are one memory: a store on side post shows on side pre") {
    KernelMaker k(Domain::rows);
    const auto pre = k.slot("v", Storage::float64, false, model::Side::pre),
               post = k.slot("v", Storage::float64, true, model::Side::post);
    const Value step = k.real(1);
    k.loop();
    k.store(post,
            k.real_op(Opcode::add, k.load(pre), step)); // an autapse counts up, if the load stays in the loop
    CHECK(test::difference_from_interpreter(k.kernel, 1, run_compiled) == "");
}

TEST_CASE("a kernel without a fused operation gets none") {
    KernelMaker k(Domain::elements);
    const auto x = k.slot("x", Storage::float64, true), y = k.slot("y", Storage::float64);
    k.loop();
    const Value a = k.load(x), b = k.load(y);
    k.store(x, k.real_op(Opcode::add, k.real_op(Opcode::multiply, a, b), a));
    k.kernel.vectorisable = true;
    CHECK(jit::assembly(k.kernel, "k", jit::named_target("haswell", 32)).find("vfm") == std::string::npos);
    CHECK(jit::llvm_ir(k.kernel).find("fast") == std::string::npos);
}
