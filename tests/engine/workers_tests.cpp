// SPDX-License-Identifier: Apache-2.0
// How work is cut into shares, and the threads that carry them out.
#include "engine/building.hpp"
#include "engine/code.hpp"
#include "engine/emission.hpp"
#include "engine/row_bounds.hpp"
#include "engine/sharing.hpp"
#include "engine/thread_count.hpp"
#include "engine/workers.hpp"
#include "hillock/error.hpp"
#include "support/error_text.hpp"

#include <atomic>
#include <cfenv>
#include <chrono>
#include <doctest/doctest.h>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace hillock::internal::engine;

TEST_CASE("shares of elements cover them all, once, in blocks of 64") {
    for (const std::int64_t size : {0, 1, 63, 64, 65, 500, 4000, 100'001})
        for (const unsigned of : {1U, 2U, 3U, 7U, 64U}) {
            CAPTURE(size);
            CAPTURE(of);
            std::int64_t end = 0, smallest = size, largest = 0;
            for (unsigned k = 0; k < of; ++k) {
                const Range range = elements_of(size, {k, of});
                CHECK(range.begin == end);
                CHECK(range.size() >= 0);
                if (range.begin < size) CHECK(range.begin % 64 == 0);
                end = range.end;
                smallest = std::min(smallest, range.size());
                largest = std::max(largest, range.size());
            }
            CHECK(end == size);
            CHECK(largest - smallest < 128); // a block, and what the last one lacks
        }
}

TEST_CASE("work is in conflict where one writes what the other touches, unless both are cut in the same way") {
    const double values[4] = {};
    const int cut = 0, other = 0;
    const auto touch = [&](int first, int last, const void* by, bool writes) { return std::vector<Touch>{{values + first, values + last, by, writes}}; };
    CHECK_FALSE(conflict(touch(0, 4, nullptr, false), touch(0, 4, &cut, false)));
    CHECK_FALSE(conflict(touch(0, 4, &cut, true), touch(0, 4, &cut, false)));
    CHECK_FALSE(conflict(touch(0, 2, nullptr, true), touch(2, 4, nullptr, true)));
    CHECK(conflict(touch(0, 3, nullptr, true), touch(2, 4, nullptr, false)));
    CHECK(conflict(touch(0, 4, &cut, true), touch(0, 4, &other, false)));
    CHECK(conflict(touch(0, 4, &cut, false), touch(1, 2, nullptr, true)));
    CHECK(conflict(touch(0, 4, nullptr, true), touch(0, 4, nullptr, true))); // two shares of one task
}

TEST_CASE("work can follow other work without a wait if its begin and the end of that do not meet what the shares touch") {
    const double list[1] = {};
    const std::vector<Touch> reads{{list, list + 1, nullptr, false}}, writes{{list, list + 1, nullptr, true}};
    const Division hears{.share = {}, .touches = reads}, makes_at_end{.share = {}, .touches_at_end = writes}, clears_at_begin{.share = {}, .touches_at_begin = writes};
    CHECK(can_follow(hears, hears));
    CHECK(can_follow(hears, makes_at_end)); // the next list is made when the last one was heard
    CHECK_FALSE(can_follow(makes_at_end, hears));
    CHECK_FALSE(can_follow(hears, clears_at_begin));
    CHECK(can_follow(clears_at_begin, hears));
    CHECK_FALSE(can_follow(makes_at_end, clears_at_begin));
    CHECK(can_follow(makes_at_end, makes_at_end)); // ends come in order
}

TEST_CASE("a list that several shares have emitted stays while the next one is emitted") {
    Emission emission;
    emission.resize(128);
    emission.cut(2);
    const auto emit = [&](std::int32_t first, std::int32_t second) {
        emission.begin();
        *emission.place(0) = first;
        *emission.place(64) = second;
        (void)emission.note({0, 2}, 0, 1);
        (void)emission.note({1, 2}, 64, 1);
        return emission.gather();
    };
    const std::span<const std::int32_t> before = emit(3, 70), now = emit(5, 90);
    CHECK(std::vector<std::int32_t>(before.begin(), before.end()) == std::vector<std::int32_t>{3, 70});
    CHECK(std::vector<std::int32_t>(now.begin(), now.end()) == std::vector<std::int32_t>{5, 90});
}

TEST_CASE("what shares emit is gathered in ascending order") {
    Emission emission;
    emission.resize(300);
    emission.cut(3);
    const auto emit = [&](Share share, std::vector<std::int32_t> elements) {
        const Range own = elements_of(300, share);
        std::copy(elements.begin(), elements.end(), emission.place(own.begin));
        const auto noted = emission.note(share, own.begin, std::ssize(elements));
        CHECK(std::vector<std::int32_t>(noted.begin(), noted.end()) == elements);
    };
    const auto gathered = [&] {
        const auto list = emission.gather();
        return std::vector<std::int32_t>(list.begin(), list.end());
    };
    emission.begin();
    emit({2, 3}, {200, 299});
    emit({0, 3}, {1, 2});
    emit({1, 3}, {});
    CHECK(gathered() == std::vector<std::int32_t>{1, 2, 200, 299});
    emission.begin();
    emit({0, 1}, {5, 250}); // one share, whatever it was cut for
    CHECK(gathered() == std::vector<std::int32_t>{5, 250});
    emission.begin();
    CHECK(gathered().empty());
}

TEST_CASE("a share of rows has the entries of its own targets") {
    const std::vector<std::uint64_t> rows{0, 4, 4, 9};
    const std::vector<std::uint32_t> targets{0, 64, 64, 150, 1, 63, 130, 190, 191};
    const auto target_at = [&](std::uint64_t entry) { return targets[entry]; };
    RowBounds bounds;
    bounds.cut(rows, target_at, 192, 3); // 64 targets each
    std::vector<std::vector<std::uint32_t>> found(3);
    for (unsigned k = 0; k < 3; ++k)
        for (std::size_t row = 0; row < 3; ++row)
            for (std::uint64_t entry = bounds.begin({k, 3})[row]; entry < bounds.end({k, 3})[row]; ++entry) found[k].push_back(targets[entry]);
    CHECK(found[0] == std::vector<std::uint32_t>{0, 1, 63});
    CHECK(found[1] == std::vector<std::uint32_t>{64, 64});
    CHECK(found[2] == std::vector<std::uint32_t>{150, 130, 190, 191});
}

TEST_CASE("each share is done once in a round, and is seen when the round is over") {
    for (const unsigned shares : {1U, 2U, 3U, 16U}) { // 16: more than processors here and there
        CAPTURE(shares);
        Workers workers(shares);
        std::vector<int> done(shares, 0);
        const int rounds = shares > 4 ? 300 : 5000;
        for (int round = 1; round <= rounds; ++round) {
            workers.run([&](Share share) {
                CHECK_FALSE(share.of != shares);
                ++done[share.number];
            });
            for (const int times : done) REQUIRE(times == round);
            if (round % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1)); // they fall asleep
        }
    }
}

namespace {

/// A round of two shares that are done by two threads at the same time: each waits until the other has begun. Alone the caller would wait for
/// ever, so it gives up after a while, and another round is tried. \return whether one was
template <class Work> bool run_both_at_once(Workers& workers, const Work& work) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        std::atomic<int> begun = 0, met = 0;
        workers.run([&](Share share) {
            ++begun;
            const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
            while (begun < 2 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
            met += begun == 2;
            work(share);
        });
        if (met == 2) return true;
    }
    return false;
}

} // namespace

TEST_CASE("shares are done by several threads at the same time") {
    Workers workers(2);
    std::vector<std::thread::id> by(2);
    REQUIRE(run_both_at_once(workers, [&](Share share) { by[share.number] = std::this_thread::get_id(); }));
    CHECK(by[0] == std::this_thread::get_id());
    CHECK(by[1] != by[0]);
}

TEST_CASE("shares are computed with the arithmetic of the caller") {
    const volatile double one = 1, three = 3;
    Workers workers(2);
    std::vector<double> nearest(2), upward(2), again(2);
    const auto compute = [&](std::vector<double>& results) {
        return run_both_at_once(workers, [&](Share share) { results[share.number] = one / three; });
    };
    REQUIRE(compute(nearest));
    REQUIRE(std::fesetround(FE_UPWARD) == 0);
    const bool computed = compute(upward);
    std::fesetround(FE_TONEAREST);
    REQUIRE(computed);
    CHECK(upward[0] > nearest[0]);
    CHECK(upward[1] == upward[0]);
    REQUIRE(compute(again));
    CHECK(again == nearest);
}

TEST_CASE("a process that was forked goes on without the threads") {
    Workers* const workers = new Workers(3);
    std::atomic<int> done = 0;
    workers->run([&](Share) { ++done; });
    const pid_t child = ::fork();
    if (child == 0) {
        done = 0;
        for (int round = 0; round < 10; ++round) workers->run([&](Share) { ++done; });
        delete workers;
        ::_exit(done == 30 ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(done == 3);
    workers->run([&](Share) { ++done; });
    CHECK(done == 6);
    delete workers;
}

TEST_CASE("all that was begun is ended, and the first failure is thrown when it is over") {
    Sharing sharing(3);
    std::vector<std::string> log;
    std::atomic<int> shares = 0;
    const auto division = [&](const std::string& name, int fails_in) {
        Division result;
        result.begin = [&log, name, fails_in](const Step&) {
            log.push_back(name + " begins");
            if (fails_in == 0) throw std::runtime_error(name + " did not begin");
            return fails_in != 3;
        };
        result.share = [&shares, name, fails_in](const Step&, Share share) {
            ++shares;
            if (fails_in == 1 && share.number > 0) throw std::runtime_error(name + " failed in share " + std::to_string(share.number));
        };
        result.end = [&log, name, fails_in](const Step&) {
            log.push_back(name + " ends");
            if (fails_in == 2) throw std::runtime_error(name + " did not end");
        };
        return result;
    };
    const auto carry_out = [&](const std::vector<Division>& divisions) -> std::string {
        log.clear();
        shares = 0;
        for (const Division& one : divisions) sharing.add(one, {});
        try {
            sharing.carry_out();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    };
    const Division good = division("A", -1), idle = division("B", 3);
    CHECK(carry_out({good, idle}).empty());
    CHECK(shares == 3);
    CHECK(log == std::vector<std::string>{"A begins", "B begins", "A ends", "B ends"});
    CHECK(carry_out({division("C", 0), good}) == "C did not begin");
    CHECK(shares == 3);
    CHECK(log == std::vector<std::string>{"C begins", "A begins", "A ends"});
    CHECK(carry_out({division("D", 1), division("E", 2)}) == "E did not end");
    CHECK(carry_out({division("D", 1), good}) == "D failed in share 1");
    CHECK(shares == 6);
    CHECK(carry_out({good}).empty()); // nothing is left of all that
    CHECK_FALSE(sharing.all_of_shares([](Share share) { return share.number != 1; }));
    CHECK(sharing.all_of_shares([](Share) { return true; }));
}

TEST_CASE("as many threads as are asked for, or as many as the work is worth") {
    CHECK(processors() >= 1);
    CHECK(threads_for({.asked = 5, .most = 2}, 0) == 5);
    CHECK(threads_for({.most = 8}, 0) == 1);
    CHECK(threads_for({.most = 8}, 5'000) == 1);  // 5 us a step
    CHECK(threads_for({.most = 8}, 10'000) == 2);
    CHECK(threads_for({.most = 8}, 1e9) == 8);
    CHECK(threads_for({.most = 1000}, 3e6) == 100); // more would wait for each other longer than they would help
}

TEST_CASE("as many threads build as were asked for and have something to do") {
    threads_asked_for() = 5;
    CHECK(threads_to_build(1e9) == 5);
    CHECK(threads_to_build(1e6) == 4); // a thread has a quarter of a millisecond to do at least
    CHECK(threads_to_build(4.9e5) == 1);
    CHECK(threads_to_build(0) == 1);
    threads_asked_for() = 1;
    CHECK(threads_to_build(1e9) == 1);
    threads_asked_for() = 0;
}

TEST_CASE("a kernel that cannot be cut into parts by its domain alone is not run once") {
    using hillock::internal::plan::Domain;
    for (const Domain domain : {Domain::list, Domain::pairs}) { // a list may name an element twice, pairs are of one row each
        hillock::internal::plan::Kernel kernel;
        kernel.name = "k";
        kernel.domain = domain;
        CHECK(hillock::test::error_of<hillock::InternalError>([&] { run_once(kernel, {}, 1, {}); }) ==
              "internal error, please report: the kernel 'k' cannot be run in parts");
    }
}

TEST_CASE("what a share of building throws reaches the caller once all have ended: that of the first one") {
    for (const unsigned shares : {1U, 3U}) {
        std::atomic<unsigned> begun{0};
        std::string thrown;
        try {
            build_together(shares, [&](Share share) {
                ++begun;
                if (share.number + 2 >= share.of) throw std::runtime_error("share " + std::to_string(share.number));
            });
        } catch (const std::runtime_error& error) {
            thrown = error.what();
        }
        CHECK(begun == shares);
        CHECK(thrown == (shares == 1 ? "share 0" : "share 1"));
    }
}
