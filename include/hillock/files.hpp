// SPDX-License-Identifier: Apache-2.0
// Recorded data to files, and spikes from files. A file appears under its name complete or not at all, and replaces one that was there.
//
// All functions throw SystemError with the path and the reason if the file cannot be written or read, MemoryError if the data do not fit
// into memory, and ValueError if a spike monitor only counts (record = false) or a monitor streams to the file that would be replaced.
// Those for NumPy and SONATA throw SystemError also if their module, which is installed beside the library, cannot be loaded.
#pragma once

#include <hillock/monitors.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace hillock {

/// Text with one line a sample or event, after one that names the columns and their units: "t (s),i" of spikes and events, with a column
/// for each variable, "t (s),v[0] (V),v[1] (V),n[0],n[1]" of states, "t (s),rate (Hz)". Numbers are as short as they can be without
/// losing a digit; booleans are 0 and 1.
HILLOCK_API void save_csv(const Monitor& monitor, const std::string& path);

/// For numpy.load(): the arrays of an HDF5 file of the monitor (see Monitor) in their own types: "t", "i", one for each variable, of
/// states with one row a sample, and "elements".
HILLOCK_API void save_npz(const Monitor& monitor, const std::string& path);

/// The file that the monitor would have streamed to (see Monitor), with `compression` as there.
HILLOCK_API void save_hdf5(const Monitor& monitor, const std::string& path, int compression = 1);

/// Spikes as HDF5 in the layout of SONATA (K. Dai et al., PLoS Comput Biol 16 (2020) e1007696): /spikes/<population>/timestamps, in
/// milliseconds, and node_ids, by time. Throws ValueError if there is no population, one has an empty name, one with '/' or no monitor, or two have
/// the same name.
HILLOCK_API void save_sonata_spikes(const std::string& path,
                                    const std::vector<std::pair<std::string, const SpikeMonitor*>>& populations);

/// One variable as a SONATA report: /report/<population>/data has a row a sample and a column a neuron, mapping/ the neurons and the
/// times in milliseconds. Throws NameError for a variable that is not recorded; ValueError if fewer than two samples or none of a single
/// neuron were recorded, or the samples are not at equal distances (after a pause).
HILLOCK_API void save_sonata_report(const std::string& path, const std::string& population, const StateMonitor& monitor,
                                    const std::string& variable);

/// Spikes as a SpikeGeneratorGroup takes them: SpikeGeneratorGroup(n, spikes.indices, spikes.times).
struct SpikeList {
    std::vector<std::int64_t> indices;
    QuantityArray times;
};

/// The spikes of a population of a SONATA file. With one population in the file its name may be left out. Timestamps are in milliseconds
/// unless their attribute "units" names another unit of time. Throws ValueError with what the file has if it is no file of spikes or there
/// is no such population.
[[nodiscard]] HILLOCK_API SpikeList load_sonata_spikes(const std::string& path, const std::string& population = "");

/// Spikes from text with a first line that names the columns, in any order: "i" and "t (s)", "t (ms)" or "t (us)"; others are left out of
/// account. Throws ValueError that names line and column for what is no such text.
[[nodiscard]] HILLOCK_API SpikeList load_csv_spikes(const std::string& path);

} // namespace hillock
