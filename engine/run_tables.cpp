// SPDX-License-Identifier: Apache-2.0
#include "engine/run_tables.hpp"

#include <algorithm>
#include <cstdio>

namespace hillock::internal::engine {

namespace {

using Row = std::vector<std::string>;

/// Columns as wide as what is in them, two blanks apart. \param left  columns that begin at their left edge; all others end at the right
std::string table(const std::vector<Row>& rows, std::size_t left) {
    std::vector<std::size_t> width(rows.front().size(), 0);
    for (const Row& row : rows)
        for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], row[k].size());
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k) {
            const std::string blanks(width[k] - row[k].size(), ' ');
            line += (k > 0 ? "  " : "") + (k < left ? row[k] + blanks : blanks + row[k]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string fixed(double number, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, number);
    return text;
}

} // namespace

void finish_profile(std::vector<ProfileEntry>& entries) {
    double all = 0;
    for (const ProfileEntry& entry : entries) all += entry.seconds;
    for (ProfileEntry& entry : entries) entry.share = all > 0 ? entry.seconds / all : 0;
    std::stable_sort(entries.begin(), entries.end(), [](const ProfileEntry& a, const ProfileEntry& b) { return a.seconds > b.seconds; });
}

std::string profile_table(const std::vector<ProfileEntry>& entries, std::size_t show) {
    std::vector<Row> rows{{"object", "work", "seconds", "share"}};
    for (const ProfileEntry& entry : entries)
        if (rows.size() <= show) rows.push_back({entry.name, entry.work, fixed(entry.seconds, 6), fixed(100 * entry.share, 1) + " %"});
    return table(rows, 2);
}

std::string schedule_table(const std::vector<ScheduleRow>& rows) {
    std::vector<Row> texts{{"object", "work", "dt", "slot", "order", "active"}};
    for (const ScheduleRow& row : rows)
        texts.push_back({row.object, row.work, row.dt > 0 ? to_string(Quantity(row.dt, kTimeDimension)) : "at times", row.slot, std::to_string(row.order),
                         row.active ? "yes" : "no"});
    return table(texts, 4);
}

} // namespace hillock::internal::engine
