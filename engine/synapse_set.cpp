// SPDX-License-Identifier: Apache-2.0
#include "engine/synapse_set.hpp"

#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::engine {

using model::Side;
using model::VariableKind;

std::shared_ptr<SynapseSet> SynapseSet::make(Population source, Population target, const SynapsesOptions& options) {
    const ObjectName given = object_name(options.name, "synapses");
    const std::string& name = given.text;
    const SourcePtr source_text = make_source(name + ".model", options.model.text());
    const auto equations = parser::parse_equations(source_text).or_throw();
    OwnFunctions functions = make_functions(name, options.functions);
    auto checked = model::check_synapses(source_text, equations, options.constants, source.neurons->model(),
                                         target.neurons->model(), {functions.begin(), functions.end()})
                       .or_throw();
    check_constants(name, options.constants, *checked);
    for (const model::Variable* variable : checked->of_kind(VariableKind::differential))
        throw UnsupportedEquationsError("'" + name + "' has the differential equation d" + variable->name +
                                        "/dt: synapses take parameters and subexpressions");
    std::shared_ptr<SynapseSet> synapses(
        new SynapseSet(given, std::move(checked), std::move(source), std::move(target)));
    synapses->functions_ = std::move(functions);
    const SourcePtr code = make_source(name + ".on_pre", options.on_pre);
    const auto statements = parser::parse_statements(code).or_throw();
    if (!statements.empty()) {
        if (!synapses->source_.neurons->can_spike())
            throw ValueError("'" + name + "' has on_pre code, but '" + synapses->source_.neurons->name() +
                             "' has no threshold: its neurons never spike");
        synapses->on_pre_ = model::check_statements(code, statements, synapses->model().scope).or_throw();
    }
    return synapses;
}

SynapseSet::SynapseSet(ObjectName name, std::unique_ptr<const model::Model> model, Population source, Population target)
    : VariableOwner(std::move(name), std::move(model), target.neurons->real()), source_(std::move(source)),
      target_(std::move(target)), connectivity_(source_.range.size(), target_.range.begin) {
    for (const auto& variable : VariableOwner::model().variables)
        if (variable->stored()) add_array(*variable, variable->shared ? 1 : 0);
}

std::vector<const Object*> SynapseSet::dependencies() const { return {source_.neurons.get(), target_.neurons.get()}; }

plan::Surroundings SynapseSet::surroundings_at(double dt) const {
    plan::Surroundings result{.dt_seconds = dt, .real = real(), .traits = {}};
    result.traits[static_cast<int>(Side::own)].real = real();
    result.traits[static_cast<int>(Side::pre)] = source_.neurons->traits(dt);
    result.traits[static_cast<int>(Side::post)] = target_.neurons->traits(dt);
    return result;
}

plan::Surroundings SynapseSet::surroundings() const {
    plan::Surroundings result = surroundings_at(clock_dt());
    result.before_update = true;
    return result;
}

void* SynapseSet::array_address(const plan::Slot& slot) {
    if (slot.reference.side == Side::own) return VariableOwner::array_address(slot);
    Neurons& neurons = *(slot.reference.side == Side::pre ? source_ : target_).neurons;
    if (Array* found = neurons.array(*slot.reference.variable)) return found->data();
    throw InternalError("internal error, please report: '" + neurons.name() + "' has no memory for '" +
                        slot.reference.variable->name + "', which '" + name() + "' uses");
}

KernelArguments SynapseSet::arguments(KernelArguments arguments) const {
    arguments.row_start = connectivity_.row_start();
    arguments.row_target = connectivity_.targets();
    const std::int64_t offsets[3] = {0, source_.range.begin, target_.range.begin};
    const std::int64_t counts[3] = {size(), source_.range.size(), target_.range.size()};
    std::copy_n(offsets, 3, arguments.offset);
    std::copy_n(counts, 3, arguments.count);
    const std::int64_t totals[3] = {size(), source_.neurons->size(), target_.neurons->size()};
    std::copy_n(totals, 3, arguments.total);
    return arguments;
}

void SynapseSet::prepare(const Preparation& preparation) {
    if (on_pre_ && !connected_)
        throw ValueError("'" + name() + "' has no synapses: call connect() before the run");
    random_key_ = preparation.random_key;
    if (on_pre_)
        on_pre_code_.plan(plan::plan_code(name() + ".on_pre", plan::Domain::rows, *on_pre_, plan::WriteLock::respected,
                                          surroundings_at(preparation.dt)));
}

std::vector<Code*> SynapseSet::codes() {
    if (!on_pre_) return {};
    return {&on_pre_code_};
}

std::vector<Task> SynapseSet::tasks() {
    if (!on_pre_) return {};
    on_pre_code_.bind([this](const plan::Slot& slot) { return array_address(slot); });
    return {{Slot::synapses, -1, false, [this](const Step& step) { deliver(step); }}};
}

void SynapseSet::deliver(const Step& step) const {
    const std::span<const std::int32_t> spikes = source_.neurons->spikes_in(source_.range);
    if (spikes.empty()) return;
    KernelArguments call = arguments();
    call.t = step.t;
    call.dt = step.dt;
    call.step = step.number;
    call.random_step = static_cast<std::uint64_t>(step.number);
    call.random_key = random_key_;
    call.list = spikes.data();
    call.list_size = std::ssize(spikes);
    on_pre_code_(call);
}

void SynapseSet::run_for_elements(const plan::Kernel& kernel, Range range, Range /*frame*/, const ArrayLookup& array_of) {
    std::vector<std::int32_t> sources(static_cast<std::size_t>(source_.range.size()));
    std::iota(sources.begin(), sources.end(), static_cast<std::int32_t>(source_.range.begin));
    KernelArguments call = arguments(arguments_now());
    call.list = sources.data(); // of domain rows: all synapses, whatever the range
    call.list_size = std::ssize(sources);
    call.begin = range.begin;
    call.end = range.end;
    if (draws(kernel)) call.random_key = thread_keys().next();
    run_once(kernel, array_of, size(), [&](const auto& run) { run(call); });
}

} // namespace hillock::engine
