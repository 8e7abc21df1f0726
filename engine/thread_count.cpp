// SPDX-License-Identifier: Apache-2.0
#include "engine/thread_count.hpp"

#include "hillock/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace hillock::engine {

namespace {

constexpr int kMost = 1024;

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
        read.valid = error == std::errc() && end == last && read.number >= 0 && read.number <= kMost;
        return read;
    }();
    if (!variable.valid)
        throw ValueError("the environment variable HILLOCK_THREADS must be a number from 0 to " + std::to_string(kMost) + ", but it is '" +
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
    if (number < 0 || number > kMost)
        throw ValueError("the number of threads must be from 0 to " + std::to_string(kMost) + ", but it is " + std::to_string(number));
}

int& threads_asked_for() {
    thread_local int asked = 0;
    return asked;
}

unsigned& fair_share() {
    thread_local unsigned most = 0;
    return most;
}

ThreadWish wished_threads(int asked) {
    ThreadWish wish{.most = fair_share() > 0 ? fair_share() : processors()};
    for (const int number : {asked, threads_asked_for(), asked_by_environment()})
        if (wish.asked == 0) wish.asked = number;
    return wish;
}

unsigned threads_for(const ThreadWish& wish, double nanoseconds) {
    if (wish.asked > 0) return static_cast<unsigned>(wish.asked);
    // A step has about two pieces of work with a wait behind each, which takes 0.3 us with two threads and more with many. A thread
    // that has this much to do in a step gains several times of what it costs, also where the estimate is twice too high.
    constexpr double kWorthAThread = 4000;
    return std::clamp(static_cast<unsigned>(std::min(nanoseconds / kWorthAThread, double{kMost})), 1U, wish.most);
}

} // namespace hillock::engine
