// SPDX-License-Identifier: Apache-2.0
// The memory of event-driven variables that are kept by neuron: see plan::NeuronTraces.
#pragma once

#include "engine/array.hpp"
#include "engine/code.hpp"
#include "jit/plan/builder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hillock::internal::engine {

/// For each neuron of a side a record of the traces of that side and the step of its last event, which are mostly read together.
class TraceArrays {
  public:
    /// All 0. \param storages  of the unknowns \param pre, post  sizes of the groups
    TraceArrays(std::shared_ptr<const plan::NeuronTraces> plan, std::span<const plan::Storage> storages, std::int64_t pre, std::int64_t post);

    [[nodiscard]] const std::shared_ptr<const plan::NeuronTraces>& plan() const { return plan_; }
    /// Tells plans where the variables are.
    void add_to(plan::Surroundings& surroundings) const;
    /// The memory of a variable of the plan; nothing for all others. Copies have the same values between steps.
    [[nodiscard]] std::optional<ArrayPlace> find(const model::Variable& variable, unsigned copy = 0);
    /// An element of a variable of the plan, in the first copy. T is its type.
    template <class T> [[nodiscard]] T& at(const model::Variable& variable, std::size_t neuron) {
        const Field& field = *field_of(variable);
        return *reinterpret_cast<T*>(memory(field.side, 0).data() + neuron * records_[index(field.side)] + field.place.offset);
    }

    /// All elements of a variable of the plan become 0, in the first copy.
    void clear(const model::Variable& variable);

    /// All records of a side.
    [[nodiscard]] Array& memory(model::Side side, unsigned copy) { return copies_[copy][index(side)]; }
    /// Shares of several threads have a copy each: each brings its own up to date and waits for nobody.
    void copy(unsigned shares);
    [[nodiscard]] unsigned copies() const { return static_cast<unsigned>(copies_.size()); }
    /// Times are counted from another step on.
    void begin_at(std::int64_t step);
    [[nodiscard]] std::size_t bytes() const;
    /// The records of a side, in the first copy.
    [[nodiscard]] std::vector<std::uint64_t> words(model::Side side);
    /// \return whether they are as many; if not, nothing happens
    bool take(model::Side side, std::span<const std::uint64_t> words);

    /// Whether the values are here alone; if not, those of the synapses' arrays hold, and these are the ones that they were computed from.
    bool held = false;
    bool assigned = false; ///< the synapses' arrays may have been written since

  private:
    struct Field {
        const model::Variable* variable;
        model::Side side;
        plan::Storage storage;
        plan::Field place;
    };
    [[nodiscard]] std::size_t neurons(model::Side side) { return memory(side, 0).bytes() / records_[index(side)]; }
    [[nodiscard]] static std::size_t index(model::Side side) { return side == model::Side::pre ? 0 : 1; }
    [[nodiscard]] const Field* field_of(const model::Variable& variable) const;

    std::shared_ptr<const plan::NeuronTraces> plan_; ///< shared with clones
    std::vector<Field> fields_;
    std::array<std::uint32_t, 2> records_{};         ///< bytes, of pre and post
    std::vector<std::array<Array, 2>> copies_;       ///< of both sides
};

} // namespace hillock::internal::engine
