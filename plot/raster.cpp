// SPDX-License-Identifier: Apache-2.0
// Turns spikes and options into a figure of one panel.
#include "hillock/plot.hpp"

#include "hillock/error.hpp"
#include "plot/panel_state.hpp"
#include "plot/script.hpp"

#include <utility>

namespace hillock::plot {

Raster::Raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons) {
    Spikes spikes = checked_spikes(t, i, neurons);
    t_ = std::move(spikes.t);
    i_ = std::move(spikes.i);
    neurons_ = spikes.neurons;
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
    require_pixels(pixels, "size of a marker");
    marker_size_ = pixels;
    return *this;
}

Figure Raster::figure() const {
    Figure figure;
    figure.size(width_, height_);
    Panel& panel = figure.panel();
    panel.raster(t_, i_, {.neurons = neurons_, .marker_size = marker_size_.value_or(0)}).title(title_).ylabel(ylabel_);
    if (xlabel_) {
        panel.xlabel(*xlabel_);
        panel.state_->x.label_has_unit = true;
    }
    return figure;
}

void Raster::save(const std::string& path) const { figure().save(path); }

void Raster::show() const { figure().show(); }

std::string Raster::text(int columns, int rows) const { return figure().text(columns, rows); }

Raster raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons) { return Raster(t, i, neurons); }

} // namespace hillock::plot
