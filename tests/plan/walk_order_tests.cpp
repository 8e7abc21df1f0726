// SPDX-License-Identifier: Apache-2.0
// What the synapses of a row have to do one after the other.
#include "jit/plan/walk_order.hpp"
#include "tests/support/kernel_maker.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace hillock;
using namespace hillock::internal;
using model::Side;
using plan::Domain;
using plan::Opcode;
using plan::Storage;
using plan::Value;
using test::KernelMaker;

namespace {

/// The operations that the order of synapses decides; -1: all of them.
std::ptrdiff_t number_in_order(const plan::Kernel& kernel) {
    const auto found = plan::operations_in_order(kernel);
    return found ? std::ranges::count(*found, true) : -1;
}

} // namespace

TEST_CASE("what is added to a neuron waits, what the synapse has for itself does not") {
    KernelMaker k(Domain::rows);
    const auto w = k.slot("w", Storage::float64, true), ge = k.slot("ge", Storage::float64, true, Side::post);
    const auto calcium = k.slot("calcium", Storage::float64, false, Side::post); // which nobody writes here
    k.loop();
    const Value weight = k.real_op(Opcode::multiply, k.load(w), k.load(calcium));
    k.store(w, weight);
    k.store(ge, k.real_op(Opcode::add, k.load(ge), weight));
    CHECK(number_in_order(k.kernel) == 3); // load, add, store
}

TEST_CASE("both sides of a variable that is written are in order") {
    KernelMaker k(Domain::rows);
    const auto pre = k.slot("v", Storage::float64, false, Side::pre), post = k.slot("v", Storage::float64, true, Side::post);
    k.loop();
    k.store(post, k.real_op(Opcode::add, k.load(post), k.load(pre)));
    CHECK(number_in_order(k.kernel) == 4);
}

TEST_CASE("a synapse that remembers what it found at a neuron is no exception that can be told apart") {
    KernelMaker k(Domain::columns);
    const auto seen = k.slot("seen", Storage::float64, true), v = k.slot("v", Storage::float64, true, Side::pre);
    k.loop();
    const Value found = k.load(v);
    k.store(seen, found);
    k.store(v, k.real_op(Opcode::add, found, found));
    CHECK(number_in_order(k.kernel) == -1);
}

TEST_CASE("a shared variable that each synapse writes has all of them in order") {
    KernelMaker k(Domain::rows);
    const auto total = k.slot("total", Storage::float64, true, Side::own, true), w = k.slot("w", Storage::float64);
    k.loop();
    k.store(total, k.load(w));
    CHECK(number_in_order(k.kernel) == -1);
}
