// SPDX-License-Identifier: Apache-2.0
// What stands to the right of the colon: the unit that an equation declares, and its flags.
#pragma once

#include "parser/model/check.hpp"

#include <optional>

namespace hillock::internal::model {

/// Type and dimension of a variable as declared: `volt`, `amp/meter**2`, `1`, `boolean`, `integer`.
struct DeclaredUnit {
    Type type = Type::real;
    Dimension dimension;
};

/// The meaning of a declaration, or nullopt with the reason in `problems`. Only unscaled units are units
/// here: a variable holds SI values.
[[nodiscard]] std::optional<DeclaredUnit> read_unit(const SourcePtr& source, const ast::Expr& unit,
                                                    Diagnostics& problems);

struct Flags {
    bool unless_refractory = false;
    bool constant = false;
    bool shared = false;
    bool constant_over_dt = false;
    bool linked = false;
    bool event_driven = false;
    bool clock_driven = false;
    bool summed = false;
};

/// The flags of an equation; those that this kind of equation does not have, or not together, go to `problems`.
[[nodiscard]] Flags read_flags(const SourcePtr& source, const ast::Equation& equation, GroupKind kind,
                               Diagnostics& problems);

} // namespace hillock::internal::model
