// SPDX-License-Identifier: Apache-2.0
#include "engine/progress.hpp"

#include "hillock/error.hpp"

#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace hillock {

namespace {

Quantity seconds(double value) { return {value, kTimeDimension}; }

/// Whole seconds as "12s", "3m 5s", "2h 1m".
std::string duration_text(double value) {
    const auto whole = static_cast<long>(std::llround(value));
    if (whole < 60) return std::to_string(whole) + "s";
    if (whole < 3600) return std::to_string(whole / 60) + "m " + std::to_string(whole % 60) + "s";
    return std::to_string(whole / 3600) + "h " + std::to_string(whole / 60 % 60) + "m";
}

/// "[=====>              ]  25%  1s, 3s left", drawn over the one of before.
void draw_bar(std::FILE* stream, const Progress& progress) {
    constexpr int kWidth = 40;
    const int filled = static_cast<int>(progress.completed * kWidth);
    std::string line = "\r[" + std::string(static_cast<std::size_t>(filled), '=');
    if (filled < kWidth) line += '>' + std::string(static_cast<std::size_t>(kWidth - filled - 1), ' ');
    const std::string percent = std::to_string(static_cast<int>(progress.completed * 100));
    line += "] " + std::string(3 - percent.size(), ' ') + percent + " %  " + duration_text(progress.elapsed.value());
    if (progress.completed > 0 && progress.completed < 1)
        line += ", " + duration_text(progress.elapsed.value() * (1 - progress.completed) / progress.completed) + " left";
    line += "\x1b[K"; // what is left of a longer line
    if (progress.finished) line += '\n';
    std::fputs(line.c_str(), stream);
    std::fflush(stream);
}

void write_text(std::FILE* stream, const Progress& progress) {
    if (isatty(fileno(stream))) return draw_bar(stream, progress);
    std::string line;
    if (progress.completed == 0 && !progress.finished) {
        line = "Starting simulation at t=" + to_string(progress.start) + " for a duration of " + to_string(progress.duration);
    } else {
        const auto percent = static_cast<int>(progress.completed * 100);
        line = to_string(progress.duration * progress.completed) + " (" + std::to_string(percent) + "%) simulated in " +
               duration_text(progress.elapsed.value());
        if (!progress.finished)
            line += ", estimated " +
                    duration_text(progress.elapsed.value() * (1 - progress.completed) / progress.completed) + " remaining";
    }
    line += '\n';
    std::fputs(line.c_str(), stream);
    std::fflush(stream);
}

} // namespace

Report::Report(const char* name) {
    const std::string text = name;
    if (text.empty()) return;
    if (text != "text" && text != "stdout" && text != "stderr")
        throw ValueError("there is no report '" + text + "': it is 'text', 'stdout', 'stderr' or a function");
    const bool to_stderr = text == "stderr";
    callback_ = [to_stderr](const Progress& progress) { write_text(to_stderr ? stderr : stdout, progress); };
}

namespace internal::engine {

ProgressReporter::ProgressReporter(const RunOptions& options, double start_seconds, double duration_seconds)
    : callback_(options.report.callback()), start_seconds_(start_seconds), duration_seconds_(duration_seconds) {
    const Quantity& period = options.report_period;
    if (!(period.dimension() == seconds(1).dimension()) || !(period.value() > 0))
        throw ValueError("the report period must be a positive time, but it is " + to_string(period));
    period_ = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(period.value(), 1e9)));
}

void ProgressReporter::begin() {
    begin_ = Clock::now();
    if (callback_) report(0);
}

void ProgressReporter::report(double completed, bool finished) {
    const Clock::time_point now = Clock::now();
    next_ = now + period_;
    callback_({seconds(std::chrono::duration<double>(now - begin_).count()), completed, seconds(start_seconds_),
               seconds(duration_seconds_), finished});
}

} // namespace internal::engine
} // namespace hillock
