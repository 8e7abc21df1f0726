// SPDX-License-Identifier: Apache-2.0
// Numbers of steps up to 65535: in one byte each where all are below 256, as most delays are, else in two.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// \param from  where each entry from `first` on was before, counted from `first`
template <class T> void permute(std::vector<T>& list, std::size_t first, std::span<const std::uint32_t> from) {
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<T> old(begin, begin + std::ssize(from));
    for (std::size_t k = 0; k < from.size(); ++k) list[first + k] = old[from[k]];
}

class StepList {
  public:
    StepList() = default;
    explicit StepList(std::vector<std::uint16_t> steps) {
        if (std::all_of(steps.begin(), steps.end(), [](std::uint16_t step) { return step <= UINT8_MAX; }))
            narrow_.assign(steps.begin(), steps.end());
        else wide_ = std::move(steps);
    }

    [[nodiscard]] std::size_t size() const { return narrow_.size() + wide_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::uint16_t operator[](std::size_t k) const { return wide_.empty() ? narrow_[k] : wide_[k]; }
    [[nodiscard]] std::uint16_t largest() const {
        if (wide_.empty()) return *std::max_element(narrow_.begin(), narrow_.end());
        return *std::max_element(wide_.begin(), wide_.end());
    }
    [[nodiscard]] std::uint16_t smallest() const {
        if (wide_.empty()) return *std::min_element(narrow_.begin(), narrow_.end());
        return *std::min_element(wide_.begin(), wide_.end());
    }
    /// The first of (first, last) that is not as the first, or `last`. \pre first < last
    [[nodiscard]] std::size_t end_of_run(std::size_t first, std::size_t last) const {
        const auto end_in = [&](const auto& list) {
            const auto begin = list.begin() + static_cast<std::ptrdiff_t>(first), end = list.begin() + static_cast<std::ptrdiff_t>(last);
            return static_cast<std::size_t>(std::find_if(begin + 1, end, [step = *begin](auto other) { return other != step; }) - list.begin());
        };
        return wide_.empty() ? end_in(narrow_) : end_in(wide_);
    }
    /// As the function.
    void permute(std::size_t first, std::span<const std::uint32_t> from) {
        if (wide_.empty()) engine::permute(narrow_, first, from);
        else engine::permute(wide_, first, from);
    }
    /// The two lists, of which one is empty; what writes to them keeps that so.
    [[nodiscard]] std::vector<std::uint8_t>& narrow() { return narrow_; }
    [[nodiscard]] std::vector<std::uint16_t>& wide() { return wide_; }
    [[nodiscard]] std::size_t bytes() const { return narrow_.capacity() + wide_.capacity() * sizeof(std::uint16_t); }

  private:
    std::vector<std::uint8_t> narrow_; ///< one of the two is empty
    std::vector<std::uint16_t> wide_;
};

} // namespace hillock::internal::engine
