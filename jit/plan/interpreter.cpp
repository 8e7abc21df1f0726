// SPDX-License-Identifier: Apache-2.0
// Runs a kernel operation by operation, element by element. Nothing here is clever: whatever the compiled
// code does differently in its bits is wrong. (The payload and the sign of a NaN are nobody's promise.)
#include "jit/plan/interpreter.hpp"

#include "hillock/error.hpp"
#include "jit/plan/counts.hpp"
#include "jit/plan/integer_math.hpp"
#include "jit/plan/math_float32.hpp"
#include "jit/plan/opcode.hpp"
#include "jit/plan/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace hillock::internal::plan {
namespace {

/// The element that the operations of the loop are run for, on each side, and the number its draws are made
/// of.
struct Element {
    std::array<std::int64_t, 3> at{};
    std::uint64_t draw = 0;
};

/// A value of any type; booleans are integers 0 and 1.
template <class Real> struct Cell {
    Real real = 0;
    std::int64_t integer = 0;
};

template <class Real> Real call_primitive(model::Primitive primitive, std::span<const Real> arguments) {
    if constexpr (std::is_same_v<Real, double>)
        return model::function_for(primitive).evaluate(arguments);
    else
        return evaluate_float32(primitive, arguments);
}

template <class Real> std::int64_t saturated(Real x) {
    constexpr Real kLimit = static_cast<Real>(0x1p63);
    if (std::isnan(x))
        return 0;
    if (x >= kLimit)
        return std::numeric_limits<std::int64_t>::max();
    return x < -kLimit ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(x);
}

template <class T> bool compare(Opcode code, T a, T b) {
    switch (code) {
    case Opcode::equal:
        return a == b;
    case Opcode::not_equal:
        return a != b;
    case Opcode::less:
        return a < b;
    case Opcode::less_equal:
        return a <= b;
    case Opcode::greater:
        return a > b;
    default:
        return a >= b;
    }
}

template <class Real> class Machine {
  public:
    Machine(const Kernel& kernel, const KernelArguments& arguments)
        : kernel_(kernel), arguments_(arguments), cells_(kernel.operations.size()) {}

    std::int64_t run() {
        Element uniform;
        uniform.at[static_cast<std::size_t>(model::Side::pre)] = arguments_.source;
        for (std::size_t k = 0; k < kernel_.first_in_loop; ++k)
            execute(k, uniform);
        switch (kernel_.domain) {
        case Domain::elements:
            run_elements();
            break;
        case Domain::list:
            run_list();
            break;
        case Domain::rows:
        case Domain::sorted_rows:
        case Domain::columns:
            run_walk();
            break;
        case Domain::pairs:
            run_pairs();
            break;
        }
        return emitted_;
    }

  private:
    void run_elements() {
        for (std::int64_t i = arguments_.begin; i < arguments_.end; ++i)
            run_body({{i, 0, 0}, static_cast<std::uint64_t>(i)});
    }

    void run_list() {
        for (std::int64_t k = 0; k < arguments_.list_size; ++k)
            run_body({{arguments_.list[k], 0, 0}, static_cast<std::uint64_t>(arguments_.list[k])});
    }

    void run_walk() {
        const bool columns = kernel_.domain == Domain::columns;
        for (std::int64_t k = 0; k < arguments_.list_size; ++k) {
            const std::int64_t neuron = arguments_.list[k];
            const std::int64_t row =
                arguments_.rows_by_number ? k : neuron - offset(columns ? model::Side::post : model::Side::pre);
            for (std::uint64_t entry = arguments_.row_begin[row]; entry < arguments_.row_end[row]; ++entry)
                run_body(synapse_at(entry, neuron));
        }
    }

    Element synapse_at(std::uint64_t entry, std::int64_t neuron) const {
        if (kernel_.domain == Domain::rows)
            return {{static_cast<std::int64_t>(entry), neuron, arguments_.row_target[entry]}, entry};
        const std::uint32_t synapse = arguments_.row_synapse[entry];
        if (kernel_.domain == Domain::sorted_rows)
            return {{synapse, neuron, arguments_.row_target[synapse]}, synapse};
        return {{synapse, arguments_.row_source ? arguments_.row_source[entry] : 0, neuron}, synapse};
    }

    void run_pairs() {
        for (std::int64_t target = arguments_.begin; target < arguments_.end; ++target) {
            const std::int64_t own = target - offset(model::Side::post);
            const std::int64_t pair = arguments_.source * count(model::Side::post) + own;
            run_body({{own, arguments_.source, target}, static_cast<std::uint64_t>(pair)});
        }
    }

    void run_body(const Element& element) {
        for (std::size_t k = kernel_.first_in_loop; k < kernel_.operations.size(); ++k) {
            if (kernel_.operations[k].code == Opcode::repeat)
                k = run_loop(k, element);
            else
                execute(k, element);
        }
    }

    /// Returns where the loop ends. All carried values change at once.
    std::size_t run_loop(std::size_t begin, const Element& element) {
        std::size_t body = begin + 1;
        for (; kernel_.operations[body].code == Opcode::carried; ++body)
            cells_[body] = operand(kernel_.operations[body], 0);
        std::vector<Cell<Real>> next(body - begin - 1);
        std::size_t end = body;
        for (std::int64_t left = kernel_.operations[begin].integer; left > 0; --left) {
            for (end = body; kernel_.operations[end].code != Opcode::repeat_while; ++end)
                execute(end, element);
            for (std::size_t k = 0; k < next.size(); ++k)
                next[k] = operand(kernel_.operations[begin + 1 + k], 1);
            const bool again = operand(kernel_.operations[end], 0).integer != 0;
            std::copy(next.begin(), next.end(), cells_.begin() + static_cast<std::ptrdiff_t>(begin) + 1);
            if (!again)
                break;
        }
        return end;
    }

    void execute(std::size_t k, const Element& element) {
        const Operation& operation = kernel_.operations[k];
        switch (operation.code) {
        case Opcode::store:
            return store(operation, element);
        case Opcode::emit:
            return emit(operation, element);
        default:
            break;
        }
        switch (operation.type) {
        case ValueType::real:
            cells_[k].real = real_result(operation, element);
            break;
        case ValueType::integer:
            cells_[k].integer = integer_result(operation, element);
            break;
        case ValueType::boolean:
            cells_[k].integer = boolean_result(operation, element) ? 1 : 0;
            break;
        }
    }

    Real real_result(const Operation& operation, const Element& element) {
        const auto x = [&](std::size_t k) { return operand(operation, k).real; };
        switch (operation.code) {
        case Opcode::constant_real:
            return static_cast<Real>(operation.number);
        case Opcode::time:
            return static_cast<Real>(arguments_.t);
        case Opcode::time_step:
            return static_cast<Real>(arguments_.dt);
        case Opcode::load:
            return real_at(operation.slot, place(operation.slot, element));
        case Opcode::negate:
            return -x(0);
        case Opcode::add:
            return x(0) + x(1);
        case Opcode::subtract:
            return x(0) - x(1);
        case Opcode::multiply:
            return x(0) * x(1);
        case Opcode::divide:
            return x(0) / x(1);
        case Opcode::fused_multiply_add:
            return std::fma(x(0), x(1), x(2));
        case Opcode::floor_divide_real:
            return std::floor(x(0) / x(1));
        case Opcode::modulo_real:
            return std::fma(-x(1), std::floor(x(0) / x(1)), x(0));
        case Opcode::select:
            return operand(operation, 0).integer ? x(1) : x(2);
        case Opcode::to_real:
            return static_cast<Real>(operand(operation, 0).integer);
        case Opcode::lookup:
            return real_at(operation.slot, table_place(operation));
        case Opcode::argument:
            return x(0);
        case Opcode::host_call:
            return host_call(operation);
        case Opcode::call:
            return call(operation);
        case Opcode::draw:
            return draw(operation, element);
        default:
            unreachable(operation);
        }
    }

    std::int64_t integer_result(const Operation& operation, const Element& element) {
        const auto x = [&](std::size_t k) { return operand(operation, k).integer; };
        switch (operation.code) {
        case Opcode::constant_integer:
            return operation.integer;
        case Opcode::step:
            return arguments_.step;
        case Opcode::count:
            return operation.integer ? arguments_.total[static_cast<std::size_t>(operation.side)] : count(operation.side);
        case Opcode::index:
            return element.at[static_cast<std::size_t>(operation.side)] - (operation.integer ? 0 : offset(operation.side));
        case Opcode::load:
            return integer_at(operation.slot, place(operation.slot, element));
        case Opcode::lookup:
            return integer_at(operation.slot, table_place(operation));
        case Opcode::negate:
            return wrapping_subtract(0, x(0));
        case Opcode::add:
            return wrapping_add(x(0), x(1));
        case Opcode::subtract:
            return wrapping_subtract(x(0), x(1));
        case Opcode::multiply:
            return wrapping_multiply(x(0), x(1));
        case Opcode::floor_divide:
            return floor_divide(x(0), x(1));
        case Opcode::modulo:
            return floor_modulo(x(0), x(1));
        case Opcode::select:
            return x(0) ? x(1) : x(2);
        case Opcode::draw:
            return draw_count(operation, element);
        case Opcode::to_integer:
            return operand_type(operation, 0) == ValueType::real ? saturated(operand(operation, 0).real)
                                                                 : x(0);
        default:
            unreachable(operation);
        }
    }

    bool boolean_result(const Operation& operation, const Element& element) {
        const auto x = [&](std::size_t k) { return operand(operation, k).integer != 0; };
        switch (operation.code) {
        case Opcode::constant_boolean:
            return operation.integer != 0;
        case Opcode::load:
            return integer_at(operation.slot, place(operation.slot, element)) != 0;
        case Opcode::lookup:
            return integer_at(operation.slot, table_place(operation)) != 0;
        case Opcode::logical_and:
            return x(0) && x(1);
        case Opcode::logical_or:
            return x(0) || x(1);
        case Opcode::logical_not:
            return !x(0);
        case Opcode::select:
            return x(0) ? x(1) : x(2);
        case Opcode::equal:
        case Opcode::not_equal:
        case Opcode::less:
        case Opcode::less_equal:
        case Opcode::greater:
        case Opcode::greater_equal: {
            const Cell<Real>& a = operand(operation, 0);
            const Cell<Real>& b = operand(operation, 1);
            return operand_type(operation, 0) == ValueType::real
                       ? compare(operation.code, a.real, b.real)
                       : compare(operation.code, a.integer, b.integer);
        }
        default:
            unreachable(operation);
        }
    }

    Real call(const Operation& operation) const {
        const auto arity = static_cast<std::size_t>(primitive_arity(operation.primitive));
        std::array<Real, 3> values{};
        for (std::size_t k = 0; k < arity; ++k)
            values[k] = operand(operation, k).real;
        return call_primitive<Real>(operation.primitive, std::span<const Real>(values.data(), arity));
    }

    /// The step that tells this draw apart from those of other steps.
    std::uint64_t step_of(const Operation& draw) const {
        return draw.operands[2] == kNoValue ? arguments_.random_step
                                            : static_cast<std::uint64_t>(operand(draw, 2).integer);
    }

    Real draw(const Operation& operation, const Element& element) const {
        const std::uint64_t step = step_of(operation);
        const std::uint64_t key =
            draw_key(arguments_.random_key, static_cast<std::uint64_t>(operation.integer));
        if (operation.primitive == model::Primitive::normal)
            return static_cast<Real>(normal(key, element.draw, step));
        if constexpr (std::is_same_v<Real, float>)
            return uniform_float32(key, element.draw, step);
        else
            return uniform(key, element.draw, step);
    }

    std::int64_t draw_count(const Operation& operation, const Element& element) const {
        const std::uint64_t step = step_of(operation);
        const std::uint64_t stream =
            draw_stream(arguments_.random_key, static_cast<std::uint64_t>(operation.integer));
        if (operation.primitive == model::Primitive::poisson)
            return poisson(stream, element.draw, step, static_cast<double>(operand(operation, 0).real));
        return binomial(stream, element.draw, step, operand(operation, 0).integer,
                        static_cast<double>(operand(operation, 1).real));
    }

    std::int64_t table_place(const Operation& operation) const {
        return std::clamp<std::int64_t>(operand(operation, 0).integer, 0, operation.integer - 1);
    }

    Real host_call(const Operation& operation) const {
        std::array<double, kMaxHostArguments> values{};
        const std::vector<Value> given = arguments_of(kernel_, operation);
        for (std::size_t k = 0; k < given.size(); ++k)
            values[k] = static_cast<double>(cells_[given[k]].real);
        const HostFunction& function = arguments_.host_functions[operation.slot];
        return static_cast<Real>(function.call(function.context, values.data()));
    }

    Real real_at(std::uint32_t slot, std::int64_t at) const {
        return kernel_.slots[slot].storage == Storage::float32 ? static_cast<Real>(entry<float>(slot, at))
                                                               : static_cast<Real>(entry<double>(slot, at));
    }

    std::int64_t integer_at(std::uint32_t slot, std::int64_t at) const {
        switch (kernel_.slots[slot].storage) {
        case Storage::boolean8:
            return entry<std::uint8_t>(slot, at);
        case Storage::integer32:
            return entry<std::int32_t>(slot, at);
        default:
            return entry<std::int64_t>(slot, at);
        }
    }

    void store(const Operation& operation, const Element& element) {
        if (operation.operands[1] != kNoValue && operand(operation, 1).integer == 0)
            return;
        const Cell<Real>& value = operand(operation, 0);
        const std::uint32_t slot = operation.slot;
        const std::int64_t at = place(slot, element);
        switch (kernel_.slots[slot].storage) {
        case Storage::boolean8:
            entry<std::uint8_t>(slot, at) = value.integer != 0;
            break;
        case Storage::integer32:
            entry<std::int32_t>(slot, at) = static_cast<std::int32_t>(value.integer);
            break;
        case Storage::integer64:
            entry<std::int64_t>(slot, at) = value.integer;
            break;
        case Storage::float32:
            entry<float>(slot, at) = static_cast<float>(value.real);
            break;
        case Storage::float64:
            entry<double>(slot, at) = static_cast<double>(value.real);
            break;
        }
    }

    void emit(const Operation& operation, const Element& element) {
        const model::Side side = kernel_.domain == Domain::pairs ? model::Side::post : model::Side::own;
        if (operand(operation, 0).integer != 0)
            arguments_.emitted[emitted_++] =
                static_cast<std::int32_t>(element.at[static_cast<std::size_t>(side)]);
    }

    [[nodiscard]] const Cell<Real>& operand(const Operation& operation, std::size_t k) const {
        return cells_[operation.operands[k]];
    }
    [[nodiscard]] ValueType operand_type(const Operation& operation, std::size_t k) const {
        return kernel_.operations[operation.operands[k]].type;
    }
    [[nodiscard]] std::int64_t offset(model::Side side) const {
        return arguments_.offset[static_cast<std::size_t>(side)];
    }
    [[nodiscard]] std::int64_t count(model::Side side) const {
        return arguments_.count[static_cast<std::size_t>(side)];
    }
    template <class T> [[nodiscard]] T& entry(std::uint32_t slot, std::int64_t at) const {
        const std::size_t stride = kernel_.slots[slot].field.record > 0 ? kernel_.slots[slot].field.record : sizeof(T);
        return *reinterpret_cast<T*>(static_cast<std::byte*>(arguments_.arrays[slot]) + static_cast<std::size_t>(at) * stride);
    }
    [[nodiscard]] std::int64_t place(std::uint32_t slot, const Element& element) const {
        const Slot& s = kernel_.slots[slot];
        return s.shared ? 0 : element.at[static_cast<std::size_t>(s.reference.side)];
    }

    [[noreturn]] static void unreachable(const Operation& operation) {
        throw InternalError("internal error, please report: the interpreter met '" +
                            std::string(opcode_row(operation.code).name) + "' of type " +
                            std::string(type_name(operation.type)));
    }

    const Kernel& kernel_;
    const KernelArguments& arguments_;
    std::vector<Cell<Real>> cells_;
    std::int64_t emitted_ = 0;
};

} // namespace

std::int64_t interpret(const Kernel& kernel, const KernelArguments& arguments) {
    verify(kernel);
    return kernel.real == Storage::float32 ? Machine<float>(kernel, arguments).run()
                                           : Machine<double>(kernel, arguments).run();
}

} // namespace hillock::internal::plan
