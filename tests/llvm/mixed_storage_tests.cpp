// SPDX-License-Identifier: Apache-2.0
// Kernels of models whose variables are kept in different types: compiled code and the interpreter leave the
// same bits.
#include "jit/llvm/compiler.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"
#include "tests/support/random_kernel.hpp"

#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using plan::Storage;

namespace {

std::unique_ptr<const model::Model> oscillator() {
    const SourcePtr source = make_source("model", "dv/dt = (w*exp(-v) - v)/tau : 1\n dw/dt = -v*w/tau : 1\n"
                                                  "x : 1\n n : integer\n m : integer");
    const model::ConstantValues constants{{"tau", Quantity(1e-2, kTimeDimension)}};
    return model::check_neurons(source, parser::parse_equations(source).or_throw(), constants).or_throw();
}

/// Mixture `number` of 32: bit k says whether variable k is kept in the other type.
plan::Surroundings mixture(const model::Model& model, unsigned number) {
    plan::Surroundings surroundings;
    unsigned bit = 0;
    for (const auto& variable : model.variables)
        if (variable->stored() && (number >> bit++ & 1))
            surroundings.storages[variable.get()] =
                variable->type == model::Type::integer ? Storage::integer64 : Storage::float32;
    return surroundings;
}

void compare(const plan::Kernel& kernel, std::uint64_t seed) {
    for (const int vector_bytes : {8, 32, 64}) {
        if (vector_bytes > jit::host_vector_bytes()) continue;
        const auto compiled = [&](const plan::Kernel& k, const KernelArguments& arguments) {
            const jit::CompiledKernels code = jit::compile({&k, 1}, {.vector_bytes = vector_bytes, .threads = 1});
            return code.function(0)(&arguments);
        };
        CAPTURE(plan::print(kernel));
        CAPTURE(vector_bytes);
        CHECK(test::difference_from_interpreter(kernel, seed, compiled) == "");
    }
}

} // namespace

TEST_CASE("a state update of variables of different types has the bits of the interpreter") {
    const auto model = oscillator();
    for (unsigned number = 0; number < 8; ++number) {
        const plan::NeuronDynamics dynamics{
            .name = "update", .model = model.get(), .methods = {{"rk4"}}, .threshold = {}, .refractory = {}};
        compare(plan::plan_state_update(dynamics, mixture(*model, number)).or_throw().kernel, number);
    }
}

TEST_CASE("code that moves numbers between variables of different types has the bits of the interpreter") {
    const auto model = oscillator();
    const SourcePtr source = make_source("code", "x = v + n\nn += m\nv = x*w\nm = n//3\nw = m\n");
    const auto statements = parser::parse_statements(source).or_throw();
    const model::Code code = model::check_statements(source, statements, model->scope).or_throw();
    for (unsigned number = 0; number < 32; ++number)
        compare(plan::plan_code("code", plan::Domain::elements, code, plan::WriteLock::respected,
                                mixture(*model, number)),
                number);
}
