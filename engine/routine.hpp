// SPDX-License-Identifier: Apache-2.0
// Statements that an object runs beside its equations: in every step, or every so many.
#pragma once

#include "engine/code.hpp"
#include "engine/schedule.hpp"
#include "hillock/groups.hpp"
#include "jit/plan/plans.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Whether code is the equations that hold for a step, and nobody's own.
[[nodiscard]] inline bool is_held(const model::Code& code) {
    return !code.statements.empty() && code.statements.front().target.variable->kind == model::VariableKind::held;
}

struct Routine {
    std::string name; ///< in messages, and of the kernels
    model::Code statements;
    Slot slot = Slot::start;
    int order = 0;
    std::optional<double> dt; ///< seconds between two runs; absent: every step
    Pace pace;                ///< the same in steps
    EventTimes clock;         ///< when it runs, instead of every so often; nullptr: it has none
    Code shared_code;         ///< assignments to shared variables, run for one element
    Code code;                ///< all others
    std::uint64_t key = 0;

    /// Throws what bad text and an unknown slot throw.
    void read(const std::string& text, const std::string& when, int when_order, const model::Scope& scope, model::SharedWrites shared);
    /// Throws ValueError for a dt that is no positive time or beside a clock. \param who  in messages
    void set_clock(const std::string& who, const RunRegularlyOptions& options);
    void plan(plan::Domain domain, plan::WriteLock lock, const plan::Surroundings& surroundings);
    void add_codes(std::vector<Code*>& codes);
    void bind(const ArrayLookup& array_of);
    /// Both parts. \param call  with everything but the key
    void operator()(KernelArguments call) const;
};

} // namespace hillock::internal::engine
