// SPDX-License-Identifier: Apache-2.0
// Turns spikes and options into a gnuplot script and its data.
#include "hillock/plot.hpp"

#include "hillock/error.hpp"
#include "plot/gnuplot.hpp"
#include "plot/script.hpp"
#include "plot/strokes.hpp"
#include "plot/terminal.hpp"
#include "plot/text_canvas.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace hillock::plot {

namespace {

constexpr std::size_t kMostExactSpikes = 50'000; // an SVG of about 1.5 MB; more are merged on a grid
constexpr std::size_t kOversampling = 2;
constexpr std::size_t kMostStrokedNeurons = 64; // rows of at least 5 pixels in the default size
constexpr double kDotSize = 1.2;                // pixels
constexpr double kStrokeHeight = 0.7;           // of the distance between two neurons
constexpr double kSecondsFrom = 10;             // end of the time axis from which it is in seconds

/// Ends of an axis, in the axis' own unit.
struct Range {
    double begin = 0;
    double end = 1;
    [[nodiscard]] double span() const { return end - begin; }
    [[nodiscard]] std::string text() const { return "[" + number(begin) + ":" + number(end) + "]"; }
};

/// The times in seconds, widened to round numbers; from zero unless the data start well after it.
Range time_range(const std::vector<double>& t) {
    if (t.empty())
        return {0, 1};
    const auto [first, last] = std::minmax_element(t.begin(), t.end());
    const double begin = *first >= 0 && *first < 0.25 * *last ? 0 : *first;
    if (*last <= begin)
        return {begin - 0.5e-3, begin + 0.5e-3};
    // A tenth of the power of ten below the span: 991.8 ms becomes 1000 ms, 124 ms becomes 130 ms.
    const double step = std::pow(10.0, std::floor(std::log10(*last - begin)) - 1);
    return {std::floor(begin / step + 1e-6) * step, std::ceil(*last / step - 1e-6) * step};
}

/// All neurons with a little room, so that the lowest row does not lie on the axis.
Range neuron_range(std::size_t neurons) {
    const double margin = std::max(0.5, 0.01 * static_cast<double>(neurons));
    return {-margin, static_cast<double>(neurons) - 1 + margin};
}

std::size_t lines(const std::string& text) {
    return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Title and labels. gnuplot leaves room as if a line were twice as high as the font, too much for a figure.
std::string texts(const std::string& title, const std::string& xlabel, const std::string& ylabel) {
    return "set title " + gnuplot_string(title, "title") + " offset 0,-0.6\n" + "set xlabel " +
           gnuplot_string(xlabel, "label of the x axis") + " offset 0,0.5\n" + "set ylabel " +
           gnuplot_string(ylabel, "label of the y axis") + " offset 0.5,0\n" + "set xtics offset 0,0.25\n" +
           "set tmargin " + std::to_string(lines(title) + 1) + "\n" + "set bmargin " +
           number(static_cast<double>(lines(xlabel)) + 1.7) + "\n" + "set rmargin 3\n";
}

/// How one spike looks, in the units of the axes: the half-height of a vertical stroke, or the length of a
/// dot. A very short line with round ends is a dot, and takes a third of the bytes of a marker in SVG.
struct Mark {
    double half_height = 0;
    double length = 0;
};

std::string line_data(const std::vector<Stroke>& strokes, double time_factor, Mark mark) {
    std::string data;
    data.reserve(strokes.size() * 32);
    for (const Stroke& stroke : strokes) {
        const double begin = stroke.begin * time_factor;
        const double end = std::max(stroke.end * time_factor, begin + mark.length);
        append_number(data, begin), data += ' ', append_number(data, stroke.row - mark.half_height), data += '\n';
        append_number(data, end), data += ' ', append_number(data, stroke.row + mark.half_height), data += "\n\n";
    }
    return data;
}

} // namespace

Raster::Raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons)
    : t_(t.begin(), t.end()), i_(i.begin(), i.end()), neurons_(neurons) {
    if (t.size() != i.size())
        throw ValueError("a raster needs as many times as indices, but got " + std::to_string(t.size()) +
                         " times and " + std::to_string(i.size()) + " indices");
    if (!std::all_of(t.begin(), t.end(), [](double time) { return std::isfinite(time); }))
        throw ValueError("a raster needs finite times");
    if (!std::all_of(i.begin(), i.end(), [](std::int32_t index) { return index >= 0; }))
        throw ValueError("a raster needs indices of 0 or more");
    for (const std::int32_t index : i_)
        neurons_ = std::max(neurons_, static_cast<std::size_t>(index) + 1);
    neurons_ = std::max<std::size_t>(neurons_, 1);
}

Raster& Raster::title(std::string text) {
    title_ = std::move(text);
    return *this;
}

Raster& Raster::xlabel(std::string text) {
    xlabel_ = std::move(text);
    return *this;
}

Raster& Raster::ylabel(std::string text) {
    ylabel_ = std::move(text);
    return *this;
}

Raster& Raster::size(int width, int height) {
    require_size(width, height);
    width_ = width;
    height_ = height;
    return *this;
}

Raster& Raster::marker_size(double pixels) {
    if (!(pixels > 0 && pixels <= 100))
        throw ValueError("the size of a marker must be above 0 and up to 100 pixels, but got " +
                         number(pixels));
    marker_size_ = pixels;
    return *this;
}

void Raster::save(const std::string& path) const { draw(terminal_for(path, width_, height_, "raster"), path); }

void Raster::show() const {
    if (terminal_shows_sixel()) {
        const std::string sixel = "set terminal sixelgd noenhanced size " + std::to_string(width_) + "," +
                                  std::to_string(height_) + "\n";
        print_picture([&](const std::string& path) { draw(sixel, path); });
    } else {
        print_text(text(terminal_columns()));
    }
}

std::string Raster::text(int columns, int rows) const {
    if (columns < 20 || columns > 1000 || rows < 5 || rows > 1000)
        throw ValueError("a picture of text has 20 to 1000 columns and 5 to 1000 rows, but got " +
                         std::to_string(columns) + " x " + std::to_string(rows));
    const Range seconds = time_range(t_);
    const bool in_seconds = seconds.end >= kSecondsFrom;
    const double factor = in_seconds ? 1 : 1e3;
    TextFrame frame;
    frame.title = title_;
    frame.xlabel = xlabel_.value_or(in_seconds ? "Time (s)" : "Time (ms)");
    frame.ylabel = ylabel_;
    frame.left = number(seconds.begin * factor);
    frame.right = number(seconds.end * factor);
    frame.bottom = "0";
    frame.top = std::to_string(neurons_ - 1);
    TextCanvas canvas(frame, columns, rows);
    for (std::size_t k = 0; k < t_.size(); ++k)
        canvas.dot((t_[k] - seconds.begin) / seconds.span(), neurons_ == 1 ? 0.5 : i_[k] / static_cast<double>(neurons_ - 1));
    return canvas.text();
}

void Raster::draw(const std::string& terminal, const std::string& path) const {
    const Range seconds = time_range(t_);
    const bool in_seconds = seconds.end >= kSecondsFrom;
    const double factor = in_seconds ? 1 : 1e3;
    const Range time{seconds.begin * factor, seconds.end * factor};
    const bool merged = t_.size() > kMostExactSpikes;
    const bool stroked = !marker_size_ && !merged && neurons_ <= kMostStrokedNeurons;

    // A fiftieth of a pixel: a length of zero would be dropped by gnuplot.
    const Mark mark = stroked ? Mark{kStrokeHeight / 2, 0} : Mark{0, time.span() / (50.0 * width_)};
    const double line_width = stroked ? 1.0 : marker_size_.value_or(kDotSize);
    const Grid grid{kOversampling * static_cast<std::size_t>(width_),
                    kOversampling * static_cast<std::size_t>(height_)};
    const std::vector<Stroke> strokes = merged ? merged_strokes(t_, i_, grid) : exact_strokes(t_, i_);

    std::string script = "set encoding utf8\n" + terminal +
                         "set output 'picture'\n"
                         "set border 3 lw 1\n"
                         "set tics out nomirror scale 0.6\n"
                         "set format '%g'\n"
                         "set key off\n"
                         "set xrange " +
                         time.text() + "\nset yrange " + neuron_range(neurons_).text() + "\n";
    if (neurons_ <= 10)
        script += "set ytics 1\n";
    script += texts(title_, xlabel_.value_or(in_seconds ? "Time (s)" : "Time (ms)"), ylabel_);
    if (strokes.empty())
        script += "plot NaN\n";
    else
        script += "plot 'data' using 1:2 with lines lc rgb '#1a1a1a' lw " + number(line_width) + "\n";
    draw_with_gnuplot({std::move(script), line_data(strokes, factor, mark)}, path);
}

Raster raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons) { return Raster(t, i, neurons); }

} // namespace hillock::plot
