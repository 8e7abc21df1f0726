// SPDX-License-Identifier: Apache-2.0
// What a user says about types of numbers to the arrays of a group and the precision of its code.
#pragma once

#include "hillock/options.hpp"
#include "jit/plan/builder.hpp"
#include "parser/model/check.hpp"

#include <string>

namespace hillock::internal::engine {

struct Precision {
    Precision(plan::Storage all) : real(all) {}
    plan::Storage real;        ///< that code computes in; float64 if any real variable is
    plan::Storages storages{}; ///< of variables that are not kept as plan::storage_of says
};

/// Of real variables of groups for which nothing else was said in this thread. Throws TypeError.
[[nodiscard]] plan::Storage usual_real();

/// \param usual  of real variables that `dtype` does not speak of
/// \param least  that code computes in however narrow the variables are: that of others whose variables it reads
/// Throws NameError for a name that the model does not have, TypeError for a type that the variable cannot have.
[[nodiscard]] Precision precision_of(const std::string& owner, const model::Model& model, const Dtype& dtype, plan::Storage usual,
                                     plan::Storage least = plan::Storage::float32);

} // namespace hillock::internal::engine
