// SPDX-License-Identifier: Apache-2.0
// What the library has to say beside results and errors. <hillock/log.hpp> says where it goes.
#pragma once

#include <functional>
#include <string>

namespace hillock {
enum class LogLevel;
}

namespace hillock::internal::engine {

/// Each has a name and a meaning, which users see: a new one is added to the table in log.cpp too.
enum class Warning {
    clocks_differ,
    connect_probability,
    high_rate,
    ignored_spikes,
    interrupted,
    kernel_cache,
    lost_rows,
    many_timesteps,
    never_refractory,
    no_reset,
    skipped_times,
    timed_array_dt,
    unused_constant,
    unused_object,
};

void log_info(const std::string& text);
void log_warning(Warning warning, const std::string& text);

/// log_to_file() in two parts: this opens the file, or throws; what it returns cannot fail and makes messages go there.
[[nodiscard]] std::function<void()> open_log_file(const std::string& path, LogLevel level);

} // namespace hillock::internal::engine
