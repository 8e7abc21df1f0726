// SPDX-License-Identifier: Apache-2.0
// The state of synapses, for store() and restore(): who is connected, what is under way, and the variables.
#include "engine/snapshot.hpp"
#include "engine/synapse_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

namespace hillock::internal::engine {

// ---- who is connected -------------------------------------------------------------------------------------------

namespace {

bool is_permutation(std::span<const std::uint32_t> positions) {
    std::vector<bool> taken(positions.size());
    for (const std::uint32_t position : positions) {
        if (position >= positions.size() || taken[position]) return false;
        taken[position] = true;
    }
    return true;
}

/// Where the events of each age begin in a list of all of them, and the end.
std::vector<std::uint64_t> starts_of(SpikesUnderWay& under_way) {
    std::vector<std::uint64_t> starts{0};
    for (std::int64_t age = 0; age <= under_way.oldest(); ++age) starts.push_back(starts.back() + under_way[age].size());
    return starts;
}

bool are_starts(std::span<const std::uint64_t> starts, std::size_t end) {
    return !starts.empty() && starts.front() == 0 && starts.back() == end && std::is_sorted(starts.begin(), starts.end());
}

bool all_in(std::span<const std::int32_t> neurons, Range range) {
    return std::all_of(neurons.begin(), neurons.end(), [&](std::int32_t k) { return k >= range.begin && k < range.end; });
}

} // namespace

bool Connectivity::visit_state(StateVisitor& visitor) {
    const auto numbering = visitor.look<std::uint8_t>("numbering", static_cast<std::uint8_t>(numbering_));
    const std::vector<std::uint64_t>& starts = visitor.list("rows", row_start_);
    const TargetList& targets = visitor.list("targets", targets_);
    const std::vector<std::uint32_t>& positions = visitor.list("positions", positions_);
    if (!visitor.restores()) return true;
    visitor.require(starts.size() == row_start_.size() && are_starts(starts, targets.size()), "rows");
    visitor.require(std::all_of(targets.begin(), targets.end(),
                                [&](std::uint32_t k) { return k >= targets_range_.begin && k < targets_range_.end; }),
                    "targets");
    visitor.require(numbering <= static_cast<std::uint8_t>(Numbering::stored), "numbering");
    const auto restored = static_cast<Numbering>(numbering);
    visitor.require(restored == Numbering::stored ? positions.size() == targets.size() && is_permutation(positions) : positions.empty(),
                    "positions");
    const bool same = restored == numbering_ && starts == row_start_ && targets == targets_ && positions == positions_;
    if (!same)
        visitor.then([this, restored] {
            numbering_ = restored;
            known_to_ascend_ = false;
            columns_ = {};
            ++version_;
        });
    return same;
}

// ---- delays, and what is under way ------------------------------------------------------------------------------

bool Delays::are_rests(std::span<const std::int16_t> rest, std::span<const std::uint8_t> narrow, std::span<const std::uint16_t> wide) {
    for (std::size_t k = 0; k < rest.size(); ++k) {
        const int steps = narrow.empty() ? wide[k] : narrow[k];
        if (rest[k] > kParts / 2 || rest[k] < (steps == 0 ? 0 : -kParts / 2)) return false;
    }
    return true;
}

bool Delays::visit_state(StateVisitor& visitor, const std::string& pathway, std::size_t synapses) {
    const double one = one_, dt = dt_;
    const bool fixed = visitor.number(pathway + ".fixed delay", fixed_);
    const double new_one = visitor.number(pathway + ".delay", one_), new_dt = visitor.number(pathway + ".delay dt", dt_);
    const std::vector<std::uint8_t>& narrow = visitor.list(pathway + ".delays", each_.narrow());
    const std::vector<std::uint16_t>& wide = visitor.list(pathway + ".long delays", each_.wide());
    const double given_dt = visitor.number(pathway + ".given dt", given_dt_);
    const std::vector<std::uint8_t>& given_narrow = visitor.list(pathway + ".given delays", given_.narrow());
    const std::vector<std::uint16_t>& given_wide = visitor.list(pathway + ".given long delays", given_.wide());
    const std::vector<std::int16_t>& rest = visitor.list(pathway + ".rest of delays", rest_);
    if (!visitor.restores()) return true;
    const std::size_t count = narrow.size() + wide.size(), given = given_narrow.size() + given_wide.size();
    const bool right_given = (given_narrow.empty() || given_wide.empty()) && (given == 0 || given == count) && given_dt >= 0 &&
                             given_dt * kMost <= std::numeric_limits<double>::max();
    visitor.require(right_given, pathway + ".given delays");
    visitor.require(rest.empty() || (rest.size() == count && are_rests(rest, given > 0 ? given_narrow : narrow, given > 0 ? given_wide : wide)),
                    pathway + ".rest of delays");
    visitor.require((narrow.empty() || wide.empty()) && (count == 0 || (count == synapses && !fixed && new_dt > 0)), pathway + ".delays");
    const double longest = new_dt > 0 && std::isfinite(new_dt) ? new_dt * kMost : 0;
    visitor.require(new_one >= 0 && std::isfinite(new_one) && std::isfinite(longest), pathway + ".delay");
    return one == new_one && dt == new_dt && narrow == each_.narrow() && wide == each_.wide();
}

void Stragglers::visit_state(StateVisitor& visitor, const std::string& pathway, Range neurons, std::size_t synapses) {
    std::vector<std::int64_t> arrivals;
    std::vector<std::int32_t> sources;
    std::vector<std::uint32_t> numbers;
    for (std::size_t k = next_; k < all_.size(); ++k) {
        arrivals.push_back(all_[k].arrival - now_);
        sources.push_back(all_[k].neuron);
        numbers.push_back(all_[k].synapse);
    }
    arrivals = visitor.exchange<std::int64_t>(pathway + ".late arrivals", arrivals);
    sources = visitor.exchange<std::int32_t>(pathway + ".late neurons", sources);
    numbers = visitor.exchange<std::uint32_t>(pathway + ".late synapses", numbers);
    if (!visitor.restores()) return;
    visitor.require(arrivals.size() == sources.size() && arrivals.size() == numbers.size() && all_in(sources, neurons) &&
                        std::is_sorted(arrivals.begin(), arrivals.end()) &&
                        std::all_of(arrivals.begin(), arrivals.end(), [](std::int64_t steps) { return steps >= 1 && steps <= 1 << 30; }) &&
                        std::all_of(numbers.begin(), numbers.end(), [&](std::uint32_t number) { return number < synapses; }),
                    pathway + ".late arrivals");
    std::vector<Straggler> all;
    for (std::size_t k = 0; k < arrivals.size(); ++k) all.push_back({arrivals[k], sources[k], numbers[k], 0});
    visitor.then([this, all = std::move(all)]() mutable {
        all_.swap(all);
        next_ = 0;
        now_ = 0;
    });
}

void Pathway::visit_under_way(StateVisitor& visitor, Range neurons) {
    std::vector<std::uint64_t> starts = starts_of(under_way_);
    std::vector<std::int32_t> all;
    for (std::int64_t age = 0; age <= under_way_.oldest(); ++age)
        all.insert(all.end(), under_way_[age].begin(), under_way_[age].end());
    starts = visitor.exchange<std::uint64_t>(name_ + ".under way by age", starts);
    all = visitor.exchange<std::int32_t>(name_ + ".under way", all);
    if (!visitor.restores()) return;
    visitor.require(are_starts(starts, all.size()) && starts.size() <= Delays::kMost + 2 && all_in(all, neurons), name_ + ".under way");
    std::deque<Volley> volleys(std::max(starts.size() - 1, under_way_.steps()));
    for (std::size_t age = 0; age + 1 < starts.size(); ++age)
        volleys[age].assign(all.begin() + static_cast<std::ptrdiff_t>(starts[age]), all.begin() + static_cast<std::ptrdiff_t>(starts[age + 1]));
    visitor.then([this, volleys = std::move(volleys)]() mutable { under_way_.replace(std::move(volleys)); });
}

bool Pathway::visit_state(StateVisitor& visitor, Connectivity& connectivity, Range neurons, std::size_t synapses, bool same_synapses) {
    const double dt = dt_;
    const double new_dt = visitor.number(name_ + ".dt", dt_);
    visitor.require(new_dt >= 0 && std::isfinite(new_dt), name_ + ".dt");
    const bool same_dt = new_dt == dt;
    const bool same_delays = delays.visit_state(visitor, name_, synapses);
    visit_under_way(visitor, neurons);
    stragglers_.visit_state(visitor, name_, neurons, synapses);
    const bool same = walk_.row_begin && same_dt && same_delays && same_synapses;
    if (same)
        visitor.then([this, &connectivity] {
            refill_arrivals();
            find_stragglers(connectivity);
        });
    return same;
}

// ---- event-driven equations ---------------------------------------------------------------------------------------

/// In steps or in seconds, as the clocks of the network that ran last asked for.
bool SynapseSet::visit_last_update(StateVisitor& visitor, std::size_t synapses) {
    if (event_driven_.unknowns.empty()) return true;
    const double dt = visitor.look<double>("dt of lastupdate", last_update_dt_);
    visitor.require(dt >= 0 && std::isfinite(dt), "dt of lastupdate");
    visitor.number("lastupdate between steps", last_update_between_steps_);
    Array& now = arrays_.at(&model::builtin(model::VariableKind::last_update));
    const plan::Storage storage = dt > 0 ? plan::Storage::integer64 : plan::Storage::float64;
    visitor.then([this, dt] { last_update_dt_ = dt; });
    if (now.storage() == storage) return visitor.resizable_variable("lastupdate", now, synapses) && dt == last_update_dt_;
    const auto restored = std::make_shared<Array>(storage, synapses);
    (void)visitor.resizable_variable("lastupdate", *restored, synapses);
    visitor.then([&now, restored] { now = std::move(*restored); });
    return false;
}

// ---- all of it --------------------------------------------------------------------------------------------------

void SynapseSet::visit_state(StateVisitor& visitor) {
    part_variables();
    show_traces();
    visitor.same_count("presynaptic elements", source_.range.size());
    visitor.same_count("postsynaptic elements", target_.range.size());
    const std::size_t synapses = visitor.look<std::uint64_t>("number of synapses", connectivity_.size());
    if (held_still_ && synapses != connectivity_.size())
        visitor.refuse("'" + name() + "' has " + std::to_string(size()) + " synapses now, at which others start or end, but had " +
                       std::to_string(synapses) + " when it was stored");
    visitor.number("connected", connected_);
    const bool same_synapses = connectivity_.visit_state(visitor);
    bool same = visit_variables(visitor, synapses) && same_synapses;
    same = visit_last_update(visitor, synapses) && same;
    same = visit_traces(visitor) && same;
    for (const auto& pathway : pathways_) {
        const Range neurons = (pathway->side() == model::Side::pre ? source_ : target_).range;
        const bool same_walk = pathway->visit_state(visitor, connectivity_, neurons, synapses, same_synapses);
        same = same && same_walk;
    }
    if (same) return;
    visitor.then([this] {
        incoming_ = {};
        outgoing_ = {};
        changed();
    });
}

} // namespace hillock::internal::engine
