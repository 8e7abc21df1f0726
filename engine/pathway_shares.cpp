// SPDX-License-Identifier: Apache-2.0
// Synapses that are due to calls of the kernel, one for each share: a share has the synapses of its own targets. Rows ascend in their
// targets, so that a part of each row is one piece; of columns a share has those of its own neurons. All contributions to a target come from one
// share, in the order in which one thread makes them.
#include "engine/pathway.hpp"

namespace hillock::internal::engine {

bool Pathway::targets_ascend() const {
    const auto rows = static_cast<std::size_t>(neurons_.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (std::uint64_t k = walk_.row_begin[row]; k + 1 < walk_.row_begin[row + 1]; ++k) {
            const bool together = !walk_.delays || (*walk_.delays)[k] == (*walk_.delays)[k + 1];
            if (together && target_at(k) > target_at(k + 1)) return false;
        }
    return true;
}

bool Pathway::cut(unsigned shares, const Connectivity& connectivity, std::int64_t size) {
    targets_ = connectivity.targets();
    targets_size_ = size;
    bounds_ = {};
    if (side_ == model::Side::pre) {
        const bool known = connectivity.known_to_ascend() && !walk_.delays;
        if (!known && !targets_ascend()) return false;
        const std::span rows(walk_.row_begin, static_cast<std::size_t>(neurons_.size()) + 1);
        if (!walk_.delays) bounds_.cut(rows, [this](std::uint64_t entry) { return target_at(entry); }, size, shares);
    }
    if (shares != shares_) find_runs(shares);
    return true;
}

void Pathway::find_runs(unsigned shares) {
    shares_ = shares;
    if (walk_.delays)
        runs_.find({walk_.row_begin, static_cast<std::size_t>(neurons_.size()) + 1}, *walk_.delays, shares,
                   [&](std::size_t row, std::uint64_t first, std::uint64_t last, unsigned share) { return end_of_part(row, first, last, {share, shares}); });
    refill_arrivals();
}

std::uint64_t Pathway::end_of_part(std::size_t row, std::uint64_t first, std::uint64_t last, Share share) const {
    const std::int64_t end = elements_of(targets_size_, share).end;
    if (side_ == model::Side::post) return neurons_.begin + static_cast<std::int64_t>(row) < end ? last : first;
    return first_entry_from(first, last, end, [this](std::uint64_t entry) { return target_at(entry); });
}

void Pathway::add_late(std::int32_t neuron, std::uint64_t first, std::uint64_t last) {
    late_.neurons.push_back(neuron);
    late_.bounds.front().push_back(first);
    for (unsigned share = 0; share + 1 < shares_; ++share) {
        first = end_of_part(row_of(neuron), first, last, {share, shares_});
        late_.bounds[share + 1].push_back(first);
    }
    late_.bounds.back().push_back(last);
}

void Pathway::run(const Due& due, KernelArguments& call, Share share) {
    if (due.neurons.empty()) return;
    if (!trace_code_.planned()) return walk(due, call, share);
    try {
        walk(due, call, share);
    } catch (...) { // of a function of the host: all synapses have been visited nevertheless
        update_traces(due, call, share);
        throw;
    }
    update_traces(due, call, share);
}

void Pathway::update_traces(const Due& due, KernelArguments& call, Share share) {
    call.list = due.neurons.data();
    call.list_size = std::ssize(due.neurons);
    const bool is_all = share.of == 1; // otherwise each share does the same to its own copy
    const unsigned first = is_all ? 0 : share.number, last = is_all ? trace_code_.bindings() : first + 1;
    for (unsigned copy = first; copy < last; ++copy) trace_code_(call, copy);
}

void Pathway::walk(const Due& due, KernelArguments& call, Share share) {
    std::span<const std::int32_t> neurons = due.neurons;
    call.random_key = key_;
    call.row_synapse = walk_.synapse;
    call.row_source = walk_.source;
    if (const DueEntries* entries = due.entries) {
        call.row_begin = entries->bounds[share.number].data();
        call.row_end = (share.of == 1 ? entries->bounds.back() : entries->bounds[share.number + 1]).data();
        call.rows_by_number = 1;
    } else if (share.of > 1 && side_ == model::Side::pre) {
        call.row_begin = bounds_.begin(share);
        call.row_end = bounds_.end(share);
    } else {
        call.row_begin = walk_.row_begin;
        call.row_end = walk_.row_begin + 1;
        if (share.of > 1) neurons = in_range(neurons, elements_of(targets_size_, share));
    }
    if (neurons.empty()) return;
    call.list = neurons.data();
    call.list_size = std::ssize(neurons);
    code_(call, trace_code_.planned() ? share.number : 0);
}

double Pathway::synapses_an_event() const {
    const auto neurons = static_cast<std::size_t>(neurons_.size());
    return static_cast<double>(walk_.row_begin[neurons]) / static_cast<double>(neurons);
}

} // namespace hillock::internal::engine
