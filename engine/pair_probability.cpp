// SPDX-License-Identifier: Apache-2.0
#include "engine/pair_probability.hpp"

#include "engine/log.hpp"
#include "hillock/quantity.hpp"

#include <cmath>

namespace hillock::internal::engine {

using model::Expr;
using model::Op;

Expr is_no_probability(const Expr& p) {
    const Expr above = Expr::operation(Op::greater_equal, {p, model::real(0)}), below = Expr::operation(Op::less_equal, {p, model::real(1)});
    return Expr::operation(Op::logical_not, {Expr::operation(Op::logical_and, {above, below})}); // so it holds for what is not a number
}

void warn_of_probability(const std::string& synapses, const std::string& text, const CountedPairs& pairs, std::optional<double> value) {
    if (pairs.count == 0) return;
    const bool several = pairs.count > 1;
    std::string where = "i = " + std::to_string(pairs.first.source) + " and j = " + std::to_string(pairs.first.target);
    if (value) where = (std::isnan(*value) ? "not a number" : to_string(Quantity(*value))) + " for " + where;
    log_warning(Warning::connect_probability, "connect() of '" + synapses + "': the probability '" + text + "' is not between 0 and 1 for " +
                                                  std::to_string(pairs.count) + (several ? " pairs, the first: " : " pair: ") + where);
}

} // namespace hillock::internal::engine
