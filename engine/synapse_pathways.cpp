// SPDX-License-Identifier: Apache-2.0
// From the options of Synapses to pathways, and their delays as variables that users read and assign.
#include "engine/simulation.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace hillock::internal::engine {

using model::Side;

// ---- making them ------------------------------------------------------------------------------------------------

void SynapseSet::make_pathways(const SynapsesOptions& options) {
    add_pathways(options.on_pre, Side::pre, options.on_event);
    add_pathways(options.on_post, Side::post, options.on_event);
    for (const auto& [name, event] : options.on_event.by_name()) (void)pathway(name);
    set_delays(options.delay);
}

void SynapseSet::add_pathways(const PathwayCode& codes, Side side, const PathwayEvents& events) {
    std::map<std::string, std::string> by_name = codes.by_name();
    const char* const usual = side == Side::pre ? "pre" : "post";
    const char* const option = side == Side::pre ? "on_pre" : "on_post";
    if (by_name.empty() && !codes.code().empty()) by_name.emplace(usual, codes.code());
    const VariableOwner& from = *(side == Side::pre ? source_ : target_).owner;
    for (const auto& [pathway_name, text] : by_name) {
        if (!is_identifier(pathway_name))
            throw ValueError("a pathway of '" + name() + "' cannot be named '" + pathway_name + "': names are letters, digits and '_', no digit first");
        if (std::any_of(pathways_.begin(), pathways_.end(), [&](const auto& other) { return other->name() == pathway_name; }))
            throw ValueError("'" + name() + "' has two pathways named '" + pathway_name + "'");
        const auto given = events.by_name().find(pathway_name);
        const std::string& event = given == events.by_name().end() ? events.all() : given->second;
        if (event == "spike" && !from.can_spike())
            throw ValueError("'" + name() + "' has " + option + " code, but '" + from.name() + "' has no threshold: its neurons never spike");
        const SourcePtr source = make_source(name() + "." + (by_name.size() == 1 && pathway_name == usual ? option : pathway_name), text);
        const auto statements = parser::parse_statements(source).or_throw();
        if (statements.empty()) continue;
        model::Code code = model::check_statements(source, statements, model().scope).or_throw();
        pathways_.push_back(std::make_unique<Pathway>(pathway_name, side, from.event(event), std::move(code)));
    }
}

void SynapseSet::set_delays(const PathwayDelays& delays) {
    for (const auto& [name, delay] : delays.by_name()) {
        Pathway& owner = *pathways_[pathway(name)];
        if (!(delay.dimension() == kTimeDimension))
            throw DimensionMismatchError("the delay of the pathway '" + name + "' of '" + this->name() + "' must be a time, but it is " +
                                         to_string(delay));
        require_delay(owner, delay.value(), pathway_dt(owner, clock_dt()));
        owner.delays = Delays(delay.value());
    }
}

std::size_t SynapseSet::pathway(const std::string& name) const {
    std::string names;
    for (std::size_t k = 0; k < pathways_.size(); ++k) {
        if (pathways_[k]->name() == name) return k;
        names += (k == 0 ? "'" : ", '") + pathways_[k]->name() + "'";
    }
    throw NameError("'" + this->name() + "' has no pathway '" + name + "'; it has " +
                    (names.empty() ? "neither on_pre nor on_post code" : names));
}

const Pathway* SynapseSet::sort_rows() {
    const auto has_unequal = [](const auto& pathway) { return pathway->side() == Side::pre && !pathway->delays.one_for_all(); };
    const auto found = std::find_if(pathways_.begin(), pathways_.end(), has_unequal);
    if (found == pathways_.end() || held_still_) return nullptr;
    std::vector<std::byte> scratch;
    connectivity_.sort_rows((*found)->delays.each(), [&](std::uint64_t first, std::span<const std::uint32_t> from) {
        for (auto& [variable, array] : arrays_) {
            if (variable->shared) continue;
            const std::size_t bytes = element_bytes(array.storage());
            std::byte* const row = array.data() + first * bytes;
            scratch.resize(from.size() * bytes);
            for (std::size_t k = 0; k < from.size(); ++k) std::memcpy(scratch.data() + k * bytes, row + from[k] * bytes, bytes);
            std::memcpy(row, scratch.data(), scratch.size());
        }
        for (const auto& pathway : pathways_) pathway->delays.permute(first, from);
    });
    return found->get();
}

void SynapseSet::set_schedule(std::size_t number, Slot slot, int order) {
    pathways_[number]->slot = slot;
    pathways_[number]->order = order;
    changed();
}

void SynapseSet::part_thresholds(const Schedule& schedule) {
    for (const auto& pathway : pathways_)
        if (schedule.is_before_threshold(pathway->slot, pathway->order))
            for (const Endpoint* end : {&source_, &target_}) end->owner->keep_threshold_apart();
    for (const auto& routine : routines_) {
        if (!schedule.is_before_threshold(routine->slot, routine->order)) continue;
        for (const model::Assignment& assignment : routine->statements.statements)
            if (assignment.target.side != Side::own) end_at(assignment.target.side).owner->keep_threshold_apart();
    }
}

// ---- delays as variables ------------------------------------------------------------------------------------------

model::Reference SynapseSet::find(const std::string& variable) const {
    constexpr std::string_view kDelay = "delay", kOf = ".delay";
    if (variable == kDelay) return {&pathways_[pathway("pre")]->delay()};
    if (variable.ends_with(kOf)) return {&pathways_[pathway(variable.substr(0, variable.size() - kOf.size()))]->delay()};
    return VariableOwner::find(variable);
}

Pathway* SynapseSet::pathway_of(const model::Variable& delay) const {
    for (const auto& pathway : pathways_)
        if (&pathway->delay() == &delay) return pathway.get();
    return nullptr;
}

void SynapseSet::require_delay(const Pathway& pathway, double seconds, double dt) const {
    if (seconds >= 0 && !Delays::is_too_long(seconds, dt)) return;
    throw ValueError("the delay of the pathway '" + pathway.name() + "' of '" + name() + "' must be a time from 0 s to " +
                     std::to_string(Delays::kMost) + " steps of " + to_string(Quantity(dt, kTimeDimension)) + ", but it is " + to_string(Quantity(seconds, kTimeDimension)));
}

std::vector<double> SynapseSet::values(model::Reference target, const Selection& selection) {
    const Pathway* pathway = pathway_of(*target.variable);
    if (!pathway) return VariableOwner::values(target, selection);
    std::vector<double> seconds;
    seconds.reserve(static_cast<std::size_t>(selection.size()));
    for (std::int64_t k = 0; k < selection.size(); ++k) seconds.push_back(pathway->delays.seconds(position(selection[k])));
    return seconds;
}

void SynapseSet::assign_delays(Pathway& pathway, const Selection& selection, const std::function<double(std::int64_t)>& seconds_of) {
    if (network()) network()->require_idle("delays cannot be changed");
    if (!connected_)
        throw ValueError("'" + name() + "' has no synapses: call connect() before they get delays of their own");
    if (pathway.delays.fixed())
        throw ValueError("the pathway '" + pathway.name() + "' of '" + name() +
                         "' was made with one delay for all synapses: assign one time to all of them");
    const double dt = pathway_dt(pathway, clock_dt());
    Delays::Split delays(connectivity_.size());
    if (selection.list || selection.size() < size()) {
        for (std::size_t k = 0; k < connectivity_.size(); ++k) {
            require_delay(pathway, pathway.delays.seconds(k), dt);
            delays.set(k, pathway.delays.seconds(k), dt);
        }
    }
    for (std::int64_t k = 0; k < selection.size(); ++k) {
        const double seconds = seconds_of(k);
        require_delay(pathway, seconds, dt);
        delays.set(position(selection[k]), seconds, dt);
    }
    pathway.settle_under_way(connectivity_);
    pathway.delays.set_each(std::move(delays), dt);
    changed();
}

void SynapseSet::assign(model::Reference target, const Selection& selection, const Quantity& value) {
    Pathway* pathway = pathway_of(*target.variable);
    if (!pathway) {
        note_assignment(target);
        return VariableOwner::assign(target, selection, value);
    }
    require_dimension(*target.variable, value);
    if (selection.list || selection.size() != size())
        return assign_delays(*pathway, selection, [&](std::int64_t) { return value.value(); });
    if (network()) network()->require_idle("delays cannot be changed");
    require_delay(*pathway, value.value(), pathway_dt(*pathway, clock_dt()));
    pathway->settle_under_way(connectivity_);
    pathway->delays.set_one(value.value());
    changed();
}

void SynapseSet::assign(model::Reference target, const Selection& selection, std::span<const double> values,
                        const Dimension& dimension) {
    Pathway* pathway = pathway_of(*target.variable);
    if (!pathway) {
        note_assignment(target);
        return VariableOwner::assign(target, selection, values, dimension);
    }
    require_assignable(target, selection, values, dimension);
    assign_delays(*pathway, selection, [&](std::int64_t k) { return values[static_cast<std::size_t>(k)]; });
}

void SynapseSet::assign_text(model::Reference target, const Selection& selection, const std::string& expression) {
    Pathway* pathway = pathway_of(*target.variable);
    if (!pathway) {
        note_assignment(target);
        return VariableOwner::assign_text(target, selection, expression);
    }
    const SourcePtr source = make_source(name() + "." + pathway->name() + ".delay", expression);
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    const model::Expectation expected{"the delay", model::Type::real, kTimeDimension};
    const model::Expr value = model::check_expression(source, tree, model().scope, expected).or_throw();
    const Array seconds = evaluate(source->name, value, selection.range);
    assign_delays(*pathway, selection, [&](std::int64_t k) { return seconds.number(position(selection[k])); });
}

} // namespace hillock::internal::engine
