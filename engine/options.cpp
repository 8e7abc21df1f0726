// SPDX-License-Identifier: Apache-2.0
// What the small types of options do with containers, so that a program that only includes them compiles none of it.
#include "hillock/options.hpp"

#include "hillock/inputs.hpp"
#include "hillock/synapses.hpp"

#include <utility>

namespace hillock {

Constants name_constants(std::string_view names, std::initializer_list<Quantity> values) {
    Constants result;
    for (const Quantity& value : values) {
        const std::size_t end = names.find(',');
        std::string_view name = names.substr(0, end);
        while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        result.insert_or_assign(std::string(name), value);
        names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
    }
    return result;
}

Dtype::Dtype(std::initializer_list<std::pair<const std::string, NumberType>> by_name) : by_name_(by_name) {}
Dtype::Dtype(std::map<std::string, NumberType> by_name) : by_name_(std::move(by_name)) {}

Indices::Indices(One one) : values_{one.index}, given_(true) {}

Names::Names(const char* name) : values_{name} {}
Names::Names(std::string name) : values_{std::move(name)} {}
Names::Names(std::initializer_list<std::string> names) : values_(names) {}
Names::Names(std::vector<std::string> names) : values_(std::move(names)) {}
VariableNames::VariableNames(bool all, int) : Names(std::vector<std::string>()), all_(all) {}

SynapseIndex::SynapseIndex(One one) : list_{one.index}, all_(false) {}

PathwayCode::PathwayCode(std::initializer_list<std::pair<const std::string, std::string>> by_name) : by_name_(by_name) {}
PathwayCode::PathwayCode(std::map<std::string, std::string> by_name) : by_name_(std::move(by_name)) {}

PathwayDelays::PathwayDelays(const Quantity& delay) : by_name_{{"pre", delay}} {}
PathwayDelays::PathwayDelays(std::initializer_list<std::pair<const std::string, Quantity>> by_name) : by_name_(by_name) {}
PathwayDelays::PathwayDelays(std::map<std::string, Quantity> by_name) : by_name_(std::move(by_name)) {}

PathwayEvents::PathwayEvents(std::initializer_list<std::pair<const std::string, std::string>> by_name) : by_name_(by_name) {}
PathwayEvents::PathwayEvents(std::map<std::string, std::string> by_name) : by_name_(std::move(by_name)) {}

PoissonRates::PoissonRates(QuantityArray rates) : rates_(std::move(rates)), kind_(Kind::each) {}
PoissonRates::PoissonRates(std::string expression) : text_(std::move(expression)), kind_(Kind::text) {}

} // namespace hillock
