// SPDX-License-Identifier: Apache-2.0
#include "engine/block_supply.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <new>
#include <stop_token>
#include <utility>

#include <sys/mman.h>

namespace hillock::internal::engine {

namespace {

/// While it lives, threads that are made get no signals: handlers of the host run in the host's threads.
class SignalsBlocked {
  public:
    SignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  private:
    sigset_t before_;
};

} // namespace

BlockMemory block_memory(std::size_t bytes) {
    const bool huge = bytes >= kBlockBytes;
    BlockMemory memory(static_cast<std::byte*>(huge ? std::aligned_alloc(kBlockBytes, bytes) : std::malloc(bytes)));
    if (!memory) throw std::bad_alloc();
    if (huge) (void)::madvise(memory.get(), bytes, MADV_HUGEPAGE); // a wish
    return memory;
}

std::unique_ptr<BlockSupply> BlockSupply::for_run(double bytes) {
    constexpr double kLeast = 4, kMost = 1e9; // blocks: a thread takes as long as a part of one
    const double blocks = bytes / static_cast<double>(kBlockBytes);
    if (!(blocks >= kLeast) || std::thread::hardware_concurrency() < 2) return nullptr;
    try {
        return std::make_unique<BlockSupply>(static_cast<std::size_t>(std::min(blocks, kMost)));
    } catch (const std::exception&) {
        return nullptr; // no thread to be had: the run gets its blocks itself, and finds out where it cannot
    }
}

BlockSupply::BlockSupply(std::size_t blocks) : left_(blocks) {
    ready_.reserve(kAhead);
    const SignalsBlocked blocked;
    thread_ = std::jthread([this](const std::stop_token& stop) { fill(stop); });
}

BlockMemory BlockSupply::take() {
    const std::lock_guard lock(mutex_);
    if (ready_.empty()) {
        if (left_ > 0) --left_;
        return nullptr;
    }
    BlockMemory memory = std::move(ready_.back());
    ready_.pop_back();
    wanted_.notify_one();
    return memory;
}

std::size_t BlockSupply::ready() const {
    const std::lock_guard lock(mutex_);
    return ready_.size();
}

void BlockSupply::fill(const std::stop_token& stop) {
    constexpr std::size_t kPage = 4096; // the smallest there is
    std::unique_lock lock(mutex_);
    while (wanted_.wait(lock, stop, [this] { return ready_.size() < kAhead; }) && left_ > 0) {
        --left_;
        lock.unlock();
        try {
            BlockMemory memory = block_memory(kBlockBytes);
            for (std::size_t at = 0; at < kBlockBytes; at += kPage) memory[at] = std::byte{};
            lock.lock();
            ready_.push_back(std::move(memory)); // there is room for it
        } catch (const std::bad_alloc&) {
            return; // the run will find out where it needs a block
        }
    }
}

} // namespace hillock::internal::engine
