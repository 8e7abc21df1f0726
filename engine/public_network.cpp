// SPDX-License-Identifier: Apache-2.0
// The public face of networks, time and the seed.
#include "engine/access.hpp"
#include "engine/host_operation.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/random.hpp"
#include "engine/run_tables.hpp"
#include "engine/states.hpp"
#include "engine/thread_count.hpp"
#include "hillock/error.hpp"
#include "hillock/network.hpp"
#include "hillock/synapses.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace hillock {
using namespace internal;

namespace {

std::vector<std::shared_ptr<engine::Object>> objects_of(const std::vector<const SimulationObject*>& handles) {
    std::vector<std::shared_ptr<engine::Object>> objects;
    for (const SimulationObject* handle : handles) objects.push_back(engine::Access::object(*handle));
    return objects;
}

constexpr const char* kStateMemory = "a state of the network beside the one that it has";
constexpr const char* kRunMemory = "the run, in which monitors keep all that they record";

} // namespace

// ---- networks -------------------------------------------------------------------------------------------------

Network::Network() : simulation_(std::make_shared<engine::Simulation>()) {}
Network::Network(Shared<engine::Simulation> simulation) : simulation_(std::move(simulation)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

engine::Simulation& Network::simulation() const {
    if (!simulation_) throw ValueError("this network is empty: it was moved to another variable, use that one");
    return *simulation_;
}

void Network::append_to(Handles& handles, const SimulationObject& object) { handles.push_back(&object); }
void Network::add_all(const Handles& handles) { simulation().add(objects_of(handles)); }
void Network::remove_all(const Handles& handles) { simulation().remove(objects_of(handles)); }

NetworkObject Network::operator[](const std::string& name) const {
    for (const auto& object : simulation().objects())
        if (object->name() == name) return engine::Access::found(object);
    const std::vector<std::string> known = names();
    std::string list;
    for (const std::string& other : known) list += (list.empty() ? "'" : ", '") + other + "'";
    throw NameError("the network has no object '" + name + "'" + did_you_mean(name, known) +
                    (known.empty() ? "; it is empty" : "; its objects are " + list));
}

VariableView NetworkObject::operator[](const std::string& variable) const {
    if (std::dynamic_pointer_cast<engine::SynapseSet>(engine::Access::object(*this))) return Synapses(*this)[variable];
    const auto neurons = std::dynamic_pointer_cast<engine::Neurons>(engine::Access::object(*this));
    if (!neurons) throw TypeError("'" + name() + "' has no variables: only neurons and synapses have");
    return {neurons, variable, 0, neurons->size()};
}

bool Network::contains(const std::string& name) const {
    const std::vector<std::string> known = names();
    return std::find(known.begin(), known.end(), name) != known.end();
}

std::vector<std::string> Network::names() const {
    std::vector<std::string> result;
    for (const auto& object : simulation().objects()) result.push_back(object->name());
    return result;
}

std::vector<NetworkObject> Network::objects() const {
    std::vector<NetworkObject> result;
    for (const auto& object : simulation().objects()) result.push_back(engine::Access::found(object));
    return result;
}

void Network::run(const Quantity& duration, const RunOptions& options) {
    engine::with_memory_for(kRunMemory, [&] { simulation().run(duration, options); });
}
void Network::step() {
    engine::with_memory_for(kRunMemory, [&] { simulation().step(); });
}
void Network::stop() const { simulation().stop(); }
bool Network::stopped() const { return simulation().stopped(); }
RealTimeReport Network::real_time_report() const { return simulation().real_time_report(); }
std::vector<ProfileEntry> Network::profiling_info() const { return simulation().profile(); }
std::string Network::profiling_summary(std::optional<std::size_t> show) const {
    return engine::profile_table(simulation().profile(), show.value_or(simulation().profile().size()));
}
std::string Network::scheduling_summary() {
    return engine::with_memory_for(kRunMemory, [&] { return simulation().scheduling_summary(); });
}
void Network::set_schedule(const std::vector<std::string>& slots) { simulation().set_schedule(slots); }
std::vector<std::string> Network::schedule() const { return simulation().schedule().slots(); }
std::vector<std::string> Network::default_schedule() { return engine::Schedule::usual(); }
void Network::threads(int number) { simulation().set_threads(number); }
std::int64_t Network::blocked_steps() const { return simulation().blocked_steps(); }
int Network::threads() const { return static_cast<int>(simulation().threads()); }
void Network::set_constants(const Constants& constants) { simulation().set_constants(constants); }
std::vector<MemoryUse> Network::memory() const {
    std::vector<MemoryUse> uses;
    for (const auto& object : simulation().objects()) {
        const auto [elements, bytes] = object->footprint();
        uses.push_back({object->name(), elements, bytes});
    }
    return uses;
}

std::string Network::memory_report() const {
    std::ostringstream table;
    const auto row = [&](const std::string& name, const std::string& elements, const std::string& megabytes, const std::string& each) {
        table << std::left << std::setw(24) << name << std::right << std::setw(14) << elements << std::setw(14) << megabytes << std::setw(14)
              << each << '\n';
    };
    const auto fixed = [](double number, int digits) {
        std::ostringstream text;
        text << std::fixed << std::setprecision(digits) << number;
        return text.str();
    };
    row("object", "elements", "MB", "bytes each");
    std::size_t all = 0;
    for (const auto& [name, elements, bytes] : memory()) {
        const auto size = static_cast<double>(bytes);
        row(name, elements == 0 ? "" : std::to_string(elements), fixed(size / 1e6, 3),
            elements == 0 ? "" : fixed(size / static_cast<double>(elements), 1));
        all += bytes;
    }
    row("all", "", fixed(static_cast<double>(all) / 1e6, 3), "");
    return table.str();
}

std::map<std::string, States> Network::get_states(const GetStatesOptions& options) const {
    return engine::with_memory_for("the states of the network", [&] {
        std::map<std::string, States> states;
        for (const auto& object : simulation().objects())
            if (auto* const owner = dynamic_cast<engine::VariableOwner*>(object.get()); owner && owner->size() > 0)
                states.emplace(owner->name(), engine::states_of(*owner, {0, owner->size()}, options));
        return states;
    });
}

void Network::set_states(const std::map<std::string, States>& states) {
    std::vector<std::pair<engine::VariableOwner*, const States*>> all;
    for (const auto& [name, values] : states) {
        const NetworkObject object = (*this)[name];
        auto* const owner = dynamic_cast<engine::VariableOwner*>(engine::Access::object(object).get());
        if (!owner) throw TypeError("'" + name + "' has no variables that could be assigned");
        engine::require_states(*owner, {0, owner->size()}, values);
        all.emplace_back(owner, &values);
    }
    for (const auto& [owner, values] : all) engine::set_states(*owner, {0, owner->size()}, *values);
}

Network Network::clone() const {
    return engine::with_memory_for("a second network like this one", [&] {
        simulation().ready_to_clone();
        return engine::Access::network(simulation().clone());
    });
}

void Network::store(const std::string& name) {
    engine::with_memory_for(kStateMemory, [&] { simulation().store(name); });
}
void Network::restore(const std::string& name, const RestoreOptions& options) {
    engine::with_memory_for(kStateMemory, [&] { simulation().restore(name, options); });
}
void Network::store_to_file(const std::string& path) {
    engine::with_memory_for(kStateMemory, [&] { simulation().store_to_file(path); });
}
void Network::restore_from_file(const std::string& path, const RestoreOptions& options) {
    engine::with_memory_for(kStateMemory, [&] { simulation().restore_from_file(path, options); });
}

void Network::seed(std::uint64_t number) { simulation().seed(number); }
Quantity Network::t() const { return {simulation().t(), kTimeDimension}; }

void run(const Quantity& duration, const RunOptions& options) {
    engine::with_memory_for(kRunMemory, [&] { engine::magic_scope().with_network("run()", [&](auto& network) { network.run(duration, options); }); });
}
void store(const std::string& name) {
    engine::with_memory_for(kStateMemory, [&] { engine::magic_scope().with_network("store()", [&](auto& network) { network.store(name); }); });
}
void restore(const std::string& name, const RestoreOptions& options) {
    engine::with_memory_for(
        kStateMemory, [&] { engine::magic_scope().with_network("restore()", [&](auto& network) { network.restore(name, options); }); });
}
void store_to_file(const std::string& path) {
    engine::with_memory_for(
        kStateMemory, [&] { engine::magic_scope().with_network("store_to_file()", [&](auto& network) { network.store_to_file(path); }); });
}
void restore_from_file(const std::string& path, const RestoreOptions& options) {
    engine::with_memory_for(kStateMemory, [&] {
        engine::magic_scope().with_network("restore_from_file()", [&](auto& network) { network.restore_from_file(path, options); });
    });
}
void stop() { engine::stop_all_runs(); }
bool stopped() {
    const engine::Simulation* const last = engine::magic_scope().simulation();
    return last && last->stopped();
}
RealTimeReport real_time_report() {
    if (const engine::Simulation* const last = engine::magic_scope().simulation()) return last->real_time_report();
    return engine::Simulation().real_time_report(); // throws: nothing was run
}
std::vector<ProfileEntry> profiling_info() {
    if (const engine::Simulation* const last = engine::magic_scope().simulation()) return last->profile();
    return engine::Simulation().profile(); // throws: nothing was run
}
std::string profiling_summary(std::optional<std::size_t> show) {
    const std::vector<ProfileEntry> entries = profiling_info();
    return engine::profile_table(entries, show.value_or(entries.size()));
}
std::string scheduling_summary() {
    std::string table;
    engine::with_memory_for(kRunMemory, [&] {
        engine::magic_scope().with_network("scheduling_summary()", [&](auto& network) { table = network.scheduling_summary(); },
                                           engine::MagicScope::Stay::once_begun);
    });
    return table;
}
void threads(int number) {
    engine::require_thread_number(number);
    engine::threads_asked_for() = number;
}
int threads() {
    const engine::Simulation* const last = engine::magic_scope().simulation();
    return last ? static_cast<int>(last->threads()) : 1;
}
std::vector<NetworkObject> collect() {
    std::vector<NetworkObject> result;
    for (const auto& object : engine::magic_scope().collect()) result.push_back(engine::Access::found(object));
    return result;
}

void start_scope() { engine::magic_scope().start(); }
void seed(std::uint64_t number) { engine::thread_keys().seed(number); }
void seed() { engine::thread_keys().seed(); }

DefaultClock& defaultclock() {
    thread_local DefaultClock clock;
    return clock;
}

// ---- operations of the host ------------------------------------------------------------------------------------

namespace {

std::shared_ptr<engine::Object> make_operation(Callback<void(Quantity)> operation, const NetworkOperationOptions& options,
                                               const std::source_location& made_at) {
    return engine::entered(std::make_shared<engine::HostOperation>(std::move(operation), options), made_at);
}

} // namespace

NetworkOperation::NetworkOperation(Callback<void(Quantity)> operation, const NetworkOperationOptions& options,
                                   const std::source_location& made_at, int)
    : SimulationObject(make_operation(std::move(operation), options, made_at)) {}
NetworkOperation::NetworkOperation(const NetworkObject& object)
    : SimulationObject(engine::Access::handle_of<engine::HostOperation>(object, "NetworkOperation")) {}

} // namespace hillock
