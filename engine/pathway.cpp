// SPDX-License-Identifier: Apache-2.0
#include "engine/pathway.hpp"

#include "jit/plan/opcode.hpp"
#include "jit/plan/plans.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::internal::engine {

using model::Side;

Pathway::Pathway(std::string name, Side side, std::size_t event, model::Code code)
    : order(side == Side::pre ? -1 : 1), name_(std::move(name)), side_(side), event_(event), statements_(std::move(code)) {
    delay_.name = "delay";
    delay_.dimension = kTimeDimension;
}

void Pathway::take_dt(double dt, Connectivity& connectivity) {
    if (dt_ != dt) {
        settle_under_way(connectivity);
        stragglers_.rescale(dt_, dt);
    }
    dt_ = dt;
    delays.rescale(dt_);
}

void Pathway::prepare(const Preparation& preparation, Connectivity& connectivity, const plan::LinearSystem& event_driven,
                      const plan::Surroundings& surroundings) {
    key_ = preparation.key;
    neurons_ = preparation.neurons;
    one_delay_ = delays.one_for_all() ? Delays::steps(delays.one(), dt_) : 0;
    under_way_.fit(delays.longest(dt_));

    const bool rows_are_sorted = preparation.rows_are_sorted;
    const bool in_memory_order =
        side_ == Side::pre && (rows_are_sorted || (delays.one_for_all() && !needs_order_of_creation(connectivity)));
    domain_ = side_ == Side::post ? plan::Domain::columns : in_memory_order ? plan::Domain::rows : plan::Domain::sorted_rows;
    kernel_name_ = preparation.name;
    plan(event_driven, surroundings);
    plan_walk(connectivity, in_memory_order, rows_are_sorted);
    shortest_ = walk_.delays ? walk_.delays->smallest() : one_delay_;
    bounds_ = {};
    find_runs(1);
    find_stragglers(connectivity);
}

void Pathway::plan(const plan::LinearSystem& event_driven, const plan::Surroundings& surroundings) {
    code_.plan(plan::plan_pathway(kernel_name_, domain_, event_driven, statements_, surroundings));
    if (surroundings.traces) trace_code_.plan(plan::plan_traces(kernel_name_ + " traces", side_, statements_, surroundings));
    else trace_code_ = {};
}

bool Pathway::needs_order_of_creation(const Connectivity& connectivity) const {
    // What belongs to a synapse alone has no order.
    const bool writes_neurons =
        std::any_of(statements_.statements.begin(), statements_.statements.end(), [](const model::Assignment& statement) {
            return statement.target.side == Side::pre || statement.target.side == Side::post;
        });
    return writes_neurons && !connectivity.rows_in_order_of_creation();
}

void Pathway::plan_walk(Connectivity& connectivity, bool in_memory_order, bool rows_are_sorted) {
    sorted_synapses_ = {};
    sorted_sources_ = {};
    sorted_delays_ = {};
    if (side_ == Side::pre) {
        walk_ = {.row_begin = connectivity.row_start()};
        if (rows_are_sorted) walk_.delays = &delays.each();
        else if (!in_memory_order) sort_by_delay(walk_, connectivity);
        return;
    }
    const Columns& columns = connectivity.columns(plan::uses_side(code_.kernel(), Side::pre));
    walk_ = {.row_begin = columns.start.data(),
             .synapse = columns.synapse.data(),
             .source = columns.source.empty() ? nullptr : columns.source.data()};
    if (!delays.one_for_all()) sort_by_delay(walk_, connectivity);
}

/// By delay, if they are unequal, and then creation.
void Pathway::sort_by_delay(const Walk& plain, const Connectivity& connectivity) {
    const auto neurons = static_cast<std::size_t>(neurons_.size());
    const std::uint64_t entries = plain.row_begin[neurons];
    const bool equal = delays.one_for_all();
    sorted_synapses_.resize(entries);
    std::vector<std::uint16_t> steps(equal ? 0 : entries);
    if (plain.source) sorted_sources_.resize(entries);
    const auto synapse_at = [&](std::uint64_t entry) {
        return plain.synapse ? plain.synapse[entry] : static_cast<std::uint32_t>(entry);
    };
    const auto delay_of = [&](std::uint64_t synapse) { return equal ? std::uint16_t{0} : delays.each()[synapse]; };
    const std::vector<std::uint32_t> number = connectivity.numbers();
    const auto is_before = [&](std::uint64_t a, std::uint64_t b) {
        const std::uint32_t first = synapse_at(a), second = synapse_at(b);
        const auto created = [&](std::uint32_t synapse) { return number.empty() ? synapse : number[synapse]; };
        return std::pair(delay_of(first), created(first)) < std::pair(delay_of(second), created(second));
    };
    std::vector<std::uint64_t> order_in_row;
    for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
        const std::uint64_t begin = plain.row_begin[neuron], end = plain.row_begin[neuron + 1];
        order_in_row.resize(end - begin);
        std::iota(order_in_row.begin(), order_in_row.end(), begin);
        std::sort(order_in_row.begin(), order_in_row.end(), is_before);
        for (std::uint64_t k = begin; k < end; ++k) {
            const std::uint64_t entry = order_in_row[k - begin];
            sorted_synapses_[k] = synapse_at(entry);
            if (!equal) steps[k] = delay_of(synapse_at(entry));
            if (plain.source) sorted_sources_[k] = plain.source[entry];
        }
    }
    walk_.synapse = sorted_synapses_.data();
    walk_.source = plain.source ? sorted_sources_.data() : nullptr;
    if (equal) return;
    sorted_delays_ = StepList(std::move(steps));
    walk_.delays = &sorted_delays_;
}

void Pathway::refill_arrivals() {
    arrivals_ = {};
    if (!walk_.delays) return;
    arrivals_.reset(under_way_.oldest(), runs_.shares());
    for (std::int64_t age = under_way_.oldest(); age >= 0; --age)
        for (const std::int32_t neuron : under_way_[age]) arrivals_.add(neuron, row_of(neuron), runs_, age, true);
}

void Pathway::settle_under_way(Connectivity& connectivity) {
    bool any = false;
    for (std::int64_t age = 0; age <= under_way_.oldest(); ++age) any = any || !under_way_[age].empty();
    // Without a delay what is kept is of a step that is over.
    if (!any || (delays.one_for_all() && one_delay_ == 0)) return under_way_.clear();
    const std::vector<std::uint32_t> number = connectivity.numbers();
    const Columns* const columns = side_ == Side::post ? &connectivity.columns(false) : nullptr;
    const std::uint64_t* const begin = columns ? columns->start.data() : connectivity.row_start();
    std::vector<std::pair<std::int64_t, std::uint32_t>> synapses;
    for (std::int64_t age = under_way_.oldest(); age >= 0; --age) {
        for (const std::int32_t neuron : under_way_[age]) {
            synapses.clear();
            for (std::uint64_t k = begin[neuron - neurons_.begin]; k < begin[neuron - neurons_.begin + 1]; ++k) {
                const std::uint64_t position = columns ? columns->synapse[k] : k;
                const std::int64_t delay = delays.one_for_all() ? one_delay_ : delays.each()[position];
                const auto created = number.empty() ? static_cast<std::uint32_t>(position) : number[position];
                if (delay > age) synapses.emplace_back(delay - age, created);
            }
            stragglers_.add(neuron, synapses);
        }
    }
    stragglers_.sort();
    under_way_.clear();
}

void Pathway::find_stragglers(const Connectivity& connectivity) {
    if (stragglers_.empty()) return;
    const std::vector<std::uint32_t> number = connectivity.numbers();
    stragglers_.find_entries(connectivity.size(), [&](std::uint64_t entry) {
        const auto position = walk_.synapse ? walk_.synapse[entry] : static_cast<std::uint32_t>(entry);
        return number.empty() ? position : number[position];
    });
}

void Pathway::collect(std::span<const std::int32_t> events) {
    const bool waits = walk_.delays || one_delay_ > 0;
    if (waits) under_way_.advance(events);
    if (walk_.delays) {
        arrivals_.advance();
        for (const std::int32_t neuron : events) arrivals_.add(neuron, row_of(neuron), runs_, 0, false);
        due_ = {arrivals_.due().neurons, &arrivals_.due()};
    } else {
        due_ = {one_delay_ == 0 ? events : under_way_[one_delay_]};
    }
    if (stragglers_.empty()) return;
    late_.cut(shares_);
    stragglers_.advance([&](std::int32_t neuron, std::uint64_t entry) { add_late(neuron, entry, entry + 1); });
    for (std::size_t k = 0; k < due_.neurons.size(); ++k) {
        const std::int32_t neuron = due_.neurons[k];
        const std::uint64_t* const row = walk_.row_begin + row_of(neuron);
        if (due_.entries) add_late(neuron, due_.entries->bounds.front()[k], due_.entries->bounds.back()[k]);
        else add_late(neuron, row[0], row[1]);
    }
    due_ = {late_.neurons, &late_};
}

Pathway::Due Pathway::due_ahead(std::int64_t steps) {
    if (!walk_.delays) return steps < one_delay_ ? Due{under_way_[one_delay_ - 1 - steps]} : Due{};
    const DueEntries* const entries = arrivals_.due_ahead(steps);
    return entries ? Due{entries->neurons, entries} : Due{};
}

std::int64_t Pathway::steps_without_arrival(std::int64_t silent) {
    if (!stragglers_.empty()) return 0;
    const std::int64_t most = silent + shortest_; // what happens from now on arrives then at the earliest
    if (walk_.delays) return std::min(most, arrivals_.steps_until_due());
    std::int64_t steps = 0;
    while (steps < one_delay_ && under_way_[one_delay_ - 1 - steps].empty()) ++steps;
    return steps < one_delay_ ? std::min(most, steps) : most;
}

std::size_t Pathway::bytes() const {
    return delays.bytes() + (sorted_synapses_.capacity() + sorted_sources_.capacity()) * sizeof(std::uint32_t) +
           sorted_delays_.bytes() + runs_.bytes() + arrivals_.bytes() + stragglers_.bytes() + bounds_.bytes();
}

} // namespace hillock::internal::engine
