// SPDX-License-Identifier: Apache-2.0
// The work of synapses in a step as shares of several threads. Code that writes neurons is cut by target neuron, code that writes synapses
// alone by source neuron, or by synapse where it looks at no neuron.
#include "engine/step_arguments.hpp"
#include "engine/synapse_set.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

namespace {

/// Of a usual step, where it has to be guessed how many events there are.
constexpr double kUsualRate = 10; // hertz

} // namespace

std::optional<Division> SynapseSet::divide(Pathway& pathway) {
    const Cuts cuts{&connectivity_, nullptr, target_.owner->by_element()};
    if (!pathway.code().can_be_cut(cuts)) return std::nullopt;
    const Endpoint& from = end_at(pathway.side());
    Division division;
    division.expected = nanoseconds_an_element(pathway.code().kernel()) * pathway.synapses_an_event() * static_cast<double>(from.range.size()) * kUsualRate * pathway.dt();
    division.cut = [this, &pathway](unsigned shares) {
        if (!pathway.cut(shares, connectivity_, target_.owner->size())) return false;
        share_traces(shares);
        return true;
    };
    division.begin = [this, &pathway, &from](const Step&) {
        gather_variables();
        pathway.collect(from.owner->events_in(pathway.event(), from.range));
        return pathway.is_due();
    };
    division.share = [this, &pathway](const Step& step, Share share) {
        KernelArguments call = arguments_at(step);
        pathway.run(call, share);
    };
    division.touches = touches(pathway, cuts);
    division.touches.push_back(from.owner->list_of_event(pathway.event()));
    return division;
}

Tiling SynapseSet::tile_in_shares(Pathway& pathway, const Division& division) {
    const Endpoint& from = end_at(pathway.side());
    const auto first = std::make_shared<std::int64_t>(0); // step of the tiles
    Tiling tiling;
    tiling.steps = [&pathway, &from](const Step& step) {
        return pathway.steps_known(from.owner->steps_without_event(pathway.event(), step));
    };
    tiling.begin = [this, first](const Tiles& tiles) {
        gather_variables();
        *first = tiles.first.number;
    };
    tiling.block = [this, &pathway, first](const Step& step, Share share) {
        KernelArguments call = arguments_at(step);
        pathway.run_ahead(call, share, step.number - *first);
    };
    tiling.afterwards = [&pathway, &from](const Step&) { pathway.collect(from.owner->events_in(pathway.event(), from.range)); };
    tiling.hears = from.owner->list_of_event(pathway.event()).begin;
    tiling.touches = division.touches;
    std::erase_if(tiling.touches, [&tiling](const Touch& touch) { return touch.begin == tiling.hears; });
    return tiling;
}

std::optional<Division> SynapseSet::divide(const Code& code, const std::uint64_t& key) {
    if (code.kernel().domain == plan::Domain::elements) return divide_elements(code, key);
    if (auto division = divide_sources(code, key)) return division;
    return divide_targets(code, key);
}

std::optional<Division> SynapseSet::divide_routine(const Routine& routine) {
    if (routine.shared_code.planned()) return std::nullopt; // which comes before the rest
    std::optional<Division> division = divide(routine.code, routine.key);
    if (!division) return division;
    division->expected /= static_cast<double>(routine.pace.period);
    division->begin = [&routine](const Step& step) { return routine.pace.is_due(step.number); };
    return division;
}

std::optional<Division> SynapseSet::divide_elements(const Code& code, const std::uint64_t& key) {
    const Cuts cuts{by_element(), nullptr, nullptr};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * static_cast<double>(size());
    division.share = [this, &code, &key](const Step& step, Share share) {
        const Range own = elements_of(size(), share);
        if (own.size() == 0) return;
        KernelArguments call = arguments_for_all(step);
        call.random_key = key;
        call.begin = own.begin;
        call.end = own.end;
        code(call);
    };
    division.touches = code.touches(cuts);
    return division;
}

std::optional<Division> SynapseSet::divide_sources(const Code& code, const std::uint64_t& key) {
    const Cuts cuts{&all_sources_, &source_bounds_, nullptr};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * static_cast<double>(size());
    division.cut = [this](unsigned shares) {
        const std::uint64_t* const rows = connectivity_.row_start();
        const std::size_t sources = all_sources_.size();
        source_bounds_.assign(1, 0);
        for (unsigned k = 1; k <= shares; ++k) // so that each has about as many synapses
            source_bounds_.push_back(k == shares ? sources : static_cast<std::size_t>(std::lower_bound(rows, rows + sources, size() * k / shares) - rows));
        return true;
    };
    division.share = [this, &code, &key](const Step& step, Share share) {
        KernelArguments call = arguments_for_all(step);
        call.random_key = key;
        if (share.of > 1) {
            call.list += source_bounds_[share.number];
            call.list_size = static_cast<std::int64_t>(source_bounds_[share.number + 1] - source_bounds_[share.number]);
        }
        if (call.list_size > 0) code(call);
    };
    division.touches = code.touches(cuts);
    return division;
}

bool SynapseSet::rows_ascend() const {
    if (connectivity_.known_to_ascend()) return true;
    const std::uint64_t* const rows = connectivity_.row_start();
    const std::uint32_t* const targets = connectivity_.targets();
    for (std::size_t row = 0; row < all_sources_.size(); ++row)
        if (!std::is_sorted(targets + rows[row], targets + rows[row + 1])) return false;
    return true;
}

std::optional<Division> SynapseSet::divide_targets(const Code& code, const std::uint64_t& key) {
    const Cuts cuts{&connectivity_, nullptr, target_.owner->by_element()};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * static_cast<double>(size());
    division.cut = [this](unsigned shares) {
        if (!rows_ascend()) return false;
        const std::uint32_t* const targets = connectivity_.targets();
        const auto target_at = [targets](std::uint64_t entry) { return targets[entry]; };
        row_bounds_.cut({connectivity_.row_start(), all_sources_.size() + 1}, target_at, target_.owner->size(), shares);
        return true;
    };
    division.share = [this, &code, &key](const Step& step, Share share) {
        KernelArguments call = arguments_for_all(step);
        call.random_key = key;
        if (share.of > 1) {
            call.row_begin = row_bounds_.begin(share);
            call.row_end = row_bounds_.end(share);
        }
        code(call);
    };
    division.touches = code.touches(cuts);
    return division;
}

Division SynapseSet::divide_clearing(const SumPlace& place) {
    const Endpoint& population = end_at(place.side);
    Division division;
    division.expected = 0.1 * static_cast<double>(population.range.size()); // memory is written with 80 GB/s
    division.share = [this, place](const Step&, Share share) { clear_sums(place, share); };
    for (std::size_t k = 0; k < model().summed.size(); ++k) {
        if (sum_places_[k] != place) continue;
        Array& array = *population.owner->array(*model().summed[k].target.variable);
        division.touches.push_back({array.data(), array.end(), population.owner->by_element(), true});
    }
    return division;
}

} // namespace hillock::internal::engine
