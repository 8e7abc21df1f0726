// SPDX-License-Identifier: Apache-2.0
// The public face of input.
#include "engine/access.hpp"
#include "engine/inputs.hpp"
#include "engine/log.hpp"
#include "engine/magic.hpp"
#include "engine/memory.hpp"
#include "engine/random.hpp"
#include "hillock/shared_pointer.hpp"
#include "jit/plan/random.hpp"

#include <cmath>

namespace hillock {
using namespace internal;

namespace {

std::string neurons_text(std::int64_t size, const std::string& name) {
    return std::to_string(size) + " neurons" + (name.empty() ? "" : " of '" + name + "'");
}

/// \param what  it is: "standard deviation"
double packet_seconds(const char* what, const Quantity& time) {
    const bool plain_zero = time.dimension().is_dimensionless() && time.value() == 0;
    if (!(time.dimension() == kTimeDimension) && !plain_zero)
        throw DimensionMismatchError(std::string("the ") + what + " of a pulse packet must be a time, but it is " + to_string(time));
    if (!(time.value() >= 0) || std::isinf(time.value()))
        throw ValueError(std::string("the ") + what + " of a pulse packet must be a finite time that is not negative, but it is " +
                         to_string(time));
    return time.value();
}

} // namespace

PoissonGroup::PoissonGroup(std::int64_t size, const PoissonRates& rates, const PoissonGroupOptions& options, std::source_location made_at)
    : PoissonGroup(engine::entered(engine::with_memory_for(neurons_text(size, options.name),
                                                           [&] { return engine::PoissonNeurons::make(size, rates, options); }), made_at)) {}
PoissonGroup::PoissonGroup(const NetworkObject& object)
    : PoissonGroup(engine::Access::handle_of<engine::PoissonNeurons>(object, "PoissonGroup")) {}

PoissonGroup::PoissonGroup(const Shared<engine::Neurons>& neurons)
    : Subgroup(neurons, 0, neurons->size()), SimulationObject(pointer_of(neurons)) {}

void PoissonGroup::set_function(const std::string& name, const TimedArray& values) {
    engine::Access::as<engine::Neurons>(*this).set_function(name, values);
}

SpikeGeneratorGroup::SpikeGeneratorGroup(std::int64_t size, const Indices& indices, const QuantityArray& times,
                                         const SpikeGeneratorGroupOptions& options, std::source_location made_at)
    : SpikeGeneratorGroup(engine::entered(engine::with_memory_for(
          neurons_text(size, options.name), [&] { return engine::SpikeGenerator::make(size, indices, times, options); }),
          made_at)) {}
SpikeGeneratorGroup::SpikeGeneratorGroup(const NetworkObject& object)
    : SpikeGeneratorGroup(engine::Access::handle_of<engine::SpikeGenerator>(object, "SpikeGeneratorGroup")) {}

SpikeGeneratorGroup::SpikeGeneratorGroup(const Shared<engine::Neurons>& neurons)
    : Subgroup(neurons, 0, neurons->size()), SimulationObject(pointer_of(neurons)) {}

void SpikeGeneratorGroup::set_spikes(const Indices& indices, const QuantityArray& times, const Quantity& period) {
    auto& generator = engine::Access::as<engine::SpikeGenerator>(*this);
    engine::with_memory_for("the spikes of '" + generator.name() + "'", [&] { generator.set_spikes(indices, times, period); });
}

InputGroup::InputGroup(std::int64_t size, const InputGroupOptions& options, std::source_location made_at)
    : InputGroup(engine::entered(engine::with_memory_for(neurons_text(size, options.name),
                                                         [&] { return engine::HostSpikes::make(size, options); }), made_at)) {}
InputGroup::InputGroup(const NetworkObject& object) : InputGroup(engine::Access::handle_of<engine::HostSpikes>(object, "InputGroup")) {}

InputGroup::InputGroup(const Shared<engine::Neurons>& neurons)
    : Subgroup(neurons, 0, neurons->size()), SimulationObject(pointer_of(neurons)) {}

void InputGroup::fire(std::span<const std::int32_t> neurons) const { engine::Access::as<engine::HostSpikes>(*this).fire(neurons); }
void InputGroup::fire(std::initializer_list<std::int32_t> neurons) const { fire(std::span(neurons.begin(), neurons.size())); }

SpikeGeneratorGroup pulse_packet(const Quantity& t, std::int64_t n, const Quantity& sigma, const PulsePacketOptions& options,
                                  std::source_location made_at) {
    const double mean = packet_seconds("time", t), deviation = packet_seconds("standard deviation", sigma);
    const std::uint64_t key = engine::thread_keys().next();
    std::vector<std::int64_t> neurons;
    QuantityArray times{{}, kTimeDimension};
    for (std::int64_t k = 0; k < n; ++k) {
        const double time = mean + deviation * plan::normal(key, static_cast<std::uint64_t>(k), 0);
        if (time < 0) continue;
        neurons.push_back(k);
        times.values.push_back(time);
    }
    const std::int64_t early = n - std::ssize(neurons);
    SpikeGeneratorGroup packet(n, neurons, times, {.name = options.name}, made_at);
    if (early > 0)
        engine::log_warning(engine::Warning::ignored_spikes,
                            "'" + packet.name() + "' leaves out " + std::to_string(early) + (early == 1 ? " spike" : " spikes") +
                            ", which would be before time 0");
    return packet;
}

PoissonInput::PoissonInput(const Subgroup& target, const std::string& variable, std::int64_t sources, const InputValue& rate,
                           const InputValue& weight, const PoissonInputOptions& options, std::source_location made_at)
    : SimulationObject(engine::entered(
          std::make_shared<engine::RandomSums>(engine::Access::population(target), variable, sources, rate, weight, options),
          made_at)) {}
PoissonInput::PoissonInput(const NetworkObject& object)
    : SimulationObject(engine::Access::handle_of<engine::RandomSums>(object, "PoissonInput")) {}

} // namespace hillock
