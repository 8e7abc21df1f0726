// SPDX-License-Identifier: Apache-2.0
#include "parser/model/elementary_functions.hpp"

#include "parser/model/elementary.hpp"

#include <bit>
#include <cmath>

namespace hillock::model {

namespace {

struct Numbers {
    using Real = double;
    using Word = std::uint64_t;
    using Mask = bool;

    static Real number(double x) { return x; }
    static Word word(std::uint64_t x) { return x; }
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
    static Real select(Mask mask, Real a, Real b) { return mask ? a : b; }
};

Elementary<Numbers> elementary() {
    static Numbers numbers; // without state
    return Elementary<Numbers>(numbers);
}

} // namespace

double elementary_exp(double x) {
    return elementary().exp(x);
}
double elementary_expm1(double x) {
    return elementary().expm1(x);
}
double elementary_exprel(double x) {
    return elementary().exprel(x);
}
double elementary_inverse_exprel(double x) {
    return elementary().inverse_exprel(x);
}
double elementary_log(double x) {
    return elementary().log(x);
}
Normals elementary_normals(double u, double v) {
    const auto [first, second] = elementary().normals(u, v);
    return {first, second};
}

} // namespace hillock::model
