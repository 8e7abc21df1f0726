// SPDX-License-Identifier: Apache-2.0
// The order of work in a step.
#pragma once

#include "engine/division.hpp"
#include "engine/step.hpp"
#include "engine/tiles.hpp"
#include "hillock/event_clock.hpp"
#include "hillock/quantity.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Times of two clocks that differ by less than this part of the smaller dt are one and the same.
inline constexpr double kSameTime = 1e-4;

/// Steps that a time takes, as timestep(time, dt) of the equation language: the number of the step that it falls into.
[[nodiscard]] std::int64_t steps_of(double seconds, double dt);

/// The number of the first step that begins at a time or after it. One that is too early by less than 1e-4 dt begins at it: that forgives
/// the rounding of decimal numbers.
[[nodiscard]] std::int64_t first_step_from(double seconds, double dt);

/// The dt of what may have one of its own, in seconds; nothing for 0. Throws ValueError for anything but a positive time.
/// \param who  in messages, "run_regularly of 'G'"
[[nodiscard]] std::optional<double> period_given(const std::string& who, const Quantity& dt);

/// The times of an EventClock: seconds, ascending. Copies share them, which makes them one clock.
using EventTimes = std::shared_ptr<const std::vector<double>>;

/// Seconds, ascending. Throws what EventClock documents. \param who  in messages, "run_at of 'G'"
[[nodiscard]] std::vector<double> times_given(const std::string& who, std::span<const Quantity> times);

/// Those of what may have such a clock instead of a dt of its own; nullptr: it has none. Throws ValueError if both are given.
[[nodiscard]] EventTimes event_times_given(const std::string& who, const std::optional<EventClock>& clock, const std::optional<double>& dt);

/// When something runs: in every `period`-th step of the clock with this dt.
struct Pace {
    double dt = 0; ///< seconds
    std::int64_t period = 1;
    [[nodiscard]] bool is_due(std::int64_t step) const { return step % period == 0; }
    [[nodiscard]] std::int64_t steps_until_due(std::int64_t step) const { return is_due(step) ? 0 : period - step % period; }
};
/// Of what belongs to an object and may have a dt of its own. One that is a multiple of the object's needs no other clock.
[[nodiscard]] Pace pace_of(std::optional<double> own, double objects);

/// Parts of a step, in the order that they have unless a network has another schedule. Those that users name follow, each as three
/// numbers: before it, itself, after it.
enum class Slot : std::uint32_t {
    before_start, start, after_start,
    before_groups, groups, after_groups,
    before_thresholds, thresholds, after_thresholds,
    before_synapses, synapses, after_synapses,
    before_resets, resets, after_resets,
    before_end, end, after_end,
};

/// By name, also one that no schedule has so far. Throws ValueError for what cannot name a slot.
[[nodiscard]] Slot slot_named(const std::string& name);
[[nodiscard]] std::string slot_name(Slot slot);

/// The order of the slots of a network.
class Schedule {
  public:
    Schedule() : Schedule(usual()) {}
    /// Throws what Network::set_schedule documents.
    explicit Schedule(const std::vector<std::string>& slots);
    [[nodiscard]] static std::vector<std::string> usual() { return {"start", "groups", "thresholds", "synapses", "resets", "end"}; }

    /// Without those before and after.
    [[nodiscard]] const std::vector<std::string>& slots() const { return slots_; }
    /// Throws ValueError with the names of all slots if it has no such slot. \param who  in messages
    void require(Slot slot, const std::string& who) const;
    /// Ascending; what it does not have comes last.
    [[nodiscard]] std::size_t position(Slot slot) const;
    [[nodiscard]] bool is_before(Slot slot, Slot other) const { return position(slot) < position(other); }
    /// Whether code runs after the state update of neurons and before their threshold, if that is in a slot of its own.
    [[nodiscard]] bool is_before_threshold(Slot slot, int order) const;

  private:
    std::vector<std::string> slots_;
    std::vector<Slot> order_; ///< all of them, in the order of a step
};

/// Among tasks of one slot and order, before the order of the objects.
enum class Rank : unsigned char { neurons, synapses };

struct Task {
    Slot slot = Slot::start;
    int order = 0;    ///< within the slot
    bool last = false; ///< of its order: monitors see what code of the same slot did
    std::function<void(const Step&)> run;
    Rank rank = Rank::neurons;
    double dt = 0; ///< seconds, of the clock that runs it; 0: that of its object
    std::string what = {}; ///< in tables: "reset"
    std::optional<Division> division = {}; ///< how several threads carry it out; absent: they do not
    EventTimes times = {}; ///< of the clock that runs it, which then has no dt
    std::optional<Tiling> tiling = {}; ///< what it does in tiles; absent: while it is active there are none
};

} // namespace hillock::internal::engine
