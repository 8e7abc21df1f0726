// SPDX-License-Identifier: Apache-2.0
// Inversion by sequential search for small means; for others transformed rejection with a squeeze, that is
// PTRS (Hörmann, Insurance: Mathematics and Economics 12, 1993, 39-45) and BTRS (Hörmann, J. Stat. Comput.
// Simul. 46, 1993, 101-110), with probabilities in the form of Loader (Fast and accurate computation of
// binomial probabilities, 2000), which keeps its digits for any mean. Logarithms are the library's own, so
// that no processor or C library decides which candidates are accepted.
#include "jit/plan/counts.hpp"

#include "jit/plan/random.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

extern "C" {
double Sleef_finz_expd1_u10purecfma(double);
double Sleef_finz_logd1_u10purecfma(double);
double Sleef_finz_log1pd1_u10purecfma(double);
}

namespace hillock::internal::plan {
namespace {

constexpr double kRejectionFrom = 10; ///< both algorithms hold from this mean on
constexpr double kUnit = 0x1p-53;     ///< uniform numbers are multiples of it

double exp(double x) {
    return Sleef_finz_expd1_u10purecfma(x);
}

double log(double x) {
    return Sleef_finz_logd1_u10purecfma(x);
}

double log1p(double x) {
    return Sleef_finz_log1pd1_u10purecfma(x);
}

struct Pair {
    double u, v; ///< in [0, 1)
};

/// The uniform numbers of one count, a block at a time.
class Blocks {
  public:
    Blocks(std::uint64_t stream, std::uint64_t element, std::uint64_t step)
        : stream_(stream), element_(element), step_(step) {}

    Pair next() {
        const Bits bits = random_bits(draw_key(stream_, taken_++ * kDrawsPerBlock), element_, step_);
        return {static_cast<double>(bits.low >> 11) * kUnit, static_cast<double>(bits.high >> 11) * kUnit};
    }

  private:
    std::uint64_t stream_, element_, step_, taken_ = 0;
};

/// log(k!) minus Stirling's k log(k) - k + log(2 pi k)/2, for k >= 10. The next term is below 1e-12.
double stirling_remainder(double k) {
    const double square = 1 / (k * k);
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - square / 1680) * square) * square) / k;
}

/// log(mean^k exp(-mean) / k!). From k = 10 on the only large term vanishes at k = mean, so that the error
/// there is about 2^-53 sqrt(mean).
double log_probability(double k, double mean) {
    // log(0!) ... log(9!)
    static constexpr double kLogFactorial[] = {0,
                                               0,
                                               0.69314718055994531,
                                               1.7917594692280550,
                                               3.1780538303479456,
                                               4.7874917427820460,
                                               6.5792512120101010,
                                               8.5251613610654143,
                                               10.604602902745250,
                                               12.801827480081469};
    constexpr double kTwoPi = 6.283185307179586;
    if (k < std::size(kLogFactorial))
        return k * log(mean) - mean - kLogFactorial[static_cast<std::size_t>(k)];
    const double excess = (k - mean) / mean;
    const double deviance = mean * ((1 + excess) * log1p(excess) - excess);
    return -deviance - stirling_remainder(k) - 0.5 * log(kTwoPi * k);
}

/// What both algorithms make of uniform numbers: k = floor((2 a / (1/2 - |u|) + b) u + center) for u in
/// [-1/2, 1/2).
struct Hat {
    double a, b, center;
    double sure; ///< where |u| <= 0.43, a v up to here is below the distribution

    [[nodiscard]] double candidate(double u) const { return std::floor((2 * a / room(u) + b) * u + center); }
    [[nodiscard]] bool accepts_at_once(double u, double v) const { return room(u) >= 0.07 && v <= sure; }
    /// v in the scale of the distribution, but for a factor of the algorithm's own.
    [[nodiscard]] double height(double u, double v) const { return v / (a / (room(u) * room(u)) + b); }
    [[nodiscard]] static double room(double u) { return 0.5 - std::fabs(u); }
};

std::int64_t to_count(double k) {
    return k >= 0x1p63 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(k);
}

/// The first k whose cumulated probability is above u, starting from the probability of 0 and going on with
/// p(k + 1) = p(k) ratio(k). Behind the mean the search ends where u has lost the probabilities to rounding.
template <class Ratio>
std::int64_t search(double u, double probability, double mean, std::int64_t last, Ratio ratio) {
    std::int64_t k = 0;
    while (u >= probability && k < last) {
        u -= probability;
        probability *= ratio(static_cast<double>(k));
        ++k;
        if (static_cast<double>(k) > mean && probability < kUnit)
            break;
    }
    return k;
}

std::int64_t poisson_by_search(Blocks blocks, double mean) {
    const double u = blocks.next().u;
    if (u < 1 - mean) // <= exp(-mean): no event, the usual case of a rate times dt
        return 0;
    return search(u, exp(-mean), mean, std::numeric_limits<std::int64_t>::max(),
                  [&](double k) { return mean / (k + 1); });
}

std::int64_t poisson_by_rejection(Blocks blocks, double mean) {
    const double b = 0.931 + 2.53 * std::sqrt(mean);
    const Hat hat{-0.059 + 0.02483 * b, b, mean + 0.43, 0.9277 - 3.6224 / (b - 2)};
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    for (;;) {
        const auto [uniform, v] = blocks.next();
        const double u = uniform - 0.5;
        const double k = hat.candidate(u);
        if (hat.accepts_at_once(u, v))
            return to_count(k);
        if (k >= 0 && log(inverse_alpha * hat.height(u, v)) <= log_probability(k, mean))
            return to_count(k);
    }
}

/// For p <= 1/2.
std::int64_t binomial_by_search(Blocks blocks, std::int64_t trials, double p) {
    const double u = blocks.next().u;
    const auto n = static_cast<double>(trials);
    if (u < 1 - n * p) // <= (1 - p)^n
        return 0;
    const double odds = p / (1 - p);
    return search(u, exp(n * log1p(-p)), n * p, trials, [&](double k) { return odds * ((n - k) / (k + 1)); });
}

/// For p <= 1/2. The distribution is that of a Poisson number of mean np on condition that it and another one
/// of mean n(1 - p) are n together.
std::int64_t binomial_by_rejection(Blocks blocks, std::int64_t trials, double p) {
    const auto n = static_cast<double>(trials);
    const double q = 1 - p;
    const double deviation = std::sqrt(n * p * q);
    const double b = 1.15 + 2.53 * deviation;
    const Hat hat{-0.0873 + 0.0248 * b + 0.01 * p, b, n * p + 0.5, 0.92 - 4.2 / b};
    const double alpha = (2.83 + 5.1 / b) * deviation;
    const auto log_weight = [&](double k) {
        return log_probability(k, n * p) + log_probability(n - k, n * q);
    };
    const double mode = std::floor((n + 1) * p);
    for (;;) {
        const auto [uniform, v] = blocks.next();
        const double u = uniform - 0.5;
        const double k = hat.candidate(u);
        if (k < 0 || k > n)
            continue;
        if (hat.accepts_at_once(u, v) || log(alpha * hat.height(u, v)) <= log_weight(k) - log_weight(mode))
            return std::min(to_count(k), trials);
    }
}

} // namespace

std::int64_t poisson(std::uint64_t stream, std::uint64_t element, std::uint64_t step, double mean) {
    if (!(mean > 0))
        return 0;
    if (mean >= 0x1p63)
        return std::numeric_limits<std::int64_t>::max();
    const Blocks blocks(stream, element, step);
    return mean < kRejectionFrom ? poisson_by_search(blocks, mean) : poisson_by_rejection(blocks, mean);
}

std::int64_t binomial(std::uint64_t stream, std::uint64_t element, std::uint64_t step, std::int64_t trials,
                      double p) {
    if (!(p > 0) || trials <= 0)
        return 0;
    if (p >= 1)
        return trials;
    if (p > 0.5) // 1 - p is exact here
        return trials - binomial(stream, element, step, trials, 1 - p);
    const Blocks blocks(stream, element, step);
    return static_cast<double>(trials) * p < kRejectionFrom ? binomial_by_search(blocks, trials, p)
                                                            : binomial_by_rejection(blocks, trials, p);
}

} // namespace hillock::internal::plan
