// SPDX-License-Identifier: Apache-2.0
// Files that take libraries of others: arrays for NumPy (libzip), spikes and reports as HDF5 in the layout of SONATA: K. Dai et al., PLoS
// Comput Biol 16 (2020) e1007696, and its developer guide, version 0.1. The libraries, and all that they need, cost each program that has
// them megabytes and milliseconds; so what calls them is a module (files/format_module.hpp), which is loaded by the first of these calls.
//
// All functions throw SystemError, also if the module cannot be loaded: then nothing has happened, and the next call tries again.
#pragma once

#include "files/csv.hpp"
#include "files/types.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::files {

void write_npz(const std::string& path, std::span<const Table> tables);

struct SonataSpikes {
    std::string population;
    std::vector<double> milliseconds;
    std::vector<std::int64_t> neurons;
};
/// In order of time.
void write_sonata_spikes(const std::string& path, std::span<const SonataSpikes> populations);

struct SonataReport {
    std::string population;
    Table data;       ///< a row a sample, a column a neuron
    std::string unit; ///< "V"
    std::vector<std::int64_t> neurons;
    double start = 0, stop = 0, step = 0; ///< milliseconds
};
void write_sonata_report(const std::string& path, const SonataReport& report);

/// \param population  "": the only one. Throws SystemError for what is no HDF5 file that can be read, ValueError for one without these
/// spikes.
[[nodiscard]] Spikes read_sonata_spikes(const std::string& path, const std::string& population);

} // namespace hillock::internal::files
