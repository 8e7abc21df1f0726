// SPDX-License-Identifier: Apache-2.0
// Synapses between two groups at work.
#pragma once

#include "engine/connectivity.hpp"
#include "engine/neurons.hpp"
#include "hillock/synapses.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hillock::engine {

/// Consecutive neurons of a group.
struct Population {
    std::shared_ptr<Neurons> neurons;
    Range range;
};

class SynapseSet : public VariableOwner {
  public:
    /// Throws what the constructor of Synapses documents.
    [[nodiscard]] static std::shared_ptr<SynapseSet> make(Population source, Population target,
                                                          const SynapsesOptions& options);

    void connect(const ConnectOptions& options);
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] const Connectivity& connectivity() const { return connectivity_; }

    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(connectivity_.size()); }
    [[nodiscard]] std::vector<const Object*> dependencies() const override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  protected:
    [[nodiscard]] std::size_t position(std::int64_t index) const override {
        return connectivity_.position(static_cast<std::size_t>(index));
    }
    [[nodiscard]] plan::Surroundings surroundings() const override;
    [[nodiscard]] plan::Domain assignment_domain() const override { return plan::Domain::rows; }
    void run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) override;
    [[nodiscard]] void* array_address(const plan::Slot& slot) override;

  private:
    SynapseSet(ObjectName name, std::unique_ptr<const model::Model> model, Population source, Population target);
    [[nodiscard]] plan::Surroundings surroundings_at(double dt) const;
    /// With rows, offsets and counts filled in.
    [[nodiscard]] KernelArguments arguments(KernelArguments arguments = {}) const;
    [[nodiscard]] std::vector<Pair> listed_pairs(const ConnectOptions& options) const;
    [[nodiscard]] std::vector<Pair> random_pairs(double p) const;
    [[nodiscard]] std::vector<Pair> chosen_pairs(const model::Expr& condition) const;
    [[nodiscard]] std::optional<model::Expr> pair_condition(const ConnectOptions& options) const;
    void append(const std::vector<Pair>& pairs);
    [[noreturn]] void refuse_number(double synapses) const;
    void deliver(const Step& step) const;

    Population source_;
    Population target_;
    Connectivity connectivity_;
    bool connected_ = false;
    std::optional<model::Code> on_pre_;
    Code on_pre_code_;
    std::uint64_t random_key_ = 0;
};

} // namespace hillock::engine
