// SPDX-License-Identifier: Apache-2.0
#include "engine/building.hpp"

#include "engine/thread_count.hpp"
#include "engine/workers.hpp"

#include <algorithm>

namespace hillock::internal::engine {

unsigned threads_to_build(double nanoseconds) {
    // To start a thread and to wait for its end takes about 50 us (measured on a virtual machine).
    constexpr double kWorthAThread = 250'000;
    const double most = nanoseconds / kWorthAThread;
    if (!(most >= 2)) return 1;
    const ThreadWish wish = wished_threads(0);
    const unsigned allowed = wish.asked > 0 ? static_cast<unsigned>(wish.asked) : wish.most;
    return static_cast<unsigned>(std::min(most, static_cast<double>(allowed)));
}

void build_together(unsigned shares, const std::function<void(Share)>& work) {
    if (shares == 1) return work({});
    Workers(shares).run_and_rethrow(work);
}

} // namespace hillock::internal::engine
