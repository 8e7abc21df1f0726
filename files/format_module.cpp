// SPDX-License-Identifier: Apache-2.0
#include "files/format_module.hpp"

#include "files/npz.hpp"
#include "files/sonata.hpp"
#include "hillock/export.hpp"

namespace hillock::internal::files {

extern "C" {
extern HILLOCK_API const FormatModule hillock_file_formats; ///< see kFormatModuleSymbol
const FormatModule hillock_file_formats{.fill_npz = fill_npz,
                                        .fill_sonata_spikes = fill_sonata_spikes,
                                        .fill_sonata_report = fill_sonata_report,
                                        .sonata_spikes_in = sonata_spikes_in};
}

} // namespace hillock::internal::files
