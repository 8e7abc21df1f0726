// SPDX-License-Identifier: Apache-2.0
// The C interface: version, errors, networks, and running them.
#include "bindings/handles.hpp"
#include "bindings/options.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace hillock::bindings;
using hillock::kTimeDimension;
using hillock::Quantity;

// ---- version and errors -----------------------------------------------------------------------------------------

uint32_t hillock_abi_version(void) { return HILLOCK_ABI_VERSION; }
const char* hillock_version(void) { return HILLOCK_VERSION; }
const char* hillock_error_text(void) { return error_text(); }

const char* hillock_status_name(hillock_status status) {
    switch (status) {
    case HILLOCK_OK: return "HILLOCK_OK";
    case HILLOCK_SYNTAX_ERROR: return "HILLOCK_SYNTAX_ERROR";
    case HILLOCK_NAME_ERROR: return "HILLOCK_NAME_ERROR";
    case HILLOCK_DIMENSION_MISMATCH_ERROR: return "HILLOCK_DIMENSION_MISMATCH_ERROR";
    case HILLOCK_TYPE_ERROR: return "HILLOCK_TYPE_ERROR";
    case HILLOCK_EQUATION_ERROR: return "HILLOCK_EQUATION_ERROR";
    case HILLOCK_UNSUPPORTED_EQUATIONS_ERROR: return "HILLOCK_UNSUPPORTED_EQUATIONS_ERROR";
    case HILLOCK_VALUE_ERROR: return "HILLOCK_VALUE_ERROR";
    case HILLOCK_INDEX_ERROR: return "HILLOCK_INDEX_ERROR";
    case HILLOCK_MEMORY_ERROR: return "HILLOCK_MEMORY_ERROR";
    case HILLOCK_SYSTEM_ERROR: return "HILLOCK_SYSTEM_ERROR";
    case HILLOCK_NUMERICAL_ERROR: return "HILLOCK_NUMERICAL_ERROR";
    case HILLOCK_RUNAWAY_ERROR: return "HILLOCK_RUNAWAY_ERROR";
    case HILLOCK_CALLBACK_ERROR: return "HILLOCK_CALLBACK_ERROR";
    case HILLOCK_INTERNAL_ERROR: return "HILLOCK_INTERNAL_ERROR";
    }
    return "unknown status";
}

// ---- networks ---------------------------------------------------------------------------------------------------

hillock_status hillock_network_create(hillock_network** network) {
    return guarded([&] {
        hillock_network*& out = required(network, "network"); // first: nothing is made for nobody
        out = new hillock_network;
    });
}

void hillock_network_free(hillock_network* network) { delete network; }

hillock_status hillock_seed(hillock_network* network, uint64_t number) {
    return guarded([&] {
        hillock_network& target = required(network, "network");
        const AsNetwork scope(target.state);
        hillock::seed(number); // of assignments and connections
        target.network.seed(number);
    });
}

hillock_status hillock_set_dt(hillock_network* network, double dt) {
    return guarded([&] {
        hillock_network& target = required(network, "network");
        if (!(dt > 0) || std::isinf(dt))
            throw hillock::ValueError("dt must be positive, but it is " + to_string(Quantity(dt, kTimeDimension)));
        if (target.state.depth > 0) throw hillock::ValueError("dt cannot be set while the network runs");
        target.state.dt = dt;
    });
}

hillock_status hillock_time(const hillock_network* network, double* t) {
    return guarded([&] { required(t, "t") = required(network, "network").network.t().value(); });
}

hillock_status hillock_find(hillock_network* network, const char* name, hillock_object** object) {
    return guarded([&] {
        const std::string wanted = &required(name, "name");
        hillock_network& target = required(network, "network");
        (void)target.network[wanted]; // throws NameError with a suggestion
        const auto found = std::find_if(target.objects.begin(), target.objects.end(), [&](const auto& candidate) {
            return candidate->name == wanted && !candidate->has_left && !std::holds_alternative<hillock::Subgroup>(candidate->content);
        });
        required(object, "object") = found->get();
    });
}

// ---- running ----------------------------------------------------------------------------------------------------

namespace {

hillock::RunOptions run_options(hillock_network& network, const hillock_options* given) {
    OptionReader read(given, "hillock_run()");
    hillock::RunOptions options;
    hillock::RealTime pace;
    read.flag("nan_guard", options.nan_guard);
    read.flag("temporal_blocking", options.temporal_blocking);
    read.seconds("report_period", options.report_period);
    const bool paced = read.any("real_time") != nullptr;
    for (const char* key : {"tolerance", "spin", "catch_up"})
        if (!paced && read.any(key)) throw hillock::ValueError("hillock_run(): the option '" + std::string(key) + "' goes with 'real_time'");
    read.number("real_time", pace.factor);
    read.seconds("tolerance", pace.tolerance);
    read.seconds("spin", pace.spin);
    read.flag("catch_up", pace.catch_up);
    options.constants = read.constants();
    if (const hillock_options* with = read.progress())
        options.report = [&network, progress = with->progress, context = with->progress_context](const hillock::Progress& now) {
            const auto call = [&] {
                if (progress(context, now.completed) != 0) network.network.stop();
                return 0;
            };
            call_host("the progress function", call);
        };
    read.finish();
    if (paced) options.real_time = pace;
    return options;
}

template <class Action> hillock_status with_network(hillock_network* handle, Action action) noexcept {
    return guarded([&] {
        hillock_network& network = required(handle, "network");
        const AsNetwork scope(network.state);
        action(network);
    });
}

} // namespace

hillock_status hillock_run(hillock_network* network, double duration, const hillock_options* options) {
    return with_network(network, [&](hillock_network& target) {
        target.network.run(Quantity(duration, kTimeDimension), run_options(target, options));
    });
}

hillock_status hillock_step(hillock_network* network) {
    return with_network(network, [](hillock_network& target) { target.network.step(); });
}

hillock_status hillock_stop(hillock_network* network) {
    return guarded([&] { required(network, "network").network.stop(); });
}

hillock_status hillock_stopped(const hillock_network* network, int32_t* stopped) {
    return guarded([&] { required(stopped, "stopped") = required(network, "network").network.stopped() ? 1 : 0; });
}

hillock_status hillock_read_real_time_report(const hillock_network* network, hillock_real_time_report* report) {
    return guarded([&] {
        const std::size_t size = required(report, "report").struct_size;
        if (size <= sizeof size || size > sizeof *report)
            throw hillock::ValueError("struct_size is " + std::to_string(size) + ", but it must be sizeof(hillock_real_time_report), here " +
                                      std::to_string(sizeof *report));
        const hillock::RealTimeReport from = required(network, "network").network.real_time_report();
        const hillock_real_time_report whole = {.struct_size = size,
                                                .steps = from.steps,
                                                .missed = from.missed,
                                                .worst_lateness = from.worst_lateness.value(),
                                                .wall_time = from.wall_time.value(),
                                                .load = from.load,
                                                .median_jitter = from.median_jitter.value(),
                                                .jitter_95 = from.jitter_95.value(),
                                                .jitter_99 = from.jitter_99.value(),
                                                .worst_jitter = from.worst_jitter.value()};
        std::memcpy(report, &whole, size);
    });
}

hillock_status hillock_store(hillock_network* network, const char* name) {
    return with_network(network, [&](hillock_network& target) { target.network.store(&required(name, "name")); });
}

hillock_status hillock_restore(hillock_network* network, const char* name) {
    return with_network(network, [&](hillock_network& target) { target.network.restore(&required(name, "name")); });
}

hillock_status hillock_store_to_file(hillock_network* network, const char* path) {
    return with_network(network, [&](hillock_network& target) { target.network.store_to_file(&required(path, "path")); });
}

hillock_status hillock_restore_from_file(hillock_network* network, const char* path) {
    return with_network(network, [&](hillock_network& target) { target.network.restore_from_file(&required(path, "path")); });
}
