// SPDX-License-Identifier: Apache-2.0
#include "engine/code.hpp"

#include "engine/building.hpp"
#include "engine/compilation.hpp"
#include "engine/kernel_cache.hpp"
#include "hillock/error.hpp"
#include "jit/plan/interpreter.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace hillock::internal::engine {

namespace {

bool overlap(const ArrayPlace& a, const ArrayPlace& b) {
    return std::less<>()(a.begin, b.end) && std::less<>()(b.begin, a.end);
}

} // namespace

BoundArrays::BoundArrays(const plan::Kernel& kernel, const ArrayLookup& array_of) {
    for (const plan::Slot& slot : kernel.slots) {
        places_.push_back(slot.table ? ArrayPlace{} : array_of(slot));
        void* const table = slot.table ? const_cast<double*>(slot.table->values->data()) : nullptr; // tables are only read
        addresses_.push_back(slot.table ? table : places_.back().begin);
    }
    for (std::size_t k = 0; k < places_.size(); ++k) {
        const plan::Slot& slot = kernel.slots[k];
        if (slot.reference.variable->kind != model::VariableKind::linked) continue;
        const auto is_written = [&](std::size_t other) {
            return kernel.slots[other].written && overlap(places_[k], places_[other]);
        };
        std::size_t other = 0;
        while (other < places_.size() && !is_written(other)) ++other;
        if (other == places_.size()) continue;
        const auto bytes = static_cast<std::size_t>(places_[k].end - places_[k].begin);
        auto copy = std::make_unique<Array>(slot.storage, bytes / element_bytes(slot.storage));
        addresses_[k] = copy->data();
        copies_.push_back({places_[k], std::move(copy)});
    }
}

void* const* BoundArrays::for_call() const {
    for (const Copy& copy : copies_)
        std::memcpy(copy.copy->data(), copy.original.begin, static_cast<std::size_t>(copy.original.end - copy.original.begin));
    return addresses_.data();
}

void Code::plan(plan::Kernel kernel) {
    // What is compiled for other vectors is other code.
    std::string text = "for vectors of " + std::to_string(compile_options().vector_bytes) + " bytes: " + plan::print(kernel);
    if (kernel_ && text == text_) {
        kernel_ = std::move(kernel); // the same operations, perhaps on variables of another model
        return;
    }
    kernel_ = std::move(kernel);
    text_ = std::move(text);
    machine_code_.reset();
    function_ = nullptr;
}

void Code::bind(const ArrayLookup& array_of) {
    arrays_ = BoundArrays(*kernel_, array_of);
    others_.clear();
    host_calls_ = HostCalls(*kernel_);
}

void Code::bind_others(std::span<const ArrayLookup> arrays_of) {
    others_.clear();
    for (const ArrayLookup& array_of : arrays_of) others_.emplace_back(*kernel_, array_of);
}

namespace {

std::vector<Touch> touches_of(const plan::Kernel& kernel, const BoundArrays& arrays, const Cuts& cuts) {
    std::vector<Touch> all;
    const std::span<const ArrayPlace> places = arrays.places();
    for (std::size_t k = 0; k < places.size(); ++k) {
        const plan::Slot& slot = kernel.slots[k];
        const bool anywhere = slot.shared || slot.reference.variable->kind == model::VariableKind::linked;
        const void* const cut = anywhere ? nullptr : cuts[static_cast<std::size_t>(slot.reference.side)];
        all.push_back({places[k].begin, places[k].end, cut, slot.written});
    }
    return all;
}

bool may_be_cut(const plan::Kernel& kernel, const BoundArrays& arrays, const Cuts& cuts) {
    const std::vector<Touch> all = touches_of(kernel, arrays, cuts);
    return kernel.host_functions.empty() && !arrays.copies() && !conflict(all, all);
}

} // namespace

std::vector<Touch> Code::touches(const Cuts& cuts) const { return touches_of(*kernel_, arrays_, cuts); }

bool Code::can_be_cut(const Cuts& cuts) const { return may_be_cut(*kernel_, arrays_, cuts); }

bool Code::take_compiled() {
    CompiledKernel found = find_compiled(text_);
    if (!found.machine_code) return false;
    function_ = found.machine_code->function(found.number);
    machine_code_ = std::move(found.machine_code);
    return true;
}

void compile_all(std::span<Code* const> codes, unsigned threads) {
    std::vector<Code*> waiting;
    std::vector<plan::Kernel> kernels;
    for (Code* code : codes) {
        if (!code->planned() || code->compiled() || code->take_compiled()) continue;
        waiting.push_back(code);
        kernels.push_back(code->kernel());
    }
    if (kernels.empty()) return;
    jit::CompileOptions options = compile_options();
    options.threads = threads;
    const auto machine_code = std::make_shared<const jit::CompiledKernels>(jit::compile(kernels, options));
    for (std::size_t k = 0; k < waiting.size(); ++k) {
        waiting[k]->machine_code_ = machine_code;
        waiting[k]->function_ = machine_code->function(k);
        remember_compiled(waiting[k]->text_, {machine_code, k});
    }
}

namespace {

/// Of one element where the processor handles four at a time, in nanoseconds. Measured on a processor with AVX2 at 2.6 GHz from state
/// updates of the reference networks, which these numbers meet to a quarter.
double nanoseconds_of(const plan::Operation& operation) {
    using plan::Opcode;
    switch (operation.code) {
    case Opcode::call: return operation.primitive >= model::Primitive::sin ? 1.5 : 0.1;
    case Opcode::divide:
    case Opcode::floor_divide_real:
    case Opcode::modulo_real: return 0.6;
    case Opcode::draw:
        if (operation.primitive == model::Primitive::uniform) return 2.2;
        return operation.primitive == model::Primitive::normal ? 5 : 40;
    default: return 0.03;
    }
}

} // namespace

double nanoseconds_an_element(const plan::Kernel& kernel) {
    // A synapse in a row takes 0.7 ns and more where it is not in the cache; lists and walks handle one element at a time.
    constexpr double kSynapse = 1, kOneAtATime = 3;
    double sum = 0;
    for (std::size_t k = kernel.first_in_loop; k < kernel.operations.size(); ++k) sum += nanoseconds_of(kernel.operations[k]);
    if (!kernel.vectorisable) sum *= kOneAtATime;
    return plan::is_walk(kernel.domain) ? sum + kSynapse : sum;
}

bool draws(const plan::Kernel& kernel) {
    return std::any_of(kernel.operations.begin(), kernel.operations.end(),
                       [](const plan::Operation& operation) { return operation.code == plan::Opcode::draw; });
}

namespace {

constexpr double kInterpreted = 5; ///< nanoseconds an operation

} // namespace

PassingCode::PassingCode(plan::Kernel kernel, const ArrayLookup& array_of, std::int64_t evaluations, Width width)
    : kernel_(std::move(kernel)), arrays_(kernel_, array_of), host_calls_(kernel_) {
    // Compiling takes about 10 ms; both give the same bits.
    constexpr double kWorthCompiling = 10e6;
    if (static_cast<double>(evaluations) * kInterpreted * static_cast<double>(kernel_.operations.size() + 1) < kWorthCompiling) return;
    jit::CompileOptions options = compile_options();
    options.threads = 1;
    if (width == Width::one) options.vector_bytes = kernel_.real == plan::Storage::float32 ? 4 : 8;
    compiled_.emplace(jit::compile(std::span(&kernel_, 1), options));
}

std::int64_t PassingCode::operator()(KernelArguments arguments, const BoundArrays& arrays) const {
    arguments.arrays = arrays.for_call();
    arguments.host_functions = host_calls_.table();
    const std::int64_t emitted = compiled_ ? compiled_->function(0)(&arguments) : plan::interpret(kernel_, arguments);
    host_calls_.rethrow();
    return emitted;
}

bool PassingCode::can_be_cut() const { return may_be_cut(kernel_, arrays_, {&kernel_, nullptr, nullptr}); }

double PassingCode::nanoseconds(std::int64_t elements) const {
    const double one = compiled_ ? nanoseconds_an_element(kernel_) : kInterpreted * static_cast<double>(kernel_.operations.size());
    return one * static_cast<double>(elements);
}

namespace {

/// The part of a call in [begin, end): of its elements, or of its list.
KernelArguments part_of(const KernelArguments& call, bool is_walk, Range range) {
    KernelArguments part = call;
    if (is_walk) {
        part.list += range.begin;
        part.list_size = range.size();
    } else {
        part.begin = range.begin;
        part.end = range.end;
    }
    return part;
}

} // namespace

void run_once(const plan::Kernel& kernel, const ArrayLookup& array_of, std::int64_t evaluations, const KernelArguments& call) {
    const bool is_walk = plan::is_walk(kernel.domain);
    if (!is_walk && kernel.domain != plan::Domain::elements)
        throw InternalError("internal error, please report: the kernel '" + kernel.name + "' cannot be run in parts");
    const PassingCode code(kernel, array_of, evaluations);
    const unsigned threads = code.can_be_cut() ? threads_to_build(code.nanoseconds(evaluations)) : 1;
    if (threads == 1) {
        code(call);
        return;
    }
    // Pieces of whole cache lines, several for each thread: one may begin late, and rows are of different lengths.
    const Range all = is_walk ? Range{0, call.list_size} : Range{call.begin, call.end};
    const std::int64_t piece = all.size() / (16 * static_cast<std::int64_t>(threads)) / 64 * 64 + (is_walk ? 1 : 64);
    std::atomic<std::int64_t> next{is_walk ? 0 : all.begin / 64 * 64};
    build_together(threads, [&](Share) {
        for (std::int64_t begin = next.fetch_add(piece); begin < all.end; begin = next.fetch_add(piece))
            code(part_of(call, is_walk, {std::max(begin, all.begin), std::min(begin + piece, all.end)}));
    });
}

} // namespace hillock::internal::engine
