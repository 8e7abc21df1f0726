// SPDX-License-Identifier: Apache-2.0
// Pearson's chi-square test: whether counts come from a distribution.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace hillock::test {

/// A test that a right program fails once in ten thousand seeds. Seeds are fixed, so it passes for good or
/// never.
inline constexpr double kOneInTenThousand = 3.719; // standard deviations of a normal number, one side

/// Neighbouring classes are joined until five are expected in each, below which the statistic is not
/// chi-square distributed.
class ChiSquare {
  public:
    void add(double observed, double expected) {
        observed_ += observed;
        expected_ += expected;
        if (expected_ < kFewestExpected)
            return;
        close();
    }
    /// What is left over joins the last class.
    [[nodiscard]] bool passes(double deviations = kOneInTenThousand) {
        observed_ += last_observed_;
        expected_ += last_expected_;
        statistic_ -= term(last_observed_, last_expected_);
        --classes_;
        close();
        return statistic_ < limit(deviations);
    }
    [[nodiscard]] double statistic() const { return statistic_; }
    [[nodiscard]] int classes() const { return classes_; }

    /// The value that a right distribution exceeds with the probability of so many deviations. Wilson and
    /// Hilferty 1931: good to 2 percent from three degrees of freedom on, and to 10 percent for one.
    [[nodiscard]] double limit(double deviations = kOneInTenThousand) const {
        const double degrees = classes_ - 1, spread = 2 / (9 * degrees);
        return degrees * std::pow(1 - spread + deviations * std::sqrt(spread), 3);
    }

  private:
    static constexpr double kFewestExpected = 5;

    static double term(double observed, double expected) {
        return expected == 0 ? 0 : (observed - expected) * (observed - expected) / expected;
    }
    void close() {
        statistic_ += term(observed_, expected_);
        ++classes_;
        last_observed_ = observed_;
        last_expected_ = expected_;
        observed_ = expected_ = 0;
    }

    double observed_ = 0, expected_ = 0; ///< of the class that is open
    double last_observed_ = 0, last_expected_ = 0;
    double statistic_ = 0;
    int classes_ = 0;
};

} // namespace hillock::test
