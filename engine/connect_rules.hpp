// SPDX-License-Identifier: Apache-2.0
// Rules of connect() that need no text: from a number to rows of synapses, each ascending in its targets.
#pragma once

#include "engine/connectivity.hpp"

#include <cstdint>

namespace hillock::internal::engine {

/// The pairs that can be connected.
struct Candidates {
    Range sources; ///< elements of the source group
    Range targets; ///< elements of the target group
    /// The two are one group, and no neuron is to be connected to itself.
    bool no_autapses = false;

    /// The target that a source must not have, as an element; -1: none. \param row  the source, counted in its range
    [[nodiscard]] std::int64_t own_target(std::int64_t row) const {
        const std::int64_t element = sources.begin + row;
        return no_autapses && element >= targets.begin && element < targets.end ? element : -1;
    }
    /// The source that a target must not have, counted in its range; -1: none. \param target  an element
    [[nodiscard]] std::int64_t own_row(std::int64_t target) const {
        return no_autapses && target >= sources.begin && target < sources.end ? target - sources.begin : -1;
    }
    /// How many there are. It may be more than 2^53, and is rounded then.
    [[nodiscard]] double count() const;
};

// The two below give the same for any number of threads.
/// Every candidate.
[[nodiscard]] NewSynapses all_of(const Candidates& candidates, unsigned threads = 1);

/// Each candidate with probability p, independently. \pre 0 < p < 1
[[nodiscard]] NewSynapses each_with_probability(const Candidates& candidates, double p, std::uint64_t key, unsigned threads = 1);
/// What either takes one thread, roughly.
[[nodiscard]] double nanoseconds_to_draw(const Candidates& candidates, double p);

// A fixed number, all choices equally likely; with `multapses` a pair may be drawn again. Without: \pre so many candidates exist.
[[nodiscard]] NewSynapses fixed_outdegree(const Candidates& candidates, std::int64_t degree, bool multapses, std::uint64_t key);
[[nodiscard]] NewSynapses fixed_indegree(const Candidates& candidates, std::int64_t degree, bool multapses, std::uint64_t key);
[[nodiscard]] NewSynapses fixed_total(const Candidates& candidates, std::int64_t total, bool multapses, std::uint64_t key);

/// Each synapse `copies` times, side by side in the order of creation.
[[nodiscard]] NewSynapses repeated(NewSynapses synapses, std::int64_t copies);

} // namespace hillock::internal::engine
