// SPDX-License-Identifier: Apache-2.0
// Event-driven variables that all synapses of a neuron have equal at all times, such as the traces of spike-timing dependent plasticity:
// then one number a neuron does, as in Morrison, Diesmann & Gerstner (Biological Cybernetics 98, 2008), and a synapse is its weight.
#pragma once

#include "jit/plan/linear_system.hpp"
#include "parser/model/check.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hillock::internal::plan {

/// The event-driven variables of synapses, each as a variable of the neurons on one side: the value that it had at the last event on that
/// side. Code reads that value brought to t, which is exact at any time; only events of that side store it.
struct NeuronTraces {
    LinearSystem system;                  ///< as of the synapses
    std::vector<model::Side> sides;       ///< by unknown: pre or post; the same in a block
    std::vector<model::Variable> values;  ///< by unknown: what keeps it, named by kernels on its side
    model::Variable last_pre, last_post;  ///< integers: the step of the last event on each side
    double dt_seconds = 0;                ///< of these steps

    NeuronTraces() = default;
    NeuronTraces(const NeuronTraces&) = delete; // kernels refer to its variables by address
    NeuronTraces& operator=(const NeuronTraces&) = delete;

    [[nodiscard]] const model::Variable& last(model::Side side) const { return side == model::Side::pre ? last_pre : last_post; }
    [[nodiscard]] std::optional<std::size_t> number(const model::Variable& unknown) const;
};

/// Code of a pathway and whose events start it: pre or post.
struct SidedCode {
    model::Side side;
    const model::Code* code;
};

/// The variables by neuron; nullptr unless each block of equations has constant coefficients, is written by code of one side alone, and
/// what is written is the same for all synapses of a neuron, given the traces of that side: constants, shared variables, t.
[[nodiscard]] std::shared_ptr<const NeuronTraces> neuron_traces(const LinearSystem& event_driven, std::span<const SidedCode> pathways,
                                                                double dt_seconds);

/// The statements that change traces, with the temporaries that they need.
[[nodiscard]] std::vector<model::Assignment> trace_statements(const NeuronTraces& traces, const model::Code& code);

/// Whether an expression depends on one of them, or on lastupdate, also by a subexpression.
[[nodiscard]] bool reads_traces(const NeuronTraces& traces, const model::Expr& value);

} // namespace hillock::internal::plan
