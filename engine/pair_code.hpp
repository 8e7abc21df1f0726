// SPDX-License-Identifier: Apache-2.0
// Expressions of pairs that are not synapses yet: kernels over lists of candidates.
#pragma once

#include "engine/array.hpp"
#include "engine/code.hpp"
#include "engine/generate.hpp"
#include "parser/model/generator.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::engine {

/// Some candidates: an outer neuron each, with what the kernels read and write about it, by entry. Entries keep their places
/// while candidates drop out: kernels run for those that remain.
class CandidateBatch {
  public:
    /// A part of what tells the random numbers of candidates apart: with another value, other pairs are drawn.
    static constexpr std::size_t kMostAtOnce = std::size_t{1} << 16;

    CandidateBatch(const PairSurroundings& around, model::Side outer, std::size_t capacity);

    [[nodiscard]] std::size_t capacity() const { return neurons_.size(); }
    /// Where to write indices of outer neurons and numbers of their loop for the next batch.
    [[nodiscard]] std::span<std::int64_t> neurons() { return neurons_; }
    [[nodiscard]] std::span<std::int64_t> numbers() { return {numbers_.as<std::int64_t>(), capacity()}; }
    /// What the generator gave: an index of the inner side.
    [[nodiscard]] std::span<std::int64_t> indices() { return {indices_.as<std::int64_t>(), capacity()}; }
    [[nodiscard]] Array& number_array() { return numbers_; }
    [[nodiscard]] Array& index_array() { return indices_; }

    /// The first `count` entries are the candidates now.
    void begin(std::size_t count);
    /// The entries that are still candidates, ascending.
    [[nodiscard]] std::span<const std::uint64_t> entries() const { return {entries_.data(), size_}; }
    /// Only those for which keep(entry) holds remain.
    template <class Keep> void filter(Keep keep) {
        std::size_t kept = 0;
        for (std::size_t k = 0; k < size_; ++k) {
            if (!keep(entries_[k])) continue;
            elements_[kept] = elements_[k];
            entries_[kept] = entries_[k];
            ++kept;
        }
        size_ = kept;
        for (std::size_t k = 0; k < size_; ++k) ends_[k] = entries_[k] + 1;
    }
    /// From now on kernels may read the inner neurons. \pre the indices of all candidates are in the group
    void find_inner_neurons();

    /// For a kernel of the domain that walks from the outer side.
    [[nodiscard]] KernelArguments arguments() const;
    [[nodiscard]] plan::Domain domain() const { return outer_ == model::Side::pre ? plan::Domain::rows : plan::Domain::columns; }

  private:
    const PairSurroundings& around_;
    model::Side outer_;
    std::vector<std::int64_t> neurons_;
    Array numbers_;
    Array indices_;
    std::vector<std::uint32_t> inner_;  ///< by entry: element of the inner neuron
    std::vector<std::uint32_t> itself_; ///< 0, 1, ...: the candidate of an entry, where kernels ask for it
    // By candidate: a row of one entry.
    std::size_t size_ = 0;
    std::vector<std::int32_t> elements_; ///< of the outer neuron in the arrays of its group
    std::vector<std::uint64_t> entries_;
    std::vector<std::uint64_t> ends_;
    std::uint64_t batches_ = 0; ///< with the entry, what tells the draws of candidates apart
};

/// An expression as code for candidates.
class PairCode {
  public:
    /// \param loop, index  variables that read the numbers and the indices of the batch; nullptr: there is none
    /// \param evaluations  candidates in all
    PairCode(const PairSurroundings& around, const std::string& what, const model::Expr& expr, CandidateBatch& batch,
             const model::Variable* loop, const model::Variable* index, std::int64_t evaluations);
    PairCode(const PairCode&) = delete;
    PairCode& operator=(const PairCode&) = delete;

    /// Whether its values depend on random numbers.
    [[nodiscard]] bool draws() const { return draws_; }
    /// Evaluates it for the candidates of the batch.
    void run(std::uint64_t key);
    /// Of an entry that was a candidate then. Booleans and integers exactly.
    [[nodiscard]] std::int64_t integer(std::uint64_t entry) const { return values_.as<std::int64_t>()[entry]; }
    [[nodiscard]] bool holds(std::uint64_t entry) const { return values_.as<std::uint8_t>()[entry] != 0; }
    [[nodiscard]] double real(std::uint64_t entry) const { return values_.number(entry); }

  private:
    CandidateBatch& batch_;
    model::Variable result_;
    Array values_;
    bool draws_ = false;
    std::unique_ptr<PassingCode> code_; ///< nullptr: the same value for all, which stands in values_
};

} // namespace hillock::internal::engine
