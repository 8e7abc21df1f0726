// SPDX-License-Identifier: Apache-2.0
// Opcodes to IR without any fast-math flag: each operation rounds exactly where the plan says so.
#include "jit/llvm/operations.hpp"

#include <llvm/IR/Intrinsics.h>

#include "jit/llvm/errors.hpp"
#include "jit/llvm/vector_math.hpp"
#include "jit/plan/opcode.hpp"

#include <cstddef>

namespace hillock::internal::jit {
namespace {

using plan::Opcode;
using plan::ValueType;

llvm::CmpInst::Predicate predicate(Opcode code, ValueType type) {
    using P = llvm::CmpInst;
    const bool real = type == ValueType::real;
    const bool boolean = type == ValueType::boolean; // i1: `true` as a signed number would be -1
    switch (code) {
    case Opcode::equal:
        return real ? P::FCMP_OEQ : P::ICMP_EQ;
    case Opcode::not_equal:
        return real ? P::FCMP_UNE : P::ICMP_NE;
    case Opcode::less:
        return real ? P::FCMP_OLT : boolean ? P::ICMP_ULT : P::ICMP_SLT;
    case Opcode::less_equal:
        return real ? P::FCMP_OLE : boolean ? P::ICMP_ULE : P::ICMP_SLE;
    case Opcode::greater:
        return real ? P::FCMP_OGT : boolean ? P::ICMP_UGT : P::ICMP_SGT;
    default:
        return real ? P::FCMP_OGE : boolean ? P::ICMP_UGE : P::ICMP_SGE;
    }
}

} // namespace

OperationLowering::OperationLowering(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, Memory& memory,
                                     const Target& target)
    : builder_(builder), kernel_(kernel), memory_(memory), vector_bytes_(target.vector_bytes), aes_(target.aes),
      real_(kernel.real == plan::Storage::float32 ? builder.getFloatTy() : builder.getDoubleTy()) {
    for (const plan::Operation& operation : kernel.operations) {
        switch (operation.code) {
        case Opcode::time:
            uniform_[operation.code] =
                real_from_double(memory.member(offsetof(KernelArguments, t), builder.getDoubleTy()));
            break;
        case Opcode::time_step:
            uniform_[operation.code] =
                real_from_double(memory.member(offsetof(KernelArguments, dt), builder.getDoubleTy()));
            break;
        case Opcode::step:
            uniform_[operation.code] = memory.member(offsetof(KernelArguments, step), builder.getInt64Ty());
            break;
        case Opcode::index:
            offset_[operation.side] = memory.offset(operation.side);
            break;
        case Opcode::count:
            (operation.integer ? total_ : count_)[operation.side] =
                operation.integer ? memory.total(operation.side) : memory.count(operation.side);
            break;
        case Opcode::host_call:
            if (host_functions_)
                break;
            host_functions_ = memory.member(offsetof(KernelArguments, host_functions), builder.getPtrTy());
            host_arguments_ = builder.CreateAlloca(
                llvm::ArrayType::get(builder.getDoubleTy(), plan::kMaxHostArguments), nullptr, "arguments");
            break;
        case Opcode::draw: {
            llvm::Type* const word = builder.getInt64Ty();
            if (!random_step_)
                random_step_ = memory.member(offsetof(KernelArguments, random_step), word);
            llvm::Value* const object_key = memory.member(offsetof(KernelArguments, random_key), word);
            const auto number = static_cast<std::uint64_t>(operation.integer);
            if (operation.type == ValueType::integer)
                streams_[operation.integer] = lower_draw_stream(builder, object_key, number);
            else if (!keys_.contains(operation.integer))
                keys_[operation.integer] = lower_draw_key(builder, object_key, number);
            break;
        }
        default:
            break;
        }
    }
}

llvm::Value* OperationLowering::lower(const plan::Operation& operation, const Element& element,
                                      const Values& values) {
    switch (plan::opcode_row(operation.code).signature) {
    case plan::Signature::leaf:
        return lower_leaf(operation, element);
    case plan::Signature::load:
        return memory_.load(operation.slot, element);
    case plan::Signature::arithmetic:
        return operation.type == ValueType::real ? lower_real(operation, values)
                                                 : lower_integer(operation, values);
    case plan::Signature::integers:
        return lower_integer(operation, values);
    case plan::Signature::reals:
        return lower_real(operation, values);
    case plan::Signature::comparison:
        return lower_comparison(operation, values);
    case plan::Signature::booleans: {
        llvm::Value* const a = values[operation.operands[0]];
        if (operation.code == Opcode::logical_not)
            return builder_.CreateNot(a);
        llvm::Value* const b = values[operation.operands[1]];
        return operation.code == Opcode::logical_and ? builder_.CreateAnd(a, b) : builder_.CreateOr(a, b);
    }
    case plan::Signature::select:
        return builder_.CreateSelect(values[operation.operands[0]], values[operation.operands[1]],
                                     values[operation.operands[2]]);
    case plan::Signature::to_real:
    case plan::Signature::to_integer:
        return lower_conversion(operation, values);
    case plan::Signature::call:
        return lower_call(operation, values);
    case plan::Signature::draw:
        return lower_draw(operation, element, values);
    case plan::Signature::lookup:
        return lower_lookup(operation, values);
    case plan::Signature::argument:
        return values[operation.operands[0]];
    case plan::Signature::host_call:
        return lower_host_call(operation, values);
    case plan::Signature::store: {
        const plan::Value mask = operation.operands[1];
        memory_.store(operation.slot, element, values[operation.operands[0]],
                      mask == plan::kNoValue ? nullptr : values[mask]);
        return nullptr;
    }
    case plan::Signature::repeat:
    case plan::Signature::carried:
    case plan::Signature::repeat_while:
    case plan::Signature::emit:
        break;
    }
    fail("lower", kernel_.name, "loops and emit are lowered by what runs the operations");
}

llvm::Value* OperationLowering::lower_leaf(const plan::Operation& operation, const Element& element) {
    switch (operation.code) {
    case Opcode::constant_real:
        return broadcast(llvm::ConstantFP::get(real_, operation.number), element.lanes);
    case Opcode::constant_integer:
        return broadcast(builder_.getInt64(static_cast<std::uint64_t>(operation.integer)), element.lanes);
    case Opcode::constant_boolean:
        return broadcast(builder_.getInt1(operation.integer != 0), element.lanes);
    case Opcode::count:
        return broadcast((operation.integer ? total_ : count_).at(operation.side), element.lanes);
    case Opcode::index:
        return lower_index(operation, element);
    default:
        return broadcast(uniform_.at(operation.code), element.lanes);
    }
}

llvm::Value* OperationLowering::lower_index(const plan::Operation& operation, const Element& element) {
    llvm::Value* const places = numbers(element.side(operation.side), element.lanes);
    return operation.integer ? places : builder_.CreateSub(places, broadcast(offset_.at(operation.side), element.lanes));
}

llvm::Value* OperationLowering::lower_real(const plan::Operation& operation, const Values& values) {
    const auto x = [&](std::size_t k) { return values[operation.operands[k]]; };
    const auto floored_quotient = [&] {
        return builder_.CreateUnaryIntrinsic(llvm::Intrinsic::floor, builder_.CreateFDiv(x(0), x(1)));
    };
    const auto fma = [&](llvm::Value* a, llvm::Value* b, llvm::Value* c) {
        return builder_.CreateIntrinsic(llvm::Intrinsic::fma, {a->getType()}, {a, b, c});
    };
    switch (operation.code) {
    case Opcode::negate:
        return builder_.CreateFNeg(x(0));
    case Opcode::add:
        return builder_.CreateFAdd(x(0), x(1));
    case Opcode::subtract:
        return builder_.CreateFSub(x(0), x(1));
    case Opcode::multiply:
        return builder_.CreateFMul(x(0), x(1));
    case Opcode::divide:
        return builder_.CreateFDiv(x(0), x(1));
    case Opcode::fused_multiply_add:
        return fma(x(0), x(1), x(2));
    case Opcode::floor_divide_real:
        return floored_quotient();
    default:
        return fma(builder_.CreateFNeg(x(1)), floored_quotient(), x(0)); // modulo_real
    }
}

llvm::Value* OperationLowering::lower_integer(const plan::Operation& operation, const Values& values) {
    llvm::Value* const a = values[operation.operands[0]];
    if (operation.code == Opcode::negate)
        return builder_.CreateNeg(a);
    llvm::Value* const b = values[operation.operands[1]];
    switch (operation.code) {
    case Opcode::add:
        return builder_.CreateAdd(a, b);
    case Opcode::subtract:
        return builder_.CreateSub(a, b);
    case Opcode::multiply:
        return builder_.CreateMul(a, b);
    default:
        return lower_division(operation.code, a, b);
    }
}

/// plan::floor_divide and plan::floor_modulo. The processor traps on x / 0 and on the most negative number /
/// -1, also in lanes behind the last element: those divide by 1 instead, and the quotient becomes a * b, that
/// is 0 or -a.
llvm::Value* OperationLowering::lower_division(Opcode code, llvm::Value* a, llvm::Value* b) {
    llvm::Type* const type = a->getType();
    llvm::Constant* const zero = llvm::ConstantInt::get(type, 0);
    llvm::Constant* const one = llvm::ConstantInt::get(type, 1);
    llvm::Value* const traps = builder_.CreateICmpULE(builder_.CreateAdd(b, one), one); // b is -1 or 0
    llvm::Value* const divisor = builder_.CreateSelect(traps, one, b);
    llvm::Value* const remainder = builder_.CreateSRem(a, divisor);
    llvm::Value* const other_sign = builder_.CreateICmpSLT(builder_.CreateXor(remainder, divisor), zero);
    llvm::Value* const adjust = builder_.CreateAnd(builder_.CreateICmpNE(remainder, zero), other_sign);
    if (code == Opcode::modulo)
        return builder_.CreateAdd(remainder, builder_.CreateSelect(adjust, divisor, zero));
    llvm::Value* const quotient =
        builder_.CreateAdd(builder_.CreateSDiv(a, divisor), builder_.CreateSExt(adjust, type));
    return builder_.CreateSelect(traps, builder_.CreateMul(a, b), quotient);
}

llvm::Value* OperationLowering::lower_comparison(const plan::Operation& operation, const Values& values) {
    return builder_.CreateCmp(predicate(operation.code, operand_type(operation)),
                              values[operation.operands[0]], values[operation.operands[1]]);
}

llvm::Value* OperationLowering::lower_conversion(const plan::Operation& operation, const Values& values) {
    llvm::Value* const a = values[operation.operands[0]];
    llvm::Type* const integer = a->getType()->getWithNewType(builder_.getInt64Ty());
    llvm::Type* const real = a->getType()->getWithNewType(real_);
    const ValueType from = operand_type(operation);
    constexpr int kBytesOfAvx512 = 64; // which has an instruction for it
    if (operation.code == Opcode::to_real && from == ValueType::boolean)
        return builder_.CreateUIToFP(a, real);
    if (operation.code == Opcode::to_real)
        return a->getType()->isVectorTy() && real_->isDoubleTy() && vector_bytes_ < kBytesOfAvx512
                   ? doubles_of(a)
                   : builder_.CreateSIToFP(a, real);
    if (from == ValueType::boolean)
        return builder_.CreateZExt(a, integer);
    return builder_.CreateIntrinsic(llvm::Intrinsic::fptosi_sat, {integer, a->getType()}, {a});
}

/// The same as CreateSIToFP, which code generation does lane by lane for AVX2. Both halves become the mantissas of numbers: the lower
/// of 2^52 + low, the upper of 2^84 + 2^63 + high 2^32, its sign turned over. A difference, exact, and a sum, rounded once.
llvm::Value* OperationLowering::doubles_of(llvm::Value* integers) {
    llvm::Type* const real = integers->getType()->getWithNewType(builder_.getDoubleTy());
    const auto bits = [&](std::uint64_t number) { return llvm::ConstantInt::get(integers->getType(), number); };
    const auto number = [&](llvm::Value* word) { return builder_.CreateBitCast(word, real); };
    llvm::Value* const low = builder_.CreateOr(builder_.CreateAnd(integers, bits(0xffffffff)), bits(0x4330000000000000));
    llvm::Value* const high = builder_.CreateXor(builder_.CreateLShr(integers, 32), bits(0x4530000080000000));
    llvm::Value* const offset = llvm::ConstantFP::get(real, 0x1p84 + 0x1p63 + 0x1p52);
    return builder_.CreateFAdd(builder_.CreateFSub(number(high), offset), number(low));
}

llvm::Value* OperationLowering::lower_call(const plan::Operation& operation, const Values& values) {
    std::vector<llvm::Value*> arguments;
    for (int k = 0; k < plan::primitive_arity(operation.primitive); ++k)
        arguments.push_back(values[operation.operands[static_cast<std::size_t>(k)]]);
    return lower_primitive(builder_, operation.primitive, arguments, vector_bytes_);
}

llvm::Value* OperationLowering::lower_lookup(const plan::Operation& operation, const Values& values) {
    llvm::Value* const index = values[operation.operands[0]];
    const auto bound = [&](std::int64_t number) {
        return llvm::ConstantInt::get(index->getType(), static_cast<std::uint64_t>(number));
    };
    llvm::Value* const raised = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, index, bound(0));
    return memory_.lookup(operation.slot, builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, raised,
                                                                         bound(operation.integer - 1)));
}

/// host_functions[slot].call(host_functions[slot].context, arguments)
llvm::Value* OperationLowering::lower_host_call(const plan::Operation& operation, const Values& values) {
    static_assert(sizeof(HostFunction) == 16 && offsetof(HostFunction, context) == 8);
    llvm::Type* const number = builder_.getDoubleTy();
    llvm::Type* const pointer = builder_.getPtrTy();
    const std::vector<plan::Value> given = plan::arguments_of(kernel_, operation);
    for (std::size_t k = 0; k < given.size(); ++k)
        builder_.CreateStore(builder_.CreateFPCast(values[given[k]], number),
                             builder_.CreateConstInBoundsGEP1_64(number, host_arguments_, k));
    const std::uint64_t at = 2 * static_cast<std::uint64_t>(operation.slot);
    llvm::Value* const call = memory_.load_constant(pointer, host_functions_, builder_.getInt64(at));
    llvm::Value* const context = memory_.load_constant(pointer, host_functions_, builder_.getInt64(at + 1));
    auto* const type = llvm::FunctionType::get(number, {pointer, pointer}, false);
    llvm::CallInst* const result = builder_.CreateCall(type, call, {context, host_arguments_});
    result->setDoesNotThrow();
    return builder_.CreateFPCast(result, real_);
}

llvm::Value* OperationLowering::lower_draw(const plan::Operation& operation, const Element& element,
                                           const Values& values) {
    const bool scattered = !element.side(model::Side::own).scattered.empty();
    llvm::Value* const elements =
        scattered ? numbers(element.side(model::Side::own), element.lanes) : consecutive(element.draw, element.lanes);
    llvm::Value* const step =
        operation.operands[2] == plan::kNoValue ? random_step_ : values[operation.operands[2]];
    if (operation.type == ValueType::integer) {
        std::vector<llvm::Value*> parameters;
        for (int k = 0; k < plan::draw_row(operation.primitive)->parameters; ++k)
            parameters.push_back(values[operation.operands[static_cast<std::size_t>(k)]]);
        return lower_count(builder_, operation.primitive, {streams_.at(operation.integer), elements, step},
                           parameters);
    }
    DrawPlace place{keys_.at(operation.integer), aes_, elements, step};
    // Ranges begin at multiples of the lanes, but those of pairs anywhere in the numbers of all pairs.
    const bool whole = kernel_.domain == plan::Domain::elements && element.lanes % 8 == 0;
    if (whole && !step->getType()->isVectorTy())
        place.first_of_whole = element.draw;
    if (operation.primitive == model::Primitive::normal)
        return real_from_double(lower_normal(builder_, place));
    return real_->isFloatTy() ? lower_uniform_float32(builder_, place) : lower_uniform(builder_, place);
}

llvm::Value* OperationLowering::real_from_double(llvm::Value* value) {
    return builder_.CreateFPCast(value, value->getType()->getWithNewType(real_));
}

llvm::Value* OperationLowering::broadcast(llvm::Value* scalar, int lanes) {
    return lanes == 1 ? scalar : builder_.CreateVectorSplat(static_cast<unsigned>(lanes), scalar);
}

llvm::Value* OperationLowering::numbers(const Place& place, int lanes) {
    if (place.same)
        return broadcast(place.at, lanes);
    if (place.scattered.empty())
        return consecutive(place.at, lanes);
    llvm::Value* all = llvm::PoisonValue::get(llvm::FixedVectorType::get(builder_.getInt64Ty(), static_cast<unsigned>(lanes)));
    for (std::size_t k = 0; k < place.scattered.size(); ++k)
        all = builder_.CreateInsertElement(all, place.scattered[k], k);
    return all;
}

llvm::Value* OperationLowering::consecutive(llvm::Value* first, int lanes) {
    if (lanes == 1)
        return first;
    std::vector<std::uint64_t> numbers(static_cast<std::size_t>(lanes));
    for (std::size_t k = 0; k < numbers.size(); ++k)
        numbers[k] = k;
    return builder_.CreateAdd(broadcast(first, lanes),
                              llvm::ConstantDataVector::get(builder_.getContext(), numbers));
}

ValueType OperationLowering::operand_type(const plan::Operation& operation) const {
    return kernel_.operations[operation.operands[0]].type;
}

} // namespace hillock::internal::jit
