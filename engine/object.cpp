// SPDX-License-Identifier: Apache-2.0
#include "engine/object.hpp"

#include "engine/log.hpp"
#include "hillock/error.hpp"

#include <algorithm>
#include <map>
#include <string_view>

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
        log_warning(Warning::unused_object,
                    "'" + name() + "' was never part of a network: no run() came while it existed, or it was left out of the Network");
}

void Object::hand_out(const std::source_location& made_at) {
    handed_out_ = true;
    const std::string_view file = made_at.file_name();
    if (made_at.line() == 0 || file.empty() || file.starts_with("input_line_")) return; // a line of a prompt has no file
    made_at_ = std::string(file) + ":" + std::to_string(made_at.line());
}

std::string Object::origin() const { return made_at_.empty() ? "" : "'" + name() + "' was made at " + made_at_; }

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
