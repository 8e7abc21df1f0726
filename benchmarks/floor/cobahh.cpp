// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/floor/network.hpp"
#include "benchmarks/floor/vector_math.hpp"

#include <cmath>

namespace hillock::floor {

namespace {

constexpr int kRefractorySteps = 30;

// SI units; densities times the area of 20000 square micrometres.
constexpr double kArea = 2e-8, kCapacity = 1e-2 * kArea;
constexpr double kLeak = 0.5 * kArea, kSodium = 1000 * kArea, kPotassium = 300 * kArea;
constexpr double kLeakPotential = -60e-3, kSodiumPotential = 50e-3, kPotassiumPotential = -90e-3;
constexpr double kInhibitoryPotential = -80e-3, kThresholdShift = -63e-3;

struct Network {
    int n;
    Array<double> v, m, h, gate, ge, gi;
    Array<std::int32_t> last; // step of the last spike
    double ee = std::exp(-kDt / 5e-3), ii = std::exp(-kDt / 10e-3);
    explicit Network(int neurons)
        : n(neurons), v(neurons, 0), m(neurons, 0), h(neurons, 0), gate(neurons, 0), ge(neurons, 0),
          gi(neurons, 0), last(neurons, kLongAgo) {}
};

/// Opening rate a/b and closing rate c/d of a gate, per second.
struct Rates {
    Doubles a, b, c, d;
};

/// One step of dx/dt = (a/b) (1-x) - (c/d) x with constant rates: one division for the limit, one for the
/// sum.
inline Doubles step_gate(Doubles x, const Rates& r) {
    const Doubles ad = _mm256_mul_pd(r.a, r.d), sum = _mm256_fmadd_pd(r.b, r.c, ad);
    const Doubles limit = _mm256_div_pd(ad, sum);
    const Doubles decay = exp(_mm256_div_pd(_mm256_mul_pd(all(-kDt), sum), _mm256_mul_pd(r.b, r.d)));
    return _mm256_fmadd_pd(_mm256_sub_pd(x, limit), decay, limit);
}

/// The rates of all three gates need two exponentials: those of x/40, x/5 and x/4 are powers of the first.
inline void step_gates(Doubles v, double* m, double* h, double* gate) {
    const Doubles one = all(1), x = _mm256_sub_pd(all(kThresholdShift), v);
    const Doubles slow = exp(_mm256_mul_pd(_mm256_add_pd(x, all(10e-3)), all(1 / 40e-3)));
    const Doubles square = _mm256_mul_pd(slow, slow), fourth = _mm256_mul_pd(square, square);
    const Doubles eighth = _mm256_mul_pd(fourth, fourth), tenth = _mm256_mul_pd(eighth, square);
    // exp((13 mV + x)/4 mV), exp((40 mV + x)/5 mV), exp((15 mV + x)/5 mV)
    const Doubles e13 = _mm256_mul_pd(tenth, all(std::exp(0.75))),
                  e40 = _mm256_mul_pd(eighth, all(std::exp(6.0)));
    const Doubles e15 = _mm256_mul_pd(eighth, all(std::exp(1.0)));
    const Doubles x13 = _mm256_add_pd(x, all(13e-3)), x15 = _mm256_add_pd(x, all(15e-3));
    const Doubles x40 = _mm256_add_pd(x, all(40e-3));

    // 280 * 5 q/(exp(q) - 1) with q = -(40 mV + x)/5 mV is 280/mV (40 mV + x) e40/(e40 - 1)
    const Rates of_m = {_mm256_mul_pd(x13, all(320e3)), _mm256_sub_pd(e13, one),
                        _mm256_mul_pd(_mm256_mul_pd(x40, all(280e3)), e40), _mm256_sub_pd(e40, one)};
    const Rates of_n = {_mm256_mul_pd(x15, all(32e3)), _mm256_sub_pd(e15, one), _mm256_mul_pd(slow, all(500)),
                        one};
    const Rates of_h = {
        _mm256_mul_pd(exp(_mm256_mul_pd(_mm256_add_pd(x, all(17e-3)), all(1 / 18e-3))), all(128)), one,
        all(4000), _mm256_add_pd(e40, one)};
    _mm256_store_pd(m, step_gate(_mm256_load_pd(m), of_m));
    _mm256_store_pd(gate, step_gate(_mm256_load_pd(gate), of_n));
    _mm256_store_pd(h, step_gate(_mm256_load_pd(h), of_h));
}

/// dv/dt = (total reversal - g v)/C with constant g.
inline Doubles step_potential(Doubles v, Doubles m, Doubles h, Doubles gate, Doubles ge, Doubles gi) {
    const Doubles sodium =
        _mm256_mul_pd(_mm256_mul_pd(_mm256_mul_pd(m, m), _mm256_mul_pd(m, h)), all(kSodium));
    const Doubles square = _mm256_mul_pd(gate, gate);
    const Doubles potassium = _mm256_mul_pd(_mm256_mul_pd(square, square), all(kPotassium));
    const Doubles g =
        _mm256_add_pd(_mm256_add_pd(_mm256_add_pd(all(kLeak), ge), gi), _mm256_add_pd(sodium, potassium));
    Doubles current = _mm256_fmadd_pd(gi, all(kInhibitoryPotential), all(kLeak * kLeakPotential));
    current = _mm256_fmadd_pd(sodium, all(kSodiumPotential), current);
    current = _mm256_fmadd_pd(potassium, all(kPotassiumPotential), current);
    const Doubles limit = _mm256_div_pd(current, g), decay = exp(_mm256_mul_pd(g, all(-kDt / kCapacity)));
    return _mm256_fmadd_pd(_mm256_sub_pd(v, limit), decay, limit);
}

/// Four neurons from `i`: all ones where they spike.
inline __m256d update_four(Network& net, int i, __m128i limit) {
    double *v = net.v.data() + i, *ge = net.ge.data() + i, *gi = net.gi.data() + i;
    double *m = net.m.data() + i, *h = net.h.data() + i, *gate = net.gate.data() + i;
    const Doubles before = _mm256_load_pd(v), e = _mm256_load_pd(ge), g = _mm256_load_pd(gi);
    const Doubles after =
        step_potential(before, _mm256_load_pd(m), _mm256_load_pd(h), _mm256_load_pd(gate), e, g);
    step_gates(before, m, h, gate);
    _mm256_store_pd(v, after);
    _mm256_store_pd(ge, _mm256_mul_pd(e, all(net.ee)));
    _mm256_store_pd(gi, _mm256_mul_pd(g, all(net.ii)));
    return _mm256_andnot_pd(refractory(net.last.data() + i, limit),
                            _mm256_cmp_pd(after, all(-20e-3), _CMP_GT_OQ));
}

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
        net.last[i] = step;
        if (i < excitatory)
            rows.add(i, 6e-9, net.ge.data());
        else
            rows.add(i, 67e-9, net.gi.data());
    }
}

} // namespace

Result cobahh(const Task& task) {
    Stopwatch stopwatch;
    std::mt19937_64 random(task.seed);
    std::normal_distribution<double> normal;
    const Rows rows(task.n, std::min(1.0, 80.0 / task.n), random);
    Network net(task.n);
    for (int i = 0; i < task.n; ++i) {
        net.v[i] = kLeakPotential + (5 * normal(random) - 5) * 1e-3;
        net.ge[i] = (1.5 * normal(random) + 4) * 1e-8;
        net.gi[i] = (12 * normal(random) + 20) * 1e-8;
    }
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
