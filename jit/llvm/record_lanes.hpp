// SPDX-License-Identifier: Apache-2.0
// Fields of records in vectors: the records of several elements are loaded as they lie in memory and transposed in registers. Plasticity
// of eight synapses takes half to two thirds of the instructions that it takes to load and store each field of each record by itself.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "jit/plan/kernel.hpp"

#include <functional>
#include <vector>

namespace hillock::internal::jit {

class RecordLanes {
  public:
    /// \param side  whose records \param records  address of the record of each lane, a power of two of them, at least 2
    /// \param mark  is told of each access to them
    RecordLanes(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, model::Side side, std::vector<llvm::Value*> records,
                std::function<void(llvm::Instruction*)> mark);

    /// Whether a slot's values go this way: where a part of a record has several fields that the kernel touches.
    [[nodiscard]] bool holds(std::size_t slot) const;
    /// The slot's values in the lanes, in the type they are stored in: as last put, or as they are in memory. \pre holds(slot)
    [[nodiscard]] llvm::Value* field(std::size_t slot);
    /// Takes values that are written by write(). \pre holds(slot)
    void put(std::size_t slot, llvm::Value* values);
    void write();

  private:
    using Vectors = std::vector<llvm::Value*>;

    /// What is loaded at once: so many words of each record, by word a vector of the lanes.
    struct Block {
        Vectors words;
        bool put = false;
    };
    [[nodiscard]] std::size_t word_of(std::size_t slot) const { return kernel_.slots[slot].field.offset / kWord; }
    [[nodiscard]] Block& block_of(std::size_t slot) { return blocks_[word_of(slot) / block_words_]; }
    [[nodiscard]] llvm::Value*& word(std::size_t slot) { return block_of(slot).words[word_of(slot) % block_words_]; }
    void load(std::size_t block);
    [[nodiscard]] llvm::Value* address(std::size_t lane, std::size_t block);
    [[nodiscard]] std::size_t row(std::size_t vector, std::size_t record) const;
    [[nodiscard]] Vectors to_fields(const Vectors& rows);
    [[nodiscard]] Vectors to_rows(const Vectors& fields);
    [[nodiscard]] llvm::Value* words_from(llvm::Value* a, llvm::Value* b, std::size_t first);
    [[nodiscard]] llvm::Value* pairs_from(llvm::Value* a, llvm::Value* b, const std::vector<std::size_t>& pairs);
    [[nodiscard]] llvm::Value* part(llvm::Value* vector, std::size_t first, std::size_t count);
    [[nodiscard]] llvm::Value* joined(Vectors parts);

    static constexpr std::size_t kWord = 8; ///< bytes

    llvm::IRBuilder<>& builder_;
    const plan::Kernel& kernel_;
    model::Side side_;
    Vectors records_;
    std::function<void(llvm::Instruction*)> mark_;
    std::size_t register_words_; ///< lanes that are transposed together: words of a vector register
    std::size_t block_words_;    ///< 1: not worth it
    std::vector<Block> blocks_;
};

} // namespace hillock::internal::jit
