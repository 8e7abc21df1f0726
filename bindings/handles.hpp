// SPDX-License-Identifier: Apache-2.0
// What the handles of the C interface are.
#pragma once

#include "bindings/calls.hpp"
#include "hillock/groups.hpp"
#include "hillock/hillock.h"
#include "hillock/inputs.hpp"
#include "hillock/monitors.hpp"
#include "hillock/network.hpp"
#include "hillock/network_operation.hpp"
#include "hillock/rate_guard.hpp"
#include "hillock/synapses.hpp"

#include <map>
#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <variant>
#include <vector>

struct hillock_object {
    using Content =
        std::variant<hillock::Subgroup, hillock::NeuronGroup, hillock::PoissonGroup, hillock::SpikeGeneratorGroup, hillock::InputGroup,
                     hillock::Synapses, hillock::PoissonInput, hillock::SpikeMonitor, hillock::EventMonitor, hillock::StateMonitor,
                     hillock::PopulationRateMonitor, hillock::RateGuard, hillock::NetworkOperation>;
    hillock_network* network;
    Content content;
    std::string name = {}; ///< of the object, or of the group that a slice is of
    bool has_left = false; ///< its network, by hillock_remove()
    mutable std::map<std::string, std::string, std::less<>> units = {}; ///< that were handed out, by variable
};

struct hillock_network {
    hillock::bindings::ThreadState state;
    std::vector<std::unique_ptr<hillock_object>> objects; ///< outlive the network, as <hillock/network.hpp> asks for
    hillock::Network network;
};

namespace hillock::bindings {

/// Objects of C hosts were made at no line of C++: errors name no such place.
inline constexpr std::source_location kNoPlace{};

/// An object of this class. Throws TypeError, and ValueError for NULL. \param needed  in messages: "an input group"
template <class Class> [[nodiscard]] Class& content_of(hillock_object* handle, const char* parameter, const char* needed) {
    hillock_object& object = required(handle, parameter);
    if (auto* content = std::get_if<Class>(&object.content)) return *content;
    throw TypeError("'" + object.name + "' is not " + needed);
}

/// Neurons of whatever kind; nullptr if it is something else.
[[nodiscard]] const Subgroup* neurons_in(const hillock_object& object);
/// Throws TypeError for what is no neurons, and ValueError for NULL or neurons of another network.
[[nodiscard]] const Subgroup& neurons_of(const hillock_network& network, const hillock_object* handle, const char* parameter);
/// Throws ValueError for NULL or an object of another network.
[[nodiscard]] const hillock_object& member_of(const hillock_network& network, const hillock_object* handle, const char* parameter);
/// A variable of neurons or synapses. Throws TypeError for what has none, NameError, and ValueError for NULL.
[[nodiscard]] VariableView variable_of(const hillock_object* handle, const char* variable);

/// Puts what `make()` gives into the network, and hands out its handle if that is wanted.
template <class Make> hillock_status add_object(hillock_network* handle, hillock_object** out, Make make) noexcept {
    return guarded([&] {
        hillock_network& network = required(handle, "network");
        const AsNetwork scope(network.state);
        network.objects.reserve(network.objects.size() + 1);
        auto object = std::make_unique<hillock_object>(hillock_object{.network = &network, .content = make(network)});
        std::visit(
            [&](const auto& content) {
                if constexpr (std::derived_from<std::decay_t<decltype(content)>, SimulationObject>) {
                    network.network.add(content);
                    object->name = content.name();
                }
            },
            object->content);
        if (out) *out = object.get();
        network.objects.push_back(std::move(object));
    });
}

/// Work on a handle of an object, as its network: reading a variable may need its clock, or draw numbers.
template <class Action> hillock_status with_object(const hillock_object* handle, const char* parameter, Action action) noexcept {
    return guarded([&] {
        const AsNetwork scope(required(handle, parameter).network->state);
        action();
    });
}

} // namespace hillock::bindings
