// SPDX-License-Identifier: Apache-2.0
// Checks what is to be drawn and adds it to the layers of a panel.
#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "plot/panel_state.hpp"
#include "plot/script.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace hillock::plot {

namespace {

// Wong, Points of view: Color blindness, Nature Methods 8 (2011) 441, the darker ones first.
constexpr std::array<const char*, 7> kColors{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                             "#e69f00", "#56b4e9", "#1a1a1a"};

void require_color(const std::string& color) {
    const bool hexadecimal = color.size() == 7 && color[0] == '#' &&
                             color.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    if (!color.empty() && !hexadecimal)
        throw ValueError("a color is \"#rrggbb\", as \"#0072b2\", but got \"" + color + "\"");
}

void require_same_size(const Values& x, const Values& y, const char* what) {
    if (x.si().size() != y.si().size())
        throw ValueError(std::string(what) + " needs as many values of x as of y, but got " +
                         std::to_string(x.si().size()) + " and " + std::to_string(y.si().size()));
}

/// Nothing is changed before both axes are known to fit.
void require_dimension(const Axis& axis, const char* name, const Dimension& dimension) {
    if (axis.dimension && *axis.dimension != dimension)
        throw DimensionMismatchError("the " + std::string(name) + " axis of this panel is in '" + unit_name(*axis.dimension) +
                                     "', which does not go with '" + unit_name(dimension) + "'");
}

void take(Axis& axis, const Dimension& dimension, const char* name) {
    if (!axis.dimension)
        axis.dimension = dimension;
    if (axis.name.empty())
        axis.name = name;
}

struct AxisNames {
    const char* x = "";
    const char* y = "";
};

void fit(Panel::State& panel, const Dimension& x, const Dimension& y, AxisNames names) {
    require_dimension(panel.x, "x", x);
    require_dimension(panel.y, "y", y);
    take(panel.x, x, x == kTimeDimension ? "Time" : names.x);
    take(panel.y, y, names.y);
}

std::string next_color(Panel::State& panel, const std::string& wanted) {
    return wanted.empty() ? kColors[panel.colors_used++ % kColors.size()] : wanted;
}

/// Where bins begin, how wide they are, and how many values are in each.
struct Bins {
    double begin = 0;
    double width = 1;
    std::vector<double> counts;
};

Bins count(const std::vector<double>& values, std::size_t wanted) {
    Range range;
    range.include(values);
    const auto finite = static_cast<double>(
        std::count_if(values.begin(), values.end(), [](double value) { return std::isfinite(value); }));
    const std::size_t number_of_bins =
        wanted != 0 ? wanted : static_cast<std::size_t>(std::clamp(std::sqrt(finite), 5.0, 100.0));
    if (range.empty() || range.span() == 0)
        return {range.empty() ? -0.5 : range.begin - 0.5, 1, {finite}};
    Bins bins{range.begin, range.span() / static_cast<double>(number_of_bins), std::vector<double>(number_of_bins)};
    for (const double value : values)
        if (std::isfinite(value))
            ++bins.counts[std::min(static_cast<std::size_t>((value - bins.begin) / bins.width), number_of_bins - 1)];
    return bins;
}

void set_unit(Axis& axis, const char* name, const Quantity& unit) {
    if (!(unit.value() > 0 && std::isfinite(unit.value())))
        throw ValueError("a unit of the " + std::string(name) + " axis must be positive, but got " + to_string(unit));
    require_dimension(axis, name, unit.dimension());
    axis.dimension = unit.dimension();
    axis.unit = unit;
}

void set_range(Axis& axis, const char* name, const Quantity& from, const Quantity& to) {
    if (from.dimension() != to.dimension() && from.value() != 0 && to.value() != 0)
        throw DimensionMismatchError("the ends of the " + std::string(name) + " axis are " + to_string(from) + " and " +
                                     to_string(to) + ", whose units differ");
    const Dimension dimension = to.value() != 0 ? to.dimension() : from.dimension();
    require_dimension(axis, name, dimension);
    if (!(from.value() < to.value() && std::isfinite(from.value()) && std::isfinite(to.value())))
        throw ValueError("the " + std::string(name) + " axis must end after it begins, but got " + to_string(from) + " to " +
                         to_string(to));
    axis.dimension = dimension;
    axis.range = Range{from.value(), to.value()};
}

} // namespace

Values::Values(std::span<const double> numbers, const Quantity& unit)
    : si_(numbers.begin(), numbers.end()), dimension_(unit.dimension()) {
    for (double& value : si_)
        value *= unit.value();
}

Panel::Panel() : state_(std::make_shared<State>()) {}
Panel::~Panel() = default;

void Panel::name_y(const std::string& name) {
    if (state_->y.name.empty())
        state_->y.name = name;
}

Panel& Panel::line(const Values& x, const Values& y, const LineOptions& options) {
    require_same_size(x, y, "a line");
    require_color(options.color);
    require_pixels(options.width, "width of a line");
    fit(*state_, x.dimension(), y.dimension(), {});
    state_->layers.push_back(Series{Mark::line, x.si(), y.si(), next_color(*state_, options.color), options.label,
                                    options.width, options.dash});
    return *this;
}

Panel& Panel::points(const Values& x, const Values& y, const PointOptions& options) {
    require_same_size(x, y, "a row of points");
    require_color(options.color);
    require_pixels(options.size, "size of a point");
    fit(*state_, x.dimension(), y.dimension(), {});
    state_->layers.push_back(Series{Mark::points, x.si(), y.si(), next_color(*state_, options.color), options.label,
                                    options.size, Dash::solid});
    return *this;
}

Panel& Panel::bars(const Values& x, const Values& heights, const LineOptions& options) {
    require_same_size(x, heights, "a row of bars");
    require_color(options.color);
    require_pixels(options.width, "width of a line");
    fit(*state_, x.dimension(), heights.dimension(), {});
    state_->layers.push_back(Series{Mark::bars, x.si(), heights.si(), next_color(*state_, options.color), options.label,
                                    options.width, options.dash});
    return *this;
}

Panel& Panel::histogram(const Values& values, const HistogramOptions& options) {
    require_color(options.color);
    fit(*state_, values.dimension(), Dimension(), {"", "Count"});
    Bins bins = count(values.si(), options.bins);
    std::vector<double> centres;
    for (std::size_t k = 0; k < bins.counts.size(); ++k)
        centres.push_back(bins.begin + (static_cast<double>(k) + 0.5) * bins.width);
    state_->layers.push_back(Series{Mark::bars, std::move(centres), std::move(bins.counts),
                                    next_color(*state_, options.color), options.label, 1, Dash::solid});
    return *this;
}

Panel& Panel::image(std::size_t rows, std::size_t columns, const Values& values, const ImageOptions& options) {
    if (rows == 0 || columns == 0 || values.si().size() != rows * columns)
        throw ValueError("an image of " + std::to_string(rows) + " x " + std::to_string(columns) + " needs " +
                         std::to_string(rows * columns) + " values, but got " + std::to_string(values.si().size()));
    if (options.largest && !(*options.largest > 0))
        throw ValueError("the largest value of an image must be positive, but got " + number(*options.largest));
    fit(*state_, Dimension(), Dimension(), {"Column", "Row"});
    state_->layers.push_back(Image{rows, columns, values.si(), values.dimension(), options.label, options.largest});
    return *this;
}

Spikes checked_spikes(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons) {
    if (t.size() != i.size())
        throw ValueError("a raster needs as many times as indices, but got " + std::to_string(t.size()) + " times and " +
                         std::to_string(i.size()) + " indices");
    if (!std::all_of(t.begin(), t.end(), [](double time) { return std::isfinite(time); }))
        throw ValueError("a raster needs finite times");
    if (!std::all_of(i.begin(), i.end(), [](std::int32_t index) { return index >= 0; }))
        throw ValueError("a raster needs indices of 0 or more");
    neurons = std::max<std::size_t>(neurons, 1);
    for (const std::int32_t index : i)
        neurons = std::max(neurons, static_cast<std::size_t>(index) + 1);
    return {{t.begin(), t.end()}, {i.begin(), i.end()}, neurons, "", 0};
}

Panel& Panel::raster(std::span<const double> t, std::span<const std::int32_t> i, const RasterOptions& options) {
    Spikes spikes = checked_spikes(t, i, options.neurons);
    require_color(options.color);
    if (options.marker_size != 0)
        require_pixels(options.marker_size, "size of a marker");
    fit(*state_, kTimeDimension, Dimension(), {"Time", "Neuron"});
    spikes.color = next_color(*state_, options.color);
    spikes.marker_size = options.marker_size;
    state_->layers.push_back(std::move(spikes));
    return *this;
}

Panel& Panel::vertical(const Quantity& x, const LineOptions& options) {
    require_color(options.color);
    require_dimension(state_->x, "x", x.dimension());
    state_->x.dimension = x.dimension();
    state_->rules.push_back({true, x.value(), options});
    return *this;
}

Panel& Panel::horizontal(const Quantity& y, const LineOptions& options) {
    require_color(options.color);
    require_dimension(state_->y, "y", y.dimension());
    state_->y.dimension = y.dimension();
    state_->rules.push_back({false, y.value(), options});
    return *this;
}

Panel& Panel::title(std::string text) {
    state_->title = std::move(text);
    return *this;
}

Panel& Panel::xlabel(std::string text) {
    state_->x.label = std::move(text);
    return *this;
}

Panel& Panel::ylabel(std::string text) {
    state_->y.label = std::move(text);
    return *this;
}

Panel& Panel::xunit(const Quantity& unit) {
    set_unit(state_->x, "x", unit);
    return *this;
}

Panel& Panel::yunit(const Quantity& unit) {
    set_unit(state_->y, "y", unit);
    return *this;
}

Panel& Panel::xrange(const Quantity& from, const Quantity& to) {
    set_range(state_->x, "x", from, to);
    return *this;
}

Panel& Panel::yrange(const Quantity& from, const Quantity& to) {
    set_range(state_->y, "y", from, to);
    return *this;
}

Panel& Panel::xlog() {
    state_->x.logarithmic = true;
    return *this;
}

Panel& Panel::ylog() {
    state_->y.logarithmic = true;
    return *this;
}

Panel& Panel::height(double share) {
    if (!(share > 0 && std::isfinite(share)))
        throw ValueError("the height of a panel must be positive, but got " + number(share));
    state_->height = share;
    return *this;
}

} // namespace hillock::plot
