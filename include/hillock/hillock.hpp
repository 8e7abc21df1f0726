// SPDX-License-Identifier: Apache-2.0
// Everything: #include <hillock/hillock.hpp>. Not in it, for the time that they take to compile: <hillock/pace_clock.hpp>, a clock of
// the host for runs in real time, and <hillock/prompt.hpp>.
#pragma once

#include <hillock/constants.hpp>
#include <hillock/default_dtype.hpp>
#include <hillock/dimension.hpp>
#include <hillock/equations.hpp>
#include <hillock/error.hpp>
#include <hillock/event_clock.hpp>
#include <hillock/figure.hpp>
#include <hillock/files.hpp>
#include <hillock/functions.hpp>
#include <hillock/groups.hpp>
#include <hillock/inputs.hpp>
#include <hillock/kernel_cache.hpp>
#include <hillock/links.hpp>
#include <hillock/log.hpp>
#include <hillock/monitors.hpp>
#include <hillock/network.hpp>
#include <hillock/network_operation.hpp>
#include <hillock/options.hpp>
#include <hillock/plot.hpp>
#include <hillock/preferences.hpp>
#include <hillock/quantity.hpp>
#include <hillock/rate_guard.hpp>
#include <hillock/real_time.hpp>
#include <hillock/statistics.hpp>
#include <hillock/summary.hpp>
#include <hillock/sweep.hpp>
#include <hillock/synapses.hpp>
#include <hillock/timed_array.hpp>
#include <hillock/units.hpp>
#include <hillock/variables.hpp>
