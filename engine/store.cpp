// SPDX-License-Identifier: Apache-2.0
// The state of a whole network: kept under a name, taken over again.
#include "engine/origin.hpp"
#include "engine/random.hpp"
#include "engine/simulation.hpp"
#include "engine/snapshot_file.hpp"
#include "hillock/error.hpp"
#include "parser/suggest.hpp"

#include <algorithm>
#include <cmath>

namespace hillock::internal::engine {

namespace {

constexpr double kMostSteps = 9e15; ///< that a double can count

} // namespace

// ---- what belongs to the network itself -------------------------------------------------------------------------

void Simulation::visit_state(StateVisitor& visitor, const RestoreOptions& options) {
    const double dt = visitor.number("dt", dt_);
    visitor.require(dt > 0 && std::isfinite(dt), "dt");
    const double end = visitor.number("end", end_);
    visitor.require(end >= 0 && end / dt <= kMostSteps, "end");
    visitor.number("streams", others_);
    visitor.number("streams of monitors", monitors_);
    visit_random_state(visitor, options);
    visit_constants(visitor);
}

void Simulation::visit_random_state(StateVisitor& visitor, const RestoreOptions& options) {
    const std::vector<std::uint64_t> own = seed_ ? std::vector{*seed_} : std::vector<std::uint64_t>();
    const std::vector<std::uint64_t> seed = visitor.exchange<std::uint64_t>("seed", own);
    visitor.require(seed.size() <= 1, "seed");
    const auto fresh = visitor.look<std::uint64_t>("fresh", fresh_), key = visitor.look<std::uint64_t>("key", key_);
    if (options.random_state)
        visitor.then([this, seed, fresh, key] {
            seed_ = seed.empty() ? std::nullopt : std::optional(seed.front());
            fresh_ = fresh;
            key_ = key;
            key_generation_ = thread_keys().generation();
        });
    else
        visitor.then([this] {
            ++fresh_;
            key_ = thread_keys().next(); // unless there is a seed
            key_generation_ = thread_keys().generation();
        });
}

void Simulation::visit_constants(StateVisitor& visitor) {
    constexpr std::size_t kNumbers = 1 + Dimension::kBases; // value and exponents
    std::vector<char> names;
    std::vector<double> numbers;
    for (const auto& [name, value] : constants_) {
        names.insert(names.end(), name.begin(), name.end());
        names.push_back('\n');
        numbers.push_back(value.value());
        for (std::size_t k = 0; k < Dimension::kBases; ++k) numbers.push_back(value.dimension()[k]);
    }
    names = visitor.exchange<char>("names of constants", names);
    numbers = visitor.exchange<double>("constants", numbers);
    if (!visitor.restores()) return;
    const auto count = static_cast<std::size_t>(std::count(names.begin(), names.end(), '\n'));
    visitor.require(numbers.size() == count * kNumbers, "constants");
    Constants constants;
    auto begin = names.begin();
    for (std::size_t k = 0; k < count; ++k) {
        const auto end = std::find(begin, names.end(), '\n');
        std::array<double, Dimension::kBases> exponents{};
        std::copy_n(numbers.begin() + static_cast<std::ptrdiff_t>(k * kNumbers + 1), exponents.size(), exponents.begin());
        constants.insert_or_assign(std::string(begin, end), Quantity(numbers[k * kNumbers], Dimension(exponents)));
        begin = end + 1;
    }
    visitor.then([this, constants = std::move(constants)]() mutable { constants_.swap(constants); });
}

void Simulation::visit_member(StateVisitor& visitor, Object& object) {
    visitor.number("active", object.active_);
    const auto stream = visitor.look<std::uint64_t>("stream", stream_of(object));
    visitor.then([this, &object, stream] {
        for (Member& member : members_)
            if (member.object.lock().get() == &object) member.stream = stream;
    });
}

// ---- all of it --------------------------------------------------------------------------------------------------

NetworkState Simulation::state() {
    choose_key(); // what has not run yet draws the same numbers after each restore too
    NetworkState result;
    result.objects.push_back({"", "Network", {}});
    StateVisitor network(result.objects.front());
    visit_state(network, {});
    for (const auto& object : objects_) {
        ObjectState& own = result.objects.emplace_back(ObjectState{object->name(), object->class_name(), {}});
        StateVisitor visitor(own);
        visit_member(visitor, *object);
        object->visit_state(visitor);
    }
    return result;
}

void Simulation::take_state(const NetworkState& state, const std::string& stored_as, const RestoreOptions& options) {
    const auto state_of = [&](const std::string& name, const std::string& kind) -> const ObjectState& {
        const auto found = std::find_if(state.objects.begin(), state.objects.end(), [&](const ObjectState& one) { return one.name == name; });
        if (found == state.objects.end()) {
            std::vector<std::string> names;
            for (const ObjectState& one : state.objects) names.push_back(one.name);
            throw ValueError(stored_as + " does not fit: it has no object '" + name + "'" + did_you_mean(name, names));
        }
        if (found->kind != kind)
            throw ValueError(stored_as + " does not fit: '" + name + "' is of the class " + kind + " now, but was of the class " + found->kind +
                             " when it was stored");
        return *found;
    };
    Commit commit;
    StateVisitor network(state_of("", "Network"), stored_as, commit);
    visit_state(network, options);
    network.finish();
    for (const auto& object : objects_) {
        naming_origin(*object, [&] {
            StateVisitor visitor(state_of(object->name(), object->class_name()), stored_as, commit);
            visit_member(visitor, *object);
            object->visit_state(visitor);
            visitor.finish();
        });
    }
    for (const auto& action : commit) action();
    prepared_.clear(); // the clocks go on from another time
}

void Simulation::store(const std::string& name) {
    require_idle("store() cannot be called");
    stored_.insert_or_assign(name, std::make_shared<const NetworkState>(state()));
}

void Simulation::restore(const std::string& name, const RestoreOptions& options) {
    require_idle("restore() cannot be called");
    const auto found = stored_.find(name);
    if (found == stored_.end()) {
        std::vector<std::string> names;
        for (const auto& [stored, state] : stored_) names.push_back(stored);
        throw NameError("the network has stored no state '" + name + "'" + did_you_mean(name, names));
    }
    take_state(*found->second, "the stored state '" + name + "'", options);
}

void Simulation::store_to_file(const std::string& path) {
    require_idle("store_to_file() cannot be called");
    write_state(state(), path);
}

void Simulation::restore_from_file(const std::string& path, const RestoreOptions& options) {
    require_idle("restore_from_file() cannot be called");
    take_state(read_state(path), "the stored state in '" + path + "'", options);
}

} // namespace hillock::internal::engine
