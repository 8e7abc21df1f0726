// SPDX-License-Identifier: Apache-2.0
// Loads and stores with their conversions, alignments and alias scopes.
#include "jit/llvm/memory.hpp"

#include <llvm/IR/MDBuilder.h>

#include "jit/plan/opcode.hpp"

#include <algorithm>
#include <cstddef>

namespace hillock::internal::jit {
namespace {

using model::Side;

llvm::Type* widened(llvm::Type* scalar, int lanes) {
    return lanes == 1 ? scalar : llvm::FixedVectorType::get(scalar, static_cast<unsigned>(lanes));
}

} // namespace

/// The k-th lane of what is apart on a side.
Element Memory::lane_of(const Element& element, model::Side side, std::size_t k) const {
    const Place& place = element.side(side);
    Element lane;
    lane.places[static_cast<std::size_t>(side)].at =
        place.scattered.empty() ? builder_.CreateAdd(place.at, builder_.getInt64(k)) : place.scattered[k];
    return lane;
}

Memory::Memory(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, llvm::Value* arguments)
    : builder_(builder), kernel_(kernel), arguments_(arguments) {
    make_alias_scopes();
    if (kernel.slots.empty())
        return;
    llvm::Value* const arrays = member(offsetof(KernelArguments, arrays), builder.getPtrTy());
    for (std::size_t k = 0; k < kernel.slots.size(); ++k)
        bases_.push_back(load_constant(builder.getPtrTy(), arrays, builder.getInt64(k)));
}

void Memory::make_alias_scopes() {
    llvm::LLVMContext& context = builder_.getContext();
    llvm::MDBuilder metadata(context);
    llvm::MDNode* const domain = metadata.createAnonymousAliasScopeDomain("kernel");
    const std::size_t emitted = kernel_.slots.size();
    std::vector<llvm::Metadata*> scopes;
    for (std::size_t k = 0; k <= emitted; ++k)
        scopes.push_back(metadata.createAnonymousAliasScope(domain));
    for (std::size_t k = 0; k <= emitted; ++k) {
        std::vector<llvm::Metadata*> others;
        for (std::size_t j = 0; j <= emitted; ++j) {
            const bool is_other =
                j == emitted || k == emitted || !plan::may_alias(kernel_.slots[k], kernel_.slots[j]);
            if (j != k && is_other)
                others.push_back(scopes[j]);
        }
        scopes_.push_back(llvm::MDNode::get(context, scopes[k]));
        others_.push_back(llvm::MDNode::get(context, others));
    }
}

void Memory::mark(const AliasScopes& scopes, llvm::Instruction* access) {
    access->setMetadata(llvm::LLVMContext::MD_alias_scope, scopes.own);
    access->setMetadata(llvm::LLVMContext::MD_noalias, scopes.others);
}

void Memory::mark(std::size_t slot, llvm::Instruction* access) const {
    mark({scopes_[slot], others_[slot]}, access);
}

void Memory::open_records(const Element& element) {
    for (const Side side : {Side::own, Side::pre, Side::post}) {
        const auto field = std::ranges::find_if(kernel_.slots, [side](const plan::Slot& slot) { return plan::is_field(slot, side); });
        if (field == kernel_.slots.end() || element.lanes == 1 || element.side(side).same)
            continue;
        const auto slot = static_cast<std::size_t>(field - kernel_.slots.begin());
        std::vector<llvm::Value*> records;
        for (std::size_t k = 0; k < static_cast<std::size_t>(element.lanes); ++k)
            records.push_back(builder_.CreateInBoundsGEP(builder_.getInt8Ty(), address(slot, lane_of(element, side, k)),
                                                         builder_.getInt64(-static_cast<std::uint64_t>(field->field.offset))));
        records_[static_cast<std::size_t>(side)].emplace(builder_, kernel_, side, std::move(records),
                                                         [scopes = scopes_of_records(side)](llvm::Instruction* access) { mark(scopes, access); });
    }
}

void Memory::close_records() {
    for (std::optional<RecordLanes>& records : records_) {
        if (records)
            records->write();
        records.reset();
    }
}

RecordLanes* Memory::records_with(std::size_t slot, const Element& element) {
    std::optional<RecordLanes>& records = records_[static_cast<std::size_t>(kernel_.slots[slot].reference.side)];
    return element.lanes > 1 && records && records->holds(slot) ? &*records : nullptr;
}

/// Of an access to a whole record: those of all fields.
Memory::AliasScopes Memory::scopes_of_records(Side side) const {
    llvm::LLVMContext& context = builder_.getContext();
    std::vector<llvm::Metadata*> fields, others;
    for (std::size_t k = 0; k < scopes_.size(); ++k) {
        const bool is_slot = k < kernel_.slots.size();
        const auto may_be_slot = [&](const plan::Slot& slot) { return plan::is_field(slot, side) && plan::may_alias(slot, kernel_.slots[k]); };
        if (is_slot && plan::is_field(kernel_.slots[k], side))
            fields.push_back(scopes_[k]->getOperand(0));
        else if (!is_slot || std::ranges::none_of(kernel_.slots, may_be_slot))
            others.push_back(scopes_[k]->getOperand(0));
    }
    return {llvm::MDNode::get(context, fields), llvm::MDNode::get(context, others)};
}

void Memory::mark_emitted(llvm::Instruction* access) const {
    mark(kernel_.slots.size(), access);
}

llvm::Value* Memory::load_constant(llvm::Type* type, llvm::Value* base, llvm::Value* at) {
    llvm::LoadInst* const load = builder_.CreateLoad(type, builder_.CreateInBoundsGEP(type, base, at));
    load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(builder_.getContext(), {}));
    return load;
}

llvm::Value* Memory::member(std::size_t offset, llvm::Type* type) {
    static_assert(sizeof(void*) == 8 && sizeof(KernelArguments) % 8 == 0);
    return load_constant(type, arguments_, builder_.getInt64(offset / 8));
}

llvm::Value* Memory::offset(Side side) {
    return member(offsetof(KernelArguments, offset) + 8 * static_cast<std::size_t>(side),
                  builder_.getInt64Ty());
}

llvm::Value* Memory::count(Side side) {
    return member(offsetof(KernelArguments, count) + 8 * static_cast<std::size_t>(side),
                  builder_.getInt64Ty());
}

llvm::Value* Memory::total(Side side) {
    return member(offsetof(KernelArguments, total) + 8 * static_cast<std::size_t>(side),
                  builder_.getInt64Ty());
}

llvm::Type* Memory::storage_type(std::size_t slot) const {
    switch (kernel_.slots[slot].storage) {
    case plan::Storage::boolean8:
        return builder_.getInt8Ty();
    case plan::Storage::integer32:
        return builder_.getInt32Ty();
    case plan::Storage::integer64:
        return builder_.getInt64Ty();
    case plan::Storage::float32:
        return builder_.getFloatTy();
    case plan::Storage::float64:
        break;
    }
    return builder_.getDoubleTy();
}

llvm::Type* Memory::real_type() const {
    return kernel_.real == plan::Storage::float32 ? builder_.getFloatTy() : builder_.getDoubleTy();
}

int Memory::lanes_of(std::size_t slot, const Element& element) const {
    const plan::Slot& s = kernel_.slots[slot];
    return s.shared || element.side(s.reference.side).same ? 1 : element.lanes;
}

bool Memory::is_apart(std::size_t slot, const Element& element) const {
    const plan::Slot& s = kernel_.slots[slot];
    return lanes_of(slot, element) > 1 && (s.field.record > 0 || !element.side(s.reference.side).scattered.empty());
}

llvm::Value* Memory::address(std::size_t slot, const Element& element) {
    const plan::Slot& s = kernel_.slots[slot];
    if (s.shared)
        return bases_[slot];
    llvm::Value* const at = element.side(s.reference.side).at;
    if (s.field.record > 0)
        return builder_.CreateInBoundsGEP(builder_.getInt8Ty(), bases_[slot], builder_.CreateMul(at, builder_.getInt64(s.field.record)));
    return builder_.CreateInBoundsGEP(storage_type(slot), bases_[slot], at);
}

/// Vectors start at multiples of their own length in an array that starts at a multiple of kArrayAlignment; rows start anywhere.
llvm::Align Memory::alignment(std::size_t slot, int lanes) const {
    const std::size_t bytes = plan::storage_bytes(kernel_.slots[slot].storage);
    return llvm::Align(plan::is_walk(kernel_.domain) ? bytes : std::min(bytes * static_cast<std::size_t>(lanes), kArrayAlignment));
}

llvm::Value* Memory::load_stored(std::size_t slot, const Element& element) {
    if (RecordLanes* const records = records_with(slot, element))
        return records->field(slot);
    if (is_apart(slot, element)) {
        llvm::Value* all = llvm::PoisonValue::get(widened(storage_type(slot), element.lanes));
        for (std::size_t k = 0; k < static_cast<std::size_t>(element.lanes); ++k)
            all = builder_.CreateInsertElement(all, load_stored(slot, lane_of(element, kernel_.slots[slot].reference.side, k)), k);
        return all;
    }
    const int lanes = lanes_of(slot, element);
    llvm::LoadInst* const load = builder_.CreateAlignedLoad(widened(storage_type(slot), lanes),
                                                            address(slot, element), alignment(slot, lanes));
    mark(slot, load);
    return load;
}

llvm::Value* Memory::from_stored(std::size_t slot, llvm::Value* stored) {
    const auto as = [&](llvm::Type* scalar) { return stored->getType()->getWithNewType(scalar); };
    switch (plan::value_type(kernel_.slots[slot].storage)) {
    case plan::ValueType::boolean:
        return builder_.CreateIsNotNull(stored);
    case plan::ValueType::integer:
        return builder_.CreateSExt(stored, as(builder_.getInt64Ty()));
    case plan::ValueType::real:
        break;
    }
    return builder_.CreateFPCast(stored, as(real_type()));
}

llvm::Value* Memory::load(std::size_t slot, const Element& element) {
    llvm::Value* const value = from_stored(slot, load_stored(slot, element));
    if (lanes_of(slot, element) == element.lanes)
        return value;
    return builder_.CreateVectorSplat(static_cast<unsigned>(element.lanes), value);
}

/// Whether a slot before this one is on the same line for every element.
bool Memory::has_neighbour_before(std::size_t slot) const {
    const std::uint32_t record = kernel_.slots[slot].field.record;
    return record > 0 && record <= kArrayAlignment &&
           std::any_of(kernel_.slots.begin(), kernel_.slots.begin() + static_cast<std::ptrdiff_t>(slot),
                       [](const plan::Slot& other) { return plan::is_field(other, Side::own); });
}

void Memory::prefetch(const Element& element, int lines) {
    for (std::size_t slot = 0; slot < kernel_.slots.size(); ++slot) {
        const plan::Slot& s = kernel_.slots[slot];
        if (s.reference.side == Side::own && !s.shared && !has_neighbour_before(slot))
            prefetch_lines(address(slot, element), lines, s.written);
    }
}

void Memory::prefetch_lines(llvm::Value* address, int lines, bool written) {
    constexpr std::uint32_t kKeepInAllCaches = 3, kData = 1;
    for (int line = 0; line < lines; ++line) {
        // What follows may lie behind the end of the array.
        llvm::Value* const at = builder_.CreateGEP(builder_.getInt8Ty(), address, builder_.getInt64(static_cast<std::uint64_t>(line) * kArrayAlignment));
        builder_.CreateIntrinsic(llvm::Intrinsic::prefetch, {builder_.getPtrTy()},
                                 {at, builder_.getInt32(written), builder_.getInt32(kKeepInAllCaches), builder_.getInt32(kData)});
    }
}

llvm::Value* Memory::lookup(std::size_t slot, llvm::Value* indices) {
    llvm::Type* const scalar = storage_type(slot);
    llvm::Value* const places = builder_.CreateInBoundsGEP(scalar, bases_[slot], indices);
    const llvm::Align alignment(plan::storage_bytes(kernel_.slots[slot].storage));
    const auto* const lanes = llvm::dyn_cast<llvm::FixedVectorType>(indices->getType());
    llvm::Instruction* const values =
        lanes ? static_cast<llvm::Instruction*>(builder_.CreateMaskedGather(
                    llvm::FixedVectorType::get(scalar, lanes->getNumElements()), places, alignment))
              : builder_.CreateAlignedLoad(scalar, places, alignment);
    mark(slot, values);
    return from_stored(slot, values);
}

llvm::Value* Memory::to_stored(std::size_t slot, llvm::Value* value) {
    llvm::Type* const type = value->getType()->getWithNewType(storage_type(slot));
    switch (plan::value_type(kernel_.slots[slot].storage)) {
    case plan::ValueType::boolean:
        return builder_.CreateZExt(value, type);
    case plan::ValueType::integer:
        return builder_.CreateTrunc(value, type);
    case plan::ValueType::real:
        break;
    }
    return builder_.CreateFPCast(value, type);
}

void Memory::store_stored(std::size_t slot, const Element& element, llvm::Value* stored) {
    if (RecordLanes* const records = records_with(slot, element))
        return records->put(slot, stored);
    if (!is_apart(slot, element)) {
        mark(slot, builder_.CreateAlignedStore(stored, address(slot, element), alignment(slot, element.lanes)));
        return;
    }
    for (std::size_t k = 0; k < static_cast<std::size_t>(element.lanes); ++k)
        store_stored(slot, lane_of(element, kernel_.slots[slot].reference.side, k), builder_.CreateExtractElement(stored, k));
}

void Memory::store(std::size_t slot, const Element& element, llvm::Value* value, llvm::Value* mask) {
    llvm::Value* const stored = to_stored(slot, value);
    if (!mask)
        return store_stored(slot, element, stored);
    if (element.lanes > 1) {
        // Masked stores of AVX2 are slow on AMD's processors, and what is kept was mostly loaded anyway.
        llvm::Value* const kept = load_stored(slot, element);
        return store_stored(slot, element, builder_.CreateSelect(mask, stored, kept));
    }
    llvm::Function* const function = builder_.GetInsertBlock()->getParent();
    auto* const then = llvm::BasicBlock::Create(builder_.getContext(), "store", function);
    auto* const after = llvm::BasicBlock::Create(builder_.getContext(), "stored", function);
    builder_.CreateCondBr(mask, then, after);
    builder_.SetInsertPoint(then);
    store_stored(slot, element, stored);
    builder_.CreateBr(after);
    builder_.SetInsertPoint(after);
}

} // namespace hillock::internal::jit
