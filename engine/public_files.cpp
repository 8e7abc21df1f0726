// SPDX-License-Identifier: Apache-2.0
// What monitors have recorded, to files; spikes from files.
#include "engine/access.hpp"
#include "engine/event_recorder.hpp"
#include "engine/memory.hpp"
#include "engine/state_recorder.hpp"
#include "files/csv.hpp"
#include "files/formats.hpp"
#include "files/series_file.hpp"
#include "hillock/error.hpp"
#include "hillock/files.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace hillock {
using namespace internal;

using engine::Access;
using engine::Column;
using engine::EventRecorder;
using engine::Recorder;
using engine::Recording;
using engine::StateRecorder;

namespace {

/// All columns of a recording, each in one piece.
struct Copy {
    std::vector<Column> columns; ///< what the tables show
    std::vector<files::Table> tables;
};

files::Table copied(const Recording& recording, std::size_t column, std::vector<Column>& columns) {
    const Recording::Heading& heading = recording.heading(column);
    Column& values = columns.emplace_back(heading.storage);
    values.resize(recording.rows() * heading.width);
    const std::size_t row_bytes = heading.width * values.value_bytes();
    recording.for_each_part(column, [&](std::size_t first, const std::byte* part, std::size_t rows) {
        std::memcpy(values.data() + first * row_bytes, part, rows * row_bytes);
    });
    files::Table table = engine::table_of(heading);
    table.rows = recording.rows();
    table.values = values.data();
    return table;
}

Copy copy_of(const Recording& recording) {
    Copy copy;
    copy.columns.reserve(recording.column_count());
    for (std::size_t k = 0; k < recording.column_count(); ++k) copy.tables.push_back(copied(recording, k, copy.columns));
    return copy;
}

/// The recorder of a monitor that has kept what it counted.
const Recorder& keeping(const Monitor& monitor) {
    const auto& recorder = Access::as<Recorder>(monitor);
    recorder.require_kept();
    return recorder;
}

template <class Action> auto with_data_of(const Monitor& monitor, Action action) {
    return engine::with_memory_for("what '" + monitor.name() + "' has recorded", action);
}

/// "v (V)", "n".
std::string with_unit(const std::string& name, const Dimension& dimension) {
    return dimension.is_dimensionless() ? name : name + " (" + unit_symbol(dimension) + ")";
}

std::vector<std::string> titles(const Recorder& recorder) {
    std::vector<std::string> result;
    const std::span<const std::int64_t> elements = recorder.elements();
    for (std::size_t k = 0; k < recorder.recording().column_count(); ++k) {
        const Recording::Heading& heading = recorder.recording().heading(k);
        if (!heading.matrix) result.push_back(with_unit(heading.name, heading.dimension));
        else
            for (const std::int64_t element : elements)
                result.push_back(with_unit(heading.name + "[" + std::to_string(element) + "]", heading.dimension));
    }
    return result;
}

files::Table elements_of(const Recorder& recorder) {
    return {.name = "elements", .type = files::Type::int64, .rows = recorder.elements().size(), .values = recorder.elements().data()};
}

} // namespace

void save_csv(const Monitor& monitor, const std::string& path) {
    const Recorder& recorder = keeping(monitor);
    files::require_unwritten(path);
    with_data_of(monitor, [&] { files::write_csv(path, titles(recorder), copy_of(recorder.recording()).tables); });
}

void save_npz(const Monitor& monitor, const std::string& path) {
    const Recorder& recorder = keeping(monitor);
    files::require_unwritten(path);
    with_data_of(monitor, [&] {
        Copy copy = copy_of(recorder.recording());
        if (!recorder.elements().empty()) copy.tables.push_back(elements_of(recorder));
        files::write_npz(path, copy.tables);
    });
}

void save_hdf5(const Monitor& monitor, const std::string& path, int compression) {
    const Recorder& recorder = keeping(monitor);
    files::require_unwritten(path);
    with_data_of(monitor, [&] { recorder.recording().save(path, compression, {elements_of(recorder)}, recorder.attributes()); });
}

// ---- SONATA -------------------------------------------------------------------------------------------------

namespace {

void require_population(const std::string& name) {
    if (name.empty() || name.find('/') != name.npos || name == ".")
        throw ValueError("'" + name + "' cannot name a population of a SONATA file");
}

files::SonataSpikes sonata_spikes(const std::string& population, const SpikeMonitor& monitor) {
    files::SonataSpikes spikes{.population = population, .milliseconds = {}, .neurons = {}};
    for (const double t : monitor.t()) spikes.milliseconds.push_back(t * 1e3);
    for (const std::int32_t i : monitor.i()) spikes.neurons.push_back(i);
    return spikes;
}

} // namespace

void save_sonata_spikes(const std::string& path, const std::vector<std::pair<std::string, const SpikeMonitor*>>& populations) {
    if (populations.empty()) throw ValueError("a SONATA file of spikes has at least one population");
    std::vector<files::SonataSpikes> spikes;
    for (const auto& [population, monitor] : populations) {
        require_population(population);
        if (!monitor) throw ValueError("the population '" + population + "' of a SONATA file has no monitor");
        if (std::any_of(spikes.begin(), spikes.end(), [&](const auto& other) { return other.population == population; }))
            throw ValueError("two populations of a SONATA file are named '" + population + "'");
        spikes.push_back(with_data_of(*monitor, [&, &name = population, &from = *monitor] { return sonata_spikes(name, from); }));
    }
    files::require_unwritten(path);
    files::write_sonata_spikes(path, spikes);
}

void save_sonata_report(const std::string& path, const std::string& population, const StateMonitor& monitor, const std::string& variable) {
    require_population(population);
    const auto& recorder = Access::as<StateRecorder>(monitor);
    const std::size_t column = recorder.column_of(variable);
    const Recording::Heading& heading = recorder.recording().heading(column);
    if (!heading.matrix || heading.width == 0)
        throw ValueError("'" + monitor.name() + "' records '" + variable + "' of no single neuron: it cannot be a SONATA report");
    const std::span<const double> t = monitor.t();
    if (t.size() < 2)
        throw ValueError("'" + monitor.name() + "' has recorded " + (t.empty() ? "no sample" : "one sample") +
                         ": a SONATA report takes at least two");
    const double first = t[1] - t[0], step = (t.back() - t.front()) / static_cast<double>(t.size() - 1);
    for (std::size_t k = 1; k < t.size(); ++k)
        if (!(first > 0) || std::abs(t[k] - t[k - 1] - first) > 0.01 * first)
            throw ValueError("the samples of '" + monitor.name() + "' are not at equal distances (see the one at t = " +
                             to_string(Quantity(t[k], kTimeDimension)) + "): they cannot be a SONATA report");
    files::require_unwritten(path);
    with_data_of(monitor, [&] {
        std::vector<Column> values;
        const auto to_milliseconds = [&](double k) { return (t.front() + k * step) * 1e3; };
        files::write_sonata_report(path, {.population = population,
                                          .data = copied(recorder.recording(), column, values),
                                          .unit = unit_symbol(heading.dimension),
                                          .neurons = {recorder.elements().begin(), recorder.elements().end()},
                                          .start = to_milliseconds(0),
                                          .stop = to_milliseconds(static_cast<double>(t.size())),
                                          .step = step * 1e3});
    });
}

// ---- spikes from files --------------------------------------------------------------------------------------

namespace {

template <class Read> SpikeList spikes_from(const std::string& path, Read read) {
    files::Spikes spikes = engine::with_memory_for("the spikes of '" + path + "'", read);
    return {std::move(spikes.neurons), {std::move(spikes.seconds), kTimeDimension}};
}

} // namespace

SpikeList load_sonata_spikes(const std::string& path, const std::string& population) {
    return spikes_from(path, [&] { return files::read_sonata_spikes(path, population); });
}

SpikeList load_csv_spikes(const std::string& path) {
    return spikes_from(path, [&] { return files::read_csv_spikes(path); });
}

} // namespace hillock
