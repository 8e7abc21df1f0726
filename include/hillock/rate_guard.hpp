// SPDX-License-Identifier: Apache-2.0
// A run that ends when a network runs away.
#pragma once

#include <hillock/groups.hpp>

#include <source_location>
#include <string>

namespace hillock {

struct RateGuardOptions {
    /// The rate is that of windows of this length, one after the other.
    Quantity window = Quantity(10e-3, kTimeDimension);
    std::string name = "";
};

/// Ends a run with a RunawayError that names group, rate and time as soon as the neurons of a group have spiked more in a window, on
/// average, than a rate allows. It keeps no spikes. The network ends at the step in which that happened and may be run again; then the
/// guard begins with a new window.
class HILLOCK_API RateGuard : public SimulationObject {
  public:
    /// Throws ValueError if the source has no threshold or a rate or window is not positive, DimensionMismatchError if they are not in hertz
    /// and seconds.
    RateGuard(const Subgroup& source, const Quantity& maximum_rate, const RateGuardOptions& options = {},
              std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit RateGuard(const NetworkObject& object);
};

} // namespace hillock
