// SPDX-License-Identifier: Apache-2.0
#include "prompt/guard.hpp"

#include <hillock/network.hpp>

#include <atomic>
#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <cxxabi.h>
#include <exception>
#include <memory>
#include <pthread.h>
#include <semaphore.h>
#include <string_view>
#include <thread>
#include <typeinfo>
#include <vector>

namespace hillock::prompt {

namespace {

struct Interrupted {}; // no std::exception, so that code of the user lets it pass

static_assert(std::atomic<bool>::is_always_lock_free); // handlers of signals touch nothing else
std::atomic<bool> interrupt_came = false;
std::atomic<bool> code_runs = false;
sem_t interrupts; ///< posted by the handler; runs are stopped by a thread, as that takes a lock
pthread_t code_thread;
sigjmp_buf before_code;

void on_interrupt(int) {
    interrupt_came.store(true, std::memory_order_relaxed);
    sem_post(&interrupts);
}

/// A fault in code of the user: back to the prompt. What the code held at that moment stays as it is.
void on_fault(int signal) {
    if (code_runs.load(std::memory_order_relaxed) && pthread_equal(pthread_self(), code_thread))
        siglongjmp(before_code, signal);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void stop_runs_on_interrupt() {
    for (;;) {
        while (sem_wait(&interrupts) != 0 && errno == EINTR) {
        }
        stop();
    }
}

std::string demangled(const char* name) {
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
    std::string result = text ? text.get() : name;
    for (const std::string_view prefix : {"hillock::", "hillock_session::"})
        if (result.starts_with(prefix))
            result.erase(0, prefix.size());
    return result;
}

std::string fault_text(int signal) {
    switch (signal) {
    case SIGFPE:
        return "the code divided an integer by zero";
    case SIGABRT:
        if (interrupted())
            return "interrupted in a function that must not throw";
        return "the code called abort(), or an exception left a function that must not throw";
    case SIGILL:
        return "the code came to a place that it must not reach";
    default:
        return "the code used memory that is not its own, or called itself without end";
    }
}

/// \return as run_guarded()
std::optional<std::string> run_catching(void (*code)()) {
    try {
        code();
        return std::nullopt;
    } catch (const Interrupted&) {
        return "interrupted";
    } catch (const std::exception& error) {
        return demangled(typeid(error).name()) + ": " + error.what();
    } catch (...) {
        const std::type_info* const type = abi::__cxa_current_exception_type();
        return "an exception of type " + (type != nullptr ? demangled(type->name()) : std::string("unknown"));
    }
}

} // namespace

void install_guard() {
    code_thread = pthread_self();
    sem_init(&interrupts, 0, 0);

    // A stack of its own for the handler: endless recursion leaves no room on the other one.
    static std::vector<char> room(1U << 16);
    stack_t stack{};
    stack.ss_sp = room.data();
    stack.ss_size = room.size();
    sigaltstack(&stack, nullptr);
    struct sigaction fault = {};
    fault.sa_handler = on_fault;
    fault.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
        sigaction(signal, &fault, nullptr);

    struct sigaction interrupt = {};
    interrupt.sa_handler = on_interrupt;
    interrupt.sa_flags = SA_RESTART;
    sigaction(SIGINT, &interrupt, nullptr);
    std::thread(stop_runs_on_interrupt).detach();
}

std::optional<std::string> run_guarded(void (*code)()) {
    // volatile: read again after a jump back
    const volatile int signal = sigsetjmp(before_code, 1);
    if (signal != 0) {
        code_runs.store(false, std::memory_order_relaxed);
        return fault_text(signal) + "; objects that it was changing may be damaged";
    }
    code_runs.store(true, std::memory_order_relaxed);
    std::optional<std::string> failure = run_catching(code);
    code_runs.store(false, std::memory_order_relaxed);
    return failure;
}

bool interrupted() {
    return interrupt_came.load(std::memory_order_relaxed);
}
void forget_interrupt() {
    interrupt_came.store(false, std::memory_order_relaxed);
}

void end_if_interrupted() {
    if (interrupted())
        throw Interrupted();
}

} // namespace hillock::prompt
