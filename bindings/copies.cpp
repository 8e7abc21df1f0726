// SPDX-License-Identifier: Apache-2.0
// The C interface: networks that are copies of another one, and objects that leave theirs.
#include "bindings/handles.hpp"
#include "bindings/options.hpp"
#include "hillock/sweep.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

using namespace hillock::bindings;
namespace engine = hillock::internal::engine;

namespace {

/// Handles of what the copy of a network has, in the order of the original. Slices have no name to be found by.
std::unique_ptr<hillock_network> with_handles(const hillock_network& original, hillock::Network&& copy) {
    auto result = std::make_unique<hillock_network>(hillock_network{.state = {}, .objects = {}, .network = std::move(copy)});
    result->state.keys = engine::thread_keys();
    result->state.dt = original.state.dt;
    for (const auto& object : original.objects) {
        if (object->has_left) continue;
        std::visit(
            [&](const auto& content) {
                using Class = std::decay_t<decltype(content)>;
                if constexpr (std::derived_from<Class, hillock::SimulationObject>)
                    result->objects.push_back(std::make_unique<hillock_object>(hillock_object{
                        .network = result.get(), .content = result->network.get<Class>(object->name), .name = object->name}));
            },
            object->content);
    }
    return result;
}

/// Calls `action` with the handle of an object of a network. \param what  it does, in messages
template <class Action> void as_member(hillock_object& object, const char* what, Action action) {
    const AsNetwork scope(object.network->state);
    std::visit(
        [&](const auto& content) {
            if constexpr (std::derived_from<std::decay_t<decltype(content)>, hillock::SimulationObject>) action(content);
            else throw hillock::TypeError("a slice of '" + object.name + "' cannot be " + what + ", only the whole group");
        },
        object.content);
}

} // namespace

hillock_status hillock_network_clone(hillock_network* network, hillock_network** clone) {
    return guarded([&] {
        hillock_network& original = required(network, "network");
        hillock_network*& out = required(clone, "clone");
        const AsNetwork scope(original.state);
        out = with_handles(original, original.network.clone()).release();
    });
}

hillock_status hillock_sweep(hillock_network* network, size_t count, hillock_variant run, void* context, const hillock_options* options) {
    return guarded([&] {
        hillock_network& original = required(network, "network");
        (void)required(run, "run");
        OptionReader read(options, "hillock_sweep()");
        hillock::SweepOptions sweep;
        std::int64_t threads = 0;
        read.whole("threads", threads);
        if (threads < 0 || threads > 1024)
            throw hillock::ValueError("hillock_sweep(): threads must be from 0 to 1024, but it is " + std::to_string(threads));
        sweep.threads = static_cast<unsigned>(threads);
        read.flag("same_seed", sweep.same_seed);
        read.finish();
        const AsNetwork scope(original.state);
        const auto variant = [&](std::size_t k, hillock::Network& copy) {
            const auto handle = with_handles(original, std::move(copy));
            call_host("the function of the sweep", [&] { return run(context, k, handle.get()); });
        };
        engine::sweep_network(original.network, count, variant, sweep);
    });
}

hillock_status hillock_remove(hillock_object* object) {
    return guarded([&] {
        hillock_object& target = required(object, "object");
        as_member(target, "removed", [&](const auto& content) { target.network->network.remove(content); });
        target.has_left = true;
    });
}

hillock_status hillock_put_back(hillock_object* object) {
    return guarded([&] {
        hillock_object& target = required(object, "object");
        as_member(target, "put back", [&](const auto& content) { target.network->network.add(content); });
        target.has_left = false;
    });
}
