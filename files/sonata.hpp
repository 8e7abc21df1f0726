// SPDX-License-Identifier: Apache-2.0
// The functions of files/formats.hpp for SONATA, as the module has them. This is the one place that uses the HDF5 library. The library is
// not made for threads: a lock is held around each call. All throw SystemError with the name that the file will have.
#pragma once

#include "files/file.hpp"
#include "files/formats.hpp"

#include <span>
#include <string>

namespace hillock::internal::files {

void fill_sonata_spikes(const Replacement& place, std::span<const SonataSpikes> populations);
void fill_sonata_report(const Replacement& place, const SonataReport& report);
[[nodiscard]] Spikes sonata_spikes_in(const std::string& path, const std::string& population);

} // namespace hillock::internal::files
