// SPDX-License-Identifier: Apache-2.0
#include "engine/neurons.hpp"

#include "engine/compilation.hpp"
#include "engine/log.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "engine/step_arguments.hpp"
#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"
#include "parser/parse.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

using model::VariableKind;

namespace {

/// "No spike yet": this long before the start, in seconds.
constexpr double kLongAgo = 1e4;
constexpr std::int64_t kLargestGroup = 2'000'000'000; // indices are 32 bits

/// In so many blocks a thread goes over a group, forth in one step and back in the next: what it has touched last is in the nearest cache
/// still. It pays where elements come from the second cache more slowly than they are computed, which is so for quick code of wide vectors,
/// and where a good part of the group stays in the nearest one: 20 % of the time of 75 kB, 13 % of 100 kB, 2 % of 200 kB.
std::vector<Range> blocks_of_sweep(const Code& code, std::int64_t size) {
    constexpr std::size_t kNearestCache = 48 * 1024, kMost = 4;
    constexpr double kQuick = 1; // nanoseconds an element, of four at a time
    constexpr int kWide = 64;
    const int asked = compile_options().vector_bytes;
    if ((asked > 0 ? asked : jit::host_vector_bytes()) < kWide) return {{0, size}};
    const std::size_t bytes = bytes_touched(code.touches({}));
    if (bytes <= kNearestCache || bytes > kMost * kNearestCache || nanoseconds_an_element(code.kernel()) > kQuick) return {{0, size}};
    std::vector<Range> blocks(2 * bytes / kNearestCache);
    for (unsigned k = 0; k < blocks.size(); ++k) blocks[k] = elements_of(size, {k, static_cast<unsigned>(blocks.size())});
    return blocks;
}

} // namespace

void Neurons::require_size(std::int64_t size) {
    if (size < 1)
        throw ValueError("a group needs at least one neuron, but its size is " + std::to_string(size));
    if (size > kLargestGroup)
        throw ValueError("a group has at most " + std::to_string(kLargestGroup) + " neurons, but its size is " +
                         std::to_string(size));
}

std::shared_ptr<Neurons> Neurons::make(std::int64_t size, const Equations& model, const NeuronGroupOptions& options) {
    require_size(size);
    const ObjectName given = object_name(options.name, "neurongroup");
    const std::string& name = given.text;
    const SourcePtr source = make_source(name + ".model", model.text());
    auto equations = parser::parse_equations(source).or_throw();
    Integration integration(name, model, options.method, options.method_options);
    integration.add_variables(name, equations);
    OwnFunctions functions = make_functions(name, options.functions);
    auto checked = model::check_neurons(source, equations, options.constants, {functions.begin(), functions.end()},
                                        late_constants(options.late_constants))
                       .or_throw();
    check_constants(name, options.constants, options.late_constants, *checked);
    Precision precision = precision_of(name, *checked, options.dtype, usual_real());
    std::shared_ptr<Neurons> neurons(new Neurons(given, std::move(checked), std::move(precision), size));
    neurons->integration_ = std::move(integration);
    neurons->complete(std::move(functions), options);
    return neurons;
}

void Neurons::complete(OwnFunctions functions, const NeuronGroupOptions& options) {
    functions_ = std::move(functions);
    integration_.find_variables(model());
    check_texts(options);
    set_own_dt(period_given("'" + name() + "'", options.dt));
    (void)plan_update(clock_dt()); // a method that cannot take the equations is refused here, not at the run
    allocate();
}

Neurons::Neurons(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision, std::int64_t size)
    : VariableOwner(std::move(name), std::move(model), std::move(precision)), size_(size) {}

void Neurons::check_texts(const NeuronGroupOptions& options) {
    if (options.threshold) {
        const SourcePtr source = make_source(name() + ".threshold", *options.threshold);
        const auto tree = parser::parse_expression(source).or_throw();
        threshold_ =
            model::check_expression(source, tree, model().scope, {"the threshold", model::Type::boolean, {}}).or_throw();
    }
    if (options.reset) {
        if (!threshold_) throw ValueError("'" + name() + "' has a reset but no threshold: no neuron can spike");
        const SourcePtr source = make_source(name() + ".reset", *options.reset);
        const auto statements = parser::parse_statements(source).or_throw();
        reset_ = model::check_statements(source, statements, model().scope).or_throw();
    }
    check_refractory(options.refractory);
    for (const model::Variable* variable : model().of_kind(VariableKind::differential))
        if (variable->unless_refractory && options.refractory.kind() == Refractory::Kind::none)
            log_warning(Warning::never_refractory,
                        "'" + variable->name + "' of '" + name() + "' is marked (unless refractory), but the group is never refractory");
    check_events(options);
    if (threshold_ && !reset_ && options.refractory.kind() == Refractory::Kind::none)
        log_warning(Warning::no_reset,
                    "'" + name() + "' has a threshold but neither reset nor refractory: a neuron spikes in every step in "
                                   "which the threshold holds");
}

void Neurons::check_refractory(const Refractory& refractory) {
    if (refractory.kind() == Refractory::Kind::none) return;
    if (!threshold_) throw ValueError("'" + name() + "' is refractory but has no threshold: no neuron can spike");
    const auto set_period = [&](const Quantity& time) {
        if (!(time.dimension() == kTimeDimension))
            throw DimensionMismatchError("the refractory period of '" + name() + "' must be a time, but it is " +
                                         to_string(time));
        if (!(time.value() >= 0) || std::isinf(time.value()))
            throw ValueError("the refractory period of '" + name() + "' must be a finite time that is not negative, but it is " +
                             to_string(time));
        refractory_seconds_ = time.value();
    };
    if (refractory.kind() == Refractory::Kind::time) return set_period(refractory.time());
    const SourcePtr source = make_source(name() + ".refractory", refractory.text());
    const auto tree = parser::parse_expression(source).or_throw();
    const model::Expr expr = model::check_expression(source, tree, model().scope).or_throw();
    if (expr.type() != model::Type::boolean && !(expr.dimension() == kTimeDimension)) {
        throw_error({{Problem::type,
                      "the refractory period must be a time such as '2*ms' or a condition such as 'v > -40*mV', but '" +
                          model::print(expr) + "' has the unit " + unit_name(expr.dimension()),
                      {source, tree.span}}});
    }
    const auto constant = model::constant_value(expr);
    if (constant && expr.type() != model::Type::boolean) set_period({*constant, kTimeDimension});
    else refractory_ = expr;
}

void Neurons::allocate() {
    for (const auto& variable : model().variables)
        if (variable->stored()) add_array(*variable, variable->shared ? 1 : size_);
    hold_subexpressions();
    if (threshold_) {
        allocate_last_spike();
        spike_buffer_.resize(size_);
    }
    if (refractory_ || refractory_seconds_) allocate_not_refractory();
}

void Neurons::allocate_not_refractory() {
    not_refractory_.emplace(plan::Storage::boolean8, static_cast<std::size_t>(size_));
    const bool free = !refractory_seconds_ || *refractory_seconds_ <= kLongAgo; // as if all had spiked that long ago
    std::fill_n(not_refractory_->as<std::uint8_t>(), size_, std::uint8_t{free});
}

void Neurons::allocate_last_spike() {
    last_spike_.emplace(plan::Storage::integer64, static_cast<std::size_t>(size_));
    last_spike_dt_ = dt();
    const auto never = -static_cast<std::int64_t>(std::llround(kLongAgo / last_spike_dt_));
    std::fill_n(last_spike_->as<std::int64_t>(), size_, never);
}

void Neurons::rescale_last_spike(double dt) {
    if (!last_spike_ || dt == last_spike_dt_) return;
    auto* last = last_spike_->as<std::int64_t>();
    // Rounded up, a time that is no step any more is followed by as many whole steps as before.
    for (std::int64_t k = 0; k < size_; ++k) last[k] = first_step_from(static_cast<double>(last[k]) * last_spike_dt_, dt);
    last_spike_dt_ = dt;
}

Object::Footprint Neurons::footprint() const {
    Footprint result = VariableOwner::footprint();
    for (const std::optional<Array>& array : {std::cref(last_spike_), std::cref(not_refractory_)})
        if (array) result.bytes += array->bytes();
    result.bytes += spike_buffer_.bytes();
    for (const Event& event : events_) result.bytes += event.buffer.bytes();
    return result;
}

void Neurons::leave(double t) {
    for (const auto& routine : routines_) routine->since.reset();
    if (!last_spike_) return;
    auto* last = last_spike_->as<std::int64_t>();
    const std::int64_t step = first_step_from(t, last_spike_dt_);
    for (std::int64_t k = 0; k < size_; ++k) last[k] -= step;
}

std::vector<std::string> Neurons::built_in_variables() const {
    std::vector<std::string> names = VariableOwner::built_in_variables();
    if (can_spike()) names.insert(names.end(), {"lastspike", "not_refractory"});
    return names;
}

Array* Neurons::array(const model::Variable& variable) {
    if (variable.kind == VariableKind::last_spike) {
        if (!last_spike_) allocate_last_spike(); // of a group that cannot spike, and somebody asks
        return &*last_spike_;
    }
    if (variable.kind == VariableKind::not_refractory) return not_refractory_ ? &*not_refractory_ : nullptr;
    return VariableOwner::array(variable);
}

plan::GroupTraits Neurons::traits(double usual_dt) const {
    const double dt = clock_dt_among(usual_dt);
    return {.refractory = refractory_ || refractory_seconds_, .real = real(), .dt_seconds = dt};
}

std::vector<double> Neurons::clocks(double usual) const {
    const double dt = clock_dt_among(usual);
    std::vector<double> result{dt};
    for (const auto& routine : routines_) result.push_back(pace_of(routine->dt, dt).dt);
    return result;
}

std::vector<EventTimes> Neurons::event_clocks() const {
    std::vector<EventTimes> result;
    for (const auto& routine : routines_)
        if (routine->clock) result.push_back(routine->clock);
    return result;
}

plan::Surroundings Neurons::surroundings_at(double usual_dt) const {
    plan::Surroundings result{.dt_seconds = clock_dt_among(usual_dt), .real = real(), .traits = {}};
    result.traits[static_cast<int>(model::Side::own)] = traits(usual_dt);
    result.storages = storages();
    result.links = links();
    result.tables = tables();
    return result;
}

plan::StateUpdate Neurons::plan_update(double usual_dt) const {
    plan::NeuronDynamics dynamics{.name = name() + ".update",
                                  .model = &model(),
                                  .threshold = has_code_before_threshold() ? std::nullopt : threshold_,
                                  .refractory = refractory_};
    integration_.fill(dynamics);
    return plan::plan_state_update(dynamics, surroundings_at(usual_dt)).or_throw();
}

void Neurons::prepare(const Preparation& preparation) {
    dt_ = preparation.dt;
    rescale_last_spike(dt_);
    // In the step of the spike itself a neuron is refractory however short the period.
    if (refractory_seconds_) period_.set(std::max<std::int64_t>(1, steps_of(*refractory_seconds_, dt_)));
    warn_of_unaligned(name(), functions_, preparation.dt);
    plan::StateUpdate update = plan_update(preparation.usual_dt);
    integration_.note(name(), update);
    update_code_.plan(std::move(update.kernel));
    if (has_code_before_threshold()) {
        const model::Expr free = model::Expr::reference({&model::builtin(VariableKind::not_refractory)});
        const model::Expr spikes = model::Expr::operation(model::Op::logical_and, {*threshold_, free});
        threshold_code_.plan(plan::plan_event(name() + ".threshold", spikes, surroundings_at(preparation.usual_dt)));
    }
    if (reset_)
        reset_code_.plan(plan::plan_code(name() + ".reset", plan::Domain::list, *reset_, plan::WriteLock::ignored,
                                         surroundings_at(preparation.usual_dt)));
    update_key_ = mix_keys(preparation.random_key, 0);
    reset_key_ = mix_keys(preparation.random_key, 1);
    threshold_key_ = mix_keys(preparation.random_key, 2);
    prepare_events(preparation);
    prepare_routines(preparation);
}

std::vector<Code*> Neurons::codes() {
    std::vector<Code*> result;
    if (!update_code_.kernel().operations.empty()) result.push_back(&update_code_);
    if (threshold_code_.planned()) result.push_back(&threshold_code_);
    if (reset_) result.push_back(&reset_code_);
    for (Event& event : events_) result.push_back(&event.code);
    for (const auto& routine : routines_) routine->add_codes(result);
    return result;
}

std::vector<Task> Neurons::tasks() {
    const ArrayLookup array_of = [this](const plan::Slot& slot) { return array_place(slot); };
    // Where slot and order are equal the reset comes first, then other code, then the equations and the tests, as in Brian 2.
    std::vector<Task> tasks;
    if (reset_ && !reset_->statements.empty()) {
        reset_code_.bind(array_of);
        std::optional<Division> division = divide_reset();
        std::optional<Tiling> tiling = tile_reset(division);
        tasks.push_back({Slot::resets, 0, false, [this](const Step& step) { reset(spikes_, step); }, Rank::neurons, 0, "reset",
                         std::move(division), {}, std::move(tiling)});
    }
    add_routine_tasks(tasks);
    if (updates()) {
        update_code_.bind(array_of);
        const char* const what = threshold_ && !threshold_code_.planned() ? "equations and threshold" : "equations";
        sweep_ = blocks_of_sweep(update_code_, size_);
        spike_buffer_.allow(static_cast<unsigned>(sweep_.size()));
        std::optional<Division> division = divide_update();
        std::optional<Tiling> tiling = tile_update(division);
        tasks.push_back({Slot::groups, 0, false, [this](const Step& step) { update(step); }, Rank::neurons, 0, what, std::move(division), {},
                         std::move(tiling)});
    }
    if (threshold_code_.planned()) {
        threshold_code_.bind(array_of);
        const auto [slot, order] = spike_schedule_;
        std::optional<Division> division = divide_threshold();
        std::optional<Tiling> tiling = tile_threshold(division);
        tasks.push_back({slot, order, false, [this](const Step& step) { test_threshold(step); }, Rank::neurons, 0, "threshold",
                         std::move(division), {}, std::move(tiling)});
    }
    add_event_tasks(tasks);
    return tasks;
}

KernelArguments Neurons::arguments(const Step& step, std::uint64_t key) const {
    KernelArguments arguments = arguments_at(step, dt_);
    arguments.random_key = key;
    arguments.end = size_;
    arguments.count[0] = size_;
    arguments.total[0] = size_;
    return arguments;
}

void Neurons::update(const Step& step) {
    // With a threshold apart the spikes of the step before are seen until the test.
    const bool spikes_now = !threshold_code_.planned();
    if (spikes_now) spikes_ = {}; // which stand in the buffer
    spike_buffer_.begin();
    begin_releases(1);
    release(step, {});
    KernelArguments call = arguments(step, update_key_);
    const auto blocks = static_cast<unsigned>(sweep_.size());
    for (unsigned k = 0; k < blocks; ++k) {
        const unsigned number = step.number % 2 == 0 ? k : blocks - 1 - k;
        (void)spike_buffer_.note({number, blocks}, sweep_[number].begin, std::ssize(run_for(update_code_, call, spike_buffer_, sweep_[number])));
    }
    if (spikes_now) note_spikes(spike_buffer_.gather(), step);
}

void Neurons::set_active(bool active) {
    Object::set_active(active);
    if (active) return;
    spikes_ = {}; // those of the step before have been heard
    for (Event& event : events_) event.happened = {};
}

void Neurons::test_threshold(const Step& step) {
    spikes_ = {}; // which stand in the buffer
    spike_buffer_.begin();
    (void)run_share(threshold_code_, threshold_key_, spike_buffer_, step, {});
    note_spikes(spike_buffer_.gather(), step);
}

std::int64_t Neurons::test_threshold_in(Range range, const Step& step, std::int64_t listed) {
    KernelArguments call = arguments(step, threshold_key_);
    call.begin = range.begin;
    call.end = range.end;
    call.emitted = spike_buffer_.place(listed);
    return threshold_code_(call);
}

void Neurons::note_spikes(std::span<const std::int32_t> spikes, const Step& step) {
    spikes_ = spikes;
    mark_spikes(spikes, step, {});
}

void Neurons::mark_spikes(std::span<const std::int32_t> spikes, const Step& step, Share share) {
    if (spikes.empty()) return;
    auto* last = last_spike_->as<std::int64_t>();
    for (const std::int32_t neuron : spikes) last[neuron] = step.number;
    if (!not_refractory_) return;
    auto* free = not_refractory_->as<std::uint8_t>();
    for (const std::int32_t neuron : spikes) free[neuron] = 0;
    if (refractory_seconds_) period_.wait(share, step.number, spikes);
}

void Neurons::begin_releases(unsigned shares) {
    if (!refractory_seconds_) return;
    period_.cut(shares, {{last_spike_->as<std::int64_t>(), static_cast<std::size_t>(size_)}, not_refractory_->as<std::uint8_t>()});
}

void Neurons::release(const Step& step, Share share) {
    if (refractory_seconds_) period_.release(share, step.number, not_refractory_->as<std::uint8_t>());
}

void Neurons::reset(std::span<const std::int32_t> spikes, const Step& step) const {
    if (spikes.empty()) return;
    KernelArguments call = arguments(step, reset_key_);
    call.list = spikes.data();
    call.list_size = std::ssize(spikes);
    reset_code_(call);
}

std::span<const std::int32_t> Neurons::within(std::span<const std::int32_t> ascending, Range range) const {
    return range.begin == 0 && range.end == size_ ? ascending : in_range(ascending, range);
}

void Neurons::run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) {
    KernelArguments call = arguments_now();
    call.begin = range.begin;
    call.end = range.end;
    call.offset[0] = frame.begin;
    call.count[0] = frame.size();
    call.total[0] = size_;
    if (draws(kernel)) call.random_key = thread_keys().next();
    run_once(kernel, array_of, range.size(), call);
}

} // namespace hillock::internal::engine
