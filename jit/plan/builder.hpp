// SPDX-License-Identifier: Apache-2.0
// Typed expressions to the operations of one kernel: equal operations are shared, what depends on no element is hoisted
// out of the loop, products that are added become fused multiply-adds, every conversion is explicit.
#pragma once

#include "jit/plan/kernel.hpp"
#include "jit/plan/neuron_traces.hpp"
#include "parser/model/expr.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace hillock::internal::plan {

/// What code has to know of the group on one of its sides.
struct GroupTraits {
    bool refractory = false;         ///< its neurons may be refractory: `not_refractory` is an array
    Storage real = Storage::float64; ///< of its arrays
    double dt_seconds = 0;           ///< of the steps in which it keeps times; 0: the kernel's
};

/// Array types of variables that are not kept as storage_of says.
using Storages = std::map<const model::Variable*, Storage>;

/// Variables that lie in records.
using Fields = std::map<const model::Variable*, Field>;

/// What a linked variable stands for: an array of another group, or an expression of variables that are linked themselves.
struct Link {
    std::optional<model::Expr> definition = {}; ///< what is computed; absent: the array is read
    Storage storage = Storage::float64;    ///< of the array
    bool uniform = false;                  ///< all elements read its first entry
    std::optional<model::Expr> place = {}; ///< integer: which entry an element reads; absent: its own
    std::int64_t size = 1;                 ///< entries; a place outside counts as the nearest inside
};
using Links = std::map<const model::Variable*, Link>;

/// Everything outside the expressions that decides what a kernel computes.
struct Surroundings {
    double dt_seconds = 1e-4;
    Storage real = Storage::float64;
    GroupTraits traits[3]; ///< by side: own, pre, post
    /// Synapses whose pathways run by different clocks keep the time of their last event in seconds, all others in steps.
    bool last_update_in_seconds = false;
    /// Of the linked variables that code can name. One that is missing is planned as an array with an entry for each element: that
    /// is enough to see whether a method takes the equations.
    Links links = {};
    Storages storages = {}; ///< of variables on any side
    Fields fields = {};     ///< of variables on any side
    /// Not null: the event-driven variables are kept by neuron. Then `storages` and `fields` have those of its variables.
    std::shared_ptr<const NeuronTraces> traces = nullptr;
    Tables tables = {};
};

/// Builds one kernel. Effects happen in the order of the calls.
class Builder {
  public:
    Builder(std::string name, Domain domain, const Surroundings& surroundings);

    /// The value of an expression, in the type of the expression.
    [[nodiscard]] Value emit(const model::Expr& expr);
    [[nodiscard]] Value emit_as(ValueType type, const model::Expr& expr);
    /// The same, with random numbers as of another step (an integer): they stay as long as it stays.
    [[nodiscard]] Value emit_as_of(Value step, const model::Expr& expr);

    /// From now on `reference` has this value: temporaries, noise, not_refractory.
    void bind(model::Reference reference, Value value);

    /// Write a stored variable; where `mask` is given, only where it is true. Reads that follow see it.
    void store(model::Reference reference, Value value, std::optional<Value> mask = std::nullopt);
    /// Append the element to the list of events where the condition holds.
    void emit_index_where(Value condition);

    // Single operations, folded and shared.
    [[nodiscard]] Value constant(double value);
    [[nodiscard]] Value constant_integer(std::int64_t value);
    [[nodiscard]] Value constant_boolean(bool value);
    [[nodiscard]] Value operation(Opcode code, ValueType type, Value a, Value b = kNoValue, Value c = kNoValue);
    [[nodiscard]] Value call(model::Primitive primitive, Value a, Value b = kNoValue);
    [[nodiscard]] Value convert(Value value, ValueType type);
    [[nodiscard]] Value load(model::Reference reference, Storage storage);
    [[nodiscard]] Value step();
    [[nodiscard]] Value draw(model::Primitive distribution, Value a = kNoValue, Value b = kNoValue);
    /// A loop that the element runs at most `iterations` times. Carried values are made first, then the body, which
    /// only computes; then each carried value gets its next one, and end_loop says whether to go on. Behind it only
    /// the carried values can be used.
    void begin_loop(std::int64_t iterations);
    [[nodiscard]] Value carry(Value initial);
    void carry_on(Value carried, Value next);
    void end_loop(Value go_on);

    /// Whether it is a variable of synapses that is kept by neuron.
    [[nodiscard]] bool is_trace(model::Reference reference) const {
        return surroundings_.traces && reference.side == model::Side::own && surroundings_.traces->number(*reference.variable).has_value();
    }

    /// Whether the neuron on `side` may spike and be written.
    [[nodiscard]] Value not_refractory(model::Side side);

    [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }

    /// The kernel, verified. The builder is spent.
    [[nodiscard]] Kernel finish();

  private:
    [[nodiscard]] Value add(Operation operation, bool uniform);
    [[nodiscard]] Value read(model::Reference reference);
    /// A variable that is kept by neuron, as synapses show it: as of the last event of either side.
    [[nodiscard]] Value read_trace(model::Reference reference);
    [[nodiscard]] Value read_subexpression(model::Reference reference);
    [[nodiscard]] Value read_linked(model::Reference reference);
    /// The value of an expression in the terms of the group on a side: its bare names are that side's, its i and N the whole group's.
    [[nodiscard]] Value emit_on(model::Side side, const model::Expr& definition);
    [[nodiscard]] Value look_up(std::uint32_t slot, Value place, std::int64_t size);
    [[nodiscard]] Storage storage(model::Reference reference) const;
    [[nodiscard]] Value emit_operation(const model::Expr& expr, const model::Expr::Operation& node);
    [[nodiscard]] Value emit_sum(const model::Expr& left, const model::Expr& right, bool subtract);
    [[nodiscard]] Value emit_comparison(model::Op op, const model::Expr& left, const model::Expr& right);
    [[nodiscard]] Value emit_floor_division(bool modulo, ValueType type, const model::Expr& left, const model::Expr& right);
    [[nodiscard]] Value emit_power(ValueType type, const model::Expr& base, const model::Expr& exponent);
    [[nodiscard]] Value whole_power(Value base, unsigned exponent);
    [[nodiscard]] Value emit_call(const model::Expr& expr, const model::Expr::Call& call);
    [[nodiscard]] Value emit_with_state(const model::Expr& expr, const model::Expr::Call& call);
    [[nodiscard]] Value emit_draw(const model::Function& function, std::vector<Value> parameters);
    [[nodiscard]] Value emit_primitive(const model::Expr& expr, const model::Expr::Call& call);
    [[nodiscard]] Value emit_table(const model::Table& table, const model::Expr::Call& call);
    [[nodiscard]] Value emit_table_row(const model::Table& table, const model::Expr& time);
    [[nodiscard]] Value emit_host_call(const model::UserFunction& function, const model::Expr::Call& call);
    [[nodiscard]] Value emit_extreme(bool minimum, ValueType type, Value a, Value b);
    [[nodiscard]] std::uint32_t slot(model::Reference reference, Storage storage, bool shared);
    [[nodiscard]] bool is_constant(Value value, double number) const;
    using Product = std::array<Value, 2>;
    [[nodiscard]] std::optional<Product> product_for(Value dividend, Value divisor);
    [[nodiscard]] Product reciprocal(Value divisor);
    template <class Real> [[nodiscard]] std::optional<Real> known(Value value) const;
    template <class Real> [[nodiscard]] std::optional<double> known_reciprocal(Value divisor) const;
    [[nodiscard]] bool is_of_integers(Value value) const;
    void use_products();
    /// factor*base + offset
    struct Affine {
        Value base;
        double factor = 1, offset = 0;
        int operations = 0; ///< that compute it from the base

        void scale(double by);
        void add(double number);
    };
    [[nodiscard]] Affine affine(Value value) const;
    [[nodiscard]] Affine affine_of_fused(const Operation& operation, Value value) const;
    [[nodiscard]] Value value_of(const Affine& sum);
    /// Whether its numbers keep their digits in the kernel's precision.
    [[nodiscard]] bool is_safe(const Affine& sum) const;
    /// The same number in fewer operations, rounded otherwise, if the function forgives that.
    [[nodiscard]] Value argument_of(model::Primitive primitive, Value value);
    /// A product of a call with two constants takes one, so does one of anything that is added.
    void gather_factors();
    /// The constant that a product, or a product that is added, has as a factor.
    [[nodiscard]] std::optional<Affine> factor_of(Value value) const;
    /// All constants that a product of products has, and the signs.
    [[nodiscard]] Affine factors_of(Value value) const;
    struct Exponential;
    struct Family;
    class Powers;
    /// Several exponentials of one value become powers of one, others powers of two.
    void rewrite_exponentials();
    /// exp of the argument as 2**x, which is faster, if that is as exact.
    [[nodiscard]] std::optional<Value> power_of_two(const Affine& argument);
    [[nodiscard]] std::vector<Exponential> exponentials() const;
    [[nodiscard]] std::optional<std::int64_t> power_of(const Exponential& base, const Exponential& exponential) const;
    [[nodiscard]] std::vector<Family> families(std::vector<Exponential> left) const;
    [[nodiscard]] Value of_power(const Family& family, Powers& powers, const Exponential& exponential, Value base, Value argument);
    [[nodiscard]] std::vector<bool> exact_operations() const;
    [[nodiscard]] std::vector<bool> needed_operations() const;
    void settle_uniformity();
    void forget(const model::Variable* variable, model::Reference except);

    /// What makes two operations the same; `version` grows with every write to the variable that is read.
    using Key = std::tuple<Opcode, ValueType, std::array<Value, 3>, std::uint64_t, std::int64_t, std::uint32_t,
                           model::Side, model::Primitive, unsigned>;
    struct ReferenceOrder {
        bool operator()(const model::Reference& a, const model::Reference& b) const {
            return std::tie(a.variable, a.side) < std::tie(b.variable, b.side);
        }
    };

    Kernel kernel_;
    Surroundings surroundings_;
    std::vector<bool> uniform_; ///< by operation: the same for all elements
    std::map<Key, Value> known_;
    std::map<Value, Product> products_; ///< by the quotient whose place it may take
    std::map<model::Reference, Value, ReferenceOrder> bound_;
    std::map<model::Reference, std::pair<unsigned, Value>, ReferenceOrder> subexpressions_; ///< with the version they hold for
    std::map<const model::Variable*, unsigned> versions_;
    /// Calls with state that were emitted: an expression that stands in several places is one draw. The copy keeps the node alive,
    /// so that its address names it.
    struct Emitted {
        model::Expr expr;
        std::vector<Value> arguments;
        Value value;
    };
    std::multimap<const model::Expr::Node*, Emitted> with_state_;
    /// What was known before the open loop: what its body computes is not there behind it.
    struct Knowledge {
        decltype(known_) known;
        decltype(bound_) bound;
        decltype(subexpressions_) subexpressions;
        decltype(with_state_) with_state;
    };
    std::optional<Knowledge> before_loop_;
    /// Side of the definition that is being emitted: its i and N are those of the whole group.
    std::optional<model::Side> definition_;
    unsigned writes_ = 0;
    std::int64_t draws_ = 0;
    Value draws_as_of_ = kNoValue; ///< the step of what is being emitted
    std::int64_t host_calls_ = 0;
};

/// The array type of a variable: real as the kernel's, integer32, boolean8.
[[nodiscard]] Storage storage_of(const model::Variable& variable, Storage real);
/// The array type that keeps all of a computed value: integers are computed in 64 bits.
[[nodiscard]] Storage result_storage(model::Type type, Storage real);

} // namespace hillock::internal::plan
