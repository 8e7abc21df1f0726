// SPDX-License-Identifier: Apache-2.0
// The small types that stand in public headers for std::function and std::shared_ptr do what these do.
#include <doctest/doctest.h>
#include <hillock/callback.hpp>
#include <hillock/shared_pointer.hpp>
#include <hillock/stop_token.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>

namespace {

using hillock::internal::Callback;
using hillock::internal::Shared;

int twice(int x) { return 2 * x; }

struct Counted {
    explicit Counted(int& its_alive) : alive(its_alive) { ++alive; }
    ~Counted() { --alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    int& alive;
    int value = 7;
};

} // namespace

TEST_CASE("a callback holds whatever can be called, or nothing") {
    using Function = Callback<int(int)>;
    CHECK_FALSE(Function());
    CHECK_FALSE(Function(nullptr));
    CHECK_FALSE(Function(std::function<int(int)>()));
    CHECK_FALSE(Function(static_cast<int (*)(int)>(nullptr)));
    CHECK(Function(twice)(4) == 8);
    CHECK(Function(&twice)(4) == 8);
    CHECK(Function([](int x) { return x + 1; })(4) == 5);
    CHECK(Function(std::function<int(int)>(twice))(4) == 8);
    CHECK(Callback<void(const std::string&)>([](const std::string& text) { return text.size(); })); // what it returns is dropped
    static_assert(!std::is_constructible_v<Function, std::string>);
    static_assert(!std::is_constructible_v<Function, int (*)(std::string)>);
}

TEST_CASE("copies of a callback hold copies of the object, and each object ends once") {
    using Function = Callback<int()>;
    Function counting = [n = 0]() mutable { return ++n; };
    CHECK(counting() == 1);
    const Function copy = counting;
    CHECK(counting() == 2);
    CHECK(counting() == 3);
    CHECK(copy() == 2);
    const auto owned = std::make_shared<int>(5);
    {
        const Function first = [owned] { return *owned; };
        Function second = first;
        CHECK(owned.use_count() == 3);
        Function third = std::move(second);
        CHECK_FALSE(second); // NOLINT(bugprone-use-after-move): empty is what it is meant to be
        CHECK(third() == 5);
        third = nullptr;
        CHECK(owned.use_count() == 2);
        third = first;
        CHECK(owned.use_count() == 3);
    }
    CHECK(owned.use_count() == 1);
}

TEST_CASE("a shared object lives as long as one of its owners, of both kinds") {
    int alive = 0;
    {
        Shared<Counted> first = std::make_shared<Counted>(alive);
        Shared<const Counted> constant = std::shared_ptr<const Counted>(pointer_of(first));
        Shared<Counted> second = first;
        CHECK(second.get() == first.get());
        first = nullptr;
        CHECK_FALSE(first);
        Shared<Counted> third = std::move(second);
        CHECK_FALSE(second); // NOLINT(bugprone-use-after-move): null is what it is meant to be
        CHECK(third->value == 7);
        const std::shared_ptr<Counted> standard = third;
        CHECK(standard.use_count() == 3); // third and constant
        third = *&third;
        third = std::move(*&third);
        CHECK(third.get() == standard.get());
        third = Shared<Counted>();
        CHECK(constant->value == 7);
        CHECK(alive == 1);
    }
    CHECK(alive == 0);
}

TEST_CASE("a token of options stands for the standard one") {
    const auto takes = []<class T>(const T&) { return std::is_convertible_v<T, hillock::StopToken>; };
    CHECK(takes(std::stop_token()));
    CHECK_FALSE(takes(5));
    CHECK_FALSE(takes(std::string()));
    CHECK(hillock::StopToken().content() == nullptr);
    const std::stop_source source;
    const hillock::StopToken token = source.get_token();
    CHECK(hillock::StopToken(token).content() == token.content());
}
