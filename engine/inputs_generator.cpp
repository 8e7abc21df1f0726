// SPDX-License-Identifier: Apache-2.0
// A list of spikes to the spikes of each step.
#include "engine/inputs.hpp"
#include "engine/log.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace hillock::internal::engine {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::string time_text(double seconds) { return to_string(Quantity(seconds, kTimeDimension)); }
std::string counted(std::size_t count, const char* noun) { return std::to_string(count) + " " + noun + (count == 1 ? "" : "s"); }

} // namespace

std::shared_ptr<SpikeGenerator> SpikeGenerator::make(std::int64_t size, const Indices& indices, const QuantityArray& times,
                                                     const SpikeGeneratorGroupOptions& options) {
    require_size(size);
    const Slot slot = slot_named(options.when);
    const ObjectName given = object_name(options.name, "spikegeneratorgroup");
    auto checked = model::check_neurons(make_source(given.text, ""), {}, {}).or_throw();
    const NeuronGroupOptions group{.dt = options.dt};
    std::shared_ptr<SpikeGenerator> generator(
        new SpikeGenerator(given, std::move(checked), Precision(plan::Storage::float64), size));
    generator->set_spikes(indices, times, options.period);
    generator->complete({}, group);
    generator->allocate_last_spike();
    generator->set_spike_schedule(slot, options.order);
    return generator;
}

void SpikeGenerator::set_spikes(const Indices& indices, const QuantityArray& times, const Quantity& period) {
    if (network()) network()->require_idle(("the spikes of '" + name() + "' cannot be set").c_str());
    const std::size_t count = indices.values().size();
    const std::string whose = " of '" + name() + "'";
    if (count != times.values.size())
        throw ValueError("the spikes" + whose + " need a neuron and a time each, but there are " +
                         std::to_string(count) + (count == 1 ? " index and " : " indices and ") + counted(times.values.size(), "time"));
    if (count > 0 && !(times.dimension == kTimeDimension))
        throw DimensionMismatchError("the spike times" + whose + " must be times, but have the unit " + unit_name(times.dimension) +
                                     (times.dimension.is_dimensionless() ? "; multiply the array with a unit" : ""));
    for (std::size_t k = 0; k < count; ++k) {
        const std::int64_t neuron = indices.values()[k];
        if (neuron < 0 || neuron >= size())
            throw IndexError("spike " + std::to_string(k) + whose + " is of neuron " + std::to_string(neuron) +
                             ", but its neurons are 0 to " + std::to_string(size() - 1));
        if (!(times.values[k] >= 0) || std::isinf(times.values[k]))
            throw ValueError("spike " + std::to_string(k) + whose + " is at " + time_text(times.values[k]) +
                             ", but spike times are finite and not negative");
    }
    const bool once = period.dimension().is_dimensionless() && period.value() == 0;
    if (!once && !(period.dimension() == kTimeDimension))
        throw DimensionMismatchError("the period" + whose + " must be a time, but it is " + to_string(period));
    if (!(period.value() >= 0) || std::isinf(period.value()))
        throw ValueError("the period" + whose + " must be a finite time that is not negative, but it is " + to_string(period));
    const double last = count == 0 ? 0 : *std::max_element(times.values.begin(), times.values.end());
    if (period.value() > 0 && count > 0 && period.value() <= last)
        throw ValueError("the period" + whose + ", " + to_string(period) + ", must be longer than the time of its last spike, " +
                         time_text(last));
    std::vector<std::int32_t> narrow(indices.values().begin(), indices.values().end());
    std::vector<double> seconds = times.values;
    indices_.swap(narrow);
    times_.swap(seconds);
    period_ = period.value();
    unseen_ = true;
    changed();
}

Object::Footprint SpikeGenerator::footprint() const {
    Footprint result = Neurons::footprint();
    result.bytes += (indices_.capacity() + plan_.neurons.capacity() + spiking_.capacity()) * sizeof(std::int32_t) +
                    times_.capacity() * sizeof(double) + plan_.volleys.capacity() * sizeof(Volley);
    return result;
}

void SpikeGenerator::leave(double t) {
    Neurons::leave(t);
    unseen_ = true;
    expected_ = -1;
}

// ---- steps ------------------------------------------------------------------------------------------------------

std::int64_t SpikeGenerator::period_in(double dt) const {
    if (period_ == 0) return 0;
    const std::string what = "the period of '" + name() + "', " + time_text(period_) + ", is ";
    const double steps = period_ / dt, nearest = std::nearbyint(steps);
    constexpr double kRounding = 1e-4; // of decimal numbers, as of a run's duration
    if (steps < 1 - kRounding) throw ValueError(what + "shorter than the clock's dt, " + time_text(dt));
    if (std::abs(steps - nearest) > kRounding || nearest > 4e18) // the latter would not fit 64 bits
        throw ValueError(what + "no multiple of the clock's dt, " + time_text(dt));
    return static_cast<std::int64_t>(nearest);
}

void SpikeGenerator::require_one_spike_each(const std::vector<std::size_t>& order, const std::vector<std::int64_t>& steps, double dt) const {
    const auto same = [&](std::size_t a, std::size_t b) { return steps[a] == steps[b] && indices_[a] == indices_[b]; };
    const auto found = std::adjacent_find(order.begin(), order.end(), same);
    if (found == order.end()) return;
    const double first = times_[found[0]], second = times_[found[1]];
    const std::string whose = "neuron " + std::to_string(indices_[*found]) + " of '" + name() + "' spikes ";
    if (first == second) throw ValueError(whose + "twice at " + time_text(first));
    throw ValueError(whose + "at " + time_text(first) + " and at " + time_text(second) +
                     ", which are in the same step of the clock, whose dt is " + time_text(dt) + "; a smaller dt keeps them apart");
}

SpikeGenerator::Plan SpikeGenerator::plan_for(double dt) const {
    Plan plan;
    plan.period = period_in(dt);
    std::vector<std::int64_t> steps;
    for (const double time : times_) steps.push_back(steps_of(time, dt));
    std::vector<std::size_t> order(times_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(steps[a], indices_[a], times_[a]) < std::tuple(steps[b], indices_[b], times_[b]);
    });
    require_one_spike_each(order, steps, dt);
    // A time that is shorter than the period by rounding alone.
    if (plan.period > 0 && !order.empty() && steps[order.back()] >= plan.period)
        throw ValueError("the period of '" + name() + "', " + time_text(period_) + ", must be longer than the time of its last spike, " +
                         time_text(times_[order.back()]));
    for (const std::size_t k : order) {
        if (plan.volleys.empty() || plan.volleys.back().step != steps[k]) plan.volleys.push_back({steps[k], plan.neurons.size()});
        plan.neurons.push_back(indices_[k]);
    }
    return plan;
}

void SpikeGenerator::warn_of_past(std::int64_t now, double dt) const {
    if (plan_.period > 0) return;
    const auto first = std::lower_bound(plan_.volleys.begin(), plan_.volleys.end(), now, [](const Volley& volley, std::int64_t step) {
        return volley.step < step;
    });
    const std::size_t over = first == plan_.volleys.end() ? plan_.neurons.size() : first->begin;
    if (over == 0) return;
    log_warning(Warning::ignored_spikes,
                "'" + name() + "' leaves out " + counted(over, "spike") + ": the network is at " + time_text(static_cast<double>(now) * dt) +
                " already");
}

void SpikeGenerator::prepare(const Preparation& preparation) {
    Plan plan = plan_for(preparation.dt);
    Neurons::prepare(preparation);
    plan_ = std::move(plan);
    expected_ = -1;
    if (unseen_) warn_of_past(network() ? network()->step_at(preparation.dt) : 0, preparation.dt);
    unseen_ = false;
}

std::vector<Task> SpikeGenerator::tasks() {
    std::vector<Task> tasks = Neurons::tasks();
    tasks.push_back(spike_task([this](const Step& step) { emit(step); }));
    return tasks;
}

void SpikeGenerator::emit(const Step& step) {
    expect(step.number);
    ++expected_;
    spiking_.clear();
    if (step.number == due_) {
        const std::size_t behind = next_ + 1;
        const std::size_t end = behind < plan_.volleys.size() ? plan_.volleys[behind].begin : plan_.neurons.size();
        const auto neurons = plan_.neurons.begin();
        spiking_.assign(neurons + static_cast<std::ptrdiff_t>(plan_.volleys[next_].begin), neurons + static_cast<std::ptrdiff_t>(end));
        next_ = behind;
        find_due();
    }
    note_spikes(spiking_, step);
}

std::int64_t SpikeGenerator::steps_without_event(std::size_t /*event*/, const Step& step) {
    expect(step.number);
    return std::min(kAnyNumberOfSteps, due_ - step.number);
}

void SpikeGenerator::expect(std::int64_t step) {
    if (step != expected_) seek(step);
    expected_ = step;
}

void SpikeGenerator::seek(std::int64_t step) {
    cycle_ = plan_.period > 0 ? step - step % plan_.period : 0;
    const auto found = std::lower_bound(plan_.volleys.begin(), plan_.volleys.end(), step - cycle_,
                                        [](const Volley& volley, std::int64_t wanted) { return volley.step < wanted; });
    next_ = static_cast<std::size_t>(found - plan_.volleys.begin());
    find_due();
}

void SpikeGenerator::find_due() {
    const bool over = next_ == plan_.volleys.size();
    if (over && plan_.period > 0) {
        next_ = 0;
        cycle_ += plan_.period;
    }
    due_ = plan_.volleys.empty() || (over && plan_.period == 0) ? kNever : cycle_ + plan_.volleys[next_].step;
}

} // namespace hillock::internal::engine
