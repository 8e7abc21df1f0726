// SPDX-License-Identifier: Apache-2.0
#include "plot/thinning.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace hillock::plot;

namespace {

struct Curve {
    std::vector<double> x, y;
};

Curve noise(std::size_t size) {
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    Curve curve;
    for (std::size_t k = 0; k < size; ++k) {
        curve.x.push_back(static_cast<double>(k) * 1e-4);
        curve.y.push_back(normal(random));
    }
    return curve;
}

} // namespace

TEST_CASE("a short curve stays as it is") {
    const Curve curve = noise(400);
    const Points points = thinned(curve.x, curve.y, 100);
    CHECK(points.x == curve.x);
    CHECK(points.y == curve.y);
}

TEST_CASE("a long curve keeps its ends and the extremes of each column") {
    const Curve curve = noise(100'000);
    const std::size_t columns = 500;
    const Points points = thinned(curve.x, curve.y, columns);
    CHECK(points.x.size() <= 4 * columns);
    CHECK(points.x.front() == curve.x.front());
    CHECK(points.x.back() == curve.x.back());
    CHECK(std::is_sorted(points.x.begin(), points.x.end()));
    const double width = curve.x.back() / static_cast<double>(columns);
    for (std::size_t column = 0; column < columns; ++column) {
        const auto extremes = [&](const std::vector<double>& x, const std::vector<double>& y) {
            Range range;
            for (std::size_t k = 0; k < x.size(); ++k)
                if (std::min(static_cast<std::size_t>(x[k] / width), columns - 1) == column)
                    range.include(y[k]);
            return range;
        };
        const Range all = extremes(curve.x, curve.y), kept = extremes(points.x, points.y);
        REQUIRE(kept.begin == all.begin);
        REQUIRE(kept.end == all.end);
    }
}

TEST_CASE("gaps stay") {
    Curve curve = noise(10'000);
    curve.y[5000] = std::nan("");
    const Points points = thinned(curve.x, curve.y, 100);
    CHECK(std::count_if(points.y.begin(), points.y.end(), [](double y) { return std::isnan(y); }) == 1);
}

TEST_CASE("a curve that turns back loses only what falls on the point before") {
    Curve circle;
    for (int k = 0; k < 100'000; ++k) {
        circle.x.push_back(std::cos(k * 1e-3));
        circle.y.push_back(std::sin(k * 1e-3));
    }
    const Points points = thinned(circle.x, circle.y, 200);
    CHECK(points.x.size() < 20'000); // 16 turns of about 800 cells each
    CHECK(points.x.size() > 8'000);
    CHECK(points.x.back() == circle.x.back());
    // A cell is a hundredth of the radius.
    CHECK(*std::max_element(points.y.begin(), points.y.end()) > 0.99);
}

TEST_CASE("points that share a cell are one") {
    const std::vector<double> x{0, 0.001, 1, 1}, y{0, 0.001, 1, 0};
    CHECK(one_each_cell(x, y, 10).x == std::vector<double>{0, 1, 1});
}
