// SPDX-License-Identifier: Apache-2.0
// The records of R lanes, R words to a register, in blocks of B words, B = 2 or 4, fill B registers of P = R/B records each. Vectors of
// fields come of them by exchanging single words of neighbouring registers and then, if B = 4, pairs of words. With R = 8, B = 4, where rc
// is word c of the record of lane r:
//     00 01 02 03 | 20 21 22 23      00 10 02 12 | 20 30 22 32      00 10 20 30 | 40 50 60 70
//     10 11 12 13 | 30 31 32 33  ->  01 11 03 13 | 21 31 23 33  ->  01 11 21 31 | 41 51 61 71
//     40 41 42 43 | 60 61 62 63      40 50 42 52 | 60 70 62 72      02 12 22 32 | 42 52 62 72
//     50 51 52 53 | 70 71 72 73      41 51 43 53 | 61 71 63 73      03 13 23 33 | 43 53 63 73
#include "jit/llvm/record_lanes.hpp"

#include "jit/plan/opcode.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hillock::internal::jit {

namespace {

constexpr std::size_t kMostWords = 4; ///< of a block

unsigned lanes_of(llvm::Value* vector) { return llvm::cast<llvm::FixedVectorType>(vector->getType())->getNumElements(); }

} // namespace

RecordLanes::RecordLanes(llvm::IRBuilder<>& builder, const plan::Kernel& kernel, model::Side side, Vectors records,
                         std::function<void(llvm::Instruction*)> mark)
    : builder_(builder), kernel_(kernel), side_(side), records_(std::move(records)), mark_(std::move(mark)) {
    // Lanes of real numbers fill a register; words are twice as wide as those of float32.
    register_words_ = kernel.real == plan::Storage::float32 ? records_.size() / 2 : records_.size();
    const auto field = std::ranges::find_if(kernel.slots, [side](const plan::Slot& slot) { return plan::is_field(slot, side); });
    const std::size_t words = field->field.record / kWord;
    block_words_ = std::min(kMostWords, register_words_);
    while (words % block_words_ != 0) block_words_ /= 2;
    blocks_.resize(words / block_words_, {Vectors(block_words_, nullptr)});
}

bool RecordLanes::holds(std::size_t slot) const {
    if (block_words_ == 1 || !plan::is_field(kernel_.slots[slot], side_)) return false;
    const auto is_beside = [&](const plan::Slot& other) {
        return plan::is_field(other, side_) && other.field.offset / (block_words_ * kWord) == word_of(slot) / block_words_;
    };
    return std::ranges::count_if(kernel_.slots, is_beside) > 1; // it is one of them
}

llvm::Value* RecordLanes::field(std::size_t slot) {
    if (!word(slot)) load(word_of(slot) / block_words_);
    const plan::Storage storage = kernel_.slots[slot].storage;
    const auto of = [&](llvm::Type* scalar) { return llvm::FixedVectorType::get(scalar, static_cast<unsigned>(records_.size())); };
    if (storage == plan::Storage::integer64) return word(slot);
    if (storage == plan::Storage::float64) return builder_.CreateBitCast(word(slot), of(builder_.getDoubleTy()));
    const std::size_t bytes = plan::storage_bytes(storage), first_bit = 8 * (kernel_.slots[slot].field.offset % kWord);
    llvm::Value* const bits = builder_.CreateTrunc(builder_.CreateLShr(word(slot), first_bit), of(builder_.getIntNTy(static_cast<unsigned>(8 * bytes))));
    return storage == plan::Storage::float32 ? builder_.CreateBitCast(bits, of(builder_.getFloatTy())) : bits;
}

void RecordLanes::put(std::size_t slot, llvm::Value* values) {
    llvm::Type* const words = llvm::FixedVectorType::get(builder_.getInt64Ty(), static_cast<unsigned>(records_.size()));
    const std::size_t bytes = plan::storage_bytes(kernel_.slots[slot].storage);
    block_of(slot).put = true;
    if (bytes == kWord) {
        word(slot) = builder_.CreateBitCast(values, words);
        return;
    }
    if (!word(slot)) load(word_of(slot) / block_words_);
    const std::size_t first_bit = 8 * (kernel_.slots[slot].field.offset % kWord);
    const std::uint64_t all = (std::uint64_t{1} << 8 * bytes) - 1;
    llvm::Type* const narrow = values->getType()->getWithNewType(builder_.getIntNTy(static_cast<unsigned>(8 * bytes)));
    llvm::Value* const wide = builder_.CreateZExt(builder_.CreateBitCast(values, narrow), words);
    llvm::Value* const rest = builder_.CreateAnd(word(slot), llvm::ConstantInt::get(words, ~(all << first_bit)));
    word(slot) = builder_.CreateOr(rest, builder_.CreateShl(wide, first_bit));
}

void RecordLanes::write() {
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
        Block& block = blocks_[k];
        if (!block.put) continue;
        if (std::ranges::find(block.words, nullptr) != block.words.end()) load(k);
        for (std::size_t first = 0; first < records_.size(); first += register_words_) {
            Vectors fields;
            for (llvm::Value* const all : block.words)
                fields.push_back(part(all, first, register_words_));
            const Vectors rows = to_rows(fields);
            for (std::size_t lane = 0; lane < register_words_; ++lane)
                mark_(builder_.CreateAlignedStore(rows[lane], address(first + lane, k), llvm::Align(kWord)));
        }
    }
}

/// The words of a block that nothing has been put into.
void RecordLanes::load(std::size_t number) {
    Block& block = blocks_[number];
    llvm::Type* const type = llvm::FixedVectorType::get(builder_.getInt64Ty(), static_cast<unsigned>(block_words_));
    std::vector<Vectors> parts(block_words_);
    for (std::size_t first = 0; first < records_.size(); first += register_words_) {
        Vectors rows;
        for (std::size_t lane = 0; lane < register_words_; ++lane) {
            rows.push_back(builder_.CreateAlignedLoad(type, address(first + lane, number), llvm::Align(kWord)));
            mark_(llvm::cast<llvm::Instruction>(rows.back()));
        }
        const Vectors fields = to_fields(rows);
        for (std::size_t k = 0; k < block_words_; ++k) parts[k].push_back(fields[k]);
    }
    for (std::size_t k = 0; k < block_words_; ++k)
        if (!block.words[k]) block.words[k] = joined(std::move(parts[k]));
}

llvm::Value* RecordLanes::address(std::size_t lane, std::size_t block) {
    return builder_.CreateInBoundsGEP(builder_.getInt64Ty(), records_[lane], builder_.getInt64(block * block_words_));
}

/// Which lane is record number `record` of a register of rows.
std::size_t RecordLanes::row(std::size_t vector, std::size_t record) const {
    const std::size_t records = register_words_ / block_words_;
    return vector / 2 * 2 * records + 2 * record + vector % 2;
}

RecordLanes::Vectors RecordLanes::to_fields(const Vectors& rows) {
    const std::size_t records = register_words_ / block_words_;
    Vectors registers;
    for (std::size_t k = 0; k < block_words_; ++k) {
        Vectors parts;
        for (std::size_t record = 0; record < records; ++record) parts.push_back(rows[row(k, record)]);
        registers.push_back(joined(std::move(parts)));
    }
    Vectors even, odd; // words of two registers each
    for (std::size_t k = 0; k < block_words_; k += 2) {
        even.push_back(words_from(registers[k], registers[k + 1], 0));
        odd.push_back(words_from(registers[k], registers[k + 1], 1));
    }
    if (block_words_ == 2) return {even[0], odd[0]};
    std::vector<std::size_t> low, high;
    for (std::size_t of = 0; of < 2; ++of)
        for (std::size_t record = 0; record < records; ++record) {
            low.push_back(of * register_words_ / 2 + 2 * record);
            high.push_back(of * register_words_ / 2 + 2 * record + 1);
        }
    return {pairs_from(even[0], even[1], low), pairs_from(odd[0], odd[1], low), pairs_from(even[0], even[1], high), pairs_from(odd[0], odd[1], high)};
}

RecordLanes::Vectors RecordLanes::to_rows(const Vectors& fields) {
    const std::size_t records = register_words_ / block_words_;
    Vectors rows(register_words_);
    for (std::size_t parity = 0; parity < 2; ++parity) {
        Vectors registers{words_from(fields[0], fields[1], parity)}; // of every other row
        if (block_words_ == 4) {
            llvm::Value* const first = registers[0];
            llvm::Value* const second = words_from(fields[2], fields[3], parity);
            registers.clear();
            for (std::size_t half = 0; half < 2; ++half) {
                std::vector<std::size_t> pairs;
                for (std::size_t record = 0; record < records; ++record) {
                    pairs.push_back(half * records + record);
                    pairs.push_back(register_words_ / 2 + half * records + record);
                }
                registers.push_back(pairs_from(first, second, pairs));
            }
        }
        for (std::size_t k = 0; k < registers.size(); ++k)
            for (std::size_t record = 0; record < records; ++record)
                rows[2 * (k * records + record) + parity] = part(registers[k], record * block_words_, block_words_);
    }
    return rows;
}

/// Every other word of both, from `first` on, in turns.
llvm::Value* RecordLanes::words_from(llvm::Value* a, llvm::Value* b, std::size_t first) {
    std::vector<int> words;
    for (std::size_t k = first; k < register_words_; k += 2) {
        words.push_back(static_cast<int>(k));
        words.push_back(static_cast<int>(register_words_ + k));
    }
    return builder_.CreateShuffleVector(a, b, words);
}

/// Pairs of words, those of `b` counted on from those of `a`.
llvm::Value* RecordLanes::pairs_from(llvm::Value* a, llvm::Value* b, const std::vector<std::size_t>& pairs) {
    std::vector<int> words;
    for (const std::size_t pair : pairs) {
        words.push_back(static_cast<int>(2 * pair));
        words.push_back(static_cast<int>(2 * pair + 1));
    }
    return builder_.CreateShuffleVector(a, b, words);
}

llvm::Value* RecordLanes::part(llvm::Value* vector, std::size_t first, std::size_t count) {
    if (count == lanes_of(vector)) return vector;
    std::vector<int> words(count);
    std::iota(words.begin(), words.end(), static_cast<int>(first));
    return builder_.CreateShuffleVector(vector, words);
}

/// One after the other. \pre as many as a power of two
llvm::Value* RecordLanes::joined(Vectors parts) {
    for (; parts.size() > 1; parts.resize(parts.size() / 2))
        for (std::size_t k = 0; 2 * k < parts.size(); ++k) {
            std::vector<int> words(2 * lanes_of(parts[2 * k]));
            std::iota(words.begin(), words.end(), 0);
            parts[k] = builder_.CreateShuffleVector(parts[2 * k], parts[2 * k + 1], words);
        }
    return parts.front();
}

} // namespace hillock::internal::jit
