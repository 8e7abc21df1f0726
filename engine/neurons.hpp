// SPDX-License-Identifier: Apache-2.0
// A group of neurons at work: its arrays, its kernels, the neurons that spiked in this step.
#pragma once

#include "engine/variable_owner.hpp"
#include "hillock/groups.hpp"
#include "jit/plan/plans.hpp"

#include <optional>
#include <span>
#include <string>

namespace hillock::engine {

class Neurons : public VariableOwner {
  public:
    /// Throws what NeuronGroup's constructor documents.
    [[nodiscard]] static std::shared_ptr<Neurons> make(std::int64_t size, const Equations& model,
                                                       const NeuronGroupOptions& options);

    [[nodiscard]] std::int64_t size() const override { return size_; }
    [[nodiscard]] Array* array(const model::Variable& variable) override;

    [[nodiscard]] bool can_spike() const { return threshold_.has_value(); }
    /// Neurons that spiked in this step, ascending; changes in slot `groups`, valid until the next step.
    [[nodiscard]] std::span<const std::int32_t> spikes() const { return spikes_; }
    /// Of those, the ones in a range.
    [[nodiscard]] std::span<const std::int32_t> spikes_in(Range range) const;

    /// What code of this group or of synapses at it has to know.
    [[nodiscard]] plan::GroupTraits traits(double dt) const;
    [[nodiscard]] std::string method() const { return method_in_use_; }

    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  protected:
    [[nodiscard]] plan::Surroundings surroundings() const override;
    void run_for_elements(const plan::Kernel& kernel, Range range, const ArrayLookup& array_of) override;

  private:
    Neurons(std::string name, std::unique_ptr<const model::Model> model, std::int64_t size,
            const NeuronGroupOptions& options);
    void check_texts(const NeuronGroupOptions& options);
    void check_refractory(const Refractory& refractory);
    void allocate();
    void allocate_last_spike();
    [[nodiscard]] plan::Surroundings surroundings_at(double dt) const;
    [[nodiscard]] plan::StateUpdate plan_update(double dt) const;
    void update(const Step& step);
    void reset(const Step& step) const;
    [[nodiscard]] KernelArguments arguments(const Step& step) const;

    std::int64_t size_;
    std::optional<model::Expr> threshold_;
    std::optional<model::Code> reset_;
    std::optional<double> refractory_seconds_;  ///< a constant time
    std::optional<model::Expr> refractory_;     ///< a time or condition that changes
    std::string method_;
    std::string method_in_use_;

    Code update_code_;
    Code reset_code_;
    std::uint64_t update_key_ = 0;
    std::uint64_t reset_key_ = 0;
    std::optional<Array> last_spike_;     ///< integer64: the step of the last spike
    std::optional<Array> not_refractory_; ///< boolean8
    std::vector<std::int32_t> spike_buffer_;
    std::span<const std::int32_t> spikes_;
};

} // namespace hillock::engine
