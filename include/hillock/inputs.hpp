// SPDX-License-Identifier: Apache-2.0
// Input from outside of the network: spikes at random, spikes at given times, and the sum of many random spikes.
#pragma once

#include <hillock/groups.hpp>
#include <hillock/shared.hpp>

#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <span>
#include <string>
#include <utility>

namespace hillock {

/// Rates of a PoissonGroup: one for all, 10*Hz; one each, std::vector<double>{...}*Hz; or an expression that is computed in every step,
/// "(1 + sin(2*pi*f*t))*10*Hz", with random numbers if it draws any, "(1 + 0.1*randn())*10*Hz".
class HILLOCK_API PoissonRates {
  public:
    template <PlainNumber T> PoissonRates(T rate) : PoissonRates(Quantity(rate)) {}
    PoissonRates(const Quantity& rate) : rate_(rate), kind_(Kind::one) {}
    PoissonRates(QuantityArray rates);
    PoissonRates(const char* expression) : PoissonRates(std::string(expression)) {}
    PoissonRates(std::string expression);

    enum class Kind { one, each, text };
    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const Quantity& rate() const { return rate_; }
    [[nodiscard]] const QuantityArray& rates() const { return rates_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    Quantity rate_;
    QuantityArray rates_;
    std::string text_;
    Kind kind_;
};

struct PoissonGroupOptions {
    /// Slot in which the spikes of a step are drawn, and place in it, as of RunRegularlyOptions.
    std::string when = "thresholds";
    int order = 0;
    /// A neuron spikes as often in a step as poisson(rates*dt) says, so that any rate is exact: each of these spikes is an event of its own at
    /// the time of the step. `group["spike_count"]` tells how many there were. Rates count as they are when the step begins.
    bool several_spikes = false;
    /// What the text of the rates refers to, as of NeuronGroupOptions; code of run_regularly sees it too.
    Constants constants = {};
    Constants late_constants = {};
    Functions functions = {};
    Quantity dt = 0; ///< as of NeuronGroupOptions
    std::string name = "";
};

/// Neurons that spike at random: in every step each of them with the probability rates*dt, so at most once. That is a Poisson process
/// of this rate as long as rates*dt is far below 1; above 1 a neuron spikes in every step, and a run that begins with such rates says
/// so (HILLOCK_LOG=warn).
///
/// `group["rates"]` reads the rates, in hertz. Those given as numbers can be assigned between runs and by run_regularly; those of an
/// expression cannot (TypeError), which may use t, i, N, dt, constants and functions, TimedArrays among them.
///
/// Throws ValueError (size < 1, as many rates as there are neurons are needed), DimensionMismatchError (rates that are
/// not in hertz), MemoryError, and what bad text throws; a run throws ValueError for a rate given as a number that is negative or not a number (one of text that varies and is negative counts as 0).
class HILLOCK_API PoissonGroup : public Subgroup, public SimulationObject {
  public:
    PoissonGroup(std::int64_t size, const PoissonRates& rates, const PoissonGroupOptions& options = {},
                 std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit PoissonGroup(const NetworkObject& object);

    /// As NeuronGroup::set_function.
    void set_function(const std::string& name, const TimedArray& values);

  private:
    explicit PoissonGroup(const internal::Shared<internal::engine::Neurons>& neurons);
};

struct SpikeGeneratorGroupOptions {
    /// All spikes come again after this time, and so on; 0: they come once. It is a multiple of dt.
    Quantity period = 0;
    /// Slot in which the spikes of a step come, and place in it, as of RunRegularlyOptions.
    std::string when = "thresholds";
    int order = 0;
    Quantity dt = 0; ///< as of NeuronGroupOptions
    std::string name = "";
};

/// Neurons that spike at given times. A time belongs to the step int((time + 0.001 dt)/dt): that it falls into, or that begins at it
/// up to rounding. A spike is recorded with the time at which its step starts.
///
/// Throws ValueError (size < 1), MemoryError, and what set_spikes throws.
class HILLOCK_API SpikeGeneratorGroup : public Subgroup, public SimulationObject {
  public:
    /// \param indices, times  neuron and time of each spike, in any order; both may be empty
    SpikeGeneratorGroup(std::int64_t size, const Indices& indices, const QuantityArray& times,
                        const SpikeGeneratorGroupOptions& options = {},
                        std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit SpikeGeneratorGroup(const NetworkObject& object);

    /// Other spikes instead of all there were, from the next run on. Times are counted from the start of the network, not of the run;
    /// those that are over when a run begins are left out with a warning (HILLOCK_LOG=warn), unless there is a period: then they
    /// come in the periods that follow.
    ///
    /// Throws ValueError (lists of different lengths, a time that is negative or infinite, a period that is not longer than the last
    /// time, a network that is running), DimensionMismatchError (times or a period that are no times) and IndexError (a neuron that
    /// does not exist); then nothing is changed. A run throws ValueError for two spikes of one neuron in one step, and for a period
    /// that is no multiple of dt.
    void set_spikes(const Indices& indices, const QuantityArray& times, const Quantity& period = 0);

  private:
    explicit SpikeGeneratorGroup(const internal::Shared<internal::engine::Neurons>& neurons);
};

struct InputGroupOptions {
    /// Slot in which the spikes of a step come, and place in it, as of RunRegularlyOptions.
    std::string when = "thresholds";
    int order = 0;
    Quantity dt = 0; ///< as of NeuronGroupOptions
    std::string name = "";
};

/// Neurons that spike when the host says so: a robot, a sensor, another simulator.
///
///     InputGroup eyes(100);
///     Synapses S(eyes, G, {.on_pre = "v += 0.1*mV"});
///     ...
///     while (going_on) {
///         eyes.fire(what_was_seen());
///         net.step();
///     }
class HILLOCK_API InputGroup : public Subgroup, public SimulationObject {
  public:
    /// Throws ValueError (size < 1, a dt that is no positive time) and MemoryError.
    explicit InputGroup(std::int64_t size, const InputGroupOptions& options = {},
                        std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit InputGroup(const NetworkObject& object);

    /// These neurons spike once in the next step of the group that has not come to its slot, however often they are named before
    /// that; a NetworkOperation that runs earlier in the step is in time for the same step. From one thread at a time. Throws
    /// IndexError for a neuron that does not exist; then none spikes.
    void fire(std::span<const std::int32_t> neurons) const;
    void fire(std::initializer_list<std::int32_t> neurons) const;

  private:
    explicit InputGroup(const internal::Shared<internal::engine::Neurons>& neurons);
};

struct PulsePacketOptions {
    std::string name = "";
};
/// A packet of spikes: `n` neurons that spike once each, at times from a normal distribution of mean `t` and standard deviation `sigma`,
/// drawn with the thread's seed. What falls before time 0 is left out with a warning (HILLOCK_LOG=warn). Throws ValueError (n < 1, a
/// sigma that is negative, anything infinite) and DimensionMismatchError (t or sigma is no time).
[[nodiscard]] HILLOCK_API SpikeGeneratorGroup pulse_packet(const Quantity& t, std::int64_t n, const Quantity& sigma,
                                                           const PulsePacketOptions& options = {},
                                                           std::source_location made_at = std::source_location::current());

/// A number with its unit, or an expression of the target's variables, t, i, constants and functions.
class InputValue {
  public:
    template <PlainNumber T> InputValue(T value) : number_(value) {}
    InputValue(const Quantity& value) : number_(value) {}
    InputValue(const char* expression) : InputValue(std::string(expression)) {}
    InputValue(std::string expression) : text_(std::move(expression)), is_text_(true) {}

    [[nodiscard]] bool is_text() const { return is_text_; }
    [[nodiscard]] const Quantity& number() const { return number_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    Quantity number_;
    std::string text_;
    bool is_text_ = false;
};

struct PoissonInputOptions {
    /// Slot of the step and place in it, as of RunRegularlyOptions.
    std::string when = "synapses";
    int order = 0;
    /// What the texts refer to beside the names that the target's own texts know. A constant comes before one of the target's of the
    /// same name.
    Constants constants = {};
    Functions functions = {};
    /// Time from one sum to the next, and the time that each of them stands for; 0: a step of the target.
    Quantity dt = 0;
    std::string name = "";
};

/// What `sources` independent Poisson neurons add to a variable of each target neuron, without these neurons: in every step
/// `variable += binomial(sources, rate*dt)*weight`, drawn for each target neuron by itself. A refractory neuron keeps a variable marked
/// (unless refractory) as it is.
///
/// A rate*dt that is above 1 counts as 1, and is told of when a run begins (HILLOCK_LOG=warn), unless the rate draws.
/// Throws NameError (no such variable), TypeError (it cannot be assigned or is not real), DimensionMismatchError (rate is not in hertz,
/// weight not in the unit of the variable), ValueError (sources < 1, a rate that is negative, a variable that is one
/// value for all neurons), and what bad text throws.
class HILLOCK_API PoissonInput : public SimulationObject {
  public:
    PoissonInput(const Subgroup& target, const std::string& variable, std::int64_t sources, const InputValue& rate, const InputValue& weight,
                 const PoissonInputOptions& options = {},
                 std::source_location made_at = std::source_location::current());
    /// Another handle of one that exists. Throws TypeError if the object is of another class.
    explicit PoissonInput(const NetworkObject& object);
};

} // namespace hillock
