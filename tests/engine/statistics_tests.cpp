// SPDX-License-Identifier: Apache-2.0
// Statistics of spikes and traces against closed forms and against NumPy 1.24, which was given
//   t = numpy.cumsum(numpy.random.default_rng(7).integers(1, 30, 12))*1e-3
// for the spikes, and its rfft() of the segments of 8 and 7 numbers in the window for the spectra.
#include "support/error_text.hpp"

#include <doctest/doctest.h>
#include <hillock/hillock.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace hillock;
using hillock::test::error_of;

namespace {

const std::vector<double> kSpikes{0.028, 0.047, 0.067, 0.094, 0.111, 0.134, 0.159, 0.166, 0.168, 0.177, 0.186, 0.212};

/// Of rate 50 Hz.
std::vector<double> poisson_process(double seconds) {
    std::mt19937_64 random(5);
    std::exponential_distribution<double> interval(50);
    std::vector<double> t;
    for (double now = interval(random); now < seconds; now += interval(random)) t.push_back(now);
    return t;
}

} // namespace

TEST_CASE("statistics of intervals and counts are those of NumPy") {
    const std::vector<double> x = interspike_intervals(kSpikes);
    // 1e-12: some tens of roundings of numbers that are near 1.
    CHECK(cv(x) == doctest::Approx(0.4923805066480924).epsilon(1e-12));
    CHECK(cv2(x) == doctest::Approx(0.5667300134853326).epsilon(1e-12));
    CHECK(local_variation(x) == doctest::Approx(0.4093961157024581).epsilon(1e-12));
    CHECK(spike_counts(kSpikes, 20 * ms, {0 * ms, 200 * ms}) == std::vector<std::int64_t>{0, 1, 1, 1, 1, 1, 1, 1, 3, 1});
    CHECK(fano_factor(kSpikes, 20 * ms, {0 * ms, 200 * ms}) == doctest::Approx(0.44545454545454544).epsilon(1e-12));
    CHECK(correlation(x, std::vector<double>(kSpikes.begin() + 1, kSpikes.end())) == doctest::Approx(-0.3205543056539196).epsilon(1e-12));
}

TEST_CASE("a correlation does not depend on the size of the numbers") {
    const std::vector<double> x{1, 2, 4, 3, 7}, y{2, 1, 5, 3, 4};
    const double expected = correlation(x, y);
    CHECK(expected == doctest::Approx(10 / std::sqrt(21.2 * 10)).epsilon(1e-14));
    for (const int exponent : {1000, 700, -700, -1000}) { // squares of 1e200 are above what a double holds, of 1e-200 below
        std::vector<double> huge;
        for (const double value : x) huge.push_back(std::ldexp(value, exponent));
        CHECK(correlation(huge, y) == expected);
        CHECK(correlation(y, huge) == expected);
    }
    CHECK(correlation(std::vector<double>{1e308, -1e308, 1e308, 1e308}, std::vector<double>{1, -1, 1, 1}) == doctest::Approx(1).epsilon(1e-15));
    CHECK(std::isnan(correlation(std::vector<double>{1e300, 1e300}, std::vector<double>{1, 2})));
}

TEST_CASE("regular spikes do not vary, those of a Poisson process by 1") {
    std::vector<double> regular;
    for (int k = 0; k < 100; ++k) regular.push_back(0.01 * k);
    CHECK(cv2(interspike_intervals(regular)) < 1e-12); // the differences of rounded times
    CHECK(local_variation(interspike_intervals(regular)) < 1e-24);
    CHECK(fano_factor(regular, 100 * ms, {0 * ms, 1 * second}) == 0);
    const std::vector<double> t = poisson_process(400), x = interspike_intervals(t);
    const auto n = static_cast<double>(x.size()); // 20000
    // Four standard errors: of CV 1/sqrt(n); of the two means over pairs, that overlap, less than sqrt(2 var/n), where the number of a pair is
    // 2|u| and 3 u**2 with u uniform in -1..1: variances 1/3 and 4/5; of the Fano factor of m counts sqrt(2/m).
    CHECK(std::abs(cv(x) - 1) < 4 / std::sqrt(n));
    CHECK(std::abs(cv2(x) - 1) < 4 * std::sqrt(2.0 / 3 / n));
    CHECK(std::abs(local_variation(x) - 1) < 4 * std::sqrt(2 * 0.8 / n));
    CHECK(std::abs(fano_factor(t, 100 * ms, {0 * ms, 400 * second}) - 1) < 4 * std::sqrt(2.0 / 4000));
    CHECK(std::isnan(cv2(std::vector<double>{0.1})));
    CHECK(std::isnan(local_variation(std::vector<double>{0, 0})));
}

TEST_CASE("a time on the border of two bins belongs to the later, whatever rounding made of it") {
    std::vector<double> t;
    for (int k = 0; k < 1000; ++k) t.push_back(k * 1e-4); // 0.3 ms is 0.00030000000000000003
    for (const int steps : {1, 3, 7, 10}) {
        const std::vector<std::int64_t> counts = spike_counts(t, steps * 0.1 * ms, {0 * ms, 100 * ms});
        CHECK(counts.size() == static_cast<std::size_t>(1000 / steps));
        CHECK(std::all_of(counts.begin(), counts.end(), [&](std::int64_t count) { return count == steps; }));
    }
    CHECK(spike_counts(t, 10 * ms, {95 * ms, 110 * ms}) == std::vector<std::int64_t>{50});
}

TEST_CASE("statistics of a monitor are those of its neurons") {
    start_scope();
    NeuronGroup G(4, "n : integer", {.threshold = "n % ((1 + i)*10) == 0", .reset = "", .name = "G"});
    G.run_regularly("n += 1");
    SpikeMonitor M(G);
    run(240 * ms);
    CHECK(cv2(M).size() == 4);
    CHECK(local_variation(M)[3] < 1e-20);
    const auto matrix = count_correlation(M, 1 * ms, {0 * ms, 240 * ms});
    REQUIRE(matrix.size() == 4);
    CHECK(std::isnan(matrix[0][0])); // one spike in every bin
    CHECK(matrix[1][1] == doctest::Approx(1));
    // Counts of 1 in every 2nd and in every 4th bin, both in these: (1/4 - 1/8)/sqrt(1/4*3/16).
    CHECK(matrix[1][3] == doctest::Approx(0.125 / std::sqrt(3.0 / 64)).epsilon(1e-12));
    CHECK(matrix[3][1] == matrix[1][3]);
    const BinnedRate rate = rate_histogram(M, std::vector<double>{0.1, 0.2}, 2 * ms, 4 * ms, 1 * ms);
    REQUIRE(rate.t.size() == 6);
    CHECK(rate.t.front() == doctest::Approx(-0.002));
    // Neuron i spikes 0.1 ms before each multiple of (1 + i) ms: 0 and 2 before 99 ms, 0 before 199 ms; 0, 1 and 3 before 100 and 200 ms.
    CHECK(rate.rate[0] == doctest::Approx(3 / (2 * 4 * 1e-3)));
    CHECK(rate.rate[1] == doctest::Approx(6 / (2 * 4 * 1e-3)));
}

TEST_CASE("a correlogram counts pairs by their distance") {
    const std::vector<double> x{0.010, 0.020, 0.030}, y{0.011, 0.0205, 0.040};
    const Correlogram found = cross_correlogram(x, y, 10 * ms, 1 * ms);
    REQUIRE(found.lag.size() == 21);
    CHECK(found.lag[0] == doctest::Approx(-0.010));
    std::vector<std::int64_t> expected(21);
    // 11-10 = 1, 20.5-10 = 10.5 (beyond), 11-20 = -9, 20.5-20 = 0.5 (the later bin), 20.5-30 = -9.5 (the later bin), 40-30 = 10
    for (const int lag : {1, -9, 1, -9, 10}) ++expected[static_cast<std::size_t>(lag + 10)];
    CHECK(found.count == expected);
    const Correlogram own = cross_correlogram(x, x, 0 * ms, 1 * ms);
    CHECK(own.count == std::vector<std::int64_t>{3});
}

TEST_CASE("the spectrum of a sine has its frequency and its variance") {
    std::vector<double> x;
    for (int k = 0; k < 10'000; ++k) x.push_back(3 + 2 * std::sin(2 * std::numbers::pi * 40 * k * 1e-3));
    for (const Quantity& segment : {Quantity(0), 0.5 * second, 1.25 * second}) {
        const Spectrum found = power_spectrum(x, 1 * ms, {.segment = segment});
        const auto peak = std::max_element(found.density.begin(), found.density.end()) - found.density.begin();
        CHECK(found.frequency[peak] == doctest::Approx(40));
        CHECK(found.frequency.back() == doctest::Approx(500));
        double power = 0;
        for (const double density : found.density) power += density * (found.frequency[1] - found.frequency[0]);
        CHECK(power == doctest::Approx(2).epsilon(1e-9)); // 2**2/2; whole periods in each segment
    }
}

TEST_CASE("the spectrum of given numbers is that of NumPy, also of an odd number") {
    std::vector<double> x;
    for (int k = 0; k < 23; ++k) x.push_back(std::cos(1.7 * k) + 0.1 * k);
    const std::vector<double> even{0.0031409328773289056, 0.07210294935960244, 1.2015786246580236, 0.534664637515115, 0.0010525766823720926}, odd{0.027844137879471872, 0.39945333735832583, 1.1112727217826348, 0.2101572957580352};
    const Spectrum by_8 = power_spectrum(x, 0.5 * second, {.segment = 4 * second}), by_7 = power_spectrum(x, 0.5 * second, {.segment = 3.5 * second});
    REQUIRE(by_8.density.size() == even.size());
    REQUIRE(by_7.density.size() == odd.size());
    // 1e-12 of the largest: what rounding leaves of the mean at frequency 0.
    for (std::size_t k = 0; k < even.size(); ++k) CHECK(std::abs(by_8.density[k] - even[k]) < 1e-12);
    for (std::size_t k = 0; k < odd.size(); ++k) CHECK(std::abs(by_7.density[k] - odd[k]) < 1e-12);
    CHECK(by_7.frequency[1] == doctest::Approx(1 / 3.5));
}

TEST_CASE("statistics that cannot be are refused") {
    const std::vector<double> t{0.1, 0.2};
    CHECK(error_of<ValueError>([&] { (void)spike_counts(t, 0 * ms, {0 * ms, 1 * second}); }) == "the bin must be positive, but it is 0 s");
    CHECK(error_of<DimensionMismatchError>([&] { (void)spike_counts(t, 3 * mV, {0 * ms, 1 * second}); }) ==
          "the bin must be a time, but it is 3 mV");
    CHECK(error_of<ValueError>([&] { (void)fano_factor(t, 1 * ms, {2 * second, 1 * second}); }) == "the stop, 1 s, is before the start, 2 s");
    CHECK(error_of<ValueError>([&] { (void)correlation(t, std::vector<double>{1}); }) ==
          "a correlation is of two lists of one length, but was given 2 and 1 numbers");
    CHECK(error_of<ValueError>([&] { (void)rate_histogram(t, {}, 1 * ms, 1 * ms, 1 * ms); }) == "a rate histogram takes at least one stimulus");
    CHECK(error_of<ValueError>([&] { (void)power_spectrum(t, 1 * ms, {.segment = 5 * ms}); }) ==
          "a segment of 5 ms has 5 samples, but must have 2 to as many as there are, 2");
    CHECK(error_of<ValueError>([&] { (void)power_spectrum(std::vector<double>{1}, 1 * ms); }) ==
          "a spectrum takes at least 2 samples, but was given 1");
    CHECK(error_of<DimensionMismatchError>([&] { (void)power_spectrum(t, 1 * mV); }) == "dt must be a time, but it is 1 mV");
}
