// SPDX-License-Identifier: Apache-2.0
// The functions of elementary.hpp of a number, each in the precision of its argument.
#pragma once

namespace hillock::internal::model {

[[nodiscard]] double elementary_exp(double x);
[[nodiscard]] float elementary_exp(float x);
[[nodiscard]] double elementary_exp2(double x);
[[nodiscard]] float elementary_exp2(float x);
[[nodiscard]] double elementary_expm1(double x);
[[nodiscard]] float elementary_expm1(float x);
[[nodiscard]] double elementary_exprel(double x);
[[nodiscard]] float elementary_exprel(float x);
[[nodiscard]] double elementary_inverse_exprel(double x);
[[nodiscard]] float elementary_inverse_exprel(float x);
[[nodiscard]] double elementary_inverse_exprel_by(double x, double exp_x);
[[nodiscard]] float elementary_inverse_exprel_by(float x, float exp_x);
[[nodiscard]] double elementary_log(double x);
[[nodiscard]] float elementary_log(float x);

struct Normals {
    double first, second;
};
[[nodiscard]] Normals elementary_normals(double u, double v);

} // namespace hillock::internal::model
