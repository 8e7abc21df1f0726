// SPDX-License-Identifier: Apache-2.0
#include "plot/strokes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

using namespace hillock::plot;

namespace {

struct Spikes {
    std::vector<double> t;
    std::vector<std::int32_t> i;
};

Spikes random_spikes(std::size_t count, std::int32_t neurons) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> time(0.0213, 0.9871);
    std::uniform_int_distribution<std::int32_t> neuron(0, neurons - 1);
    Spikes spikes;
    for (std::size_t k = 0; k < count; ++k) {
        spikes.t.push_back(time(random));
        spikes.i.push_back(neuron(random));
    }
    return spikes;
}

bool covered(const std::vector<Stroke>& strokes, double t, double row, double dt, double drow) {
    return std::any_of(strokes.begin(), strokes.end(), [&](const Stroke& s) {
        return std::abs(s.row - row) <= drow && s.begin - dt <= t && t <= s.end + dt;
    });
}

} // namespace

TEST_CASE("exact strokes are the spikes") {
    const std::vector<double> t{0.1, 0.25, 0.25};
    const std::vector<std::int32_t> i{3, 0, 7};
    CHECK(exact_strokes(t, i) == std::vector<Stroke>{{0.1, 0.1, 3}, {0.25, 0.25, 0}, {0.25, 0.25, 7}});
}

TEST_CASE("spikes of one cell are merged, and neighbours in a row become one stroke") {
    // Eleven columns with centres at 0, 0.1, ... 1.
    const std::vector<double> t{0, 0.01, 0.1, 0.2, 0.5, 0.52, 1, 0.3};
    const std::vector<std::int32_t> i{0, 0, 0, 0, 0, 0, 1, 1};
    const auto strokes = merged_strokes(t, i, {11, 100});
    REQUIRE(strokes.size() == 4);
    CHECK(strokes[0] == Stroke{0, 0.2, 0});
    CHECK(strokes[1] == Stroke{0.5, 0.5, 0});
    CHECK(strokes[2].begin == doctest::Approx(0.3));
    CHECK(strokes[2].row == 1);
    CHECK(strokes[3] == Stroke{1, 1, 1});
}

TEST_CASE("merging keeps the extremes exactly") {
    const Spikes spikes = random_spikes(20'000, 5000);
    const auto strokes = merged_strokes(spikes.t, spikes.i, {128, 80});
    const auto [first, last] = std::minmax_element(spikes.t.begin(), spikes.t.end());
    const auto [low, high] = std::minmax_element(spikes.i.begin(), spikes.i.end());
    double begin = 1, end = 0, bottom = 5000, top = 0;
    for (const Stroke& s : strokes) {
        begin = std::min(begin, s.begin), end = std::max(end, s.end);
        bottom = std::min(bottom, s.row), top = std::max(top, s.row);
    }
    CHECK(begin == *first);
    CHECK(end == *last);
    CHECK(bottom == *low);
    CHECK(top == *high);
}

TEST_CASE("every spike lies within half a cell of a stroke, and every stroke ends at a spike") {
    const Spikes spikes = random_spikes(3000, 400);
    const Grid grid{200, 50};
    const auto strokes = merged_strokes(spikes.t, spikes.i, grid);
    const auto [first, last] = std::minmax_element(spikes.t.begin(), spikes.t.end());
    // Half a cell, and the rounding of the cell's centre.
    const double dt = 0.5 * (*last - *first) / double(grid.columns - 1) + 1e-12;
    const double drow = 0.5 * 399.0 / double(grid.rows - 1) + 1e-9;
    for (std::size_t k = 0; k < spikes.t.size(); ++k)
        REQUIRE(covered(strokes, spikes.t[k], spikes.i[k], dt, drow));
    for (const Stroke& s : strokes)
        for (const double end : {s.begin, s.end}) {
            bool found = false;
            for (std::size_t k = 0; k < spikes.t.size() && !found; ++k)
                found = std::abs(spikes.t[k] - end) <= dt && std::abs(spikes.i[k] - s.row) <= drow;
            REQUIRE(found);
        }
}

TEST_CASE("the number of strokes is bounded by the grid") {
    const Spikes spikes = random_spikes(200'000, 1000);
    CHECK(merged_strokes(spikes.t, spikes.i, {100, 40}).size() <= 40 * 101 / 2);
}

TEST_CASE("neurons keep rows of their own where there are enough") {
    const std::vector<double> t{0, 1, 0.5};
    const std::vector<std::int32_t> i{2, 6, 3};
    const auto strokes = merged_strokes(t, i, {10, 1000});
    REQUIRE(strokes.size() == 3);
    CHECK(strokes[0].row == 2);
    CHECK(strokes[1].row == 3);
    CHECK(strokes[2].row == 6);
}

TEST_CASE("one spike, one time, one neuron and none at all") {
    CHECK(merged_strokes({}, {}, {10, 10}).empty());
    const std::vector<double> t{0.4, 0.4};
    const std::vector<std::int32_t> same{5, 5}, two{5, 6};
    CHECK(merged_strokes(t, same, {10, 10}) == std::vector<Stroke>{{0.4, 0.4, 5}});
    CHECK(merged_strokes(t, two, {10, 10}) == std::vector<Stroke>{{0.4, 0.4, 5}, {0.4, 0.4, 6}});
}
