// SPDX-License-Identifier: Apache-2.0
#include "hillock/error.hpp"
#include "hillock/plot.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace hillock;

TEST_CASE("a raster as text has its spikes where they belong") {
    const std::vector<double> t{0, 0.05, 0.1};
    const std::vector<std::int32_t> i{0, 1, 2};
    // 22 columns: 2 for the numbers of neurons and the axis' blank, 1 for the axis, 19 of 2 dots each. 4 rows
    // of 4 dots each. The first spike is the lowest dot on the left, the second in the middle of both, the
    // last the highest on the right.
    CHECK(plot::raster(t, i).text(22, 7) == "Neuron\n"
                                            "2 │                  ⠈\n"
                                            "  │\n"
                                            "  │         ⠈\n"
                                            "0 │⡀\n"
                                            "  └───────────────────\n"
                                            "   0   Time (ms)   100\n");
}

TEST_CASE("a raster of one neuron as text has its spikes in the middle") {
    const std::string text = plot::raster(std::vector<double>{0, 0.1}, std::vector<std::int32_t>{0, 0}).text(22, 6);
    CHECK(text == "Neuron\n"
                  "0 │\n"
                  "  │⠄                 ⠠\n"
                  "0 │\n"
                  "  └───────────────────\n"
                  "   0   Time (ms)   100\n");
}

TEST_CASE("a raster as text has a title and its own labels") {
    const std::string text = plot::raster(std::vector<double>{1}, std::vector<std::int32_t>{0})
                                 .title("Two\nlines")
                                 .xlabel("x")
                                 .ylabel("y")
                                 .text(20, 6);
    CHECK(text.starts_with("   Two lines\ny\n"));
    CHECK(text.find(" x ") != std::string::npos);
}

TEST_CASE("a raster without spikes is an empty frame") {
    const std::string text = plot::raster({}, {}, 5).text(20, 6);
    CHECK(text.find("4 │\n") != std::string::npos);
    CHECK(text.find("0 │\n") != std::string::npos);
}

TEST_CASE("a picture of text has a size") {
    for (const auto& [columns, rows] :
         {std::pair(19, 10), std::pair(1001, 10), std::pair(72, 4), std::pair(72, 1001)})
        CHECK_THROWS_WITH_AS((void)plot::raster({}, {}).text(columns, rows),
                             ("a picture of text has 20 to 1000 columns and 5 to 1000 rows, but got " +
                              std::to_string(columns) + " x " + std::to_string(rows))
                                 .c_str(),
                             ValueError);
}
