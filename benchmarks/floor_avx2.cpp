// SPDX-License-Identifier: Apache-2.0
// How fast one core can run the cuba network (see hillock_bench.cpp) in double precision with AVX2:
// hand-written for this one model, every constant folded, update, refractoriness and threshold in one pass,
// no recording but a count. A yardstick, not a simulator.
//
//   g++ -std=c++20 -O3 -march=native -ffp-contract=fast floor_avx2.cpp -o floor_avx2 && ./floor_avx2 cuba
//   4000 1
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include <immintrin.h>

namespace {

constexpr double kDt = 1e-4; // seconds
constexpr int kRefractorySteps = 50;
constexpr int kLongAgo = -1'000'000; // step of a spike that never was
constexpr int kBlock = 16;           // neurons whose threshold is tested by one branch

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

template <class T> class Array {
  public:
    Array(int size, T value)
        : data_(static_cast<T*>(
              std::aligned_alloc(64, (static_cast<std::size_t>(size) * sizeof(T) + 63) / 64 * 64))) {
        std::fill_n(data_.get(), size, value);
    }
    T* data() { return data_.get(); }

  private:
    struct Free {
        void operator()(T* memory) const { std::free(memory); }
    };
    std::unique_ptr<T[], Free> data_;
};

/// Each pair connected with probability p: one sorted row of targets for each source.
struct Rows {
    std::vector<std::uint32_t> start, target;
    Rows(int neurons, double p, std::mt19937_64& random) {
        std::geometric_distribution<std::int64_t> gap(p);
        for (int i = 0; i < neurons; ++i) {
            start.push_back(static_cast<std::uint32_t>(target.size()));
            for (std::int64_t j = p < 1 ? gap(random) : 0; j < neurons; j += 1 + (p < 1 ? gap(random) : 0))
                target.push_back(static_cast<std::uint32_t>(j));
        }
        start.push_back(static_cast<std::uint32_t>(target.size()));
    }
};

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

/// State of a network; sizes are multiples of kBlock.
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
    const __m128i last = _mm_load_si128(reinterpret_cast<const __m128i*>(net.last.data() + i));
    const __m256d refractory = _mm256_castsi256_pd(_mm256_cvtepi32_epi64(_mm_cmpgt_epi32(last, limit)));
    const Propagator& p = net.step;
    const __m256d input = _mm256_fmadd_pd(
        e, _mm256_set1_pd(p.ve), _mm256_fmadd_pd(g, _mm256_set1_pd(p.vi), _mm256_set1_pd(p.constant)));
    const __m256d next = _mm256_fmadd_pd(x, _mm256_set1_pd(p.vv), input);
    const __m256d moved = _mm256_blendv_pd(next, x, refractory);
    _mm256_store_pd(v, moved);
    _mm256_store_pd(ge, _mm256_mul_pd(e, _mm256_set1_pd(p.ee)));
    _mm256_store_pd(gi, _mm256_mul_pd(g, _mm256_set1_pd(p.ii)));
    return _mm256_andnot_pd(refractory, _mm256_cmp_pd(moved, _mm256_set1_pd(-50e-3), _CMP_GT_OQ));
}

/// One step of all neurons; the indices of those that spike go to `spikes`, their number is the result.
int update(Network& net, int step, std::int32_t* spikes) {
    int count = 0;
    const __m128i limit = _mm_set1_epi32(step - kRefractorySteps);
    for (int i = 0; i < net.n; i += kBlock) {
        const __m256d a = update_four(net, i, limit), b = update_four(net, i + 4, limit);
        const __m256d c = update_four(net, i + 8, limit), d = update_four(net, i + 12, limit);
        const __m256d any = _mm256_or_pd(_mm256_or_pd(a, b), _mm256_or_pd(c, d));
        if (_mm256_testz_pd(any, any))
            continue;
        unsigned mask = static_cast<unsigned>(_mm256_movemask_pd(a) | _mm256_movemask_pd(b) << 4 |
                                              _mm256_movemask_pd(c) << 8 | _mm256_movemask_pd(d) << 12);
        for (; mask != 0; mask &= mask - 1)
            spikes[count++] = i + __builtin_ctz(mask);
    }
    return count;
}

void propagate(Network& net, const Rows& rows, int step, const std::int32_t* spikes, int count) {
    const int excitatory = static_cast<int>(0.8 * net.n);
    for (int k = 0; k < count; ++k) {
        const int i = spikes[k];
        double* const current = i < excitatory ? net.ge.data() : net.gi.data();
        const double weight = i < excitatory ? 1.62e-3 : -9e-3;
        net.v.data()[i] = -60e-3;
        net.last.data()[i] = step;
        for (std::uint32_t s = rows.start[i], end = rows.start[i + 1]; s < end; ++s)
            current[rows.target[s]] += weight;
    }
}

void run_cuba(int n, double seconds) {
    const double begin = now();
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    const Rows rows(n, std::min(1.0, 80.0 / n), random);
    Network net(n);
    for (int i = 0; i < n; ++i)
        net.v.data()[i] = -60e-3 + 10e-3 * uniform(random);
    std::vector<std::int32_t> spikes(static_cast<std::size_t>(n));
    const int steps = static_cast<int>(seconds / kDt + 0.5);

    const double built = now();
    long total = 0;
    for (int step = 0; step < steps; ++step) {
        const int count = update(net, step, spikes.data());
        propagate(net, rows, step, spikes.data(), count);
        total += count;
    }
    std::printf(
        "{\"simulator\": \"floor\", \"version\": \"avx2\", \"model\": \"cuba\", \"n\": %d, \"t\": %g, "
        "\"spikes\": %ld, \"synapses\": %zu, \"build_s\": %.5f, \"run_s\": %.5f}\n",
        n, seconds, total, rows.target.size(), built - begin, now() - built);
}

} // namespace

int main(int argc, char** argv) {
    const int n = argc == 4 ? std::atoi(argv[2]) / kBlock * kBlock : 0;
    if (n == 0 || std::strcmp(argv[1], "cuba") != 0) {
        std::fprintf(stderr, "usage: floor_avx2 cuba NEURONS SECONDS   (at least %d neurons)\n", kBlock);
        return 2;
    }
    run_cuba(n, std::atof(argv[3]));
    return 0;
}
