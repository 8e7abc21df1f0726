// SPDX-License-Identifier: Apache-2.0
#include "engine/object.hpp"

#include <map>

namespace hillock::engine {

std::string automatic_name(const std::string& kind) {
    thread_local std::map<std::string, int> used;
    const int number = used[kind]++;
    return number == 0 ? kind : kind + "_" + std::to_string(number);
}

} // namespace hillock::engine
