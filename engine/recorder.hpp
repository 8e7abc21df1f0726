// SPDX-License-Identifier: Apache-2.0
// Monitors at work. What they hold is in SI units and outlives the run.
#pragma once

#include "engine/recording.hpp"
#include "engine/synapse_set.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hillock::engine {

class Recorder : public Object {
  public:
    Recorder(ObjectName name, std::shared_ptr<VariableOwner> owner) : Object(std::move(name)), owner_(std::move(owner)) {
        recording_.add_column({"t", plan::Storage::float64, 1, kTimeDimension});
    }
    [[nodiscard]] bool is_monitor() const override { return true; }
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {owner_.get()}; }
    [[nodiscard]] double clock_dt_among(double usual) const override { return owner_->clock_dt_among(usual); }
    [[nodiscard]] std::span<const double> t() const { return recording_.read<double>(kTime); }
    [[nodiscard]] Footprint footprint() const override { return {0, recording_.bytes() + kept_bytes()}; }

  protected:
    /// Of what it keeps beside the recording.
    [[nodiscard]] virtual std::size_t kept_bytes() const { return 0; }
    /// After all others of its slot and order.
    template <class Action> [[nodiscard]] static Task task(Slot slot, int order, Action action) {
        return {slot, order, true, action, Rank::neurons, 0, "record"};
    }
    /// "'M' does not record 'w'; it records 'v', 'I'". \param all  of named things
    template <class Named>
    [[noreturn]] void refuse_variable(const std::string& variable, const std::vector<Named>& all) const {
        std::vector<std::string> names;
        for (const Named& one : all) names.push_back(one.name());
        refuse_name(variable, names);
    }

    /// Throws ValueError if its neurons have no threshold.
    void require_spikes(const Population& source) const;

    std::shared_ptr<VariableOwner> owner_; ///< of what it records
    static constexpr std::size_t kTime = 0; ///< the first column of every recording
    Recording recording_;

  private:
    [[noreturn]] void refuse_name(const std::string& variable, std::span<const std::string> names) const;
};

} // namespace hillock::engine
