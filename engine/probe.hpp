// SPDX-License-Identifier: Apache-2.0
// One variable of neurons or synapses as monitors read it: from its array, or computed by a kernel for the elements that are asked for
// and for no others.
#pragma once

#include "engine/deep_copy.hpp"
#include "engine/variable_owner.hpp"
#include "jit/plan/plans.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class Probe {
  public:
    /// \param owner  outlives the probe
    /// Throws NameError, and TypeError for a delay of synapses.
    Probe(VariableOwner& owner, const std::string& variable);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Dimension& dimension() const { return reference_.variable->dimension; }
    /// One value for all elements: it is read for one of them.
    [[nodiscard]] bool shared() const { return reference_.variable->shared; }
    /// Whether its value depends on who has spiked in this step.
    [[nodiscard]] bool looks_at_spikes() const;

    /// \param domain  in which compute() is called: list or, of synapses, sorted_rows
    void plan(const std::string& kernel, plan::Domain domain, plan::Surroundings surroundings, std::uint64_t random_key);
    /// nullptr where there is nothing to compute.
    [[nodiscard]] Code* code() { return result_ ? &code_ : nullptr; }
    /// Look up the arrays. Throws TypeError if a linked variable reads what is gone. \pre the code is compiled
    void bind();
    /// Bring what is computed up to date for the elements of the call, which needs no random key.
    void compute(KernelArguments call);
    /// A copy reads another owner of the same variables. \pre it is prepared before it is read
    void set_owner(VariableOwner& owner) {
        owner_ = &owner;
        values_ = nullptr;
    }
    /// What its values are kept as: of a stored variable as in its array, of a computed one as its code computes (integers in 64 bits).
    [[nodiscard]] plan::Storage storage() const { return storage_; }
    /// Copy the values of elements, by position in memory, as they are to memory for the type of storage().
    /// \pre bound; compute() was called for these elements
    void copy_to(std::byte* values, std::span<const std::uint32_t> elements) const;
    /// Those of `count` elements that follow each other in memory. \pre not shared()
    [[nodiscard]] std::span<const std::byte> range(std::size_t begin, std::size_t count) const;

    /// Of all elements, or the one of a shared variable. \pre bound
    [[nodiscard]] std::span<const std::byte> values() const { return {values_->as<std::byte>(), values_->bytes()}; }

  private:
    /// Whether its array holds nothing but the one value of a shared variable.
    [[nodiscard]] bool one_for_all() const { return shared() && !result_; }
    /// Whether it has an array, unless its owner computes that.
    [[nodiscard]] bool is_stored() const { return reference_.side == model::Side::own && reference_.variable->stored(); }
    void compute_from_now_on();

    VariableOwner* owner_;
    std::string name_;
    model::Reference reference_;
    Owned<model::Variable> result_; ///< what a computed variable is stored to; null: there is an array now
    Owned<Array> computed_;                   ///< with an entry for each element of the owner
    const Array* values_ = nullptr;
    plan::Storage storage_;
    Code code_;
    std::uint64_t random_key_ = 0;
};

} // namespace hillock::internal::engine
