// SPDX-License-Identifier: Apache-2.0
// HDF5 files in the layout of SONATA: K. Dai et al., PLoS Comput Biol 16 (2020) e1007696, and its developer guide, version 0.1. This is the
// one place that uses the HDF5 library. The library is not made for threads: a lock is held around each call.
#pragma once

#include "files/csv.hpp"
#include "files/types.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::files {

struct SonataSpikes {
    std::string population;
    std::vector<double> milliseconds;
    std::vector<std::int64_t> neurons;
};
/// In order of time. Throws SystemError.
void write_sonata_spikes(const std::string& path, std::span<const SonataSpikes> populations);

struct SonataReport {
    std::string population;
    Table data;       ///< a row a sample, a column a neuron
    std::string unit; ///< "V"
    std::vector<std::int64_t> neurons;
    double start = 0, stop = 0, step = 0; ///< milliseconds
};
/// Throws SystemError.
void write_sonata_report(const std::string& path, const SonataReport& report);

/// \param population  "": the only one. Throws SystemError for what is no HDF5 file that can be read, ValueError for one without these
/// spikes.
[[nodiscard]] Spikes read_sonata_spikes(const std::string& path, const std::string& population);

} // namespace hillock::internal::files
