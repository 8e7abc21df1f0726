// SPDX-License-Identifier: Apache-2.0
#include "engine/pair_code.hpp"

#include "jit/plan/plans.hpp"
#include "parser/model/algebra.hpp"

#include <numeric>
#include <optional>

namespace hillock::internal::engine {

using model::Side;

CandidateBatch::CandidateBatch(const PairSurroundings& around, Side outer, std::size_t capacity)
    : around_(around), outer_(outer), neurons_(capacity), numbers_(plan::Storage::integer64, capacity),
      indices_(plan::Storage::integer64, capacity), inner_(capacity), itself_(capacity), elements_(capacity), entries_(capacity),
      ends_(capacity) {
    std::iota(itself_.begin(), itself_.end(), 0U);
}

void CandidateBatch::begin(std::size_t count) {
    size_ = count;
    const std::int64_t first = around_.ranges[static_cast<std::size_t>(outer_)].begin;
    for (std::size_t k = 0; k < count; ++k) {
        elements_[k] = static_cast<std::int32_t>(first + neurons_[k]);
        entries_[k] = k;
        ends_[k] = k + 1;
    }
    ++batches_;
}

void CandidateBatch::find_inner_neurons() {
    const Side side = outer_ == Side::pre ? Side::post : Side::pre;
    const std::int64_t first = around_.ranges[static_cast<std::size_t>(side)].begin;
    for (const std::uint64_t entry : entries())
        inner_[entry] = static_cast<std::uint32_t>(first + indices_.as<std::int64_t>()[entry]);
}

KernelArguments CandidateBatch::arguments() const {
    KernelArguments call = around_.arguments;
    call.list = elements_.data();
    call.list_size = static_cast<std::int64_t>(size_);
    call.row_begin = entries_.data();
    call.row_end = ends_.data();
    call.rows_by_number = 1;
    call.row_synapse = itself_.data();
    call.row_target = inner_.data();
    call.row_source = inner_.data();
    call.random_step = batches_;
    return call;
}

PairCode::PairCode(const PairSurroundings& around, const std::string& what, const model::Expr& expr, CandidateBatch& batch,
                   const model::Variable* loop, const model::Variable* index, std::int64_t evaluations)
    : batch_(batch), values_(plan::result_storage(expr.type(), around.plan.real), batch.capacity()) {
    if (const std::optional<double> constant = model::constant_value(expr)) {
        for (std::size_t k = 0; k < batch.capacity(); ++k) values_.set_number(k, *constant);
        return;
    }
    result_.name = "result";
    result_.type = expr.type();
    plan::Surroundings surroundings = around.plan;
    surroundings.storages[&result_] = values_.storage();
    for (const model::Variable* const variable : {loop, index})
        if (variable) surroundings.storages[variable] = plan::Storage::integer64;
    plan::Kernel kernel =
        plan::plan_assignment(around.name + ".connect " + what, batch.domain(), result_, expr, surroundings);
    draws_ = engine::draws(kernel);
    const auto array_of = [&](const plan::Slot& slot) {
        const model::Variable* const variable = slot.reference.variable;
        if (variable == &result_) return ArrayPlace{values_.data(), values_.end()};
        if (loop && variable == loop) return ArrayPlace{batch.number_array().data(), batch.number_array().end()};
        if (index && variable == index) return ArrayPlace{batch.index_array().data(), batch.index_array().end()};
        return around.array_of(slot);
    };
    code_ = std::make_unique<PassingCode>(std::move(kernel), array_of, evaluations);
}

void PairCode::run(std::uint64_t key) {
    if (!code_) return;
    KernelArguments call = batch_.arguments();
    call.random_key = key;
    (*code_)(call);
}

} // namespace hillock::internal::engine
