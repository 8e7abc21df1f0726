// SPDX-License-Identifier: Apache-2.0
// Variants of a model on several threads. What a variant computes depends on its number alone: each begins with the clock of the
// caller, with a sequence of keys of its own and with names that begin anew, whichever thread runs it.
#include "hillock/sweep.hpp"

#include "engine/access.hpp"
#include "engine/kernel_cache.hpp"
#include "engine/random.hpp"
#include "engine/stopping.hpp"
#include "engine/thread_count.hpp"
#include "hillock/default_dtype.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

namespace hillock::internal::engine {

namespace {

class VariantRunner {
  public:
    VariantRunner(std::size_t count, const Callback<void(std::size_t)>& variant, const SweepOptions& options)
        : count_(count), threads_(options.threads), variant_(variant), cancel_(standard_token(options.cancel)) {}

    void run() {
        const std::size_t threads = std::min<std::size_t>(threads_ > 0 ? threads_ : processors(), count_);
        processors_each_ = threads > 0 ? std::max(1U, processors() / static_cast<unsigned>(threads)) : 1;
        std::vector<std::thread> workers;
        try {
            while (workers.size() < threads) workers.emplace_back([this] { work(); });
        } catch (const std::system_error&) {
            if (workers.empty()) throw SystemError("the machine has no thread left to run a variant in");
        }
        for (std::thread& worker : workers) worker.join();
        report();
    }

  private:
    void work() {
        fair_share() = processors_each_;
        while (const auto number = next()) {
            try {
                variant_(*number);
            } catch (...) {
                fail(*number, std::current_exception());
            }
        }
    }
    /// Variants begin in their order: so all before one that fails have begun too, and the first to fail is the same with any threads.
    std::optional<std::size_t> next() {
        const std::lock_guard lock(mutex_);
        if (next_ == count_ || error_ || cancel_.stop_requested()) return std::nullopt;
        return next_++;
    }
    void fail(std::size_t number, std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        if (error_ && failed_ < number) return;
        failed_ = number;
        error_ = std::move(error);
    }
    void report() const {
        const std::string of_all = " of " + std::to_string(count_);
        if (!error_) {
            if (next_ < count_)
                throw SweepError(next_, "the sweep was cancelled after " + std::to_string(next_) + of_all + " variants");
            return;
        }
        const std::string variant = "variant " + std::to_string(failed_) + of_all + " has failed: ";
        try {
            std::rethrow_exception(error_);
        } catch (const std::exception& error) {
            std::throw_with_nested(SweepError(failed_, variant + error.what()));
        } catch (...) {
            std::throw_with_nested(SweepError(failed_, variant + "an exception of another type than std::exception"));
        }
    }

    std::size_t count_;
    unsigned threads_; ///< 0: as many as the machine has cores
    unsigned processors_each_ = 1; ///< of the threads
    const Callback<void(std::size_t)>& variant_;
    const std::stop_token cancel_;
    std::mutex mutex_;
    std::size_t next_ = 0;   ///< variant
    std::size_t failed_ = 0; ///< the first one that did
    std::exception_ptr error_;
};

/// What the calling thread has set for what is made later, and each variant has too.
struct Defaults {
    Quantity dt = defaultclock().dt;
    NumberType dtype = default_dtype();
};

/// The thread is as if it had done nothing yet.
void begin_variant(const Defaults& defaults, std::uint64_t seed) {
    defaultclock().dt = defaults.dt;
    default_dtype() = defaults.dtype;
    threads_asked_for() = 0;
    thread_keys().seed(seed);
    restart_automatic_names();
}

} // namespace

void sweep_network(const Network& network, std::size_t count, const Callback<void(std::size_t, Network&)>& variant,
                   const SweepOptions& options) {
    Simulation& original = Access::simulation(network);
    original.ready_to_clone();
    try {
        original.compile();
    } catch (const Error&) {
        // Not ready to run: perhaps its variants will be. If not, they say why.
    }
    const KeepCompiled keep;
    const Defaults defaults;
    const std::uint64_t key = original.key();
    const Callback<void(std::size_t)> one = [&](std::size_t k) {
        const std::uint64_t seed = options.same_seed ? key : mix_keys(key, k + 1);
        begin_variant(defaults, mix_keys(seed, 0)); // other numbers than those of the run
        std::unique_ptr<Simulation> copy = original.clone();
        copy->seed(seed);
        Network own = Access::network(std::move(copy));
        variant(k, own);
    };
    VariantRunner(count, one, options).run();
}

void sweep_function(std::size_t count, const Callback<void(std::size_t)>& variant, const SweepOptions& options) {
    const KeepCompiled keep;
    const Defaults defaults;
    const std::uint64_t key = thread_keys().next();
    const Callback<void(std::size_t)> one = [&](std::size_t k) {
        begin_variant(defaults, options.same_seed ? key : mix_keys(key, k + 1));
        variant(k);
    };
    VariantRunner(count, one, options).run();
}

} // namespace hillock::internal::engine
