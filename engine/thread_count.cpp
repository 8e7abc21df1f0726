// SPDX-License-Identifier: Apache-2.0
#include "engine/thread_count.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace hillock::internal::engine {

namespace {

/// What HILLOCK_THREADS says, as it was when it was first looked at; 0: nothing.
int asked_by_environment() {
    struct Variable {
        std::string text;
        int number = 0;
        bool valid = true;
    };
    static const Variable variable = [] {
        const char* const given = std::getenv("HILLOCK_THREADS");
        Variable read{.text = given ? given : ""};
        if (read.text.empty()) return read;
        const char* const last = read.text.data() + read.text.size();
        const auto [end, error] = std::from_chars(read.text.data(), last, read.number);
        read.valid = error == std::errc() && end == last && read.number >= 0 && read.number <= kMostThreads;
        return read;
    }();
    if (!variable.valid)
        throw ValueError("the environment variable HILLOCK_THREADS must be a number from 0 to " + std::to_string(kMostThreads) + ", but it is '" +
                         variable.text + "'");
    return variable.number;
}

} // namespace

unsigned processors() {
    static const unsigned number = [] {
#if defined(__linux__)
        cpu_set_t allowed; // of this process: fewer than the machine has, where somebody has bound it to some
        if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&allowed)));
#endif
        return std::max(1U, std::thread::hardware_concurrency());
    }();
    return number;
}

void require_thread_number(int number) {
    if (number < 0 || number > kMostThreads)
        throw ValueError("the number of threads must be from 0 to " + std::to_string(kMostThreads) + ", but it is " + std::to_string(number));
}

int& threads_asked_for() {
    thread_local int asked = 0;
    return asked;
}

std::atomic<int>& threads_preferred() {
    static std::atomic<int> preferred = 0;
    return preferred;
}

unsigned& fair_share() {
    thread_local unsigned most = 0;
    return most;
}

ThreadWish wished_threads(int asked) {
    ThreadWish wish{.most = fair_share() > 0 ? fair_share() : processors()};
    for (const int number : {asked, threads_asked_for(), asked_by_environment(), threads_preferred().load()})
        if (wish.asked == 0) wish.asked = number;
    return wish;
}

unsigned threads_for(const ThreadWish& wish, double nanoseconds) {
    if (wish.asked > 0) return static_cast<unsigned>(wish.asked);
    // Nanoseconds. A step has about two rounds of work, and a round costs about a microsecond: 0.3 to 0.5 for the wait, the rest for what
    // one thread reads and another wrote (measured with two threads of a virtual machine whose processors share no cache). A thread that
    // has twice that to do gains, also where the estimate is half too high.
    constexpr double kWorthAThread = 4000;
    // Of both rounds, for each thread more: the caller looks at two cache lines of every other. work/n + n*this is least at the root.
    constexpr double kForEachThread = 300;
    const double threads = std::min(nanoseconds / kWorthAThread, std::sqrt(nanoseconds / kForEachThread));
    return static_cast<unsigned>(std::clamp(threads, 1.0, static_cast<double>(wish.most)));
}

} // namespace hillock::internal::engine
