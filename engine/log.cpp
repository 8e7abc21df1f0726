// SPDX-License-Identifier: Apache-2.0
#include "engine/log.hpp"

#include "hillock/error.hpp"
#include "hillock/log.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

namespace {

struct Row {
    const char* name;
    const char* meaning;
};

/// In the order of Warning, which is that of the names.
constexpr std::array kWarnings{
    Row{"clocks_differ", "synapses whose clock differs from that of their source or target"},
    Row{"connect_probability", "connect() with a probability that is not between 0 and 1"},
    Row{"high_rate", "a Poisson rate of more than one spike in each step"},
    Row{"ignored_spikes", "spikes of a SpikeGeneratorGroup or pulse packet at times that are over"},
    Row{"interrupted", "a run that Ctrl+C ended"},
    Row{"kernel_cache", "a folder of HILLOCK_CACHE that cannot be used"},
    Row{"lost_rows", "rows that a monitor could not write when its file was closed"},
    Row{"many_timesteps", "a run beyond 2**40 steps, where times are rounded"},
    Row{"never_refractory", "a variable (unless refractory) of a group that is never refractory"},
    Row{"no_reset", "a threshold with neither reset nor refractoriness"},
    Row{"skipped_times", "times of run_at that are over"},
    Row{"timed_array_dt", "a TimedArray whose dt is no multiple of the clock's"},
    Row{"unused_constant", "a constant that no text uses"},
    Row{"unused_object", "an object that no network ever had"},
};
constexpr std::size_t kCount = kWarnings.size();

spdlog::level::level_enum spdlog_level(LogLevel level) {
    return level == LogLevel::info ? spdlog::level::info : level == LogLevel::warning ? spdlog::level::warn : spdlog::level::off;
}

class Log {
  public:
    Log() {
        const char* level = std::getenv("HILLOCK_LOG");
        write_to(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level ? spdlog::level::from_str(level) : spdlog::level::off);
    }

    [[nodiscard]] LogLevel level() const {
        const std::lock_guard lock(mutex_);
        return level_ <= spdlog::level::info ? LogLevel::info : level_ == spdlog::level::off ? LogLevel::off : LogLevel::warning;
    }
    void set_level(LogLevel level) {
        const std::lock_guard lock(mutex_);
        level_ = spdlog_level(level);
    }
    void write_to(spdlog::sink_ptr sink, spdlog::level::level_enum level) {
        sink->set_pattern("hillock: %l: %v");
        const std::lock_guard lock(mutex_);
        sink_ = std::move(sink);
        callback_ = nullptr;
        level_ = level;
    }
    void call(Callback<void(const LogMessage&)> callback, LogLevel level) {
        const std::lock_guard lock(mutex_);
        callback_ = std::move(callback);
        sink_ = nullptr;
        level_ = spdlog_level(level);
    }
    void set_mode(std::size_t warning, WarningMode mode) {
        const std::lock_guard lock(mutex_);
        modes_[warning] = mode;
    }

    void info(const std::string& text) { say(LogLevel::info, "", text); }
    void warn(std::size_t warning, const std::string& text) {
        const std::lock_guard lock(mutex_);
        WarningMode& mode = modes_[warning];
        if (mode == WarningMode::never || level_ > spdlog::level::warn) return;
        if (mode == WarningMode::once) mode = WarningMode::never;
        deliver({LogLevel::warning, kWarnings[warning].name, text});
    }

  private:
    void say(LogLevel level, const std::string& name, const std::string& text) {
        const std::lock_guard lock(mutex_);
        if (level_ <= spdlog_level(level)) deliver({level, name, text});
    }
    /// \pre the mutex is held
    void deliver(const LogMessage& message) {
        try {
            if (callback_) return callback_(message);
            sink_->log({"hillock", spdlog_level(message.level), message.text});
            sink_->flush();
        } catch (...) { // what cannot be told must not end what it is about
        }
    }

    mutable std::mutex mutex_;
    spdlog::level::level_enum level_ = spdlog::level::off;
    spdlog::sink_ptr sink_; ///< nullptr: the callback
    Callback<void(const LogMessage&)> callback_;
    std::array<WarningMode, kCount> modes_{};
};

// Not a logger of spdlog's own: a host's loggers and levels stay as they are.
Log& the_log() {
    static Log* const log = new Log; // never destroyed: objects that live until the program ends have a last word
    return *log;
}

} // namespace

void log_info(const std::string& text) { the_log().info(text); }
void log_warning(Warning warning, const std::string& text) { the_log().warn(static_cast<std::size_t>(warning), text); }

std::function<void()> open_log_file(const std::string& path, LogLevel level) {
    try {
        return [sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path), level] { the_log().write_to(sink, spdlog_level(level)); };
    } catch (const spdlog::spdlog_ex& error) {
        throw SystemError("the log file '" + path + "' cannot be opened: " + error.what());
    }
}

} // namespace hillock::internal::engine

namespace hillock {
using namespace internal;

void set_log_level(LogLevel level) { engine::the_log().set_level(level); }
LogLevel log_level() { return engine::the_log().level(); }

void log_to_stderr(LogLevel level) {
    engine::the_log().write_to(std::make_shared<spdlog::sinks::stderr_sink_mt>(), engine::spdlog_level(level));
}

void log_to_file(const std::string& path, LogLevel level) { engine::open_log_file(path, level)(); }

void log_to(internal::Callback<void(const LogMessage&)> callback, LogLevel level) {
    if (!callback) throw ValueError("log_to() takes a function, but was given an empty one");
    engine::the_log().call(std::move(callback), level);
}

void set_warning(const std::string& name, WarningMode mode) {
    const auto row = std::find_if(engine::kWarnings.begin(), engine::kWarnings.end(), [&](const engine::Row& one) { return one.name == name; });
    if (row == engine::kWarnings.end()) {
        std::vector<std::string> names;
        for (const engine::Row& one : engine::kWarnings) names.emplace_back(one.name);
        throw NameError("there is no warning '" + name + "'" + did_you_mean(name, names));
    }
    engine::the_log().set_mode(static_cast<std::size_t>(row - engine::kWarnings.begin()), mode);
}

void suppress_warning(const std::string& name) { set_warning(name, WarningMode::never); }

std::vector<WarningName> warning_names() {
    std::vector<WarningName> names;
    for (const engine::Row& row : engine::kWarnings) names.push_back({row.name, row.meaning});
    return names;
}

} // namespace hillock
