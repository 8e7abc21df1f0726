// SPDX-License-Identifier: Apache-2.0
#include "engine/synapse_set.hpp"

#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "engine/step_arguments.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::internal::engine {

using model::Side;
using model::VariableKind;

std::shared_ptr<SynapseSet> SynapseSet::make(Endpoint source, Endpoint target, const SynapsesOptions& options) {
    const ObjectName given = object_name(options.name, "synapses");
    const std::string& name = given.text;
    const SourcePtr source_text = make_source(name + ".model", options.model.text());
    auto equations = parser::parse_equations(source_text).or_throw();
    Integration integration(name, options.model, options.method, options.method_options);
    integration.add_variables(name, equations);
    if (!options.multisynaptic_index.empty() && !is_identifier(options.multisynaptic_index))
        throw ValueError("the multisynaptic index of '" + name + "' cannot be named '" + options.multisynaptic_index +
                         "': names are letters, digits and '_', no digit first");
    OwnFunctions functions = make_functions(name, options.functions);
    auto checked = model::check_synapses(source_text, equations, options.constants, source.owner->model(),
                                         target.owner->model(), {functions.begin(), functions.end()},
                                         late_constants(options.late_constants), options.multisynaptic_index)
                       .or_throw();
    check_constants(name, options.constants, options.late_constants, *checked);
    const bool both_narrow = source.owner->real() == plan::Storage::float32 && target.owner->real() == plan::Storage::float32;
    Precision precision = precision_of(name, *checked, options.dtype, target.owner->real(),
                                       both_narrow ? plan::Storage::float32 : plan::Storage::float64);
    std::shared_ptr<SynapseSet> synapses(
        new SynapseSet(given, std::move(checked), std::move(precision), std::move(source), std::move(target)));
    synapses->functions_ = std::move(functions);
    synapses->integration_ = std::move(integration);
    if (!options.multisynaptic_index.empty())
        synapses->multisynaptic_index_ = synapses->model().find(options.multisynaptic_index);
    synapses->make_dynamics(options);
    synapses->make_pathways(options);
    for (const Endpoint* end : {&synapses->source_, &synapses->target_})
        if (end->synapses) end->synapses->hold_still();
    return synapses;
}

SynapseSet::SynapseSet(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision, Endpoint source,
                       Endpoint target)
    : VariableOwner(std::move(name), std::move(model), std::move(precision)), source_(std::move(source)),
      target_(std::move(target)), connectivity_(source_.range, target_.range) {
    for (const auto& variable : VariableOwner::model().variables)
        if (variable->stored()) add_array(*variable, variable->shared ? 1 : 0);
}

Endpoint::Endpoint(const std::shared_ptr<SynapseSet>& its_synapses)
    : owner(its_synapses), range{0, its_synapses->size()}, synapses(its_synapses) {
    if (range.size() == 0)
        throw ValueError("'" + owner->name() + "' has no synapses yet: connect them before other synapses start or end there");
    if (!synapses->connectivity().in_order_of_creation())
        throw ValueError("other synapses cannot start or end at '" + owner->name() +
                         "', whose synapses were not made in ascending order of their presynaptic neuron");
}

std::vector<const Object*> SynapseSet::dependencies() const {
    std::vector<const Object*> needed = link_sources();
    needed.insert(needed.end(), {source_.owner.get(), target_.owner.get()});
    return needed;
}

plan::Surroundings SynapseSet::surroundings_at(double usual_dt) const {
    plan::Surroundings result{.dt_seconds = clock_dt_among(usual_dt), .real = real(), .traits = {}};
    result.traits[static_cast<int>(Side::own)].real = real();
    result.traits[static_cast<int>(Side::pre)] = source_.owner->traits(usual_dt);
    result.traits[static_cast<int>(Side::post)] = target_.owner->traits(usual_dt);
    result.last_update_in_seconds = !event_driven_.unknowns.empty() && keeps_seconds(usual_dt);
    if (result.last_update_in_seconds) result.real = plan::Storage::float64; // times would be too coarse otherwise
    result.storages = storages();
    result.storages.insert(source_.owner->storages().begin(), source_.owner->storages().end());
    result.storages.insert(target_.owner->storages().begin(), target_.owner->storages().end());
    result.links = links();
    result.links.merge(source_.owner->links());
    result.links.merge(target_.owner->links());
    result.tables = tables(); // of the whole network
    if (traces_ && traces_->held) traces_->add_to(result);
    return result;
}

ArrayPlace SynapseSet::array_place(const plan::Slot& slot, unsigned copy) {
    if (const auto trace = traces_ ? traces_->find(*slot.reference.variable, copy) : std::nullopt) return *trace;
    if (slot.field.record > 0) return records_->place(*slot.reference.variable);
    if (slot.reference.side == Side::own) return VariableOwner::array_place(slot);
    const VariableKind kind = slot.reference.variable->kind;
    if (kind == VariableKind::incoming || kind == VariableKind::outgoing) return numbers_of_synapses(kind);
    return (slot.reference.side == Side::pre ? source_ : target_).owner->place_of(*slot.reference.variable);
}

void SynapseSet::fill_in(KernelArguments& arguments) const {
    arguments.row_begin = connectivity_.row_start();
    arguments.row_end = connectivity_.row_start() + 1;
    arguments.row_target = connectivity_.targets();
    const std::int64_t offsets[3] = {0, source_.range.begin, target_.range.begin};
    const std::int64_t counts[3] = {size(), source_.range.size(), target_.range.size()};
    std::copy_n(offsets, 3, arguments.offset);
    std::copy_n(counts, 3, arguments.count);
    const std::int64_t totals[3] = {size(), source_.owner->size(), target_.owner->size()};
    std::copy_n(totals, 3, arguments.total);
}

KernelArguments SynapseSet::arguments_at(const Step& step) const {
    KernelArguments arguments = engine::arguments_at(step, dt_);
    fill_in(arguments);
    return arguments;
}

void SynapseSet::warn_of_clocks(double usual) const {
    const double own = clock_dt_among(usual), from = source_.owner->clock_dt_among(usual), to = target_.owner->clock_dt_among(usual);
    if (own == from && own == to) return;
    const auto text = [](double dt) { return to_string(Quantity(dt, kTimeDimension)); };
    const bool same = source_.owner == target_.owner;
    log_warning(Warning::clocks_differ,
                "the dt of '" + name() + "' is " + text(own) + ", that of its " + (same ? "source and target" : "source") + " '" +
                source_.owner->name() + "' " + text(from) + (same ? "" : ", that of its target '" + target_.owner->name() + "' " + text(to)) +
                ": a pathway runs by the clock of the group whose events it follows, and its delays are whole steps of that");
}

void SynapseSet::prepare(const Preparation& preparation) {
    const bool works = !pathways_.empty() || integrates() || !model().summed.empty();
    if (works && !connected_)
        throw ValueError("'" + name() + "' has no synapses: call connect() before the run");
    for (const auto& pathway : pathways_) {
        const double dt = pathway_dt(*pathway, preparation.usual_dt);
        if (const auto seconds = pathway->delays.too_long(dt)) require_delay(*pathway, *seconds, dt);
    }
    if (dt_ == 0) warn_of_clocks(preparation.usual_dt);
    if (records_ && records_->gathered()) records_->part(arrays_);
    records_.reset(); // unless arrange() makes others
    give_up_traces(preparation);
    dt_ = preparation.dt;
    usual_dt_ = preparation.usual_dt;
    warn_of_unaligned(name(), functions_, dt_);
    keep_last_update(preparation); // kernels are planned for what it is kept as
    for (const auto& pathway : pathways_) pathway->take_dt(pathway_dt(*pathway, preparation.usual_dt), connectivity_);
    const Pathway* sorted_for = sort_rows();
    keep_traces(preparation);
    for (std::size_t k = 0; k < pathways_.size(); ++k) {
        Pathway& pathway = *pathways_[k];
        const bool sorted = &pathway == sorted_for;
        pathway.prepare({name() + "." + pathway.name(), end_at(pathway.side()).range, sorted, mix_keys(preparation.random_key, k)},
                        connectivity_, event_driven_, surroundings_at(preparation.usual_dt));
    }
    prepare_dynamics(preparation);
}

std::vector<Code*> SynapseSet::codes() {
    std::vector<Code*> result;
    for (const auto& pathway : pathways_) result.insert(result.end(), {&pathway->code(), &pathway->trace_code()});
    add_dynamics_codes(result);
    return result;
}

std::vector<Task> SynapseSet::tasks() {
    std::vector<Task> tasks;
    add_dynamics_tasks(tasks);
    if (traces_) traces_->copy(1); // until they are shared
    bind_pathways();
    for (const auto& owned : pathways_) {
        Pathway& pathway = *owned;
        const Endpoint& from = end_at(pathway.side());
        const auto deliver = [this, &pathway, &from](const Step& step) {
            gather_variables();
            pathway.collect(from.owner->events_in(pathway.event(), from.range));
            if (!pathway.is_due()) return;
            KernelArguments call = arguments_at(step);
            pathway.run(call, {});
        };
        const auto steps = [&pathway, &from](const Step& step) {
            return pathway.steps_without_arrival(from.owner->steps_without_event(pathway.event(), step));
        };
        std::optional<Division> division = divide(pathway);
        std::optional<Tiling> tiling;
        if (pathway.shortest_delay() > 0 || from.owner->foresees_events())
            tiling = {.steps = steps, .afterwards = deliver, .hears = from.owner->list_of_event(pathway.event()).begin};
        if (tiling && division) tiling->in_shares = std::make_shared<Tiling>(tile_in_shares(pathway, *division));
        tasks.push_back({pathway.slot, pathway.order, false, deliver, Rank::neurons, pathway.dt(), "pathway " + pathway.name(),
                         std::move(division), {}, std::move(tiling)});
    }
    gather_variables();
    return tasks;
}

KernelArguments SynapseSet::arguments_between_steps(std::vector<std::int32_t>& sources) const {
    sources.resize(static_cast<std::size_t>(source_.range.size()));
    std::iota(sources.begin(), sources.end(), static_cast<std::int32_t>(source_.range.begin));
    KernelArguments call = arguments_now();
    fill_in(call);
    call.list = sources.data();
    call.list_size = std::ssize(sources);
    return call;
}

void SynapseSet::run_for_elements(const plan::Kernel& kernel, Range range, Range /*frame*/, const ArrayLookup& array_of) {
    std::vector<std::int32_t> sources;
    KernelArguments call = arguments_between_steps(sources); // of domain rows: all synapses, whatever the range
    call.begin = range.begin;
    call.end = range.end;
    if (draws(kernel)) call.random_key = thread_keys().next();
    run_once(kernel, array_of, plan::is_walk(kernel.domain) ? size() : range.size(), call);
}

} // namespace hillock::internal::engine
