// SPDX-License-Identifier: Apache-2.0
#include "engine/exponential_draws.hpp"

#include "engine/exponential_vectors.hpp"
#include "jit/plan/random.hpp"
#include "parser/model/elementary_functions.hpp"

namespace hillock::internal::engine {

void draw_exponential_by_one(std::uint64_t key, std::uint64_t first, std::span<double> result) {
    const std::uint64_t of_draw = plan::draw_key(key, 0), block = first / kExponentialBlock, element = first % kExponentialBlock;
    for (std::size_t k = 0; k < result.size(); ++k)
        result[k] = -model::elementary_log(1 - plan::uniform(of_draw, element + k, block));
}

void draw_exponential(std::uint64_t key, std::uint64_t first, std::span<double> result) {
    static const DrawExponentials by_vectors = exponentials_by_eight() ? exponentials_by_eight() : exponentials_by_four();
    if (!by_vectors) return draw_exponential_by_one(key, first, result);
    by_vectors(plan::draw_key(key, 0), first % kExponentialBlock, first / kExponentialBlock, result);
}

} // namespace hillock::internal::engine
