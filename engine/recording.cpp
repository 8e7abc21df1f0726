// SPDX-License-Identifier: Apache-2.0
#include "engine/recording.hpp"

namespace hillock::engine {

std::size_t Recording::add_column(Heading heading) {
    const plan::Storage storage = heading.storage;
    columns_.push_back({std::move(heading), Column(storage)});
    return columns_.size() - 1;
}

std::byte* Recording::place_bytes(std::size_t column, std::size_t rows) {
    Filled& filled = columns_[column];
    Column& values = place(filled, rows);
    return values.data() + (values.size() - rows * filled.heading.width) * values.value_bytes();
}

std::span<const double> Recording::numbers(std::size_t column) const {
    if (heading(column).storage == plan::Storage::float64) return read<double>(column);
    const Filled& filled = columns_[column];
    const std::size_t size = rows_ * filled.heading.width;
    if (filled.numbers.size() != size) {
        filled.numbers = filled.values.numbers();
        filled.numbers.resize(size);
    }
    return filled.numbers;
}

std::size_t Recording::bytes() const {
    std::size_t bytes = 0;
    for (const Filled& column : columns_) bytes += column.values.bytes() + column.numbers.capacity() * sizeof(double);
    return bytes;
}

} // namespace hillock::engine
