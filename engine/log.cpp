// SPDX-License-Identifier: Apache-2.0
#include "engine/log.hpp"

#include <cstdlib>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace hillock::internal::engine {

namespace {

// Not registered with spdlog: a host's own loggers and levels stay as they are.
spdlog::logger& logger() {
    // Never destroyed: objects that live until the program ends have a last word.
    static spdlog::logger* const instance = [] {
        auto* made = new spdlog::logger("hillock", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        const char* level = std::getenv("HILLOCK_LOG");
        made->set_level(level ? spdlog::level::from_str(level) : spdlog::level::off);
        made->set_pattern("hillock: %l: %v");
        return made;
    }();
    return *instance;
}

} // namespace

void log_info(const std::string& text) { logger().info("{}", text); }
void log_warning(const std::string& text) { logger().warn("{}", text); }

} // namespace hillock::internal::engine
