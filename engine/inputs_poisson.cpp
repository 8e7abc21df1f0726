// SPDX-License-Identifier: Apache-2.0
// Rates to neurons that spike at random, and to random sums into variables.
#include "engine/inputs.hpp"
#include "engine/log.hpp"
#include "engine/random.hpp"
#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <numeric>

namespace hillock::internal::engine {

using model::Expr;
using model::Variable;
using model::VariableKind;

namespace {

std::string in_hertz(double rate) { return to_string(Quantity(rate, (1 / Quantity(1, kTimeDimension)).dimension())); }

/// Where a probability of a spike within dt is above 1: once for each such rate.
void warn_of_high_rate(const std::string& who, double rate, double dt, double& told, const char* consequence) {
    if (rate == told || !(rate * dt > 1)) return;
    told = rate;
    log_warning(Warning::high_rate,
                who + " is " + in_hertz(rate) + ", more than one spike in each step of " + to_string(Quantity(dt, kTimeDimension)) + ": " +
                consequence);
}

/// Whether text calls what has another value each time, such as rand().
bool draws(const ast::Expr& expr, const OwnFunctions& functions) {
    const auto any_draws = [&](auto&&... parts) { return (draws(*parts, functions) || ...); };
    if (const auto* const unary = std::get_if<ast::Unary>(&expr.node)) return any_draws(unary->operand);
    if (const auto* const binary = std::get_if<ast::Binary>(&expr.node)) return any_draws(binary->left, binary->right);
    const auto* const call = std::get_if<ast::Call>(&expr.node);
    if (!call) return false;
    const auto own = functions.find(call->function);
    const auto* const inlined = own != functions.end() ? std::get_if<model::Inlined>(&own->second->content) : nullptr;
    const model::Function* const known = own != functions.end() ? &own->second->row : model::find_function(call->function);
    return (known && known->has_state) || (inlined && draws(inlined->body, functions)) ||
           std::any_of(call->arguments.begin(), call->arguments.end(), [&](const ast::Expr& part) { return draws(part, functions); });
}

/// `rates = TEXT : Hz`, made of the text alone, so that its errors show what was written; or `rates : Hz`. Text that draws random numbers
/// draws them once a step: what reads the rates in a step sees those by which it spikes.
ast::Equation rates_equation(const SourcePtr& source, bool is_text, const OwnFunctions& functions) {
    ast::Equation equation = parser::parse_equations(make_source("rates", "rates : Hz")).or_throw().front();
    ast::Expr expression;
    if (is_text) expression = parser::parse_expression(source).or_throw();
    equation.span = equation.name_span = equation.unit.span = expression.span;
    if (is_text) {
        equation.kind = ast::EquationKind::subexpression;
        if (draws(expression, functions)) equation.flags.push_back({"constant over dt", expression.span});
        equation.expression = std::move(expression);
    }
    return equation;
}

} // namespace

// ---- neurons ----------------------------------------------------------------------------------------------------

std::shared_ptr<PoissonNeurons> PoissonNeurons::make(std::int64_t size, const PoissonRates& rates, const PoissonGroupOptions& options) {
    require_size(size);
    const Slot slot = slot_named(options.when);
    const ObjectName given = object_name(options.name, "poissongroup");
    const SourcePtr source = make_source(given.text + ".rates", rates.text());
    OwnFunctions functions = make_functions(given.text, options.functions);
    std::vector<ast::Equation> equations{rates_equation(source, rates.kind() == PoissonRates::Kind::text, functions)};
    if (options.several_spikes) {
        const SourcePtr counts = make_source(given.text, "spike_count = poisson(rates*dt) : integer (constant over dt)");
        equations.push_back(parser::parse_equations(counts).or_throw().front());
    }
    auto checked = model::check_neurons(source, equations, options.constants,
                                        {functions.begin(), functions.end()}, late_constants(options.late_constants))
                       .or_throw();
    check_constants(given.text, options.constants, options.late_constants, *checked);
    NeuronGroupOptions group{.reset = std::nullopt, .dt = options.dt};
    if (!options.several_spikes) {
        group.threshold = "rand() < rates*dt";
        group.reset = "";
    }
    std::shared_ptr<PoissonNeurons> neurons(
        new PoissonNeurons(given, std::move(checked), Precision(plan::Storage::float64), size));
    neurons->complete(std::move(functions), group);
    neurons->rates_ = neurons->model().find("rates");
    if (options.several_spikes) {
        neurons->counts_ = neurons->model().find("spike_count");
        neurons->allocate_last_spike();
    }
    neurons->set_spike_schedule(slot, options.order);
    neurons->keep_threshold_apart();
    const model::Reference variable = neurons->find("rates");
    if (rates.kind() == PoissonRates::Kind::one) neurons->assign(variable, Range{0, size}, rates.rate());
    if (rates.kind() == PoissonRates::Kind::each) neurons->assign(variable, Range{0, size}, rates.rates().values, rates.rates().dimension);
    (void)neurons->largest_rate();
    return neurons;
}

double PoissonNeurons::largest_rate() {
    const Variable& rates = *rates_;
    const auto valid = [&](double rate, const std::string& whose) {
        if (rate >= 0) return rate;
        throw ValueError("the rates of '" + name() + "' cannot be negative, but " + whose + " is " + in_hertz(rate));
    };
    if (rates.definition) {
        const auto constant = model::constant_value(*rates.definition);
        return constant ? valid(*constant, "that of all neurons") : 0;
    }
    const Array& stored = *array(rates);
    double largest = 0;
    for (std::size_t k = 0; k < stored.size(); ++k)
        largest = std::max(largest, valid(stored.number(k), "that of neuron " + std::to_string(k)));
    return largest;
}

std::vector<Task> PoissonNeurons::tasks() {
    std::vector<Task> tasks = Neurons::tasks();
    if (!counts_) return tasks;
    tasks.push_back(spike_task([this](const Step& step) { emit_counted(step); }));
    return tasks;
}

void PoissonNeurons::test_threshold(const Step& step) {
    if (rates_->definition) return Neurons::test_threshold(step);
    const std::span<const double> rates(array(*rates_)->as<double>(), static_cast<std::size_t>(size()));
    const std::uint64_t key = mix_keys(threshold_key(), 0); // the kernel's draws have others
    const std::span<std::int32_t> spikes = spike_buffer();
    const double dt = arguments(step).dt;
    std::int64_t count = 0;
    for (std::int64_t block = 0; block < Thinning::blocks(size()); ++block) {
        const Range range{block * Thinning::kBlock, std::min(size(), (block + 1) * Thinning::kBlock)};
        const bool rare = thinning_.bound(block, rates, dt) <= Thinning::kMost;
        count += rare ? thinning_.spikes_of(block, rates, key, static_cast<std::uint64_t>(step.number), spikes.data() + count)
                      : test_threshold_in(range, step, count);
    }
    note_spikes(spikes.first(static_cast<std::size_t>(count)), step);
}

std::optional<Division> PoissonNeurons::divide_threshold() {
    if (!rates_->definition) return std::nullopt; // candidates are drawn one after the other; there are few
    return Neurons::divide_threshold();
}

std::optional<Tiling> PoissonNeurons::tile_threshold(const std::optional<Division>& division) {
    if (rates_->definition) return Neurons::tile_threshold(division);
    return spikes_afterwards([this](const Step& step) { test_threshold(step); });
}

void PoissonNeurons::emit_counted(const Step& step) {
    const auto* const counts = array(*counts_)->as<std::int32_t>();
    spiking_.clear();
    for (std::int64_t k = 0; k < size(); ++k) spiking_.insert(spiking_.end(), static_cast<std::size_t>(counts[k]), static_cast<std::int32_t>(k));
    note_spikes(spiking_, step);
}

void PoissonNeurons::require_ready() {
    Neurons::require_ready();
    if (counts_) return;
    double largest = largest_rate();
    if (rates_->kind == model::VariableKind::subexpression && looked_at_ != revision()) { // for a loop of steps once is enough
        looked_at_ = revision();
        for (const double rate : values({rates_}, Range{0, size()})) largest = std::max(largest, rate);
    }
    warn_of_high_rate("the largest rate of '" + name() + "'", largest, dt(), told_, "a neuron spikes once in each of them");
}

// ---- sums -------------------------------------------------------------------------------------------------------

RandomSums::RandomSums(Population target, const std::string& variable, std::int64_t sources, const InputValue& rate, const InputValue& weight,
                       const PoissonInputOptions& options)
    : Object(object_name(options.name, "poissoninput")), target_(std::move(target)), variable_(variable), sources_(sources) {
    if (sources < 1) throw ValueError("'" + name() + "' needs at least one source, but was given " + std::to_string(sources));
    const model::Reference reference = find_target(variable);
    const model::Scope scope = make_scope(options);
    const Expr hertz = rate_text_ = read("rate", rate, scope, (1 / Quantity(1, kTimeDimension)).dimension());
    rate_ = model::constant_value(hertz);
    if (rate_ && !(*rate_ >= 0))
        throw ValueError("the rate of '" + name() + "' cannot be negative, but it is " + in_hertz(*rate_));
    const Expr dt = Expr::reference({&model::builtin(VariableKind::time_step)});
    const Expr count = Expr::call(model::function_for(model::Primitive::binomial),
                                  {Expr::constant(static_cast<double>(sources), model::Type::integer), hertz * dt});
    weight_text_ = read("weight", weight, scope, reference.variable->dimension);
    const Expr sum = count * weight_text_;

    set_own_dt(period_given("'" + name() + "'", options.dt));
    routine_.name = name();
    routine_.slot = slot_named(options.when);
    routine_.order = options.order;
    routine_.statements.source = make_source(name(), variable + " += binomial(" + std::to_string(sources) + ", rate*dt)*weight");
    const auto end = static_cast<std::uint32_t>(routine_.statements.source->text.size());
    routine_.statements.statements.push_back({reference, ast::AssignOp::add, sum, {routine_.statements.source, {0, end}}});
    if (target_.range.size() == target_.neurons->size()) return;
    elements_.resize(static_cast<std::size_t>(target_.range.size()));
    std::iota(elements_.begin(), elements_.end(), static_cast<std::int32_t>(target_.range.begin));
}

model::Reference RandomSums::find_target(const std::string& variable) const {
    const Neurons& neurons = *target_.neurons;
    const model::Reference reference = neurons.find(variable);
    const Variable& found = *reference.variable;
    const std::string whose = "'" + variable + "' of '" + neurons.name() + "'";
    neurons.require_assignable(reference, Range{0, 1}, std::vector<double>{0}, found.dimension);
    if (found.constant)
        throw TypeError("'" + name() + "' cannot add to " + whose + ", which is constant during a run");
    if (found.type != model::Type::real)
        throw TypeError("'" + name() + "' cannot add to " + whose + ", which is " + model::type_name(found.type) + ": it adds real numbers");
    if (found.shared)
        throw ValueError("'" + name() + "' cannot add to " + whose + ", which is one value for all neurons: it adds to each neuron by itself");
    return reference;
}

model::Scope RandomSums::make_scope(const PoissonInputOptions& options) {
    const model::Scope& known = target_.neurons->model().scope;
    functions_ = make_functions(name(), options.functions);
    names_ = model::check_neurons(make_source(name(), ""), {}, options.constants, {functions_.begin(), functions_.end()}).or_throw();
    check_constants(name(), options.constants, {}, *names_);
    model::Scope scope;
    const auto has_meaning = [&](const std::string& constant) {
        const model::Reference* other = known.find(constant);
        return other && (!other->variable || other->variable->kind != VariableKind::constant);
    };
    for (const auto& [constant, value] : options.constants) {
        const model::Reference* own = names_->scope.find(constant);
        if (!own || own->variable->kind != VariableKind::constant) continue;
        if (has_meaning(constant))
            log_warning(Warning::unused_constant,
                        "the constant '" + constant + "' of '" + name() + "' is not used: the name is a variable of '" +
                        target_.neurons->name() + "'");
        else scope.declare(constant, *own);
    }
    for (const std::string& word : known.names()) scope.declare(word, *known.find(word));
    model::UserFunctions functions(functions_.begin(), functions_.end());
    functions.insert(known.functions().begin(), known.functions().end());
    scope.declare(functions);
    return scope;
}

Expr RandomSums::read(const std::string& what, const InputValue& value, const model::Scope& scope,
                      const Dimension& dimension) const {
    if (!value.is_text()) {
        const Quantity& number = value.number();
        const bool plain_zero = number.dimension().is_dimensionless() && number.value() == 0;
        if (!(number.dimension() == dimension) && !plain_zero)
            throw DimensionMismatchError("the " + what + " of '" + name() + "' must have the unit " + unit_name(dimension) + ", but it is " +
                                         to_string(number));
        return model::real(number.value(), dimension);
    }
    const SourcePtr source = make_source(name() + "." + what, value.text());
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    return model::check_expression(source, tree, scope, {"the " + what, model::Type::real, dimension}).or_throw();
}

void RandomSums::require_ready() {
    const char* const consequence = "each source spikes once in each of them";
    if (rate_) return warn_of_high_rate("the rate of '" + name() + "'", *rate_, dt(), told_, consequence);
    if (model::has_state(rate_text_)) return; // the next step will draw others
    const std::pair now{revision(), target_.neurons->revision()};
    if (looked_at_ == now) return; // for a loop of steps once is enough
    looked_at_ = now;
    const Expr rate = model::substitute(rate_text_, [&](model::Reference reference) -> std::optional<Expr> {
        if (reference.variable->kind != VariableKind::time_step) return std::nullopt;
        return model::real(dt(), reference.variable->dimension); // which need not be that of the target
    });
    warn_of_high_rate("the largest rate of '" + name() + "'", target_.neurons->largest(name() + ".rate", rate, target_.range), dt(), told_,
                      consequence);
}

void RandomSums::part_thresholds(const Schedule& schedule) {
    if (schedule.is_before_threshold(routine_.slot, routine_.order)) target_.neurons->keep_threshold_apart();
}

void RandomSums::prepare(const Preparation& preparation) {
    warn_of_unaligned(name(), functions_, preparation.dt);
    plan::Surroundings surroundings = target_.neurons->surroundings_at(preparation.usual_dt);
    surroundings.dt_seconds = preparation.dt;
    routine_.plan(elements_.empty() ? plan::Domain::elements : plan::Domain::list, plan::WriteLock::respected, surroundings);
    routine_.key = preparation.random_key;
}

std::vector<Code*> RandomSums::codes() {
    std::vector<Code*> result;
    routine_.add_codes(result);
    return result;
}

std::vector<Task> RandomSums::tasks() {
    routine_.bind([this](const plan::Slot& slot) { return target_.neurons->place_of(*slot.reference.variable); });
    const auto call = [this](const Step& step) {
        KernelArguments arguments = target_.neurons->arguments(step);
        arguments.random_key = routine_.key;
        arguments.dt = step.dt;
        arguments.step = step.number;
        arguments.offset[0] = target_.range.begin;
        arguments.count[0] = target_.range.size();
        arguments.list = elements_.data();
        arguments.list_size = std::ssize(elements_);
        return arguments;
    };
    std::optional<Division> division = elements_.empty() ? target_.neurons->divide(routine_.code, call)
                                                         : target_.neurons->divide_list(routine_.code, call, static_cast<double>(elements_.size()));
    std::optional<Tiling> tiling;
    if (division) tiling = {.block = division->share, .touches = division->touches};
    return {{routine_.slot, routine_.order, false, [this, call](const Step& step) { routine_(call(step)); }, Rank::neurons, 0, "sums",
             std::move(division), {}, std::move(tiling)}};
}

} // namespace hillock::internal::engine
