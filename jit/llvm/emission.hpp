// SPDX-License-Identifier: Apache-2.0
// The list of emitted elements: the masks of a loop compacted to indices, off the hot path.
#pragma once

#include "jit/llvm/memory.hpp"

#include <vector>

namespace hillock::internal::jit {

/// What a loop carries from one iteration to the next.
using Carried = std::vector<llvm::Value*>;

/// Of a loop from `begin` on, `lanes` elements an iteration; lanes from `end` on are padding. Each member adds code where the builder
/// stands, and leaves it behind that.
class Emission {
  public:
    Emission(llvm::IRBuilder<>& builder, const Memory& memory, llvm::Value* list, llvm::Value* begin, llvm::Value* end, int lanes,
             bool avx512);

    /// Before the loop.
    [[nodiscard]] Carried start() const;
    /// In an iteration. \param first  i64, the element of lane 0  \param mask  i1 or a vector of them
    [[nodiscard]] Carried next(llvm::Value* first, llvm::Value* mask, const Carried& carried) const;
    /// Behind the loop: i64, how many were emitted.
    [[nodiscard]] llvm::Value* finish(const Carried& carried) const;

  private:
    [[nodiscard]] Carried next_at_once(llvm::Value* first, llvm::Value* mask, llvm::Value* count) const;
    [[nodiscard]] Carried next_late(llvm::Value* first, llvm::Value* mask, const Carried& carried) const;
    template <class Append> [[nodiscard]] llvm::Value* rarely(llvm::Value* condition, llvm::Value* count, const Append& append) const;
    [[nodiscard]] llvm::Value* append_bits(llvm::Value* bits, llvm::Value* first, llvm::Value* count) const;
    [[nodiscard]] llvm::Value* append_compressed(llvm::Value* mask, llvm::Value* first, llvm::Value* count) const;
    [[nodiscard]] llvm::BasicBlock* new_block(const char* name) const;
    [[nodiscard]] llvm::Value* word(std::uint64_t value) const;
    [[nodiscard]] llvm::Value* word_of(llvm::Value* mask) const;
    [[nodiscard]] llvm::Value* word_of_elements(llvm::Value* mask, llvm::Value* first) const;

    llvm::IRBuilder<>& builder_;
    const Memory& memory_;
    llvm::Value* list_; ///< KernelArguments::emitted
    llvm::Value* begin_;
    llvm::Value* end_;
    std::uint64_t lanes_;
    bool compresses_, is_late_;
};

} // namespace hillock::internal::jit
