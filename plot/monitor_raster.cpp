// SPDX-License-Identifier: Apache-2.0
// The one place where a picture meets the engine's objects; through their public face only.
#include "hillock/monitors.hpp"
#include "hillock/plot.hpp"

namespace hillock::plot {

Raster raster(const SpikeMonitor& monitor) {
    return Raster(monitor.t(), monitor.i(), monitor.source_size());
}

} // namespace hillock::plot
