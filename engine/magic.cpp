// SPDX-License-Identifier: Apache-2.0
#include "engine/magic.hpp"

#include "hillock/error.hpp"

#include <algorithm>

namespace hillock::internal::engine {

void MagicScope::enter(const std::shared_ptr<Object>& object, const std::source_location& made_at) {
    // Those that are gone are swept out whenever the list has to grow, so that it stays as long as what exists.
    if (objects_.size() == objects_.capacity()) sweep();
    objects_.push_back(object);
    object->hand_out(made_at);
}

void MagicScope::sweep() {
    std::erase_if(objects_, [](const std::weak_ptr<Object>& object) { return object.expired(); });
}

std::vector<std::shared_ptr<Object>> MagicScope::collect() {
    sweep();
    std::vector<std::shared_ptr<Object>> found;
    for (const std::weak_ptr<Object>& weak : objects_) {
        auto object = weak.lock();
        if (object && (!object->network() || object->network() == simulation_.get())) found.push_back(std::move(object));
    }
    return found;
}

void MagicScope::with_network(const std::string& caller, const std::function<void(Simulation&)>& action, Stay stay) {
    if (simulation_) simulation_->require_idle((caller + " cannot be called").c_str());
    const auto objects = collect();
    if (objects.empty())
        throw MagicError(caller + " found nothing to run: no group was made since start_scope(), or all are part of a Network");
    const Object* known = nullptr;
    const Object* fresh = nullptr;
    for (const auto& object : objects) {
        if (object->is_monitor()) continue;
        (object->network() ? known : fresh) = object.get();
    }
    if (known && fresh && simulation_->has_begun())
        throw MagicError(caller + " found '" + known->name() + "', which has run before, and '" + fresh->name() +
                         "', which has not: should time go on or start at 0? Use start_scope(), or a Network that says so");
    if (!known) simulation_ = std::make_unique<Simulation>();

    // Only handles keep objects alive: between two runs the network holds none of them.
    struct Release {
        std::unique_ptr<Simulation>& simulation;
        bool keep = false;
        ~Release() {
            // A run that failed before its first step leaves no trace: its objects are as new.
            if (!keep && !simulation->has_begun()) simulation.reset();
            else simulation->release();
        }
    } release{simulation_, known != nullptr};
    for (const auto& object : objects) {
        if (object->network() == simulation_.get()) simulation_->take(object);
        else simulation_->add({&object, 1});
    }
    action(*simulation_);
    release.keep = release.keep || stay == Stay::always;
}

MagicScope& magic_scope() {
    thread_local MagicScope scope;
    return scope;
}

} // namespace hillock::internal::engine
