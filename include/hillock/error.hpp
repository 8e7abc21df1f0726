// SPDX-License-Identifier: Apache-2.0
// The exceptions of the public interface. All derive from hillock::Error; the names are those that users of
// Brian 2 and Python know. Text of a model's author carries the line, a caret and a suggestion in what().
#pragma once

#include "hillock/export.hpp"

#include <stdexcept>
#include <string>

namespace hillock {

/// Base of everything the library throws.
class HILLOCK_API Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Text that is not of the equation language: an unbalanced bracket, a missing '='.
class HILLOCK_API SyntaxError : public Error {
  public:
    using Error::Error;
};

/// A name that nothing defines.
class HILLOCK_API NameError : public Error {
  public:
    using Error::Error;
};

/// Two physical dimensions that had to be equal and are not.
class HILLOCK_API DimensionMismatchError : public Error {
  public:
    using Error::Error;
};

/// A value of the wrong kind: a threshold that is no condition, a write to a constant.
class HILLOCK_API TypeError : public Error {
  public:
    using Error::Error;
};

/// Equations that contradict each other: a duplicate definition, a cycle, an illegal flag or unit.
class HILLOCK_API EquationError : public Error {
  public:
    using Error::Error;
};

/// Equations that the chosen integration method cannot take; the text says why.
class HILLOCK_API UnsupportedEquationsError : public Error {
  public:
    using Error::Error;
};

/// An argument outside what is allowed: N = 0, an array of the wrong length, an unknown option.
class HILLOCK_API ValueError : public Error {
  public:
    using Error::Error;
};

/// An index outside the group.
class HILLOCK_API IndexError : public Error {
  public:
    using Error::Error;
};

/// There is too little memory for what was asked: a group, its synapses, or what the monitors of a run keep.
class HILLOCK_API MemoryError : public Error {
  public:
    using Error::Error;
};

/// run() found a mixture of objects that have run before and objects that have not.
class HILLOCK_API MagicError : public Error {
  public:
    using Error::Error;
};

/// A program that the library needs for this one call is missing or failed (gnuplot), or a file cannot be written.
class HILLOCK_API SystemError : public Error {
  public:
    using Error::Error;
};

/// A state variable became infinite or not a number during a run.
class HILLOCK_API NumericalError : public Error {
  public:
    using Error::Error;
};

/// A group spiked faster than its RateGuard allows.
class HILLOCK_API RunawayError : public Error {
  public:
    using Error::Error;
};

/// A fault of Hillock itself; please report it with the text.
class HILLOCK_API InternalError : public Error {
  public:
    using Error::Error;
};

} // namespace hillock
