// SPDX-License-Identifier: Apache-2.0
// A dimension written with few units: at most one named derived unit and powers of base units.
#pragma once

#include "hillock/dimension.hpp"

#include <string>
#include <vector>

namespace hillock::internal::model {

struct UnitFactor {
    const char* name;   ///< "volt"
    const char* symbol; ///< "V"
    double exponent;
};

/// Positive exponents first; empty for a dimensionless unit. All units are coherent (mass is in kilogram).
[[nodiscard]] std::vector<UnitFactor> unit_factors(const Dimension& dimension);

/// Factors as symbols: "V s^-1".
[[nodiscard]] std::string symbols(const std::vector<UnitFactor>& factors);

} // namespace hillock::internal::model
