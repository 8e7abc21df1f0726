// SPDX-License-Identifier: Apache-2.0
// What the library has to say beside results and errors. Silent unless the environment variable HILLOCK_LOG
// names a level (debug, info, warn); then to standard error.
#pragma once

#include <string>

namespace hillock::internal::engine {

void log_info(const std::string& text);
void log_warning(const std::string& text);

} // namespace hillock::internal::engine
