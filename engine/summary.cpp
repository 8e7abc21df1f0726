// SPDX-License-Identifier: Apache-2.0
// Turns the objects of a network into the text that describes them in a paper. What it says are facts of the objects: equations as they were
// given, values and numbers of synapses as they are.
#include "hillock/summary.hpp"

#include "engine/access.hpp"
#include "engine/formula.hpp"
#include "engine/inputs.hpp"
#include "engine/magic.hpp"
#include "engine/recorder.hpp"
#include "engine/summary_text.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hillock {
using namespace internal;

namespace {

using namespace engine;

std::string math(const std::string& formula) { return "$" + formula + "$"; }

/// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t k = 0; k < words.size(); ++k) text += (k == 0 ? "" : k + 1 < words.size() ? ", " : " and ") + words[k];
    return text;
}

/// A number in the unit that suits it, or a formula.
std::string expression(const model::Expr& expr) {
    const auto* const number = std::get_if<model::Expr::Constant>(&expr.node());
    return math(number ? formula(number->value, expr.dimension()) : formula(expr));
}
std::string variable_name(const model::Variable& variable) { return math(symbol_formula(variable.name)); }

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

double four_digits(double value) {
    if (value == 0 || !std::isfinite(value)) return value;
    const double power = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
    return std::round(value * power) / power;
}

/// "20 mV", or of values that differ "mean 20 mV, from 15 mV to 25 mV".
std::string spread(const std::vector<double>& values, const Dimension& dimension) {
    if (values.empty()) return "none";
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low == *high) return math(formula(*low, dimension));
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    const auto shown = [&](double value) { return math(formula(four_digits(value), dimension)); };
    return "mean " + shown(mean) + ", from " + shown(*low) + " to " + shown(*high);
}

/// What the variable is called on the left of its equation.
std::string left_side(const model::Variable& variable) {
    const std::string symbol = symbol_formula(variable.name);
    return variable.kind == model::VariableKind::differential ? "\\frac{d" + symbol + "}{dt}" : symbol;
}

std::vector<std::string> equations_of(const model::Model& model) {
    std::vector<std::string> lines;
    for (const auto& variable : model.variables) {
        if (!variable->definition) continue;
        std::string line = left_side(*variable) + " &= " + formula(*variable->definition);
        if (variable->unless_refractory) line += " \\quad\\text{(unless refractory)}";
        if (variable->event_driven) line += " \\quad\\text{(between events)}";
        lines.push_back(line);
    }
    for (const model::Summed& sum : model.summed)
        lines.push_back(formula(model::Expr::reference(sum.target)) + " &= \\sum " + formula(sum.value));
    return lines;
}

std::string unit_of(const model::Variable& variable) {
    return variable.type == model::Type::real ? unit_name(variable.dimension) : std::string(model::type_name(variable.type));
}

/// "where v and w are in volt": what no table of parameters tells.
std::string units_of(const model::Model& model) {
    std::vector<std::pair<std::string, std::vector<std::string>>> by_unit;
    for (const auto& variable : model.variables) {
        if (!variable->definition || variable->type != model::Type::real || variable->dimension.is_dimensionless()) continue;
        const std::string unit = unit_of(*variable);
        auto place = std::find_if(by_unit.begin(), by_unit.end(), [&](const auto& entry) { return entry.first == unit; });
        if (place == by_unit.end()) place = by_unit.insert(by_unit.end(), {unit, {}});
        place->second.push_back(variable_name(*variable));
    }
    std::vector<std::string> parts;
    for (const auto& [unit, names] : by_unit) parts.push_back(listed(names) + (names.size() == 1 ? " is in " : " are in ") + unit);
    return parts.empty() ? "" : "where " + listed(parts) + ".";
}

std::string symbols(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + symbol_formula(name);
    return text;
}

/// Tables and functions that the texts call.
void describe_functions(SummaryText& text, const model::Model& model) {
    for (const auto& [name, function] : model.scope.functions()) {
        const std::string call = function_formula(name) + "\\left(" + symbols(function->parameters) + "\\right)";
        if (const auto* const table = std::get_if<model::Table>(&function->content)) {
            const auto rows = static_cast<std::int64_t>(table->rows());
            text.paragraph(math(call) + " is a table of " + counted(rows, "value", "values") + ", one every " +
                           math(formula(table->dt_seconds, kTimeDimension)) + ".");
        } else if (const auto* const inlined = std::get_if<model::Inlined>(&function->content)) {
            text.paragraph(math(call + " = " + formula_of_text(ast::print(inlined->body))) + ".");
        } else {
            text.paragraph(math(call) + " is computed by the host program.");
        }
    }
}

/// Equations with the units of their variables and the functions that they call.
void describe_equations(SummaryText& text, const std::string& who, const model::Model& model) {
    const std::vector<std::string> equations = equations_of(model);
    if (!equations.empty()) text.paragraph("Each " + who + " follows");
    text.formulas(equations);
    if (const std::string units = units_of(model); !units.empty()) text.paragraph(units);
    describe_functions(text, model);
}

/// "The equations are integrated by the method exact in steps of 0.1 ms."
void describe_integration(SummaryText& text, const std::string& method, const Object& object) {
    if (!method.empty())
        text.paragraph("The equations are integrated by the method " + method + " in steps of " + math(formula(object.dt(), kTimeDimension)) + ".");
}

std::vector<std::string> row_of_constant(const model::Variable& variable) {
    return {variable_name(variable), math(formula(variable.value, variable.dimension)), unit_of(variable)};
}

std::vector<std::vector<std::string>> constants_of(const model::Model& model) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& variable : model.variables)
        if (variable->kind == model::VariableKind::constant) rows.push_back(row_of_constant(*variable));
    return rows;
}

/// Parameters with the values that they have now, then constants.
std::vector<std::vector<std::string>> parameters_of(VariableOwner& owner) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& variable : owner.model().variables) {
        if (variable->kind == model::VariableKind::parameter && variable->declared_by_equation() && owner.size() > 0)
            rows.push_back({variable_name(*variable), spread(owner.values(owner.find(variable->name), Range{0, owner.size()}), variable->dimension), unit_of(*variable)});
        else if (variable->kind == model::VariableKind::constant)
            rows.push_back(row_of_constant(*variable));
        else if (variable->late)
            rows.push_back({variable_name(*variable), "given by each run", unit_of(*variable)});
    }
    return rows;
}

void describe_code(SummaryText& text, const std::string& when, const model::Code& code) {
    if (code.statements.empty()) return;
    text.paragraph(when);
    std::vector<std::string> lines;
    for (const model::Assignment& statement : code.statements) lines.push_back("&" + formula(statement));
    text.formulas(lines);
}

std::string refractoriness(const Neurons& neurons) {
    if (neurons.refractory_seconds() && *neurons.refractory_seconds() > 0)
        return " Then it is refractory for " + math(formula(*neurons.refractory_seconds(), kTimeDimension)) + ".";
    if (!neurons.refractory()) return "";
    const bool condition = neurons.refractory()->type() == model::Type::boolean;
    return (condition ? " It is refractory while " : " Then it is refractory for ") + math(formula(*neurons.refractory())) + ".";
}

/// "every 10 ms", "in every step"
std::string regularly(double every) {
    return every > 0 ? "Every " + math(formula(every, kTimeDimension)) : "In every step";
}

/// Custom events, and code that runs on events, at some times or regularly.
void describe_own_code(SummaryText& text, const Neurons& neurons) {
    for (const Neurons::CustomEvent& event : neurons.custom_events())
        text.paragraph("The event '" + *event.name + "' happens to a neuron while " + math(formula(*event.condition)) + ".");
    for (const Neurons::OwnCode& code : neurons.own_code()) {
        std::string when = code.event ? "At the event '" + *code.event + "'" : regularly(code.every);
        if (code.times) {
            std::vector<std::string> times;
            for (const double time : *code.times) times.push_back(math(formula(time, kTimeDimension)));
            when = times.size() <= 5 ? "At the time " + listed(times) : "At " + std::to_string(times.size()) + " given times";
        }
        if (code.range.size() != neurons.size())
            when += ", for neurons " + std::to_string(code.range.begin) + " to " + std::to_string(code.range.end - 1);
        describe_code(text, when, *code.statements);
    }
}

void describe_neurons(SummaryText& text, Neurons& neurons) {
    text.heading(2, neurons.name() + ": " + counted(neurons.size(), "neuron", "neurons"));
    describe_equations(text, "neuron", neurons.model());
    describe_integration(text, neurons.method(), neurons);
    if (neurons.threshold()) text.paragraph("A neuron spikes when " + math(formula(*neurons.threshold())) + "." + refractoriness(neurons));
    if (neurons.reset()) describe_code(text, "At its spike", *neurons.reset());
    describe_own_code(text, neurons);
    text.table({"parameter", "value", "unit"}, parameters_of(neurons));
}

/// Groups whose spikes come from outside have no equations of their own to show.
void describe_input(SummaryText& text, Neurons& neurons) {
    text.heading(2, neurons.name() + ": " + counted(neurons.size(), "input", "inputs"));
    if (std::string(neurons.class_name()) != "PoissonGroup")
        return text.paragraph(std::string(neurons.class_name()) == "InputGroup" ? "Spikes are given by the host program." : "Spikes come at given times.");
    const model::Variable* const rates = neurons.model().find("rates");
    const std::string rate = rates->definition ? math(formula(*rates->definition))
                                               : spread(neurons.values(neurons.find("rates"), Range{0, neurons.size()}), rates->dimension);
    text.paragraph("Spikes are Poisson processes with the rate " + rate + ".");
}

/// "all of P", "neurons 0 to 3199 of P"
std::string end_text(const Endpoint& end) {
    if (end.range.size() == end.owner->size()) return end.owner->name();
    return "neurons " + std::to_string(end.range.begin) + " to " + std::to_string(end.range.end - 1) + " of " + end.owner->name();
}

std::string rounded(double value) { return to_string(Quantity(four_digits(value))); }

void describe_connections(SummaryText& text, SynapseSet& synapses) {
    const auto count = static_cast<double>(synapses.size());
    const auto sources = static_cast<double>(synapses.source().range.size()), targets = static_cast<double>(synapses.target().range.size());
    std::string rules;
    for (const ConnectRule& rule : synapses.connect_rules()) rules += sentence_of(rule) + " ";
    if (!synapses.connected()) return text.paragraph("There are no synapses yet.");
    text.paragraph(rules + "There are " + counted(synapses.size(), "synapse", "synapses") + ", on average " + rounded(count / targets) +
                   " onto each target and " + rounded(count / sources) + " from each source: " +
                   rounded(100 * count / (sources * targets)) + " for each hundred pairs.");
}

void describe_synapses(SummaryText& text, SynapseSet& synapses) {
    text.heading(2, synapses.name() + ": from " + end_text(synapses.source()) + " to " + end_text(synapses.target()));
    describe_connections(text, synapses);
    describe_equations(text, "synapse", synapses.model());
    describe_integration(text, synapses.method(), synapses);
    for (std::size_t k = 0; k < synapses.pathway_count(); ++k) {
        Pathway& pathway = synapses.pathway(k);
        const std::string side = pathway.side() == model::Side::pre ? "presynaptic" : "postsynaptic";
        std::vector<double> delays;
        for (std::int64_t synapse = 0; synapse < synapses.size() && (synapse == 0 || !pathway.delays.one_for_all()); ++synapse)
            delays.push_back(pathway.delays.seconds(static_cast<std::size_t>(synapse)));
        const bool delayed = std::any_of(delays.begin(), delays.end(), [](double delay) { return delay > 0; });
        describe_code(text, "At a " + side + " event" + (delayed ? ", after a delay (" + spread(delays, kTimeDimension) + ")" : ""), pathway.statements());
    }
    for (const Routine* const routine : synapses.regular_code()) describe_code(text, regularly(routine->dt.value_or(0)), routine->statements);
    text.table({"parameter", "value", "unit"}, parameters_of(synapses));
}

/// What many Poisson neurons add, none of which is a neuron of the network.
void describe_random_sums(SummaryText& text, const RandomSums& sums) {
    const Population& target = sums.target();
    text.heading(2, sums.name() + ": " + counted(sums.sources(), "Poisson process", "Poisson processes") + " onto each target");
    const bool all = target.range.size() == target.neurons->size();
    text.paragraph((all ? "Each neuron of " : "Each of the ") + end_text(Endpoint(target)) + " has " +
                   counted(sums.sources(), "Poisson process", "independent Poisson processes") + " of its own with the rate " + expression(sums.rate()) + ", each of whose events adds " + expression(sums.weight()) + " to " +
                   math(symbol_formula(sums.variable())) + ".");
    text.table({"parameter", "value", "unit"}, constants_of(sums.names()));
}

void describe_monitor(std::vector<std::vector<std::string>>& rows, const Recorder& recorder) {
    std::string recorded;
    for (std::size_t column = 0; column < recorder.recording().column_count(); ++column)
        recorded += (recorded.empty() ? "" : ", ") + recorder.recording().heading(column).name;
    std::string source;
    for (const files::Attribute& attribute : recorder.attributes())
        if (attribute.name == "source") source = attribute.text;
    rows.push_back({recorder.name(), recorder.class_name(), source, recorded});
}

bool is_input(const Object& object) {
    const auto* const neurons = dynamic_cast<const Neurons*>(&object);
    return neurons != nullptr ? std::string(neurons->class_name()) != "NeuronGroup" : dynamic_cast<const RandomSums*>(&object) != nullptr;
}

std::string describe(const Simulation& network, SummaryFormat format) {
    network.require_idle("summary() cannot be called");
    SummaryText text(format);
    std::vector<std::vector<std::string>> monitors, others;
    text.heading(1, "Populations");
    for (const auto& object : network.objects())
        if (auto* const neurons = dynamic_cast<Neurons*>(object.get()); neurons != nullptr && !is_input(*object)) describe_neurons(text, *neurons);
    if (std::any_of(network.objects().begin(), network.objects().end(), [](const auto& object) { return is_input(*object); }))
        text.heading(1, "Inputs");
    for (const auto& object : network.objects()) {
        if (!is_input(*object)) continue;
        if (const auto* const sums = dynamic_cast<const RandomSums*>(object.get())) describe_random_sums(text, *sums);
        else describe_input(text, dynamic_cast<Neurons&>(*object));
    }
    bool any_synapses = false;
    for (const auto& object : network.objects()) {
        if (auto* const synapses = dynamic_cast<SynapseSet*>(object.get())) {
            if (!any_synapses) text.heading(1, "Synapses");
            any_synapses = true;
            describe_synapses(text, *synapses);
        } else if (const auto* const recorder = dynamic_cast<const Recorder*>(object.get())) {
            describe_monitor(monitors, *recorder);
        } else if (dynamic_cast<const Neurons*>(object.get()) == nullptr && !is_input(*object)) {
            std::string of;
            for (const Object* const other : object->dependencies()) of += (of.empty() ? "" : ", ") + other->name();
            others.push_back({object->name(), object->class_name(), of});
        }
    }
    if (!others.empty()) text.heading(1, "Other objects");
    text.table({"name", "kind", "of"}, others);
    if (!monitors.empty()) text.heading(1, "Recorded");
    text.table({"name", "kind", "of", "what"}, monitors);
    return text.text();
}

} // namespace

std::string summary(const Network& network, SummaryFormat format) { return describe(Access::simulation(network), format); }

std::string summary(SummaryFormat format) {
    std::string text;
    magic_scope().with_network("summary()", [&](const Simulation& network) { text = describe(network, format); }, MagicScope::Stay::once_begun);
    return text;
}

} // namespace hillock
