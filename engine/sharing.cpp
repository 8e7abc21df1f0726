// SPDX-License-Identifier: Apache-2.0
#include "engine/sharing.hpp"

#include <algorithm>
#include <utility>

namespace hillock::internal::engine {

void Sharing::begin(Piece& piece) {
    try {
        piece.due = !piece.division->begin || piece.division->begin(piece.step);
        piece.begun = true;
    } catch (...) {
        if (!failure_) failure_ = std::current_exception();
    }
}

void Sharing::end(const Piece& piece) {
    if (!piece.begun || !piece.division->end) return;
    try {
        piece.division->end(piece.step);
    } catch (...) {
        if (!failure_) failure_ = std::current_exception();
    }
}

void Sharing::do_shares(Share share) noexcept {
    for (const Piece& piece : pieces_) {
        if (!piece.due) continue;
        try {
            piece.division->share(piece.step, share);
        } catch (...) {
            if (!failures_[share.number]) failures_[share.number] = std::current_exception();
        }
    }
}

void Sharing::carry_out() {
    for (Piece& piece : pieces_) begin(piece);
    // However little there is to do: what the calling thread did alone it would have to fetch from where the others have it in their caches.
    if (std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) { return piece.due; }))
        workers_.run(do_shares_);
    for (const Piece& piece : pieces_) end(piece);
    pieces_.clear();
    for (std::exception_ptr& failure : failures_)
        if (std::exception_ptr of_share = std::exchange(failure, nullptr); !failure_) failure_ = std::move(of_share);
    if (std::exception_ptr first = std::exchange(failure_, nullptr)) std::rethrow_exception(first);
}

} // namespace hillock::internal::engine
