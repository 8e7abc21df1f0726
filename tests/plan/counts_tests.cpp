// SPDX-License-Identifier: Apache-2.0
// Counted draws against their distributions: chi-square tests, moments, the ends of the parameters, and which
// random numbers they are made of. Seeds are fixed; each chi-square test would fail for one seed in ten
// thousand.
#include "jit/plan/counts.hpp"
#include "jit/plan/random.hpp"
#include "tests/support/chi_square.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <set>
#include <vector>

using namespace hillock;
using namespace hillock::internal;

namespace {

constexpr int kSamples = 200'000;
constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Half over elements and half over steps, from two draws.
std::vector<std::int64_t>
sample(const std::function<std::int64_t(std::uint64_t, std::uint64_t, std::uint64_t)>& draw) {
    std::vector<std::int64_t> counts;
    for (std::uint64_t k = 0; k < kSamples; ++k)
        counts.push_back(draw(plan::draw_stream(20261121, k % 2), k % 4 < 2 ? k : 7, k % 4 < 2 ? 3 : k));
    return counts;
}

struct Moments {
    double mean, variance, excess_kurtosis;
};

/// The mean and the variance within four standard errors, which for the variance is sqrt((kurtosis -
/// 1)/samples).
void check_moments(const std::vector<std::int64_t>& counts, const Moments& right) {
    double mean = 0, variance = 0;
    for (const std::int64_t k : counts)
        mean += static_cast<double>(k) / kSamples;
    for (const std::int64_t k : counts)
        variance += (static_cast<double>(k) - right.mean) * (static_cast<double>(k) - right.mean) / kSamples;
    CHECK(std::abs(mean - right.mean) < 4 * std::sqrt(right.variance / kSamples));
    CHECK(std::abs(variance - right.variance) <
          4 * right.variance * std::sqrt((right.excess_kurtosis + 2) / kSamples));
}

/// Against a distribution by the logarithm of its probabilities; outside [first, last] it is too rare to be
/// found.
void check_distribution(const std::vector<std::int64_t>& counts, std::int64_t first, std::int64_t last,
                        int least_classes, const std::function<double(double)>& log_probability) {
    std::vector<double> found(static_cast<std::size_t>(last - first + 1));
    int outside = 0;
    for (const std::int64_t k : counts)
        k<first || k> last ? ++outside : ++found[static_cast<std::size_t>(k - first)];
    CHECK(outside == 0);
    test::ChiSquare test;
    for (std::int64_t k = first; k <= last; ++k)
        test.add(found[static_cast<std::size_t>(k - first)],
                 kSamples * std::exp(log_probability(static_cast<double>(k))));
    const bool passes = test.passes();
    CAPTURE(test.statistic());
    CAPTURE(test.limit());
    CHECK(passes);
    CHECK(test.classes() >= least_classes); // so that it could fail
}

void check_poisson(double mean, int least_classes) {
    CAPTURE(mean);
    const auto counts = sample([&](auto... at) { return plan::poisson(at..., mean); });
    check_moments(counts, {mean, mean, 1 / mean});
    // Beyond eight standard deviations and ten lies less than 1e-9 of every Poisson distribution.
    const double reach = 8 * std::sqrt(mean) + 10;
    check_distribution(counts, static_cast<std::int64_t>(std::max(0.0, mean - reach)),
                       static_cast<std::int64_t>(mean + reach), least_classes,
                       [&](double k) { return k * std::log(mean) - mean - std::lgamma(k + 1); });
}

void check_binomial(std::int64_t trials, double p, int least_classes) {
    CAPTURE(trials);
    CAPTURE(p);
    const auto counts = sample([&](auto... at) { return plan::binomial(at..., trials, p); });
    const auto n = static_cast<double>(trials);
    const double variance = n * p * (1 - p);
    check_moments(counts, {n * p, variance, (1 - 6 * p * (1 - p)) / variance});
    const double reach = 8 * std::sqrt(variance) + 10;
    check_distribution(counts, static_cast<std::int64_t>(std::max(0.0, n * p - reach)),
                       static_cast<std::int64_t>(std::min(n, n * p + reach)), least_classes, [&](double k) {
                           return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                                  k * std::log(p) + (n - k) * std::log1p(-p);
                       });
}

} // namespace

TEST_CASE("Poisson numbers have their distribution") {
    check_poisson(0.1, 4);
    check_poisson(1, 7);
    check_poisson(8, 20);
    check_poisson(9.99, 20); // the last by inversion
    check_poisson(10, 20);   // the first by rejection
    check_poisson(30, 35);
    check_poisson(1000, 200);
}

TEST_CASE("binomial numbers have their distribution") {
    check_binomial(1, 0.3, 2);
    check_binomial(10, 0.5, 11);
    check_binomial(100, 0.02, 9);
    check_binomial(1000, 0.5, 100);
    check_binomial(100000, 0.0003, 40);
    check_binomial(20, 0.499, 16); // the last by inversion
    check_binomial(20, 0.5, 16);   // the first by rejection
    check_binomial(50, 0.9, 15);   // as 50 minus the failures
    check_binomial(200, 0.7, 40);
}

TEST_CASE("counts of very large means keep their variance") {
    // Where logarithms of factorials would have lost all digits of the probabilities.
    for (const double mean : {1e9, 1e14, 4e15})
        check_moments(sample([&](auto... at) { return plan::poisson(at..., mean); }), {mean, mean, 1 / mean});
    const std::int64_t trials = std::int64_t{1} << 52;
    const double n = 0x1p52;
    check_moments(sample([&](auto... at) { return plan::binomial(at..., trials, 0.25); }),
                  {n * 0.25, n * 0.1875, -1e-16});
    // Rare among very many: 1 - p is 1 to all digits, yet (1 - p)^n is not. Mean and variance are np.
    check_moments(sample([&](auto... at) { return plan::binomial(at..., 64279706454719456, 6.27043e-17); }),
                  {4.03061564, 4.03061564, 1 / 4.03061564});
}

TEST_CASE("parameters at and beyond their ends") {
    const auto poisson = [](double mean) { return plan::poisson(1, 2, 3, mean); };
    for (const double mean : {0.0, -0.0, -1.0, -kInfinity, kNaN})
        CHECK(poisson(mean) == 0);
    CHECK(poisson(5e-324) == 0);
    for (const double mean : {0x1p63, 1e300, kInfinity})
        CHECK(poisson(mean) == kLargest);
    // Six standard deviations of 3e9.
    CHECK(std::abs(static_cast<double>(poisson(9e18)) - 9e18) < 6 * 3e9);

    const auto binomial = [](std::int64_t n, double p) { return plan::binomial(1, 2, 3, n, p); };
    for (const double p : {0.0, -0.5, -kInfinity, kNaN})
        CHECK(binomial(1000, p) == 0);
    for (const double p : {1.0, 1.5, kInfinity})
        CHECK(binomial(1000, p) == 1000);
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, -kLargest - 1})
        CHECK(binomial(n, 0.5) == 0);
    CHECK(binomial(kLargest, 1) == kLargest);
    CHECK(binomial(kLargest, 5e-324) == 0);
    CHECK(std::abs(static_cast<double>(binomial(kLargest, 0.5)) - 0x1p62) < 6 * 0x1p30 * std::sqrt(2.0));
    for (std::uint64_t element = 0; element < 10000; ++element) {
        const std::int64_t k = plan::binomial(4, element, 0, 25, 0.45);
        REQUIRE(k >= 0);
        REQUIRE(k <= 25);
    }
}

TEST_CASE("the blocks of a draw are those of no other draw") {
    CHECK(plan::draw_stream(99, 0) == 99);
    CHECK(plan::draw_key(plan::draw_stream(99, 5), 7) == plan::draw_key(99, 12));
    std::set<std::uint64_t> keys;
    for (std::uint64_t draw = 0; draw < 100; ++draw)
        for (std::uint64_t block = 0; block < 100; ++block)
            keys.insert(plan::draw_key(plan::draw_stream(99, draw), block * plan::kDrawsPerBlock));
    CHECK(keys.size() == 100 * 100);
}

TEST_CASE("counts depend on key, draw, element and step, and on nothing else") {
    const auto all = [](std::uint64_t key, std::uint64_t draw, std::uint64_t element, std::uint64_t step) {
        std::vector<std::int64_t> counts;
        for (std::uint64_t k = 0; k < 20; ++k)
            counts.push_back(plan::poisson(plan::draw_stream(key, draw), element + k, step, 50));
        return counts;
    };
    const auto right = all(1, 2, 3, 4);
    CHECK(all(1, 2, 3, 4) == right);
    CHECK(all(2, 2, 3, 4) != right);
    CHECK(all(1, 3, 3, 4) != right);
    CHECK(all(1, 2, 4, 4) != right);
    CHECK(all(1, 2, 3, 5) != right);
    CHECK(all(1, 2, 3 + (std::uint64_t{1} << 32), 4) != right);
    CHECK(all(1, 2, 3, ~std::uint64_t{0}) != right);
}
