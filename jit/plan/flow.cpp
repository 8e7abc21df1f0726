// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/flow.hpp"

#include "jit/plan/builder.hpp"
#include "parser/model/algebra.hpp"

#include <limits>
#include <optional>

namespace hillock::internal::plan {

namespace {

constexpr ValueType kReal = ValueType::real;
constexpr int kDegree = 13;
constexpr double kLargestRowSum = 0.5;
constexpr std::int64_t kMostParts = 4096;

class FlowEmitter {
  public:
    FlowEmitter(Builder& builder, const Flow& flow, double dt) : b_(builder), flow_(flow), size_(flow.unknowns.size()) {
        const Value step = b_.constant(dt);
        matrix_.resize(size_ * size_);
        inputs_.resize(size_);
        for (std::size_t row = 0; row < size_; ++row) {
            for (std::size_t column = 0; column < size_; ++column)
                matrix_[row * size_ + column] = scaled(flow.coefficients[row][column], step);
            inputs_[row] = scaled(flow.inputs[row], step);
        }
    }

    void emit() {
        const Value parts = count_parts();
        const Value share = divide(b_.constant(1), parts);
        for (auto* entries : {&matrix_, &inputs_})
            for (std::optional<Value>& entry : *entries)
                if (entry) entry = multiply(*entry, share);
        std::vector<Value> start;
        for (const model::Variable* unknown : flow_.unknowns)
            start.push_back(b_.emit_as(kReal, model::Expr::reference({unknown})));

        b_.begin_loop(kMostParts);
        const Value done = b_.carry(b_.constant(0));
        std::vector<Value> x;
        for (const Value value : start) x.push_back(b_.carry(value));
        const std::vector<Value> next = advance(x);
        for (std::size_t row = 0; row < size_; ++row) b_.carry_on(x[row], next[row]);
        const Value counted = b_.operation(Opcode::add, kReal, done, b_.constant(1));
        b_.carry_on(done, counted);
        b_.end_loop(b_.operation(Opcode::less, ValueType::boolean, counted, parts));

        const Value complete = b_.operation(Opcode::greater_equal, ValueType::boolean, done, parts);
        const Value nan = b_.constant(std::numeric_limits<double>::quiet_NaN());
        for (std::size_t row = 0; row < size_; ++row)
            b_.bind({flow_.new_values[row].get()}, b_.operation(Opcode::select, kReal, complete, x[row], nan));
    }

  private:
    Value multiply(Value a, Value b) { return b_.operation(Opcode::multiply, kReal, a, b); }
    Value divide(Value a, Value b) { return b_.operation(Opcode::divide, kReal, a, b); }

    /// Nothing for an entry that is 0 in all elements.
    std::optional<Value> scaled(const model::Expr& entry, Value step) {
        if (model::constant_value(entry) == 0.0) return std::nullopt;
        return multiply(b_.emit_as(kReal, entry), step);
    }

    Value count_parts() {
        Value largest = b_.constant(0);
        for (std::size_t row = 0; row < size_; ++row) {
            std::optional<Value> sum;
            for (std::size_t column = 0; column < size_; ++column) {
                const std::optional<Value> entry = matrix_[row * size_ + column];
                if (!entry) continue;
                const Value size = b_.call(model::Primitive::absolute, *entry);
                sum = sum ? b_.operation(Opcode::add, kReal, *sum, size) : size;
            }
            if (sum) largest = b_.call(model::Primitive::maximum, *sum, largest);
        }
        const Value parts = b_.call(model::Primitive::ceil, multiply(largest, b_.constant(1 / kLargestRowSum)));
        return b_.call(model::Primitive::maximum, parts, b_.constant(1));
    }

    /// One part: Horner's scheme on the vector, w = x + A/d (x + A/(d+1) (...)).
    std::vector<Value> advance(const std::vector<Value>& x) {
        std::vector<Value> w = x;
        for (int degree = kDegree; degree >= 1; --degree) {
            const Value factor = b_.constant(1.0 / degree);
            std::vector<Value> next = x;
            for (std::size_t row = 0; row < size_; ++row) {
                std::optional<Value> rate = inputs_[row];
                for (std::size_t column = 0; column < size_; ++column) {
                    const std::optional<Value> entry = matrix_[row * size_ + column];
                    if (!entry) continue;
                    rate = rate ? b_.operation(Opcode::fused_multiply_add, kReal, *entry, w[column], *rate)
                                : multiply(*entry, w[column]);
                }
                if (rate) next[row] = b_.operation(Opcode::fused_multiply_add, kReal, factor, *rate, x[row]);
            }
            w = std::move(next);
        }
        return w;
    }

    Builder& b_;
    const Flow& flow_;
    std::size_t size_;
    std::vector<std::optional<Value>> matrix_; ///< row by row, of M dt
    std::vector<std::optional<Value>> inputs_; ///< of b dt
};

} // namespace

void emit_flow(Builder& builder, const Flow& flow, double dt_seconds) { FlowEmitter(builder, flow, dt_seconds).emit(); }

} // namespace hillock::internal::plan
