// SPDX-License-Identifier: Apache-2.0
// What a panel holds until it is drawn: layers and axes, in SI units.
#pragma once

#include "hillock/figure.hpp"
#include "plot/axis.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace hillock::plot {

enum class Mark { line, points, bars };

/// Points of a curve, or by themselves, or as bars from zero.
struct Series {
    Mark mark = Mark::line;
    std::vector<double> x;
    std::vector<double> y;
    std::string color;
    std::string label;
    double width = 1; ///< of a line, or the diameter of a point, in pixels
    Dash dash = Dash::solid;
};

struct Spikes {
    std::vector<double> t; ///< seconds
    std::vector<std::int32_t> i;
    std::size_t neurons = 1;
    std::string color;
    double marker_size = 0; ///< pixels; 0: chosen by the number of neurons
};

/// Throws what Panel::raster documents. \param neurons  on the axis at least
[[nodiscard]] Spikes checked_spikes(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons);

struct Image {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
    Dimension dimension;
    std::string label;
    std::optional<double> largest;
};

struct Rule {
    bool vertical = true;
    double at = 0;
    LineOptions look;
};

using Layer = std::variant<Series, Spikes, Image>;

struct Axis {
    std::optional<Dimension> dimension; ///< set by the first layer or the unit
    std::string name;                   ///< of the first layer
    std::optional<std::string> label;   ///< the user's, instead of the name
    bool label_has_unit = false;        ///< the user's label is shown as it is
    std::optional<Quantity> unit;
    std::optional<Range> range; ///< the user's
    bool logarithmic = false;
};

struct Panel::State {
    Axis x;
    Axis y;
    std::vector<Layer> layers;
    std::vector<Rule> rules;
    std::string title;
    double height = 1;
    std::size_t colors_used = 0;
};

/// What Figure::save gives to gnuplot.
struct FigureLayout {
    std::vector<std::vector<const Panel::State*>> rows;
    std::string title;
    int width = 0;
    int height = 0;
};
[[nodiscard]] std::string figure_script(const FigureLayout& figure, const std::string& terminal);

} // namespace hillock::plot
