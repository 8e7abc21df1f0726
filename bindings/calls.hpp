// SPDX-License-Identifier: Apache-2.0
// The border between C and C++: exceptions become a status and a text, and what belongs to a thread becomes what belongs to a network.
#pragma once

#include "engine/random.hpp"
#include "hillock/error.hpp"
#include "hillock/hillock.h"
#include "hillock/network.hpp"
#include "hillock/options.hpp"

#include <string>

namespace hillock::bindings {

/// A function of the host has failed.
class CallbackError : public Error {
  public:
    using Error::Error;
};

/// The status of the exception that is being handled; its text is kept for hillock_error_text() of this thread.
[[nodiscard]] hillock_status status_of_exception() noexcept;
[[nodiscard]] const char* error_text() noexcept;

/// Does the work of one function of the C interface.
template <class Action> [[nodiscard]] hillock_status guarded(Action action) noexcept {
    try {
        action();
        return HILLOCK_OK;
    } catch (...) {
        return status_of_exception();
    }
}

/// What a pointer points to. Throws ValueError if it is NULL. \param name  of the parameter
template <class T> [[nodiscard]] T& required(T* pointer, const char* name) {
    if (!pointer) throw ValueError(std::string(name) + " is NULL");
    return *pointer;
}

/// Calls the host: `call()` returns 0 if all is well. Throws CallbackError if it does not, or throws. \param what  in messages: "the
/// operation 'tick'"
template <class Call> void call_host(const std::string& what, Call call) {
    std::int32_t code = 0;
    try {
        code = call();
    } catch (const std::exception& error) { // of a host in C++
        throw CallbackError(what + " has thrown: " + error.what());
    } catch (...) {
        throw CallbackError(what + " has thrown an exception of another type than std::exception");
    }
    if (code != 0) throw CallbackError(what + " has returned " + std::to_string(code));
}

/// What the thread would have and a network of the C interface has instead.
struct ThreadState {
    internal::engine::KeySequence keys; ///< of random numbers outside of runs
    double dt = 1e-4;         ///< seconds, of defaultclock
    int depth = 0;            ///< of calls that are under way: a callback may call in turn
};

/// For its length the thread has the state of a network.
class AsNetwork {
  public:
    explicit AsNetwork(ThreadState& state);
    ~AsNetwork();
    AsNetwork(const AsNetwork&) = delete;
    AsNetwork& operator=(const AsNetwork&) = delete;

  private:
    ThreadState& state_;
    Quantity dt_of_thread_;
    NumberType dtype_of_thread_ = float64;
};

} // namespace hillock::bindings
