// SPDX-License-Identifier: Apache-2.0
#include "engine/generate.hpp"

#include "engine/loop_numbers.hpp"
#include "engine/log.hpp"
#include "engine/memory.hpp"
#include "engine/pair_code.hpp"
#include "engine/pair_probability.hpp"
#include "engine/random.hpp"
#include "engine/synapse_set.hpp"
#include "hillock/error.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/generator.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace hillock::internal::engine {

using model::Expr;
using model::Side;

namespace {

constexpr std::size_t kMostSynapses = 4294967295; // positions are 32 bits

/// What is drawn for one call; each has a key of its own.
enum class Draw : std::uint64_t {
    low, high, step, probability, size, outer_condition, ///< by outer neuron
    numbers, result, condition,                          ///< by candidate
    pair_probability, pair, count                        ///< by pair
};

/// Room for a random number of candidates in one batch, with six standard deviations to spare.
std::size_t batch_size(double expected) {
    return static_cast<std::size_t>(
        std::min(expected + 6 * std::sqrt(expected) + 16, static_cast<double>(CandidateBatch::kMostAtOnce)));
}

class PairGenerator {
  public:
    PairGenerator(const PairSurroundings& around, const ConnectOptions& options);
    [[nodiscard]] std::vector<Pair> pairs();

  private:
    [[nodiscard]] std::optional<Expr> pair_expression(const char* name, const std::string& text, model::Type type) const;
    void refuse_combinations() const;

    template <class T> ByNeuron<T> by_neuron(const std::string& what, const Expr& expr, Draw draw);
    [[nodiscard]] LoopArguments loop_arguments();
    void check(const LoopArguments& arguments) const;
    void check(const LoopArguments& arguments, std::int64_t neuron) const;

    void make_code(std::int64_t expected);
    [[nodiscard]] std::unique_ptr<PairCode> code(const std::string& what, const Expr& expr, std::int64_t evaluations);
    void run(PairCode& code, Draw draw) { code.run(code.draws() ? key(draw) : 0); }
    void find_indices();
    void test_condition();
    void take_valid(const model::Variable* read);
    void test_probability();
    void note_outside(std::uint64_t entry, double p);
    void append(std::vector<Pair>& pairs);
    [[nodiscard]] Pair pair_of(std::uint64_t entry);

    [[nodiscard]] std::uint64_t key(Draw draw);
    [[nodiscard]] Range range(Side side) const { return around_.ranges[static_cast<std::size_t>(side)]; }
    [[nodiscard]] std::string outer_is(std::int64_t neuron) const { return (is_j_ ? "i = " : "j = ") + std::to_string(neuron); }
    [[nodiscard]] std::string in_connect() const { return "connect() of '" + around_.name + "'"; }
    [[noreturn]] void refuse_index(std::uint64_t entry, const model::Variable* read);

    const PairSurroundings& around_;
    const ConnectOptions& options_;
    bool is_j_;
    std::string text_;
    model::Generator generator_;
    std::optional<Expr> probability_; ///< of a pair
    std::optional<Expr> count_;       ///< synapses of a pair
    std::vector<char> asked_;         ///< by outer neuron: its condition, where that is one for all candidates
    std::optional<std::uint64_t> key_;
    std::optional<CandidateBatch> batch_;
    std::unique_ptr<PairCode> result_code_; ///< nullptr: the number of the loop is the result
    std::unique_ptr<PairCode> condition_code_;
    std::unique_ptr<PairCode> probability_code_;
    std::unique_ptr<PairCode> count_code_;
    CountedPairs outside_;     ///< whose p is no probability
    double first_outside_ = 0; ///< p of the first of them
};

PairGenerator::PairGenerator(const PairSurroundings& around, const ConnectOptions& options)
    : around_(around), options_(options), is_j_(options.j.is_text()), text_((is_j_ ? options.j : options.i).text()) {
    refuse_combinations();
    const SourcePtr source = make_source(around.name + (is_j_ ? ".j" : ".i"), text_);
    const ast::Generator tree = parser::parse_generator(source).or_throw();
    generator_ = model::check_generator(source, tree, *around.scope, is_j_ ? Side::pre : Side::post).or_throw();
    if (generator_.loop && (options.p.is_text() || options.p.number() != 1))
        throw ValueError(in_connect() + " was given p and a loop: the loop takes numbers at random with 'sample(..., p=...)'");
    if (options.p.is_text()) probability_ = pair_expression("p", options.p.text(), model::Type::real);
    else if (options.p.number() != 1) probability_ = model::real(options.p.number());
    if (options.n.is_text()) count_ = pair_expression("n", options.n.text(), model::Type::integer);
    else count_ = Expr::constant(static_cast<double>(options.n.number()), model::Type::integer);
}

void PairGenerator::refuse_combinations() const {
    const std::string which = is_j_ ? "j" : "i", other = is_j_ ? "i" : "j";
    if (options_.i.is_text() && options_.j.is_text())
        throw TypeError(in_connect() +
                        " was given text for both i and j: one of the two gives the pairs of each neuron of the other side");
    if (options_.i.given() && options_.j.given())
        throw TypeError(in_connect() + " was given indices for " + other + " and text for " + which +
                        ": text gives the pairs of each neuron of the other side, so it stands alone");
    if (!options_.condition.empty())
        throw ValueError(in_connect() + " was given a condition and text for " + which +
                         ": the condition belongs to the text, behind 'if'");
}

std::optional<Expr> PairGenerator::pair_expression(const char* name, const std::string& text, model::Type type) const {
    const SourcePtr source = make_source(around_.name + "." + name, text);
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    const std::string what = type == model::Type::real ? "the probability" : "the number of synapses";
    return model::check_pair_expression(source, tree, *around_.scope, {what, type, {}}).or_throw();
}

std::uint64_t PairGenerator::key(Draw draw) {
    if (!key_) key_ = thread_keys().next();
    return plan::draw_key(*key_, static_cast<std::uint64_t>(draw));
}

/// The value of an expression of the outer neuron for all of them.
template <class T> ByNeuron<T> PairGenerator::by_neuron(const std::string& what, const Expr& expr, Draw draw) {
    if (const std::optional<double> constant = model::constant_value(expr)) return {static_cast<T>(*constant)};
    const std::int64_t neurons = range(generator_.outer).size();
    ByNeuron<T> values;
    values.reserve(static_cast<std::size_t>(neurons));
    CandidateBatch batch(around_, generator_.outer, std::min(CandidateBatch::kMostAtOnce, static_cast<std::size_t>(neurons)));
    PairCode value(around_, what, expr, batch, nullptr, nullptr, neurons);
    for (std::int64_t first = 0; first < neurons;) {
        const auto count = std::min(batch.capacity(), static_cast<std::size_t>(neurons - first));
        for (std::size_t k = 0; k < count; ++k) batch.neurons()[k] = first++;
        batch.begin(count);
        run(value, draw);
        for (std::uint64_t entry = 0; entry < count; ++entry) {
            if constexpr (std::is_same_v<T, std::int64_t>) values.push_back(value.integer(entry));
            else values.push_back(static_cast<T>(value.real(entry)));
        }
    }
    return values;
}

LoopArguments PairGenerator::loop_arguments() {
    LoopArguments arguments;
    if (!generator_.loop) return arguments;
    const model::GeneratorLoop& loop = *generator_.loop;
    arguments.low = by_neuron<std::int64_t>("low", loop.low, Draw::low);
    arguments.high = by_neuron<std::int64_t>("high", loop.high, Draw::high);
    arguments.step = by_neuron<std::int64_t>("step", loop.step, Draw::step);
    if (loop.probability) arguments.probability = by_neuron<double>("p", *loop.probability, Draw::probability);
    if (loop.size) arguments.size = by_neuron<std::int64_t>("size", *loop.size, Draw::size);
    return arguments;
}

void PairGenerator::check(const LoopArguments& arguments) const {
    std::int64_t first = -1, outside = 0; // neurons whose p is no probability
    for (std::int64_t neuron = 0; neuron < range(generator_.outer).size(); ++neuron) {
        if (!asked_.empty() && asked_[static_cast<std::size_t>(neuron)] == 0) continue;
        check(arguments, neuron);
        if (arguments.probability.empty() || !is_no_probability(at(arguments.probability, neuron))) continue;
        if (outside++ == 0) first = neuron;
    }
    if (outside == 0) return;
    log_warning(Warning::connect_probability,
                in_connect() + ": the probability of '" + ast::spelling(generator_.loop->iterator) + "' is not between 0 and 1 for " +
                std::to_string(outside) + (outside > 1 ? " neurons, the first: " : " neuron: ") +
                to_string(Quantity(at(arguments.probability, first))) + " for " + outer_is(first));
}

void PairGenerator::check(const LoopArguments& arguments, std::int64_t neuron) const {
    const std::string of = std::string(" of '") + ast::spelling(generator_.loop->iterator) + "' is ";
    const std::int64_t step = at(arguments.step, neuron);
    if (step == 0) throw ValueError(in_connect() + ": the step" + of + "0 for " + outer_is(neuron));
    if (!arguments.probability.empty() && std::isnan(at(arguments.probability, neuron)))
        throw ValueError(in_connect() + ": the probability" + of + "not a number for " + outer_is(neuron));
    if (arguments.size.empty() || options_.skip_if_invalid) return;
    const std::int64_t size = at(arguments.size, neuron);
    const std::int64_t population = population_of(at(arguments.low, neuron), at(arguments.high, neuron), step);
    if (size >= 0 && size <= population) return;
    throw IndexError(in_connect() + ": the size" + of + std::to_string(size) + " for " + outer_is(neuron) +
                     (size < 0 ? "; skip_if_invalid = true takes none then"
                               : ", but there are " + std::to_string(population) +
                                     " numbers to take from; skip_if_invalid = true takes all of them then"));
}

std::unique_ptr<PairCode> PairGenerator::code(const std::string& what, const Expr& expr, std::int64_t evaluations) {
    const model::Variable* const loop = generator_.loop ? generator_.loop->variable.get() : nullptr;
    return std::make_unique<PairCode>(around_, what, expr, *batch_, loop, generator_.index.get(), evaluations);
}

void PairGenerator::make_code(std::int64_t expected) {
    const bool is_number =
        generator_.loop && generator_.result == Expr::reference({generator_.loop->variable.get()});
    if (!is_number) result_code_ = code(is_j_ ? "j" : "i", generator_.result, expected);
    if (generator_.condition && !generator_.condition_is_outer) condition_code_ = code("if", *generator_.condition, expected);
    if (probability_) probability_code_ = code("p", *probability_, expected);
    if (count_ && !model::constant_value(*count_)) count_code_ = code("n", *count_, expected);
}

/// Indices of the inner side, which may lie outside of the group.
void PairGenerator::find_indices() {
    if (!result_code_) {
        for (const std::uint64_t entry : batch_->entries()) batch_->indices()[entry] = batch_->numbers()[entry];
        return;
    }
    run(*result_code_, Draw::result);
    for (const std::uint64_t entry : batch_->entries()) batch_->indices()[entry] = result_code_->integer(entry);
}

/// As in Brian 2, a condition keeps indices outside of the group from being taken, unless it reads a variable there.
void PairGenerator::test_condition() {
    const model::Variable* const read = generator_.inner_variable;
    if (read) take_valid(read);
    if (condition_code_) {
        run(*condition_code_, Draw::condition);
        batch_->filter([&](std::uint64_t entry) { return condition_code_->holds(entry); });
    }
    if (!read) take_valid(nullptr);
}

/// Drops or refuses what lies outside of the group.
/// \param read  the variable of the inner neuron that makes it necessary; nullptr: the pair itself
void PairGenerator::take_valid(const model::Variable* read) {
    const std::int64_t size = range(generator_.inner()).size();
    const std::span<const std::int64_t> indices = batch_->indices();
    batch_->filter([&](std::uint64_t entry) {
        if (indices[entry] >= 0 && indices[entry] < size) return true;
        if (!options_.skip_if_invalid) refuse_index(entry, read);
        return false;
    });
    batch_->find_inner_neurons();
}

void PairGenerator::refuse_index(std::uint64_t entry, const model::Variable* read) {
    const auto inner = static_cast<std::size_t>(generator_.inner());
    std::string text = in_connect() + ": " + (is_j_ ? "j = " : "i = ") + std::to_string(batch_->indices()[entry]) + " for " +
                       outer_is(batch_->neurons()[entry]);
    if (generator_.loop) text += " and " + generator_.loop->variable->name + " = " + std::to_string(batch_->numbers()[entry]);
    text += " is outside '" + around_.group_names[inner] + "', whose indices are 0 to " +
            std::to_string(around_.ranges[inner].size() - 1);
    if (read) text += ", where the condition would read '" + read->name + "'";
    throw IndexError(text + "; skip_if_invalid = true leaves such pairs out");
}

void PairGenerator::test_probability() {
    if (!probability_code_) return;
    run(*probability_code_, Draw::pair_probability);
    const std::uint64_t pair_key = key(Draw::pair);
    batch_->filter([&](std::uint64_t entry) {
        const auto neuron = static_cast<std::uint64_t>(batch_->neurons()[entry]);
        const double p = probability_code_->real(entry);
        if (is_no_probability(p)) note_outside(entry, p);
        return plan::uniform(pair_key, neuron, 0) < p;
    });
}

void PairGenerator::note_outside(std::uint64_t entry, double p) {
    const Pair pair = pair_of(entry);
    if (around_.allowed.own_target(pair.source) == around_.allowed.targets.begin + pair.target) return; // it is dropped anyway
    if (outside_.count == 0) first_outside_ = p;
    outside_.add(pair);
}

void PairGenerator::append(std::vector<Pair>& pairs) {
    if (count_code_) run(*count_code_, Draw::count);
    const std::int64_t constant = count_code_ ? 0 : static_cast<std::int64_t>(*model::constant_value(*count_));
    for (const std::uint64_t entry : batch_->entries()) {
        const std::int64_t count = std::max<std::int64_t>(count_code_ ? count_code_->integer(entry) : constant, 0);
        if (static_cast<std::uint64_t>(count) > kMostSynapses - pairs.size())
            throw ValueError("'" + around_.name + "' would have more than " + std::to_string(kMostSynapses) +
                             " synapses, which is the most that one object holds");
        pairs.insert(pairs.end(), static_cast<std::size_t>(count), pair_of(entry));
    }
}

Pair PairGenerator::pair_of(std::uint64_t entry) {
    const auto outer = static_cast<std::int32_t>(batch_->neurons()[entry]);
    const auto inner = static_cast<std::int32_t>(batch_->indices()[entry]);
    return is_j_ ? Pair{outer, inner} : Pair{inner, outer};
}

std::vector<Pair> PairGenerator::pairs() {
    const std::int64_t neurons = range(generator_.outer).size();
    if (generator_.condition && generator_.condition_is_outer)
        asked_ = by_neuron<char>("if", *generator_.condition, Draw::outer_condition);
    if (asked_.size() == 1) asked_.resize(static_cast<std::size_t>(neurons), asked_.front());
    const LoopArguments arguments = loop_arguments();
    if (generator_.loop) check(arguments);
    const bool samples = !arguments.probability.empty() || !arguments.size.empty();
    LoopNumbers numbers(arguments, neurons, asked_, samples ? key(Draw::numbers) : 0);

    const std::int64_t expected = numbers.expected();
    batch_.emplace(around_, generator_.outer, batch_size(static_cast<double>(expected)));
    make_code(expected);
    std::vector<Pair> pairs;
    while (const std::size_t count = numbers.next(batch_->neurons(), batch_->numbers())) {
        batch_->begin(count);
        find_indices();
        test_condition();
        test_probability();
        append(pairs);
    }
    if (options_.p.is_text()) warn_of_probability(around_.name, options_.p.text(), outside_, first_outside_);
    return pairs;
}

} // namespace

std::vector<Pair> generate_pairs(const PairSurroundings& around, const ConnectOptions& options) {
    return with_memory_for("the synapses of '" + around.name + "'", [&] { return PairGenerator(around, options).pairs(); });
}

void SynapseSet::append_generated(const ConnectOptions& options) {
    PairSurroundings around;
    around.name = name();
    around.scope = &model().scope;
    around.plan = surroundings();
    around.arguments = arguments_now();
    fill_in(around.arguments);
    around.array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    const std::pair<Side, const Endpoint*> sides[] = {{Side::pre, &source_}, {Side::post, &target_}};
    for (const auto& [side, population] : sides) {
        around.group_names[static_cast<std::size_t>(side)] = population->owner->name();
        around.ranges[static_cast<std::size_t>(side)] = population->range;
    }
    const Candidates allowed = around.allowed = candidates(options);
    std::vector<Pair> pairs = generate_pairs(around, options);
    std::erase_if(pairs, [&](Pair pair) { return allowed.own_target(pair.source) == target_.range.begin + pair.target; });
    append(pairs);
}

} // namespace hillock::internal::engine
