// SPDX-License-Identifier: Apache-2.0
// Times from an event to the code of a pathway, as they were assigned and in whole steps: one for all synapses, or for each one or two bytes,
// and two more where some are no whole steps of the dt at which they were assigned.
#pragma once

#include "engine/step_list.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class StateVisitor;

class Delays {
  public:
    static constexpr std::int64_t kMost = 65535; ///< steps

    /// Delays of many synapses as they are kept: the nearest whole steps, halves up, and what is left in parts of a step.
    struct Split {
        explicit Split(std::size_t synapses) : steps(synapses), rest(synapses) {}
        /// \param seconds  from 0 to kMost steps of `dt`
        void set(std::size_t position, double seconds, double dt);
        std::vector<std::uint16_t> steps;
        std::vector<std::int16_t> rest;
    };

    Delays() = default;
    /// One for all, for good. \param seconds  not negative
    explicit Delays(double seconds) : one_(seconds), fixed_(true) {}

    [[nodiscard]] bool fixed() const { return fixed_; }
    [[nodiscard]] bool one_for_all() const { return each_.empty(); }
    /// In steps of `dt` seconds, rounded half up.
    [[nodiscard]] static std::int64_t steps(double seconds, double dt);

    /// Seconds of the synapse at a position, as they were assigned to 1/kParts of a step of then.
    [[nodiscard]] double seconds(std::size_t position) const {
        if (one_for_all()) return one_;
        const double whole = given_.empty() ? each_[position] : given_[position];
        return (rest_.empty() ? whole : whole + rest_[position] / double(kParts)) * (given_.empty() ? dt_ : given_dt_);
    }
    /// \pre one_for_all
    [[nodiscard]] double one() const { return one_; }
    /// By position; empty if there is one for all.
    [[nodiscard]] const StepList& each() const { return each_; }
    /// Steps. \pre `dt` is that of the last rescale()
    [[nodiscard]] std::int64_t longest(double dt) const { return one_for_all() ? steps(one_, dt) : each_.largest(); }
    /// Whether it is more than kMost steps of `dt`, or not a number.
    [[nodiscard]] static bool is_too_long(double seconds, double dt);
    /// Seconds of one that is, if there is any.
    [[nodiscard]] std::optional<double> too_long(double dt) const;

    void set_one(double seconds);
    /// By position, in steps of `dt` seconds. Equal ones are stored once.
    void set_each(Split&& delays, double dt);
    /// Steps of another length from now on. Each number is rounded from that which was assigned, however often the length changes.
    /// \pre !too_long(dt)
    void rescale(double dt);

    /// As StepList::permute.
    void permute(std::size_t first, std::span<const std::uint32_t> from);

    /// \param synapses  that there are afterwards
    /// \return whether they stay as they are
    bool visit_state(StateVisitor& visitor, const std::string& pathway, std::size_t synapses);
    [[nodiscard]] std::size_t bytes() const { return each_.bytes() + given_.bytes() + rest_.capacity() * sizeof(std::int16_t); }

  private:
    /// Of a step: thirds and decimal fractions of four digits are whole, anything else is off by less than 1e-5 of a step.
    static constexpr int kParts = 60000;
    /// Whether they can belong to these steps, of which one list is empty.
    [[nodiscard]] static bool are_rests(std::span<const std::int16_t> rest, std::span<const std::uint8_t> narrow,
                                        std::span<const std::uint16_t> wide);

    double one_ = 0; ///< seconds
    bool fixed_ = false;
    StepList each_;
    double dt_ = 0;  ///< seconds: of the steps in each_
    StepList given_; ///< as they were assigned, once dt has changed since; until then nothing
    double given_dt_ = 0;            ///< seconds: of the steps in given_
    std::vector<std::int16_t> rest_; ///< beyond the steps as they were assigned, -kParts/2 to kParts/2; empty if all are whole
};

} // namespace hillock::internal::engine
