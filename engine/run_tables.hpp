// SPDX-License-Identifier: Apache-2.0
// Tables of what a run does: in which order, and how long it takes.
#pragma once

#include "hillock/network.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Shares of the sum, and the longest first.
void finish_profile(std::vector<ProfileEntry>& entries);
/// Of the first `show`.
[[nodiscard]] std::string profile_table(const std::vector<ProfileEntry>& entries, std::size_t show);

struct ScheduleRow {
    std::string object;
    std::string work;
    double dt = 0; ///< seconds; 0: it has an EventClock
    std::string slot;
    int order = 0;
    bool active = true;
};
[[nodiscard]] std::string schedule_table(const std::vector<ScheduleRow>& rows);

} // namespace hillock::internal::engine
