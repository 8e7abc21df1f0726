// SPDX-License-Identifier: Apache-2.0
// Neurons that are refractory for a constant time after a spike: when each becomes free. Code reads one byte a neuron, which the step of a
// spike clears and the step of the release sets again; comparing steps of last spikes would read eight bytes of every neuron in every step.
#pragma once

#include "engine/division.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// What a group keeps of its spikes.
struct SpikeMarks {
    std::span<const std::int64_t> last_spike; ///< steps
    std::uint8_t* not_refractory;             ///< of as many neurons
};

/// Who waits for the release, by shares of the group that are handled apart. It follows from the marks: nothing of it has to be stored.
class RefractoryPeriod {
  public:
    /// For spikes from now on, and for those that the marks tell of. \param steps  from the spike to the release, at least 1
    void set(std::int64_t steps);
    /// For as many shares from now on.
    void cut(unsigned shares, const SpikeMarks& marks);
    /// Frees the neurons of a share whose time is over at a step.
    void release(Share share, std::int64_t step, std::uint8_t* not_refractory);
    /// Neurons of a share that spike in a step, no earlier than all before.
    /// \pre cut() for as many shares, unless the share is the whole group: then the next cut() looks at the marks again
    void wait(Share share, std::int64_t step, std::span<const std::int32_t> neurons);

  private:
    struct Waiting {
        std::int64_t release; ///< step
        std::int32_t neuron;
    };
    /// Of a share, in the order of their release; its head is on a line of its own.
    struct alignas(64) Queue {
        std::vector<Waiting> waiting;
        std::size_t first = 0; ///< those before it are free
    };
    std::vector<Queue> queues_;
    std::int64_t steps_ = 1;
    bool known_ = false; ///< whether the queues agree with the marks
};

} // namespace hillock::internal::engine
