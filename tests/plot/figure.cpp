// SPDX-License-Identifier: Apache-2.0
#include "hillock/figure.hpp"

#include "hillock/error.hpp"
#include "hillock/units.hpp"
#include "tests/plot/picture_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace hillock;
using namespace hillock::test;
using plot::Figure;
using plot::Values;

namespace {

const std::vector<double> kX{0, 0.01, 0.02}, kY{-0.07, -0.06, -0.05};

std::vector<std::string> shown(const Figure& figure) {
    const Directory directory;
    figure.save(directory.file("a.svg"));
    CHECK(directory.entries() == 1);
    return texts(content(directory.file("a.svg")));
}

std::string error_of(auto&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

TEST_CASE("axes carry the units of what is drawn, with the prefix that suits") {
    Figure figure;
    figure.panel().line(Values(kX, second), Values(kY, volt), {.label = "neuron 3"}).ylabel("v").title("Trace");
    const auto text = shown(figure);
    for (const char* expected : {"Time (ms)", "v (mV)", "neuron 3", "Trace", "-70", "20"}) {
        CAPTURE(expected);
        CHECK(has(text, expected));
    }
}

TEST_CASE("a unit and a label can be chosen, and left out") {
    Figure figure;
    figure.panel().line(Values(kX, second), Values(kY, volt)).xunit(1 * us).yunit(1 * volt).xlabel("").ylabel("Potential");
    const auto text = shown(figure);
    CHECK(has(text, "Potential (V)"));
    CHECK(has(text, "20000"));
    CHECK_FALSE(has(text, "µs"));
}

TEST_CASE("panels stand in rows, each with its own axes") {
    Figure figure;
    figure.title("All of it");
    figure.panel().line(kX, kY).xlabel("one");
    figure.beside().points(kX, kY).xlabel("two");
    figure.panel().histogram(Values(kY, volt)).xlabel("three");
    const auto text = shown(figure);
    for (const char* expected : {"All of it", "one", "two", "three (mV)", "Count"}) {
        CAPTURE(expected);
        CHECK(has(text, expected));
    }
}

TEST_CASE("what has another unit than the axis is refused, and nothing is added") {
    Figure figure;
    plot::Panel& panel = figure.panel().line(Values(kX, second), Values(kY, volt), {.label = "first"});
    CHECK(error_of([&] { panel.line(Values(kX, second), Values(kY, amp), {.label = "second"}); }) ==
          "the y axis of this panel is in 'volt', which does not go with 'ampere'");
    CHECK(error_of([&] { panel.vertical(3 * mV); }) == "the x axis of this panel is in 'second', which does not go with 'volt'");
    CHECK(error_of([&] { panel.yunit(1 * nS); }) == "the y axis of this panel is in 'volt', which does not go with 'siemens'");
    CHECK(error_of([&] { panel.xrange(0 * ms, 3 * mV); }) == "the x axis of this panel is in 'second', which does not go with 'volt'");
    const auto text = shown(figure);
    CHECK(has(text, "first"));
    CHECK_FALSE(has(text, "second"));
}

TEST_CASE("errors of the caller say what is wrong") {
    Figure figure;
    CHECK(error_of([&] { figure.save("a.svg"); }) == "cannot draw 'a.svg': the figure has no panels");
    plot::Panel& panel = figure.panel();
    CHECK(error_of([&] { panel.line(std::vector<double>{1, 2}, std::vector<double>{1}); }) ==
          "a line needs as many values of x as of y, but got 2 and 1");
    CHECK(error_of([&] { panel.image(2, 2, std::vector<double>{1, 2, 3}); }) == "an image of 2 x 2 needs 4 values, but got 3");
    CHECK(error_of([&] { panel.line(kX, kY, {.color = "red"}); }) == "a color is \"#rrggbb\", as \"#0072b2\", but got \"red\"");
    CHECK(error_of([&] { panel.line(kX, kY, {.width = 0}); }) == "the width of a line must be above 0 and up to 100 pixels, but got 0");
    CHECK(error_of([&] { panel.xrange(2, 1); }) == "the x axis must end after it begins, but got 2 to 1");
    CHECK(error_of([&] { panel.height(0); }) == "the height of a panel must be positive, but got 0");
    CHECK(error_of([&] { figure.size(50, 400); }) == "the size of a picture must be from 100 to 10000 pixels, but got 50 x 400");
    CHECK(error_of([&] { panel.raster(std::vector<double>{0.1}, std::vector<std::int32_t>{-1}); }) ==
          "a raster needs indices of 0 or more");
}

TEST_CASE("empty panels, gaps, equal values and logarithmic axes are drawn") {
    Figure figure;
    figure.panel();
    figure.panel().line(std::vector<double>{0, 1, 2, 3}, std::vector<double>{1, std::nan(""), 2, 3});
    figure.panel().line(std::vector<double>{1, 2}, std::vector<double>{5, 5}).histogram(std::vector<double>{});
    figure.panel().line(std::vector<double>{0, 1, 10, 100}, std::vector<double>{-1, 1e-3, 1, 10}).xlog().ylog();
    figure.panel().image(1, 1, std::vector<double>{0});
    CHECK(has(shown(figure), "100"));
}

TEST_CASE("an image shows its colours with their unit") {
    Figure figure;
    figure.panel().image(2, 3, Values(std::vector<double>{0, 1, 2, 3, 4, 5}, mV), {.label = "w"});
    CHECK(has(shown(figure), "w (mV)"));
}

TEST_CASE("the size of a picture does not grow with its data") {
    const Directory directory;
    std::vector<double> t, v;
    std::vector<std::int32_t> i;
    for (std::int32_t k = 0; k < 1'000'000; ++k) {
        t.push_back(k * 1e-6);
        v.push_back(std::sin(k * 0.01));
        i.push_back(static_cast<std::int32_t>(k * 7919LL % 100'000));
    }
    Figure figure;
    figure.panel().raster(t, i);
    figure.panel().line(Values(t, second), v);
    figure.panel().points(Values(t, second), v, {.size = 1});
    figure.save(directory.file("a.svg"));
    // 640 x 840 pixels at twice the resolution for spikes and lines; points at most one a pixel, of about 40 bytes.
    CHECK(std::filesystem::file_size(directory.file("a.svg")) < 20'000'000);
}

TEST_CASE("a figure as text has its curve where it belongs") {
    Figure figure;
    figure.panel().line(Values(std::vector<double>{0, 0.1}, second), std::vector<double>{0, 1}).yrange(0, 1).ylabel("v").title("Ramp");
    // 2 columns for the numbers and a blank, 1 for the axis: 16 characters of 2 x 4 dots, in 2 rows. A rising line has its first dot
    // low on the left and its last high on the right.
    const std::string text = figure.text(21, 6);
    CHECK(text.starts_with("   Ramp\nv\n1 │"));
    CHECK(text.find("0 │⣀") != std::string::npos);
    CHECK(text.find("Time (ms)") != std::string::npos);
    CHECK(text.find("100\n") != std::string::npos);
    CHECK(error_of([&] { (void)figure.text(10, 6); }) ==
          "a picture of text has 20 to 1000 columns and 5 to 1000 rows, but got 10 x 6");
}

TEST_CASE("an axis has two numbers at least, also in a low panel") {
    Figure figure;
    figure.panel().line(kX, std::vector<double>{-3.4, 3.9, 0}).yrange(-3.4, 3.9);
    figure.size(640, 125); // 77 pixels between the ends: room for three numbers, but of the multiples of 5 only 0 is among them
    const auto text = shown(figure);
    CHECK(has(text, "-2"));
    CHECK(has(text, "2"));
}

TEST_CASE("long numbers move the axes, not into their label") {
    const auto left_of = [](double largest) {
        const Directory directory;
        Figure figure;
        figure.panel().line(kX, std::vector<double>{0, largest, 0}).ylabel("Synapses");
        figure.save(directory.file("a.svg"));
        const std::string svg = content(directory.file("a.svg"));
        // The frame begins at the top of the y axis: M left,top
        const std::size_t frame = svg.find("d='M", svg.find("Synapses"));
        return std::stod(svg.substr(frame + 4));
    };
    // Two digits more than the usual four, of 8 pixels each.
    CHECK(left_of(900'000) == doctest::Approx(left_of(900) + 16).epsilon(0.01));
}
