// SPDX-License-Identifier: Apache-2.0
// A case of cases/*.json as groups, synapses and monitors of the public interface.
#pragma once

#include <hillock/hillock.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace reference {

/// Keeps the order of the text: objects are made in it.
using Json = nlohmann::ordered_json;

/// "20*mV", "0.04*kHz", "1" or a number. Throws std::invalid_argument for a unit that no case has used so far.
[[nodiscard]] hillock::Quantity quantity(const Json& written);

/// One variant of a case, ready to run: everything that "groups", "synapses" and "record" ask for.
class CaseModel {
  public:
    CaseModel(const Json& a_case, const std::string& method, const hillock::Quantity& dt);

    void run(const hillock::Quantity& duration) { network_.run(duration); }
    /// What the case does before a run: \param run  its number, from 1.
    void change(const Json& a_case, std::size_t run);

    [[nodiscard]] hillock::VariableView variable(const std::string& object, const std::string& name) const;

    // In the order of "record".
    std::vector<hillock::StateMonitor> traces;
    std::vector<hillock::SpikeMonitor> spikes;
    std::vector<hillock::EventMonitor> events;
    std::vector<hillock::PopulationRateMonitor> rates;

  private:
    void add_group(const std::string& name, const Json& spec, const hillock::Method& method);
    void add_generator(const std::string& name, const Json& spec);
    void add_poisson(const std::string& name, const Json& spec);
    void add_synapses(const std::string& name, const Json& spec);
    void add_poisson_input(const Json& spec);
    void add_operation(const std::string& name, const Json& spec);
    void add_monitors(const Json& record);
    void act(const Json& action);
    void set_active(const Json& action);
    /// "G" or "G[begin:end]".
    [[nodiscard]] hillock::Subgroup part(const std::string& name) const;

    std::map<std::string, hillock::Subgroup> groups_; ///< all that have neurons
    std::map<std::string, std::unique_ptr<hillock::Synapses>> synapses_;
    hillock::Network network_;
};

} // namespace reference
