// SPDX-License-Identifier: Apache-2.0
// Layers and figures of what the engine's objects hold; through their public face only.
#include "hillock/error.hpp"
#include "hillock/figure.hpp"
#include "hillock/monitors.hpp"
#include "hillock/synapses.hpp"
#include "hillock/units.hpp"
#include "hillock/variables.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace hillock::plot {

namespace {

constexpr std::size_t kMostImageNeurons = 1000; // of each side: a million pixels, about what a picture shows

/// One more than the largest index.
std::size_t neurons_of(const std::vector<int>& indices) {
    return indices.empty() ? 1 : static_cast<std::size_t>(*std::max_element(indices.begin(), indices.end())) + 1;
}

std::vector<double> numbers(const std::vector<int>& indices) { return {indices.begin(), indices.end()}; }

/// Number of synapses of each pair, or the sum of what they have.
std::vector<double> matrix_of(const std::vector<int>& i, const std::vector<int>& j, std::size_t columns, std::size_t rows,
                              const std::vector<double>& values) {
    std::vector<double> matrix(rows * columns);
    for (std::size_t k = 0; k < i.size(); ++k)
        matrix[static_cast<std::size_t>(i[k]) * columns + static_cast<std::size_t>(j[k])] += values.empty() ? 1 : values[k];
    return matrix;
}

} // namespace

Values::Values(const QuantityArray& values) : si_(values.values), dimension_(values.dimension) {}
Values::Values(const VariableView& values) : si_(values.values()), dimension_(values.dimension()) {}

Panel& Panel::image(const DenseMatrix& matrix, const Quantity& unit, const ImageOptions& options) {
    image(matrix.rows, matrix.columns, Values(matrix.values, Quantity(1, unit.dimension())), options);
    return xlabel("Target neuron").ylabel("Source neuron");
}

Panel& Panel::raster(const SpikeMonitor& monitor, const RasterOptions& options) {
    RasterOptions all = options;
    all.neurons = std::max(all.neurons, monitor.source_size());
    return raster(monitor.t(), monitor.i(), all);
}

Panel& Panel::trace(const StateMonitor& monitor, const std::string& variable, const TraceOptions& options) {
    const Traces traces = monitor[variable];
    const Values t(monitor.t(), second);
    for (std::size_t row = 0; row < traces.size(); ++row) {
        std::vector<double> values(traces[row].begin(), traces[row].end());
        for (double& value : values)
            value += options.spacing * static_cast<double>(row);
        line(t, Values(values, Quantity(1, traces.dimension())),
             {.label = row == 0 ? options.label : "", .width = options.width});
    }
    name_y(variable);
    return *this;
}

Panel& Panel::rate(const PopulationRateMonitor& monitor, const Quantity& width, const LineOptions& options) {
    const bool raw = width.value() == 0;
    const std::vector<double> smooth = raw ? std::vector<double>() : monitor.smooth_rate("gaussian", width);
    line(Values(monitor.t(), second), Values(raw ? monitor.rate() : std::span<const double>(smooth), hertz), options);
    name_y("Rate");
    return *this;
}

Panel& Panel::rate(const BinnedRate& bins, const LineOptions& options) {
    std::vector<double> centres = bins.t;
    const double half = bins.t.size() > 1 ? (bins.t[1] - bins.t[0]) / 2 : 0;
    for (double& t : centres)
        t += half;
    this->bars(Values(centres, second), Values(bins.rate, hertz), options);
    name_y("Rate");
    return *this;
}

Figure traces(const StateMonitor& monitor, const std::string& variable, const TraceOptions& options) {
    Figure figure;
    figure.panel().trace(monitor, variable, options);
    return figure;
}

Figure rate(const PopulationRateMonitor& monitor, const Quantity& width) {
    Figure figure;
    figure.panel().rate(monitor, width);
    return figure;
}

Figure synapses(const Synapses& synapses, const std::string& variable) {
    const std::vector<int> i = synapses.i(), j = synapses.j();
    const std::size_t rows = std::max(neurons_of(i), synapses.outgoing().size());
    const std::size_t columns = std::max(neurons_of(j), synapses.incoming().size());
    Figure figure;
    Panel& pairs = figure.panel().xlabel("Target neuron").ylabel("Source neuron");
    const bool small = rows <= kMostImageNeurons && columns <= kMostImageNeurons;
    if (variable.empty()) {
        if (small)
            pairs.image(rows, columns, matrix_of(i, j, columns, rows, {}), {.label = "Synapses"});
        else
            pairs.points(numbers(j), numbers(i), {.size = 1});
        return figure;
    }
    const Values values(synapses[variable]);
    if (small)
        pairs.image(rows, columns,
                    Values(matrix_of(i, j, columns, rows, values.si()), Quantity(1, values.dimension())), {.label = variable});
    else
        pairs.points(numbers(j), numbers(i), {.size = 1});
    figure.beside().histogram(values).xlabel(variable).ylabel("Synapses");
    figure.size(960, 420);
    return figure;
}

} // namespace hillock::plot
