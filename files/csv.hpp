// SPDX-License-Identifier: Apache-2.0
// Numbers as text with commas. The decimal point is '.', whatever the language of the system.
#pragma once

#include "files/types.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::files {

/// One line a row, after one with the titles. All tables have the same number of rows. Throws SystemError.
/// \param titles  of all columns of all tables
void write_csv(const std::string& path, std::span<const std::string> titles, std::span<const Table> tables);

struct Spikes {
    std::vector<std::int64_t> neurons;
    std::vector<double> seconds;
};
/// Of the columns "i" and "t (s)", "t (ms)" or "t (us)". Throws SystemError, and ValueError that names line and column.
[[nodiscard]] Spikes read_csv_spikes(const std::string& path);

} // namespace hillock::internal::files
