// SPDX-License-Identifier: Apache-2.0
// Reading and writing the variables of a group: G["v"].
#pragma once

#include <hillock/export.hpp>
#include <hillock/options.hpp>
#include <hillock/quantity.hpp>
#include <hillock/shared.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock {

namespace internal::engine {
class VariableOwner;
struct Selection;
} // namespace internal::engine
namespace internal::model {
struct Variable;
enum class Side : unsigned char;
} // namespace internal::model

class LinkedVar;
class VariableView;

/// Plain numbers with a common unit: what `std::vector<double>{-60, -55} * mV` is.
struct QuantityArray {
    std::vector<double> values; ///< SI
    Dimension dimension;
};
[[nodiscard]] HILLOCK_API QuantityArray operator*(std::vector<double> values, const Quantity& unit);
[[nodiscard]] HILLOCK_API QuantityArray operator*(const Quantity& unit, std::vector<double> values);

/// Values of several variables by name, one a neuron or synapse (a shared variable has one); booleans are 0 and 1.
using States = std::map<std::string, QuantityArray>;

struct GetStatesOptions {
    /// Subexpressions too; they are read-only.
    bool subexpressions = false;
    /// What cannot be assigned too: i (j), N, t, dt, t_in_timesteps, lastspike and not_refractory, variables that are linked or constant
    /// over dt. Without them set_states() takes back what get_states() gave.
    bool read_only_variables = true;
};

/// One value, read when it was indexed; assigning to it writes it back.
class HILLOCK_API Element : public Quantity {
  public:
    Element(const Element&) = default;
    /// Throws DimensionMismatchError if the dimension is not the variable's, TypeError if it cannot be written.
    const Element& operator=(const Quantity& value) const;
    const Element& operator=(const Element& value) const { return *this = static_cast<const Quantity&>(value); }
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    const Element& operator=(T value) const {
        return *this = Quantity(value);
    }

    // Compound assignments read the value that was indexed and write the result back.
    template <class T> const Element& operator+=(const T& other) const { return *this = value_() + other; }
    template <class T> const Element& operator-=(const T& other) const { return *this = value_() - other; }
    template <class T> const Element& operator*=(const T& other) const { return *this = value_() * other; }
    template <class T> const Element& operator/=(const T& other) const { return *this = value_() / other; }

  private:
    [[nodiscard]] const Quantity& value_() const { return *this; }
    friend class VariableView;
    Element(const Quantity& value, const VariableView& view, std::int64_t index);
    internal::Shared<internal::engine::VariableOwner> owner_;
    const internal::model::Variable* variable_;
    internal::model::Side side_;
    std::int64_t index_;
};

/// A variable of all elements of a group, a slice of it, or of synapses (in their order of creation).
///
/// Values that are assigned need the variable's dimension (DimensionMismatchError), arrays its length (ValueError);
/// subexpressions and built-in names can be read, not written (TypeError). Text is an expression of the equation language that
/// may use every variable of the group, i, N, rand(), randn(), poisson(lam), binomial(n, p) and the group's constants; it
/// does not write variables marked (unless refractory) of neurons that are refractory.
class HILLOCK_API VariableView {
  public:
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Dimension dimension() const;

    /// Element by index, counted from the start of the slice or the list; negative: from its end. Throws IndexError.
    template <std::integral Index> [[nodiscard]] Element operator[](Index index) const {
        return element(static_cast<std::int64_t>(index));
    }
    /// The elements for which a condition holds now: G["v"]["tau > 7*ms"] = 0*mV. Throws what bad text throws, and IndexError for a shared
    /// variable.
    [[nodiscard]] VariableView operator[](const char* condition) const;
    [[nodiscard]] VariableView operator[](const std::string& condition) const { return (*this)[condition.c_str()]; }
    /// The elements with these indices, in this order. Throws IndexError.
    [[nodiscard]] VariableView operator[](const std::vector<std::int64_t>& indices) const;
    [[nodiscard]] VariableView operator[](std::initializer_list<std::int64_t> indices) const;
    /// Elements [begin, end). Throws IndexError unless 0 <= begin <= end <= size().
    [[nodiscard]] VariableView slice(std::int64_t begin, std::int64_t end) const;

    /// Copies of all values in SI units; booleans are 0 and 1; a shared variable has one.
    [[nodiscard]] std::vector<double> values() const;

    /// The live array of a stored variable in SI units, valid until the group is destroyed (synapses: or connected again). No copy is
    /// made and no unit is checked. T is double, float, std::int32_t or std::int64_t; TypeError is thrown where this is not the
    /// variable's dtype (float64, float32, int32, int64) or nothing is stored, ValueError for variables of plastic synapses while their
    /// network runs, if nobody had asked for them before.
    template <class T = double>
        requires std::same_as<T, double> || std::same_as<T, float> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t>
    [[nodiscard]] std::span<T> data() const {
        return live_array<T>();
    }
    /// Which T data() takes; nothing where it would throw for all of them.
    [[nodiscard]] std::optional<NumberType> data_type() const;

    const VariableView& operator=(const Quantity& value) const;
    const VariableView& operator=(const QuantityArray& values) const;
    const VariableView& operator=(std::span<const double> values) const; ///< dimensionless variables
    const VariableView& operator=(const std::vector<double>& values) const;
    const VariableView& operator=(const std::vector<int>& values) const;
    const VariableView& operator=(const char* expression) const;
    const VariableView& operator=(const std::string& expression) const { return *this = expression.c_str(); }
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    const VariableView& operator=(T value) const {
        return *this = Quantity(value);
    }
    /// Let this variable, which has the flag (linked), stand for one of another group; see linked_var.
    const VariableView& operator=(const LinkedVar& source) const;
    /// Copies values, not the view.
    const VariableView& operator=(const VariableView& other) const;
    VariableView(const VariableView&) = default;

  private:
    friend class Subgroup;
    friend class NetworkObject;
    friend class Synapses;
    friend class SynapticPathway;
    friend class Element;
    VariableView(internal::Shared<internal::engine::VariableOwner> owner, const std::string& name, std::int64_t begin,
                 std::int64_t end);
    [[nodiscard]] Element element(std::int64_t index) const;
    // Without the constraint of data(): compilers differ in how they name functions of a library that have one.
    template <class T> [[nodiscard]] std::span<T> live_array() const;
    [[nodiscard]] std::int64_t absolute(std::int64_t index) const;
    [[nodiscard]] internal::engine::Selection selection() const;

    internal::Shared<internal::engine::VariableOwner> owner_;
    const internal::model::Variable* variable_;
    internal::model::Side side_;
    std::int64_t begin_;
    std::int64_t end_;
    internal::Shared<const std::vector<std::int64_t>> list_; ///< not null: only these elements of the group
};

} // namespace hillock
