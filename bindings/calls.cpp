// SPDX-License-Identifier: Apache-2.0
#include "bindings/calls.hpp"

#include "hillock/default_dtype.hpp"
#include "hillock/sweep.hpp"

#include <exception>
#include <new>
#include <utility>

namespace hillock::bindings {
using namespace internal;

namespace {

struct ErrorText {
    std::string text;
    const char* shown = ""; ///< the text, or one that takes no memory
};

ErrorText& last_error() {
    thread_local ErrorText error;
    return error;
}

hillock_status keep(hillock_status status, const char* text) noexcept {
    ErrorText& error = last_error();
    try {
        error.text = text;
        error.shown = error.text.c_str();
    } catch (...) {
        error.shown = "an error whose text does not fit into memory";
    }
    return status;
}

} // namespace

namespace {

/// That of what happened in the variant.
hillock_status status_of_cause(const SweepError& error) noexcept {
    try {
        std::rethrow_if_nested(error);
    } catch (...) {
        return status_of_exception();
    }
    return HILLOCK_CALLBACK_ERROR;
}

} // namespace

const char* error_text() noexcept { return last_error().shown; }

hillock_status status_of_exception() noexcept {
    try {
        throw;
    } catch (const SyntaxError& error) {
        return keep(HILLOCK_SYNTAX_ERROR, error.what());
    } catch (const NameError& error) {
        return keep(HILLOCK_NAME_ERROR, error.what());
    } catch (const DimensionMismatchError& error) {
        return keep(HILLOCK_DIMENSION_MISMATCH_ERROR, error.what());
    } catch (const TypeError& error) {
        return keep(HILLOCK_TYPE_ERROR, error.what());
    } catch (const EquationError& error) {
        return keep(HILLOCK_EQUATION_ERROR, error.what());
    } catch (const UnsupportedEquationsError& error) {
        return keep(HILLOCK_UNSUPPORTED_EQUATIONS_ERROR, error.what());
    } catch (const ValueError& error) {
        return keep(HILLOCK_VALUE_ERROR, error.what());
    } catch (const IndexError& error) {
        return keep(HILLOCK_INDEX_ERROR, error.what());
    } catch (const MemoryError& error) {
        return keep(HILLOCK_MEMORY_ERROR, error.what());
    } catch (const SystemError& error) {
        return keep(HILLOCK_SYSTEM_ERROR, error.what());
    } catch (const NumericalError& error) {
        return keep(HILLOCK_NUMERICAL_ERROR, error.what());
    } catch (const RunawayError& error) {
        return keep(HILLOCK_RUNAWAY_ERROR, error.what());
    } catch (const InternalError& error) {
        return keep(HILLOCK_INTERNAL_ERROR, error.what());
    } catch (const SweepError& error) {
        return keep(status_of_cause(error), error.what());
    } catch (const Error& error) { // CallbackError, and what the engine makes of a function of the host that has thrown
        return keep(HILLOCK_CALLBACK_ERROR, error.what());
    } catch (const std::bad_alloc&) {
        return keep(HILLOCK_MEMORY_ERROR, "there is too little memory for this call");
    } catch (const std::exception& error) {
        return keep(HILLOCK_INTERNAL_ERROR, error.what());
    } catch (...) {
        return keep(HILLOCK_INTERNAL_ERROR, "internal error, please report: an exception of an unknown type");
    }
}

AsNetwork::AsNetwork(ThreadState& state) : state_(state) {
    if (state_.depth++ > 0) return;
    std::swap(engine::thread_keys(), state_.keys);
    dt_of_thread_ = std::exchange(defaultclock().dt, Quantity(state_.dt, kTimeDimension));
    dtype_of_thread_ = std::exchange(default_dtype(), float64);
}

AsNetwork::~AsNetwork() {
    if (--state_.depth > 0) return;
    std::swap(engine::thread_keys(), state_.keys);
    defaultclock().dt = dt_of_thread_;
    default_dtype() = dtype_of_thread_;
}

} // namespace hillock::bindings
