// SPDX-License-Identifier: Apache-2.0
#include "files/csv.hpp"

#include "files/file.hpp"
#include "hillock/error.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

namespace hillock::internal::files {

namespace {

template <class Number> void append(std::string& line, const std::byte* value) {
    Number number;
    std::memcpy(&number, value, sizeof number);
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr; // the shortest that reads as the same number
    line.append(text.data(), end);
}

void append(std::string& line, Type type, const std::byte* value) {
    switch (type) {
    case Type::boolean: line += std::to_integer<int>(*value) != 0 ? '1' : '0'; return;
    case Type::int32: return append<std::int32_t>(line, value);
    case Type::int64: return append<std::int64_t>(line, value);
    case Type::float32: return append<float>(line, value);
    case Type::float64: return append<double>(line, value);
    }
}

void append_row(std::string& line, const Table& table, std::size_t row) {
    const std::size_t value_bytes = bytes_of(table.type);
    const std::byte* value = static_cast<const std::byte*>(table.values) + row * table.width * value_bytes;
    for (std::size_t k = 0; k < table.width; ++k, value += value_bytes) {
        if (!line.empty()) line += ',';
        append(line, table.type, value);
    }
}

} // namespace

void write_csv(const std::string& path, std::span<const std::string> titles, std::span<const Table> tables) {
    Replacement place(path);
    std::ofstream file(place.path(), std::ios::binary);
    std::string line;
    for (const std::string& title : titles) line += (line.empty() ? "" : ",") + title;
    file << line << '\n';
    for (std::size_t row = 0; row < (tables.empty() ? 0 : tables.front().rows); ++row) {
        line.clear();
        for (const Table& table : tables) append_row(line, table, row);
        line += '\n';
        file.write(line.data(), static_cast<std::streamsize>(line.size()));
    }
    errno = 0;
    file.close();
    if (!file) throw SystemError("'" + path + "' cannot be written: " + (errno != 0 ? std::strerror(errno) : "the disk may be full"));
    place.keep();
}

// ---- reading ------------------------------------------------------------------------------------------------

namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\"";
    const std::size_t first = text.find_first_not_of(kBlanks);
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> cells(std::string_view line) {
    std::vector<std::string_view> result;
    for (;;) {
        const std::size_t comma = line.find(',');
        result.push_back(trimmed(line.substr(0, comma)));
        if (comma == line.npos) return result;
        line.remove_prefix(comma + 1);
    }
}

template <class Number> std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Where times and neurons are.
struct Columns {
    std::size_t count = 0;
    std::size_t t = 0;
    std::size_t i = 0;
    double per_second = 1; ///< units of time in a second
};

Columns columns_in(const std::string& path, std::string_view titles) {
    constexpr std::array<std::pair<std::string_view, double>, 3> kTimes{{{"t (s)", 1}, {"t (ms)", 1e3}, {"t (us)", 1e6}}};
    const std::vector<std::string_view> found = cells(titles);
    Columns columns{.count = found.size()};
    bool t = false, i = false;
    for (std::size_t k = 0; k < found.size(); ++k) {
        const auto refuse_second = [&](bool is_second, const char* what) {
            if (is_second)
                throw ValueError("'" + path + "', line 1: there are two columns of " + what + ", but the first line is '" +
                                 std::string(trimmed(titles)) + "'");
        };
        if (found[k] == "i") {
            refuse_second(i, "neurons");
            columns.i = k, i = true;
        }
        for (const auto& [title, per_second] : kTimes) {
            if (found[k] != title) continue;
            refuse_second(t, "times");
            columns.t = k, columns.per_second = per_second, t = true;
        }
    }
    if (!t || !i)
        throw ValueError("'" + path + "', line 1: there is no column named " + (t ? "\"i\"" : "\"t (s)\", \"t (ms)\" or \"t (us)\"") +
                         ", but the first line is '" + std::string(trimmed(titles)) + "'");
    return columns;
}

} // namespace

Spikes read_csv_spikes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string line;
    if (!file || !std::getline(file, line)) {
        if (!file.is_open() || file.bad()) throw SystemError("'" + path + "' cannot be read: " + std::strerror(errno));
        throw ValueError("'" + path + "' is empty: its first line must name the columns, \"i\" and \"t (s)\"");
    }
    constexpr std::string_view kMark = "\xEF\xBB\xBF"; // of UTF-8, which some spreadsheets put first
    if (line.starts_with(kMark)) line.erase(0, kMark.size());
    const Columns columns = columns_in(path, line);
    Spikes spikes;
    for (std::size_t number = 2; std::getline(file, line); ++number) {
        if (trimmed(line).empty()) continue;
        const std::string where = "'" + path + "', line " + std::to_string(number);
        const std::vector<std::string_view> found = cells(line);
        if (found.size() != columns.count)
            throw ValueError(where + ": there are " + std::to_string(found.size()) + " values, but the first line names " +
                             std::to_string(columns.count) + " columns");
        const auto t = number_in<double>(found[columns.t]);
        if (!t || !std::isfinite(*t))
            throw ValueError(where + ", column " + std::to_string(columns.t + 1) + ": '" + std::string(found[columns.t]) + "' is no time");
        const auto i = number_in<std::int64_t>(found[columns.i]);
        if (!i || *i < 0)
            throw ValueError(where + ", column " + std::to_string(columns.i + 1) + ": '" + std::string(found[columns.i]) +
                             "' is no index of a neuron");
        spikes.seconds.push_back(*t / columns.per_second);
        spikes.neurons.push_back(*i);
    }
    if (file.bad()) throw SystemError("'" + path + "' cannot be read: " + std::strerror(errno));
    return spikes;
}

} // namespace hillock::internal::files
