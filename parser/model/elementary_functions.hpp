// SPDX-License-Identifier: Apache-2.0
// The functions of elementary.hpp of a number.
#pragma once

namespace hillock::model {

[[nodiscard]] double elementary_exp(double x);
[[nodiscard]] double elementary_expm1(double x);
[[nodiscard]] double elementary_exprel(double x);
[[nodiscard]] double elementary_inverse_exprel(double x);
[[nodiscard]] double elementary_log(double x);

struct Normals {
    double first, second;
};
[[nodiscard]] Normals elementary_normals(double u, double v);

} // namespace hillock::model
