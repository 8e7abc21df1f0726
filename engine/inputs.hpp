// SPDX-License-Identifier: Apache-2.0
// Input at work: groups whose spikes come by chance or from a list, and random sums into a variable of a group.
#pragma once

#include "engine/neurons.hpp"
#include "engine/synapse_set.hpp"
#include "engine/thinning.hpp"
#include "hillock/inputs.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Neurons with the variable `rates` alone and the threshold rand() < rates*dt. The threshold is always a kernel of its own: so the random
/// numbers do not depend on whether others need it apart. Where few neurons spike, it is not asked.
class PoissonNeurons final : public Neurons {
  public:
    [[nodiscard]] const char* class_name() const override { return "PoissonGroup"; }
    [[nodiscard]] bool repeats_events() const override { return counts_ != nullptr; }
    /// Throws what PoissonGroup's constructor documents.
    [[nodiscard]] static std::shared_ptr<PoissonNeurons> make(std::int64_t size, const PoissonRates& rates,
                                                              const PoissonGroupOptions& options);

    void require_ready() override;
    [[nodiscard]] bool can_spike() const override { return true; }
    [[nodiscard]] bool may_repeat_spikes() const override { return counts_ != nullptr; }
    [[nodiscard]] std::vector<Task> tasks() override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<PoissonNeurons>(new PoissonNeurons(*this)); }

  private:
    using Neurons::Neurons;
    PoissonNeurons(const PoissonNeurons&) = default;
    void test_threshold(const Step& step) override;
    [[nodiscard]] std::optional<Division> divide_threshold() override;
    [[nodiscard]] std::optional<Tiling> tile_threshold(const std::optional<Division>& division) override;
    /// The largest of the rates that can be known before a run, in hertz. Throws ValueError if one is negative or not a number.
    [[nodiscard]] double largest_rate();

    /// Each neuron as often as its spike_count says.
    void emit_counted(const Step& step);

    const model::Variable* rates_ = nullptr;  ///< looked up once, not in every step
    const model::Variable* counts_ = nullptr; ///< spikes of each neuron in this step; nullptr: at most one, by the threshold
    std::vector<std::int32_t> spiking_;       ///< in this step, if they are counted
    double told_ = 0; ///< the rate that was last warned of
    std::optional<std::uint64_t> looked_at_; ///< revision() at which rates of text were last computed for the warning
    Thinning thinning_;
};

/// Neurons whose spikes are listed.
class SpikeGenerator final : public Neurons {
  public:
    [[nodiscard]] const char* class_name() const override { return "SpikeGeneratorGroup"; }
    /// Throws what SpikeGeneratorGroup's constructor documents.
    [[nodiscard]] static std::shared_ptr<SpikeGenerator> make(std::int64_t size, const Indices& indices, const QuantityArray& times,
                                                              const SpikeGeneratorGroupOptions& options);

    /// Throws what SpikeGeneratorGroup::set_spikes documents.
    void set_spikes(const Indices& indices, const QuantityArray& times, const Quantity& period);

    [[nodiscard]] bool can_spike() const override { return true; }
    [[nodiscard]] bool foresees_events() const override { return true; }
    [[nodiscard]] std::int64_t steps_without_event(std::size_t event, const Step& step) override;
    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<SpikeGenerator>(new SpikeGenerator(*this)); }
    [[nodiscard]] Footprint footprint() const override;
    void leave(double t) override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    using Neurons::Neurons;
    SpikeGenerator(const SpikeGenerator&) = default;
    /// The spikes of one step: those from `begin` to where the next volley begins.
    struct Volley {
        std::int64_t step = 0; ///< in a period: counted from its start
        std::size_t begin = 0;
    };
    struct Plan {
        std::int64_t period = 0;            ///< steps; 0: none
        std::vector<Volley> volleys;        ///< by step, ascending
        std::vector<std::int32_t> neurons;  ///< ascending within a volley
    };
    /// Throws what a run throws.
    [[nodiscard]] Plan plan_for(double dt) const;
    [[nodiscard]] std::int64_t period_in(double dt) const;
    void require_one_spike_each(const std::vector<std::size_t>& order, const std::vector<std::int64_t>& steps, double dt) const;
    void warn_of_past(std::int64_t now, double dt) const;
    void emit(const Step& step);
    /// Holds the next volley for a step.
    void expect(std::int64_t step);
    void seek(std::int64_t step);
    void find_due();

    std::vector<std::int32_t> indices_; ///< as given
    std::vector<double> times_;         ///< seconds
    double period_ = 0;                 ///< seconds; 0: none
    bool unseen_ = true;                ///< by a network: then what is over is told

    Plan plan_;
    std::size_t next_ = 0;                ///< volley
    std::int64_t cycle_ = 0;              ///< step at which the period of that volley starts
    std::int64_t due_ = 0;                ///< its step
    std::int64_t expected_ = -1;          ///< the step for which the three above hold; another one has to be sought
    std::vector<std::int32_t> spiking_;   ///< in this step
};

/// Neurons that the host lets spike.
class HostSpikes final : public Neurons {
  public:
    [[nodiscard]] const char* class_name() const override { return "InputGroup"; }
    void visit_state(StateVisitor& visitor) override;
    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<HostSpikes>(new HostSpikes(*this)); }
    /// Throws what InputGroup's constructor documents.
    [[nodiscard]] static std::shared_ptr<HostSpikes> make(std::int64_t size, const InputGroupOptions& options);

    /// Throws IndexError.
    void fire(std::span<const std::int32_t> neurons);

    [[nodiscard]] bool can_spike() const override { return true; }
    [[nodiscard]] bool foresees_events() const override { return true; }
    [[nodiscard]] std::int64_t steps_without_event(std::size_t /*event*/, const Step& /*step*/) override {
        return waiting_.empty() ? kAnyNumberOfSteps : 0; // the host calls from its operations, which end the tiles
    }
    void leave(double t) override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    using Neurons::Neurons;
    HostSpikes(const HostSpikes&) = default;
    void emit(const Step& step);

    std::vector<std::int32_t> waiting_; ///< in the order in which they were named
    std::vector<std::int32_t> spiking_; ///< in this step, ascending
};

/// Adds binomial numbers to a variable.
class RandomSums final : public Object {
  public:
    [[nodiscard]] const char* class_name() const override { return "PoissonInput"; }
    /// Throws what PoissonInput's constructor documents.
    RandomSums(Population target, const std::string& variable, std::int64_t sources, const InputValue& rate, const InputValue& weight,
               const PoissonInputOptions& options);

    // What it adds to what, for those who describe it.
    [[nodiscard]] const Population& target() const { return target_; }
    [[nodiscard]] const std::string& variable() const { return variable_; }
    [[nodiscard]] std::int64_t sources() const { return sources_; }
    [[nodiscard]] const model::Expr& rate() const { return rate_text_; }
    [[nodiscard]] const model::Expr& weight() const { return weight_text_; }
    /// The constants of its texts.
    [[nodiscard]] const model::Model& names() const { return *names_; }

    [[nodiscard]] std::shared_ptr<Object> clone() const override { return std::shared_ptr<RandomSums>(new RandomSums(*this)); }
    void meet(const Twins& twins) override;
    void visit_state(StateVisitor&) override {} // its numbers follow from the key and the step
    [[nodiscard]] std::vector<const Object*> dependencies() const override { return {target_.neurons.get()}; }
    [[nodiscard]] double clock_dt_among(double usual) const override { return own_dt().value_or(target_.neurons->clock_dt_among(usual)); }
    void require_ready() override;
    void part_thresholds(const Schedule& schedule) override;
    void prepare(const Preparation& preparation) override;
    [[nodiscard]] std::vector<Code*> codes() override;
    [[nodiscard]] std::vector<Task> tasks() override;

  private:
    RandomSums(const RandomSums&) = default;
    [[nodiscard]] model::Reference find_target(const std::string& variable) const;
    [[nodiscard]] model::Scope make_scope(const PoissonInputOptions& options);
    /// \param what  it is: "rate"
    [[nodiscard]] model::Expr read(const std::string& what, const InputValue& value, const model::Scope& scope,
                                   const Dimension& dimension) const;

    Population target_;
    std::string variable_;
    std::int64_t sources_;
    model::Expr rate_text_, weight_text_;
    OwnFunctions functions_;
    std::shared_ptr<const model::Model> names_; ///< of the texts: constants; shared with clones
    std::optional<double> rate_;                ///< hertz; absent: it changes
    double told_ = 0;                           ///< the rate that was last warned of
    /// Revisions of this and of the target at which a rate of text was last computed for the warning.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> looked_at_;
    Routine routine_;
    std::vector<std::int32_t> elements_; ///< of a subgroup; empty: the whole group
};

} // namespace hillock::internal::engine
