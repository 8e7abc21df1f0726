// SPDX-License-Identifier: Apache-2.0
// From equations to kernels: what the plans say, and what they compute when interpreted.
#include "jit/plan/interpreter.hpp"
#include "jit/plan/plans.hpp"
#include "jit/plan/propagator.hpp"
#include "parser/parse.hpp"

#include "hillock/units.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <map>

using namespace hillock;
using namespace hillock::internal;
using plan::Domain;
using plan::Opcode;

namespace {

std::unique_ptr<const model::Model> check(const std::string& text, const model::ConstantValues& constants = {}) {
    const SourcePtr source = make_source("model", text);
    return model::check_neurons(source, parser::parse_equations(source).or_throw(), constants).or_throw();
}

model::Expr expression(const model::Model& model, const std::string& text) {
    const SourcePtr source = make_source("text", text);
    return model::check_expression(source, parser::parse_expression(source).or_throw(), model.scope).or_throw();
}

std::size_t count(const plan::Kernel& kernel, Opcode code, bool in_loop = true) {
    std::size_t found = 0;
    for (std::size_t k = in_loop ? kernel.first_in_loop : 0; k < kernel.operations.size(); ++k)
        found += kernel.operations[k].code == code;
    return found;
}

/// Memory for the slots of one kernel, by name of the variable; all float64, of four elements and padding.
class Bench {
  public:
    std::vector<double>& operator[](const std::string& name) {
        auto& found = arrays_[name];
        found.resize(kArrayPadding, 0.0);
        return found;
    }
    std::vector<std::uint8_t>& not_refractory() {
        not_refractory_.resize(kArrayPadding, 1);
        return not_refractory_;
    }
    std::vector<std::int32_t> run(const plan::Kernel& kernel, KernelArguments arguments = {}) {
        std::vector<void*> slots;
        for (const plan::Slot& slot : kernel.slots) {
            if (slot.storage == plan::Storage::boolean8) slots.push_back(not_refractory().data());
            else slots.push_back((*this)[slot.reference.variable->name].data());
        }
        std::vector<std::int32_t> emitted(kArrayPadding);
        arguments.arrays = slots.data();
        arguments.dt = 1e-4;
        arguments.end = 4;
        arguments.count[0] = 4;
        arguments.emitted = emitted.data();
        emitted.resize(static_cast<std::size_t>(plan::interpret(kernel, arguments)));
        return emitted;
    }

  private:
    std::map<std::string, std::vector<double>> arrays_;
    std::vector<std::uint8_t> not_refractory_;
};

const model::ConstantValues kCuba{{"taum", 20 * ms}, {"taue", 5 * ms}, {"taui", 10 * ms}, {"El", -49 * mV}};
const char* const kCubaText = "dv/dt = (ge+gi-(v-El))/taum : volt (unless refractory)\n"
                              "dge/dt = -ge/taue : volt\n"
                              "dgi/dt = -gi/taui : volt";

plan::StateUpdate cuba_update(const model::Model& model) {
    plan::Surroundings surroundings;
    surroundings.traits[0].refractory = true;
    return plan::plan_state_update(
               {.name = "cuba", .model = &model, .methods = {{"exact"}}, .threshold = expression(model, "v > -50*mV"), .refractory = {}},
               surroundings)
        .or_throw();
}

} // namespace

TEST_CASE("the state update of a current-based neuron is three multiply-adds, two products, a select and a threshold") {
    const auto model = check(kCubaText, kCuba);
    const plan::Kernel kernel = cuba_update(*model).kernel;
    CHECK(kernel.vectorisable);
    CHECK(count(kernel, Opcode::load) == 4);
    CHECK(count(kernel, Opcode::fused_multiply_add) == 3);
    CHECK(count(kernel, Opcode::multiply) == 2);
    CHECK(count(kernel, Opcode::select) == 1);
    CHECK(count(kernel, Opcode::store) == 3);
    CHECK(count(kernel, Opcode::emit) == 1);
    CHECK(kernel.operations.size() - kernel.first_in_loop == 16); // + a comparison and a conjunction
}

TEST_CASE("a refractory neuron keeps its membrane potential while its synapses decay") {
    const auto model = check(kCubaText, kCuba);
    const plan::Kernel kernel = cuba_update(*model).kernel;
    Bench bench;
    bench["v"] = {-49.5e-3, -49.5e-3, -60e-3, -49.5e-3};
    bench["ge"] = {1e-3, 1e-3, 0, 0};
    bench["v"].resize(kArrayPadding);
    bench["ge"].resize(kArrayPadding);
    bench.not_refractory()[1] = 0;
    const auto spikes = bench.run(kernel);
    CHECK(spikes == std::vector<std::int32_t>{0, 3});
    CHECK(bench["v"][1] == -49.5e-3);
    CHECK(bench["v"][0] > -49.5e-3);
    for (const int k : {0, 1}) CHECK(bench["ge"][static_cast<std::size_t>(k)] == doctest::Approx(1e-3 * std::exp(-0.02)).epsilon(1e-15));
    // v(dt) = El + (v0-El) a + ge0 b in closed form
    const double a = std::exp(-0.005), b = 5.0 / (5.0 - 20.0) * (std::exp(-0.02) - a);
    CHECK(bench["v"][0] == doctest::Approx(-49e-3 - 0.5e-3 * a + 1e-3 * b).epsilon(1e-15));
}

TEST_CASE("a variable that depends on one which is locked moves as if that were constant") {
    const auto model = check("dv/dt = -v/taum : 1 (unless refractory)\n dw/dt = (v-w)/taum : 1", {{"taum", 10 * ms}});
    plan::Surroundings surroundings;
    surroundings.traits[0].refractory = true;
    const auto update =
        plan::plan_state_update({.name = "k", .model = model.get(), .methods = {{"exact"}}, .threshold = {}, .refractory = {}}, surroundings).or_throw();
    Bench bench;
    for (double& v : bench["v"]) v = 2;
    bench.not_refractory()[0] = 0;
    bench.run(update.kernel);
    CHECK(bench["v"][0] == 2);
    CHECK(bench["w"][0] == doctest::Approx(2 * -std::expm1(-0.01)).epsilon(1e-14));
    CHECK(bench["w"][1] == doctest::Approx(2 * 0.01 * std::exp(-0.01)).epsilon(1e-14)); // both move
}

TEST_CASE("what is the same for all neurons is computed once, before the loop") {
    const auto model = check("dv/dt = -v*exp(-s)/tau + sin(t/tau)*s/tau : 1\n s : 1 (shared)", {{"tau", 10 * ms}});
    const auto update =
        plan::plan_state_update({.name = "k", .model = model.get(), .methods = {{"euler"}}, .threshold = {}, .refractory = {}}, {}).or_throw();
    CHECK(count(update.kernel, Opcode::call) == 0);
    CHECK(count(update.kernel, Opcode::call, false) == 2);
    CHECK(count(update.kernel, Opcode::load) == 1);
}

TEST_CASE("a subexpression that is used twice is computed once, and again after what it reads was written") {
    const auto model = check("v : 1\n w : 1\n ev = exp(v) : 1");
    const SourcePtr source = make_source("code", "w = ev + ev*ev\nv = 0\nw += ev");
    const auto code = model::check_statements(source, parser::parse_statements(source).or_throw(), model->scope).or_throw();
    const plan::Kernel kernel = plan::plan_code("k", Domain::elements, code, plan::WriteLock::respected, {});
    CHECK(count(kernel, Opcode::call, false) == 2);
    Bench bench;
    for (double& v : bench["v"]) v = 1;
    bench.run(kernel);
    const double e = std::exp(1.0);
    CHECK(bench["w"][0] == doctest::Approx(e + e * e + 1).epsilon(1e-15));
    CHECK(bench["v"][0] == 0);
}

TEST_CASE("what an array narrower than the computation was given is read again, as it was rounded") {
    const auto model = check("v : 1\n w : 1\n n : integer\n m : integer");
    const SourcePtr source = make_source("code", "v = w + 1\nw = v\nn = m + 1\nm = n");
    const auto code = model::check_statements(source, parser::parse_statements(source).or_throw(), model->scope).or_throw();
    const auto loads = [&](const plan::Storages& storages) {
        plan::Surroundings surroundings;
        surroundings.storages = storages;
        return count(plan::plan_code("code", Domain::elements, code, plan::WriteLock::respected, surroundings), Opcode::load);
    };
    const model::Variable *v = model->find("v"), *n = model->find("n");
    CHECK(loads({{n, plan::Storage::integer64}}) == 2); // w and m
    CHECK(loads({}) == 3);                              // n has 32 of the 64 bits
    CHECK(loads({{v, plan::Storage::float32}}) == 4);
}

TEST_CASE("whole and half powers are products, quotients and roots") {
    const auto model = check("v : 1\n w : 1");
    const auto power = [&](const std::string& text) {
        Bench bench;
        for (double& v : bench["v"]) v = 1.7;
        const plan::Kernel kernel = plan::plan_assignment("k", Domain::elements, *model->find("w"), expression(*model, text), {});
        bench.run(kernel);
        const bool called = [&] {
            for (const auto& operation : kernel.operations)
                if (operation.primitive == model::Primitive::power) return true;
            return false;
        }();
        return std::pair(bench["w"][0], called);
    };
    // 4 ulp: three products of half a unit each against one correctly rounded pow, twice.
    const double ulp = 2.3e-16;
    for (const int n : {2, 3, 5, 8, -1, -2, -7}) {
        const auto [value, called] = power("v**" + std::to_string(n));
        CHECK(value == doctest::Approx(std::pow(1.7, n)).epsilon(4 * ulp));
        CHECK_FALSE(called);
    }
    CHECK(power("v**0.5").first == std::sqrt(1.7));
    CHECK(power("v**0").first == 1);
    CHECK(power("v**9").second);
    CHECK(power("v**1.5").first == doctest::Approx(std::pow(1.7, 1.5)).epsilon(4 * ulp));
}

TEST_CASE("integers divide as in Python, and a division by zero is 0 instead of a trap") {
    const auto model = check("a : integer\n b : integer\n c : integer\n d : integer");
    std::vector<std::int32_t> a{7, -7, 7, 5}, b{2, 2, -2, 0}, c(16), d(16);
    a.resize(16), b.resize(16);
    const SourcePtr source = make_source("code", "c = a // b\nd = a % b");
    const auto code = model::check_statements(source, parser::parse_statements(source).or_throw(), model->scope).or_throw();
    const plan::Kernel kernel = plan::plan_code("k", Domain::elements, code, plan::WriteLock::respected, {});
    std::vector<void*> slots;
    for (const plan::Slot& slot : kernel.slots) {
        const std::string& name = slot.reference.variable->name;
        slots.push_back((name == "a" ? a : name == "b" ? b : name == "c" ? c : d).data());
    }
    KernelArguments arguments{};
    arguments.arrays = slots.data();
    arguments.end = 4;
    plan::interpret(kernel, arguments);
    CHECK(std::vector<std::int32_t>(c.begin(), c.begin() + 4) == std::vector<std::int32_t>{3, -4, -4, 0});
    CHECK(std::vector<std::int32_t>(d.begin(), d.begin() + 4) == std::vector<std::int32_t>{1, 1, -1, 0});
}

TEST_CASE("every method of the table integrates an easy equation to its order") {
    for (const plan::Integrator& method : plan::integrator_table()) {
        CAPTURE(method.name);
        CHECK(!method.description.empty());
        CHECK(*plan::find_integrator(method.name) == &method);
        const auto error = [&](double dt) {
            const auto model = check("dv/dt = (1-v)/tau : 1", {{"tau", 10 * ms}});
            plan::Surroundings surroundings;
            surroundings.dt_seconds = dt;
            const auto update = plan::plan_state_update(
                {.name = "k", .model = model.get(), .methods = {{std::string(method.name)}}, .threshold = {}, .refractory = {}}, surroundings).or_throw();
            Bench bench;
            const int steps = static_cast<int>(std::lround(10e-3 / dt));
            for (int k = 0; k < steps; ++k) bench.run(update.kernel);
            return std::abs(bench["v"][0] - (1 - std::exp(-1.0)));
        };
        const double coarse = error(1e-4), fine = error(5e-5);
        if (method.name == "exact") CHECK(coarse < 1e-14); // 100 steps of rounding
        else if (method.name == "independent" || method.name == "exponential_euler") CHECK(coarse < 1e-14); // exact here
        else if (method.name == "rkf45") CHECK(coarse < 1e-12); // chooses its own steps: 1e-6 allowed, of order 5 at 0.01 tau
        else // the next term is dt/tau = 0.01 of the first
            CHECK(coarse / fine == doctest::Approx(std::pow(2, method.orders.deterministic)).epsilon(0.02));
    }
}

TEST_CASE("propagators of singular, oscillating, stiff and defective matrices") {
    const auto close = [](double a, double b) { return std::abs(a - b) <= 1e-14 * (1 + std::abs(b)); };
    plan::Matrix zero(1);
    CHECK(plan::propagator(zero, 0.1).state(0, 0) == 1);
    CHECK(plan::propagator(zero, 0.1).input(0, 0) == 0.1);
    plan::Matrix swing(2);
    swing(0, 1) = 3, swing(1, 0) = -3;
    const auto p = plan::propagator(swing, 0.1);
    CHECK(close(p.state(0, 0), std::cos(0.3)));
    CHECK(close(p.state(0, 1), std::sin(0.3)));
    CHECK(close(p.input(0, 0), std::sin(0.3) / 3));
    plan::Matrix jordan(2); // equal time constants: an alpha function
    jordan(0, 0) = -2, jordan(1, 1) = -2, jordan(0, 1) = 5;
    const auto q = plan::propagator(jordan, 0.1);
    CHECK(close(q.state(0, 1), 5 * 0.1 * std::exp(-0.2)));
    CHECK(q.state(1, 0) == 0); // exactly: the second does not depend on the first
    plan::Matrix stiff(2);
    stiff(0, 0) = -1e6, stiff(1, 1) = -1, stiff(0, 1) = 1;
    const auto r = plan::propagator(stiff, 0.1);
    CHECK(close(r.state(1, 1), std::exp(-0.1)));
    CHECK(close(r.state(0, 1), std::exp(-0.1) / (1e6 - 1)));
    plan::Matrix broken(1);
    broken(0, 0) = INFINITY;
    CHECK(std::isnan(plan::propagator(broken, 0.1).state(0, 0)));
}

TEST_CASE("a refractory time draws as of the last spike, a refractory condition as of the step") {
    const auto model = check("v : 1\n mean : 1");
    plan::Surroundings surroundings;
    surroundings.traits[0].refractory = true;
    const auto steps_of_draws = [&](const std::string& refractory) {
        const plan::Kernel kernel = plan::plan_state_update({.name = "k",
                                                             .model = model.get(),
                                                             .methods = {},
                                                             .threshold = expression(*model, "rand() < 0.5"),
                                                             .refractory = expression(*model, refractory)},
                                                            surroundings)
                                        .or_throw()
                                        .kernel;
        std::string steps;
        for (const plan::Operation& operation : kernel.operations) {
            if (operation.code != Opcode::draw) continue;
            if (operation.operands[2] == plan::kNoValue) {
                steps += " now";
                continue;
            }
            const plan::Operation& step = kernel.operations[operation.operands[2]];
            REQUIRE(step.code == Opcode::load);
            steps += " " + kernel.slots[step.slot].reference.variable->name;
        }
        return steps;
    };
    CHECK(steps_of_draws("rand()*ms") == " lastspike now"); // the threshold draws as of the step
    CHECK(steps_of_draws("(rand() + randn())*ms") == " lastspike lastspike now");
    CHECK(steps_of_draws("(1 + poisson(mean*rand()) + binomial(5, 0.5))*ms") == " lastspike lastspike lastspike now");
    CHECK(steps_of_draws("rand() < 0.5") == " now now");
}

TEST_CASE("noise: one draw a variable and step, scaled with the root of dt") {
    const auto model = check("dv/dt = a*xi_1/second**0.5 + xi_2/second**0.5 : 1\n dw/dt = xi_1/second**0.5 : 1", {{"a", Quantity(3)}});
    const auto update =
        plan::plan_state_update({.name = "k", .model = model.get(), .methods = {}, .threshold = {}, .refractory = {}}, {}).or_throw();
    CHECK(update.method->name == "euler");
    CHECK(count(update.kernel, Opcode::draw) == 2);
    Bench bench;
    bench.run(update.kernel);
    const double w = bench["w"][2];
    CHECK(w != 0);
    CHECK(bench["v"][2] != doctest::Approx(3 * w));
}
