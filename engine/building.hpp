// SPDX-License-Identifier: Apache-2.0
// Threads for work outside of a run: connecting, assigning values. They live as long as the piece of work.
#pragma once

#include "engine/division.hpp"

#include <functional>

namespace hillock::internal::engine {

/// How many threads do work that takes one of them so many nanoseconds: no more than this host thread was given or may take, and none that
/// would not gain. Throws ValueError for an environment variable HILLOCK_THREADS that is no number.
[[nodiscard]] unsigned threads_to_build(double nanoseconds);

/// work(share) once for each share, at the same time as far as there are threads; returns when all have ended. Throws what the first of
/// the shares that throw has thrown.
void build_together(unsigned shares, const std::function<void(Share)>& work);

} // namespace hillock::internal::engine
