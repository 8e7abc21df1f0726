// SPDX-License-Identifier: Apache-2.0
// Pictures of recorded data. A raster shows one dot for each spike: time to the right, neurons upwards.
// Drawn by gnuplot, which must be installed only where a picture is saved.
#pragma once

#include <hillock/export.hpp>
#include <hillock/figure.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hillock {

class SpikeMonitor;

namespace plot {

/// A raster plot and its options. It holds a copy of the spikes, so the monitor may go on recording.
class HILLOCK_API Raster {
  public:
    /// Spike k is fired at t[k] (seconds) by neuron i[k]. The axis shows neurons 0 to neurons - 1; with
    /// neurons = 0 it ends at the largest index. ValueError when the lengths differ, a time is not finite, or
    /// an index is negative.
    Raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons = 0);

    /// The texts are shown as they are: no character has a special meaning, '\n' starts a new line. Without a
    /// call there is no title, and the labels are "Time (ms)" (from 10 s on "Time (s)") and "Neuron".
    Raster& title(std::string text);
    Raster& xlabel(std::string text);
    Raster& ylabel(std::string text);
    /// Size of the whole picture in pixels, 96 to the inch in SVG and PDF; each from 100 to 10000. Default
    /// 640 x 400.
    Raster& size(int width, int height);
    /// Diameter of a dot in pixels, above 0 and up to 100. Without a call up to 64 neurons are drawn as
    /// vertical strokes, and more as dots of 1.2 to 3 pixels, the fewer the larger.
    Raster& marker_size(double pixels);

    /// Writes the picture as SVG, PNG or PDF, chosen by the end of the name (.svg, .png, .pdf). The file
    /// appears complete or not at all. More than 50,000 spikes are drawn at twice the resolution of the
    /// picture, and those that fall on the same spot are drawn once. ValueError for another ending,
    /// SystemError when gnuplot is not installed or fails, or the file cannot be written; the data are
    /// untouched by an error.
    void save(const std::string& path) const;

    /// Draws the picture into the terminal, by way of standard output: as an image if the terminal says that it shows sixel graphics and
    /// gnuplot is there, else as text. HILLOCK_PLOT=text or HILLOCK_PLOT=sixel in the environment decides without asking.
    void show() const;
    /// The picture as text, drawn with the dots of Braille characters (UTF-8): 2 x 4 of them in each character. Some rows and columns
    /// are for the axes. ValueError unless columns are from 20 to 1000 and rows from 5 to 1000.
    [[nodiscard]] std::string text(int columns = 72, int rows = 16) const;

  private:
    [[nodiscard]] Figure figure() const;
    std::vector<double> t_; // seconds
    std::vector<std::int32_t> i_;
    std::size_t neurons_ = 0;
    std::string title_;
    std::optional<std::string> xlabel_;
    std::string ylabel_ = "Neuron";
    int width_ = 640;
    int height_ = 400;
    std::optional<double> marker_size_;
};

[[nodiscard]] HILLOCK_API Raster raster(std::span<const double> t, std::span<const std::int32_t> i, std::size_t neurons = 0);

/// The spikes that a monitor has recorded so far, with all neurons of its group on the axis.
[[nodiscard]] HILLOCK_API Raster raster(const SpikeMonitor& monitor);

} // namespace plot
} // namespace hillock
