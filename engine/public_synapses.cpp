// SPDX-License-Identifier: Apache-2.0
// The public face of synapses.
#include "engine/access.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/states.hpp"
#include "hillock/error.hpp"
#include "hillock/synapses.hpp"

namespace hillock {
using namespace internal;

namespace {

engine::SynapseSet& set_of(const Synapses& synapses) { return engine::Access::as<engine::SynapseSet>(synapses); }

/// Throws ValueError before connect().
std::shared_ptr<engine::SynapseSet> connected_set(const Synapses& synapses, const std::string& what) {
    auto set = std::static_pointer_cast<engine::SynapseSet>(engine::Access::object(synapses));
    if (!set->connected()) throw ValueError("'" + set->name() + "' has no synapses: call connect() before using " + what);
    return set;
}

std::string as_matrix(const std::string& variable, const engine::SynapseSet& synapses) {
    return "'" + variable + "' of '" + synapses.name() + "' as a matrix";
}

template <class... Arguments> void connect_within_memory(engine::SynapseSet& synapses, const Arguments&... arguments) {
    engine::with_memory_for("the synapses of '" + synapses.name() + "'", [&] { synapses.connect(arguments...); });
}

} // namespace

namespace {

engine::Endpoint end_at(const Subgroup& group) { return engine::Access::population(group); }
engine::Endpoint end_at(const Synapses& synapses) {
    return engine::Endpoint(std::static_pointer_cast<engine::SynapseSet>(engine::Access::object(synapses)));
}

template <class Source, class Target>
std::shared_ptr<engine::Object> make_synapses(const Source& source, const Target& target, const SynapsesOptions& options, const std::source_location& made_at) {
    return engine::entered(engine::SynapseSet::make(end_at(source), end_at(target), options), made_at);
}

} // namespace

Synapses::Synapses(const Subgroup& source, const Subgroup& target, const SynapsesOptions& options, std::source_location made_at)
    : SimulationObject(make_synapses(source, target, options, made_at)) {}
Synapses::Synapses(const Synapses& source, const Subgroup& target, const SynapsesOptions& options, std::source_location made_at)
    : SimulationObject(make_synapses(source, target, options, made_at)) {}
Synapses::Synapses(const Subgroup& source, const Synapses& target, const SynapsesOptions& options, std::source_location made_at)
    : SimulationObject(make_synapses(source, target, options, made_at)) {}
Synapses::Synapses(const Synapses& source, const Synapses& target, const SynapsesOptions& options, std::source_location made_at)
    : SimulationObject(make_synapses(source, target, options, made_at)) {}

Synapses::Synapses(const NetworkObject& object)
    : SimulationObject(engine::Access::handle_of<engine::SynapseSet>(object, "Synapses")) {}

void Synapses::connect(const ConnectOptions& options) { connect_within_memory(set_of(*this), options); }

void Synapses::connect(const DenseMatrix& weights, const std::string& variable, const Quantity& unit) {
    connect_within_memory(set_of(*this), weights, variable, unit);
}

void Synapses::connect(const SparseMatrix& weights, const std::string& variable, const Quantity& unit) {
    connect_within_memory(set_of(*this), weights, variable, unit);
}

DenseMatrix Synapses::dense(const std::string& variable) const {
    const auto set = connected_set(*this, "dense()");
    return engine::with_memory_for(as_matrix(variable, *set), [&] { return set->dense(variable); });
}

SparseMatrix Synapses::sparse(const std::string& variable) const {
    const auto set = connected_set(*this, "sparse()");
    return engine::with_memory_for(as_matrix(variable, *set), [&] { return set->sparse(variable); });
}

std::size_t Synapses::size() const { return set_of(*this).connectivity().size(); }

std::vector<int> Synapses::i() const {
    const engine::Connectivity& connectivity = set_of(*this).connectivity();
    std::vector<int> result(connectivity.size());
    connectivity.for_each([&](std::size_t number, engine::Pair pair) { result[number] = pair.source; });
    return result;
}

std::vector<int> Synapses::j() const {
    const engine::Connectivity& connectivity = set_of(*this).connectivity();
    std::vector<int> result(connectivity.size());
    connectivity.for_each([&](std::size_t number, engine::Pair pair) { result[number] = pair.target; });
    return result;
}

std::vector<int> Synapses::incoming() const { return set_of(*this).connectivity().incoming(); }

std::vector<int> Synapses::outgoing() const { return set_of(*this).connectivity().outgoing(); }

std::vector<std::int64_t> Synapses::synapses(const SynapseIndex& i, const SynapseIndex& j, std::optional<std::int64_t> k) const {
    return set_of(*this).synapses(i, j, k);
}

std::vector<std::int64_t> Synapses::synapses(const std::string& condition) const {
    const auto set = connected_set(*this, "synapses()");
    return set->where(condition, {0, set->size()});
}

VariableView Synapses::operator[](const std::string& variable) const {
    const auto set = connected_set(*this, "'" + variable + "'");
    return {set, variable, 0, set->size()};
}

States Synapses::get_states(const GetStatesOptions& options) const {
    const auto set = connected_set(*this, "get_states()");
    return engine::states_of(*set, {0, set->size()}, options);
}

States Synapses::get_states(std::initializer_list<std::string> variables) const { return get_states(Names(variables)); }
States Synapses::get_states(const Names& variables) const {
    const auto set = connected_set(*this, "get_states()");
    return engine::states_of(*set, {0, set->size()}, variables.values());
}

void Synapses::set_states(const States& states) const {
    const auto set = connected_set(*this, "set_states()");
    engine::set_states(*set, {0, set->size()}, states);
}

void Synapses::run_regularly(const std::string& code, const RunRegularlyOptions& options) const {
    set_of(*this).run_regularly(code, options);
}

void Synapses::set_summed_schedule(const std::string& variable, const SummedSchedule& schedule) const {
    set_of(*this).set_summed_schedule(variable, engine::slot_named(schedule.when), schedule.order);
}

std::string Synapses::method() const { return set_of(*this).method(); }

std::size_t Synapses::memory() const { return set_of(*this).bytes(); }

} // namespace hillock
