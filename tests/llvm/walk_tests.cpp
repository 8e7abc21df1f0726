// SPDX-License-Identifier: Apache-2.0
// Synapses several at a time: the bits of one after the other, where many lead to one neuron and rows begin anywhere.
#include "jit/llvm/codegen.hpp"
#include "jit/llvm/compiler.hpp"
#include "jit/llvm/width.hpp"
#include "tests/support/kernel_maker.hpp"
#include "tests/support/random_kernel.hpp"

#include <doctest/doctest.h>
#include <string>
#include <tuple>
#include <vector>

using namespace hillock;
using namespace hillock::internal;
using model::Primitive;
using model::Side;
using plan::Domain;
using plan::Opcode;
using plan::Storage;
using plan::Value;
using plan::ValueType;
using test::KernelMaker;

namespace {

/// Plasticity as of a pathway: a trace that decays, a weight that follows it and the other neuron's trace, input to a neuron that may be
/// refractory.
/// \param record  bytes of the records of a synapse's variables, which have gaps; 0: each has an array
/// \param neuron_record  the same of the other neuron's trace and the time of that
plan::Kernel plastic(Domain domain, Storage real, std::uint32_t record, std::uint32_t neuron_record) {
    KernelMaker k(domain, real);
    const Side other = domain == Domain::columns ? Side::pre : Side::post;
    const auto last = k.slot("last", Storage::integer64, true), trace = k.slot("trace", real, true), w = k.slot("w", real, true);
    const auto ge = k.slot("ge", real, true, other), gain = k.slot("gain", real, false, other);
    const auto free = k.slot("free", Storage::boolean8, false, other);
    const auto rate = k.slot("rate", real, false, domain == Domain::columns ? Side::post : Side::pre);
    const auto since = k.slot("since", Storage::integer64, false, other), seen = k.slot("seen", real, false, other);
    if (neuron_record > 0) {
        k.kernel.slots[since].field = {neuron_record, neuron_record - 8};
        k.kernel.slots[seen].field = {neuron_record, neuron_record - 16};
    }
    if (record > 0) {
        const auto bytes = static_cast<std::uint32_t>(plan::storage_bytes(real));
        for (std::uint32_t n = 0; const auto slot : {trace, w}) k.kernel.slots[slot].field = {record, record - ++n * bytes};
        k.kernel.slots[last].field = {record, 0};
    }
    std::vector<std::uint32_t> notes; // only written, in a part of the record that nothing is read of
    for (std::uint32_t n = 0; n < 2 && record == 128; ++n) {
        notes.push_back(k.slot("note" + std::to_string(n), Storage::integer64, true));
        k.kernel.slots[notes.back()].field = {record, 32 + 16 * n};
    }
    const Value step = k.add({.code = Opcode::step, .type = ValueType::integer});
    const Value tau = k.real(-1e-3);
    k.loop();
    const auto decay_since = [&](std::uint32_t slot) {
        const Value age = k.op(Opcode::to_real, ValueType::real, k.op(Opcode::subtract, ValueType::integer, step, k.load(slot)));
        return k.call(Primitive::exp, k.real_op(Opcode::multiply, age, tau));
    };
    const Value now = k.real_op(Opcode::fused_multiply_add, k.load(trace), decay_since(last), k.load(rate));
    k.store(trace, now);
    const Value noise = k.draw(Primitive::uniform, 0);
    const Value place = k.op(Opcode::to_real, ValueType::real, k.add({.code = Opcode::index, .type = ValueType::integer, .side = other}));
    const Value change = k.real_op(Opcode::fused_multiply_add, k.load(seen), decay_since(since), k.real_op(Opcode::add, noise, place));
    const Value weight = k.real_op(Opcode::fused_multiply_add, k.load(w), k.load(gain), change);
    k.store(w, k.call(Primitive::minimum, weight, now));
    k.store(ge, k.real_op(Opcode::add, k.load(ge), weight), k.load(free));
    k.store(last, step);
    for (const std::uint32_t note : notes) k.store(note, step);
    return k.kernel;
}

} // namespace

TEST_CASE("synapses several at a time leave the bits of one after the other") {
    for (const Domain domain : {Domain::rows, Domain::sorted_rows, Domain::columns})
        for (const auto& [real, record, neuron_record] :
             {std::tuple(Storage::float64, 0u, 0u), {Storage::float32, 0u, 0u}, {Storage::float64, 0u, 16u}, {Storage::float32, 0u, 16u},
              {Storage::float64, 24u, 16u}, {Storage::float64, 32u, 16u}, {Storage::float64, 48u, 32u}, {Storage::float64, 64u, 0u},
              {Storage::float64, 128u, 24u}, {Storage::float32, 16u, 16u}, {Storage::float32, 32u, 32u}, {Storage::float32, 128u, 0u}}) {
            const plan::Kernel kernel = plastic(domain, real, record, neuron_record);
            CAPTURE(plan::print(kernel));
            CHECK(jit::lanes_for(kernel, jit::named_target("haswell", 32)) > 1);
            for (const int bytes : {8, 32, 64}) {
                if (bytes > jit::host_vector_bytes()) continue;
                for (std::uint64_t seed = 0; seed < 20; ++seed)
                    CHECK(test::difference_from_interpreter(kernel, seed, [&](const plan::Kernel& k, const KernelArguments& arguments) {
                              const jit::CompiledKernels compiled = jit::compile({&k, 1}, {.vector_bytes = bytes, .threads = 1});
                              return compiled.function(0)(&arguments);
                          }) == "");
            }
        }
}

TEST_CASE("a walk that only adds to a neuron takes one synapse after the other") {
    KernelMaker k(Domain::rows);
    const auto w = k.slot("w", Storage::float64), ge = k.slot("ge", Storage::float64, true, Side::post);
    k.loop();
    k.store(ge, k.real_op(Opcode::add, k.load(ge), k.load(w)));
    CHECK(jit::lanes_for(k.kernel, jit::named_target("haswell", 32)) == 1);
}
