// SPDX-License-Identifier: Apache-2.0
// A million values through every function of the library at every width: scalar and vector code give the same
// bits.
#include "jit/llvm/compiler.hpp"
#include "tests/support/kernel_maker.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

using namespace hillock;
using namespace hillock::internal;
using model::Primitive;
using test::KernelMaker;
using test::Storage;
using test::Value;

namespace {

constexpr std::size_t kCount = 1 << 20;

template <class Real> struct alignas(64) Block { Real lanes[64 / sizeof(Real)]; };

template <class Real> class Values {
  public:
    Values() : blocks_(kCount * sizeof(Real) / 64) {}
    Real* data() { return blocks_.front().lanes; }

  private:
    std::vector<Block<Real>> blocks_;
};

/// Every pattern of bits, and where functions are used, in turns; first all pairs of special values.
template <class Real> void fill(Values<Real>& x, Values<Real>& y) {
    using Limits = std::numeric_limits<Real>;
    using Word = std::conditional_t<sizeof(Real) == 8, std::uint64_t, std::uint32_t>;
    const Real special[] = {0,
                            Real(-0.0),
                            1,
                            -1,
                            Real(0.5),
                            Real(-0.5),
                            2,
                            3,
                            -3,
                            Limits::infinity(),
                            -Limits::infinity(),
                            Limits::quiet_NaN(),
                            Limits::denorm_min(),
                            Limits::min(),
                            Limits::max(),
                            Limits::lowest(),
                            Limits::epsilon(),
                            Real(709.78),
                            Real(-745.2),
                            Real(88.7),
                            Real(-104),
                            Real(1e22)};
    std::mt19937_64 random(7);
    const auto number = [&](std::size_t k) {
        const Real widths[] = {0, 2000, 20, 2};
        if (k % 4 == 0)
            return std::bit_cast<Real>(static_cast<Word>(random()));
        return std::uniform_real_distribution<Real>(-widths[k % 4], widths[k % 4])(random);
    };
    constexpr std::size_t kSpecial = std::size(special);
    for (std::size_t k = 0; k < kCount; ++k) {
        const bool first = k < kSpecial * kSpecial;
        x.data()[k] = first ? special[k / kSpecial] : number(k);
        y.data()[k] = first ? special[k % kSpecial] : number(k / 4);
    }
}

plan::Kernel kernel_of(Primitive primitive, Storage real) {
    KernelMaker k(plan::Domain::elements, real);
    const auto x = k.slot("x", real), y = k.slot("y", real), z = k.slot("z", real, true);
    k.loop();
    const Value a = k.load(x);
    k.store(z, k.call(primitive, a, plan::primitive_arity(primitive) == 2 ? k.load(y) : plan::kNoValue));
    k.kernel.vectorisable = true;
    return k.kernel;
}

template <class Real>
std::size_t differences(Primitive primitive, Storage real, Values<Real>& x, Values<Real>& y) {
    const plan::Kernel kernel = kernel_of(primitive, real);
    Values<Real> scalar, vector;
    const auto run = [&](int vector_bytes, Values<Real>& z) {
        void* arrays[] = {x.data(), y.data(), z.data()};
        const KernelArguments arguments{.arrays = arrays, .end = kCount};
        jit::compile({&kernel, 1}, {.vector_bytes = vector_bytes}).function(0)(&arguments);
    };
    run(8, scalar);
    run(0, vector);
    std::size_t count = 0;
    for (std::size_t k = 0; k < kCount; ++k) {
        const Real a = scalar.data()[k], b = vector.data()[k];
        count += !(std::isnan(a) && std::isnan(b)) && std::memcmp(&a, &b, sizeof a) != 0;
    }
    return count;
}

template <class Real> void compare_all(Storage real) {
    Values<Real> x, y;
    fill(x, y);
    for (int p = 0; p <= static_cast<int>(Primitive::hypot); ++p) {
        const auto primitive = static_cast<Primitive>(p);
        if (plan::primitive_arity(primitive) == 0)
            continue;
        CAPTURE(p);
        CHECK(differences(primitive, real, x, y) == 0);
    }
}

} // namespace

TEST_CASE("float64 functions: vector code has the bits of scalar code") {
    compare_all<double>(Storage::float64);
}
TEST_CASE("float32 functions: vector code has the bits of scalar code") {
    compare_all<float>(Storage::float32);
}
