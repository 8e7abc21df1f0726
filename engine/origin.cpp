// SPDX-License-Identifier: Apache-2.0
#include "engine/origin.hpp"

#include <string>
#include <string_view>
#include <typeinfo>

namespace hillock::internal::engine {

namespace {

/// Exactly this type: a class that a host derived from it is left as it is.
template <class Kind> void throw_if(const Error& error, const std::string& text) {
    if (typeid(error) == typeid(Kind)) throw Kind(text);
}

template <class... Kinds> void throw_as_one_of(const Error& error, const std::string& text) { (throw_if<Kinds>(error, text), ...); }

} // namespace

void rethrow_with_origin(const Object& object) {
    try {
        throw;
    } catch (const Error& error) {
        const std::string origin = object.origin();
        const std::string_view text = error.what();
        if (origin.empty() || text.find("' was made at ") != text.npos) throw;
        throw_as_one_of<SyntaxError, NameError, DimensionMismatchError, TypeError, EquationError, UnsupportedEquationsError, ValueError,
                        IndexError, MemoryError, MagicError, SystemError, NumericalError, RunawayError, InternalError>(
            error, std::string(text) + "\n(" + origin + ")");
        throw;
    }
}

std::exception_ptr failure_of(const Object& object) {
    if (object.is_host_code()) return std::current_exception();
    try {
        rethrow_with_origin(object);
    } catch (...) {
        return std::current_exception();
    }
}

} // namespace hillock::internal::engine
