// SPDX-License-Identifier: Apache-2.0
// What the checks make of correct models: references, dimensions, kinds, sides and order; and that they
// accept the models of the reference benchmarks.
#include "hillock/error.hpp"
#include "hillock/units.hpp"
#include "parser/model/check.hpp"
#include "parser/model/functions.hpp"
#include "parser/parse.hpp"
#include "support/error_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <set>

using namespace hillock;
using namespace hillock::internal;
using model::Expr, model::Model, model::Op, model::Reference, model::Side, model::Type, model::Variable,
    model::VariableKind;

namespace {

std::unique_ptr<const Model> neurons(const std::string& text, const model::ConstantValues& constants = {}) {
    const SourcePtr source = make_source("model", text);
    return model::check_neurons(source, parser::parse_equations(source).or_throw(), constants).or_throw();
}

std::unique_ptr<const Model> synapses(const std::string& text, const Model& pre, const Model& post,
                                      const model::ConstantValues& constants = {}) {
    const SourcePtr source = make_source("synapses", text);
    return model::check_synapses(source, parser::parse_equations(source).or_throw(), constants, pre, post)
        .or_throw();
}

Expr expression(const std::string& text, const Model& group) {
    const SourcePtr source = make_source("expression", text);
    return model::check_expression(source, parser::parse_expression(source).or_throw(), group.scope)
        .or_throw();
}

Expr condition(const std::string& text, const Model& group) {
    const SourcePtr source = make_source("threshold", text);
    return model::check_expression(source, parser::parse_expression(source).or_throw(), group.scope,
                                   {"the threshold", Type::boolean, {}})
        .or_throw();
}

model::Code code(const std::string& text, const Model& group) {
    const SourcePtr source = make_source("code", text);
    return model::check_statements(source, parser::parse_statements(source).or_throw(), group.scope)
        .or_throw();
}

Reference reference_in(const Expr& expr) {
    const auto* reference = std::get_if<Reference>(&expr.node());
    REQUIRE(reference);
    return *reference;
}

const Variable& variable(const Model& group, std::string_view name) {
    const Variable* found = group.find(name);
    REQUIRE_MESSAGE(found, std::string(name));
    return *found;
}

/// A copy: the expression is often a temporary.
Expr::Operation operation_in(const Expr& expr) {
    const auto* operation = std::get_if<Expr::Operation>(&expr.node());
    REQUIRE(operation);
    return *operation;
}

std::vector<int> draws(const Expr& expr) {
    if (const auto* call = std::get_if<Expr::Call>(&expr.node())) {
        if (call->function->has_state)
            return {call->occurrence};
        std::vector<int> all;
        for (const Expr& argument : call->arguments)
            std::ranges::copy(draws(argument), std::back_inserter(all));
        return all;
    }
    std::vector<int> all;
    if (const auto* operation = std::get_if<Expr::Operation>(&expr.node()))
        for (const Expr& operand : operation->operands)
            std::ranges::copy(draws(operand), std::back_inserter(all));
    return all;
}

const model::ConstantValues kTau{{"tau", 10 * ms}};

} // namespace

TEST_CASE("variables: kinds, types, dimensions and flags") {
    const auto group = neurons("dv/dt = (v0 - v)/tau : volt (unless refractory)\n"
                               "v0 : volt (constant)\n"
                               "g : siemens (shared)\n"
                               "n : integer\n"
                               "b = v > v0 : boolean\n"
                               "I = g*(v - v0) : amp",
                               kTau);
    const Variable& v = variable(*group, "v");
    CHECK(v.kind == VariableKind::differential);
    CHECK(v.dimension == volt.dimension());
    CHECK(v.unless_refractory);
    CHECK(v.definition->dimension() == volt.dimension() / second.dimension());
    CHECK(group->source->text.substr(v.declared.span.begin, v.declared.span.end - v.declared.span.begin) ==
          "v");
    const Span right = v.definition_place.span;
    CHECK(group->source->text.substr(right.begin, right.end - right.begin) == "(v0 - v)/tau");

    CHECK(variable(*group, "v0").kind == VariableKind::parameter);
    CHECK(variable(*group, "v0").constant);
    CHECK_FALSE(variable(*group, "v0").shared);
    CHECK_FALSE(variable(*group, "v0").definition.has_value());
    CHECK(variable(*group, "g").shared);
    CHECK(variable(*group, "n").type == Type::integer);
    CHECK(variable(*group, "b").type == Type::boolean);
    CHECK(variable(*group, "b").definition->type() == Type::boolean);
    CHECK(variable(*group, "I").kind == VariableKind::subexpression);
    CHECK(variable(*group, "I").definition->dimension() == amp.dimension());

    const Variable& tau = variable(*group, "tau");
    CHECK(tau.kind == VariableKind::constant);
    CHECK(tau.value == 0.01);
    CHECK(tau.dimension == second.dimension());
    CHECK(group->variables.back().get() == &tau); // constants after the equations
    CHECK(group->of_kind(VariableKind::differential) == std::vector<const Variable*>{&v});
    CHECK(group->find("nothing") == nullptr);
}

TEST_CASE("right-hand sides refer to the variables themselves") {
    const auto group = neurons("dv/dt = w/tau : 1\nw : 1", kTau);
    const Expr::Operation quotient = operation_in(*variable(*group, "v").definition);
    CHECK(quotient.op == Op::divide);
    CHECK(reference_in(quotient.operands[0]) == Reference{&variable(*group, "w")});
    CHECK(reference_in(quotient.operands[1]) == Reference{&variable(*group, "tau")});
}

TEST_CASE("dimensions of declarations") {
    const auto group = neurons("g : siemens/metre**2\nf : 1/second\nz : second**-0.5\nq : second**(-1/2)\n"
                               "c : mmolar\na : amp*second/amp");
    CHECK(variable(*group, "g").dimension == siemens.dimension() / metre.dimension().power(2));
    CHECK(variable(*group, "f").dimension == hertz.dimension());
    CHECK(variable(*group, "z").dimension == second.dimension().power(-0.5));
    CHECK(variable(*group, "q").dimension == second.dimension().power(-0.5));
    CHECK(variable(*group, "c").dimension == mole.dimension() / metre.dimension().power(3));
    CHECK(variable(*group, "a").dimension == second.dimension());
}

TEST_CASE("the first declaration of a name wins") {
    const Variable first, second_one;
    model::Scope scope;
    scope.declare("x", {&first});
    scope.declare("x", {&second_one});
    CHECK(scope.find("x")->variable == &first);
    CHECK(scope.names() == std::vector<std::string>{"x"});
    CHECK(scope.find("y") == nullptr);
}

TEST_CASE("order of names: own variables, the language, constants") {
    const auto group =
        neurons("dv/dt = -v/tau : 1\ntau : second",
                {{"tau", 5 * ms}, {"mV", 7.0}, {"pi", 3.0}, {"exp", 2.0}, {"t", 1.0}, {"A", 4.0}});
    CHECK(variable(*group, "tau").kind == VariableKind::parameter);
    CHECK(reference_in(expression("tau", *group)).variable->kind == VariableKind::parameter);
    CHECK(expression("mV", *group) == Expr::constant(1e-3, Type::real, volt.dimension()));
    CHECK(std::get<Expr::Constant>(expression("pi", *group).node()).value == 3.141592653589793);
    CHECK(expression("exp(v)", *group).type() == Type::real);
    CHECK(reference_in(expression("t", *group)) == Reference{&model::builtin(VariableKind::time)});
    CHECK(reference_in(expression("A", *group)).variable == group->find("A"));
    for (const char* hidden : {"mV", "pi", "exp", "t"})
        CHECK(group->find(hidden) == nullptr);
}

TEST_CASE("built-in names of neurons") {
    const auto group = neurons("v : 1");
    const std::pair<const char*, VariableKind> expected[] = {
        {"t", VariableKind::time},
        {"dt", VariableKind::time_step},
        {"t_in_timesteps", VariableKind::step_count},
        {"i", VariableKind::index},
        {"N", VariableKind::count},
        {"lastspike", VariableKind::last_spike},
        {"not_refractory", VariableKind::not_refractory}};
    for (const auto& [name, kind] : expected)
        CHECK(reference_in(expression(name, *group)) == Reference{&model::builtin(kind), Side::own});
    CHECK(condition("not_refractory and t - lastspike > 2*ms", *group).type() == Type::boolean);
    CHECK(expression("i/(N-1)", *group).type() == Type::real);
}

TEST_CASE("names in synapses") {
    const auto source = neurons("u : 1\nboth : volt");
    const auto target = neurons("v : volt\nboth : volt\nw2 = 2*v : volt");
    const auto group = synapses("w : volt\np = w/(2*v_post) : 1", *source, *target, {{"v", 3.0}, {"k", 2.0}});
    const auto means = [&](const char* name, const Variable* wanted, Side side) {
        INFO(name);
        CHECK(reference_in(expression(name, *group)) == Reference{wanted, side});
    };
    means("w", group->find("w"), Side::own);
    means("p", group->find("p"), Side::own);
    means("k", group->find("k"), Side::own);
    means("u_pre", source->find("u"), Side::pre);
    means("v_post", target->find("v"), Side::post);
    means("v", target->find("v"), Side::post); // before the constant of the same name
    means("w2", target->find("w2"), Side::post);
    means("both", target->find("both"), Side::post);
    means("both_pre", source->find("both"), Side::pre);
    means("i", &model::builtin(VariableKind::index), Side::pre);
    means("j", &model::builtin(VariableKind::index), Side::post);
    means("i_post", &model::builtin(VariableKind::index), Side::post);
    means("N", &model::builtin(VariableKind::count), Side::own);
    means("N_pre", &model::builtin(VariableKind::count), Side::pre);
    means("N_post", &model::builtin(VariableKind::count), Side::post);
    for (const char* name : {"N_incoming", "N_incoming_post"})
        means(name, &model::builtin(VariableKind::incoming), Side::post);
    for (const char* name : {"N_outgoing", "N_outgoing_pre"})
        means(name, &model::builtin(VariableKind::outgoing), Side::pre);
    means("lastspike_pre", &model::builtin(VariableKind::last_spike), Side::pre);
    means("not_refractory_post", &model::builtin(VariableKind::not_refractory), Side::post);
    means("not_refractory", &model::builtin(VariableKind::not_refractory), Side::post);
    CHECK(group->scope.find("u") == nullptr); // the source is never meant without _pre
    CHECK(group->scope.find("v_pre") == nullptr);
    CHECK(group->kind == model::GroupKind::synapses);

    const model::Code effect = code("v_post += w; both_pre = 0; both += w; u_pre -= 1; w *= 0.5", *group);
    CHECK(effect.statements[0].target == Reference{target->find("v"), Side::post});
    CHECK(effect.statements[0].op == ast::AssignOp::add);
    CHECK(effect.statements[1].target == Reference{source->find("both"), Side::pre});
    CHECK(effect.statements[2].target == Reference{target->find("both"), Side::post});
    CHECK(effect.statements[4].target == Reference{group->find("w"), Side::own});
    CHECK(effect.locals.empty());
}

TEST_CASE("sums, event-driven and clock-driven equations of synapses") {
    const auto source = neurons("n : integer"), target = neurons("I : amp\nv : volt");
    const auto group = synapses("dx/dt = -x/tau : 1 (event-driven)\n"
                                "dy/dt = -y/tau : 1 (clock-driven)\n"
                                "dz/dt = -z/tau : 1\n"
                                "I_post = y*c : amp (summed)\n"
                                "n_pre = y > 0.5 : integer (summed)\n"
                                "I_post = 0 : amp (summed)\n"
                                "c : amp",
                                *source, *target, kTau);
    CHECK(group->find("x")->event_driven);
    CHECK(!group->find("y")->event_driven);
    CHECK(group->find("y")->clock_driven);
    CHECK(!group->find("z")->clock_driven);
    REQUIRE(group->summed.size() == 3);
    CHECK(group->summed[0].target == Reference{target->find("I"), Side::post});
    CHECK(group->summed[0].place.span == Span{96, 99});
    CHECK(group->summed[1].target == Reference{source->find("n"), Side::pre});
    CHECK(group->summed[1].value.type() == Type::integer); // a condition counts
    CHECK(group->summed[2].value.dimension() == amp.dimension());
    CHECK(reference_in(expression("I_post", *group)) == group->summed[0].target);
    CHECK(reference_in(expression("lastupdate", *group)) == Reference{&model::builtin(VariableKind::last_update)});
    CHECK(synapses("dz/dt = -z/tau : 1", *source, *target, kTau)->scope.find("lastupdate") == nullptr);
}

TEST_CASE("statements and locals") {
    const auto group = neurons("dv/dt = -v/tau : volt\nn : integer", kTau);
    const model::Code reset = code("shift = 2*v\nn += 1\nshift /= n\nv = shift\n", *group);
    REQUIRE(reset.statements.size() == 4);
    REQUIRE(reset.locals.size() == 1);
    const Variable& shift = *reset.locals[0];
    CHECK(shift.kind == VariableKind::local);
    CHECK(shift.dimension == volt.dimension());
    CHECK(shift.type == Type::real);
    CHECK(reset.statements[0].target == Reference{&shift});
    CHECK(reset.statements[2].op == ast::AssignOp::divide);
    CHECK(reference_in(reset.statements[2].value) == Reference{group->find("n")}); // the right side alone
    CHECK(reference_in(reset.statements[3].value) == Reference{&shift});
    CHECK(reset.statements[1].place.span == Span{12, 18});
    CHECK(group->scope.find("shift") == nullptr);
    CHECK(code("", *group).statements.empty());
}

TEST_CASE("each call of a random function is a draw of its own") {
    const auto group = neurons("v : 1\nw : 1");
    CHECK(draws(expression("rand() - rand() + exp(randn())", *group)) == std::vector<int>{0, 1, 2});
    const model::Code reset = code("v = rand(); w = rand() + v", *group);
    CHECK(draws(reset.statements[0].value) != draws(reset.statements[1].value));

    const auto noisy = neurons("dv/dt = rand()/tau : 1\ndw/dt = rand()/tau : 1", kTau);
    CHECK(draws(*variable(*noisy, "v").definition) != draws(*variable(*noisy, "w").definition));
}

TEST_CASE("a literal 0 or infinity takes the dimension that it needs") {
    const auto group = neurons("v : volt", {{"zero", 0.0}});
    const Expr::Operation comparison = operation_in(condition("v > 0", *group));
    CHECK(comparison.operands[1].dimension() == volt.dimension());
    CHECK(comparison.operands[1].type() == Type::integer);
    const Expr clipped = expression("clip(v, 0.0, inf)", *group);
    const auto* call = std::get_if<Expr::Call>(&clipped.node());
    REQUIRE(call);
    CHECK(call->arguments[1].dimension() == volt.dimension());
    CHECK(call->arguments[2].dimension() == volt.dimension());
    const Expr lowest = operation_in(condition("-inf < v", *group)).operands[0];
    CHECK(std::get<Expr::Constant>(lowest.node()).value == -std::numeric_limits<double>::infinity());
    CHECK(lowest.dimension() == volt.dimension());
    CHECK(code("v = 0", *group).statements[0].value.dimension() == volt.dimension());
    // neither a computed zero nor a named one
    CHECK_THROWS_AS((void)condition("v > 1 - 1", *group), DimensionMismatchError);
    CHECK_THROWS_AS((void)condition("v > zero", *group), DimensionMismatchError);
    CHECK_THROWS_AS((void)condition("v > False", *group), DimensionMismatchError);
}

TEST_CASE("exponents of dimensions are constant numbers") {
    const auto group = neurons("v : volt", {{"two", 2.0}});
    const Expr power = expression("v**(two + 1)", *group);
    CHECK(power.dimension() == volt.dimension().power(3));
    CHECK(std::get<Expr::Constant>(operation_in(power).operands[1].node()).value == 3);
    CHECK(expression("v**-0.5", *group).dimension() == volt.dimension().power(-0.5));
}

TEST_CASE("conditions in numbers") {
    const auto group = neurons("v : 1\nn = v > 1 : integer\nx = v > 1 : 1");
    // The definition stands in for the name, where -n must be possible.
    CHECK(variable(*group, "n").definition->type() == Type::integer);
    CHECK(variable(*group, "x").definition->type() != Type::boolean);
    CHECK(expression("n*(v > 2)", *group).type() == Type::integer);
}

TEST_CASE("noise") {
    const auto group = neurons(
        "dv/dt = -v/tau + xi*tau**-0.5 + xi_a*tau**-0.5 : 1\ndw/dt = -w/tau + xi_a*tau**-0.5 : 1", kTau);
    const std::vector<const Variable*> noise = group->of_kind(VariableKind::noise);
    REQUIRE(noise.size() == 2);
    CHECK(noise[0]->name == "xi");
    CHECK(noise[1]->name == "xi_a"); // one variable for both uses
    CHECK(noise[0]->dimension == second.dimension().power(-0.5));
    CHECK(group->variables.back().get() == noise[1]); // after the constants
    CHECK(group->scope.find("xi") == nullptr);        // no code of the group can see it
    CHECK(model::contains(*variable(*group, "w").definition, {noise[1]}));
}

TEST_CASE("subexpressions may be used before they are defined") {
    const auto group = neurons("a = 2*b : volt\nb = v + c : volt\nc = -v : volt\nv : volt");
    CHECK(model::contains(*variable(*group, "a").definition, {group->find("b")}));
    CHECK(variable(*group, "c").definition->dimension() == volt.dimension());
    CHECK(group->variables[0]->name == "a"); // order of declaration
}

TEST_CASE("a chain of subexpressions has a length that later stages can follow") {
    const auto chain = [](int length) {
        std::string text = "v : 1\na0 = v : 1\n";
        for (int k = 1; k <= length; ++k)
            text += "a" + std::to_string(k) + " = a" + std::to_string(k - 1) + " : 1\n";
        return text;
    };
    CHECK(neurons(chain(parser::kMaxNesting))->variables.size() == std::size_t{parser::kMaxNesting} + 2);
    CHECK(test::error_of<EquationError>([&] { (void)neurons(chain(parser::kMaxNesting + 1)); }) ==
          "model:203:1: error: 'a201' is the end of a chain of 201 subexpressions; at most 200 can build on each other\n"
          "  203 | a201 = a200 : 1\n"
          "      | ^~~~");
    CHECK_THROWS_AS((void)neurons(chain(50000)), EquationError); // and no stack is exhausted
}

TEST_CASE("no more problems than anyone reads") {
    std::string text;
    for (int k = 0; k < 3 * parser::kMaxProblems; ++k)
        text += "v" + std::to_string(k) + " : vlot\n";
    const SourcePtr source = make_source("model", text);
    const auto model = model::check_neurons(source, parser::parse_equations(source).or_throw(), {});
    REQUIRE_FALSE(model);
    CHECK(model.problems().size() == std::size_t{parser::kMaxProblems});

    std::string lines;
    for (int k = 0; k < 3 * parser::kMaxProblems; ++k)
        lines += "v = unknown" + std::to_string(k) + "\n";
    const SourcePtr reset = make_source("code", lines);
    const auto checked =
        model::check_statements(reset, parser::parse_statements(reset).or_throw(), neurons("v : 1")->scope);
    REQUIRE_FALSE(checked);
    CHECK(checked.problems().size() == std::size_t{parser::kMaxProblems});
}

TEST_CASE("the models of the contract programs") {
    const auto lif = neurons("dv/dt = (-v + R*I)/tau : volt (unless refractory)\nI : amp\ntau : second",
                             {{"R", 100 * Mohm}});
    CHECK(condition("v > 10*mV", *lif).type() == Type::boolean);
    CHECK(code("v = 0*mV", *lif).statements.size() == 1);
    CHECK(expression("0.02*nA*i", *lif).dimension() == amp.dimension());
    const auto release = synapses("w : volt\np : 1", *lif, *lif);
    CHECK(code("v_post += w*(rand()<p)", *release).statements[0].target ==
          Reference{lif->find("v"), Side::post});
    CHECK(condition("abs(i-j)>2 and abs(i-j)<5", *release).type() == Type::boolean);
    const auto plain = synapses("", *lif, *lif, {{"n_neurons", 10.0}});
    CHECK(expression("abs(i-j)/(1.0*n_neurons)", *plain).dimension().is_dimensionless());

    const auto random = neurons("dv/dt  = (ge+gi-(v+49*mV))/(20*ms) : volt\n"
                                "dge/dt = -ge/(5*ms)                : volt\n"
                                "dgi/dt = -gi/(10*ms)               : volt");
    CHECK(random->of_kind(VariableKind::differential).size() == 3);
    CHECK(condition("v > -50*mV", *random).type() == Type::boolean);
    CHECK(code("v = -60*mV", *random).statements.size() == 1);
    CHECK(expression("-60*mV + 10*mV*rand()", *random).dimension() == volt.dimension());
    CHECK(code("ge += 1.62*mV", *synapses("", *random, *random)).statements[0].target.side == Side::post);

    const model::ConstantValues constants{{"tau", 10 * ms},    {"tau_t", 100 * ms},   {"vr", -70 * mV},
                                          {"vt0", -50 * mV},   {"delta_vt0", 5 * mV}, {"sigma", 10 * mV},
                                          {"v_drive", 40 * mV}};
    const auto tutorial = neurons("dv/dt = (v_drive+vr-v)/tau + sigma*xi*tau**-0.5 : volt\n"
                                  "dvt/dt = (vt0-vt)/tau_t : volt",
                                  constants);
    CHECK(tutorial->of_kind(VariableKind::noise).size() == 1);
    CHECK(condition("v>vt", *tutorial).type() == Type::boolean);
    CHECK(code("v = vr\nvt += delta_vt0", *tutorial).statements.size() == 2);
    CHECK(expression("rand()*(vt0-vr)+vr", *tutorial).dimension() == volt.dimension());
    CHECK(neurons("dv/dt = (sin(2*pi*100*Hz*t)-v)/tau : 1", kTau)->find("v") != nullptr);
    CHECK(neurons("dv/dt = (drive-v)/tau + 0.1*xi*tau**-0.5 : 1\n drive : 1", kTau)->find("xi") != nullptr);
}

TEST_CASE("a network of Hodgkin-Huxley neurons") {
    const Quantity area = 20000 * pow(umetre, 2);
    const auto per_area = [&](double millisiemens) { return millisiemens * msiemens / cm2 * area; };
    const auto group = neurons(R"(
    dv/dt = (gl*(El-v)+ge*(Ee-v)+gi*(Ei-v)-g_na*(m*m*m)*h*(v-ENa)-g_kd*(n*n*n*n)*(v-EK))/Cm : volt
    dm/dt = alpha_m*(1-m)-beta_m*m : 1
    dn/dt = alpha_n*(1-n)-beta_n*n : 1
    dh/dt = alpha_h*(1-h)-beta_h*h : 1
    dge/dt = -ge/taue : siemens
    dgi/dt = -gi/taui : siemens
    alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
    beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
    alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
    beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
    alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
    beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
    )",
                               {{"Cm", 1 * ufarad / cm2 * area},
                                {"gl", per_area(0.05)},
                                {"g_na", per_area(100)},
                                {"g_kd", per_area(30)},
                                {"El", -60 * mV},
                                {"EK", -90 * mV},
                                {"ENa", 50 * mV},
                                {"VT", -63 * mV},
                                {"taue", 5 * ms},
                                {"taui", 10 * ms},
                                {"Ee", 0 * mV},
                                {"Ei", -80 * mV}});
    CHECK(group->of_kind(VariableKind::differential).size() == 6);
    CHECK(group->of_kind(VariableKind::subexpression).size() == 6);
    CHECK(variable(*group, "alpha_m").definition->dimension() == hertz.dimension());
    CHECK(condition("v>-20*mV", *group).type() == Type::boolean);
    CHECK(expression("(randn()*12 + 20)*10.*nS", *group).dimension() == siemens.dimension());
}

TEST_CASE("adaptive exponential neurons") {
    const auto group = neurons("dvm/dt = (gL*(EL-vm) + gL*DeltaT*exp((vm-VT)/DeltaT) + I - w)/C : volt\n"
                               "dw/dt = (a*(vm-EL)-w)/tauw : amp\n"
                               "I : amp",
                               {{"C", 281 * pF},
                                {"gL", 30 * nS},
                                {"EL", -70.6 * mV},
                                {"VT", -50.4 * mV},
                                {"DeltaT", 2 * mV},
                                {"tauw", 144 * ms},
                                {"a", 4 * nS},
                                {"b", 0.0805 * nA},
                                {"Vr", -70.6 * mV},
                                {"Vcut", -40.4 * mV}});
    CHECK(variable(*group, "w").definition->dimension() == amp.dimension() / second.dimension());
    CHECK(condition("vm>Vcut", *group).type() == Type::boolean);
    CHECK(code("vm=Vr; w+=b", *group).statements.size() == 2);
    CHECK(expression("1*nA + 1*nA*i/N", *group).dimension() == amp.dimension());
}

TEST_CASE("plasticity") {
    const auto target = neurons("dv/dt = -v/tau : volt\ndge/dt = -ge/tau : volt", kTau);
    const auto group = synapses("w : volt\nApost : volt", *target, *target, {{"wmax", 3 * mV}});
    const model::Code on_pre = code("ge += w\nw = clip(w + Apost, 0*mV, wmax)", *group);
    CHECK(on_pre.statements[0].target == Reference{target->find("ge"), Side::post});
    CHECK(on_pre.statements[1].target == Reference{group->find("w"), Side::own});
}
