// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/floor/network.hpp"
#include "benchmarks/floor/vector_math.hpp"

#include <cmath>

namespace hillock::floor {

namespace {

constexpr int kRefractorySteps = 20;
constexpr int kDelaySteps = 20;

struct Network {
    int n;
    Array<double> v;
    Array<std::int32_t> last; // step of the last spike
    explicit Network(int neurons) : n(neurons), v(neurons, 10e-3), last(neurons, kLongAgo) {}
};

/// Four neurons from `i`, with their noise: all ones where they cross the threshold.
inline __m256d update_four(Network& net, int i, Doubles noise, __m128i limit) {
    constexpr double kTau = 20e-3, kMean = 25e-3;
    // sigma sqrt(dt/tau) with sigma = 1 mV
    static const double spread = 1e-3 * std::sqrt(kDt / kTau);
    double* const v = net.v.data() + i;
    const Doubles drift = _mm256_fmadd_pd(_mm256_load_pd(v), all(1 - kDt / kTau), all(kMean * kDt / kTau));
    const Doubles moved = _mm256_fmadd_pd(noise, all(spread), drift);
    _mm256_store_pd(v, moved);
    return _mm256_andnot_pd(refractory(net.last.data() + i, limit),
                            _mm256_cmp_pd(moved, all(20e-3), _CMP_GT_OQ));
}

int update(Network& net, Random& random, int step, std::int32_t* spikes) {
    int count = 0;
    const __m128i limit = _mm_set1_epi32(step - kRefractorySteps);
    for (int i = 0; i < net.n; i += kBlock) {
        const SineCosine x = random.normal(), y = random.normal();
        const __m256d a = update_four(net, i, x.sine, limit), b = update_four(net, i + 4, x.cosine, limit);
        const __m256d c = update_four(net, i + 8, y.sine, limit),
                      d = update_four(net, i + 12, y.cosine, limit);
        count = append_spikes(a, b, c, d, i, spikes, count);
    }
    return count;
}

} // namespace

Result brunel(const Task& task) {
    Stopwatch stopwatch;
    std::mt19937_64 random(task.seed);
    const Rows rows(task.n, std::min(1.0, 1000.0 / task.n), random);
    Network net(task.n);
    Random noise(random);
    std::vector<std::int32_t> spikes(static_cast<std::size_t>(task.n));
    std::vector<std::vector<std::int32_t>> under_way(kDelaySteps); // the spikes of the last steps, by step
    Result result{.synapses = rows.size()};

    stopwatch.built();
    for (int step = 0; step < task.steps(); ++step) {
        const int count = update(net, noise, step, spikes.data());
        std::vector<std::int32_t>& arriving = under_way[static_cast<std::size_t>(step % kDelaySteps)];
        for (const std::int32_t i : arriving)
            rows.add(i, -0.1e-3, net.v.data());
        for (int k = 0; k < count; ++k) {
            net.v[spikes[static_cast<std::size_t>(k)]] = 10e-3;
            net.last[spikes[static_cast<std::size_t>(k)]] = step;
        }
        arriving.assign(spikes.begin(), spikes.begin() + count);
        record(result, spikes.data(), count, step);
    }
    stopwatch.finish(result);
    return result;
}

} // namespace hillock::floor
