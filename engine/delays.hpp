// SPDX-License-Identifier: Apache-2.0
// Steps from an event to the code of a pathway: one number for all synapses, or one or two bytes for each.
#pragma once

#include "engine/step_list.hpp"

#include <string>

namespace hillock::internal::engine {

class StateVisitor;

class Delays {
  public:
    static constexpr std::int64_t kMost = 65535; ///< steps

    Delays() = default;
    /// One for all, for good. \param seconds  not negative
    explicit Delays(double seconds) : one_(seconds), fixed_(true) {}

    [[nodiscard]] bool fixed() const { return fixed_; }
    [[nodiscard]] bool one_for_all() const { return each_.empty(); }
    /// In steps of `dt` seconds, rounded half up.
    [[nodiscard]] static std::int64_t steps(double seconds, double dt);

    /// Seconds of the synapse at a position, as they were assigned.
    [[nodiscard]] double seconds(std::size_t position) const {
        if (one_for_all()) return one_;
        return given_.empty() ? each_[position] * dt_ : given_[position] * given_dt_;
    }
    /// \pre one_for_all
    [[nodiscard]] double one() const { return one_; }
    /// By position; empty if there is one for all.
    [[nodiscard]] const StepList& each() const { return each_; }
    [[nodiscard]] std::int64_t longest(double dt) const;

    void set_one(double seconds);
    /// By position, in steps of `dt` seconds. Equal ones are stored once.
    void set_each(std::vector<std::uint16_t> steps, double dt);
    /// Steps of another length from now on. Each number is rounded from that which was assigned, however often the length changes.
    void rescale(double dt);

    /// As StepList::permute.
    void permute(std::size_t first, std::span<const std::uint32_t> from) {
        if (!one_for_all()) each_.permute(first, from);
        if (!given_.empty()) given_.permute(first, from);
    }

    /// \param synapses  that there are afterwards
    /// \return whether they stay as they are
    bool visit_state(StateVisitor& visitor, const std::string& pathway, std::size_t synapses);
    [[nodiscard]] std::size_t bytes() const { return each_.bytes() + given_.bytes(); }

  private:
    double one_ = 0; ///< seconds
    bool fixed_ = false;
    StepList each_;
    double dt_ = 0; ///< seconds: of the steps in each_
    StepList given_; ///< as they were assigned, once dt has changed since; until then nothing
    double given_dt_ = 0; ///< seconds: of the steps in given_
};

} // namespace hillock::internal::engine
