// SPDX-License-Identifier: Apache-2.0
// The loop with several threads. The partial order of a pass stands in simulation.cpp; here consecutive tasks that touch nothing that
// another of them writes, or only elements that the same share handles in both, become one batch: its threads do not wait for each other
// between two tasks. What ends a pass joins what begins the next one in the same way, if that can be: then the threads of a network without
// delays meet once in a step, not twice.
#include "engine/origin.hpp"
#include "engine/simulation.hpp"

#include <algorithm>

namespace hillock::internal::engine {

void Simulation::set_threads(int number) {
    require_idle("the number of threads cannot be set");
    require_thread_number(number);
    threads_asked_ = number;
}

void Simulation::share_work() {
    prepared_wish_ = wished_threads(threads_asked_);
    unsigned threads = 1;
    for (bool all_possible = false; !all_possible;) {
        double nanoseconds = 0;
        for (const Work& work : work_) nanoseconds += work.task.division ? work.task.division->expected : 0;
        threads = threads_for(prepared_wish_, nanoseconds);
        all_possible = true;
        for (Work& work : work_) {
            std::optional<Division>& division = work.task.division;
            if (threads == 1 || !division || !division->cut || division->cut(threads)) continue;
            division.reset();
            all_possible = false; // there is less to share now
        }
    }
    if (threads == 1) sharing_.reset();
    else if (!sharing_ || sharing_->shares() != threads) sharing_ = std::make_unique<Sharing>(threads);
    find_tiles();
    make_batches();
}

void Simulation::make_batches() {
    batches_.clear();
    last_waits_ = false;
    if (!sharing_) return;
    const auto joins = [&](const Batch& batch, const Work& work) {
        for (std::size_t k = batch.first; k < batch.last; ++k)
            if (!work_[k].task.division || !work.task.division || !can_follow(*work_[k].task.division, *work.task.division)) return false;
        return true;
    };
    for (std::size_t k = 0; k < work_.size(); ++k) {
        if (!batches_.empty() && joins(batches_.back(), work_[k])) ++batches_.back().last;
        else batches_.push_back({k, k + 1});
    }
    // Whether there are tiles depends on all that a step has done.
    const bool may_wait = batches_.size() > 1 && clocks_.size() == 1 && tile_blocks_ == 0 && !tiles_in_shares_;
    const auto joins_last = [&](const Work& work) { return joins(batches_.back(), work); };
    last_waits_ = may_wait && std::all_of(work_.data() + batches_.front().first, work_.data() + batches_.front().last, joins_last);
}

void Simulation::pass_together() {
    FirstFailure failure;
    for (const Batch& batch : batches_) {
        const Object* const owner = batch.last - batch.first == 1 ? work_[batch.first].object : nullptr;
        const bool waits = last_waits_ && &batch == &batches_.back();
        failure.attempt(owner, [&] { carry_out(work_.data() + batch.first, work_.data() + batch.last, waits); });
    }
    clocks_.tick();
    failure.rethrow();
}

void Simulation::finish_pass() {
    if (sharing_) sharing_->carry_out();
}

void Simulation::carry_out(const Work* first, const Work* last, bool waits) {
    if (!first->task.division) {
        if (is_due(*first)) first->task.run(clocks_[first->clock].next());
        return;
    }
    for (const Work* work = first; work != last; ++work)
        if (is_due(*work)) sharing_->add(*work->task.division, clocks_[work->clock].next());
    if (!waits) sharing_->carry_out();
}

bool Simulation::states_are_valid() {
    const auto all_valid = [this](Share share) {
        return std::all_of(objects_.begin(), objects_.end(), [&](const auto& object) { return object->is_valid(share); });
    };
    return sharing_ ? sharing_->all_of_shares(all_valid) : all_valid({});
}

void Simulation::carry_out_alone(const Work& work, const Step& step) {
    if (!sharing_ || !work.task.division) return work.task.run(step);
    sharing_->add(*work.task.division, step);
    sharing_->carry_out();
}

} // namespace hillock::internal::engine
