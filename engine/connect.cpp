// SPDX-License-Identifier: Apache-2.0
// connect(): from the options to rows of synapses, and these into the arrays of those that exist.
#include "engine/synapse_set.hpp"

#include "engine/building.hpp"
#include "engine/connect_rules.hpp"
#include "engine/log.hpp"
#include "engine/pair_probability.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "hillock/error.hpp"
#include "jit/plan/plans.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/generator.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hillock::internal::engine {

using model::Expr;
using model::Type;

namespace {

constexpr double kMostSynapses = 4294967295.0; // positions are 32 bits

/// Below this probability it is cheaper to draw the pairs and test those than to test all pairs.
constexpr double kSparse = 0.25;
constexpr double kMostDrawnFirst = 1e8; ///< pairs: they take 4 bytes each until they are tested

bool has_indices(const ConnectOptions& options) { return options.i.given() || options.j.given(); }
bool has_text(const ConnectOptions& options) { return options.i.is_text() || options.j.is_text(); }

/// The rules with a fixed number that are given, by name.
std::vector<std::pair<const char*, std::int64_t>> fixed_numbers(const ConnectOptions& options) {
    std::vector<std::pair<const char*, std::int64_t>> given;
    if (options.indegree) given.emplace_back("indegree", *options.indegree);
    if (options.outdegree) given.emplace_back("outdegree", *options.outdegree);
    if (options.total) given.emplace_back("total", *options.total);
    return given;
}

std::string index_problem(const char* which, long index, const Endpoint& population) {
    return std::string(which) + " = " + std::to_string(index) + " is outside '" + population.owner->name() +
           "', whose indices are 0 to " + std::to_string(population.range.size() - 1);
}

Expr chosen_with(const Expr& p) {
    return Expr::operation(model::Op::less, {Expr::call(model::function_for(model::Primitive::uniform), {}, -1), p});
}

/// Those for which `keep` holds. \pre created row by row
NewSynapses kept(NewSynapses synapses, const Array& keep) {
    std::size_t count = 0, k = 0;
    for (std::size_t row = 0; row + 1 < synapses.row_start.size(); ++row) {
        for (; k < synapses.row_start[row + 1]; ++k) {
            synapses.targets[count] = synapses.targets[k];
            count += keep.as<std::uint8_t>()[k] != 0;
        }
        synapses.row_start[row + 1] = count;
    }
    synapses.targets.resize(count);
    return synapses;
}

/// Each as often as `copies` says, none where it is negative. \pre created row by row
NewSynapses repeated(const NewSynapses& synapses, const Array& copies) {
    NewSynapses result;
    result.row_start = synapses.row_start;
    std::size_t k = 0;
    for (std::size_t row = 0; row + 1 < synapses.row_start.size(); ++row) {
        for (; k < synapses.row_start[row + 1]; ++k) {
            const std::int64_t count = std::max<std::int64_t>(0, copies.as<std::int64_t>()[k]);
            result.targets.insert(result.targets.end(), static_cast<std::size_t>(count), synapses.targets[k]);
        }
        result.row_start[row + 1] = result.targets.size();
    }
    return result;
}

} // namespace

// ---- what cannot be ------------------------------------------------------------------------------------------

void SynapseSet::refuse_number(double synapses) const {
    throw ValueError("'" + name() + "' would have about " + to_string(Quantity(synapses)) +
                     " synapses; one object holds at most 4294967295");
}

void SynapseSet::require_number(double synapses) const {
    if (synapses > kMostSynapses) refuse_number(synapses);
}

void SynapseSet::require_possible(const ConnectOptions& options) const {
    const auto refuse = [&](const std::string& what) { throw ValueError("connect() of '" + name() + "' was given " + what); };
    if (!options.p.is_text() && std::isnan(options.p.number())) refuse("a probability that is not a number");
    if (!options.n.is_text() && options.n.number() < 0)
        refuse("n = " + std::to_string(options.n.number()) + ": it must not be negative");
    if (!options.condition.empty() && has_indices(options) && !has_text(options))
        refuse("lists of indices and a condition: give one of the two");
    const auto fixed = fixed_numbers(options);
    if (!fixed.empty()) {
        const std::string rule = fixed.front().first;
        const char* const other = fixed.size() > 1                                 ? fixed[1].first
                                  : options.i.given()                              ? "i"
                                  : options.j.given()                              ? "j"
                                  : !options.condition.empty()                     ? "condition"
                                  : options.p.is_text() || options.p.number() != 1 ? "p"
                                  : options.n.is_text() || options.n.number() != 1 ? "n"
                                                                                   : nullptr;
        if (other) refuse(rule + " and " + other + ": give one of the two");
        if (fixed.front().second < 0) refuse(rule + " = " + std::to_string(fixed.front().second) + ": it must not be negative");
    }
    if (options.skip_if_invalid && !has_text(options))
        refuse("skip_if_invalid, which is for an expression for i or j, but there is none");
    if (!options.p.is_text() && !(options.p.number() >= 0 && options.p.number() <= 1))
        log_warning(Warning::connect_probability,
                    "connect() of '" + name() + "': the probability " + std::to_string(options.p.number()) +
                    " is not between 0 and 1");
}

// ---- rules without text --------------------------------------------------------------------------------------

Candidates SynapseSet::candidates(const ConnectOptions& options) const {
    return {source_.range, target_.range, !options.allow_autapses && source_.owner == target_.owner};
}

NewSynapses SynapseSet::fixed_number(const ConnectOptions& options) const {
    const Candidates pairs = candidates(options);
    const auto [rule, number] = fixed_numbers(options).front();
    const double with_autapses = static_cast<double>(pairs.sources.size()) * static_cast<double>(pairs.targets.size());
    const bool overlap = pairs.count() < with_autapses;
    const auto others = [&](Range range) { return static_cast<double>(range.size() - (overlap ? 1 : 0)); };
    const double choices = options.indegree ? others(pairs.sources) : options.outdegree ? others(pairs.targets) : pairs.count();
    const auto wanted = static_cast<double>(number);
    if (number > 0 && (choices == 0 || (!options.allow_multapses && wanted > choices))) {
        const char* const of = options.indegree    ? " sources for a target"
                               : options.outdegree ? " targets for a source"
                                                   : " pairs";
        throw ValueError("connect() of '" + name() + "' was given " + rule + " = " + std::to_string(number) +
                         ", but there are only " + std::to_string(static_cast<std::int64_t>(choices)) + of +
                         (choices == 0 ? "" : "; allow_multapses would connect a pair more than once"));
    }
    const std::int64_t times = options.indegree ? pairs.targets.size() : options.outdegree ? pairs.sources.size() : 1;
    require_number(wanted * static_cast<double>(times));
    const std::uint64_t key = thread_keys().next();
    if (options.indegree) return fixed_indegree(pairs, number, options.allow_multapses, key);
    if (options.outdegree) return fixed_outdegree(pairs, number, options.allow_multapses, key);
    return fixed_total(pairs, number, options.allow_multapses, key);
}

NewSynapses SynapseSet::drawn_pairs(const Candidates& pairs, double p) const {
    NewSynapses none;
    none.row_start.assign(static_cast<std::size_t>(pairs.sources.size()) + 1, 0);
    if (!(p > 0)) return none;
    const double expected = pairs.count() * std::min(p, 1.0);
    if (expected > 1.01 * kMostSynapses) refuse_number(expected);
    const unsigned threads = threads_to_build(nanoseconds_to_draw(pairs, std::min(p, 1.0)));
    if (p >= 1) return all_of(pairs, threads);
    return each_with_probability(pairs, p, thread_keys().next(), threads);
}

// ---- lists ---------------------------------------------------------------------------------------------------

std::vector<Pair> SynapseSet::listed_pairs(const ConnectOptions& options) const {
    if (!options.i.given() || !options.j.given())
        throw ValueError("connect() of '" + name() + "' was given " + (options.i.given() ? "i without j" : "j without i"));
    if (options.n.is_text())
        throw TypeError("connect() of '" + name() + "' was given lists of indices and n as text: give a number");
    const std::vector<long>& i = options.i.values();
    const std::vector<long>& j = options.j.values();
    if (i.size() != j.size() && i.size() != 1 && j.size() != 1)
        throw ValueError("connect() of '" + name() + "' was given " + std::to_string(i.size()) + " values of i and " +
                         std::to_string(j.size()) + " of j: the lists go together index by index");
    const std::size_t count = i.size() == 1 ? j.size() : i.size();
    const Candidates allowed = candidates(options);
    std::vector<Pair> pairs;
    pairs.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
        const long source = i[i.size() == 1 ? 0 : k], target = j[j.size() == 1 ? 0 : k];
        if (source < 0 || source >= source_.range.size()) throw IndexError(index_problem("i", source, source_));
        if (target < 0 || target >= target_.range.size()) throw IndexError(index_problem("j", target, target_));
        if (allowed.own_target(source) == target_.range.begin + target) continue;
        pairs.push_back({static_cast<std::int32_t>(source), static_cast<std::int32_t>(target)});
    }
    return pairs;
}

std::vector<Pair> SynapseSet::kept_with_probability(std::vector<Pair> pairs, const Probability& p) {
    if (!p.is_text() && p.number() >= 1) return pairs;
    std::vector<Pair> kept;
    if (p.is_text()) {
        const Expr probability = connect_text("probability", p.text(), Type::real);
        const NewSynapses rows = rows_of(pairs, source_.range, target_.range);
        // Bit 0: whether the pair is kept. Bit 1: whether that was drawn by what is no probability.
        const Expr two = Expr::constant(2, Type::integer);
        const Expr bits = chosen_with(probability) + two * is_no_probability(probability);
        const Array drawn = values_of_pairs(name() + ".probability", bits, Type::integer, rows);
        CountedPairs told;
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            const auto both = static_cast<unsigned>(drawn.number(rows.position(k)));
            if (both & 1U) kept.push_back(pairs[k]);
            if (both & 2U) told.add(pairs[k]);
        }
        tell_of_probability(p.text(), probability, told);
        return kept;
    }
    const std::uint64_t key = plan::draw_key(thread_keys().next(), 0);
    for (std::size_t k = 0; k < pairs.size(); ++k)
        if (plan::uniform(key, k, 0) < p.number()) kept.push_back(pairs[k]);
    return kept;
}

void SynapseSet::tell_of_probability(const std::string& text, const Expr& p, const CountedPairs& pairs) {
    if (pairs.count == 0) return;
    std::optional<double> value;
    if (!model::has_state(p)) // else it would be drawn anew
        value = values_of_pairs(name() + ".probability", p, Type::real, rows_of({&pairs.first, 1}, source_.range, target_.range)).number(0);
    warn_of_probability(name(), text, pairs, value);
}

// ---- text ----------------------------------------------------------------------------------------------------

Expr SynapseSet::connect_text(const char* what, const std::string& text, Type type) const {
    const SourcePtr source = make_source(name() + "." + what, text);
    const auto tree = parser::parse_expression(source).or_throw();
    return model::check_pair_expression(source, tree, model().scope, {std::string("the ") + what, type, {}}).or_throw();
}

Array SynapseSet::values_of_pairs(const std::string& what, const Expr& value, Type type, const NewSynapses& pairs) {
    model::Variable result;
    result.name = "result";
    result.type = type;
    plan::Surroundings around = surroundings();
    const plan::Storage storage = around.storages[&result] = plan::result_storage(result.type, real());
    const plan::Kernel kernel = plan::plan_assignment(what, plan::Domain::rows, result, value, around);
    Array values(storage, pairs.size());
    std::vector<std::int32_t> sources(static_cast<std::size_t>(source_.range.size()));
    std::iota(sources.begin(), sources.end(), static_cast<std::int32_t>(source_.range.begin));
    KernelArguments call = arguments_now();
    fill_in(call);
    call.row_begin = pairs.row_start.data();
    call.row_end = pairs.row_start.data() + 1;
    call.row_target = pairs.targets.data();
    call.list = sources.data();
    call.list_size = std::ssize(sources);
    if (draws(kernel)) call.random_key = thread_keys().next();
    const auto array_of = [&](const plan::Slot& slot) {
        return slot.reference.variable == &result ? ArrayPlace{values.data(), values.end()} : array_place(slot);
    };
    run_once(kernel, array_of, static_cast<std::int64_t>(pairs.size()), call);
    return values;
}

NewSynapses SynapseSet::described_pairs(const ConnectOptions& options) {
    const Candidates pairs = candidates(options);
    const Probability& p = options.p;
    std::optional<Expr> condition;
    if (!options.condition.empty()) condition = connect_text("condition", options.condition, Type::boolean);
    std::optional<Expr> probability;
    if (p.is_text()) probability = model::simplify(connect_text("probability", p.text(), Type::real));
    if (!condition && !probability) return drawn_pairs(pairs, p.number());
    if (!probability && p.number() < kSparse && pairs.count() * p.number() < kMostDrawnFirst) {
        NewSynapses drawn = drawn_pairs(pairs, p.number());
        const Array keep = values_of_pairs(name() + ".condition", *condition, Type::boolean, drawn);
        return kept(std::move(drawn), keep);
    }
    if (!probability && p.number() < 1) probability = model::real(p.number());
    const auto both = [&](const Expr& other) {
        return condition ? Expr::operation(model::Op::logical_and, {*condition, other}) : other;
    };
    CountedPairs told;
    if (!probability) return pairs_that(pairs, *condition, nullptr, told);
    const Expr chosen = both(chosen_with(*probability));
    const std::optional<double> constant = model::constant_value(*probability);
    if (!p.is_text() || (constant && !is_no_probability(*constant))) return pairs_that(pairs, chosen, nullptr, told);
    const Expr noted = both(is_no_probability(*probability));
    NewSynapses drawn = pairs_that(pairs, chosen, &noted, told);
    tell_of_probability(p.text(), *probability, told);
    return drawn;
}

// ---- connect -------------------------------------------------------------------------------------------------

void SynapseSet::connect(const ConnectOptions& options) {
    if (network()) network()->require_idle("synapses cannot be connected");
    require_possible(options);
    connect_rules_.push_back(rule_of(options, 0)); // first, as it needs memory
    const std::int64_t before = size();
    try {
        connect_by(options);
    } catch (...) {
        connect_rules_.pop_back();
        throw;
    }
    connect_rules_.back().synapses = size() - before;
}

std::span<const ConnectRule> SynapseSet::connect_rules() const {
    std::int64_t made = 0;
    for (const ConnectRule& rule : connect_rules_) made += rule.synapses;
    return made == size() ? std::span(connect_rules_) : std::span<const ConnectRule>();
}

void SynapseSet::connect_by(const ConnectOptions& options) {
    if (has_text(options)) return append_generated(options);
    if (!fixed_numbers(options).empty()) return append(fixed_number(options));
    if (options.n.is_text() && !has_indices(options)) {
        const Expr copies = connect_text("number", options.n.text(), Type::integer);
        NewSynapses pairs = described_pairs(options);
        const Array counts = values_of_pairs(name() + ".number", copies, Type::integer, pairs);
        double total = 0;
        for (std::size_t k = 0; k < pairs.size(); ++k) total += std::max(0.0, counts.number(k));
        require_number(total);
        return append(repeated(pairs, counts));
    }
    NewSynapses pairs = has_indices(options)
                            ? rows_of(kept_with_probability(listed_pairs(options), options.p), source_.range, target_.range)
                            : described_pairs(options);
    require_number(static_cast<double>(pairs.size()) * static_cast<double>(options.n.number()));
    append(repeated(std::move(pairs), options.n.number()));
}

void SynapseSet::append(std::span<const Pair> pairs) {
    require_number(static_cast<double>(connectivity_.size()) + static_cast<double>(pairs.size()));
    append(rows_of(pairs, source_.range, target_.range));
}

void SynapseSet::append(NewSynapses&& added) {
    if (held_still_) throw ValueError("synapses cannot be added to '" + name() + "': other synapses start or end at those that it has");
    const std::size_t before = connectivity_.size(), after = before + added.size();
    require_number(static_cast<double>(after));
    part_variables();
    show_traces();
    if (traces_) traces_->assigned = true;
    // Everything that needs memory comes first: when it throws, nothing has changed.
    std::map<const model::Variable*, Array> arrays;
    for (auto& [variable, old] : arrays_) {
        if (variable->shared) continue;
        Array& array = arrays.emplace(variable, Array(old.storage(), after)).first->second;
        connectivity_.spread(added, old.data(), array.data(), element_bytes(old.storage()));
    }
    std::vector<std::optional<Delays::Split>> delays;
    for (const auto& pathway : pathways_) delays.push_back(delays_with(*pathway, added));
    if (multisynaptic_index_) number_within_pairs(added, arrays.at(multisynaptic_index_));
    for (const auto& pathway : pathways_) pathway->settle_under_way(connectivity_);
    connectivity_.append(std::move(added));
    for (auto& [variable, array] : arrays) arrays_.insert_or_assign(variable, std::move(array));
    for (std::size_t k = 0; k < pathways_.size(); ++k)
        if (delays[k]) pathways_[k]->delays.set_each(std::move(*delays[k]), pathway_dt(*pathways_[k], clock_dt()));
    connected_ = true;
    changed();
}

std::optional<Delays::Split> SynapseSet::delays_with(const Pathway& pathway, const NewSynapses& added) const {
    const Delays& delays = pathway.delays;
    const std::size_t before = connectivity_.size();
    if (delays.fixed() || before == 0 || added.size() == 0 || (delays.one_for_all() && delays.one() == 0)) return std::nullopt;
    const double dt = pathway_dt(pathway, clock_dt());
    Delays::Split old(before), all(before + added.size());
    for (std::size_t k = 0; k < before; ++k) {
        require_delay(pathway, delays.seconds(k), dt);
        old.set(k, delays.seconds(k), dt);
    }
    const auto spread = [&](const auto& from, auto& to) {
        connectivity_.spread(added, reinterpret_cast<const std::byte*>(from.data()), reinterpret_cast<std::byte*>(to.data()), sizeof from[0]);
    };
    spread(old.steps, all.steps);
    spread(old.rest, all.rest);
    return all;
}

void SynapseSet::number_within_pairs(const NewSynapses& added, Array& index) const {
    std::vector<std::uint32_t> known(static_cast<std::size_t>(target_.range.size()), 0); // synapses of the row with each target
    const std::uint64_t* const start = connectivity_.row_start();
    const auto count_of = [&](std::uint32_t target) -> std::uint32_t& {
        return known[static_cast<std::size_t>(target - target_.range.begin)];
    };
    for (std::size_t row = 0; row + 1 < added.row_start.size(); ++row) {
        const std::span old_row(connectivity_.targets() + start[row], connectivity_.targets() + start[row + 1]);
        for (const std::uint32_t target : old_row) ++count_of(target);
        for (std::uint64_t k = added.row_start[row]; k < added.row_start[row + 1]; ++k)
            index.set_number(k + start[row + 1], count_of(added.targets[k])++);
        for (const std::uint32_t target : old_row) count_of(target) = 0;
        for (std::uint64_t k = added.row_start[row]; k < added.row_start[row + 1]; ++k) count_of(added.targets[k]) = 0;
    }
}

} // namespace hillock::internal::engine
