// SPDX-License-Identifier: Apache-2.0
#include "engine/synapse_records.hpp"

#include "engine/record_layout.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hillock::internal::engine {

namespace {

/// So many records at a time, a field after the other: what is copied stays in the nearest cache.
constexpr std::size_t kTogether = 256;

/// Copies elements of `Bytes` that are so many bytes apart.
template <std::size_t Bytes> void copy_spaced(std::byte* to, std::size_t to_stride, const std::byte* from, std::size_t from_stride, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) std::memcpy(to + k * to_stride, from + k * from_stride, Bytes);
}

void copy_spaced(std::size_t bytes, std::byte* to, std::size_t to_stride, const std::byte* from, std::size_t from_stride, std::size_t count) {
    switch (bytes) {
    case 1: return copy_spaced<1>(to, to_stride, from, from_stride, count);
    case 4: return copy_spaced<4>(to, to_stride, from, from_stride, count);
    default: return copy_spaced<8>(to, to_stride, from, from_stride, count);
    }
}

} // namespace

SynapseRecords::SynapseRecords(std::span<const model::Variable* const> variables, const Arrays& arrays) {
    std::vector<plan::Storage> types;
    for (const model::Variable* const variable : variables) {
        const Array& array = arrays.at(variable);
        fields_.push_back({variable, array.storage(), 0});
        types.push_back(array.storage());
        size_ = array.size();
    }
    const RecordLayout layout = record_layout(types);
    for (std::size_t k = 0; k < fields_.size(); ++k) fields_[k].offset = layout.offsets[k];
    stride_ = layout.bytes;
    memory_ = Array(plan::Storage::float64, size_ * stride_ / sizeof(double));
}

plan::Fields SynapseRecords::fields() const {
    plan::Fields result;
    for (const Field& field : fields_)
        result.emplace(field.variable, plan::Field{static_cast<std::uint32_t>(stride_), static_cast<std::uint32_t>(field.offset)});
    return result;
}

ArrayPlace SynapseRecords::place(const model::Variable& variable) {
    const auto field = std::ranges::find(fields_, &variable, &Field::variable);
    return {memory_.data() + field->offset, memory_.end()};
}

void SynapseRecords::gather(Arrays& arrays) {
    if (gathered_) return;
    for (std::size_t first = 0; first < size_; first += kTogether) {
        const std::size_t count = std::min(kTogether, size_ - first);
        for (const auto& [variable, storage, offset] : fields_) {
            const std::size_t bytes = element_bytes(storage);
            copy_spaced(bytes, memory_.data() + first * stride_ + offset, stride_, arrays.at(variable).data() + first * bytes, bytes, count);
        }
    }
    gathered_ = true;
    for (const Field& field : fields_) arrays.at(field.variable) = Array(field.storage);
}

void SynapseRecords::part(Arrays& arrays) {
    std::vector<Array> parted;
    parted.reserve(fields_.size());
    for (const Field& field : fields_) parted.emplace_back(field.storage, size_);
    for (std::size_t first = 0; first < size_; first += kTogether) {
        const std::size_t count = std::min(kTogether, size_ - first);
        for (std::size_t k = 0; k < fields_.size(); ++k) {
            const std::size_t bytes = element_bytes(fields_[k].storage);
            copy_spaced(bytes, parted[k].data() + first * bytes, bytes, memory_.data() + first * stride_ + fields_[k].offset, stride_, count);
        }
    }
    for (std::size_t k = 0; k < fields_.size(); ++k) arrays.at(fields_[k].variable) = std::move(parted[k]);
    gathered_ = false;
}

} // namespace hillock::internal::engine
