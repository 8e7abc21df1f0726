// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/floor/network.hpp"

#include <cmath>

namespace hillock::floor {

namespace {

constexpr int kRefractorySteps = 50;

/// Exact solution of the linear equations over one step.
struct Propagator {
    double vv, ve, vi, constant, ee, ii;
    Propagator() {
        const double taum = 20e-3, taue = 5e-3, taui = 10e-3, rest = -49e-3;
        vv = std::exp(-kDt / taum);
        ee = std::exp(-kDt / taue);
        ii = std::exp(-kDt / taui);
        ve = taue / (taue - taum) * (ee - vv);
        vi = taui / (taui - taum) * (ii - vv);
        constant = rest * (1 - vv);
    }
};

struct Network {
    int n;
    Array<double> v, ge, gi;
    Array<std::int32_t> last; // step of the last spike
    Propagator step;
    explicit Network(int neurons)
        : n(neurons), v(neurons, 0), ge(neurons, 0), gi(neurons, 0), last(neurons, kLongAgo) {}
};

/// Four neurons from `i`: all ones where they cross the threshold.
inline __m256d update_four(Network& net, int i, __m128i limit) {
    double *v = net.v.data() + i, *ge = net.ge.data() + i, *gi = net.gi.data() + i;
    const __m256d x = _mm256_load_pd(v), e = _mm256_load_pd(ge), g = _mm256_load_pd(gi);
    const __m256d still = refractory(net.last.data() + i, limit);
    const Propagator& p = net.step;
    const __m256d input = _mm256_fmadd_pd(
        e, _mm256_set1_pd(p.ve), _mm256_fmadd_pd(g, _mm256_set1_pd(p.vi), _mm256_set1_pd(p.constant)));
    const __m256d next = _mm256_fmadd_pd(x, _mm256_set1_pd(p.vv), input);
    const __m256d moved = _mm256_blendv_pd(next, x, still);
    _mm256_store_pd(v, moved);
    _mm256_store_pd(ge, _mm256_mul_pd(e, _mm256_set1_pd(p.ee)));
    _mm256_store_pd(gi, _mm256_mul_pd(g, _mm256_set1_pd(p.ii)));
    return _mm256_andnot_pd(still, _mm256_cmp_pd(moved, _mm256_set1_pd(-50e-3), _CMP_GT_OQ));
}

/// One step of all neurons; the indices of those that spike go to `spikes`, their number is the result.
int update(Network& net, int step, std::int32_t* spikes) {
    int count = 0;
    const __m128i limit = _mm_set1_epi32(step - kRefractorySteps);
    for (int i = 0; i < net.n; i += kBlock) {
        const __m256d a = update_four(net, i, limit), b = update_four(net, i + 4, limit);
        const __m256d c = update_four(net, i + 8, limit), d = update_four(net, i + 12, limit);
        count = append_spikes(a, b, c, d, i, spikes, count);
    }
    return count;
}

void propagate(Network& net, const Rows& rows, int step, const std::int32_t* spikes, int count) {
    const int excitatory = static_cast<int>(0.8 * net.n);
    for (int k = 0; k < count; ++k) {
        const int i = spikes[k];
        net.v[i] = -60e-3;
        net.last[i] = step;
        if (i < excitatory)
            rows.add(i, 1.62e-3, net.ge.data());
        else
            rows.add(i, -9e-3, net.gi.data());
    }
}

} // namespace

Result cuba(const Task& task) {
    Stopwatch stopwatch;
    std::mt19937_64 random(task.seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    const Rows rows(task.n, std::min(1.0, 80.0 / task.n), random);
    Network net(task.n);
    for (int i = 0; i < task.n; ++i)
        net.v[i] = -60e-3 + 10e-3 * uniform(random);
    std::vector<std::int32_t> spikes(static_cast<std::size_t>(task.n));
    Result result{.synapses = rows.size()};

    stopwatch.built();
    for (int step = 0; step < task.steps(); ++step) {
        const int count = update(net, step, spikes.data());
        propagate(net, rows, step, spikes.data(), count);
        record(result, spikes.data(), count, step);
    }
    stopwatch.finish(result);
    return result;
}

} // namespace hillock::floor
