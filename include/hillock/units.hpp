// SPDX-License-Identifier: Apache-2.0
// Units as constants: `20*mV`, `100*Mohm`, `msecond`. Namespace hillock has the units with the prefixes
// p n u m k M G T, cmetre, and the usual short names; namespace hillock::allunits has all of them, with all
// SI prefixes and, as `metre2` and `umetre3`, squares and cubes.
#pragma once

#include "hillock/quantity.hpp"
#include "hillock/unit_list.hpp"

// clang-format off: macro calls, which are no statements
#define HILLOCK_DEFINE_DIMENSION(name, value, ...)                                                           \
    inline constexpr Dimension name({__VA_ARGS__});                                                          \
    inline constexpr Dimension name##2 = name * name;                                                        \
    inline constexpr Dimension name##3 = name##2 * name;
#define HILLOCK_DEFINE(name, value, dimension) inline constexpr Quantity name{value, internal::dimensions::dimension};

#define HILLOCK_DEFINE_UNIT(name, value, ...) HILLOCK_DEFINE(name, value, name)
#define HILLOCK_DEFINE_PREFIXED(prefix, p1, p2, p3, name, value, ...) HILLOCK_DEFINE(prefix##name, p1*(value), name)
#define HILLOCK_DEFINE_COMMON(name, ...)                                                                     \
    HILLOCK_DEFINE_UNIT(name, __VA_ARGS__) HILLOCK_COMMON_PREFIXES(HILLOCK_DEFINE_PREFIXED, name, __VA_ARGS__)

#define HILLOCK_USE_UNIT(name, ...) using hillock::name;
#define HILLOCK_USE_PREFIXED(prefix, p1, p2, p3, name, ...) using hillock::prefix##name;
#define HILLOCK_USE_COMMON(name, ...)                                                                        \
    using hillock::name;                                                                                     \
    HILLOCK_COMMON_PREFIXES(HILLOCK_USE_PREFIXED, name)
#define HILLOCK_DEFINE_RARE(name, ...) HILLOCK_RARE_PREFIXES(HILLOCK_DEFINE_PREFIXED, name, __VA_ARGS__)
#define HILLOCK_DEFINE_PREFIXED_POWERS(prefix, p1, p2, p3, name, value, ...)                                 \
    HILLOCK_DEFINE(prefix##name##2, p2*((value) * (value)), name##2)                                         \
    HILLOCK_DEFINE(prefix##name##3, p3*((value) * (value) * (value)), name##3)
#define HILLOCK_DEFINE_UNIT_POWERS(name, ...) HILLOCK_DEFINE_PREFIXED_POWERS(, 1, 1, 1, name, __VA_ARGS__)
#define HILLOCK_DEFINE_POWERS(name, ...)                                                                     \
    HILLOCK_DEFINE_UNIT_POWERS(name, __VA_ARGS__)                                                            \
    HILLOCK_COMMON_PREFIXES(HILLOCK_DEFINE_PREFIXED_POWERS, name, __VA_ARGS__)                               \
    HILLOCK_RARE_PREFIXES(HILLOCK_DEFINE_PREFIXED_POWERS, name, __VA_ARGS__)

namespace hillock {

namespace internal::dimensions {
HILLOCK_UNITS(HILLOCK_DEFINE_DIMENSION)
HILLOCK_VOLUME_UNITS(HILLOCK_DEFINE_DIMENSION)
HILLOCK_UNPREFIXED_UNITS(HILLOCK_DEFINE_DIMENSION)
} // namespace internal::dimensions

HILLOCK_UNITS(HILLOCK_DEFINE_COMMON)
HILLOCK_VOLUME_UNITS(HILLOCK_DEFINE_COMMON)
HILLOCK_UNPREFIXED_UNITS(HILLOCK_DEFINE_UNIT)

namespace allunits {
HILLOCK_UNITS(HILLOCK_USE_COMMON)
HILLOCK_VOLUME_UNITS(HILLOCK_USE_COMMON)
HILLOCK_UNPREFIXED_UNITS(HILLOCK_USE_UNIT)
HILLOCK_UNITS(HILLOCK_DEFINE_RARE)
HILLOCK_VOLUME_UNITS(HILLOCK_DEFINE_RARE)
HILLOCK_UNITS(HILLOCK_DEFINE_POWERS)
HILLOCK_UNPREFIXED_UNITS(HILLOCK_DEFINE_UNIT_POWERS)
} // namespace allunits

using allunits::cmeter;
using allunits::cmetre;

#define HILLOCK_DEFINE_SHORT(name, unit) inline constexpr Quantity name = allunits::unit;
HILLOCK_SHORT_UNITS(HILLOCK_DEFINE_SHORT)

} // namespace hillock
// clang-format on

#undef HILLOCK_DEFINE
#undef HILLOCK_DEFINE_UNIT
#undef HILLOCK_DEFINE_PREFIXED
#undef HILLOCK_DEFINE_COMMON
#undef HILLOCK_USE_UNIT
#undef HILLOCK_USE_PREFIXED
#undef HILLOCK_USE_COMMON
#undef HILLOCK_DEFINE_RARE
#undef HILLOCK_DEFINE_PREFIXED_POWERS
#undef HILLOCK_DEFINE_UNIT_POWERS
#undef HILLOCK_DEFINE_POWERS
#undef HILLOCK_DEFINE_SHORT
