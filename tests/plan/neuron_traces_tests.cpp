// SPDX-License-Identifier: Apache-2.0
// Which event-driven variables can be kept by neuron, and the kernels that read and write them. What they compute is tested with running
// synapses (tests/engine/synapse_traces_tests.cpp).
#include "hillock/units.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace hillock;
using namespace hillock::internal;
using model::Side;
using plan::Domain;

namespace {

/// Synapses between neurons that have an x.
struct Plastic {
    std::unique_ptr<const model::Model> neurons, model;
    plan::LinearSystem system;
    model::Code on_pre, on_post;

    Plastic(const std::string& equations, const std::string& pre, const std::string& post) {
        const SourcePtr x = make_source("neurons", "x : 1"), text = make_source("synapses", equations);
        neurons = model::check_neurons(x, parser::parse_equations(x).or_throw(), {}).or_throw();
        const model::ConstantValues constants{{"tau", 20 * ms}};
        model = model::check_synapses(text, parser::parse_equations(text).or_throw(), constants, *neurons, *neurons).or_throw();
        system = plan::event_driven_system(*model).or_throw();
        on_pre = code(pre);
        on_post = code(post);
    }
    [[nodiscard]] model::Code code(const std::string& text) const {
        const SourcePtr source = make_source("code", text);
        return model::check_statements(source, parser::parse_statements(source).or_throw(), model->scope).or_throw();
    }
    [[nodiscard]] std::shared_ptr<const plan::NeuronTraces> traces() const {
        const plan::SidedCode pathways[] = {{Side::pre, &on_pre}, {Side::post, &on_post}};
        return plan::neuron_traces(system, pathways, 1e-4);
    }
    [[nodiscard]] plan::Surroundings surroundings() const {
        plan::Surroundings around;
        around.traces = traces();
        for (const model::Variable* const last : {&around.traces->last_pre, &around.traces->last_post}) around.storages[last] = plan::Storage::integer64;
        return around;
    }
};

const char* const kTraces = "w : 1\n da/dt = -a/tau : 1 (event-driven)\n db/dt = -b/tau : 1 (event-driven)";

/// Of which neurons each variable is; "no" if they cannot be kept by neuron.
std::string sides(const std::string& pre, const std::string& post, const std::string& equations = kTraces) {
    const Plastic synapses(equations, pre, post);
    const auto traces = synapses.traces();
    if (!traces) return "no";
    std::string result;
    for (std::size_t k = 0; k < traces->sides.size(); ++k)
        result += traces->system.unknowns[k]->name + (traces->sides[k] == Side::pre ? " of pre " : " of post ");
    return result;
}

} // namespace

TEST_CASE("a trace belongs to the neurons on the side whose code writes it, if all their synapses write the same") {
    CHECK(sides("a += 1", "b += 1") == "a of pre b of post ");
    CHECK(sides("b = 2*b + t/second", "a *= 0.5") == "a of post b of pre ");
    CHECK(sides("w = a + b", "b += 1") == "a of pre b of post ");
    CHECK(sides("a += b; b -= a", "w += a") == "a of pre b of pre ");
    CHECK(sides("s = a; u = 2*s; a = u + 1", "w = a") == "a of pre b of pre ");
    CHECK(sides("s = w; u = 2; a = u + 1", "w = a") == "a of pre b of pre "); // s is not asked for
    CHECK(sides("a += 1", "a += 1") == "no");
    CHECK(sides("a += b", "b += 1") == "no");
    CHECK(sides("a += w", "") == "no");
    CHECK(sides("s = w; u = s; a += u", "") == "no");
    CHECK(sides("a += x_pre", "") == "no");
    CHECK(sides("a += x_post", "") == "no");
    CHECK(sides("a += rand()", "") == "no");
    CHECK(sides("a += i", "") == "no");
    CHECK(sides("a = t - lastupdate", "", "da/dt = -a/tau : second (event-driven)") == "no");
    CHECK(sides("a += step", "", "step : 1 (shared)\n da/dt = -a/tau : 1 (event-driven)") == "a of pre ");
    CHECK(sides("a += 1", "", "rate : Hz\n da/dt = -a*rate : 1 (event-driven)") == "no");
    CHECK(sides("a += 1", "", "rate : Hz (shared)\n da/dt = -a*rate : 1 (event-driven)") == "no");
    CHECK(sides("a += 1", "", "b : 1\n da/dt = (b-a)/tau : 1 (event-driven)") == "no");
    CHECK(sides("s = 1.5; s += 1; a += s", "") == "a of pre b of pre ");
    CHECK(sides("s = 1.5; s += w; a += s", "") == "no");
    CHECK(sides("a += 1", "", "da/dt = -a/tau + 3*Hz : 1 (event-driven)") == "a of pre ");
    const std::string coupled = "da/dt = (b-a)/tau : 1 (event-driven)\n db/dt = -b/tau : 1 (event-driven)\n dc/dt = -c/tau : 1 (event-driven)";
    CHECK(sides("c += 1", "b += 1", coupled) == "a of post b of post c of pre ");
    CHECK(sides("a += 1", "b += 1", coupled) == "no");
    CHECK(sides("w += 1", "", "w : 1") == "no");
}

TEST_CASE("kernels of synapses read traces on the side of each, and those of neurons write them") {
    const Plastic synapses(kTraces, "a += 1; w = a + b", "b += 1");
    const plan::Surroundings around = synapses.surroundings();
    CHECK(plan::print(plan::plan_pathway("pre", Domain::rows, synapses.system, synapses.on_pre, around)) == R"(kernel pre: rows, float64
  slot 0: lastupdate_pre integer64
  slot 1: a_pre float64
  slot 2: lastupdate_post integer64
  slot 3: b_post float64
  slot 4: w float64, written
  once:
    %0: integer = step
    %1: real = -0.007213475204444817
    %2: real = 1
  each:
    %3: integer = load lastupdate_pre
    %4: integer = subtract %0 %3
    %5: real = to_real %4
    %6: real = load a_pre
    %7: real = multiply %5 %1
    %8: real = 2** %7
    %9: real = multiply %6 %8
    %10: integer = load lastupdate_post
    %11: integer = subtract %0 %10
    %12: real = to_real %11
    %13: real = load b_post
    %14: real = multiply %12 %1
    %15: real = 2** %14
    %16: real = multiply %13 %15
    %17: real = add %9 %2
    %18: real = add %17 %16
    store w %18
)");
    CHECK(plan::print(plan::plan_traces("traces", Side::pre, synapses.on_pre, around)) == R"(kernel traces: list, float64
  slot 0: lastupdate integer64, written
  slot 1: a float64, written
  once:
    %0: integer = step
    %1: real = -0.007213475204444817
    %2: real = 1
  each:
    %3: integer = load lastupdate
    %4: integer = subtract %0 %3
    %5: real = to_real %4
    %6: real = load a
    %7: real = multiply %5 %1
    %8: real = 2** %7
    %9: real = multiply %6 %8
    %10: real = add %9 %2
    store a %10
    store lastupdate %0
)");
    const plan::Kernel shown = plan::plan_assignment("shown", Domain::rows, *synapses.model->find("w"),
                                                     model::Expr::reference({synapses.model->find("a")}), around);
    CHECK(plan::print(shown) == R"(kernel shown: rows, float64
  slot 0: lastupdate_pre integer64
  slot 1: lastupdate_post integer64
  slot 2: a_pre float64
  slot 3: w float64, written
  once:
    %0: real = -0.007213475204444817
  each:
    %1: integer = load lastupdate_pre
    %2: integer = load lastupdate_post
    %3: boolean = greater %1 %2
    %4: integer = select %3 %1 %2
    %5: integer = subtract %4 %1
    %6: real = to_real %5
    %7: real = load a_pre
    %8: real = multiply %6 %0
    %9: real = 2** %8
    %10: real = multiply %7 %9
    store w %10
)");
    const plan::Kernel last = plan::plan_assignment("last", Domain::rows, *synapses.model->find("w"), synapses.code("w = lastupdate/second").statements[0].value, around);
    CHECK(plan::print(last) == R"(kernel last: rows, float64
  slot 0: lastupdate_pre integer64
  slot 1: lastupdate_post integer64
  slot 2: w float64, written
  once:
    %0: real = 1e-04
    %1: real = 1
  each:
    %2: integer = load lastupdate_pre
    %3: integer = load lastupdate_post
    %4: boolean = greater %2 %3
    %5: integer = select %4 %2 %3
    %6: real = to_real %5
    %7: real = multiply %6 %0
    %8: real = divide %7 %1
    store w %8
)");
}
