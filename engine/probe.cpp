// SPDX-License-Identifier: Apache-2.0
#include "engine/probe.hpp"

#include "engine/column.hpp"
#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"

#include <algorithm>

namespace hillock::internal::engine {

using model::VariableKind;

namespace {

template <class Value> void gather(Value* to, const Value* stored, std::span<const std::uint32_t> elements) {
    for (std::size_t k = 0; k < elements.size(); ++k) to[k] = stored[elements[k]];
}

} // namespace

Probe::Probe(VariableOwner& owner, const std::string& variable)
    : owner_(&owner), name_(variable), reference_(owner.find(variable)) {
    if (is_stored()) {
        if (const Array* const array = owner.array(*reference_.variable)) {
            storage_ = array->storage();
            return;
        }
        throw TypeError("'" + variable + "' of '" + owner.name() + "' cannot be recorded: delays do not change during a run");
    }
    compute_from_now_on();
    storage_ = plan::result_storage(result_->type, owner.real());
}

void Probe::compute_from_now_on() {
    result_ = std::make_unique<model::Variable>();
    result_->name = "sample of " + name_;
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
    if (is_stored()) {
        const bool computed = owner_->is_computed(*reference_.variable);
        if (!computed) result_ = {};
        else if (!result_) compute_from_now_on();
    }
    if (!result_) return;
    const auto size = static_cast<std::size_t>(std::max<std::int64_t>(1, owner_->size()));
    if (!computed_ || computed_->size() != size) computed_ = std::make_unique<Array>(storage_, size);
    surroundings.storages[result_.get()] = storage_;
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

void Probe::copy_to(std::byte* values, std::span<const std::uint32_t> elements) const {
    with_sample_type(storage_, [&](auto* type) {
        using Value = std::remove_pointer_t<decltype(type)>;
        const Value* const stored = values_->as<Value>();
        if (one_for_all()) std::fill_n(reinterpret_cast<Value*>(values), elements.size(), stored[0]);
        else gather(reinterpret_cast<Value*>(values), stored, elements);
    });
}

std::span<const std::byte> Probe::range(std::size_t begin, std::size_t count) const {
    const std::size_t value = element_bytes(storage_);
    return {values_->as<std::byte>() + begin * value, count * value};
}

} // namespace hillock::internal::engine
