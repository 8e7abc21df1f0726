// SPDX-License-Identifier: Apache-2.0
// The C interface: synapses.
#include "bindings/handles.hpp"
#include "bindings/options.hpp"

namespace hillock::bindings {

namespace {

PathwayCode code_of(OptionReader& read, const std::string& key) {
    std::string one;
    read.text(key, one);
    std::map<std::string, std::string> several = read.named_texts(key);
    if (!several.empty() && !one.empty())
        throw ValueError("hillock_add_synapses(): '" + key + "' is one pathway and '" + key + "." + several.begin()->first +
                         "' one of several: give the one or the other");
    if (several.empty()) return one;
    return several;
}

PathwayDelays delays_of(OptionReader& read) {
    std::map<std::string, Quantity> delays;
    for (const auto& [pathway, value] : read.named("delay")) {
        const auto* number = std::get_if<double>(value);
        if (!number) throw read.wrong_kind("delay." + pathway, "a number");
        delays.emplace(pathway, Quantity(*number, kTimeDimension));
    }
    if (read.any("delay")) {
        Quantity delay;
        read.seconds("delay", delay);
        delays.insert_or_assign("pre", delay);
    }
    return delays;
}

PathwayEvents events_of(OptionReader& read) {
    std::string all;
    read.text("on_event", all);
    std::map<std::string, std::string> by_name = read.named_texts("on_event");
    if (!by_name.empty() && !all.empty())
        throw ValueError("hillock_add_synapses(): 'on_event' is for all pathways and 'on_event." + by_name.begin()->first +
                         "' for one: give the one or the other");
    if (!by_name.empty()) return by_name;
    return all.empty() ? PathwayEvents() : PathwayEvents(all);
}

SynapsesOptions synapses_options(const hillock_options* given) {
    OptionReader read(given, "hillock_add_synapses()");
    SynapsesOptions options;
    std::string model, method;
    read.text("model", model);
    read.text("method", method);
    options.model = model;
    options.method = method;
    options.on_pre = code_of(read, "on_pre");
    options.on_post = code_of(read, "on_post");
    options.delay = delays_of(read);
    options.on_event = events_of(read);
    read.text("multisynaptic_index", options.multisynaptic_index);
    read.common_and_finish(options);
    return options;
}

ConnectIndices indices_of(OptionReader& read, const std::string& key) {
    const auto* value = read.any(key);
    if (!value) return {};
    if (const auto* text = std::get_if<std::string>(value)) return *text;
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(value)) return *list;
    throw read.wrong_kind(key, "a text or indices");
}

ConnectOptions connect_options(const hillock_options* given) {
    OptionReader read(given, "hillock_connect()");
    ConnectOptions options;
    if (const auto* value = read.any("p"); value && std::holds_alternative<std::string>(*value)) options.p = std::get<std::string>(*value);
    else {
        double p = 1;
        read.number("p", p);
        options.p = p;
    }
    if (const auto* value = read.any("n"); value && std::holds_alternative<std::string>(*value)) options.n = std::get<std::string>(*value);
    else {
        std::int64_t n = 1;
        read.whole("n", n);
        options.n = n;
    }
    read.text("condition", options.condition);
    options.i = indices_of(read, "i");
    options.j = indices_of(read, "j");
    read.flag("skip_if_invalid", options.skip_if_invalid);
    read.whole("indegree", options.indegree);
    read.whole("outdegree", options.outdegree);
    read.whole("total", options.total);
    read.flag("allow_autapses", options.allow_autapses);
    read.flag("allow_multapses", options.allow_multapses);
    read.finish();
    return options;
}

/// Synapses go from neurons or synapses to neurons or synapses.
Synapses synapses_between(const hillock_object& source, const hillock_object& target, const SynapsesOptions& options) {
    const auto* from = std::get_if<Synapses>(&source.content);
    const auto* to = std::get_if<Synapses>(&target.content);
    if (from && to) return {*from, *to, options, kNoPlace};
    const auto neurons = [](const hillock_object& object) -> const Subgroup& {
        if (const Subgroup* group = neurons_in(object)) return *group;
        throw TypeError("'" + object.name + "' is neither neurons nor synapses");
    };
    if (from) return {*from, neurons(target), options, kNoPlace};
    if (to) return {neurons(source), *to, options, kNoPlace};
    return {neurons(source), neurons(target), options, kNoPlace};
}

} // namespace

} // namespace hillock::bindings

// ---- the C interface --------------------------------------------------------------------------------------------

using namespace hillock::bindings;

hillock_status hillock_add_synapses(hillock_network* network, hillock_object* source, hillock_object* target,
                                    const hillock_options* options, hillock_object** object) {
    return add_object(network, object, [&](hillock_network& owner) {
        return synapses_between(member_of(owner, source, "source"), member_of(owner, target, "target"), synapses_options(options));
    });
}

hillock_status hillock_connect(hillock_object* synapses, const hillock_options* options) {
    return with_object(synapses, "synapses", [&] {
        content_of<hillock::Synapses>(synapses, "synapses", "synapses").connect(connect_options(options));
    });
}

hillock_status hillock_connect_pairs(hillock_object* synapses, const int64_t* pre, const int64_t* post, size_t count) {
    return with_object(synapses, "synapses", [&] {
        hillock::Synapses& target = content_of<hillock::Synapses>(synapses, "synapses", "synapses");
        if (count == 0) return target.connect({.condition = "False"});
        (void)required(pre, "pre");
        (void)required(post, "post");
        target.connect({.i = std::vector<std::int64_t>(pre, pre + count), .j = std::vector<std::int64_t>(post, post + count)});
    });
}
