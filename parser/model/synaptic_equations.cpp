// SPDX-License-Identifier: Apache-2.0
#include "parser/model/synaptic_equations.hpp"

#include "parser/model/declarations.hpp"
#include "parser/model/expression_checker.hpp"
#include "parser/model/messages.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

namespace hillock::internal::model {

namespace {

const char* whose(Side side) { return side == Side::pre ? "presynaptic" : "postsynaptic"; }

std::string spelled(const Reference& reference) {
    static constexpr const char* kSuffixes[] = {"", "_pre", "_post"};
    return quoted(reference.variable->name + kSuffixes[static_cast<int>(reference.side)]);
}

std::vector<std::string> parameters_of(const Model& group) {
    std::vector<std::string> names;
    for (const Variable* variable : group.of_kind(VariableKind::parameter))
        if (variable->declared_by_equation())
            names.push_back(variable->name);
    return names;
}

/// Why nothing can be summed into a variable; "" if it can.
std::string obstacle(const Variable& variable) {
    switch (variable.kind) {
    case VariableKind::parameter:
        break;
    case VariableKind::differential:
        return "has a differential equation";
    case VariableKind::linked:
        return "is linked to a variable of another group";
    default:
        return "is defined by an expression";
    }
    if (variable.shared)
        return "is one value for all neurons";
    if (variable.constant || variable.read_only)
        return "is constant";
    return variable.type == Type::boolean ? "is a boolean" : "";
}

} // namespace

std::optional<Reference> summed_target(const SourcePtr& source, const ast::Equation& equation, const Model& pre,
                                       const Model& post, Diagnostics& problems) {
    const auto report = [&](Problem problem, std::string message, Span span, std::vector<Note> notes = {}) {
        problems.push_back({problem, std::move(message), {source, span}, std::move(notes)});
        return std::nullopt;
    };
    const std::string& name = equation.name;
    const bool is_pre = name.ends_with("_pre"), is_post = name.ends_with("_post");
    if (!is_pre && !is_post)
        return report(Problem::equation,
                      quoted(name) + " does not say which neurons get the sum: write " + quoted(name + "_post") +
                          " or " + quoted(name + "_pre"),
                      equation.name_span);
    const Side side = is_pre ? Side::pre : Side::post;
    const Model& group = is_pre ? pre : post;
    const std::string base = name.substr(0, name.rfind('_'));
    const std::string neurons = std::string("the ") + whose(side) + " neurons";
    const Variable* variable = group.find(base);
    if (!variable || !variable->declared_by_equation())
        return report(Problem::name,
                      quoted(name) + " cannot be a sum: " + neurons + " have no variable " + quoted(base) +
                          did_you_mean(base, parameters_of(group)),
                      equation.name_span);
    if (const std::string why = obstacle(*variable); !why.empty())
        return report(Problem::equation,
                      quoted(name) + " cannot be a sum: " + quoted(base) + " of " + neurons + " " + why +
                          "; a sum needs a parameter of its own there",
                      equation.name_span, {origin(*variable)});
    const std::optional<DeclaredUnit> unit = read_unit(source, equation.unit, problems);
    if (!unit)
        return std::nullopt;
    if (unit->type != variable->type)
        return report(Problem::type,
                      quoted(name) + " is declared as " + type_name(unit->type) + ", but " + quoted(base) +
                          " of " + neurons + " as " + type_name(variable->type),
                      equation.unit.span, {origin(*variable)});
    if (!(unit->dimension == variable->dimension))
        return report(Problem::dimension,
                      quoted(name) + " is declared as " + quoted(unit->dimension) + ", but " + quoted(base) +
                          " of " + neurons + " as " + quoted(variable->dimension),
                      equation.unit.span, {origin(*variable)});
    return Reference{variable, side};
}

bool fit_summed(const SourcePtr& source, const ast::Equation& equation, const Reference& target, Expr& value,
                Diagnostics& problems) {
    const Place place{source, equation.expression->span};
    const auto refuse = [&](Problem problem, std::string message) {
        problems.push_back({problem, std::move(message), place, origins({&value, 1})});
        return false;
    };
    for (const Reference& reference : references(value))
        if (const Variable* noise = noise_behind(*reference.variable))
            return refuse(Problem::equation,
                          quoted(equation.name) + " is a sum, but the white noise " + quoted(noise->name) +
                              " belongs to the integration of differential equations; randn() draws one number "
                              "for each synapse and step");
    const Dimension given = value.dimension();
    if (!fit_dimension(value, target.variable->dimension))
        return refuse(Problem::dimension, "the value of " + quoted(equation.name) + " has dimension " +
                                              quoted(given) + " but is declared as " +
                                              quoted(target.variable->dimension));
    if (target.variable->type == Type::integer && value.type() == Type::real)
        return refuse(Problem::type, quoted(equation.name) + " is declared as integer, but " +
                                         quoted(*equation.expression) + " is a float: round it with int(...)");
    if (value.type() == Type::boolean)
        value = Expr::call(function_for(Primitive::to_integer), {std::move(value)});
    return true;
}

namespace {

/// A use of a variable, perhaps inside of a subexpression.
struct Use {
    Reference reference;
    const Variable* through = nullptr; ///< the subexpression that is named; nullptr: the variable itself
};

class Dependencies {
  public:
    Dependencies(const Model& model, Diagnostics& problems) : model_(model), problems_(problems) {}

    void check() {
        for (const auto& owned : model_.variables)
            if (owned->definition)
                check(*owned);
        for (const Summed& sum : model_.summed)
            check(sum);
    }

  private:
    using Test = std::function<bool(const Reference&)>;

    void check(const Variable& variable);
    void check(const Summed& sum);
    void check_event_driven(const Variable& variable);

    /// The first use of what `test` looks for, in the definitions of subexpressions too.
    static std::optional<Use> find(const Expr& expr, const Test& test) {
        std::set<std::tuple<const Variable*, Side>> seen;
        for (const Reference& reference : references(expr)) {
            if (test(reference))
                return Use{reference};
            if (const auto inner = find_behind(reference, test, seen))
                return Use{*inner, reference.variable};
        }
        return std::nullopt;
    }

    static std::optional<Reference> find_behind(const Reference& reference, const Test& test,
                                                std::set<std::tuple<const Variable*, Side>>& seen) {
        const Variable& variable = *reference.variable;
        if (variable.kind != VariableKind::subexpression || !variable.definition ||
            !seen.emplace(&variable, reference.side).second)
            return std::nullopt;
        for (const Reference& used : references(*variable.definition)) {
            const Reference inner{used.variable, reference.side == Side::own ? used.side : reference.side};
            if (test(inner))
                return inner;
            if (const auto found = find_behind(inner, test, seen))
                return found;
        }
        return std::nullopt;
    }

    static bool is_event_driven(const Reference& reference) {
        return reference.side == Side::own && reference.variable->event_driven;
    }
    static bool is_clock_driven(const Reference& reference) {
        return reference.side == Side::own && reference.variable->kind == VariableKind::differential &&
               !reference.variable->event_driven;
    }
    static bool is_held(const Reference& reference) {
        return reference.side == Side::own && reference.variable->kind == VariableKind::held;
    }
    bool is_summed(const Reference& reference) const {
        return std::ranges::any_of(model_.summed, [&](const Summed& sum) { return sum.target == reference; });
    }
    /// The array of a sum, whichever side it is read from.
    bool is_array_of_sum(const Reference& reference) const {
        return reference.side != Side::own && std::ranges::any_of(model_.summed, [&](const Summed& sum) {
                   return sum.target.variable == reference.variable;
               });
    }

    void report(const std::string& what, const Use& use, const std::string& why, const Place& place) {
        const std::string through = use.through ? " (through " + quoted(use.through->name) + ")" : "";
        std::vector<Note> notes;
        if (use.reference.variable->declared.source)
            notes.push_back(origin(*use.reference.variable));
        problems_.push_back({Problem::equation, what + " " + spelled(use.reference) + through + why, place, notes});
    }

    const Model& model_;
    Diagnostics& problems_;
};

void Dependencies::check_event_driven(const Variable& variable) {
    const std::string what = "the event-driven equation of " + quoted(variable.name) + " depends on";
    if (const auto use = find(*variable.definition, is_clock_driven)) {
        const bool unmarked = !use->reference.variable->clock_driven;
        report(what, *use,
               std::string(unmarked ? ", which is not marked (event-driven), so that it moves" : ", which moves") +
                   " between the events",
               variable.definition_place);
    } else if (const auto sum = find(*variable.definition, [&](const Reference& r) { return is_summed(r); })) {
        report(what, *sum, ", a sum that moves between the events", variable.definition_place);
    } else if (const auto held = find(*variable.definition, is_held)) {
        report(what, *held, ", which is constant over dt, but not between the events", variable.definition_place);
    }
}

void Dependencies::check(const Variable& variable) {
    constexpr const char* kStale = ", which has the value of the last event";
    const std::string name = quoted(variable.name);
    if (variable.event_driven)
        return check_event_driven(variable);
    if (variable.kind == VariableKind::differential) {
        if (const auto use = find(*variable.definition, is_event_driven))
            report("the equation of " + name +
                       (variable.clock_driven ? ", which is clock-driven," : ", which is not marked (event-driven),") +
                       " depends on the event-driven",
                   *use, kStale, variable.definition_place);
    } else if (variable.kind == VariableKind::held) {
        if (const auto use = find(*variable.definition, is_event_driven))
            report(name + " is evaluated in every step, but depends on the event-driven", *use, kStale,
                   variable.definition_place);
    }
}

void Dependencies::check(const Summed& sum) {
    const std::string name = spelled(sum.target);
    if (const auto use = find(sum.value, is_event_driven))
        report("the sum " + name + " is made in every step, but depends on the event-driven", *use,
               ", which has the value of the last event", sum.place);
    else if (const auto other = find(sum.value, [&](const Reference& r) { return is_array_of_sum(r); }))
        report("the sum " + name + " depends on", *other, ", which is 0 when the sums are made", sum.place);
}

} // namespace

void check_synaptic_dependencies(const Model& model, Diagnostics& problems) {
    Dependencies(model, problems).check();
}

} // namespace hillock::internal::model
