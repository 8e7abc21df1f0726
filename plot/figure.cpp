// SPDX-License-Identifier: Apache-2.0
#include "hillock/figure.hpp"

#include "hillock/error.hpp"
#include "hillock/shared_pointer.hpp"
#include "plot/figure_text.hpp"
#include "plot/gnuplot.hpp"
#include "plot/panel_state.hpp"
#include "plot/script.hpp"
#include "plot/terminal.hpp"

#include <utility>

namespace hillock::plot {

namespace {

constexpr int kDefaultWidth = 640;      // pixels
constexpr int kDefaultHeight = 400;     // of one row
constexpr int kHeightOfOtherRows = 220; // of each row after the first

} // namespace

Figure::Figure() = default;
Figure::Figure(Figure&&) noexcept = default;
Figure& Figure::operator=(Figure&&) noexcept = default;
Figure::~Figure() = default;

Panel& Figure::panel() {
    rows_.emplace_back();
    return beside();
}

Panel& Figure::beside() {
    if (rows_.empty())
        rows_.emplace_back();
    rows_.back().push_back(std::shared_ptr<Panel>(new Panel));
    return *rows_.back().back();
}

Figure& Figure::title(std::string text) {
    title_ = std::move(text);
    return *this;
}

Figure& Figure::size(int width, int height) {
    require_size(width, height);
    width_ = width;
    height_ = height;
    return *this;
}

int Figure::width() const { return width_ != 0 ? width_ : kDefaultWidth; }

int Figure::height() const {
    return height_ != 0 ? height_ : kDefaultHeight + (static_cast<int>(rows_.size()) - 1) * kHeightOfOtherRows;
}

void Figure::draw(const std::string& terminal, const std::string& path) const {
    FigureLayout layout{{}, title_, width(), height()};
    for (const auto& row : rows_) {
        layout.rows.emplace_back();
        for (const auto& panel : row)
            layout.rows.back().push_back(panel->state_.get());
    }
    draw_with_gnuplot({figure_script(layout, terminal), ""}, path);
}

void Figure::save(const std::string& path) const {
    if (rows_.empty())
        throw ValueError("cannot draw '" + path + "': the figure has no panels");
    draw(terminal_for(path, width(), height()), path);
}

void Figure::show() const {
    if (terminal_shows_sixel() && !rows_.empty()) {
        const std::string sixel =
            "set terminal sixelgd noenhanced size " + std::to_string(width()) + "," + std::to_string(height()) + "\n";
        print_picture([&](const std::string& path) { draw(sixel, path); });
    } else {
        print_text(text(terminal_columns()));
    }
}

std::string Figure::text(int columns, int rows) const {
    std::string text = title_.empty() ? "" : title_ + "\n";
    for (const auto& row : rows_)
        for (const auto& panel : row)
            text += panel_text(*panel->state_, columns, rows);
    return text;
}

Figure curve(const Values& x, const Values& y, const LineOptions& options) {
    Figure figure;
    figure.panel().line(x, y, options);
    return figure;
}

Figure histogram(const Values& values, const HistogramOptions& options) {
    Figure figure;
    figure.panel().histogram(values, options);
    return figure;
}

} // namespace hillock::plot
