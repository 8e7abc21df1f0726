// SPDX-License-Identifier: Apache-2.0
#include "engine/probe.hpp"

#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"

#include <algorithm>
#include <cstring>

namespace hillock::engine {

using model::VariableKind;

namespace {

template <class Stored>
void append(std::vector<double>& values, const Array& array, std::span<const std::uint32_t> elements) {
    const Stored* const stored = array.as<Stored>();
    const std::size_t first = values.size();
    values.resize(first + elements.size());
    double* const to = values.data() + first;
    for (std::size_t k = 0; k < elements.size(); ++k) to[k] = static_cast<double>(stored[elements[k]]);
}

} // namespace

Probe::Probe(VariableOwner& owner, const std::string& variable)
    : owner_(&owner), name_(variable), reference_(owner.find(variable)) {
    const bool own = reference_.side == model::Side::own;
    if (own && reference_.variable->stored()) {
        if (owner.array(*reference_.variable)) return;
        throw TypeError("'" + variable + "' of '" + owner.name() + "' cannot be recorded: delays do not change during a run");
    }
    result_ = std::make_unique<model::Variable>();
    result_->name = "sample of " + variable;
    result_->type = reference_.variable->type;
}

bool Probe::looks_at_spikes() const {
    const auto used = model::references(model::expand_subexpressions(model::Expr::reference(reference_)));
    return std::any_of(used.begin(), used.end(), [](const model::Reference& reference) {
        const VariableKind kind = reference.variable->kind;
        return kind == VariableKind::last_spike || kind == VariableKind::not_refractory || kind == VariableKind::linked;
    });
}

void Probe::plan(const std::string& kernel, plan::Domain domain, plan::Surroundings surroundings, std::uint64_t random_key) {
    random_key_ = random_key;
    if (!result_) return;
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(1, owner_->size()));
    const plan::Storage storage = plan::result_storage(result_->type, surroundings.real);
    if (!computed_ || computed_->size() != size) computed_ = std::make_unique<Array>(storage, size);
    surroundings.storages[result_.get()] = storage;
    code_.plan(plan::plan_assignment(kernel + "." + name_, domain, *result_, model::Expr::reference(reference_), surroundings));
}

void Probe::bind() {
    if (!result_) {
        values_ = owner_->array(*reference_.variable);
        return;
    }
    values_ = computed_.get();
    code_.bind([this](const plan::Slot& slot) {
        if (slot.reference.variable == result_.get()) return ArrayPlace{computed_->data(), computed_->end()};
        return owner_->array_place(slot);
    });
}

void Probe::compute(KernelArguments call) {
    if (!result_) return;
    call.random_key = random_key_;
    call.random_step = static_cast<std::uint64_t>(call.step);
    code_(call);
}

void Probe::append_to(std::vector<double>& values, std::span<const std::uint32_t> elements) const {
    if (shared() && !result_) {
        values.insert(values.end(), elements.size(), values_->number(0));
        return;
    }
    switch (values_->storage()) {
    case plan::Storage::float64: return append<double>(values, *values_, elements);
    case plan::Storage::float32: return append<float>(values, *values_, elements);
    case plan::Storage::integer32: return append<std::int32_t>(values, *values_, elements);
    case plan::Storage::integer64: return append<std::int64_t>(values, *values_, elements);
    case plan::Storage::boolean8: return append<std::uint8_t>(values, *values_, elements);
    }
}

} // namespace hillock::engine
