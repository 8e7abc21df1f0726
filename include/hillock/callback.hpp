// SPDX-License-Identifier: Apache-2.0
// Functions of the host program that objects keep and call. It does what std::function does, for a fraction of the time that <functional>
// costs a program to compile.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace hillock::internal {

template <class Signature> class Callback;

/// A copy of something that can be called, or nothing. Copies hold copies of it.
template <class Result, class... Arguments> class Callback<Result(Arguments...)> {
  public:
    Callback() = default;
    Callback(std::nullptr_t) {}
    template <class Callable>
        requires(!std::same_as<Callable, Callback> && std::is_invocable_r_v<Result, Callable&, Arguments...>)
    Callback(Callable callable) {
        if constexpr (kMayBeNull<Callable>)
            if (callable == nullptr) return;
        object_ = new Callable(std::move(callable));
        actions_ = &kActions<Callable>;
    }
    Callback(const Callback& other) : object_(other.object_ ? other.actions_->copy(other.object_) : nullptr), actions_(other.actions_) {}
    Callback(Callback&& other) noexcept : object_(std::exchange(other.object_, nullptr)), actions_(other.actions_) {}
    Callback& operator=(Callback other) noexcept {
        std::swap(object_, other.object_);
        std::swap(actions_, other.actions_);
        return *this;
    }
    ~Callback() {
        if (object_) actions_->destroy(object_);
    }

    [[nodiscard]] explicit operator bool() const { return object_ != nullptr; }
    /// \pre it holds something
    Result operator()(Arguments... arguments) const { return actions_->call(object_, std::forward<Arguments>(arguments)...); }

  private:
    struct Actions {
        Result (*call)(void*, Arguments...);
        void* (*copy)(const void*);
        void (*destroy)(void*);
    };
    // Pointers and what is like std::function; a lambda without captures has a + and compares with nullptr as a pointer does.
    template <class Callable>
    static constexpr bool kMayBeNull =
        std::is_pointer_v<Callable> || (requires(const Callable& c) { c == nullptr; } && !requires(const Callable& c) { +c; });
    template <class Callable> static Result call(void* object, Arguments... arguments) {
        if constexpr (std::is_void_v<Result>) (void)(*static_cast<Callable*>(object))(std::forward<Arguments>(arguments)...);
        else return (*static_cast<Callable*>(object))(std::forward<Arguments>(arguments)...);
    }
    template <class Callable> static void* copy(const void* object) { return new Callable(*static_cast<const Callable*>(object)); }
    template <class Callable> static void destroy(void* object) { delete static_cast<Callable*>(object); }
    template <class Callable> static constexpr Actions kActions = {&call<Callable>, &copy<Callable>, &destroy<Callable>};

    void* object_ = nullptr;
    const Actions* actions_ = nullptr;
};

} // namespace hillock::internal
