// SPDX-License-Identifier: Apache-2.0
// The work of a group in a step as shares of several threads: each handles the same neurons in all of it.
#include "engine/neurons.hpp"

#include <utility>

namespace hillock::internal::engine {

namespace {

/// Of a usual step, where it has to be guessed how many spikes there are.
constexpr double kUsualRate = 10; // hertz

Touch list_at(const ElementList& list) { return {&list, &list + 1, nullptr, false}; }

Touch written(Touch touch) {
    touch.writes = true;
    return touch;
}

} // namespace

Touch Neurons::list_of_event(std::size_t event) const { return list_at(event == kSpike ? spikes_ : events_[event - 1].happened); }

std::span<const std::int32_t> Neurons::run_share(const Code& code, std::uint64_t key, Emission& emitted, const Step& step, Share share) const {
    const Range elements = elements_of(size_, share);
    KernelArguments call = arguments(step, key);
    return emitted.note(share, elements.begin, std::ssize(run_for(code, call, emitted, elements)));
}

std::span<const std::int32_t> Neurons::run_for(const Code& code, KernelArguments& call, Emission& emitted, const Range& elements) const {
    if (elements.size() == 0 || code.kernel().operations.empty()) return {};
    call.begin = elements.begin;
    call.end = elements.end;
    if (code.kernel().emits) call.emitted = emitted.place(elements.begin);
    return {emitted.place(elements.begin), static_cast<std::size_t>(code(call))};
}

std::optional<Division> Neurons::divide(const Code& code, const std::uint64_t& key, Emission& emitted, Touch list) {
    const Cuts cuts{by_element(), nullptr, nullptr};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * static_cast<double>(size_);
    division.cut = [&emitted](unsigned shares) {
        emitted.cut(shares);
        return true;
    };
    division.begin = [&emitted](const Step&) {
        emitted.begin();
        return true;
    };
    division.share = [this, &code, &key, &emitted](const Step& step, Share share) { (void)run_share(code, key, emitted, step, share); };
    division.touches = code.touches(cuts);
    if (code.kernel().emits) division.touches_at_end = {written(list)};
    return division;
}

std::optional<Division> Neurons::divide_spiking(const Code& code, const std::uint64_t& key) {
    std::optional<Division> division = divide(code, key, spike_buffer_, list_at(spikes_));
    if (!division) return division;
    // Each share marks its own spikes: what another processor writes takes long to come back.
    division->share = [this, &code, &key](const Step& step, Share share) {
        mark_spikes(run_share(code, key, spike_buffer_, step, share), step, share);
    };
    division->end = [this](const Step&) { spikes_ = spike_buffer_.gather(); };
    begin_releases_of(*division);
    for (std::optional<Array>* array : {&last_spike_, &not_refractory_})
        if (*array) division->touches.push_back({(*array)->data(), (*array)->end(), by_element(), true});
    if (conflict(division->touches, division->touches)) return std::nullopt; // a link to these marks: as they are before the test
    return division;
}

std::optional<Division> Neurons::divide_update() {
    const bool spikes = !threshold_code_.planned() && can_spike();
    std::optional<Division> division =
        spikes ? divide_spiking(update_code_, update_key_) : divide(update_code_, update_key_, spike_buffer_, {});
    if (!division || !refractory_seconds_) return division;
    if (!spikes) { // else that is done for the marks of its spikes
        begin_releases_of(*division);
        division->touches.push_back({not_refractory_->data(), not_refractory_->end(), by_element(), true});
    }
    division->share = [this, update = std::move(division->share)](const Step& step, Share share) {
        release(step, share);
        update(step, share);
    };
    return division;
}

void Neurons::begin_releases_of(Division& division) {
    if (!refractory_seconds_) return;
    const auto number = std::make_shared<unsigned>(1);
    division.cut = [number, cut = std::move(division.cut)](unsigned shares) {
        *number = shares;
        return cut(shares);
    };
    division.begin = [this, number, begin = std::move(division.begin)](const Step& step) {
        begin_releases(*number);
        return begin(step);
    };
}

std::optional<Division> Neurons::divide_threshold() { return divide_spiking(threshold_code_, threshold_key_); }

std::optional<Division> Neurons::divide(const Code& code, std::function<KernelArguments(const Step&)> call) const {
    const Cuts cuts{by_element(), nullptr, nullptr};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * static_cast<double>(size_);
    division.share = [&code, size = size_, call = std::move(call)](const Step& step, Share share) {
        const Range elements = elements_of(size, share);
        if (elements.size() == 0) return;
        KernelArguments arguments = call(step);
        arguments.begin = elements.begin;
        arguments.end = elements.end;
        code(arguments);
    };
    division.touches = code.touches(cuts);
    return division;
}

double Neurons::usual_events() const { return static_cast<double>(size_) * kUsualRate * dt_; }

std::optional<Division> Neurons::divide_list(const Code& code, std::function<KernelArguments(const Step&)> call, double usual,
                                             Touch list) const {
    const Cuts cuts{by_element(), nullptr, nullptr};
    if (!code.can_be_cut(cuts)) return std::nullopt;
    Division division;
    division.expected = nanoseconds_an_element(code.kernel()) * usual;
    division.begin = [call](const Step& step) { return call(step).list_size > 0; };
    division.share = [&code, size = size_, call](const Step& step, Share share) {
        KernelArguments arguments = call(step);
        const std::span<const std::int32_t> all(arguments.list, static_cast<std::size_t>(arguments.list_size));
        const std::span<const std::int32_t> own = in_range(all, elements_of(size, share));
        if (own.empty()) return;
        arguments.list = own.data();
        arguments.list_size = std::ssize(own);
        code(arguments);
    };
    division.touches = code.touches(cuts);
    division.touches.push_back(list);
    return division;
}

std::optional<Division> Neurons::divide_reset() const {
    const auto call = [this](const Step& step) {
        KernelArguments arguments = this->arguments(step);
        arguments.random_key = reset_key_;
        arguments.list = spikes_.data();
        arguments.list_size = std::ssize(spikes_);
        return arguments;
    };
    return divide_list(reset_code_, call, usual_events(), list_at(spikes_));
}

} // namespace hillock::internal::engine
