// SPDX-License-Identifier: Apache-2.0
// Runge-Kutta-Fehlberg 4(5) with steps of its own inside the step of the simulation: each neuron takes as
// many as its error allows. E. Fehlberg, Computing 6 (1970) 61-71, table III; step control as in Hairer,
// Norsett and Wanner, Solving Ordinary Differential Equations I, 1993, section II.4, carried on with the
// solution of fifth order.
#include "jit/plan/builder.hpp"
#include "jit/plan/integrators.hpp"
#include "jit/plan/noise.hpp"
#include "parser/model/algebra.hpp"

#include <array>

namespace hillock::internal::plan {

using model::Expr;
using model::Primitive;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

constexpr std::size_t kStages = 6;
using Weights = std::array<double, kStages>;

constexpr Weights kNodes{0, 1. / 4, 3. / 8, 12. / 13, 1, 1. / 2};
constexpr std::array<Weights, kStages> kStageWeights{{
    {},
    {1. / 4},
    {3. / 32, 9. / 32},
    {1932. / 2197, -7200. / 2197, 7296. / 2197},
    {439. / 216, -8, 3680. / 513, -845. / 4104},
    {-8. / 27, 2, -3544. / 2565, 1859. / 4104, -11. / 40},
}};
constexpr Weights kSolution{16. / 135, 0, 6656. / 12825, 28561. / 56430, -9. / 50, 2. / 55}; // fifth order
constexpr Weights kError{1. / 360, 0, -128. / 4275, -2197. / 75240, 1. / 50, 2. / 55}; // minus fourth order

// Of the step control: a step is a little shorter than the error asks for, and not too different from the
// last one.
constexpr double kSafety = 0.9, kLeast = 0.2, kMost = 5, kMostAfterFailure = 0.5;

/// Makes the operations of one loop.
class AdaptiveLoop {
  public:
    AdaptiveLoop(Builder& builder, const System& system) : b_(builder), system_(system) {
        for (const Variable* unknown : system.unknowns)
            rates_.push_back(model::simplify(*unknown->definition));
    }

    std::vector<Value> run() {
        const Reference time{&model::builtin(VariableKind::time)};
        begin_ = b_.emit_as(kReal, Expr::reference(time));
        dt_ = b_.constant(system_.dt_seconds);
        if (system_.has_refractoriness)
            free_ = b_.not_refractory(model::Side::own);
        std::vector<Value> initial;
        for (const Variable* unknown : system_.unknowns)
            initial.push_back(b_.emit_as(kReal, Expr::reference({unknown})));

        b_.begin_loop(system_.adaptive.max_steps);
        const Value done = b_.carry(b_.constant(0)); // seconds since the step began
        const Value wish = b_.carry(dt_);
        for (const Value x : initial)
            x_.push_back(b_.carry(x));
        const Value rest = subtract(dt_, done);
        const Value last = b_.operation(Opcode::greater_equal, ValueType::boolean, wish, rest);
        const Value step = select(last, rest, wish);
        for (std::size_t stage = 0; stage < kStages; ++stage)
            evaluate(stage, done, step);
        const Value go_on = finish(done, wish, last, step);
        b_.end_loop(go_on);
        count_failure(done);
        return x_;
    }

  private:
    static constexpr ValueType kReal = ValueType::real;

    Value add(Value a, Value b) { return b_.operation(Opcode::add, kReal, a, b); }
    Value subtract(Value a, Value b) { return b_.operation(Opcode::subtract, kReal, a, b); }
    Value multiply(Value a, Value b) { return b_.operation(Opcode::multiply, kReal, a, b); }
    Value add_product(Value a, Value b, Value c) {
        return b_.operation(Opcode::fused_multiply_add, kReal, a, b, c);
    }
    Value select(Value condition, Value yes, Value no) {
        return b_.operation(Opcode::select, kReal, condition, yes, no);
    }

    /// Of the slopes of one unknown.
    Value weighted_sum(std::size_t unknown, const Weights& weights) {
        std::optional<Value> sum;
        for (std::size_t k = 0; k < slopes_.size(); ++k) {
            if (weights[k] == 0)
                continue;
            const Value weight = b_.constant(weights[k]), slope = slopes_[k][unknown];
            sum = sum ? add_product(weight, slope, *sum) : multiply(weight, slope);
        }
        return *sum;
    }

    void evaluate(std::size_t stage, Value done, Value step) {
        const Value since = add_product(b_.constant(kNodes[stage]), step, done);
        b_.bind({&model::builtin(VariableKind::time)}, add(begin_, since));
        for (std::size_t u = 0; u < x_.size(); ++u)
            b_.bind({system_.unknowns[u]},
                    stage == 0 ? x_[u] : add_product(step, weighted_sum(u, kStageWeights[stage]), x_[u]));
        std::vector<Value> slopes;
        for (std::size_t u = 0; u < x_.size(); ++u) {
            const Value slope = b_.emit_as(kReal, rates_[u]);
            const bool stands_still = system_.has_refractoriness && system_.unknowns[u]->unless_refractory;
            slopes.push_back(stands_still ? select(free_, slope, b_.constant(0)) : slope);
        }
        slopes_.push_back(std::move(slopes));
    }

    /// Accepts the step or not, chooses the next one. Returns whether there is one.
    Value finish(Value done, Value wish, Value last, Value step) {
        std::vector<Value> next;
        Value accepted = b_.constant_boolean(true);
        Value worst = b_.constant(0);
        for (std::size_t u = 0; u < x_.size(); ++u) {
            next.push_back(add_product(step, weighted_sum(u, kSolution), x_[u]));
            const Value error = b_.call(Primitive::absolute, multiply(step, weighted_sum(u, kError)));
            const Value size = b_.call(Primitive::maximum, b_.call(Primitive::absolute, x_[u]),
                                       b_.call(Primitive::absolute, next[u]));
            const Value allowed = add_product(b_.constant(system_.adaptive.relative_error), size,
                                              b_.constant(system_.adaptive.absolute_error));
            const Value ratio = b_.operation(Opcode::divide, kReal, error, allowed);
            // A NaN is not accepted; a maximum could hide it.
            const Value fits = b_.operation(Opcode::less_equal, ValueType::boolean, ratio, b_.constant(1));
            accepted = b_.operation(Opcode::logical_and, ValueType::boolean, accepted, fits);
            worst = b_.call(Primitive::maximum, ratio, worst);
        }
        const Value power =
            multiply(b_.constant(kSafety), b_.call(Primitive::power, worst, b_.constant(-0.2)));
        const Value factor =
            b_.call(Primitive::minimum, b_.call(Primitive::maximum, power, b_.constant(kLeast)),
                    select(accepted, b_.constant(kMost), b_.constant(kMostAfterFailure)));
        const Value advanced = select(accepted, select(last, dt_, add(done, step)), done);
        b_.carry_on(done, advanced);
        b_.carry_on(wish, multiply(step, factor));
        for (std::size_t u = 0; u < x_.size(); ++u)
            b_.carry_on(x_[u], select(accepted, next[u], x_[u]));
        return b_.operation(Opcode::less, ValueType::boolean, advanced, dt_);
    }

    void count_failure(Value done) {
        if (!system_.adaptive.failed_steps)
            return;
        const Reference counter{system_.adaptive.failed_steps};
        const Value failed = b_.operation(Opcode::less, ValueType::boolean, done, dt_);
        const Value before = b_.emit_as(ValueType::integer, Expr::reference(counter));
        b_.store(counter, b_.operation(Opcode::add, ValueType::integer, before,
                                       b_.convert(failed, ValueType::integer)));
    }

    Builder& b_;
    const System& system_;
    std::vector<Expr> rates_;
    std::vector<Value> x_;
    std::vector<std::vector<Value>> slopes_; ///< by stage and unknown
    Value begin_ = kNoValue, dt_ = kNoValue, free_ = kNoValue;
};

} // namespace

Result<Update> build_rkf45(const System& system) {
    if (const std::optional<Diagnostic> refused = refuse_any_noise(system, "rkf45"))
        return *refused;
    for (const Variable* unknown : system.unknowns)
        if (model::has_state(model::expand_subexpressions(*unknown->definition)))
            return Diagnostic{
                Problem::unsupported,
                "the method 'rkf45' repeats steps whose error is too large, so it cannot integrate d" +
                    unknown->name + "/dt, which calls a function that differs from call to call",
                unknown->definition_place};
    Update update;
    update.loop = [](Builder& builder, const System& its_system) {
        return AdaptiveLoop(builder, its_system).run();
    };
    return update;
}

} // namespace hillock::internal::plan
