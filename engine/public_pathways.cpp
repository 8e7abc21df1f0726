// SPDX-License-Identifier: Apache-2.0
// The public face of the pathways of synapses.
#include "engine/access.hpp"
#include "hillock/shared_pointer.hpp"
#include "hillock/synapses.hpp"

namespace hillock {
using namespace internal;

SynapticPathway Synapses::pathway(const std::string& name) const {
    const auto set = std::static_pointer_cast<engine::SynapseSet>(engine::Access::object(*this));
    return {set, set->pathway(name)};
}

VariableView SynapticPathway::delay() const {
    const auto set = pointer_of(engine::held(synapses_));
    return {set, set->pathway(number_).name() + ".delay", 0, set->size()};
}

void SynapticPathway::set_order(int order) const {
    const auto& set = engine::held(synapses_);
    set->set_schedule(number_, set->pathway(number_).slot, order);
}

void SynapticPathway::set_when(const std::string& slot) const {
    const auto& set = engine::held(synapses_);
    set->set_schedule(number_, engine::slot_named(slot), set->pathway(number_).order);
}

} // namespace hillock
