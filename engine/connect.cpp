// SPDX-License-Identifier: Apache-2.0
// connect(): from the options to a list of pairs.
#include "engine/synapse_set.hpp"

#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/functions.hpp"
#include "parser/parse.hpp"

#include <array>
#include <cmath>

namespace hillock::engine {

using model::Expr;

namespace {

double library_log1p(double x) {
    const std::array<double, 1> argument{x};
    return model::function_for(model::Primitive::log1p).evaluate(argument);
}

constexpr double kMostSynapses = 4294967295.0; // positions are 32 bits

std::string index_problem(const char* which, long index, const Population& population) {
    return std::string(which) + " = " + std::to_string(index) + " is outside '" + population.neurons->name() +
           "', whose indices are 0 to " + std::to_string(population.range.size() - 1);
}

} // namespace

void SynapseSet::refuse_number(double synapses) const {
    throw ValueError("'" + name() + "' would have about " + to_string(Quantity(synapses)) +
                     " synapses; one object holds at most 4294967295");
}

std::vector<Pair> SynapseSet::listed_pairs(const ConnectOptions& options) const {
    if (!options.i.given() || !options.j.given())
        throw ValueError("connect() of '" + name() + "' was given " + (options.i.given() ? "i without j" : "j without i"));
    const std::vector<long>& i = options.i.values();
    const std::vector<long>& j = options.j.values();
    if (i.size() != j.size() && i.size() != 1 && j.size() != 1)
        throw ValueError("connect() of '" + name() + "' was given " + std::to_string(i.size()) + " values of i and " +
                         std::to_string(j.size()) + " of j: the lists go together index by index");
    const std::size_t count = i.size() == 1 ? j.size() : i.size();
    std::vector<Pair> pairs;
    for (std::size_t k = 0; k < count; ++k) {
        const long source = i[i.size() == 1 ? 0 : k], target = j[j.size() == 1 ? 0 : k];
        if (source < 0 || source >= source_.range.size()) throw IndexError(index_problem("i", source, source_));
        if (target < 0 || target >= target_.range.size()) throw IndexError(index_problem("j", target, target_));
        pairs.push_back({static_cast<std::int32_t>(source), static_cast<std::int32_t>(target)});
    }
    if (options.p.is_text())
        throw ValueError("connect() of '" + name() + "' was given lists of indices and a probability as text: give a number");
    if (options.p.number() >= 1) return pairs;
    const std::uint64_t key = plan::draw_key(thread_keys().next(), 0);
    std::vector<Pair> kept;
    for (std::size_t k = 0; k < pairs.size(); ++k)
        if (plan::uniform(key, k, 0) < options.p.number()) kept.push_back(pairs[k]);
    return kept;
}

std::vector<Pair> SynapseSet::random_pairs(double p) const {
    std::vector<Pair> pairs;
    const auto sources = static_cast<std::int32_t>(source_.range.size());
    const std::int64_t targets = target_.range.size();
    if (!(p > 0)) return pairs;
    const double expected = static_cast<double>(sources) * static_cast<double>(targets) * std::min(p, 1.0);
    if (expected > 1.01 * kMostSynapses) refuse_number(expected);
    pairs.reserve(static_cast<std::size_t>(expected * 1.01));
    const std::uint64_t key = plan::draw_key(thread_keys().next(), 0);
    const double log_miss = p < 1 ? library_log1p(-p) : -1;
    for (std::int32_t source = 0; source < sources; ++source) {
        // The gaps between successes of a Bernoulli process are geometric (Knuth, TAOCP vol. 2, 3.4.1 F).
        std::int64_t target = -1;
        for (std::uint64_t draw = 0;; ++draw) {
            double gap = 0;
            if (p < 1) gap = std::floor(library_log1p(-plan::uniform(key, static_cast<std::uint64_t>(source), draw)) / log_miss);
            if (gap >= static_cast<double>(targets)) break;
            target += 1 + static_cast<std::int64_t>(gap);
            if (target >= targets) break;
            pairs.push_back({source, static_cast<std::int32_t>(target)});
        }
    }
    return pairs;
}

std::optional<Expr> SynapseSet::pair_condition(const ConnectOptions& options) const {
    std::optional<Expr> condition;
    const auto check = [&](const char* what, const std::string& text, model::Type type) {
        const SourcePtr source = make_source(name() + "." + what, text);
        const auto tree = parser::parse_expression(source).or_throw();
        Expr expr = model::check_expression(source, tree, model().scope, {std::string("the ") + what, type, {}}).or_throw();
        for (const model::Reference reference : model::references(expr))
            if (reference.side == model::Side::own && reference.variable->kind != model::VariableKind::constant &&
                !reference.variable->shared)
                throw NameError("'" + reference.variable->name + "' belongs to the synapses of '" + name() +
                                "', which do not exist before connect()");
        return expr;
    };
    if (!options.condition.empty()) condition = check("condition", options.condition, model::Type::boolean);
    const bool certain = !options.p.is_text() && options.p.number() >= 1;
    if (certain) return condition;
    const Expr p = options.p.is_text() ? check("probability", options.p.text(), model::Type::real)
                                       : model::real(options.p.number());
    const Expr chosen =
        Expr::operation(model::Op::less, {Expr::call(model::function_for(model::Primitive::uniform), {}, -1), p});
    return condition ? Expr::operation(model::Op::logical_and, {*condition, chosen}) : chosen;
}

std::vector<Pair> SynapseSet::chosen_pairs(const Expr& condition) const {
    const plan::Kernel kernel = plan::plan_pairs(name() + ".connect", condition, surroundings());
    std::vector<Pair> pairs;
    std::vector<std::int32_t> emitted(static_cast<std::size_t>(target_.range.size()) + kArrayPadding);
    KernelArguments call = arguments(arguments_now());
    call.begin = target_.range.begin;
    call.end = target_.range.end;
    call.emitted = emitted.data();
    if (draws(kernel)) call.random_key = thread_keys().next();
    auto* self = const_cast<SynapseSet*>(this); // the kernel of a condition writes nothing
    run_once(kernel, [self](const plan::Slot& slot) { return self->array_address(slot); },
             source_.range.size() * target_.range.size(), [&](const auto& run) {
                 for (std::int64_t source = 0; source < source_.range.size(); ++source) {
                     call.source = source_.range.begin + source;
                     const std::int64_t count = run(call);
                     for (std::int64_t k = 0; k < count; ++k)
                         pairs.push_back({static_cast<std::int32_t>(source),
                                          static_cast<std::int32_t>(emitted[static_cast<std::size_t>(k)] - target_.range.begin)});
                 }
             });
    return pairs;
}

void SynapseSet::append(const std::vector<Pair>& pairs) {
    const std::size_t before = connectivity_.size();
    const double wanted = static_cast<double>(before + pairs.size());
    if (wanted > kMostSynapses) refuse_number(wanted);
    Connectivity grown = connectivity_;
    const std::vector<std::uint32_t> moved = grown.append(pairs);
    std::map<const model::Variable*, Array> arrays;
    for (auto& [variable, old] : arrays_) {
        if (variable->shared) continue;
        Array array(old.storage(), grown.size());
        for (std::size_t k = 0; k < before; ++k) array.set_number(moved.empty() ? k : moved[k], old.number(k));
        arrays.emplace(variable, std::move(array));
    }
    connectivity_ = std::move(grown);
    for (auto& [variable, array] : arrays) arrays_.insert_or_assign(variable, std::move(array));
    connected_ = true;
    changed();
}

void SynapseSet::connect(const ConnectOptions& options) {
    if (network()) network()->require_idle("synapses cannot be connected");
    if (!options.p.is_text() && std::isnan(options.p.number()))
        throw ValueError("connect() of '" + name() + "' was given a probability that is not a number");
    if (!options.p.is_text() && !(options.p.number() >= 0 && options.p.number() <= 1))
        log_warning("connect() of '" + name() + "': the probability " + std::to_string(options.p.number()) +
                    " is not between 0 and 1");
    if (options.i.given() || options.j.given()) {
        if (!options.condition.empty())
            throw ValueError("connect() of '" + name() + "' was given lists of indices and a condition: give one of the two");
        append(listed_pairs(options));
        return;
    }
    // A plain probability needs no look at every pair.
    if (options.condition.empty() && !options.p.is_text()) {
        append(random_pairs(options.p.number()));
        return;
    }
    const std::optional<Expr> condition = pair_condition(options);
    append(chosen_pairs(*condition));
}

} // namespace hillock::engine
