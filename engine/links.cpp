// SPDX-License-Identifier: Apache-2.0
#include "engine/links.hpp"

#include "engine/variable_owner.hpp"
#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"

#include <utility>

namespace hillock::internal::engine {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

std::string quoted_as(const Variable& variable, const VariableOwner& owner) {
    return "'" + variable.name + "' of '" + owner.name() + "'";
}

Expr whole_number(std::int64_t number) { return Expr::constant(static_cast<double>(number), model::Type::integer); }

class LinkMaker {
  public:
    LinkMaker(VariableOwner& group, const Variable& target, const LinkSource& source)
        : group_(group), target_(target), source_(source) {}

    LinkedVariable make(const LinkIndex& index) && {
        const Reference found = source_.owner->find(source_.variable);
        require_fit(*found.variable);
        choose_place(*found.variable, index);
        follow(*found.variable, *source_.owner, target_);
        return std::move(result_);
    }

  private:
    void require_fit(const Variable& source) const;
    void choose_place(const Variable& source, const LinkIndex& index);
    void take_list(const std::vector<std::int64_t>& indices);
    void take_variable(const std::string& name);

    /// What `as` reads when it stands for a variable of `owner`.
    void follow(const Variable& variable, VariableOwner& owner, const Variable& as);
    void read_array(VariableOwner& owner, const Variable& variable, const Variable& as);
    void follow_link(const Variable& variable, VariableOwner& owner, const Variable& as);
    /// An array with an entry for each of the owner's elements is read at those that we see.
    void see_through(LinkedEntry& entry) const;
    /// An expression of the owner's variables as one of linked variables.
    Expr through(const Expr& expr, VariableOwner& owner);
    std::optional<Expr> through(Reference reference, VariableOwner& owner);
    const Variable& hidden(const Variable& like, model::Type type, const Dimension& dimension);
    std::int64_t size() const { return source_.end - source_.begin; }

    VariableOwner& group_;
    const Variable& target_;
    const LinkSource& source_;
    bool uniform_ = false;       ///< all elements see entry `first_`, else 0
    std::int64_t first_ = 0;
    std::optional<Expr> place_;  ///< else; absent: their own entry
    std::map<const Variable*, const Variable*> followed_; ///< what stands for what
    LinkedVariable result_;
};

void LinkMaker::require_fit(const Variable& source) const {
    const std::string target = quoted_as(target_, group_), from = quoted_as(source, *source_.owner);
    if (target_.kind != VariableKind::linked)
        throw TypeError(target + " cannot be linked: it needs the flag, '" + target_.name + " : " + unit_name(target_.dimension) +
                        " (linked)'");
    if (!source.declared_by_equation() && source.kind != VariableKind::last_spike)
        throw TypeError(target + " cannot be linked to " + from + ": only variables that its equations define and lastspike can");
    if (!(source.dimension == target_.dimension))
        throw DimensionMismatchError(target + " has the unit " + unit_name(target_.dimension) + " and cannot be linked to " + from +
                                     ", which has the unit " + unit_name(source.dimension));
    if (source.type != target_.type)
        throw TypeError(target + " is declared as " + model::type_name(target_.type) + " and cannot be linked to " + from +
                        ", which is " + model::type_name(source.type));
}

void LinkMaker::choose_place(const Variable& source, const LinkIndex& index) {
    if (target_.shared && (index.is_list() || !index.variable().empty()))
        throw ValueError(quoted_as(target_, group_) + " is one value for all elements: it takes no index");
    const bool synapses = group_.model().kind == model::GroupKind::synapses;
    if (index.is_list() && !synapses) return take_list(index.list());
    if (!index.variable().empty()) return take_variable(index.variable());
    uniform_ = source.shared || size() == 1;
    if (target_.shared && !uniform_)
        throw ValueError(quoted_as(target_, group_) + " is one value for all elements: it can be linked to a shared variable or to a group "
                         "of one neuron, but " + quoted_as(source, *source_.owner) + " has " + std::to_string(size()) + " elements");
    if (uniform_) {
        first_ = source.shared ? 0 : source_.begin;
        return;
    }
    if (synapses)
        throw ValueError(quoted_as(target_, group_) + " can be linked to " + quoted_as(source, *source_.owner) + ", which has " +
                         std::to_string(size()) + " elements, by an integer variable of the synapses only: linked_var(G, \"" +
                         source.name + "\", \"k\")");
    if (size() != group_.size())
        throw ValueError(quoted_as(target_, group_) + ", which has " + std::to_string(group_.size()) +
                         " elements, needs an index to be linked to " + quoted_as(source, *source_.owner) + ", which has " +
                         std::to_string(size()));
    if (source_.begin != 0)
        place_ = Expr::reference({&model::builtin(VariableKind::index)}) + whole_number(source_.begin);
}

void LinkMaker::take_list(const std::vector<std::int64_t>& indices) {
    if (std::ssize(indices) != group_.size())
        throw ValueError("the index that links " + quoted_as(target_, group_) + " has " + std::to_string(indices.size()) +
                         " entries, but the group has " + std::to_string(group_.size()) + " elements");
    auto list = std::make_shared<Array>(plan::Storage::integer32, indices.size());
    for (std::size_t k = 0; k < indices.size(); ++k) {
        if (indices[k] < 0 || indices[k] >= size())
            throw IndexError("the index that links " + quoted_as(target_, group_) + " has " + std::to_string(indices[k]) +
                             " for element " + std::to_string(k) + ", but the indices of '" + source_.owner->name() +
                             "' are 0 to " + std::to_string(size() - 1));
        list->as<std::int32_t>()[k] = static_cast<std::int32_t>(source_.begin + indices[k]);
    }
    const Variable& entry = hidden(target_, model::Type::integer, {});
    result_.entries[&entry] = {.link = {.storage = plan::Storage::integer32, .size = group_.size()}, .list = std::move(list)};
    place_ = Expr::reference({&entry});
}

void LinkMaker::take_variable(const std::string& name) {
    const Reference index = group_.find(name);
    if (index.variable->type != model::Type::integer || !index.variable->declared_by_equation())
        throw TypeError("the index that links " + quoted_as(target_, group_) + " must be an integer variable, which '" + name +
                        "' is not");
    result_.index = index.variable;
    result_.index_limit = size();
    // Values that leave the source during a run stand for its first or last element.
    place_ = Expr::call(*model::find_function("clip"), {Expr::reference(index), whole_number(0), whole_number(size() - 1)});
    if (source_.begin != 0) place_ = *place_ + whole_number(source_.begin);
}

const Variable& LinkMaker::hidden(const Variable& like, model::Type type, const Dimension& dimension) {
    auto variable = std::make_shared<Variable>();
    variable->name = like.name;
    variable->kind = VariableKind::linked;
    variable->type = type;
    variable->dimension = dimension;
    variable->shared = target_.shared;
    result_.made.push_back(std::move(variable));
    return *result_.made.back();
}

void LinkMaker::follow(const Variable& variable, VariableOwner& owner, const Variable& as) {
    switch (variable.kind) {
    case VariableKind::subexpression:
        result_.entries[&as] = {.link = {.definition = through(*variable.definition, owner)}};
        return;
    case VariableKind::linked: return follow_link(variable, owner, as);
    case VariableKind::last_spike: {
        const Variable& steps = hidden(variable, model::Type::integer, {});
        read_array(owner, variable, steps);
        const Expr dt = Expr::reference({&model::builtin(VariableKind::time_step)});
        result_.entries[&as] = {.link = {.definition = Expr::reference({&steps}) * dt}};
        return;
    }
    default: return read_array(owner, variable, as);
    }
}

void LinkMaker::see_through(LinkedEntry& entry) const {
    entry.link.uniform = uniform_;
    entry.link.place = place_;
    entry.first += first_;
}

void LinkMaker::read_array(VariableOwner& owner, const Variable& variable, const Variable& as) {
    const Array& array = *owner.array(variable);
    LinkedEntry entry{.link = {.storage = array.storage(), .uniform = true, .size = static_cast<std::int64_t>(array.size())},
                      .owner = owner.weak_from_this(),
                      .variable = &variable};
    if (!variable.shared) see_through(entry);
    result_.entries[&as] = std::move(entry);
}

void LinkMaker::follow_link(const Variable& variable, VariableOwner& owner, const Variable& as) {
    const LinkedEntry* next = owner.linked(variable);
    if (!next)
        throw ValueError(quoted_as(target_, group_) + " cannot be linked to " + quoted_as(variable, owner) +
                         ", which is linked itself, to nothing yet");
    LinkedEntry entry = *next;
    if (entry.link.definition) entry.link.definition = through(*entry.link.definition, owner);
    else if (entry.link.place) entry.link.place = through(*entry.link.place, owner);
    else if (!entry.link.uniform) see_through(entry);
    result_.entries[&as] = std::move(entry);
}

Expr LinkMaker::through(const Expr& expr, VariableOwner& owner) {
    return model::substitute(expr, [&](Reference reference) { return through(reference, owner); });
}

std::optional<Expr> LinkMaker::through(Reference reference, VariableOwner& owner) {
    const Variable& variable = *reference.variable;
    switch (variable.kind) {
    case VariableKind::time:
    case VariableKind::time_step:
    case VariableKind::step_count: return std::nullopt;
    case VariableKind::constant: return Expr::constant(variable.value, variable.type, variable.dimension);
    case VariableKind::count: return whole_number(owner.size());
    case VariableKind::index: return uniform_ ? whole_number(first_) : place_;
    case VariableKind::not_refractory:
    case VariableKind::noise:
    case VariableKind::local:
        throw TypeError(quoted_as(target_, group_) + " cannot be linked to an expression that contains " + quoted_as(variable, owner));
    default: break;
    }
    const auto [known, is_new] = followed_.emplace(&variable, nullptr);
    const Variable*& stand_in = known->second;
    if (is_new) {
        stand_in = &hidden(variable, variable.type, variable.dimension);
        follow(variable, owner, *stand_in);
    }
    return Expr::reference({stand_in});
}

} // namespace

LinkedVariable make_link(VariableOwner& group, const Variable& target, const LinkSource& source, const LinkIndex& index) {
    return LinkMaker(group, target, source).make(index);
}

} // namespace hillock::internal::engine
