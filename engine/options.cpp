// SPDX-License-Identifier: Apache-2.0
// What the small types of options do with containers, so that a program that only includes them compiles none of it.
#include "hillock/options.hpp"

#include "engine/memory.hpp"
#include "hillock/error.hpp"
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

std::vector<std::int64_t> range(std::int64_t begin, std::int64_t end, std::int64_t step) {
    if (step == 0) throw ValueError("range(" + std::to_string(begin) + ", " + std::to_string(end) + ", 0): the step must not be 0");
    // Modulo 2**64: the distance of two numbers may be beyond the largest one with a sign.
    const auto from = static_cast<std::uint64_t>(begin), to = static_cast<std::uint64_t>(end), by = static_cast<std::uint64_t>(step);
    const std::uint64_t distance = step > 0 ? (begin < end ? to - from : 0) : (begin > end ? from - to : 0);
    const std::uint64_t stride = step > 0 ? by : 0 - by;
    const std::uint64_t count = distance / stride + (distance % stride != 0 ? 1 : 0);
    return internal::engine::with_memory_for("range() of " + std::to_string(count) + " numbers", [&] {
        std::vector<std::int64_t> numbers(count);
        for (std::uint64_t k = 0; k < count; ++k) numbers[k] = static_cast<std::int64_t>(from + k * by);
        return numbers;
    });
}
std::vector<std::int64_t> range(std::int64_t end) { return range(0, end); }

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
