// SPDX-License-Identifier: Apache-2.0
// Syntax tree of a generator to a checked rule for pairs: "k for k in range(i-1, i+2) if k != i" says for
// each neuron of one side (the outer one) which neurons of the other side it is connected to.
#pragma once

#include "parser/model/check.hpp"

#include <memory>
#include <optional>

namespace hillock::internal::model {

struct GeneratorLoop {
    std::unique_ptr<const Variable> variable; ///< integer, of side own: one value a candidate
    ast::Iterator iterator = ast::Iterator::range;
    // Integers of the outer neuron alone.
    Expr low, high, step;
    // Of sample: exactly one of the two, of the outer neuron alone.
    std::optional<Expr> probability;
    std::optional<Expr> size;
};

struct Generator {
    Side outer = Side::pre;
    std::optional<GeneratorLoop> loop; ///< absent: each outer neuron has one candidate
    Expr result;                       ///< integer; of the outer neuron and the loop variable
    /// What `result` gave for a candidate; the names of the other side's index (j, i_post) mean it, inside of
    /// the group or not.
    std::unique_ptr<const Variable> index;
    std::optional<Expr> condition; ///< boolean; of both neurons, the loop variable and `index`
    /// The condition is of the outer neuron alone and draws nothing: it is one for all candidates.
    bool condition_is_outer = false;
    /// A variable of the neuron that `result` gives which the condition reads: then the neuron must exist
    /// where the condition is asked.
    const Variable* inner_variable = nullptr;

    [[nodiscard]] Side inner() const { return outer == Side::pre ? Side::post : Side::pre; }
};

/// The generator for j (outer side pre) or for i (outer side post) in code of synapses with this scope.
/// Problems of kind value: a part uses a neuron or a number that is not known yet where it is evaluated; of
/// kind type and dimension as for all expressions.
[[nodiscard]] Result<Generator> check_generator(const SourcePtr& source, const ast::Generator& generator,
                                                const Scope& scope, Side outer);

/// An expression that connect() evaluates for a pair, such as p and n: of both neurons, but of no synapse.
[[nodiscard]] Result<Expr> check_pair_expression(const SourcePtr& source, const ast::Expr& expr,
                                                 const Scope& scope, const Expectation& expectation);

} // namespace hillock::internal::model
