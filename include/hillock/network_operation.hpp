// SPDX-License-Identifier: Apache-2.0
// Functions of the host program that a network calls while it runs.
#pragma once

#include <hillock/callback.hpp>
#include <hillock/groups.hpp>

#include <concepts>
#include <optional>
#include <source_location>
#include <string>
#include <utility>

namespace hillock {

struct NetworkOperationOptions {
    /// Time from one call to the next, any positive time (ValueError, DimensionMismatchError); 0: every step of `defaultclock`.
    Quantity dt = 0;
    /// Instead of dt: call at these times (ValueError if both are given).
    std::optional<EventClock> clock = std::nullopt;
    /// Slot of the step and place in it, as of RunRegularlyOptions.
    std::string when = "start";
    int order = 0;
    std::string name = "";
};

/// Calls a function at t = 0, dt, 2 dt, ...: `NetworkOperation tick([&](Quantity t) { ... }, {.dt = 10*ms})`. It is given t if it takes
/// it, and may read and write variables: what it writes holds for everything that comes later in the step. What it throws ends the
/// run after this step and reaches the caller of run(); the network can be run on. It cannot connect synapses or run the network itself (ValueError).
class HILLOCK_API NetworkOperation : public SimulationObject {
  public:
    template <class Callable>
        requires std::invocable<Callable&, Quantity>
    explicit NetworkOperation(Callable operation, const NetworkOperationOptions& options = {},
                              std::source_location made_at = std::source_location::current())
        : NetworkOperation(internal::Callback<void(Quantity)>(std::move(operation)), options, made_at, 0) {}
    template <class Callable>
        requires(std::invocable<Callable&> && !std::invocable<Callable&, Quantity>)
    explicit NetworkOperation(Callable operation, const NetworkOperationOptions& options = {},
                              std::source_location made_at = std::source_location::current())
        : NetworkOperation(internal::Callback<void(Quantity)>([call = std::move(operation)](Quantity) mutable { (void)call(); }), options, made_at, 0) {}

    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit NetworkOperation(const NetworkObject& object);

  private:
    NetworkOperation(internal::Callback<void(Quantity)> operation, const NetworkOperationOptions& options, const std::source_location& made_at, int);
};

} // namespace hillock
