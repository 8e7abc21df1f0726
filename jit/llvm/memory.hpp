// SPDX-License-Identifier: Apache-2.0
// The kernel's arguments and arrays in IR: every load and store says what it cannot touch.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "jit/kernel_abi.hpp"
#include "jit/llvm/record_lanes.hpp"
#include "jit/plan/kernel.hpp"

#include <optional>
#include <vector>

namespace hillock::internal::jit {

/// Where the lanes of one iteration are on a side.
struct Place {
    llvm::Value* at = nullptr;            ///< i64, of lane 0; null on a side that the domain lacks
    bool same = false;                    ///< all lanes are there; otherwise lane k is at + k
    std::vector<llvm::Value*> scattered{}; ///< or, if there are any, at the k-th of these
};

struct Element {
    std::array<Place, 3> places{};    ///< by side
    llvm::Value* draw = nullptr;      ///< the number in the definition of a draw, of lane 0
    int lanes = 1;

    [[nodiscard]] const Place& side(model::Side side) const { return places[static_cast<std::size_t>(side)]; }
};

class Memory {
  public:
    /// Reads members and array addresses where the builder stands, which has to be the function's first
    /// block.
    Memory(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, llvm::Value* arguments);

    /// A 64-bit member of KernelArguments, by offsetof: an integer, a double or a pointer.
    [[nodiscard]] llvm::Value* member(std::size_t offset, llvm::Type* type);
    [[nodiscard]] llvm::Value* offset(model::Side side);
    [[nodiscard]] llvm::Value* count(model::Side side);
    [[nodiscard]] llvm::Value* total(model::Side side);

    /// The slot at the element, in the type of computation.
    [[nodiscard]] llvm::Value* load(std::size_t slot, const Element& element);
    /// Lanes where `mask` (may be null) is false keep what they have.
    void store(std::size_t slot, const Element& element, llvm::Value* value, llvm::Value* mask);

    /// Until close_records(), fields are loaded with the whole records of all lanes of this element, and what is stored is written when they
    /// are closed. In between nothing else touches those records.
    void open_records(const Element& element);
    void close_records();

    /// The slot's elements at `indices` (i64 or a vector of them), which must be inside, in the type of computation.
    [[nodiscard]] llvm::Value* lookup(std::size_t slot, llvm::Value* indices);

    /// Ask for the own side's arrays at an element that comes up in a walk. \param lines  so many of memory from there on, of each array
    void prefetch(const Element& element, int lines = 1);
    void prefetch_lines(llvm::Value* address, int lines, bool written = false);

    /// Arrays that no kernel writes: element lists, row starts and targets.
    [[nodiscard]] llvm::Value* load_constant(llvm::Type* type, llvm::Value* base, llvm::Value* at);

    /// Mark an access to the list of emitted elements, which is no slot.
    void mark_emitted(llvm::Instruction* access) const;

  private:
    [[nodiscard]] llvm::Type* storage_type(std::size_t slot) const;
    [[nodiscard]] llvm::Type* real_type() const;
    /// Different from each other in memory, side by side.
    [[nodiscard]] int lanes_of(std::size_t slot, const Element& element) const;
    /// Whether its lanes are loaded and stored one by one.
    [[nodiscard]] bool is_apart(std::size_t slot, const Element& element) const;
    [[nodiscard]] Element lane_of(const Element& element, model::Side side, std::size_t k) const;
    [[nodiscard]] bool has_neighbour_before(std::size_t slot) const;
    [[nodiscard]] llvm::Value* address(std::size_t slot, const Element& element);
    [[nodiscard]] llvm::Align alignment(std::size_t slot, int lanes) const;
    [[nodiscard]] llvm::Value* load_stored(std::size_t slot, const Element& element);
    [[nodiscard]] llvm::Value* from_stored(std::size_t slot, llvm::Value* stored);
    [[nodiscard]] llvm::Value* to_stored(std::size_t slot, llvm::Value* value);
    void store_stored(std::size_t slot, const Element& element, llvm::Value* stored);
    void make_alias_scopes();
    void mark(std::size_t slot, llvm::Instruction* access) const;
    /// What an access may touch, and what it does not.
    struct AliasScopes {
        llvm::MDNode* own;
        llvm::MDNode* others;
    };
    static void mark(const AliasScopes& scopes, llvm::Instruction* access);
    [[nodiscard]] AliasScopes scopes_of_records(model::Side side) const;
    /// Of the side that a slot is on, if they are open and its values in several lanes go that way.
    [[nodiscard]] RecordLanes* records_with(std::size_t slot, const Element& element);

    llvm::IRBuilder<>& builder_;
    const plan::Kernel& kernel_;
    llvm::Value* arguments_;
    std::vector<llvm::Value*> bases_;
    std::array<std::optional<RecordLanes>, 3> records_; ///< by side
    /// One scope a slot and one for the emitted list, with the list of all that are other memory.
    std::vector<llvm::MDNode*> scopes_;
    std::vector<llvm::MDNode*> others_;
};

} // namespace hillock::internal::jit
