// SPDX-License-Identifier: Apache-2.0
// A host that has an HDF5 of its own, of another version, which the library meets in place of its own: this program plays both. HDF5 would
// end such a program.
#include "support/error_text.hpp"
#include "support/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <fstream>
#include <string>
#include <vector>

using namespace hillock;
using hillock::test::error_of;
using hillock::test::ScratchFolder;

extern "C" HILLOCK_API int H5get_libversion(unsigned* major, unsigned* minor, unsigned* release) {
    *major = 1;
    *minor = 6;
    *release = 3;
    return 0;
}

TEST_CASE("an HDF5 of another version in the program is refused, and files without it are written") {
    const ScratchFolder folder;
    NeuronGroup group(2, "dv/dt = 1/ms : 1", {.threshold = "v > 0.5", .reset = "v = -10", .method = "euler"});
    SpikeMonitor spikes(group);
    Network(group, spikes).run(1 * ms);
    const std::string reason =
        "this program has loaded HDF5 1.6.3, but Hillock was built with HDF5 " HILLOCK_HDF5_VERSION ": build both with one version";
    std::ofstream(folder / "old.h5") << "older";
    CHECK(error_of<SystemError>([&] { save_sonata_spikes(folder / "s.h5", {{"all", &spikes}}); }) ==
          "'" + folder / "s.h5" + "' cannot be written: " + reason);
    CHECK(error_of<SystemError>([&] { (void)load_sonata_spikes(folder / "old.h5"); }) ==
          "'" + folder / "old.h5" + "' cannot be read: " + reason);
    save_npz(spikes, folder / "s.npz");
    CHECK(folder.files() == std::vector<std::string>{"old.h5", "s.npz"});
}
