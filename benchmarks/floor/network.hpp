// SPDX-License-Identifier: Apache-2.0
// What the floors have in common: memory, connections, refractoriness and the list of spikes.
#pragma once

#include "benchmarks/spike_statistics.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>
#include <vector>

#include <immintrin.h>

namespace hillock::floor {

constexpr double kDt = 1e-4;         // seconds
constexpr int kLongAgo = -1'000'000; // step of a spike that never was
constexpr int kBlock = 16;           // neurons whose threshold is tested by one branch

/// Of one run; the time of a spike is that of its step.
struct Result {
    std::vector<std::int32_t> neurons = {};
    std::vector<double> times = {};
    std::size_t synapses = 0;
    double build_seconds = 0;
    double run_seconds = 0;
    double run_cpu_seconds = 0;
};

struct Task {
    int n; ///< neurons, a multiple of kBlock
    double seconds;
    std::uint64_t seed;

    [[nodiscard]] int steps() const { return static_cast<int>(seconds / kDt + 0.5); }
};

[[nodiscard]] Result cuba(const Task& task);
[[nodiscard]] Result cobahh(const Task& task);
[[nodiscard]] Result brunel(const Task& task);

/// Times of building and of the loop: made before the first, built() between the two, finish() after the
/// second.
class Stopwatch {
  public:
    void built() {
        built_ = now();
        built_cpu_ = cpu();
    }
    void finish(Result& result) const {
        result.build_seconds = built_ - begin_;
        result.run_seconds = now() - built_;
        result.run_cpu_seconds = cpu() - built_cpu_;
    }

  private:
    static double now() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    static double cpu() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
    double begin_ = now();
    double built_ = 0;
    double built_cpu_ = 0;
};

template <class T> class Array {
  public:
    Array(int size, T value)
        : data_(static_cast<T*>(
              std::aligned_alloc(64, (static_cast<std::size_t>(size) * sizeof(T) + 63) / 64 * 64))) {
        std::fill_n(data_.get(), size, value);
    }
    T* data() { return data_.get(); }
    T& operator[](int k) { return data_[static_cast<std::size_t>(k)]; }

  private:
    struct Free {
        void operator()(T* memory) const { std::free(memory); }
    };
    std::unique_ptr<T[], Free> data_;
};

/// Each pair connected with probability p: one sorted row of targets for each source.
class Rows {
  public:
    Rows(int neurons, double p, std::mt19937_64& random) {
        std::geometric_distribution<std::int64_t> gap(p);
        for (int i = 0; i < neurons; ++i) {
            start_.push_back(target_.size());
            for (std::int64_t j = p < 1 ? gap(random) : 0; j < neurons; j += 1 + (p < 1 ? gap(random) : 0))
                target_.push_back(static_cast<std::uint32_t>(j));
        }
        start_.push_back(target_.size());
    }

    [[nodiscard]] std::size_t size() const { return target_.size(); }

    /// Adds to the variable of every target of a neuron.
    void add(int source, double weight, double* variable) const {
        const auto i = static_cast<std::size_t>(source);
        for (std::size_t s = start_[i], end = start_[i + 1]; s < end; ++s)
            variable[target_[s]] += weight;
    }

  private:
    std::vector<std::size_t> start_;
    std::vector<std::uint32_t> target_;
};

/// All ones for each of the four neurons from `last` on whose last spike was after step `limit`.
inline __m256d refractory(const std::int32_t* last, __m128i limit) {
    const __m128i steps = _mm_load_si128(reinterpret_cast<const __m128i*>(last));
    return _mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm_cmpgt_epi32(steps, limit)));
}

/// Appends the neurons from `first` on whose lanes are all ones to `spikes`; the new number of spikes.
inline int append_spikes(__m256d a, __m256d b, __m256d c, __m256d d, int first, std::int32_t* spikes,
                         int count) {
    const __m256d any = _mm256_or_pd(_mm256_or_pd(a, b), _mm256_or_pd(c, d));
    if (_mm256_testz_pd(any, any))
        return count;
    unsigned mask = static_cast<unsigned>(_mm256_movemask_pd(a) | _mm256_movemask_pd(b) << 4 |
                                          _mm256_movemask_pd(c) << 8 | _mm256_movemask_pd(d) << 12);
    for (; mask != 0; mask &= mask - 1)
        spikes[count++] = first + __builtin_ctz(mask);
    return count;
}

inline void record(Result& result, const std::int32_t* spikes, int count, int step) {
    result.neurons.insert(result.neurons.end(), spikes, spikes + count);
    result.times.insert(result.times.end(), static_cast<std::size_t>(count), step * kDt);
}

} // namespace hillock::floor
