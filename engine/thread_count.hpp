// SPDX-License-Identifier: Apache-2.0
// How many threads carry out a network: as many as somebody asked for, or as many as its work is worth.
#pragma once

#include <atomic>

namespace hillock::internal::engine {

inline constexpr int kMostThreads = 1024;

/// Processors that this process may use, at least 1; as it was when it was first asked.
[[nodiscard]] unsigned processors();

/// Throws ValueError for what hillock::threads() does not take.
void require_thread_number(int number);

/// What hillock::threads() was given in this thread; 0: nothing.
[[nodiscard]] int& threads_asked_for();

/// What load_preferences() has read, for all threads of the process; 0: nothing.
[[nodiscard]] std::atomic<int>& threads_preferred();

/// Most threads that a network of this host thread takes unless somebody asks for more; 0: as many as there are processors.
/// sweep() says so to the threads that share the machine.
[[nodiscard]] unsigned& fair_share();

struct ThreadWish {
    int asked = 0;     ///< 0: as many as help
    unsigned most = 1; ///< then
    bool operator==(const ThreadWish&) const = default;
};
/// For a network that this host thread runs. \param asked  of the network itself; 0: nothing
/// Throws ValueError for an environment variable HILLOCK_THREADS that is no number.
[[nodiscard]] ThreadWish wished_threads(int asked);
/// \param nanoseconds  that one thread takes for what several can share in a usual step
[[nodiscard]] unsigned threads_for(const ThreadWish& wish, double nanoseconds);

} // namespace hillock::internal::engine
