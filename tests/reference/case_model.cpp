// SPDX-License-Identifier: Apache-2.0
#include "reference/case_model.hpp"

#include <regex>
#include <sstream>
#include <stdexcept>

namespace reference {

using namespace hillock;

namespace {

const std::map<std::string, Quantity>& units() {
    static const std::map<std::string, Quantity> table{
        {"second", second}, {"ms", ms}, {"us", us}, {"volt", volt}, {"mV", mV}, {"amp", amp}, {"nA", nA}, {"pA", pA},
        {"siemens", siemens}, {"nS", nS}, {"uS", uS}, {"farad", farad}, {"pF", pF}, {"nF", nF}, {"ohm", ohm}, {"Mohm", Mohm},
        {"Hz", Hz}, {"kHz", kHz}, {"meter", meter}};
    return table;
}

/// A list stands for the lines of a text.
std::string text(const Json& written) {
    if (!written.is_array()) return written.get<std::string>();
    std::string lines;
    for (const Json& line : written) lines += (lines.empty() ? "" : "\n") + line.get<std::string>();
    return lines;
}

std::string text_of(const Json& spec, const char* member) { return spec.contains(member) ? text(spec[member]) : ""; }

/// A list or an object that may be left out.
const Json& optional_part(const Json& spec, const char* member) {
    static const Json nothing;
    return spec.contains(member) ? spec[member] : nothing;
}

Quantity own_dt(const Json& spec) { return spec.contains("dt") ? quantity(spec.at("dt")) : Quantity(0); }

Constants constants_of(const Json& spec) {
    Constants constants;
    for (const auto& [name, value] : optional_part(spec, "constants").items()) constants.emplace(name, quantity(value));
    return constants;
}

Function timed_array(const Json& spec) {
    const Quantity unit = quantity(spec.at("unit")), dt = quantity(spec.at("dt"));
    if (spec.at("values")[0].is_array()) return TimedArray(spec.at("values").get<std::vector<std::vector<double>>>() * unit, dt);
    return TimedArray(spec.at("values").get<std::vector<double>>() * unit, dt);
}

Functions functions_of(const Json& spec) {
    Functions functions;
    for (const auto& [name, array] : optional_part(spec, "timed_arrays").items()) functions.emplace(name, timed_array(array));
    return functions;
}

void assign(const VariableView& view, const Json& assignment) {
    const Json& value = assignment.at("to");
    if (value.is_string())
        view = value.get<std::string>();
    else
        view = value.get<std::vector<double>>() * (assignment.contains("unit") ? quantity(assignment.at("unit")) : Quantity(1));
}

template <class Object> void set_values(const Object& object, const Json& spec) {
    for (const Json& assignment : optional_part(spec, "initial")) {
        const VariableView view = object[assignment.at("set").template get<std::string>()];
        if (assignment.contains("where"))
            assign(view[assignment.at("where").template get<std::string>()], assignment);
        else
            assign(view, assignment);
    }
}

/// A method of the library or one of the case's "schemes".
Method method_of(const Json& a_case, const std::string& name) {
    const Json& schemes = optional_part(a_case, "schemes");
    return schemes.contains(name) ? Method(Scheme(name, text(schemes[name]))) : Method(name);
}

NeuronGroupOptions options_of(const std::string& name, const Json& spec, const Method& method) {
    static const std::regex differential(R"(/\s*dt\s*=)");
    NeuronGroupOptions options{.constants = constants_of(spec), .functions = functions_of(spec), .dt = own_dt(spec), .name = name};
    if (std::regex_search(text(spec.at("equations")), differential))
        options.method = spec.contains("method") ? Method(spec["method"].get<std::string>()) : method;
    if (spec.contains("threshold")) options.threshold = text(spec.at("threshold"));
    if (spec.contains("reset")) options.reset = text(spec.at("reset"));
    if (spec.contains("refractory")) {
        const Json& refractory = spec.at("refractory");
        options.refractory = refractory.contains("time") ? Refractory(quantity(refractory.at("time")))
                                                         : Refractory(refractory.at("text").get<std::string>());
    }
    for (const auto& [event, condition] : optional_part(spec, "events").items())
        options.events.emplace(event, condition.get<std::string>());
    return options;
}

RunRegularlyOptions regularly(const Json& code) {
    return {.dt = code.contains("dt") ? quantity(code.at("dt")) : Quantity(0),
            .when = code.value("when", "start"),
            .order = code.value("order", 0)};
}

void add_event_codes(const NeuronGroup& group, const Json& spec) {
    for (const auto& [event, schedule] : optional_part(spec, "event_schedules").items())
        group.set_event_schedule(event, {.when = schedule.at("when"), .order = schedule.at("order")});
    for (const Json& code : optional_part(spec, "run_on_event"))
        group.run_on_event(code.at("event"), text(code.at("code")),
                           {.when = code.value("when", "after_resets"), .order = code.value("order", 0)});
}

void add_codes(const Subgroup& group, const Json& spec) {
    for (const Json& code : optional_part(spec, "run_regularly")) {
        const RunRegularlyOptions options = regularly(code);
        if (code.contains("slice"))
            group.slice(code.at("slice")[0], code.at("slice")[1]).run_regularly(text(code.at("code")), options);
        else
            group.run_regularly(text(code.at("code")), options);
    }
}

LinkIndex index_of(const Json& link) {
    if (!link.contains("index")) return {};
    return link.at("index").get<std::vector<int>>();
}

ConnectOptions pairs_of(const Json& pairs) {
    ConnectOptions options;
    options.condition = pairs.value("condition", "");
    if (pairs.contains("i")) options.i = pairs.at("i").get<std::vector<int>>();
    if (pairs.contains("j")) options.j = pairs.at("j").get<std::vector<int>>();
    return options;
}

} // namespace

Quantity quantity(const Json& written) {
    if (written.is_number()) return written.get<double>();
    std::istringstream factors(written.get<std::string>());
    Quantity value = 1;
    for (std::string factor; std::getline(factors, factor, '*');) {
        const auto unit = units().find(factor);
        value = value * (unit != units().end() ? unit->second : Quantity(std::stod(factor)));
    }
    return value;
}

CaseModel::CaseModel(const Json& a_case, const std::string& method, const Quantity& dt) {
    defaultclock().dt = dt;
    default_dtype() = a_case.value("dtype", "float64") == "float32" ? float32 : float64;
    for (const auto& [name, spec] : a_case.at("groups").items()) add_group(name, spec, method_of(a_case, method));
    for (const auto& [name, spec] : optional_part(a_case, "generators").items()) add_generator(name, spec);
    for (const auto& [name, spec] : optional_part(a_case, "poisson").items()) add_poisson(name, spec);
    for (const auto& [name, spec] : optional_part(a_case, "synapses").items()) add_synapses(name, spec);
    for (const Json& spec : optional_part(a_case, "poisson_inputs")) add_poisson_input(spec);
    for (const auto& [name, spec] : optional_part(a_case, "operations").items()) add_operation(name, spec);
    add_monitors(a_case.at("record"));
    default_dtype() = float64;
}

VariableView CaseModel::variable(const std::string& object, const std::string& name) const {
    if (const auto group = groups_.find(object); group != groups_.end()) return group->second[name];
    return (*synapses_.at(object))[name];
}

Subgroup CaseModel::part(const std::string& name) const {
    static const std::regex slice(R"((\w+)(?:\[(\d+):(\d+)\])?)");
    std::smatch match;
    if (!std::regex_match(name, match, slice)) throw std::runtime_error("no group: " + name);
    const Subgroup& group = groups_.at(match[1]);
    if (!match[2].matched) return group;
    return group.slice(std::stol(match[2]), std::stol(match[3]));
}

void CaseModel::add_group(const std::string& name, const Json& spec, const Method& method) {
    const NeuronGroup group(spec.at("size").get<int>(), text(spec.at("equations")), options_of(name, spec, method));
    add_event_codes(group, spec);
    add_codes(group, spec);
    for (const Json& link : optional_part(spec, "links"))
        group[link.at("set").get<std::string>()] = linked_var(part(link.at("to")), link.at("variable"), index_of(link));
    set_values(group, spec);
    network_.add(group);
    groups_.emplace(name, group);
}

namespace {

QuantityArray times_of(const Json& spec) { return spec.at("times").get<std::vector<double>>() * ms; }
Quantity period_of(const Json& spec) { return spec.contains("period") ? quantity(spec.at("period")) : Quantity(0); }

PoissonRates rates_of(const Json& spec) {
    const Json& rates = spec.at("rates");
    if (rates.is_string()) return rates.get<std::string>();
    return rates.get<std::vector<double>>() * quantity(spec.at("unit"));
}

} // namespace

void CaseModel::add_generator(const std::string& name, const Json& spec) {
    const SpikeGeneratorGroup group(spec.at("size").get<int>(), spec.at("indices").get<std::vector<int>>(), times_of(spec),
                                    {.period = period_of(spec), .dt = own_dt(spec), .name = name});
    network_.add(group);
    groups_.emplace(name, group);
}

void CaseModel::add_poisson(const std::string& name, const Json& spec) {
    const PoissonGroup group(spec.at("size").get<int>(), rates_of(spec),
                             {.constants = constants_of(spec), .functions = functions_of(spec), .dt = own_dt(spec), .name = name});
    add_codes(group, spec);
    network_.add(group);
    groups_.emplace(name, group);
}

void CaseModel::add_poisson_input(const Json& spec) {
    const Json& weight = spec.at("weight");
    network_.add(PoissonInput(part(spec.at("target")), spec.at("variable"), spec.at("sources").get<int>(), quantity(spec.at("rate")),
                              weight.is_string() ? InputValue(weight.get<std::string>()) : InputValue(weight.get<double>()),
                              {.when = spec.value("when", "synapses"), .order = spec.value("order", 0)}));
}

void CaseModel::add_operation(const std::string& name, const Json& spec) {
    // The network keeps the operation and must not be kept by it: a view of the variable is enough.
    const VariableView view = variable(spec.at("of"), spec.at("set"));
    network_.add(NetworkOperation([view, spec] { assign(view, spec); },
                                  {.dt = own_dt(spec), .when = spec.value("when", "start"), .order = spec.value("order", 0), .name = name}));
}

namespace {

PathwayCode code_of(const Json& spec, const char* member) {
    if (!spec.contains(member) || !spec.at(member).is_object()) return text_of(spec, member);
    return spec.at(member).get<std::map<std::string, std::string>>();
}

PathwayEvents events_of(const Json& spec) {
    if (!spec.contains("on_event")) return {};
    if (spec.at("on_event").is_string()) return spec.at("on_event").get<std::string>();
    return spec.at("on_event").get<std::map<std::string, std::string>>();
}

void set_pathways(const Synapses& synapses, const Json& spec) {
    for (const auto& [pathway, order] : optional_part(spec, "orders").items()) synapses.pathway(pathway).set_order(order);
    for (const auto& [pathway, delay] : optional_part(spec, "delays").items()) {
        if (delay.is_string()) synapses.pathway(pathway).delay() = delay.get<std::string>();
        else synapses.pathway(pathway).delay() = delay.get<std::vector<double>>() * ms;
    }
}

} // namespace

void CaseModel::change(const Json& a_case, std::size_t run) {
    for (const Json& action : optional_part(a_case, "between"))
        if (action.value("before", run) == run) act(action);
}

void CaseModel::act(const Json& action) {
    if (action.contains("set")) {
        const VariableView view = variable(action.at("of"), action.at("set"));
        assign(action.contains("where") ? view[action.at("where").get<std::string>()] : view, action);
    } else if (action.contains("spikes")) {
        network_.get<SpikeGeneratorGroup>(action.at("spikes").get<std::string>())
            .set_spikes(action.at("indices").get<std::vector<int>>(), times_of(action), period_of(action));
    } else if (action.contains("active")) {
        set_active(action);
    } else if (action.contains("sample")) {
        traces.at(action.at("sample").get<std::size_t>()).record_single_timestep();
    } else if (action.contains("store")) {
        network_.store(action.at("store").get<std::string>());
    } else {
        network_.restore(action.at("restore").get<std::string>());
    }
}

void CaseModel::set_active(const Json& action) {
    const bool active = action.at("active").get<bool>();
    if (!action.contains("monitor")) return network_[action.at("of").get<std::string>()].set_active(active);
    const auto kind = action.at("monitor")[0].get<std::string>();
    const auto number = action.at("monitor")[1].get<std::size_t>();
    if (kind == "traces") traces.at(number).set_active(active);
    else if (kind == "spikes") spikes.at(number).set_active(active);
    else if (kind == "events") events.at(number).set_active(active);
    else rates.at(number).set_active(active);
}

void CaseModel::add_synapses(const std::string& name, const Json& spec) {
    std::map<std::string, Quantity> delays;
    for (const auto& [pathway, delay] : optional_part(spec, "delay").items()) delays.emplace(pathway, quantity(delay));
    auto synapses = std::make_unique<Synapses>(part(spec.at("source")), part(spec.at("target")),
                                               SynapsesOptions{.model = text_of(spec, "equations"),
                                                               .on_pre = code_of(spec, "on_pre"),
                                                               .on_post = code_of(spec, "on_post"),
                                                               .delay = delays,
                                                               .on_event = events_of(spec),
                                                               .method = spec.value("method", ""),
                                                               .constants = constants_of(spec),
                                                               .functions = functions_of(spec),
                                                               .dt = own_dt(spec),
                                                               .name = name});
    for (const Json& pairs : spec.at("connect")) synapses->connect(pairs_of(pairs));
    set_pathways(*synapses, spec);
    for (const Json& code : optional_part(spec, "run_regularly")) synapses->run_regularly(text(code.at("code")), regularly(code));
    set_values(*synapses, spec);
    network_.add(*synapses);
    synapses_.emplace(name, std::move(synapses));
}

namespace {

template <class Options> Options recording(const Json& one) {
    Options options;
    if (one.contains("variables")) options.variables = one.at("variables").get<std::vector<std::string>>();
    options.when = one.value("when", "");
    if (one.contains("order")) options.order = one.at("order").get<int>();
    return options;
}

} // namespace

void CaseModel::add_monitors(const Json& record) {
    for (const Json& one : optional_part(record, "traces")) {
        const Record elements = one.contains("elements") ? Record(one.at("elements").get<std::vector<int>>()) : Record(true);
        const auto variables = one.at("variables").get<std::vector<std::string>>();
        const StateMonitorOptions options{.record = elements,
                                          .dt = one.contains("dt") ? quantity(one.at("dt")) : Quantity(0),
                                          .when = one.value("when", "start"),
                                          .order = one.value("order", 0)};
        const auto set = synapses_.find(one.at("of").get<std::string>());
        network_.add(set == synapses_.end() ? traces.emplace_back(part(one.at("of")), variables, options)
                                            : traces.emplace_back(*set->second, variables, options));
    }
    for (const Json& one : optional_part(record, "spikes"))
        network_.add(one.is_string() ? spikes.emplace_back(part(one)) : spikes.emplace_back(part(one.at("of")), recording<SpikeMonitorOptions>(one)));
    for (const Json& one : optional_part(record, "events"))
        network_.add(one.is_array() ? events.emplace_back(part(one[0]), one[1].get<std::string>())
                                    : events.emplace_back(part(one.at("of")), one.at("event").get<std::string>(), recording<EventMonitorOptions>(one)));
    for (const Json& name : optional_part(record, "rates")) network_.add(rates.emplace_back(part(name)));
}

} // namespace reference
