// SPDX-License-Identifier: Apache-2.0
// The numbers of exponential_draws.hpp for one kind of vectors. Included by code for processors that have them, after it has said so: nobody
// else may call what comes of these templates, whose arguments are types of one file each.
#pragma once

#include "parser/model/elementary.hpp"

#include <cstdint>

namespace hillock::internal::engine {

/// -log(1 - u) of random bits. \tparam Machine  as elementary.hpp asks for it, as far as a logarithm does, with either() and opposite()
template <class Machine> typename Machine::Real exponential(typename Machine::Word bits) {
    Machine machine;
    const auto one_and_u = machine.real(machine.either(machine.right(bits, 12), machine.word(0x3ff0000000000000)));
    const auto one_minus_u = machine.subtract(machine.number(2), one_and_u); // exactly
    return machine.opposite(model::Elementary<Machine>(machine).log_of_normal(one_minus_u));
}

} // namespace hillock::internal::engine
