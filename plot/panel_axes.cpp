// SPDX-License-Identifier: Apache-2.0
#include "plot/panel_axes.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::plot {

namespace {

Range neuron_range(std::size_t neurons) {
    const double margin = std::max(0.5, 0.01 * static_cast<double>(neurons));
    return {-margin, static_cast<double>(neurons) - 1 + margin};
}

void include_positive(Range& range, const std::vector<double>& values) {
    for (const double value : values)
        if (value > 0)
            range.include(value);
}

Range logarithmic_range(const Panel::State& panel, bool of_x) {
    Range data;
    for (const Layer& layer : panel.layers)
        if (const auto* series = std::get_if<Series>(&layer))
            include_positive(data, of_x ? series->x : series->y);
    return data.empty() ? Range{1, 10} : Range{data.begin / 1.2, data.end * 1.2};
}

} // namespace

const Image* image_of(const Panel::State& panel) {
    for (const Layer& layer : panel.layers)
        if (const auto* image = std::get_if<Image>(&layer))
            return image;
    return nullptr;
}

double bar_width(const std::vector<double>& x) {
    std::vector<double> sorted(x);
    std::sort(sorted.begin(), sorted.end());
    double width = 0;
    for (std::size_t k = 1; k < sorted.size(); ++k)
        if (const double gap = sorted[k] - sorted[k - 1]; gap > 0 && (width == 0 || gap < width))
            width = gap;
    return width > 0 ? width : 1;
}

Range x_range(const Panel::State& panel) {
    if (panel.x.range)
        return *panel.x.range;
    if (panel.x.logarithmic)
        return logarithmic_range(panel, true);
    if (const Image* image = image_of(panel))
        return {-0.5, static_cast<double>(image->columns) - 0.5};
    Range data;
    bool over_time = true, loose = false;
    for (const Layer& layer : panel.layers) {
        if (const auto* spikes = std::get_if<Spikes>(&layer))
            data.include(spikes->t);
        if (const auto* series = std::get_if<Series>(&layer)) {
            const double half = series->mark == Mark::bars ? bar_width(series->x) / 2 : 0;
            Range own;
            own.include(series->x);
            if (!own.empty())
                data.include(own.begin - half), data.include(own.end + half);
            loose = loose || series->mark == Mark::points;
            over_time = over_time && panel.x.dimension == kTimeDimension;
        }
    }
    for (const Rule& rule : panel.rules)
        if (rule.vertical)
            data.include(rule.at);
    if (loose)
        return with_margin(data, false);
    return over_time || data.empty() || data.span() == 0 ? rounded(data) : data;
}

Range y_range(const Panel::State& panel) {
    if (panel.y.range)
        return *panel.y.range;
    if (panel.y.logarithmic)
        return logarithmic_range(panel, false);
    if (const Image* image = image_of(panel))
        return {-0.5, static_cast<double>(image->rows) - 0.5};
    Range data;
    bool bars = false;
    for (const Layer& layer : panel.layers) {
        if (const auto* spikes = std::get_if<Spikes>(&layer)) {
            const Range neurons = neuron_range(spikes->neurons);
            data.include(neurons.begin), data.include(neurons.end);
        }
        if (const auto* series = std::get_if<Series>(&layer)) {
            data.include(series->y);
            bars = bars || series->mark == Mark::bars;
        }
    }
    if (bars)
        data.include(0);
    for (const Rule& rule : panel.rules)
        if (!rule.vertical)
            data.include(rule.at);
    const bool only_spikes = std::all_of(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) {
        return std::holds_alternative<Spikes>(layer);
    });
    return only_spikes && !data.empty() ? data : with_margin(data, bars);
}

AxisUnit unit_of(const Axis& axis, const Range& range) {
    if (axis.unit)
        return chosen_unit(*axis.unit);
    return suitable_unit(axis.dimension.value_or(Dimension()), std::max(std::abs(range.begin), std::abs(range.end)));
}

std::string label_of(const Axis& axis, const AxisUnit& unit) {
    const std::string name = axis.label.value_or(axis.name);
    if (unit.unit.empty() || axis.label_has_unit || (axis.label && name.empty())) // "" is how a label is left out
        return name;
    return name.empty() ? unit.unit : name + " (" + unit.unit + ")";
}

} // namespace hillock::plot
