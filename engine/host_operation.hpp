// SPDX-License-Identifier: Apache-2.0
// A function of the host program as an object of a network.
#pragma once

#include "engine/object.hpp"
#include "hillock/network_operation.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace hillock::internal::engine {

class HostOperation : public Object {
  public:
    [[nodiscard]] const char* class_name() const override { return "NetworkOperation"; }
    HostOperation(Callback<void(Quantity)> operation, const NetworkOperationOptions& options);

    [[nodiscard]] bool is_host_code() const override { return true; }
    /// Throws ValueError: the host program would not tell the two apart.
    [[nodiscard]] std::shared_ptr<Object> clone() const override;
    void meet(const Twins&) override {}
    void visit_state(StateVisitor&) override {} // what the host keeps is the host's
    [[nodiscard]] bool calls_host_before_threshold(const Schedule& schedule) const override;
    [[nodiscard]] double clock_dt_among(double usual) const override { return pace_of(own_dt(), usual).dt; }
    [[nodiscard]] std::vector<double> clocks(double usual) const override;
    [[nodiscard]] std::vector<EventTimes> event_clocks() const override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    Callback<void(Quantity)> operation_;
    Pace pace_; ///< from one call to the next
    EventTimes clock_; ///< of the calls, instead
    Slot slot_;
    int order_;
};

} // namespace hillock::internal::engine
