// SPDX-License-Identifier: Apache-2.0
// A panel drawn with the dots of Braille characters.
#pragma once

#include "plot/panel_state.hpp"

#include <string>

namespace hillock::plot {

/// ValueError unless columns are from 20 to 1000 and rows from 5 to 1000.
[[nodiscard]] std::string panel_text(const Panel::State& panel, int columns, int rows);

} // namespace hillock::plot
