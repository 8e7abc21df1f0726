// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/flow_over.hpp"

#include "jit/plan/builder.hpp"

#include <cstdint>

namespace hillock::internal::plan {

namespace {

constexpr ValueType kReal = ValueType::real;
constexpr int kDegree = 15;
constexpr double kLargestRowSum = 0.5;
constexpr std::int64_t kMostHalvings = 1100; ///< beyond 2^1024 nothing is finite

/// The upper rows of a matrix whose last row is 0; kNoValue: 0.
struct Block {
    std::vector<std::vector<Value>> matrix;
    std::vector<Value> input;

    template <class Function> Block map(const Function& function) const {
        Block result = *this;
        for (auto& row : result.matrix)
            for (Value& entry : row)
                if (entry != kNoValue) entry = function(entry);
        for (Value& entry : result.input)
            if (entry != kNoValue) entry = function(entry);
        return result;
    }
};

class FlowOverEmitter {
  public:
    FlowOverEmitter(Builder& builder, const FlowOver& flow)
        : b_(builder), start_(flow.start), size_(flow.start.size()), a_{flow.matrix, flow.input}, pattern_(pattern()) {}

    std::vector<Value> emit() {
        const auto [scale, halvings] = halve();
        a_ = a_.map([&](Value entry) { return multiply(entry, scale); });
        const Block flow = double_up(taylor(), halvings);
        std::vector<Value> end;
        for (std::size_t row = 0; row < size_; ++row) {
            Value sum = flow.input[row];
            for (std::size_t column = 0; column < size_; ++column)
                sum = add_product(sum, flow.matrix[row][column], start_[column]);
            end.push_back(sum == kNoValue ? start_[row] : add(start_[row], sum));
        }
        return end;
    }

  private:
    Value multiply(Value a, Value b) { return b_.operation(Opcode::multiply, kReal, a, b); }
    Value add(Value a, Value b) { return b_.operation(Opcode::add, kReal, a, b); }
    /// sum + a b, where each may be missing.
    Value add_product(Value sum, Value a, Value b) {
        if (a == kNoValue || b == kNoValue) return sum;
        return sum == kNoValue ? multiply(a, b) : b_.operation(Opcode::fused_multiply_add, kReal, a, b, sum);
    }

    /// Where powers of the matrix have entries: 1 there, else kNoValue.
    Block pattern() {
        Block reach = a_.map([this](Value) { return b_.constant(1); });
        for (std::size_t k = 0; k < size_; ++k)
            for (std::size_t i = 0; i < size_; ++i) {
                if (reach.matrix[i][k] == kNoValue) continue;
                for (std::size_t j = 0; j < size_; ++j)
                    if (reach.matrix[k][j] != kNoValue) reach.matrix[i][j] = reach.matrix[k][j];
                if (reach.input[k] != kNoValue) reach.input[i] = reach.input[k];
            }
        return reach;
    }

    /// a b of the upper rows; b's last row is 0.
    Block product(const Block& a, const Block& b) {
        Block result{std::vector(size_, std::vector(size_, kNoValue)), std::vector(size_, kNoValue)};
        for (std::size_t i = 0; i < size_; ++i)
            for (std::size_t k = 0; k < size_; ++k) {
                for (std::size_t j = 0; j < size_; ++j)
                    result.matrix[i][j] = add_product(result.matrix[i][j], a.matrix[i][k], b.matrix[k][j]);
                result.input[i] = add_product(result.input[i], a.matrix[i][k], b.input[k]);
            }
        return result;
    }

    /// function(entry of a, entry of b) wherever the pattern has an entry; kNoValue: 0.
    template <class Function> Block combine(const Block& a, const Block& b, const Function& function) {
        Block result = pattern_;
        for (std::size_t i = 0; i < size_; ++i) {
            for (std::size_t j = 0; j < size_; ++j)
                if (pattern_.matrix[i][j] != kNoValue) result.matrix[i][j] = function(a.matrix[i][j], b.matrix[i][j]);
            if (pattern_.input[i] != kNoValue) result.input[i] = function(a.input[i], b.input[i]);
        }
        return result;
    }

    Value largest_row_sum() {
        Value largest = b_.constant(0);
        for (const auto& row : a_.matrix) {
            Value sum = kNoValue;
            for (const Value entry : row) {
                if (entry == kNoValue) continue;
                const Value size = b_.call(model::Primitive::absolute, entry);
                sum = sum == kNoValue ? size : add(sum, size);
            }
            if (sum != kNoValue) largest = b_.call(model::Primitive::maximum, sum, largest);
        }
        return largest;
    }

    struct Halving {
        Value scale; ///< 2**-halvings
        Value halvings;
    };
    /// At least one, because a loop is run at least once.
    Halving halve() {
        const Value size = largest_row_sum(), one = b_.constant(1), none = b_.constant(0), half = b_.constant(0.5);
        b_.begin_loop(kMostHalvings);
        const Value scale = b_.carry(one), count = b_.carry(none);
        const Value smaller = multiply(scale, half);
        b_.carry_on(scale, smaller);
        b_.carry_on(count, add(count, one));
        b_.end_loop(b_.operation(Opcode::greater, ValueType::boolean, multiply(size, smaller), b_.constant(kLargestRowSum)));
        return {scale, count};
    }

    /// exp(a_) - 1 by Horner's scheme: T = a_/k (1 + T) for k from the degree down to 1.
    Block taylor() {
        const Value top = b_.constant(kDegree), zero = b_.constant(0), one = b_.constant(1);
        b_.begin_loop(kDegree);
        const Value k = b_.carry(top);
        const Block t = pattern_.map([&](Value) { return b_.carry(zero); });
        const Value factor = b_.operation(Opcode::divide, kReal, one, k);
        const Block next = combine(a_, product(a_, t), [&](Value once, Value again) {
            const Value sum = once == kNoValue ? again : again == kNoValue ? once : add(once, again);
            return multiply(factor, sum);
        });
        carry_on(t, next);
        const Value below = b_.operation(Opcode::subtract, kReal, k, one);
        b_.carry_on(k, below);
        b_.end_loop(b_.operation(Opcode::greater, ValueType::boolean, below, b_.constant(0.5)));
        return t;
    }

    /// exp(2**times a) - 1 of exp(a) - 1.
    Block double_up(const Block& once, Value times) {
        const Value zero = b_.constant(0), one = b_.constant(1), two = b_.constant(2);
        b_.begin_loop(kMostHalvings);
        const Value done = b_.carry(zero);
        const Block t = once.map([&](Value entry) { return b_.carry(entry); });
        carry_on(t, combine(t, product(t, t), [&](Value linear, Value square) {
            return square == kNoValue ? multiply(two, linear) : b_.operation(Opcode::fused_multiply_add, kReal, two, linear, square);
        }));
        const Value counted = add(done, one);
        b_.carry_on(done, counted);
        b_.end_loop(b_.operation(Opcode::less, ValueType::boolean, counted, times));
        return t;
    }

    void carry_on(const Block& carried, const Block& next) {
        for (std::size_t i = 0; i < size_; ++i) {
            for (std::size_t j = 0; j < size_; ++j)
                if (carried.matrix[i][j] != kNoValue) b_.carry_on(carried.matrix[i][j], next.matrix[i][j]);
            if (carried.input[i] != kNoValue) b_.carry_on(carried.input[i], next.input[i]);
        }
    }

    Builder& b_;
    const std::vector<Value>& start_;
    std::size_t size_;
    Block a_;
    Block pattern_;
};

} // namespace

std::vector<Value> emit_flow_over(Builder& builder, const FlowOver& flow) { return FlowOverEmitter(builder, flow).emit(); }

} // namespace hillock::internal::plan
