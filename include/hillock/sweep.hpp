// SPDX-License-Identifier: Apache-2.0
// Many variants of a model on all cores, from one call:
//
//     std::vector<double> rates = sweep(net, {0.5, 1.0, 1.5}, [](Network& variant, double drive) {
//         variant.get<NeuronGroup>("G")["drive"] = drive;
//         variant.run(1*second);
//         return variant.get<SpikeMonitor>("spikes").num_spikes() / (1*second);
//     });
#pragma once

#include <hillock/callback.hpp>
#include <hillock/error.hpp>
#include <hillock/network.hpp>
#include <hillock/stop_token.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hillock {

struct SweepOptions {
    /// That run variants at the same time; 0: as many as the machine has cores. The results do not depend on it.
    unsigned threads = 0;
    /// All variants draw the same random numbers, those of the network itself. Otherwise the numbers of each follow from the network's seed
    /// (of a function's variants: from seed() of the thread) and the number of the variant.
    bool same_seed = false;
    /// Once a stop is requested no further variant begins; those that run are finished, and sweep() throws.
    StopToken cancel = {};
};

/// A variant has failed, the first of those that did; or the sweep was cancelled before this one could begin. The exception of the
/// variant is nested, std::rethrow_if_nested() throws it.
class HILLOCK_API SweepError : public Error {
  public:
    SweepError(std::size_t variant, const std::string& message) : Error(message), variant_(variant) {}
    /// Its place among the values, from 0.
    [[nodiscard]] std::size_t variant() const { return variant_; }

  private:
    std::size_t variant_;
};

namespace internal::engine {

// What sweep() is made of: call `variant` for the numbers below `count`, from several threads.
HILLOCK_API void sweep_network(const Network& network, std::size_t count, const internal::Callback<void(std::size_t, Network&)>& variant,
                               const SweepOptions& options);
HILLOCK_API void sweep_function(std::size_t count, const internal::Callback<void(std::size_t)>& variant, const SweepOptions& options);

template <class T> inline constexpr bool kIsSpan = false;
template <class T, std::size_t n> inline constexpr bool kIsSpan<std::span<T, n>> = true;

template <class Result> std::vector<Result> unpacked(std::vector<std::optional<Result>>&& places) {
    std::vector<Result> results;
    results.reserve(places.size());
    for (auto& place : places) results.push_back(std::move(*place));
    return results;
}

} // namespace internal::engine

/// Calls run(variant, value) for each value, where `variant` is a clone of the network as it is now, and returns what it returns, in the
/// order of the values; nothing if it returns nothing. The network stays as it is, and is not used meanwhile. Nothing is compiled for
/// a variant unless it has other equations or another dt.
///
/// `run` is called from several threads at the same time: what it shares with other variants it must not change. Time steps and
/// random numbers are those of the calling thread: defaultclock() and values that are assigned by text are the same whichever thread
/// runs a variant. Throws SweepError, and what Network::clone documents.
template <class Value, class Run>
    requires std::invocable<const Run&, Network&, const Value&>
auto sweep(const Network& network, const std::vector<Value>& values, const Run& run, const SweepOptions& options = {}) {
    if constexpr (std::is_void_v<std::invoke_result_t<const Run&, Network&, const Value&>>) {
        internal::engine::sweep_network(
            network, values.size(), [&](std::size_t k, Network& variant) { run(variant, values[k]); }, options);
    } else {
        using Result = std::decay_t<std::invoke_result_t<const Run&, Network&, const Value&>>;
        static_assert(!internal::engine::kIsSpan<Result>, "the variant is gone when sweep() returns: copy what its spans show, into a std::vector");
        std::vector<std::optional<Result>> places(values.size());
        internal::engine::sweep_network(network, values.size(), [&](std::size_t k, Network& variant) { places[k].emplace(run(variant, values[k])); }, options);
        return internal::engine::unpacked(std::move(places));
    }
}
template <class Value, class Run>
    requires std::invocable<const Run&, Network&, const Value&>
auto sweep(const Network& network, std::initializer_list<Value> values, const Run& run, const SweepOptions& options = {}) {
    return sweep(network, std::vector<Value>(values), run, options);
}

/// Calls run(value) for each value: a function that builds its own network. As above; equations that several variants have in common
/// are compiled once or, at the start, once by each thread.
template <class Value, class Run>
    requires std::invocable<const Run&, const Value&>
auto sweep(const std::vector<Value>& values, const Run& run, const SweepOptions& options = {}) {
    if constexpr (std::is_void_v<std::invoke_result_t<const Run&, const Value&>>) {
        internal::engine::sweep_function(values.size(), [&](std::size_t k) { run(values[k]); }, options);
    } else {
        using Result = std::decay_t<std::invoke_result_t<const Run&, const Value&>>;
        static_assert(!internal::engine::kIsSpan<Result>, "the variant is gone when sweep() returns: copy what its spans show, into a std::vector");
        std::vector<std::optional<Result>> places(values.size());
        internal::engine::sweep_function(values.size(), [&](std::size_t k) { places[k].emplace(run(values[k])); }, options);
        return internal::engine::unpacked(std::move(places));
    }
}
template <class Value, class Run>
    requires std::invocable<const Run&, const Value&>
auto sweep(std::initializer_list<Value> values, const Run& run, const SweepOptions& options = {}) {
    return sweep(std::vector<Value>(values), run, options);
}

} // namespace hillock
