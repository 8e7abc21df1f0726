// SPDX-License-Identifier: Apache-2.0
// The C interface: neurons, inputs, and what else acts on neurons.
#include "bindings/handles.hpp"
#include "bindings/options.hpp"

#include <span>

namespace hillock::bindings {

const Subgroup* neurons_in(const hillock_object& object) {
    return std::visit(
        [](const auto& content) -> const Subgroup* {
            if constexpr (std::derived_from<std::decay_t<decltype(content)>, Subgroup>) return &content;
            else return nullptr;
        },
        object.content);
}

const hillock_object& member_of(const hillock_network& network, const hillock_object* handle, const char* parameter) {
    const hillock_object& object = required(handle, parameter);
    if (object.network != &network) throw ValueError("'" + object.name + "' is part of another network");
    return object;
}

const Subgroup& neurons_of(const hillock_network& network, const hillock_object* handle, const char* parameter) {
    const hillock_object& object = member_of(network, handle, parameter);
    if (const Subgroup* neurons = neurons_in(object)) return *neurons;
    throw TypeError("'" + object.name + "' is not a group of neurons");
}

namespace {

/// A number in hertz, or an expression.
template <class Value> Value text_or_number(OptionReader& read, const char* key, const Dimension& dimension, const char* function) {
    const hillock_options::Value* value = read.any(key);
    if (!value) throw ValueError(std::string(function) + " needs the option '" + key + "', a text or a number");
    if (const auto* text = std::get_if<std::string>(value)) return *text;
    if (const auto* number = std::get_if<double>(value)) return Quantity(*number, dimension);
    throw read.wrong_kind(key, "a text or a number");
}

constexpr Dimension kRateDimension = kTimeDimension.power(-1);

template <class Options> void place_in_step(OptionReader& read, Options& options) {
    read.text("when", options.when);
    read.whole("order", options.order);
    read.seconds("dt", options.dt);
}

Indices indices_of(const std::int64_t* neurons, std::size_t count) {
    if (count > 0) (void)required(neurons, "neurons");
    return std::vector<std::int64_t>(neurons, neurons + count);
}

QuantityArray times_of(const double* times, std::size_t count) {
    if (count > 0) (void)required(times, "times");
    return {{times, times + count}, kTimeDimension};
}

NeuronGroup neurons(std::int64_t size, const char* equations, const hillock_options* given) {
    OptionReader read(given, "hillock_add_neurons()");
    NeuronGroupOptions options;
    read.text("threshold", options.threshold);
    read.text("reset", options.reset);
    if (const auto* value = read.any("refractory")) {
        if (const auto* text = std::get_if<std::string>(value)) options.refractory = *text;
        else if (const auto* number = std::get_if<double>(value)) options.refractory = Quantity(*number, kTimeDimension);
        else throw read.wrong_kind("refractory", "a text or a number");
    }
    std::string method;
    read.text("method", method);
    options.method = method;
    options.events = read.named_texts("events");
    read.common_and_finish(options);
    return {size, &required(equations, "equations"), options, kNoPlace};
}

PoissonGroup poisson_group(std::int64_t size, const hillock_options* given) {
    OptionReader read(given, "hillock_add_poisson_group()");
    PoissonGroupOptions options;
    place_in_step(read, options);
    read.flag("several_spikes", options.several_spikes);
    read.text("name", options.name);
    options.constants = read.constants();
    options.late_constants = read.late_constants();
    options.functions = read.functions();
    const auto rates = text_or_number<PoissonRates>(read, "rates", kRateDimension, "hillock_add_poisson_group()");
    read.finish();
    return {size, rates, options, kNoPlace};
}

SpikeGeneratorGroup spike_generator(std::int64_t size, const Indices& indices, const QuantityArray& times, const hillock_options* given) {
    OptionReader read(given, "hillock_add_spike_generator()");
    SpikeGeneratorGroupOptions options;
    place_in_step(read, options);
    read.seconds("period", options.period);
    read.text("name", options.name);
    read.finish();
    return {size, indices, times, options, kNoPlace};
}

InputGroup input(std::int64_t size, const hillock_options* given) {
    OptionReader read(given, "hillock_add_input()");
    InputGroupOptions options;
    place_in_step(read, options);
    read.text("name", options.name);
    read.finish();
    return InputGroup(size, options, kNoPlace);
}

PoissonInput poisson_input(const Subgroup& target, const std::string& variable, std::int64_t sources, const hillock_options* given) {
    constexpr const char* kFunction = "hillock_add_poisson_input()";
    OptionReader read(given, kFunction);
    PoissonInputOptions options;
    place_in_step(read, options);
    read.text("name", options.name);
    options.constants = read.constants();
    options.functions = read.functions();
    const auto rate = text_or_number<InputValue>(read, "rate", kRateDimension, kFunction);
    const auto weight = text_or_number<InputValue>(read, "weight", target[variable].dimension(), kFunction);
    read.finish();
    return {target, variable, sources, rate, weight, options, kNoPlace};
}

NetworkOperation operation(hillock_network& network, hillock_operation function, void* context, const hillock_options* given) {
    if (!function) throw ValueError("operation is NULL");
    OptionReader read(given, "hillock_add_operation()");
    NetworkOperationOptions options;
    place_in_step(read, options);
    read.text("name", options.name);
    read.finish();
    const std::size_t place = network.objects.size(); // of the handle that it will have, and with it its name
    return NetworkOperation(
        [&network, place, function, context](Quantity t) {
            call_host("the operation '" + network.objects[place]->name + "'", [&] { return function(context, t.value()); });
        },
        options, kNoPlace);
}

} // namespace

} // namespace hillock::bindings

// ---- the C interface --------------------------------------------------------------------------------------------

using namespace hillock::bindings;

hillock_status hillock_add_neurons(hillock_network* network, int64_t size, const char* equations, const hillock_options* options,
                                   hillock_object** object) {
    return add_object(network, object, [&](hillock_network&) { return neurons(size, equations, options); });
}

hillock_status hillock_add_poisson_group(hillock_network* network, int64_t size, const hillock_options* options,
                                         hillock_object** object) {
    return add_object(network, object, [&](hillock_network&) { return poisson_group(size, options); });
}

hillock_status hillock_add_spike_generator(hillock_network* network, int64_t size, const int64_t* neurons, const double* times,
                                           size_t count, const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network&) {
        return spike_generator(size, indices_of(neurons, count), times_of(times, count), options);
    });
}

hillock_status hillock_set_spikes(hillock_object* generator, const int64_t* neurons, const double* times, size_t count,
                                  double period) {
    return with_object(generator, "generator", [&] {
        content_of<hillock::SpikeGeneratorGroup>(generator, "generator", "a spike generator")
            .set_spikes(indices_of(neurons, count), times_of(times, count), {period, hillock::kTimeDimension});
    });
}

hillock_status hillock_add_input(hillock_network* network, int64_t size, const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network&) { return input(size, options); });
}

hillock_status hillock_fire(hillock_object* input, const int32_t* neurons, size_t count) {
    return with_object(input, "input", [&] {
        if (count > 0) (void)required(neurons, "neurons");
        content_of<hillock::InputGroup>(input, "input", "an input group").fire(std::span(neurons, count));
    });
}

hillock_status hillock_add_poisson_input(hillock_network* network, hillock_object* target, const char* variable, int64_t sources,
                                         const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        return poisson_input(neurons_of(owner, target, "target"), &required(variable, "variable"), sources, options);
    });
}

hillock_status hillock_slice(hillock_object* neurons, int64_t begin, int64_t end, hillock_object** slice) {
    return guarded([&] {
        hillock_network* const network = required(neurons, "neurons").network;
        const hillock::Subgroup& whole = neurons_of(*network, neurons, "neurons");
        hillock_object*& out = required(slice, "slice");
        auto object = std::make_unique<hillock_object>(
            hillock_object{.network = network, .content = whole.slice(begin, end), .name = neurons->name});
        network->objects.push_back(std::move(object));
        out = network->objects.back().get();
    });
}

hillock_status hillock_add_operation(hillock_network* network, hillock_operation function, void* context,
                                     const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) { return operation(owner, function, context, options); });
}

hillock_status hillock_run_regularly(hillock_object* object, const char* code, const hillock_options* options) {
    return with_object(object, "object", [&] {
        OptionReader read(options, "hillock_run_regularly()");
        hillock::RunRegularlyOptions place;
        place_in_step(read, place);
        read.finish();
        const std::string text = &required(code, "code");
        if (const hillock::Subgroup* group = neurons_in(*object)) group->run_regularly(text, place);
        else if (const auto* synapses = std::get_if<hillock::Synapses>(&object->content)) synapses->run_regularly(text, place);
        else throw hillock::TypeError("'" + object->name + "' has no variables: only neurons and synapses have");
    });
}

hillock_status hillock_name(const hillock_object* object, const char** name) {
    return guarded([&] { required(name, "name") = required(object, "object").name.c_str(); });
}

hillock_status hillock_size(const hillock_object* object, size_t* size) {
    return guarded([&] {
        std::size_t& out = required(size, "size");
        if (const hillock::Subgroup* group = neurons_in(required(object, "object"))) out = group->size();
        else if (const auto* synapses = std::get_if<hillock::Synapses>(&object->content)) out = synapses->size();
        else throw hillock::TypeError("'" + object->name + "' has no size: only neurons and synapses have");
    });
}

hillock_status hillock_set_active(hillock_object* object, int32_t active) {
    return guarded([&] {
        std::visit(
            [&](const auto& content) {
                if constexpr (std::derived_from<std::decay_t<decltype(content)>, hillock::SimulationObject>) content.set_active(active != 0);
                else throw hillock::TypeError("a slice of '" + object->name + "' cannot be set active or not, only the whole group");
            },
            required(object, "object").content);
    });
}
