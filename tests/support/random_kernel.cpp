// SPDX-License-Identifier: Apache-2.0
// Random kernels, the worlds they run in, and their shrinking.
#include "random_kernel.hpp"

#include "hillock/error.hpp"
#include "jit/plan/interpreter.hpp"
#include "kernel_maker.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace hillock::test {
using namespace internal;
namespace {

using model::Primitive;
using model::Side;
using plan::Domain;

constexpr std::int64_t kNeurons = 103; // no multiple of any number of lanes
constexpr std::int64_t kSynapses = 400;
constexpr std::size_t kElements = 512; // room of every array, padding included

class Generator {
  public:
    explicit Generator(std::uint64_t seed)
        : random_(seed),
          maker_(static_cast<Domain>(pick(6)), pick(3) == 0 ? Storage::float32 : Storage::float64) {
        constexpr std::uint32_t records[] = {8, 16, 24, 32, 64, 128};
        for (std::uint32_t& record : record_)
            record = records[pick(std::size(records))];
    }

    plan::Kernel make() {
        const Domain domain = maker_.kernel.domain;
        maker_.kernel.vectorisable = (domain == Domain::elements || domain == Domain::pairs) && pick(4) != 0;
        for (std::size_t k = 0; k < 7; ++k)
            add_slot(k);
        for (std::size_t k = 2 + pick(6); k > 0; --k)
            add_value(false);
        maker_.loop();
        for (std::size_t k = 5 + pick(40); k > 0; --k)
            pick(6) == 0 ? add_store() : pick(12) == 0 ? add_loop() : add_value(true);
        add_store();
        if ((domain == Domain::elements || domain == Domain::pairs) && pick(2) == 0)
            maker_.emit(value(ValueType::boolean));
        return maker_.kernel;
    }

  private:
    std::size_t pick(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool uniform(std::size_t slot) const {
        return plan::is_uniform(maker_.kernel.slots[slot], maker_.kernel.domain);
    }

    void add_slot(std::size_t k) {
        const Domain domain = maker_.kernel.domain;
        Side side = Side::own;
        if (plan::is_walk(domain))
            side = static_cast<Side>(pick(3));
        if (domain == Domain::pairs)
            side = pick(3) == 0 ? Side::pre : Side::post;
        const bool shared = pick(6) == 0;
        const bool independent = maker_.kernel.vectorisable;
        const bool any_place = shared || (domain == Domain::pairs && side == Side::pre);
        const bool written = pick(2) == 0 && !(independent && any_place);
        // In rows, both sides of one variable are the same memory.
        const bool twin = plan::is_walk(domain) && !shared && side != Side::own && k > 0 && pick(2) == 0;
        const auto storage = twin ? Storage::float64 : static_cast<Storage>(pick(5));
        const std::uint32_t slot = maker_.slot(twin ? "twin" : "x" + std::to_string(k), storage, written, side, shared);
        if (shared || twin || (side != Side::own && written) || pick(3) > 0)
            return;
        // Fields of all sizes, with gaps, in records of each side.
        const std::uint32_t record = record_[static_cast<std::size_t>(side)];
        std::uint32_t& next_field = next_field_[static_cast<std::size_t>(side)];
        const auto bytes = static_cast<std::uint32_t>(plan::storage_bytes(storage));
        const std::uint32_t offset = (next_field + static_cast<std::uint32_t>(pick(5)) + bytes - 1) / bytes * bytes;
        if (offset + bytes > record)
            return;
        maker_.kernel.slots[slot].field = {record, offset};
        next_field = offset + bytes;
    }

    Value value(ValueType type) {
        std::vector<Value> known;
        const auto& operations = maker_.kernel.operations;
        for (Value k = 0; k < operations.size(); ++k)
            if (operations[k].type == type && plan::has_value(operations[k].code) && !hidden(k))
                known.push_back(k);
        if (known.empty() || pick(12) == 0)
            return constant(type);
        return known[pick(std::min<std::size_t>(known.size(), 12)) + known.size() -
                     std::min<std::size_t>(known.size(), 12)];
    }

    Value constant(ValueType type) {
        static const double reals[] = {0, -0.0, 1, -1, 0.5, 2.5, -3.7, 1e-5, 1e300, INFINITY, NAN, 20, 700};
        static const std::int64_t integers[] = {
            0, 1, -1, 2, -7, 50, std::numeric_limits<std::int64_t>::min(), 1 << 20};
        if (type == ValueType::real)
            return maker_.real(reals[pick(std::size(reals))]);
        if (type == ValueType::integer)
            return maker_.integer(integers[pick(std::size(integers))]);
        return maker_.add(
            {.code = Opcode::constant_boolean, .type = type, .integer = static_cast<int>(pick(2))});
    }

    void add_value(bool in_loop) {
        const auto type = static_cast<ValueType>(pick(4) == 0 ? pick(3) : 2);
        if (in_loop && pick(4) == 0)
            return add_load();
        switch (type) {
        case ValueType::boolean:
            return add_boolean();
        case ValueType::integer:
            return add_integer(in_loop);
        case ValueType::real:
            return add_real(in_loop);
        }
    }

    void add_load() { maker_.load(static_cast<std::uint32_t>(pick(maker_.kernel.slots.size()))); }

    /// Whether a loop has ended that k stands in.
    bool hidden(Value k) const {
        return std::ranges::any_of(loops_, [&](const auto& loop) {
            return k > loop.first && k < loop.second && maker_.kernel.operations[k].code != Opcode::carried;
        });
    }

    void add_loop() {
        static const ValueType types[] = {ValueType::real, ValueType::real, ValueType::integer,
                                          ValueType::boolean};
        std::vector<Value> initial; // constants that these need have to stand before the loop
        for (std::size_t k = 1 + pick(3); k > 0; --k)
            initial.push_back(value(types[pick(4)]));
        const Value begin = maker_.add({.code = Opcode::repeat,
                                        .type = ValueType::boolean,
                                        .integer = 1 + static_cast<std::int64_t>(pick(9))});
        std::vector<Value> carried;
        for (const Value first : initial)
            carried.push_back(maker_.op(Opcode::carried, maker_.kernel.operations[first].type, first, first));
        in_body_ = true;
        for (std::size_t k = 2 + pick(8); k > 0; --k)
            add_value(true);
        for (const Value k : carried)
            maker_.kernel.operations[k].operands[1] = value(maker_.kernel.operations[k].type);
        const Value go_on = value(ValueType::boolean);
        in_body_ = false;
        const Value end = maker_.add({.code = Opcode::repeat_while,
                                      .type = ValueType::boolean,
                                      .operands = {go_on, plan::kNoValue, plan::kNoValue}});
        loops_.emplace_back(begin, end);
    }

    void add_lookup() {
        for (std::uint32_t k = 0; k < maker_.kernel.slots.size(); ++k) {
            const plan::Slot& slot = maker_.kernel.slots[k];
            if (!slot.shared || slot.written)
                continue;
            const Value index = value(ValueType::integer);
            maker_.add({.code = Opcode::lookup,
                        .type = plan::value_type(slot.storage),
                        .operands = {index, plan::kNoValue, plan::kNoValue},
                        .integer = 1 + static_cast<std::int64_t>(pick(kElements)),
                        .slot = k});
            return;
        }
    }

    void add_store() {
        std::vector<std::uint32_t> written;
        for (std::uint32_t k = 0; k < maker_.kernel.slots.size(); ++k)
            if (maker_.kernel.slots[k].written)
                written.push_back(k);
        if (written.empty())
            return;
        const std::uint32_t slot = written[pick(written.size())];
        const Value stored = value(plan::value_type(maker_.kernel.slots[slot].storage));
        maker_.store(slot, stored, pick(2) == 0 ? plan::kNoValue : value(ValueType::boolean));
    }

    /// Few values are integers, and fewer of them come to be stored by chance.
    void store_if_possible(Value integer) {
        for (std::uint32_t k = 0; k < maker_.kernel.slots.size(); ++k)
            if (maker_.kernel.slots[k].written &&
                plan::value_type(maker_.kernel.slots[k].storage) == ValueType::integer)
                return maker_.store(k, integer);
    }

    void add_boolean() {
        const auto code = static_cast<Opcode>(static_cast<std::size_t>(Opcode::equal) + pick(10));
        const ValueType type = ValueType::boolean;
        if (code == Opcode::logical_not)
            maker_.test(code, value(type));
        else if (code == Opcode::logical_and || code == Opcode::logical_or)
            maker_.test(code, value(type), value(type));
        else if (code == Opcode::select)
            maker_.op(code, type, value(type), value(type), value(type));
        else {
            const auto compared = static_cast<ValueType>(pick(3));
            maker_.test(code, value(compared), value(compared));
        }
    }

    void add_integer(bool in_loop) {
        const ValueType type = ValueType::integer;
        static const Opcode binary[] = {Opcode::add, Opcode::subtract, Opcode::multiply, Opcode::floor_divide,
                                        Opcode::modulo};
        switch (pick(9)) {
        case 0:
            maker_.add({.code = Opcode::step, .type = type});
            break;
        case 1:
            maker_.add({.code = Opcode::count, .type = type, .side = static_cast<Side>(pick(3))});
            break;
        case 2: {
            const bool three_sides = maker_.kernel.domain >= Domain::rows;
            const Side side = static_cast<Side>(three_sides ? pick(3) : 0);
            if (in_loop)
                maker_.add({.code = Opcode::index, .type = type, .side = side});
            break;
        }
        case 3:
            maker_.op(Opcode::negate, type, value(type));
            break;
        case 4:
            maker_.op(Opcode::select, type, value(ValueType::boolean), value(type), value(type));
            break;
        case 5:
            maker_.op(Opcode::to_integer, type, value(pick(2) ? ValueType::real : ValueType::boolean));
            break;
        case 6:
        case 7:
            if (in_loop && !in_body_)
                store_if_possible(add_draw(pick(2) ? Primitive::poisson : Primitive::binomial));
            break;
        default:
            maker_.op(binary[pick(5)], type, value(type), value(type));
        }
    }

    void add_real(bool in_loop) {
        const ValueType type = ValueType::real;
        static const Opcode binary[] = {Opcode::add,    Opcode::subtract,          Opcode::multiply,
                                        Opcode::divide, Opcode::floor_divide_real, Opcode::modulo_real};
        switch (pick(13)) {
        case 0:
            maker_.add({.code = pick(2) ? Opcode::time : Opcode::time_step});
            break;
        case 1:
            maker_.op(Opcode::negate, type, value(type));
            break;
        case 2:
            maker_.op(Opcode::select, type, value(ValueType::boolean), value(type), value(type));
            break;
        case 3:
            maker_.op(Opcode::to_real, type, value(pick(2) ? ValueType::integer : ValueType::boolean));
            break;
        case 4:
        case 5:
            add_call();
            break;
        case 6:
            if (in_loop && !in_body_)
                add_draw(pick(2) ? Primitive::uniform : Primitive::normal);
            break;
        case 12:
            if (in_loop)
                add_lookup();
            break;
        case 7:
        case 8:
            maker_.real_op(Opcode::fused_multiply_add, value(type), value(type), value(type));
            break;
        default:
            maker_.real_op(binary[pick(6)], value(type), value(type));
        }
    }

    Value add_draw(Primitive distribution) {
        const plan::DrawRow& row = *plan::draw_row(distribution);
        Value parameters[] = {plan::kNoValue, plan::kNoValue};
        for (std::size_t k = 0; k < static_cast<std::size_t>(row.parameters); ++k)
            parameters[k] = value(row.types[k]);
        const Value as_of = pick(3) == 0 ? value(ValueType::integer) : plan::kNoValue;
        return maker_.draw(distribution, static_cast<std::int64_t>(pick(5)), parameters[0], parameters[1],
                           as_of);
    }

    void add_call() {
        const auto primitive = static_cast<Primitive>(pick(static_cast<std::size_t>(Primitive::hypot) + 1));
        const int arity = plan::primitive_arity(primitive);
        if (arity == 0)
            return;
        const Value a = value(ValueType::real);
        maker_.call(primitive, a, arity == 2 ? value(ValueType::real) : plan::kNoValue);
    }

    std::mt19937_64 random_;
    KernelMaker maker_;
    std::array<std::uint32_t, 3> record_{}; ///< bytes of its records, by side
    std::array<std::uint32_t, 3> next_field_{};
    std::vector<std::pair<Value, Value>> loops_; ///< that have ended
    bool in_body_ = false;
};

void fill(Storage storage, unsigned char* bytes, std::mt19937_64& random) {
    static const double special[] = {0,         -0.0,  1,      -1,   NAN,   INFINITY,
                                     -INFINITY, 1e300, 5e-324, 1e19, -1e19, 0.5};
    const std::size_t size = plan::storage_bytes(storage);
    const auto put = [&](auto x) { std::memcpy(bytes, &x, size); };
    const double ordinary = std::uniform_real_distribution<double>(-5, 5)(random);
    const double number = random() % 5 == 0 ? special[random() % std::size(special)] : ordinary;
    const auto integer =
        random() % 5 == 0 ? static_cast<std::int64_t>(random()) : static_cast<std::int64_t>(ordinary);
    switch (storage) {
    case Storage::boolean8:
        put(static_cast<std::uint8_t>(random() % 2));
        break;
    case Storage::integer32:
        put(static_cast<std::int32_t>(integer));
        break;
    case Storage::integer64:
        put(integer);
        break;
    case Storage::float32:
        put(static_cast<float>(number));
        break;
    case Storage::float64:
        put(number);
        break;
    }
}

bool both_nan(Storage storage, const unsigned char* a, const unsigned char* b) {
    const auto is_nan = [&](const unsigned char* bytes, auto x) {
        std::memcpy(&x, bytes, sizeof x);
        return std::isnan(x);
    };
    return (storage == Storage::float64 && is_nan(a, 0.0) && is_nan(b, 0.0)) ||
           (storage == Storage::float32 && is_nan(a, 0.0f) && is_nan(b, 0.0f));
}

/// Bytes from one element of a slot to the next.
std::size_t spacing(const plan::Slot& slot) {
    return slot.field.record > 0 ? slot.field.record : plan::storage_bytes(slot.storage);
}

bool is_same_memory(const plan::Slot& a, const plan::Slot& b) {
    return a.reference.variable == b.reference.variable || (a.field.record > 0 && plan::is_field(b, a.reference.side));
}

} // namespace

plan::Kernel random_kernel(std::uint64_t seed) {
    return Generator(seed).make();
}

World::World(const plan::Kernel& kernel, std::uint64_t seed) : kernel_(kernel) {
    std::mt19937_64 random(seed);
    for (std::size_t k = 0; k < kernel.slots.size(); ++k) {
        const plan::Slot& slot = kernel.slots[k];
        std::size_t array = arrays_.size();
        for (std::size_t j = 0; j < k; ++j)
            if (is_same_memory(kernel.slots[j], slot))
                array = array_of_slot_[j];
        array_of_slot_.push_back(array);
        const bool in_records = slot.field.record > 0;
        if (array < arrays_.size() && !in_records)
            continue;
        if (array == arrays_.size()) {
            arrays_.emplace_back(kElements * spacing(slot) / sizeof(Line));
            std::memset(arrays_[array].data(), 0x5a, kElements * spacing(slot)); // what is no field's
        }
        for (std::size_t i = 0; i < kElements; ++i)
            fill(slot.storage, arrays_[array].front().bytes + i * spacing(slot) + slot.field.offset, random);
    }
    for (std::size_t k = 0; k < kernel.slots.size(); ++k)
        bases_.push_back(arrays_[array_of_slot_[k]].front().bytes + kernel.slots[k].field.offset);
    row_start_.push_back(0);
    for (std::int64_t row = 0; row < kNeurons; ++row) {
        const std::uint64_t length = random() % 20; // several whole vectors, and what is left
        row_start_.push_back(std::min<std::uint64_t>(row_start_.back() + length, kSynapses));
        if (random() % 2)
            list_.push_back(static_cast<std::int32_t>(row + 5)); // offset[pre] = 5
    }
    row_target_.resize(kSynapses, 0);
    for (std::int64_t row = 0; row < kNeurons; ++row)
        for (std::uint64_t s = row_start_[static_cast<std::size_t>(row)];
             s < row_start_[static_cast<std::size_t>(row) + 1]; ++s) {
            // One target gets many synapses; a quarter are autapses, where v_pre and v_post are one number.
            const std::uint64_t any = random() % 9 ? random() % kNeurons : 3;
            row_target_[s] =
                static_cast<std::uint32_t>(random() % 4 ? any : static_cast<std::uint64_t>(row + 5));
        }
    // Each synapse once, in any order; 7 is prime to their number.
    for (std::uint32_t entry = 0; entry < kSynapses; ++entry) {
        row_synapse_.push_back((7 * entry + 3) % kSynapses);
        row_source_.push_back(static_cast<std::uint32_t>(random() % kNeurons));
    }
    arguments_.rows_by_number = static_cast<std::int64_t>(random() % 2);
    emitted_.resize(static_cast<std::size_t>(kNeurons) + 64, -1);
    arguments_.t = 0.1234;
    arguments_.dt = 1e-4;
    arguments_.step = 1234;
    arguments_.begin = static_cast<std::int64_t>(random() % 3) * 16;
    arguments_.end = random() % 8 == 0 ? arguments_.begin : kNeurons;
    arguments_.source = 17;
    const std::int64_t offsets[] = {kernel.domain == Domain::elements ? 4 : 0, 5, kernel.domain == Domain::columns ? 5 : 16};
    const std::int64_t counts[] = {kSynapses, kNeurons, kNeurons - 16};
    std::copy_n(offsets, 3, arguments_.offset);
    std::copy_n(counts, 3, arguments_.count);
    arguments_.random_key = random();
    arguments_.random_step = random();
}

KernelArguments World::arguments() {
    KernelArguments arguments = arguments_;
    arguments.arrays = bases_.data();
    arguments.list = list_.data();
    arguments.list_size = static_cast<std::int64_t>(list_.size());
    arguments.row_begin = row_start_.data();
    arguments.row_end = row_start_.data() + 1;
    arguments.row_target = row_target_.data();
    arguments.row_synapse = row_synapse_.data();
    arguments.row_source = row_source_.data();
    arguments.emitted = emitted_.data();
    return arguments;
}

std::string World::difference(const World& other, std::int64_t emitted, std::int64_t other_emitted) const {
    if (emitted != other_emitted)
        return std::to_string(emitted) + " emitted, not " + std::to_string(other_emitted);
    for (std::size_t k = 0; k < static_cast<std::size_t>(emitted); ++k)
        if (emitted_[k] != other.emitted_[k])
            return "emitted number " + std::to_string(k) + " is " + std::to_string(emitted_[k]) + ", not " +
                   std::to_string(other.emitted_[k]);
    const bool range = kernel_.domain == Domain::elements || kernel_.domain == Domain::pairs;
    std::vector<std::vector<bool>> in_fields(arrays_.size()); // by byte of a record
    for (std::size_t slot = 0; slot < kernel_.slots.size(); ++slot) {
        const auto [record, offset] = kernel_.slots[slot].field;
        const Storage storage = kernel_.slots[slot].storage;
        const std::size_t bytes = plan::storage_bytes(storage), size = spacing(kernel_.slots[slot]);
        const unsigned char* const a = arrays_[array_of_slot_[slot]].front().bytes + offset;
        const unsigned char* const b = other.arrays_[array_of_slot_[slot]].front().bytes + offset;
        for (std::size_t i = 0; i < kElements; ++i) {
            // A vector kernel may write to the rest of the last vector, and no further.
            const bool padding = range && i >= static_cast<std::size_t>(arguments_.end) &&
                                 i < (static_cast<std::size_t>(arguments_.end) + 15) / 16 * 16;
            if (padding || std::memcmp(a + i * size, b + i * size, bytes) == 0 ||
                both_nan(storage, a + i * size, b + i * size))
                continue;
            return "slot " + std::to_string(slot) + " differs at " + std::to_string(i);
        }
        std::vector<bool>& known = in_fields[array_of_slot_[slot]];
        known.resize(size);
        std::fill_n(known.begin() + offset, bytes, true);
    }
    for (std::size_t k = 0; k < arrays_.size(); ++k)
        for (std::size_t byte = 0; byte < kElements * in_fields[k].size(); ++byte)
            if (!in_fields[k][byte % in_fields[k].size()] && arrays_[k].front().bytes[byte] != other.arrays_[k].front().bytes[byte])
                return "byte " + std::to_string(byte) + ", which is no field's, differs in array " + std::to_string(k);
    return "";
}

std::string difference_from_interpreter(const plan::Kernel& kernel, std::uint64_t seed,
                                        const Executor& executor) {
    World expected(kernel, seed), found(kernel, seed);
    const std::int64_t expected_emitted = plan::interpret(kernel, expected.arguments());
    const std::int64_t found_emitted = executor(kernel, found.arguments());
    return found.difference(expected, found_emitted, expected_emitted);
}

namespace {

bool is_sound(const plan::Kernel& kernel) {
    try {
        plan::verify(kernel);
        return true;
    } catch (const InternalError&) {
        return false;
    }
}

/// Without operation k; nothing if something uses its value, or if a loop loses its begin or its end.
std::vector<plan::Kernel> without(const plan::Kernel& kernel, std::size_t k) {
    plan::Kernel smaller = kernel;
    smaller.operations.erase(smaller.operations.begin() + static_cast<std::ptrdiff_t>(k));
    smaller.first_in_loop -= k < kernel.first_in_loop ? 1 : 0;
    smaller.emits = kernel.emits && kernel.operations[k].code != Opcode::emit;
    for (plan::Operation& operation : smaller.operations)
        for (Value& operand : operation.operands) {
            if (operand == k)
                return {};
            if (operand != plan::kNoValue && operand > k)
                --operand;
        }
    if (!is_sound(smaller))
        return {};
    return {smaller};
}

} // namespace

plan::Kernel shrink(plan::Kernel kernel, const std::function<bool(const plan::Kernel&)>& fails) {
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (std::size_t k = kernel.operations.size(); k-- > 0;)
            for (const plan::Kernel& candidate : without(kernel, k))
                if (fails(candidate)) {
                    kernel = candidate;
                    smaller = true;
                }
    }
    return kernel;
}

} // namespace hillock::test
