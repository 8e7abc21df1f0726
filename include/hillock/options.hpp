// SPDX-License-Identifier: Apache-2.0
// The small types that options of groups, synapses and monitors are made of.
#pragma once

#include <hillock/export.hpp>
#include <hillock/quantity.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hillock {

/// Names in equations and code that stand for a number with its unit: {{"tau", 10 * ms}, {"N_max", 3.0}}.
using Constants = std::map<std::string, Quantity, std::less<>>;

/// Local variables handed over under their own names: HILLOCK_CONSTANTS(tau, v_max) is {{"tau", tau}, {"v_max", v_max}}. Each must
/// be a Quantity or a number.
#define HILLOCK_CONSTANTS(...) ::hillock::name_constants(#__VA_ARGS__, {__VA_ARGS__})
[[nodiscard]] HILLOCK_API Constants name_constants(std::string_view names, std::initializer_list<Quantity> values);

/// How a variable is kept in memory.
enum class NumberType { float64, float32, int32, int64, boolean };
inline constexpr NumberType float64 = NumberType::float64;
inline constexpr NumberType float32 = NumberType::float32;
inline constexpr NumberType int32 = NumberType::int32;
inline constexpr NumberType int64 = NumberType::int64;
inline constexpr NumberType boolean = NumberType::boolean;

/// Types of the variables of a group: float32 or float64 for all of its real variables, or types by name, {{"v", float32},
/// {"n", int64}}. Real variables are float64 or float32, integer variables int32 or int64, boolean ones boolean; what is not named is
/// float64, int32, boolean (synapses: real variables as their target computes).
///
/// Code computes in float32 where every real variable of the group is float32 (synapses: of both groups too), else in float64; what is
/// stored is rounded to the variable's own type, and read as such. Integers are computed in 64 bits and kept modulo 2**32 or 2**64.
/// Time is always exact.
class HILLOCK_API Dtype {
  public:
    Dtype() = default;
    Dtype(NumberType all) : all_(all) {}
    Dtype(std::initializer_list<std::pair<const std::string, NumberType>> by_name);
    Dtype(std::map<std::string, NumberType> by_name);

    [[nodiscard]] const std::optional<NumberType>& all() const { return all_; }
    [[nodiscard]] const std::map<std::string, NumberType>& by_name() const { return by_name_; }

  private:
    std::optional<NumberType> all_;
    std::map<std::string, NumberType> by_name_;
};

/// How long a neuron is refractory after a spike: nothing, a time, or text that is a time ("(1 + i)*ms") or a condition
/// that keeps it refractory while it holds ("v > -40*mV"). A time is computed in every step, but its random functions are drawn once
/// for each spike; a condition draws in every step.
class Refractory {
  public:
    Refractory() = default;
    Refractory(const Quantity& time) : time_(time), kind_(Kind::time) {}
    Refractory(std::string text) : text_(std::move(text)), kind_(Kind::text) {}
    Refractory(const char* text) : Refractory(std::string(text)) {}

    enum class Kind { none, time, text };
    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const Quantity& time() const { return time_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    Quantity time_;
    std::string text_;
    Kind kind_ = Kind::none;
};

/// A probability: a number, or an expression of the pair ("abs(i-j)/(1.0*N_pre)").
class Probability {
  public:
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    Probability(T value) : number_(static_cast<double>(value)) {}
    Probability(std::string text) : text_(std::move(text)) {}
    Probability(const char* text) : text_(text) {}

    [[nodiscard]] bool is_text() const { return !text_.empty(); }
    [[nodiscard]] double number() const { return number_; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    double number_ = 1;
    std::string text_;
};

namespace internal {

template <class T>
concept IndexNumber = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;
/// Whole numbers one after the other: a std::vector, std::array, std::span, std::set, std::views::iota(0, 100). Neither a text nor a mask.
template <class T>
concept IndexRange = requires(T& list) {
    list.begin() != list.end();
    requires IndexNumber<std::remove_cvref_t<decltype(*list.begin())>>;
};

} // namespace internal

/// begin, begin + step, ... up to `end`, which is not reached, as the range() of Python and of expressions for connect():
/// `.record = range(0, 1000, 10)`. Throws ValueError for a step of 0, and MemoryError.
[[nodiscard]] HILLOCK_API std::vector<std::int64_t> range(std::int64_t begin, std::int64_t end, std::int64_t step = 1);
[[nodiscard]] HILLOCK_API std::vector<std::int64_t> range(std::int64_t end);

/// Indices given as one number, a list or another range of numbers, or not at all.
class HILLOCK_API Indices {
  public:
    Indices() = default;
    template <std::integral T> Indices(T index) : Indices(One(static_cast<long>(index))) {}
    template <std::integral T> Indices(std::initializer_list<T> indices) : values_(indices.begin(), indices.end()), given_(true) {}
    template <internal::IndexRange T> Indices(T&& indices) : given_(true) {
        for (const auto index : indices) values_.push_back(static_cast<long>(index));
    }

    [[nodiscard]] bool given() const { return given_; }
    [[nodiscard]] const std::vector<long>& values() const { return values_; }

  private:
    struct One {
        explicit One(long its_index) : index(its_index) {}
        long index;
    };
    Indices(One one);
    std::vector<long> values_;
    bool given_ = false;
};

/// Which elements a monitor records: all (true), none (false), one, or a list or another range of numbers in the order of the rows:
/// {3, 0}, range(0, 1000, 10), std::views::iota(0, 100), S.synapses("i == j").
class Record {
  public:
    Record(bool all = true) : all_(all) {}
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Record(T index) : all_(false), indices_(index) {}
    template <std::integral T> Record(std::initializer_list<T> indices) : all_(false), indices_(indices) {}
    template <internal::IndexRange T> Record(T&& indices) : all_(false), indices_(indices) {}

    [[nodiscard]] bool all() const { return all_; }
    [[nodiscard]] const std::vector<long>& indices() const { return indices_.values(); }

  private:
    bool all_ = true;
    Indices indices_;
};

/// One name or several: "v", {"v", "I"}.
class HILLOCK_API Names {
  public:
    Names(const char* name);
    Names(std::string name);
    Names(std::initializer_list<std::string> names);
    Names(std::vector<std::string> names);

    [[nodiscard]] const std::vector<std::string>& values() const { return values_; }

  private:
    std::vector<std::string> values_;
};

/// Variables to record: names, or true for all that the equations declare, false for none.
class HILLOCK_API VariableNames : public Names {
  public:
    using Names::Names;
    VariableNames(Names names) : Names(std::move(names)) {}
    template <std::same_as<bool> T> VariableNames(T all) : VariableNames(all, 0) {}

    [[nodiscard]] bool all() const { return all_; }

  private:
    VariableNames(bool all, int);
    bool all_ = false;
};

} // namespace hillock
