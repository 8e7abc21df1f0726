// SPDX-License-Identifier: Apache-2.0
#include "parser/model/elementary_functions.hpp"

#include "parser/model/elementary.hpp"

#include <bit>
#include <cmath>

namespace hillock::internal::model {

namespace {

template <class Number, class Bits, class NumberFormat> struct Numbers {
    using Format = NumberFormat;
    using Real = Number;
    using Word = Bits;
    using Mask = bool;

    static Real number(double x) { return static_cast<Real>(x); }
    static Word word(std::uint64_t x) { return static_cast<Word>(x); }
    static Real fma(Real a, Real b, Real c) { return std::fma(a, b, c); }
    static Real add(Real a, Real b) { return a + b; }
    static Real subtract(Real a, Real b) { return a - b; }
    static Real multiply(Real a, Real b) { return a * b; }
    static Real divide(Real a, Real b) { return a / b; }
    static Real square_root(Real a) { return std::sqrt(a); }
    static Word bits(Real a) { return std::bit_cast<Word>(a); }
    static Real real(Word a) { return std::bit_cast<Real>(a); }
    static Word plus(Word a, Word b) { return a + b; }
    static Word both(Word a, Word b) { return a & b; }
    static Word left(Word a, int n) { return a << n; }
    static Word right(Word a, int n) { return a >> n; }
    static Mask less(Real a, Real b) { return a < b; }
    static Mask equal(Real a, Real b) { return a == b; }
    static Mask odd(Word a) { return a & 1; }
    static Mask differ(Real a, Real b) { return a != b; }
    static Real select(Mask mask, Real a, Real b) { return mask ? a : b; }
    template <class Function> static Real rarely(Mask mask, Real usual, Function function) { return mask ? function() : usual; }
};
using Doubles = Numbers<double, std::uint64_t, Binary64>;
using Floats = Numbers<float, std::uint32_t, Binary32>;

template <class Machine> Elementary<Machine> elementary() {
    static Machine machine; // without state
    return Elementary<Machine>(machine);
}

} // namespace

double elementary_exp(double x) {
    return elementary<Doubles>().exp(x);
}
float elementary_exp(float x) {
    return elementary<Floats>().exp(x);
}
double elementary_exp2(double x) {
    return elementary<Doubles>().exp2(x);
}
float elementary_exp2(float x) {
    return elementary<Floats>().exp2(x);
}
double elementary_expm1(double x) {
    return elementary<Doubles>().expm1(x);
}
float elementary_expm1(float x) {
    return elementary<Floats>().expm1(x);
}
double elementary_exprel(double x) {
    return elementary<Doubles>().exprel(x);
}
float elementary_exprel(float x) {
    return elementary<Floats>().exprel(x);
}
double elementary_inverse_exprel(double x) {
    return elementary<Doubles>().inverse_exprel(x);
}
float elementary_inverse_exprel(float x) {
    return elementary<Floats>().inverse_exprel(x);
}
double elementary_inverse_exprel_by(double x, double exp_x) {
    return elementary<Doubles>().inverse_exprel_by(x, exp_x);
}
float elementary_inverse_exprel_by(float x, float exp_x) {
    return elementary<Floats>().inverse_exprel_by(x, exp_x);
}
double elementary_log(double x) {
    return elementary<Doubles>().log(x);
}
float elementary_log(float x) {
    return elementary<Floats>().log(x);
}
Normals elementary_normals(double u, double v) {
    const auto [first, second] = elementary<Doubles>().normals(u, v);
    return {first, second};
}

} // namespace hillock::internal::model
