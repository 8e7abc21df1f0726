// SPDX-License-Identifier: Apache-2.0
#include "engine/thinning.hpp"

#include "jit/plan/random.hpp"
#include "parser/model/elementary_functions.hpp"
#include "parser/model/functions.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hillock::internal::engine {

namespace {

std::span<const double> part(std::int64_t block, std::span<const double> rates) {
    const auto begin = static_cast<std::size_t>(block * Thinning::kBlock);
    return rates.subspan(begin, std::min(static_cast<std::size_t>(Thinning::kBlock), rates.size() - begin));
}

} // namespace

double Thinning::bound(std::int64_t block, std::span<const double> all_rates, double seconds) {
    const std::span<const double> rates = part(block, all_rates);
    if (std::ssize(blocks_) <= block) blocks_.resize(static_cast<std::size_t>(blocks(std::ssize(all_rates))));
    Block& known = blocks_[static_cast<std::size_t>(block)];
    // Anybody may write rates at any time. Comparing bits takes a fraction of looking for the largest.
    const bool same = known.rates.size() == rates.size() && std::memcmp(known.rates.data(), rates.data(), rates.size_bytes()) == 0;
    if (same && known.seconds == seconds) return known.probability;
    known.rates.assign(rates.begin(), rates.end());
    known.seconds = seconds;
    known.largest = 0;
    for (const double rate : rates) known.largest = std::max(known.largest, rate); // which a NaN is not
    known.probability = known.largest * seconds;
    known.equal = std::all_of(rates.begin(), rates.end(), [&](double rate) { return rate == known.largest; });
    const std::array<double, 1> argument{-known.probability};
    if (known.probability > 0 && known.probability <= kMost)
        known.per_gap = 1 / model::function_for(model::Primitive::log1p).evaluate(argument);
    return known.probability;
}

std::int64_t Thinning::spikes_of(std::int64_t block, std::span<const double> all_rates, std::uint64_t key, std::uint64_t step,
                                 std::int32_t* spikes) const {
    const Block& known = blocks_[static_cast<std::size_t>(block)];
    if (!(known.probability > 0)) return 0;
    const std::span<const double> rates = part(block, all_rates);
    const auto size = static_cast<double>(rates.size());
    std::int64_t count = 0;
    std::size_t next = 0; // the first neuron that has not been passed
    for (std::uint64_t draw = 0;; ++draw) {
        const plan::Bits bits = plan::random_bits(key, static_cast<std::uint64_t>(block) << 32 | draw, step);
        const double gap = model::elementary_log(1 - plan::unit_interval(bits.low)) * known.per_gap;
        if (!(gap < size - static_cast<double>(next))) return count;
        next += static_cast<std::size_t>(gap);
        if (known.equal || plan::unit_interval(bits.high) * known.largest < rates[next])
            spikes[count++] = static_cast<std::int32_t>(block * kBlock + static_cast<std::int64_t>(next));
        ++next;
    }
}

} // namespace hillock::internal::engine
