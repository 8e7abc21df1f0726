// SPDX-License-Identifier: Apache-2.0
// Turns the panels of a figure into one gnuplot script that holds the data too. Margins are computed here, in pixels, so that axes of
// panels in a column align and no text meets another.
#include "plot/gnuplot.hpp"
#include "plot/panel_axes.hpp"
#include "plot/script.hpp"
#include "plot/strokes.hpp"
#include "plot/thinning.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace hillock::plot {

namespace {

constexpr std::size_t kOversampling = 2;         // points are thinned to twice the resolution
constexpr std::size_t kMostExactSpikes = 50'000; // an SVG of about 1.5 MB; more are merged on a grid
constexpr std::size_t kMostPoints = 20'000;      // that are not joined by a line
constexpr std::size_t kMostStrokedNeurons = 64;
constexpr double kSmallestDot = 1.2, kLargestDot = 3; // pixels: the fewer the larger, and from
constexpr double kMostLargerDots = 14'000;            // spikes on the smallest
constexpr double kStrokeHeight = 0.7; // of the distance between two neurons
constexpr std::size_t kLeastImagePixels = 400; // of each side: viewers blur an image that they have to enlarge

// Pixels around the axes, for text of 13 pixels.
constexpr double kLine = 19, kLabel = 25, kLeft = 78, kRight = 24, kColorBar = 84, kTop = 12, kBottom = 32, kLabelLeft = 63;
constexpr double kCharacter = 8, kSample = 60; // of a legend
constexpr double kShortNumber = 4;              // characters of a number at the y axis for which kLeft leaves room


struct Box {
    double left, right, bottom, top; ///< fractions of the picture, from its lower left corner
};

/// All that the commands of one panel need to know.
struct View {
    const Panel::State& panel;
    Range x, y;
    AxisUnit x_unit, y_unit;
    double width; ///< pixels between the axes
    double height;
    double figure_width; ///< pixels of the whole picture
    double wider;        ///< pixels that the numbers at y axes take beyond the room of kLeft
};

/// Entries side by side in lines above the axes.
struct Legend {
    std::size_t entries = 0;
    std::size_t columns = 1;
    [[nodiscard]] std::size_t lines() const { return (entries + columns - 1) / columns; }
};

Legend legend_of(const Panel::State& panel, double width) {
    Legend legend;
    std::size_t longest = 0;
    const auto include = [&](const std::string& label) {
        legend.entries += label.empty() ? 0 : 1;
        longest = std::max(longest, label.size());
    };
    for (const Layer& layer : panel.layers)
        if (const auto* series = std::get_if<Series>(&layer))
            include(series->label);
    for (const Rule& rule : panel.rules)
        include(rule.look.label);
    const double entry = kCharacter * static_cast<double>(longest) + kSample;
    legend.columns = std::clamp<std::size_t>(static_cast<std::size_t>(width / entry), 1, std::max<std::size_t>(legend.entries, 1));
    return legend;
}

double plot_width(const Panel::State& panel, double cell, double wider) {
    return cell - kLeft - wider - (image_of(panel) != nullptr ? kColorBar : kRight);
}

// ---- data ---------------------------------------------------------------------------------------------------------

/// A named block of the script, and the words that draw it.
struct Drawn {
    std::string data;
    std::string command;
    std::string settings; ///< lines before the plot command
};

std::string dash_type(Dash dash) { return dash == Dash::solid ? "" : dash == Dash::dashed ? " dt 2" : " dt 3"; }

std::string look(const std::string& color, double width) {
    return " lc rgb '" + color + "' lw " + number(width); // checked where it was given
}

std::string legend(const std::string& label) {
    return label.empty() ? " notitle" : " title " + gnuplot_string(label, "label of a layer");
}

Drawn draw(const Series& series, const View& view) {
    const auto columns = kOversampling * static_cast<std::size_t>(std::max(view.width, view.height));
    Points points{series.x, series.y};
    if (series.mark == Mark::line)
        points = thinned(series.x, series.y, columns);
    else if (series.mark == Mark::points && series.x.size() > kMostPoints)
        points = one_each_cell(series.x, series.y, columns / kOversampling);
    // A very short line with round ends is a point as large as it is wide, in all formats alike.
    const double dot = view.x.span() * view.x_unit.factor / (50 * view.width);
    Drawn drawn;
    for (std::size_t k = 0; k < points.x.size(); ++k) {
        const double x = points.x[k] * view.x_unit.factor, y = points.y[k] * view.y_unit.factor;
        if (series.mark == Mark::line && !(std::isfinite(x) && std::isfinite(y))) {
            drawn.data += '\n';
            continue;
        }
        if (!std::isfinite(x) || !std::isfinite(y))
            continue;
        append_number(drawn.data, x), drawn.data += ' ', append_number(drawn.data, y), drawn.data += '\n';
        if (series.mark == Mark::points)
            append_number(drawn.data, x + dot), drawn.data += ' ', append_number(drawn.data, y), drawn.data += "\n\n";
    }
    if (series.mark == Mark::bars)
        drawn.command = "using 1:2:(" + number(bar_width(series.x) * view.x_unit.factor) +
                        ") with boxes fill solid 0.7 noborder lc rgb '" + series.color + "'";
    else
        drawn.command = "using 1:2 with lines" + look(series.color, series.width) + dash_type(series.dash);
    if (series.mark == Mark::points && !series.label.empty()) // the legend shows a dot, not a stroke
        drawn.command += " notitle, NaN with points pt 7 ps " + number(series.width / 8) + " lc rgb '" + series.color + "'";
    drawn.command += legend(series.label);
    return drawn;
}

Drawn draw(const Spikes& spikes, const View& view) {
    const bool merged = spikes.t.size() > kMostExactSpikes;
    const bool stroked = spikes.marker_size == 0 && !merged && spikes.neurons <= kMostStrokedNeurons;
    const double half = stroked ? kStrokeHeight / 2 : 0;
    const double dot = stroked ? 0 : view.x.span() * view.x_unit.factor / (50 * view.width);
    const Grid grid{kOversampling * static_cast<std::size_t>(view.width), kOversampling * static_cast<std::size_t>(view.height)};
    const auto strokes = merged ? merged_strokes(spikes.t, spikes.i, grid) : exact_strokes(spikes.t, spikes.i);
    Drawn drawn;
    drawn.data.reserve(strokes.size() * 32);
    for (const Stroke& stroke : strokes) {
        const double begin = stroke.begin * view.x_unit.factor;
        const double end = std::max(stroke.end * view.x_unit.factor, begin + dot);
        append_number(drawn.data, begin), drawn.data += ' ', append_number(drawn.data, stroke.row - half);
        drawn.data += '\n', append_number(drawn.data, end), drawn.data += ' ';
        append_number(drawn.data, stroke.row + half), drawn.data += "\n\n";
    }
    const double fewer = kSmallestDot * std::sqrt(kMostLargerDots / static_cast<double>(std::max<std::size_t>(spikes.t.size(), 1)));
    const double dot_size = std::round(10 * std::clamp(fewer, kSmallestDot, kLargestDot)) / 10;
    const double width = spikes.marker_size != 0 ? spikes.marker_size : stroked ? 1.0 : dot_size;
    drawn.command = "using 1:2 with lines" + look(spikes.color, width) + " notitle";
    return drawn;
}

/// Cells that a picture can show: blocks of a large image are represented by their entry that is farthest from zero, and small images
/// have each value several times.
struct Cells {
    std::size_t rows, columns;
    std::vector<double> values;
};

Cells reduced(const Image& image, std::size_t most_rows, std::size_t most_columns) {
    const std::size_t down = (image.rows + most_rows - 1) / most_rows, across = (image.columns + most_columns - 1) / most_columns;
    Cells cells{(image.rows + down - 1) / down, (image.columns + across - 1) / across, {}};
    cells.values.assign(cells.rows * cells.columns, 0);
    for (std::size_t row = 0; row < image.rows; ++row)
        for (std::size_t column = 0; column < image.columns; ++column) {
            double& cell = cells.values[row / down * cells.columns + column / across];
            const double value = image.values[row * image.columns + column];
            if (!(std::abs(value) <= std::abs(cell)))
                cell = value;
        }
    return cells;
}

Drawn draw(const Image& image, const View& view) {
    const double largest = image.largest.value_or(0);
    Range range;
    range.include(image.values);
    const double strongest = largest > 0 ? largest : std::max({std::abs(range.begin), std::abs(range.end), 1e-300});
    const AxisUnit unit = suitable_unit(image.dimension, strongest);
    const Cells cells = reduced(image, kOversampling * static_cast<std::size_t>(view.height) + 1,
                                kOversampling * static_cast<std::size_t>(view.width) + 1);
    const std::size_t copies = (kLeastImagePixels + std::max(cells.rows, cells.columns) - 1) / std::max(cells.rows, cells.columns);
    Drawn drawn;
    for (std::size_t row = 0; row < cells.rows; ++row) {
        std::string line;
        for (std::size_t column = 0; column < cells.columns; ++column)
            for (std::size_t copy = 0; copy < copies; ++copy)
                append_number(line, cells.values[row * cells.columns + column] * unit.factor), line += ' ';
        for (std::size_t copy = 0; copy < copies; ++copy)
            drawn.data += line + '\n';
    }
    // Column k of the matrix is drawn around x, so that the picture covers [-0.5, columns - 0.5] exactly.
    const auto place = [copies](const char* which, std::size_t all, std::size_t shown) {
        const double step = static_cast<double>(all) / static_cast<double>(shown * copies);
        return "((" + std::string(which) + "+0.5)*" + number(step) + "-0.5)";
    };
    const bool both_signs = range.begin < 0;
    const std::string end = number(strongest * unit.factor);
    drawn.command = "matrix using " + place("$1", image.columns, cells.columns) + ":" + place("$2", image.rows, cells.rows) +
                    ":3 with image notitle";
    const std::string palette = both_signs ? "set palette defined (-1 '#0b4a8f', -0.5 '#6aa8d8', 0 '#ffffff', 0.5 '#ec8f6a', 1 '#9c1127')\n"
                                           : "set palette defined (0 '#ffffff', 0.35 '#a6cbe6', 0.7 '#2f7fbc', 1 '#08264f')\n";
    const std::string label = unit.unit.empty() ? image.label : image.label + " (" + unit.unit + ")";
    drawn.settings = palette + "set cbrange [" + (both_signs ? "-" + end : "0") + ":" + end + "]\nset cblabel " +
                     gnuplot_string(label, "label of an image") + " offset 0.5,0\n";
    return drawn;
}

/// Axes of neurons and of matrices have no ticks between whole numbers.
bool counts_neurons(const Panel::State& panel) {
    return std::any_of(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) { return !std::holds_alternative<Series>(layer); });
}

/// 1, 2 or 5 times a power of ten, so that at most about `most` of them, and ten, lie in the span.
double tick_step(double span, double most, bool whole) {
    const double least = span / std::clamp(most, 1.5, 10.0);
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    // A larger one where there is room for two, so that there are two.
    const bool two = most >= 2.5;
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0})
        if (factor * power >= least * (1 - 1e-9) || (two && span < 2 * step))
            step = factor * power;
    return whole ? std::max(step, 1.0) : step;
}

double x_step(const Panel::State& panel, double span, double width) { return tick_step(span, width / 42, counts_neurons(panel)); }
double y_step(const Panel::State& panel, double span, double height) { return tick_step(span, height / 26, counts_neurons(panel)); }

/// Of the longest number at the y axis, as gnuplot writes it.
std::size_t longest_number(const Panel::State& panel, double height) {
    const Range range = y_range(panel);
    if (panel.y.logarithmic)
        return 0;
    const double factor = unit_of(panel.y, range).factor, step = y_step(panel, range.span() * factor, height);
    std::size_t longest = 0;
    for (int k = 0; k <= 20; ++k) { // there are ten of them
        const double tick = (std::ceil(range.begin * factor / step) + k) * step;
        if (tick > range.end * factor)
            break;
        char text[32];
        longest = std::max(longest, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%g", std::abs(tick) < step / 2 ? 0 : tick)));
    }
    return longest;
}

// ---- panels -------------------------------------------------------------------------------------------------------

std::string rules_of(const View& view) {
    std::string text;
    for (const Rule& rule : view.panel.rules) {
        const std::string at = number(rule.at * (rule.vertical ? view.x_unit : view.y_unit).factor);
        text += rule.vertical ? "set arrow from first " + at + ", graph 0 to first " + at + ", graph 1"
                              : "set arrow from graph 0, first " + at + " to graph 1, first " + at;
        text += " nohead back" + look(rule.look.color.empty() ? "#888888" : rule.look.color, rule.look.width) +
                dash_type(rule.look.dash) + "\n";
    }
    return text;
}

std::string frame_of(const View& view, const Box& box) {
    const Panel::State& panel = view.panel;
    const auto screen = [](const char* side, double at) {
        return "set " + std::string(side) + "margin at screen " + number(at) + "\n";
    };
    std::string text = "reset\nset border 3 lw 1\nset tics out nomirror scale 0.6\nset format '%g'\n" + screen("l", box.left) +
                       screen("r", box.right) + screen("b", box.bottom) + screen("t", box.top) + "set xrange " +
                       view.x.text(view.x_unit.factor) + "\nset yrange " + view.y.text(view.y_unit.factor) + "\n";
    const Legend legend = legend_of(panel, view.width);
    text += "set title " + gnuplot_string(panel.title, "title") + " offset 0," + number(static_cast<double>(legend.lines()) - 0.6) + "\n";
    text += "set xlabel " + gnuplot_string(label_of(panel.x, view.x_unit), "label of the x axis") + " offset 0,0.5\n";
    // gnuplot would place it by a guess of how wide the numbers are.
    text += "set label 1 " + gnuplot_string(label_of(panel.y, view.y_unit), "label of the y axis") + " at screen " +
            number(box.left - (kLabelLeft + view.wider) / view.figure_width) + ", graph 0.5 center rotate by 90\n";
    text += "set xtics offset 0,0.25\n";
    text += panel.x.logarithmic ? "" : "set xtics " + number(x_step(panel, view.x.span() * view.x_unit.factor, view.width)) + "\n";
    text += panel.y.logarithmic ? "" : "set ytics " + number(y_step(panel, view.y.span() * view.y_unit.factor, view.height)) + "\n";
    if (panel.x.logarithmic)
        text += "set logscale x\n";
    if (panel.y.logarithmic)
        text += "set logscale y\n";
    text += legend.entries > 0 ? "set key at graph 1, graph 1 right bottom horizontal samplen 1.5 spacing 1 maxcols " +
                                     std::to_string(legend.columns) + "\n"
                               : "set key off\n";
    return text + rules_of(view);
}

std::string commands_of(const View& view, const Box& box, std::size_t& blocks) {
    std::string text, plots;
    for (const Layer& layer : view.panel.layers) {
        const Drawn drawn = std::visit([&](const auto& content) { return draw(content, view); }, layer);
        if (drawn.data.empty())
            continue;
        const std::string name = "$data" + std::to_string(blocks++);
        text += name + " << END\n" + drawn.data + "END\n" + drawn.settings;
        plots += (plots.empty() ? "plot " : ", \\\n     ") + name + " " + drawn.command;
    }
    for (const Rule& rule : view.panel.rules)
        if (!rule.look.label.empty())
            plots += (plots.empty() ? "plot " : ", \\\n     ") + std::string("NaN with lines") +
                     look(rule.look.color.empty() ? "#888888" : rule.look.color, rule.look.width) + dash_type(rule.look.dash) +
                     legend(rule.look.label);
    return frame_of(view, box) + text + (plots.empty() ? "plot NaN notitle" : plots) + "\n";
}

// ---- layout -------------------------------------------------------------------------------------------------------

std::size_t lines(const std::string& text) {
    return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

struct RowMargins {
    double above = 0, below = 0, share = 0; ///< pixels, pixels, part of what is left
};

RowMargins margins_of(const std::vector<const Panel::State*>& row, double figure_width, double wider) {
    const double cell = figure_width / static_cast<double>(row.size());
    RowMargins margins;
    for (const Panel::State* panel : row) {
        const double title = kLine * static_cast<double>(lines(panel->title) + legend_of(*panel, plot_width(*panel, cell, wider)).lines());
        const bool labelled = !label_of(panel->x, unit_of(panel->x, x_range(*panel))).empty();
        margins.above = std::max(margins.above, kTop + title);
        margins.below = std::max(margins.below, kBottom + (labelled ? kLabel : 0));
        margins.share = std::max(margins.share, panel->height);
    }
    return margins;
}

View view_of(const Panel::State& panel, double width, double height, double figure_width, double wider) {
    const Range x = x_range(panel), y = y_range(panel);
    return {panel, x, y, unit_of(panel.x, x), unit_of(panel.y, y), std::max(width, 1.0), std::max(height, 1.0), figure_width, wider};
}

std::string row_script(const FigureLayout& figure, const std::vector<const Panel::State*>& row, double top, double height, double wider,
                       std::size_t& blocks) {
    const double cell = static_cast<double>(figure.width) / static_cast<double>(row.size());
    std::string text;
    for (std::size_t k = 0; k < row.size(); ++k) {
        const double left = cell * static_cast<double>(k) + kLeft + wider;
        const double right = left + plot_width(*row[k], cell, wider);
        const Box box{left / figure.width, right / figure.width, 1 - (top + height) / figure.height, 1 - top / figure.height};
        text += commands_of(view_of(*row[k], right - left, height, figure.width, wider), box, blocks);
    }
    return text;
}

/// Pixels that the numbers at the y axes of any panel take beyond the usual room, so that their labels are beside them.
double wider_by(const FigureLayout& figure) {
    std::size_t longest = 0;
    for (const auto& row : figure.rows)
        for (const Panel::State* const panel : row)
            longest = std::max(longest, longest_number(*panel, static_cast<double>(figure.height) / static_cast<double>(figure.rows.size())));
    return kCharacter * std::max(static_cast<double>(longest) - kShortNumber, 0.0);
}

} // namespace

std::string figure_script(const FigureLayout& figure, const std::string& terminal) {
    std::string text = "set encoding utf8\n" + terminal + "set output 'picture'\nset multiplot";
    double used = 4;
    if (!figure.title.empty()) {
        text += " title " + gnuplot_string(figure.title, "title");
        used += kLine * static_cast<double>(lines(figure.title)) + 10;
    }
    text += "\n";
    std::vector<RowMargins> margins;
    const double wider = wider_by(figure);
    double shares = 0, around = used;
    for (const auto& row : figure.rows) {
        margins.push_back(margins_of(row, figure.width, wider));
        around += margins.back().above + margins.back().below;
        shares += margins.back().share;
    }
    const double left = std::max(figure.height - around, 20.0 * static_cast<double>(figure.rows.size()));
    double top = used;
    std::size_t blocks = 0;
    for (std::size_t k = 0; k < figure.rows.size(); ++k) {
        const double height = left * margins[k].share / shares;
        top += margins[k].above;
        text += row_script(figure, figure.rows[k], top, height, wider, blocks);
        top += height + margins[k].below;
    }
    return text + "unset multiplot\n";
}

} // namespace hillock::plot
