// SPDX-License-Identifier: Apache-2.0
// One operation of a plan to IR, for one element or for the lanes of a vector.
#pragma once

#include "jit/llvm/memory.hpp"
#include "jit/llvm/random_ir.hpp"

#include <map>
#include <vector>

namespace hillock::internal::jit {

/// The value of each operation so far; null for effects.
using Values = std::vector<llvm::Value*>;

class OperationLowering {
  public:
    /// The builder stands in the function's first block: what no operation can change is computed there.
    OperationLowering(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, Memory& memory,
                      const Target& target);

    /// Anything but emit; null for a store.
    [[nodiscard]] llvm::Value* lower(const plan::Operation& operation, const Element& element,
                                     const Values& values);

  private:
    [[nodiscard]] llvm::Value* lower_leaf(const plan::Operation& operation, const Element& element);
    [[nodiscard]] llvm::Value* lower_index(const plan::Operation& operation, const Element& element);
    [[nodiscard]] llvm::Value* lower_real(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_integer(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_comparison(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_conversion(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* doubles_of(llvm::Value* integers);
    [[nodiscard]] llvm::Value* lower_call(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_lookup(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_host_call(const plan::Operation& operation, const Values& values);
    [[nodiscard]] llvm::Value* lower_draw(const plan::Operation& operation, const Element& element,
                                          const Values& values);
    [[nodiscard]] llvm::Value* lower_division(plan::Opcode code, llvm::Value* a, llvm::Value* b);

    [[nodiscard]] llvm::Value* real_from_double(llvm::Value* value);
    /// Where each lane is.
    [[nodiscard]] llvm::Value* numbers(const Place& place, int lanes);
    [[nodiscard]] llvm::Value* consecutive(llvm::Value* first, int lanes);
    [[nodiscard]] llvm::Value* broadcast(llvm::Value* scalar, int lanes);
    [[nodiscard]] plan::ValueType operand_type(const plan::Operation& operation) const;

    llvm::IRBuilder<>& builder_;
    const plan::Kernel& kernel_;
    Memory& memory_;
    int vector_bytes_;
    AesInstructions aes_;
    llvm::Type* real_;
    // Members of the arguments that the kernel uses, read once.
    std::map<plan::Opcode, llvm::Value*> uniform_;
    std::map<model::Side, llvm::Value*> offset_, count_, total_;
    std::map<std::int64_t, RoundKeys> keys_;        ///< by number of the draw
    std::map<std::int64_t, llvm::Value*> streams_; ///< of the draws that are counts
    llvm::Value* random_step_ = nullptr;
    llvm::Value* host_functions_ = nullptr;
    llvm::Value* host_arguments_ = nullptr; ///< room for those of one call
};

} // namespace hillock::internal::jit
