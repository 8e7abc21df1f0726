// SPDX-License-Identifier: Apache-2.0
// Pictures made of panels, panels made of layers: `Figure f; f.panel().trace(M, "v"); f.save("v.svg");`. An axis takes
// its unit from what is drawn first, with the prefix that suits its numbers; what is drawn later must have the same
// dimension. Drawn by gnuplot, which must be installed only where a picture is saved.
#pragma once

#include <hillock/export.hpp>
#include <hillock/quantity.hpp>
#include <hillock/shared.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hillock {

class PopulationRateMonitor;
class SpikeMonitor;
class StateMonitor;
class Synapses;
class VariableView;
struct BinnedRate;
struct DenseMatrix;
struct QuantityArray;

namespace plot {

/// Numbers with their dimension, as an axis needs them. Plain numbers have none; `Values(M.t(), second)` gives them one.
class HILLOCK_API Values {
  public:
    Values(std::vector<double> numbers) : si_(std::move(numbers)) {}
    Values(std::span<const double> numbers, const Quantity& unit = 1);
    Values(const QuantityArray& values);
    Values(const VariableView& values);

    [[nodiscard]] const std::vector<double>& si() const { return si_; }
    [[nodiscard]] const Dimension& dimension() const { return dimension_; }

  private:
    std::vector<double> si_;
    Dimension dimension_;
};

enum class Dash { solid, dashed, dotted };

/// How a curve looks. A colour is "#rrggbb"; "" takes the next of seven that can be told apart by everybody.
struct LineOptions {
    std::string label = ""; ///< in the legend; "": none
    std::string color = "";
    double width = 1.5; ///< pixels
    Dash dash = Dash::solid;
};
struct PointOptions {
    std::string label = "";
    std::string color = "";
    double size = 5; ///< diameter in pixels
};
struct HistogramOptions {
    std::size_t bins = 0; ///< 0: the square root of the number of values, from 5 to 100
    std::string label = "";
    std::string color = "";
};
struct ImageOptions {
    std::string label = ""; ///< of the colours
    /// Colours from white (0) to dark; where there are negative numbers from blue through white (0) to red.
    std::optional<double> largest = std::nullopt; ///< SI value of the strongest colour; else that of the data
};
struct RasterOptions {
    std::string color = "#1a1a1a";
    std::size_t neurons = 0;   ///< on the axis; 0: of a monitor all of its group, else up to the largest index
    double marker_size = 0;    ///< pixels; 0: strokes for up to 64 neurons, else dots
};
struct TraceOptions {
    double spacing = 0; ///< distance between the rows of traces in SI units, so that they do not overlap
    std::string label = "";
    double width = 1.2; ///< pixels
};

/// One pair of axes and what is drawn in it, the first layer at the back. Everything that is drawn is copied, and thinned when it is saved
/// to what the resolution can show, with all extremes.
///
/// Texts are shown as they are. All layers throw DimensionMismatchError where an axis has another dimension already, and
/// ValueError for lists of different lengths; then nothing was added. NaN leaves a gap.
class HILLOCK_API Panel {
  public:
    Panel(const Panel&) = delete;
    Panel& operator=(const Panel&) = delete;
    ~Panel();

    /// A curve through the points.
    Panel& line(const Values& x, const Values& y, const LineOptions& options = {});
    Panel& points(const Values& x, const Values& y, const PointOptions& options = {});
    /// Bars from 0 to the heights, in the middle between their neighbours: rates in bins, counts.
    Panel& bars(const Values& x, const Values& heights, const LineOptions& options = {});
    /// How often values are in each of equal bins; values that are not finite are left out.
    Panel& histogram(const Values& values, const HistogramOptions& options = {});
    /// `values` row by row, the first row at the bottom; row and column are counted from 0.
    Panel& image(std::size_t rows, std::size_t columns, const Values& values, const ImageOptions& options = {});
    /// Rows are sources, drawn upwards; columns are targets.
    Panel& image(const DenseMatrix& matrix, const Quantity& unit, const ImageOptions& options = {});
    /// A dot or a stroke for each spike. ValueError for a time that is not finite or a negative index.
    Panel& raster(std::span<const double> t_seconds, std::span<const std::int32_t> i, const RasterOptions& options = {});
    Panel& raster(const SpikeMonitor& monitor, const RasterOptions& options = {});
    /// What a monitor recorded of a variable, a curve for each element. NameError if it did not.
    Panel& trace(const StateMonitor& monitor, const std::string& variable, const TraceOptions& options = {});
    /// The rate of a population, smoothed by a Gaussian window of this width (a time; 0: each step by itself).
    Panel& rate(const PopulationRateMonitor& monitor, const Quantity& width = 0, const LineOptions& options = {});
    Panel& rate(const BinnedRate& bins, const LineOptions& options = {});
    /// Straight through the whole panel, behind the layers.
    Panel& vertical(const Quantity& x, const LineOptions& options = {.color = "#888888", .width = 1, .dash = Dash::dashed});
    Panel& horizontal(const Quantity& y, const LineOptions& options = {.color = "#888888", .width = 1, .dash = Dash::dashed});

    Panel& title(std::string text);
    /// The unit is added in parentheses. Without a call: what the first layer is.
    Panel& xlabel(std::string text);
    Panel& ylabel(std::string text);
    /// Show numbers in this unit, and not in the one that suits. DimensionMismatchError at the first layer with another dimension.
    Panel& xunit(const Quantity& unit);
    Panel& yunit(const Quantity& unit);
    /// Ends of the axis; what is beyond is cut off. ValueError unless from < to.
    Panel& xrange(const Quantity& from, const Quantity& to);
    Panel& yrange(const Quantity& from, const Quantity& to);
    /// Logarithmic: positive numbers only, others are left out.
    Panel& xlog();
    Panel& ylog();
    /// Height beside that of other rows, 1 unless it is set. ValueError unless it is positive.
    Panel& height(double share);

    struct State;

  private:
    friend class Figure;
    friend class Raster;
    Panel();
    void name_y(const std::string& name); // of the axis, unless a layer has given one
    internal::Shared<State> state_;
};

/// Rows of panels.
class HILLOCK_API Figure {
  public:
    Figure();
    Figure(Figure&&) noexcept;
    Figure& operator=(Figure&&) noexcept;
    ~Figure();

    /// A panel in a new row below all others. It stays where it is until the figure is destroyed.
    Panel& panel();
    /// A panel to the right of the last one. Panels of a row are equally wide.
    Panel& beside();

    /// Above everything.
    Figure& title(std::string text);
    /// Pixels, 96 to the inch in SVG and PDF, each from 100 to 10000. Default: 640 wide, 400 high with one row, 220 more for each other one.
    Figure& size(int width, int height);

    /// Writes the picture as SVG, PNG or PDF, chosen by the end of the name (.svg, .png, .pdf). The file appears complete or not at all.
    /// ValueError for another ending or a figure without panels, SystemError when gnuplot is not installed or fails, or the file cannot be
    /// written; the data are untouched by an error.
    void save(const std::string& path) const;

    /// Draws the figure into the terminal, as Raster::show does.
    void show() const;
    /// The figure as text, as Raster::text: panels one below the other, each of this size, without legends.
    [[nodiscard]] std::string text(int columns = 72, int rows = 16) const;

  private:
    void draw(const std::string& terminal, const std::string& path) const;
    [[nodiscard]] int width() const;
    [[nodiscard]] int height() const;
    std::vector<std::vector<internal::Shared<Panel>>> rows_;
    std::string title_;
    int width_ = 0;  // 0: not set
    int height_ = 0;
};

// ---- figures of one panel, for one line --------------------------------------------------------------------------

/// What a monitor recorded of a variable over time.
[[nodiscard]] HILLOCK_API Figure traces(const StateMonitor& monitor, const std::string& variable, const TraceOptions& options = {});
[[nodiscard]] HILLOCK_API Figure curve(const Values& x, const Values& y, const LineOptions& options = {});
[[nodiscard]] HILLOCK_API Figure histogram(const Values& values, const HistogramOptions& options = {});
[[nodiscard]] HILLOCK_API Figure rate(const PopulationRateMonitor& monitor, const Quantity& width = 0);

/// Which neurons are connected, and, if it is named, by which values of a variable ("w", "delay"): an image of all pairs up to 1000 x 1000
/// neurons, above that a dot for each synapse; and how often each value is. Throws NameError, and ValueError before connect().
[[nodiscard]] HILLOCK_API Figure synapses(const Synapses& synapses, const std::string& variable = "");

} // namespace plot
} // namespace hillock
