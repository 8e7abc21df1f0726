// SPDX-License-Identifier: Apache-2.0
// A network in words, equations and tables, as the methods section of a paper needs it.
#pragma once

#include <hillock/export.hpp>

#include <string>

namespace hillock {

class Network;

enum class SummaryFormat {
    markdown, ///< with formulas between dollar signs
    latex,    ///< parts of a document, which needs the packages amsmath and booktabs
};

/// Populations with their equations, thresholds, resets and parameters; synapses with what they do, the rules that connected them, how many there
/// are and the ranges of their values; inputs with their rates; monitors. Everything is as it is now: values, numbers of synapses, the integration method if a run has chosen it.
/// Values that differ between neurons are given as mean and range. Throws ValueError while the network runs.
[[nodiscard]] HILLOCK_API std::string summary(const Network& network, SummaryFormat format = SummaryFormat::markdown);
/// The same of what run() runs.
[[nodiscard]] HILLOCK_API std::string summary(SummaryFormat format = SummaryFormat::markdown);

} // namespace hillock
