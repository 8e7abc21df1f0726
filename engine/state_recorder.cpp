// SPDX-License-Identifier: Apache-2.0
#include "engine/state_recorder.hpp"

#include "engine/past_caches.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "engine/states.hpp"
#include "engine/step_arguments.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <type_traits>
#include <utility>

namespace hillock::internal::engine {

namespace {

constexpr const char* kElements = "elements"; ///< the data set of a file that names the columns of the others

/// Turns `samples` times `rows` values, sample by sample, into the same row by row. Square parts of it, both sides of which stay in the
/// first cache: a column at a time would bring a line of the cache for each value.
/// \param stride  from one row to the next, at least `samples`
template <class Value> void transpose(const Value* from, std::size_t samples, std::size_t rows, Value* to, std::size_t stride) {
    constexpr std::size_t kEdge = 32;
    for (std::size_t s = 0; s < samples; s += kEdge)
        for (std::size_t r = 0; r < rows; r += kEdge)
            for (std::size_t row = r; row < std::min(r + kEdge, rows); ++row)
                for (std::size_t sample = s; sample < std::min(s + kEdge, samples); ++sample)
                    to[row * stride + sample] = from[sample * rows + row];
}

} // namespace

// ---- making it ----------------------------------------------------------------------------------------------

StateRecorder::StateRecorder(const Population& source, const VariableNames& variables, const StateMonitorOptions& options)
    : StateRecorder(source.neurons, source.range, nullptr, variables, options) {}

StateRecorder::StateRecorder(const std::shared_ptr<SynapseSet>& source, const VariableNames& variables, const StateMonitorOptions& options)
    : StateRecorder(source, {0, source->size()}, source.get(), variables, options) {}

StateRecorder::StateRecorder(std::shared_ptr<VariableOwner> owner, Range range, SynapseSet* synapses, const VariableNames& variables,
                             const StateMonitorOptions& options)
    : Recorder(object_name(options.name, "statemonitor"), std::move(owner)), synapses_(synapses), range_(range),
      slot_(slot_named(options.when)), order_(options.order),
      record_final_(options.record_final), first_(static_cast<std::int32_t>(range.begin)) {
    if (synapses_ && !synapses_->connected())
        throw ValueError("'" + owner_->name() + "' has no synapses: call connect() before a monitor records them");
    set_own_dt(period_given("'" + name() + "'", options.dt));
    clock_ = event_times_given("'" + name() + "'", options.clock, own_dt());
    choose_elements(options.record);
    for (const std::string& variable : names_among(*owner_, variables)) {
        const auto is_same = [&](const Channel& other) { return other.name() == variable; };
        if (std::any_of(channels_.begin(), channels_.end(), is_same)) continue;
        Channel& channel = channels_.emplace_back(*owner_, variable);
        const bool shared = channel.shared();
        channel.column = recording_.add_column({variable, channel.storage(), shared ? 1 : elements_.size(), !shared, channel.dimension()}, kElements);
    }
    stream_as(options, "states", {{.name = kElements, .type = files::Type::int64, .rows = elements_.size(), .values = elements_.data()}});
}

void StateRecorder::choose_elements(const Record& record) {
    if (record.all()) {
        elements_.resize(static_cast<std::size_t>(range_.size()));
        std::iota(elements_.begin(), elements_.end(), std::int64_t{0});
    }
    for (const long index : record.indices()) {
        if (index < 0 || index >= range_.size())
            throw IndexError("'" + name() + "' cannot record " + (synapses_ ? "synapse " : "element ") + std::to_string(index) + " of '" +
                             owner_->name() + "', whose " + (synapses_ ? "numbers" : "indices") + " are 0 to " +
                             std::to_string(range_.size() - 1));
        elements_.push_back(index);
    }
}

// ---- preparing ----------------------------------------------------------------------------------------------

bool StateRecorder::calls_host_before_threshold(const Schedule& schedule) const {
    // Between the equations and the threshold it must not see who will spike; what else it sees is the same before and after.
    const std::pair when(schedule.position(slot_), order_);
    return when >= std::pair(schedule.position(Slot::groups), 0) && when < std::pair(schedule.position(Slot::thresholds), 0) &&
           std::any_of(channels_.begin(), channels_.end(), [](const Channel& channel) { return channel.looks_at_spikes(); });
}

void StateRecorder::require_ready() {
    if (synapses_ && synapses_->size() != range_.size())
        throw ValueError("'" + name() + "' was made when '" + owner_->name() + "' had " + std::to_string(range_.size()) +
                         " synapses, but now it has " + std::to_string(synapses_->size()) +
                         ": make the monitor after the last connect()");
}

double StateRecorder::clock_dt_among(double usual) const { return pace_of(own_dt(), owner_->clock_dt_among(usual)).dt; }

std::vector<EventTimes> StateRecorder::event_clocks() const {
    if (!clock_) return {};
    return {clock_};
}

void StateRecorder::prepare(const Preparation& preparation) {
    owner_dt_ = owner_->clock_dt_among(preparation.usual_dt);
    pace_ = pace_of(own_dt(), owner_dt_);
    const plan::Surroundings surroundings = owner_->surroundings_at(preparation.usual_dt);
    for (std::size_t k = 0; k < channels_.size(); ++k)
        channels_[k].plan(name(), synapses_ ? plan::Domain::sorted_rows : plan::Domain::list, surroundings,
                          mix_keys(preparation.random_key, k));
    preparation_ = preparation;
}

std::vector<Code*> StateRecorder::codes() {
    std::vector<Code*> result;
    for (Channel& channel : channels_)
        if (Code* const code = channel.code()) result.push_back(code);
    return result;
}

void StateRecorder::find_places() {
    places_.clear();
    for (const std::int64_t element : elements_)
        places_.push_back(static_cast<std::uint32_t>(owner_->position(range_.begin + element)));
    std::vector<std::uint32_t> ascending = places_;
    std::sort(ascending.begin(), ascending.end());
    ascending.erase(std::unique(ascending.begin(), ascending.end()), ascending.end());
    consecutive_ = !places_.empty() && ascending == places_ && places_.back() - places_.front() + 1 == places_.size();
    walk_ = std::move(ascending);
    if (synapses_) find_synapses();
    else list_.assign(walk_.begin(), walk_.end());
}

void StateRecorder::find_synapses() {
    KernelArguments all;
    synapses_->fill_in(all);
    const std::int64_t first_source = all.offset[static_cast<std::size_t>(model::Side::pre)];
    list_.clear();
    row_start_.clear();
    std::int64_t row = -1;
    for (std::size_t k = 0; k < walk_.size(); ++k) {
        if (row >= 0 && walk_[k] < all.row_end[row]) continue;
        const auto rows = all.count[static_cast<std::size_t>(model::Side::pre)];
        row = std::upper_bound(all.row_end, all.row_end + rows, std::uint64_t{walk_[k]}) - all.row_end;
        list_.push_back(static_cast<std::int32_t>(first_source + row));
        row_start_.push_back(k);
    }
    row_start_.push_back(walk_.size());
}

void StateRecorder::bind() {
    find_places();
    for (Channel& channel : channels_) channel.bind();
}

// ---- recording ----------------------------------------------------------------------------------------------

std::vector<Task> StateRecorder::tasks() {
    bind();
    Task sampling = task(slot_, order_, [this](const Step& step) {
        if (pace_.is_due(step.number)) sample(step);
    });
    sampling.times = clock_;
    sampling.tiling = tile();
    return with_file({std::move(sampling)});
}

void StateRecorder::end_run(const Step& next) {
    if (record_final_ && active()) sample(next);
    end_copies_past_caches();
    Recorder::end_run(next);
}

double StateRecorder::bytes_recorded_in(double seconds) const {
    fills_blocks_ = false;
    if (!active() || recording_.streams()) return 0;
    const double samples = clock_ ? static_cast<double>(clock_->size()) : seconds / (pace_.dt * static_cast<double>(pace_.period));
    fills_blocks_ = std::all_of(channels_.begin(), channels_.end(), [&](const Channel& channel) {
        const std::size_t row_bytes = elements_.size() * element_bytes(channel.storage());
        return channel.shared() || samples * static_cast<double>(row_bytes) >= static_cast<double>(kBlockBytes);
    });
    return samples * static_cast<double>(recording_.row_bytes_in_blocks());
}

void StateRecorder::record_now() {
    if (!network() || !preparation_)
        throw TypeError("'" + name() + "' cannot record a single time step before a network has run it");
    network()->require_idle("record_single_timestep() cannot be called");
    require_ready();
    // What was assigned, linked or sorted since the last run may have moved.
    Preparation now = *preparation_;
    now.schedule = &network()->schedule();
    prepare(now);
    compile_all(codes(), 1);
    bind();
    sample(network()->next_step(preparation_->dt));
}

KernelArguments StateRecorder::arguments(const Step& step) const {
    KernelArguments call = arguments_at(step, owner_dt_);
    if (synapses_) synapses_->fill_in(call);
    call.list = list_.data();
    call.list_size = std::ssize(list_);
    if (synapses_) {
        call.rows_by_number = 1;
        call.row_begin = row_start_.data();
        call.row_end = row_start_.data() + 1;
        call.row_synapse = walk_.data();
        return call;
    }
    call.offset[0] = range_.begin;
    call.count[0] = range_.size();
    call.total[0] = owner_->size();
    return call;
}

KernelArguments StateRecorder::arguments_for_shared(KernelArguments call) const {
    // A walk of one synapse, also where there is none: shared variables look at no element of their own.
    static constexpr std::uint64_t kRow[] = {0, 1};
    static constexpr std::uint32_t kSynapse = 0;
    call.list = &first_;
    call.list_size = 1;
    call.row_begin = kRow;
    call.row_end = kRow + 1;
    call.row_synapse = &kSynapse;
    call.row_target = &kSynapse;
    return call;
}

std::span<const std::byte> StateRecorder::values_now(const Channel& channel) {
    if (consecutive_) return channel.range(places_.front(), places_.size());
    gathered_.resize(places_.size() * element_bytes(channel.storage()));
    channel.copy_to(gathered_.data(), places_);
    return gathered_;
}

void StateRecorder::compute(const Step& step) {
    if (std::none_of(channels_.begin(), channels_.end(), [](Channel& channel) { return channel.code(); })) return;
    const KernelArguments call = arguments(step);
    const KernelArguments once = arguments_for_shared(call);
    for (Channel& channel : channels_) channel.compute(channel.shared() ? once : call);
}

bool StateRecorder::records_nothing() const {
    return elements_.empty() && std::none_of(channels_.begin(), channels_.end(), [](const Channel& channel) { return channel.shared(); });
}

void StateRecorder::append(const Step& step, const std::function<void(const Channel&, std::byte*)>& write) {
    const auto first = static_cast<std::uint32_t>(first_);
    BlockSupply* const supply = fills_blocks_ ? network()->block_supply() : nullptr;
    for (Channel& channel : channels_) {
        if (recording_.streams() && channel.rows.size() > 0) channel.forget();
        std::byte* const row = recording_.place_row(channel.column, supply);
        if (channel.shared()) channel.copy_to(row, std::span(&first, 1));
        else write(channel, row);
    }
    recording_.place<double>(kTime, 1)[0] = step.t;
    recording_.append(1);
}

void StateRecorder::sample(const Step& step) {
    if (records_nothing()) return;
    compute(step);
    append(step, [this](const Channel& channel, std::byte* row) {
        if (recording_.is_wide(channel.column)) copy_past_caches(row, values_now(channel));
        else if (consecutive_) std::ranges::copy(values_now(channel), row);
        else channel.copy_to(row, places_);
    });
}

// ---- reading ------------------------------------------------------------------------------------------------

StateRecorder::Channel& StateRecorder::channel(const std::string& variable) {
    for (Channel& candidate : channels_)
        if (candidate.name() == variable) return candidate;
    refuse_variable(variable, channels_);
}

std::size_t StateRecorder::kept_bytes() const {
    std::size_t bytes = 0;
    for (const Channel& channel : channels_) bytes += channel.rows.bytes() + channel.numbers.capacity() * sizeof(double);
    return bytes;
}

std::vector<std::string> StateRecorder::variables() const {
    std::vector<std::string> names;
    for (const Channel& channel : channels_) names.push_back(channel.name());
    return names;
}

Dimension StateRecorder::dimension(const std::string& variable) const { return channel(variable).dimension(); }

std::size_t StateRecorder::row_count(const std::string& variable) const {
    return channel(variable).shared() ? 1 : elements_.size();
}

std::size_t StateRecorder::row_of(std::int64_t element) const {
    const auto found = std::find(elements_.begin(), elements_.end(), element);
    if (found == elements_.end())
        throw IndexError("'" + name() + "' does not record " + (synapses_ ? "synapse " : "element ") + std::to_string(element) + " of '" +
                         owner_->name() + "'");
    return static_cast<std::size_t>(found - elements_.begin());
}

const Column& StateRecorder::by_row(Channel& channel) {
    const std::size_t samples = recording_.rows(), rows = recording_.heading(channel.column).width;
    if (channel.rows.size() == samples * rows) return channel.rows;
    channel.forget();
    with_sample_type(channel.storage(), [&](auto* type) {
        using Value = std::remove_pointer_t<decltype(type)>;
        Column read(channel.storage());
        read.resize(samples * rows);
        Value* const to = read.as<Value>().data();
        recording_.for_each_part(channel.column, [&](std::size_t first, const std::byte* values, std::size_t count) {
            transpose(reinterpret_cast<const Value*>(values), count, rows, to + first, samples);
        });
        channel.rows = std::move(read);
    });
    return channel.rows;
}

std::span<const double> StateRecorder::row(const std::string& variable, std::size_t row) {
    Channel& found = channel(variable);
    if (found.shared()) row = 0;
    const Column& rows = by_row(found);
    if (rows.storage() == plan::Storage::float64) return part_of<double>(rows.as<double>(), row);
    if (found.numbers.size() != rows.size()) found.numbers = rows.numbers();
    return part_of<double>(found.numbers, row);
}

} // namespace hillock::internal::engine
