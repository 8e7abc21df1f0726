// SPDX-License-Identifier: Apache-2.0
// How a group is integrated, from what its options say to the method in use.
#pragma once

#include "hillock/options.hpp"
#include "hillock/scheme.hpp"
#include "jit/plan/plans.hpp"

#include <string>
#include <vector>

namespace hillock::internal::engine {

class Integration {
  public:
    Integration() = default;
    /// Throws ValueError for a method that does not exist, an option that no method takes or a number outside its range,
    /// DimensionMismatchError for one with a unit, and what a function of the user's throws that chooses the method.
    /// \param owner  the group, in messages
    Integration(const std::string& owner, const Equations& model, const Method& method, const Constants& options);

    /// The equations with those of the variables that the methods keep for themselves.
    void add_variables(const std::string& owner, std::vector<ast::Equation>& equations) const;
    /// \pre the model was made of these equations
    void find_variables(const model::Model& model);

    /// What the plan of a state update needs to know.
    void fill(plan::NeuronDynamics& dynamics) const;
    /// Keep the method of an update that was planned, and tell in the log if it was a choice.
    void note(const std::string& owner, const plan::StateUpdate& update);
    /// "" before the first run and without differential equations.
    [[nodiscard]] const std::string& method_in_use() const { return in_use_; }

  private:
    std::vector<plan::RequestedMethod> methods_;
    bool adaptive_ = false; ///< one of them has steps of its own, which may fail
    plan::AdaptiveOptions options_;
    std::string in_use_;
};

} // namespace hillock::internal::engine
