// SPDX-License-Identifier: Apache-2.0
// What the module of files/formats.hpp has to offer. Both sides are compiled together, and the name of the module's file has the version:
// exceptions and containers pass between them as within one library.
#pragma once

#include "files/file.hpp"
#include "files/formats.hpp"

namespace hillock::internal::files {

struct FormatModule {
    void (*fill_npz)(const Replacement& place, std::span<const Table> tables);
    void (*fill_sonata_spikes)(const Replacement& place, std::span<const SonataSpikes> populations);
    void (*fill_sonata_report)(const Replacement& place, const SonataReport& report);
    Spikes (*sonata_spikes_in)(const std::string& path, const std::string& population);
};

/// A FormatModule, the one symbol that the module shows.
inline constexpr const char* kFormatModuleSymbol = "hillock_file_formats";

} // namespace hillock::internal::files
