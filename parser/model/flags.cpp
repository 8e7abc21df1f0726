// SPDX-License-Identifier: Apache-2.0
// The flags in parentheses after a declaration. One table says which kind of equation has which.
#include "parser/model/declarations.hpp"
#include "parser/model/messages.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>

namespace hillock::internal::model {

namespace {

struct KnownFlag {
    std::string_view text;
    GroupKind group;
    ast::EquationKind equation;
    bool Flags::* member;
};

constexpr std::array kKnownFlags{
    KnownFlag{"unless refractory", GroupKind::neurons, ast::EquationKind::differential,
              &Flags::unless_refractory},
    KnownFlag{"constant", GroupKind::neurons, ast::EquationKind::parameter, &Flags::constant},
    KnownFlag{"shared", GroupKind::neurons, ast::EquationKind::parameter, &Flags::shared},
    KnownFlag{"linked", GroupKind::neurons, ast::EquationKind::parameter, &Flags::linked},
    KnownFlag{"shared", GroupKind::neurons, ast::EquationKind::subexpression, &Flags::shared},
    KnownFlag{"constant over dt", GroupKind::neurons, ast::EquationKind::subexpression, &Flags::constant_over_dt},
    KnownFlag{"event-driven", GroupKind::synapses, ast::EquationKind::differential, &Flags::event_driven},
    KnownFlag{"clock-driven", GroupKind::synapses, ast::EquationKind::differential, &Flags::clock_driven},
    KnownFlag{"constant", GroupKind::synapses, ast::EquationKind::parameter, &Flags::constant},
    KnownFlag{"shared", GroupKind::synapses, ast::EquationKind::parameter, &Flags::shared},
    KnownFlag{"linked", GroupKind::synapses, ast::EquationKind::parameter, &Flags::linked},
    KnownFlag{"summed", GroupKind::synapses, ast::EquationKind::subexpression, &Flags::summed},
    KnownFlag{"shared", GroupKind::synapses, ast::EquationKind::subexpression, &Flags::shared},
    KnownFlag{"constant over dt", GroupKind::synapses, ast::EquationKind::subexpression, &Flags::constant_over_dt},
};

const char* kind_text(ast::EquationKind kind) {
    switch (kind) {
    case ast::EquationKind::differential:
        return "differential equation";
    case ast::EquationKind::subexpression:
        return "subexpression";
    case ast::EquationKind::parameter:
        break;
    }
    return "parameter";
}

std::vector<std::string> legal_flags(GroupKind group, ast::EquationKind equation) {
    std::vector<std::string> flags;
    for (const KnownFlag& flag : kKnownFlags)
        if (flag.group == group && flag.equation == equation)
            flags.emplace_back(flag.text);
    return flags;
}

Note legal_flags_note(GroupKind group, ast::EquationKind equation) {
    const std::string whose = std::string("a ") + kind_text(equation) + " of " +
                              (group == GroupKind::neurons ? "neurons" : "synapses");
    std::vector<std::string> flags = legal_flags(group, equation);
    if (flags.empty())
        return {whose + " has no flags", {}};
    for (std::string& flag : flags)
        flag = quoted(flag);
    return {whose + (flags.size() == 1 ? " can have the flag " : " can have the flags ") + listed(flags), {}};
}

/// The flag exists, but for other equations of the group.
std::string wrong_kind(const std::string& flag, const ast::Equation& equation, GroupKind group) {
    std::vector<std::string> owners;
    for (const KnownFlag& known : kKnownFlags)
        if (known.group == group && known.text == flag)
            owners.push_back(std::string(kind_text(known.equation)) + "s");
    if (owners.empty())
        return "";
    return quoted(flag) + " is a flag of " + listed(owners) + ", but " + quoted(equation.name) + " is a " +
           kind_text(equation.kind);
}

} // namespace

Flags read_flags(const SourcePtr& source, const ast::Equation& equation, GroupKind kind, Diagnostics& problems) {
    Flags flags;
    for (const ast::Flag& flag : equation.flags) {
        const auto known = std::ranges::find_if(kKnownFlags, [&](const KnownFlag& row) {
            return row.text == flag.text && row.group == kind && row.equation == equation.kind;
        });
        const Place place{source, flag.span};
        if (known == kKnownFlags.end()) {
            std::string message = wrong_kind(flag.text, equation, kind);
            if (message.empty())
                message = "there is no flag " + quoted(flag.text) +
                          did_you_mean(flag.text, legal_flags(kind, equation.kind));
            problems.push_back(
                {Problem::equation, std::move(message), place, {legal_flags_note(kind, equation.kind)}});
        } else if (flags.*known->member) {
            problems.push_back(
                {Problem::equation, "the flag " + quoted(flag.text) + " is given twice", place});
        } else {
            flags.*known->member = true;
        }
    }
    const auto refuse = [&](Problem problem, std::string message) {
        problems.push_back({problem, std::move(message), {source, equation.flags.front().span}});
    };
    const std::string name = quoted(equation.name);
    if (flags.linked && flags.constant)
        refuse(Problem::syntax, "'linked' stands alone or beside 'shared': what else " + name +
                                    " is follows from the variable that it is linked to");
    if (flags.event_driven && flags.clock_driven)
        refuse(Problem::equation, name + " can be event-driven or clock-driven, but not both");
    if (flags.summed && equation.flags.size() > 1)
        refuse(Problem::equation, "'summed' stands alone: " + name + " is a sum that is made in every step");
    return flags;
}

} // namespace hillock::internal::model
