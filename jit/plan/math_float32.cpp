// SPDX-License-Identifier: Apache-2.0
// Primitives in float32: the library's own, and SLEEF's deterministic scalar functions (1.0 ULP, hypot 0.5), the
// same bits as its vector ones.
#include "jit/plan/math_float32.hpp"

#include "hillock/error.hpp"
#include "parser/model/elementary_functions.hpp"

#include <cmath>

extern "C" {
float Sleef_finz_sinf1_u10purecfma(float);
float Sleef_finz_cosf1_u10purecfma(float);
float Sleef_finz_tanf1_u10purecfma(float);
float Sleef_finz_asinf1_u10purecfma(float);
float Sleef_finz_acosf1_u10purecfma(float);
float Sleef_finz_atanf1_u10purecfma(float);
float Sleef_finz_sinhf1_u10purecfma(float);
float Sleef_finz_coshf1_u10purecfma(float);
float Sleef_finz_tanhf1_u10purecfma(float);
float Sleef_finz_log10f1_u10purecfma(float);
float Sleef_finz_log1pf1_u10purecfma(float);
float Sleef_finz_powf1_u10purecfma(float, float);
float Sleef_finz_atan2f1_u10purecfma(float, float);
float Sleef_finz_hypotf1_u05purecfma(float, float);
}

namespace hillock::internal::plan {

float evaluate_float32(model::Primitive primitive, std::span<const float> arguments) {
    const float a = arguments[0];
    const float b = arguments.size() > 1 ? arguments[1] : 0.0f;
    switch (primitive) {
    case model::Primitive::sqrt:
        return std::sqrt(a);
    case model::Primitive::floor:
        return std::floor(a);
    case model::Primitive::ceil:
        return std::ceil(a);
    case model::Primitive::absolute:
        return std::fabs(a);
    case model::Primitive::minimum:
        return a < b ? a : b;
    case model::Primitive::maximum:
        return a > b ? a : b;
    case model::Primitive::sin:
        return Sleef_finz_sinf1_u10purecfma(a);
    case model::Primitive::cos:
        return Sleef_finz_cosf1_u10purecfma(a);
    case model::Primitive::tan:
        return Sleef_finz_tanf1_u10purecfma(a);
    case model::Primitive::arcsin:
        return Sleef_finz_asinf1_u10purecfma(a);
    case model::Primitive::arccos:
        return Sleef_finz_acosf1_u10purecfma(a);
    case model::Primitive::arctan:
        return Sleef_finz_atanf1_u10purecfma(a);
    case model::Primitive::sinh:
        return Sleef_finz_sinhf1_u10purecfma(a);
    case model::Primitive::cosh:
        return Sleef_finz_coshf1_u10purecfma(a);
    case model::Primitive::tanh:
        return Sleef_finz_tanhf1_u10purecfma(a);
    case model::Primitive::exp:
        return model::elementary_exp(a);
    case model::Primitive::exp2:
        return model::elementary_exp2(a);
    case model::Primitive::expm1:
        return model::elementary_expm1(a);
    case model::Primitive::exprel:
        return model::elementary_exprel(a);
    case model::Primitive::inverse_exprel:
        return model::elementary_inverse_exprel(a);
    case model::Primitive::inverse_exprel_by:
        return model::elementary_inverse_exprel_by(a, b);
    case model::Primitive::log:
        return model::elementary_log(a);
    case model::Primitive::log10:
        return Sleef_finz_log10f1_u10purecfma(a);
    case model::Primitive::log1p:
        return Sleef_finz_log1pf1_u10purecfma(a);
    case model::Primitive::power:
        return Sleef_finz_powf1_u10purecfma(a, b);
    case model::Primitive::arctan2:
        return Sleef_finz_atan2f1_u10purecfma(a, b);
    case model::Primitive::hypot:
        return Sleef_finz_hypotf1_u05purecfma(a, b);
    case model::Primitive::none:
    case model::Primitive::select:
    case model::Primitive::to_integer:
    case model::Primitive::uniform:
    case model::Primitive::normal:
    case model::Primitive::poisson:
    case model::Primitive::binomial:
        break;
    }
    throw InternalError("internal error, please report: a primitive that no float32 function computes");
}

} // namespace hillock::internal::plan
