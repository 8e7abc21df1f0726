// SPDX-License-Identifier: Apache-2.0
#include "engine/trace_arrays.hpp"

#include "engine/record_layout.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hillock::internal::engine {

using model::Side;
using model::Variable;

TraceArrays::TraceArrays(std::shared_ptr<const plan::NeuronTraces> plan, std::span<const plan::Storage> storages, std::int64_t pre, std::int64_t post)
    : plan_(std::move(plan)) {
    for (const Side side : {Side::pre, Side::post}) {
        std::vector<Field> fields{{&plan_->last(side), side, plan::Storage::integer64, {}}};
        for (std::size_t k = 0; k < storages.size(); ++k)
            if (plan_->sides[k] == side) fields.push_back({&plan_->values[k], side, storages[k], {}});
        std::vector<plan::Storage> types;
        for (const Field& field : fields) types.push_back(field.storage);
        const RecordLayout layout = record_layout(types);
        for (std::size_t k = 0; k < fields.size(); ++k) fields[k].place = {layout.bytes, layout.offsets[k]};
        records_[index(side)] = layout.bytes;
        fields_.insert(fields_.end(), fields.begin(), fields.end());
    }
    const auto memory = [&](Side side, std::int64_t neurons) {
        return Array(plan::Storage::float64, static_cast<std::size_t>(neurons) * records_[index(side)] / sizeof(double));
    };
    copies_.push_back({memory(Side::pre, pre), memory(Side::post, post)});
}

void TraceArrays::add_to(plan::Surroundings& surroundings) const {
    surroundings.traces = plan_;
    for (const Field& field : fields_) {
        surroundings.storages[field.variable] = field.storage;
        surroundings.fields[field.variable] = field.place;
    }
}

const TraceArrays::Field* TraceArrays::field_of(const Variable& variable) const {
    const auto found = std::ranges::find(fields_, &variable, &Field::variable);
    return found == fields_.end() ? nullptr : &*found;
}

std::optional<ArrayPlace> TraceArrays::find(const Variable& variable, unsigned copy) {
    const Field* const field = field_of(variable);
    if (!field) return std::nullopt;
    Array& records = memory(field->side, copy);
    return ArrayPlace{records.data() + field->place.offset, records.end()};
}

void TraceArrays::clear(const Variable& variable) {
    const Field& field = *field_of(variable);
    std::byte* const first = find(variable)->begin;
    for (std::size_t k = 0; k < neurons(field.side); ++k) std::memset(first + k * field.place.record, 0, element_bytes(field.storage));
}

void TraceArrays::copy(unsigned shares) {
    copies_.erase(copies_.begin() + 1, copies_.end());
    copies_.reserve(shares);
    while (copies_.size() < shares) copies_.push_back(copies_.front());
}

void TraceArrays::begin_at(std::int64_t step) {
    copy(1);
    for (const Side side : {Side::pre, Side::post})
        for (std::size_t k = 0; k < neurons(side); ++k) at<std::int64_t>(plan_->last(side), k) -= step;
}

std::vector<std::uint64_t> TraceArrays::words(Side side) {
    Array& records = memory(side, 0);
    std::vector<std::uint64_t> result(records.bytes() / sizeof(std::uint64_t));
    std::memcpy(result.data(), records.data(), records.bytes());
    return result;
}

bool TraceArrays::take(Side side, std::span<const std::uint64_t> words) {
    Array& records = memory(side, 0);
    if (words.size_bytes() != records.bytes()) return false;
    std::memcpy(records.data(), words.data(), records.bytes());
    return true;
}

std::size_t TraceArrays::bytes() const {
    std::size_t sum = 0;
    for (const auto& sides : copies_)
        for (const Array& records : sides) sum += records.bytes();
    return sum;
}

} // namespace hillock::internal::engine
