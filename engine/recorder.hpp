// SPDX-License-Identifier: Apache-2.0
// Monitors at work. What they hold is in SI units and outlives the run.
#pragma once

#include "engine/synapse_set.hpp"

#include <memory>
#include <span>
#include <vector>

namespace hillock::engine {

class Recorder : public Object {
  public:
    Recorder(ObjectName name, std::shared_ptr<VariableOwner> owner) : Object(std::move(name)), owner_(std::move(owner)) {}
    [[nodiscard]] bool is_monitor() const override { return true; }
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {owner_.get()}; }
    [[nodiscard]] std::span<const double> t() const { return t_; }
    [[nodiscard]] Footprint footprint() const override { return {0, t_.capacity() * sizeof(double) + kept_bytes()}; }
    void meet(const Twins& twins) override;
    /// One that is not active records nothing, not even a count.
    [[nodiscard]] bool active() const { return active_; }
    void set_active(bool active) { active_ = active; }

  protected:
    Recorder(const Recorder&) = default;
    /// Of what it keeps beside the times.
    [[nodiscard]] virtual std::size_t kept_bytes() const = 0;
    /// A task that does nothing while the monitor is not active, after all others of its slot and order.
    template <class Action> [[nodiscard]] Task task(Slot slot, int order, Action action) {
        return {slot, order, true, [this, action](const Step& step) {
                    if (active_) action(step);
                }};
    }
    /// "'M' does not record 'w'; it records 'v', 'I'". \param all  of named things
    template <class Named>
    [[noreturn]] void refuse_variable(const std::string& variable, const std::vector<Named>& all) const {
        std::vector<std::string> names;
        for (const Named& one : all) names.push_back(one.name());
        refuse_name(variable, names);
    }

    /// Shows what all monitors have. \return how many times there are afterwards
    std::size_t visit_times(StateVisitor& visitor);
    /// Throws ValueError if its neurons have no threshold.
    void require_spikes(const Population& source) const;

    std::shared_ptr<VariableOwner> owner_; ///< of what it records
    std::vector<double> t_;

  private:
    [[noreturn]] void refuse_name(const std::string& variable, std::span<const std::string> names) const;
    bool active_ = true;
};

} // namespace hillock::engine
