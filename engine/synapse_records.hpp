// SPDX-License-Identifier: Apache-2.0
// Variables of plastic synapses, side by side for each synapse. The synapses of a postsynaptic neuron are scattered over memory: with an
// array for each variable its spike would touch as many lines of memory for each of them as it has variables, with records it touches one.
#pragma once

#include "engine/array.hpp"
#include "engine/code.hpp"
#include "jit/plan/builder.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <vector>

namespace hillock::internal::engine {

class SynapseRecords {
  public:
    using Arrays = std::map<const model::Variable*, Array>;

    /// For these variables, whose arrays have a size each. Nothing is copied yet. Throws std::bad_alloc.
    SynapseRecords(std::span<const model::Variable* const> variables, const Arrays& arrays);

    /// From one element of a variable to the next.
    [[nodiscard]] std::size_t bytes_of_each() const { return stride_; }
    /// As plans need them.
    [[nodiscard]] plan::Fields fields() const;
    [[nodiscard]] bool holds(const model::Variable& variable) const { return std::ranges::find(fields_, &variable, &Field::variable) != fields_.end(); }
    /// From the first element of a variable to the end of all. \pre it is one of them
    [[nodiscard]] ArrayPlace place(const model::Variable& variable);
    /// Whether the values are here, and the arrays without elements.
    [[nodiscard]] bool gathered() const { return gathered_; }
    /// Takes the values of the arrays, unless they are here.
    void gather(Arrays& arrays);
    /// Gives the arrays elements again, with the values. Throws std::bad_alloc; then nothing has changed. \pre gathered()
    void part(Arrays& arrays);
    [[nodiscard]] std::size_t bytes() const { return memory_.bytes(); }

  private:
    struct Field {
        const model::Variable* variable;
        plan::Storage storage;
        std::size_t offset; ///< bytes in the record
    };
    std::vector<Field> fields_;
    std::size_t stride_ = 0;    ///< bytes of a record
    std::size_t size_ = 0;      ///< records
    Array memory_{plan::Storage::float64};
    bool gathered_ = false;
};

} // namespace hillock::internal::engine
