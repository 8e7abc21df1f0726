// SPDX-License-Identifier: Apache-2.0
#include "plot/figure_text.hpp"

#include "hillock/error.hpp"
#include "plot/panel_axes.hpp"
#include "plot/script.hpp"
#include "plot/text_canvas.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::plot {

namespace {

/// Places in a panel, from 0 (left, bottom) to 1.
struct Frame {
    Range x, y;
    bool log_x, log_y;

    [[nodiscard]] static double place(double value, const Range& range, bool logarithmic) {
        if (logarithmic)
            return std::log(value / range.begin) / std::log(range.end / range.begin);
        return range.span() > 0 ? (value - range.begin) / range.span() : 0.5;
    }
    [[nodiscard]] double across(double value) const { return place(value, x, log_x); }
    [[nodiscard]] double up(double value) const { return place(value, y, log_y); }
};

/// Dots along the straight line between two places, at most two for each dot of the canvas.
void connect(TextCanvas& canvas, double x0, double y0, double x1, double y1, int columns) {
    const double distance = std::max(std::abs(x1 - x0), std::abs(y1 - y0));
    if (!std::isfinite(distance))
        return;
    const auto steps = static_cast<int>(std::min(distance, 2.0) * 4 * columns) + 1;
    for (int k = 0; k <= steps; ++k)
        canvas.dot(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps);
}

void draw(TextCanvas& canvas, const Frame& frame, const Series& series, int columns) {
    for (std::size_t k = 0; k < series.x.size(); ++k) {
        const double x = frame.across(series.x[k]), y = frame.up(series.y[k]);
        if (series.mark == Mark::line && k > 0)
            connect(canvas, frame.across(series.x[k - 1]), frame.up(series.y[k - 1]), x, y, columns);
        else if (series.mark == Mark::bars)
            connect(canvas, x, std::max(frame.up(0), 0.0), x, y, columns);
        else
            canvas.dot(x, y);
    }
}

void draw(TextCanvas& canvas, const Frame& frame, const Spikes& spikes, int) {
    for (std::size_t k = 0; k < spikes.t.size(); ++k)
        canvas.dot(frame.across(spikes.t[k]), frame.up(spikes.i[k]));
}

void draw(TextCanvas& canvas, const Frame& frame, const Image& image, int) {
    for (std::size_t k = 0; k < image.values.size(); ++k)
        if (image.values[k] != 0)
            canvas.dot(frame.across(static_cast<double>(k % image.columns)), frame.up(static_cast<double>(k / image.columns)));
}

/// Three digits, or a count: the ends of an axis are round numbers or have a margin.
std::string short_number(double value) {
    if (std::abs(value) < 1e6 && value == std::round(value))
        return std::to_string(std::lround(value));
    const double power = value == 0 ? 1 : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 2);
    std::string text;
    append_number(text, std::round(value / power) * power);
    return text;
}

/// Where only spikes are drawn, the neurons from the lowest row of dots to the highest, without the room that a picture leaves.
Range rows_of(const Panel::State& panel) {
    Range rows;
    for (const Layer& layer : panel.layers)
        if (const auto* const spikes = std::get_if<Spikes>(&layer))
            rows.include(0), rows.include(static_cast<double>(spikes->neurons - 1));
    const bool only_spikes = std::all_of(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) {
        return std::holds_alternative<Spikes>(layer);
    });
    return rows.empty() || !only_spikes || panel.y.range || panel.y.logarithmic ? y_range(panel) : rows;
}

} // namespace

std::string panel_text(const Panel::State& panel, int columns, int rows) {
    if (columns < 20 || columns > 1000 || rows < 5 || rows > 1000)
        throw ValueError("a picture of text has 20 to 1000 columns and 5 to 1000 rows, but got " + std::to_string(columns) +
                         " x " + std::to_string(rows));
    const Frame frame{x_range(panel), rows_of(panel), panel.x.logarithmic, panel.y.logarithmic};
    const AxisUnit x = unit_of(panel.x, frame.x), y = unit_of(panel.y, frame.y);
    TextFrame text;
    text.title = panel.title;
    text.xlabel = label_of(panel.x, x);
    text.ylabel = label_of(panel.y, y);
    text.left = short_number(frame.x.begin * x.factor);
    text.right = short_number(frame.x.end * x.factor);
    text.bottom = short_number(frame.y.begin * y.factor);
    text.top = short_number(frame.y.end * y.factor);
    TextCanvas canvas(text, columns, rows);
    for (const Layer& layer : panel.layers)
        std::visit([&](const auto& content) { draw(canvas, frame, content, columns); }, layer);
    return canvas.text();
}

} // namespace hillock::plot
