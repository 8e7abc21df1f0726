// SPDX-License-Identifier: Apache-2.0
#include "engine/sharing.hpp"

#include <algorithm>
#include <utility>

namespace hillock::engine {

namespace {

/// Nanoseconds of work that are worth a round of all threads, which takes about 300: two need a quarter less time then.
constexpr double kWorthSharing = 1200;

} // namespace

void Sharing::begin(Piece& piece) {
    try {
        piece.nanoseconds = piece.division->begin(piece.step);
        piece.begun = true;
    } catch (...) {
        if (!failure_) failure_ = std::current_exception();
    }
}

void Sharing::do_shares(Share share) noexcept {
    for (const Piece& piece : pieces_) {
        if (!(piece.nanoseconds > 0)) continue;
        try {
            piece.division->share(piece.step, share);
        } catch (...) {
            if (!failures_[share.number]) failures_[share.number] = std::current_exception();
        }
    }
}

void Sharing::carry_out() {
    double nanoseconds = 0;
    for (Piece& piece : pieces_) {
        begin(piece);
        nanoseconds += piece.nanoseconds;
    }
    if (nanoseconds >= kWorthSharing || (all_ && nanoseconds > 0)) workers_.run([this](Share share) noexcept { do_shares(share); });
    else do_shares({});
    for (const Piece& piece : pieces_) {
        if (!piece.begun || !piece.division->end) continue;
        try {
            piece.division->end(piece.step);
        } catch (...) {
            if (!failure_) failure_ = std::current_exception();
        }
    }
    pieces_.clear();
    for (std::exception_ptr& failure : failures_)
        if (std::exception_ptr of_share = std::exchange(failure, nullptr); !failure_) failure_ = std::move(of_share);
    if (std::exception_ptr first = std::exchange(failure_, nullptr)) std::rethrow_exception(first);
}

} // namespace hillock::engine
