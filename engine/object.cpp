// SPDX-License-Identifier: Apache-2.0
#include "engine/object.hpp"

#include "engine/log.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <map>

namespace hillock::internal::engine {

namespace {

std::map<std::string, int>& names_used() {
    thread_local std::map<std::string, int> used;
    return used;
}

/// "neurongroup", "neurongroup_1", ...: names of objects of this thread that were not given one.
std::string automatic_name(const std::string& kind) {
    const int number = names_used()[kind]++;
    return number == 0 ? kind : kind + "_" + std::to_string(number);
}

} // namespace

Object::~Object() {
    if (handed_out_ && !was_member_)
        log_warning("'" + name() + "' was never part of a network: no run() came while it existed, or it was left out of the Network");
}

void restart_automatic_names() { names_used().clear(); }

bool is_identifier(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

ObjectName object_name(const std::string& given, const char* kind) {
    if (given.empty()) return {automatic_name(kind), true};
    if (!is_identifier(given))
        throw ValueError("'" + given + "' cannot name an object: names are letters, digits and '_', no digit first");
    return {given, false};
}

} // namespace hillock::internal::engine
