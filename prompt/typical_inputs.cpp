// SPDX-License-Identifier: Apache-2.0
// Machine code of the templates and inline functions that sessions often begin with, so that they need not
// wait for its compilation.
#define HILLOCK_PROMPT
#include "hillock/prompt.hpp"

namespace hillock::prompt {

extern void (*const typical_inputs_code)();
void (*const typical_inputs_code)() = &typical_inputs;

} // namespace hillock::prompt
