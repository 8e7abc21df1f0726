// SPDX-License-Identifier: Apache-2.0
// The axes that a panel gets from what is drawn in it.
#pragma once

#include "plot/panel_state.hpp"

#include <string>
#include <vector>

namespace hillock::plot {

/// The first image of a panel; nullptr if it has none.
[[nodiscard]] const Image* image_of(const Panel::State& panel);
/// What the axes show, in SI units: the user's ends, or those of the data with the room that suits them.
[[nodiscard]] Range x_range(const Panel::State& panel);
[[nodiscard]] Range y_range(const Panel::State& panel);
[[nodiscard]] AxisUnit unit_of(const Axis& axis, const Range& range);
/// "v (mV)"
[[nodiscard]] std::string label_of(const Axis& axis, const AxisUnit& unit);
/// The smallest distance between two of the values.
[[nodiscard]] double bar_width(const std::vector<double>& x);

} // namespace hillock::plot
