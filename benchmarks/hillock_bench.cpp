// SPDX-License-Identifier: Apache-2.0
// Runs one reference network and prints one line of JSON, with the fields that benchmarks/compare reads from
// every simulator; rate_hz, cv and synchrony are those of spike_statistics.hpp. The times are wall times in
// seconds:
//   build_s   from the first object to a network that is checked, connected and compiled
//   run_s     the simulation alone
//   run_cpu_s the time that processors worked on it, which other programs of a busy machine hardly change
//   run_thread_cpu_s  the part of run_cpu_s that went to the thread that called run(): with one thread what the
//             run takes where a second processor is free for what is done beside it
//   total_s   from the start of the process, the dynamic loader included, to the result; to 10 ms
#include "benchmarks/models/models.hpp"
#include "benchmarks/spike_statistics.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

using namespace hillock;
using namespace hillock::benchmarks;

namespace {

struct Options {
    std::string model;
    std::int64_t n = 4000;
    double t = 1;
    std::uint64_t seed = 1;
    int threads = 1;         ///< 0: as many as help
    std::int64_t record = 0; ///< neurons
    bool float32 = false;
    bool step_by_step = false; ///< without temporal blocking
    bool profile = false;      ///< say how long each piece of work takes
    std::string kernel_cache; ///< a folder; empty: everything is compiled
};

struct Result {
    std::size_t spikes = 0;
    std::size_t synapses = 0;
    SpikeStatistics statistics = {};
    double build_seconds = 0;
    double run_seconds = 0;
    double run_cpu_seconds = 0;
    double run_thread_cpu_seconds = 0;
    int threads = 1; ///< that carried it out
};

class Stopwatch {
  public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Time that the processors gave to this process, all of its threads together (CLOCK_PROCESS_CPUTIME_ID), or to
/// the thread that calls (CLOCK_THREAD_CPUTIME_ID).
double cpu_seconds(clockid_t of) {
    timespec used{};
    ::clock_gettime(of, &used);
    return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

/// Seconds since this process was started: proc(5) gives the start in clock ticks since boot, as field 22 of
/// stat.
double process_age_seconds() {
    std::ifstream file("/proc/self/stat");
    std::string stat;
    std::getline(file, stat);
    // Field 2 is the program's name in parentheses and may hold blanks; field 3 follows the last ')'.
    std::istringstream fields(stat.substr(stat.rfind(')') + 1));
    std::string field;
    for (int k = 3; k <= 22; ++k)
        fields >> field;
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) -
           std::stod(field) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// Records the voltage of the first `count` neurons in every step.
std::optional<StateMonitor> recorder_of_voltages(const Model& model, std::int64_t count) {
    if (count == 0)
        return std::nullopt;
    std::vector<std::int64_t> neurons(static_cast<std::size_t>(count));
    std::iota(neurons.begin(), neurons.end(), 0);
    return std::make_optional<StateMonitor>(model.neurons.front(), model.voltage,
                                            StateMonitorOptions{.record = neurons});
}

Result measure(const Options& options) {
    const Stopwatch build;
    const Model model =
        kModels.at(options.model)({.n = options.n, .dtype = options.float32 ? float32 : float64});
    const SpikeMonitor spikes(model.neurons.front());
    Network network(model.inputs, model.neurons, model.synapses, spikes);
    const std::optional<StateMonitor> voltages = recorder_of_voltages(model, options.record);
    if (voltages)
        network.add(*voltages);
    network.run(0 * second);
    const double build_seconds = build.seconds();

    const Stopwatch run;
    const double cpu = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID), thread_cpu = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    network.run(options.t * second, {.temporal_blocking = !options.step_by_step, .profile = options.profile});
    const double run_seconds = run.seconds(), run_cpu_seconds = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
                 run_thread_cpu_seconds = cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - thread_cpu;
    if (options.profile)
        std::cerr << network.profiling_summary() << '\n';
    return {.spikes = spikes.num_spikes(),
            .synapses = model.size_of_synapses(),
            .statistics = spike_statistics(spikes.i(), spikes.t(), spikes.source_size(), options.t),
            .build_seconds = build_seconds,
            .run_seconds = run_seconds,
            .run_cpu_seconds = run_cpu_seconds,
            .run_thread_cpu_seconds = run_thread_cpu_seconds,
            .threads = network.threads()};
}

void print(const Options& options, const Result& result) {
    std::cout << std::boolalpha
              << "{\"simulator\": \"hillock\", \"version\": \"" HILLOCK_VERSION "\", \"model\": \""
              << options.model << "\", \"n\": " << options.n << ", \"t\": " << options.t
              << ", \"threads\": " << result.threads << ", \"float32\": " << options.float32
              << ", \"recorded\": " << options.record << ", \"seed\": " << options.seed << ", \"spikes\": " << result.spikes
              << ", \"synapses\": " << result.synapses << ", \"rate_hz\": " << result.statistics.rate_hz
              << ", \"cv\": " << result.statistics.cv << ", \"synchrony\": " << result.statistics.synchrony
              << std::fixed << std::setprecision(5) << ", \"build_s\": " << result.build_seconds
              << ", \"run_s\": " << result.run_seconds << ", \"run_cpu_s\": " << result.run_cpu_seconds
              << ", \"run_thread_cpu_s\": " << result.run_thread_cpu_seconds
              << std::setprecision(3) << ", \"total_s\": " << process_age_seconds() << "}\n";
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Runs a reference network and prints one line of JSON.", "hillock-bench");
    Options options;
    app.add_option("MODEL", options.model, "the network")->required()->check(CLI::IsMember(kModels));
    app.add_option("--n", options.n, "number of neurons")
        ->check(CLI::Range(10, 1'000'000'000))
        ->capture_default_str();
    app.add_option("--t", options.t, "simulated time in seconds")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option("--seed", options.seed, "of all random numbers")->capture_default_str();
    app.add_option("--threads", options.threads, "number of threads, 0 for as many as help")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str();
    app.add_option("--record", options.record, "neurons whose voltage is recorded in every step")
        ->check(CLI::Range(0, 1'000'000'000))
        ->capture_default_str();
    app.add_flag("--step-by-step", options.step_by_step, "no temporal blocking");
    app.add_flag("--profile", options.profile, "on standard error, how long each piece of work takes; no temporal blocking then");
    app.add_flag("--float32", options.float32, "state variables in single precision");
    app.add_option("--kernel-cache", options.kernel_cache, "folder of compiled kernels that are kept: without it every start is a cold one");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        if (options.kernel_cache.empty()) stop_caching_kernels(); // also where HILLOCK_CACHE is set
        else cache_kernels(options.kernel_cache);
        seed(options.seed);
        threads(options.threads);
        print(options, measure(options));
    } catch (const std::exception& error) {
        std::cerr << "hillock-bench: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
