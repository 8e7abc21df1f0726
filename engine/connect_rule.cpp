// SPDX-License-Identifier: Apache-2.0
#include "engine/connect_rule.hpp"

#include "engine/formula.hpp"
#include "hillock/quantity.hpp"

namespace hillock::internal::engine {

namespace {

std::string math(const std::string& formula) { return "$" + formula + "$"; }

std::string counted(std::int64_t count, const std::string& what) {
    return math(std::to_string(count)) + " " + what + (count == 1 ? "" : "s");
}

/// indegree, outdegree or total.
std::string fixed_number(const ConnectOptions& options) {
    std::string text = options.indegree    ? "Each target has synapses from " + counted(*options.indegree, "source")
                       : options.outdegree ? "Each source has synapses to " + counted(*options.outdegree, "target")
                                           : "There are " + math(std::to_string(*options.total)) + " synapses between pairs";
    text += " drawn at random";
    if (!options.allow_multapses) text += ", no pair twice";
    return text;
}

std::string probability(const Probability& p) {
    if (p.is_text()) return " with the probability " + math("p = " + formula_of_text(p.text()));
    return p.number() == 1 ? "" : " with the probability " + math("p = " + formula(p.number(), Dimension()));
}

std::string generated(const ConnectOptions& options) {
    const bool targets = options.j.is_text();
    const std::string rule = math(formula_of_generator(targets ? "j" : "i", targets ? options.j.text() : options.i.text()));
    return (targets ? "Each source $i$ is connected to the target " : "Each target $j$ is connected to the source ") + rule +
           (options.skip_if_invalid ? ", if there is one" : "") + probability(options.p);
}

std::string pairs(const ConnectOptions& options) {
    if (!options.condition.empty())
        return "Each pair for which " + math(formula_of_text(options.condition)) + " is connected" + probability(options.p);
    const bool all = !options.p.is_text() && options.p.number() == 1;
    return all ? "Each source is connected to each target" : "Each pair is connected" + probability(options.p);
}

} // namespace

ConnectRule rule_of(const ConnectOptions& options, std::int64_t made) {
    const bool listed = options.i.given() && options.j.given() && !options.i.is_text() && !options.j.is_text();
    ConnectRule rule{listed ? ConnectRule::Kind::pairs : ConnectRule::Kind::options, {}, made};
    if (!listed) {
        rule.options = options;
        return rule;
    }
    rule.options.p = options.p;
    rule.options.n = options.n;
    rule.options.allow_autapses = options.allow_autapses;
    return rule;
}

std::string sentence_of(const ConnectRule& rule) {
    if (rule.kind == ConnectRule::Kind::matrix) return "The pairs are those with an entry in a given matrix.";
    const ConnectOptions& options = rule.options;
    const std::string chance = probability(options.p);
    std::string text;
    if (options.indegree || options.outdegree || options.total) text = fixed_number(options);
    else if (rule.kind == ConnectRule::Kind::pairs) text = "The pairs are listed one by one" + (chance.empty() ? "" : " and kept" + chance);
    else if (options.i.is_text() || options.j.is_text()) text = generated(options);
    else text = pairs(options);
    if (options.n.is_text()) text += ", by " + math(formula_of_text(options.n.text())) + " synapses";
    else if (options.n.number() != 1) text += ", by " + counted(options.n.number(), "synapse");
    if (!options.allow_autapses) text += ", no neuron to itself";
    return text + ".";
}

} // namespace hillock::internal::engine
