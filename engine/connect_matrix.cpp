// SPDX-License-Identifier: Apache-2.0
// Matrices to synapses and synapses to matrices, and the synapses of some pairs of neurons.
#include "engine/synapse_set.hpp"

#include "engine/simulation.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace hillock::internal::engine {

namespace {

std::string shape(std::size_t rows, std::size_t columns) { return std::to_string(rows) + " x " + std::to_string(columns); }

/// Neurons by index: whether one is asked for.
std::vector<std::uint8_t> marked(const SynapseIndex& index, const char* which, std::int64_t size, const std::string& group) {
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(size), index.all() ? 1 : 0);
    for (const std::int64_t neuron : index.list()) {
        if (neuron < 0 || neuron >= size)
            throw IndexError(std::string(which) + " = " + std::to_string(neuron) + " is outside '" + group +
                             "', whose indices are 0 to " + std::to_string(size - 1));
        marks[static_cast<std::size_t>(neuron)] = 1;
    }
    return marks;
}

} // namespace

// ---- from matrices -------------------------------------------------------------------------------------------

void SynapseSet::require_shape(std::size_t rows, std::size_t columns) const {
    const auto sources = static_cast<std::size_t>(source_.range.size()), targets = static_cast<std::size_t>(target_.range.size());
    if (rows != sources || columns != targets)
        throw ValueError("connect() of '" + name() + "' was given a matrix of " + shape(rows, columns) +
                         ", but source times target is " + shape(sources, targets));
}

void SynapseSet::connect(const DenseMatrix& weights, const std::string& variable, const Quantity& unit) {
    require_shape(weights.rows, weights.columns);
    if (weights.values.size() != weights.rows * weights.columns)
        throw ValueError("connect() of '" + name() + "' was given a matrix of " + shape(weights.rows, weights.columns) +
                         " with " + std::to_string(weights.values.size()) + " values");
    NewSynapses synapses;
    synapses.row_start.push_back(0);
    std::vector<double> values;
    for (std::size_t row = 0; row < weights.rows; ++row) {
        for (std::size_t column = 0; column < weights.columns; ++column) {
            const double weight = weights.values[row * weights.columns + column];
            if (weight == 0) continue;
            synapses.targets.push_back(static_cast<std::uint32_t>(target_.range.begin + static_cast<std::int64_t>(column)));
            values.push_back(weight);
        }
        synapses.row_start.push_back(synapses.size());
    }
    append_with_values(std::move(synapses), std::move(values), variable, unit);
}

void SynapseSet::connect(const SparseMatrix& weights, const std::string& variable, const Quantity& unit) {
    require_shape(weights.rows, weights.columns);
    const auto refuse = [&](const std::string& why) {
        throw ValueError("connect() of '" + name() + "' was given a sparse matrix whose " + why);
    };
    const std::vector<std::int64_t>& start = weights.row_start;
    if (start.size() != weights.rows + 1)
        refuse("row_start has " + std::to_string(start.size()) + " entries: " + std::to_string(weights.rows) + " rows have " +
               std::to_string(weights.rows + 1));
    if (start.front() != 0 || !std::is_sorted(start.begin(), start.end())) refuse("row_start does not begin at 0 or falls");
    const auto entries = static_cast<std::size_t>(start.back());
    if (weights.column.size() != entries || weights.values.size() != entries)
        refuse("row_start ends at " + std::to_string(entries) + ", but it has " + std::to_string(weights.column.size()) +
               " columns and " + std::to_string(weights.values.size()) + " values");
    NewSynapses synapses;
    synapses.row_start.assign(start.begin(), start.end());
    synapses.targets.reserve(entries);
    for (const std::int32_t column : weights.column) {
        if (column < 0 || column >= target_.range.size()) refuse("column " + std::to_string(column) + " does not exist");
        synapses.targets.push_back(static_cast<std::uint32_t>(target_.range.begin + column));
    }
    append_with_values(std::move(synapses), weights.values, variable, unit);
}

void SynapseSet::append_with_values(NewSynapses&& added, std::vector<double> values, const std::string& variable,
                                    const Quantity& unit) {
    if (network()) network()->require_idle("synapses cannot be connected");
    const model::Reference target = find(variable);
    if (target.variable->shared)
        throw TypeError("'" + variable + "' of '" + name() + "' is one value for all synapses: it cannot take those of a matrix");
    for (double& value : values) value *= unit.value();
    const std::int64_t before = size();
    const ConnectRule rule{ConnectRule::Kind::matrix, {}, static_cast<std::int64_t>(values.size())};
    const Selection made = Range{before, before + rule.synapses};
    require_assignable(target, made, values, unit.dimension());
    if (const Pathway* pathway = pathway_of(*target.variable))
        for (const double value : values) require_delay(*pathway, value, pathway_dt(*pathway, clock_dt()));
    connect_rules_.reserve(connect_rules_.size() + 1);
    append(std::move(added));
    connect_rules_.push_back(rule);
    if (!values.empty()) assign(target, made, values, unit.dimension());
}

// ---- to matrices ---------------------------------------------------------------------------------------------

DenseMatrix SynapseSet::dense(const std::string& variable) {
    const std::vector<double> values = this->values(find(variable), Range{0, size()});
    const auto columns = static_cast<std::size_t>(target_.range.size());
    DenseMatrix result{static_cast<std::size_t>(source_.range.size()), columns, {}};
    result.values.assign(result.rows * columns, 0);
    const bool one_for_all = values.size() != connectivity_.size();
    connectivity_.for_each([&](std::size_t number, Pair pair) {
        result.values[static_cast<std::size_t>(pair.source) * columns + static_cast<std::size_t>(pair.target)] +=
            values[one_for_all ? 0 : number];
    });
    return result;
}

SparseMatrix SynapseSet::sparse(const std::string& variable) {
    const std::vector<double> values = this->values(find(variable), Range{0, size()});
    const bool one_for_all = values.size() != connectivity_.size();
    SparseMatrix result;
    result.rows = static_cast<std::size_t>(source_.range.size());
    result.columns = static_cast<std::size_t>(target_.range.size());
    const std::uint64_t* const start = connectivity_.row_start();
    result.row_start.assign(start, start + result.rows + 1);
    result.column.reserve(connectivity_.size());
    result.values.reserve(connectivity_.size());
    const std::vector<std::uint32_t> numbers = connectivity_.numbers();
    const auto number = [&](std::uint64_t k) { return numbers.empty() ? k : numbers[k]; };
    std::vector<std::uint64_t> row; // positions in order of creation
    for (std::size_t r = 0; r < result.rows; ++r) {
        row.resize(start[r + 1] - start[r]);
        std::iota(row.begin(), row.end(), start[r]);
        std::sort(row.begin(), row.end(), [&](std::uint64_t a, std::uint64_t b) { return number(a) < number(b); });
        for (const std::uint64_t k : row) {
            result.column.push_back(static_cast<std::int32_t>(connectivity_.targets()[k] - target_.range.begin));
            result.values.push_back(values[one_for_all ? 0 : number(k)]);
        }
    }
    return result;
}

// ---- by pairs ------------------------------------------------------------------------------------------------

std::vector<std::int64_t> SynapseSet::synapses(const SynapseIndex& i, const SynapseIndex& j,
                                               std::optional<std::int64_t> k) const {
    if (k && *k < 0)
        throw IndexError("k = " + std::to_string(*k) + " is no number of a synapse among those of a pair: they begin at 0");
    const std::vector<std::uint8_t> sources = marked(i, "i", source_.range.size(), source_.owner->name());
    const std::vector<std::uint8_t> targets = marked(j, "j", target_.range.size(), target_.owner->name());
    struct Found {
        Pair pair;
        std::int64_t number;
    };
    std::vector<Found> found;
    const std::uint64_t* const start = connectivity_.row_start();
    constexpr std::ptrdiff_t kFewRows = 8;
    const bool few = std::count(sources.begin(), sources.end(), 1) <= kFewRows;
    const std::vector<std::uint32_t> all_numbers = few ? std::vector<std::uint32_t>() : connectivity_.numbers();
    for (std::size_t row = 0; row < sources.size(); ++row) {
        if (!sources[row]) continue;
        const std::vector<std::uint32_t> row_numbers = few ? connectivity_.numbers_of_row(row) : std::vector<std::uint32_t>();
        for (std::uint64_t p = start[row]; p < start[row + 1]; ++p) {
            const auto target = static_cast<std::int32_t>(connectivity_.targets()[p] - target_.range.begin);
            if (!targets[static_cast<std::size_t>(target)]) continue;
            const std::uint64_t number = few ? row_numbers[p - start[row]] : all_numbers.empty() ? p : all_numbers[p];
            found.push_back({{static_cast<std::int32_t>(row), target}, static_cast<std::int64_t>(number)});
        }
    }
    std::vector<std::int64_t> result;
    const auto pair_of = [](const Found& synapse) { return std::pair(synapse.pair.source, synapse.pair.target); };
    if (k)
        std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
            return std::tuple(pair_of(a), a.number) < std::tuple(pair_of(b), b.number);
        });
    std::int64_t within = 0; // number of the synapse within its pair
    for (std::size_t n = 0; n < found.size(); ++n) {
        within = n > 0 && pair_of(found[n]) == pair_of(found[n - 1]) ? within + 1 : 0;
        if (!k || within == *k) result.push_back(found[n].number);
    }
    std::sort(result.begin(), result.end());
    return result;
}

std::size_t SynapseSet::bytes() const {
    std::size_t total = VariableOwner::footprint().bytes + connectivity_.bytes();
    for (const auto& pathway : pathways_) total += pathway->bytes();
    return total + row_bounds_.bytes() + (records_ ? records_->bytes() : 0) + (traces_ ? traces_->bytes() : 0);
}

} // namespace hillock::internal::engine
