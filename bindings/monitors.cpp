// SPDX-License-Identifier: Apache-2.0
// The C interface: monitors, and what they recorded.
#include "bindings/handles.hpp"
#include "bindings/options.hpp"
#include "bindings/unit_text.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace hillock::bindings {

namespace {

template <class Options> void file_and_name(OptionReader& read, Options& options) {
    read.text("file", options.file);
    std::int64_t limit = 0;
    read.whole("memory_limit", limit);
    if (limit < 0) throw ValueError("the option 'memory_limit' must not be negative, but it is " + std::to_string(limit));
    options.memory_limit = static_cast<std::size_t>(limit);
    read.whole("compression", options.compression);
    read.text("name", options.name);
}

template <class Options> Options event_options(const hillock_options* given, const char* function) {
    OptionReader read(given, function);
    Options options;
    read.flag("record", options.record);
    std::string variables;
    read.text("variables", variables);
    options.variables = list_of(variables);
    read.text("when", options.when);
    std::optional<std::int64_t> order;
    read.whole("order", order);
    if (order) options.order = static_cast<int>(*order);
    file_and_name(read, options);
    read.finish();
    return options;
}

StateMonitorOptions state_options(const hillock_options* given) {
    OptionReader read(given, "hillock_add_state_monitor()");
    StateMonitorOptions options;
    if (const auto* value = read.any("record"); value && std::holds_alternative<std::vector<std::int64_t>>(*value)) {
        options.record = std::get<std::vector<std::int64_t>>(*value);
    } else {
        bool all = true;
        read.flag("record", all);
        options.record = all;
    }
    read.seconds("dt", options.dt);
    read.text("when", options.when);
    read.whole("order", options.order);
    read.flag("record_final", options.record_final);
    file_and_name(read, options);
    read.finish();
    return options;
}

StateMonitor state_monitor(const hillock_object& source, const std::string& variables, const hillock_options* given) {
    const StateMonitorOptions options = state_options(given);
    const Names names = list_of(variables);
    if (const auto* synapses = std::get_if<Synapses>(&source.content)) return {*synapses, names, options, kNoPlace};
    if (const Subgroup* neurons = neurons_in(source)) return {*neurons, names, options, kNoPlace};
    throw TypeError("'" + source.name + "' has no variables: only neurons and synapses have");
}

/// An array of one of the types, as it is handed out.
struct Recorded {
    hillock_type type;
    const void* data;
    std::size_t count;
    Recorded(std::span<const double> values) : type(HILLOCK_FLOAT64), data(values.data()), count(values.size()) {}
    Recorded(std::span<const std::int32_t> values) : type(HILLOCK_INT32), data(values.data()), count(values.size()) {}
    Recorded(std::span<const std::int64_t> values) : type(HILLOCK_INT64), data(values.data()), count(values.size()) {}
};

void require_first(const std::string& what, std::size_t row) {
    if (row != 0) throw IndexError("'" + what + "' has one row, but row " + std::to_string(row) + " was asked for");
}

template <class EventLike> Recorded events(const EventLike& monitor, const std::string& what, std::size_t row) {
    require_first(what, row);
    if (what == "t") return monitor.t();
    if (what == "i") return monitor.i();
    if (what == "count") return monitor.count();
    return monitor[what];
}

Recorded recorded(const SpikeMonitor& monitor, const std::string& what, std::size_t row) { return events(monitor, what, row); }
Recorded recorded(const EventMonitor& monitor, const std::string& what, std::size_t row) { return events(monitor, what, row); }
Recorded recorded(const StateMonitor& monitor, const std::string& what, std::size_t row) {
    if (what != "t") return monitor[what][row];
    require_first(what, row);
    return monitor.t();
}
Recorded recorded(const PopulationRateMonitor& monitor, const std::string& what, std::size_t row) {
    require_first(what, row);
    if (what == "t") return monitor.t();
    if (what == "rate") return monitor.rate();
    throw NameError("'" + monitor.name() + "' records 't' and 'rate', but no '" + what + "'");
}

std::size_t num_recorded(const SpikeMonitor& monitor) { return monitor.num_spikes(); }
std::size_t num_recorded(const EventMonitor& monitor) { return monitor.num_events(); }
std::size_t num_recorded(const StateMonitor& monitor) { return monitor.num_samples(); }
std::size_t num_recorded(const PopulationRateMonitor& monitor) { return monitor.t().size(); }

/// Calls `action` with the monitor. Throws TypeError for what is none, and ValueError for NULL.
template <class Action> void with_monitor(const hillock_object* handle, Action action) {
    const hillock_object& object = required(handle, "monitor");
    std::visit(
        [&](const auto& content) {
            if constexpr (std::derived_from<std::decay_t<decltype(content)>, Monitor>) action(content);
            else throw TypeError("'" + object.name + "' is not a monitor");
        },
        object.content);
}

} // namespace

} // namespace hillock::bindings

// ---- the C interface --------------------------------------------------------------------------------------------

using namespace hillock::bindings;

hillock_status hillock_add_spike_monitor(hillock_network* network, hillock_object* source, const hillock_options* options,
                                         hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        return hillock::SpikeMonitor(neurons_of(owner, source, "source"),
                                     event_options<hillock::SpikeMonitorOptions>(options, "hillock_add_spike_monitor()"), kNoPlace);
    });
}

hillock_status hillock_add_event_monitor(hillock_network* network, hillock_object* source, const char* event,
                                         const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        return hillock::EventMonitor(neurons_of(owner, source, "source"), &required(event, "event"),
                                     event_options<hillock::EventMonitorOptions>(options, "hillock_add_event_monitor()"), kNoPlace);
    });
}

hillock_status hillock_add_state_monitor(hillock_network* network, hillock_object* source, const char* variables,
                                         const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        return state_monitor(member_of(owner, source, "source"), &required(variables, "variables"), options);
    });
}

hillock_status hillock_add_rate_guard(hillock_network* network, hillock_object* source, double maximum_rate, const hillock_options* options,
                                      hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        OptionReader read(options, "hillock_add_rate_guard()");
        hillock::RateGuardOptions guard;
        read.seconds("window", guard.window);
        read.text("name", guard.name);
        read.finish();
        return hillock::RateGuard(neurons_of(owner, source, "source"), maximum_rate / hillock::Quantity(1, hillock::kTimeDimension), guard);
    });
}

hillock_status hillock_add_rate_monitor(hillock_network* network, hillock_object* source, const hillock_options* options,
                                        hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        OptionReader read(options, "hillock_add_rate_monitor()");
        hillock::PopulationRateMonitorOptions given;
        file_and_name(read, given);
        read.finish();
        return hillock::PopulationRateMonitor(neurons_of(owner, source, "source"), given, kNoPlace);
    });
}

hillock_status hillock_recorded(const hillock_object* monitor, const char* what, size_t row, hillock_type* type, const void** data,
                                size_t* count) {
    return guarded([&] {
        (void)required(data, "data");
        (void)required(count, "count");
        with_monitor(monitor, [&](const auto& source) {
            const Recorded values = recorded(source, &required(what, "what"), row);
            if (type) *type = values.type;
            *data = values.data;
            *count = values.count;
        });
    });
}

hillock_status hillock_num_recorded(const hillock_object* monitor, size_t* count) {
    return guarded([&] {
        std::size_t& out = required(count, "count");
        with_monitor(monitor, [&](const auto& source) { out = num_recorded(source); });
    });
}
