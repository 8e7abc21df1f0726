// SPDX-License-Identifier: Apache-2.0
// Connections from the neurons of one group to those of another.
#pragma once

#include <hillock/groups.hpp>

namespace hillock {

namespace engine {
class SynapseSet;
}

struct SynapsesOptions {
    /// Parameters and subexpressions of a synapse ("w : volt").
    Equations model = "";
    /// Statements run for each synapse of a neuron that spikes. A name is one of the synapse's, `x_pre` and `x_post` are the
    /// two neurons', a bare `x` is the postsynaptic neuron's; i and j are the indices of the two.
    std::string on_pre = "";
    Constants constants = {};
    Functions functions = {};
    std::string name = "";
};

/// Which pairs connect() makes. Without any member: all pairs.
struct ConnectOptions {
    /// Probability with which a pair is connected: a number or an expression of i, j and the neurons' variables.
    Probability p = 1.0;
    /// Only pairs for which this holds ("abs(i-j) > 2").
    std::string condition = "";
    /// Only these pairs, i[k] to j[k]; a single index goes with all of the other list. Both or none are given.
    Indices i = {};
    Indices j = {};
};

/// Synapses from `source` to `target`; none exist before connect().
class HILLOCK_API Synapses : public SimulationObject {
  public:
    Synapses(const Subgroup& source, const Subgroup& target, const SynapsesOptions& options = {});
    /// From a group to itself.
    explicit Synapses(const Subgroup& source, const SynapsesOptions& options = {}) : Synapses(source, source, options) {}

    /// Adds synapses, in ascending order of i and then j, or in the order of the lists. Synapses that exist keep their values,
    /// new ones start at 0. Throws IndexError, ValueError, and what bad text throws; then nothing was added.
    void connect(const ConnectOptions& options = {});

    /// As NeuronGroup::set_function.
    void set_function(const std::string& name, const TimedArray& values);

    /// Number of synapses.
    [[nodiscard]] std::size_t size() const;
    /// Pre- and postsynaptic index of each synapse, in order of creation.
    [[nodiscard]] std::vector<int> i() const;
    [[nodiscard]] std::vector<int> j() const;

    /// A variable of the synapses in order of creation. Throws NameError, and ValueError before connect().
    [[nodiscard]] VariableView operator[](const std::string& variable) const;
};

} // namespace hillock
