// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_cache.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

namespace hillock::internal::engine {

namespace {

struct Entry {
    std::weak_ptr<const jit::CompiledKernels> machine_code;
    std::size_t number;
};

struct Cache {
    std::mutex mutex;
    std::map<std::string, Entry> entries;
    std::size_t sweep_at = 64; ///< entries: then those that are gone leave
    std::size_t compiled = 0;
    std::size_t keepers = 0;
    std::vector<std::shared_ptr<const jit::CompiledKernels>> kept;
};

Cache& cache() {
    static Cache* const all = new Cache; // never destroyed: networks that are static variables end after it would have
    return *all;
}

} // namespace

CompiledKernel find_compiled(const std::string& text) {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    const auto found = all.entries.find(text);
    if (found == all.entries.end()) return {};
    return {found->second.machine_code.lock(), found->second.number};
}

void remember_compiled(const std::string& text, const CompiledKernel& kernel) {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    ++all.compiled;
    if (all.entries.size() >= all.sweep_at) {
        std::erase_if(all.entries, [](const auto& entry) { return entry.second.machine_code.expired(); });
        all.sweep_at = std::max<std::size_t>(64, 2 * all.entries.size());
    }
    all.entries.insert_or_assign(text, Entry{kernel.machine_code, kernel.number});
    if (all.keepers > 0) all.kept.push_back(kernel.machine_code);
}

std::size_t compiled_so_far() {
    Cache& all = cache();
    const std::lock_guard lock(all.mutex);
    return all.compiled;
}

KeepCompiled::KeepCompiled() {
    const std::lock_guard lock(cache().mutex);
    ++cache().keepers;
}

KeepCompiled::~KeepCompiled() {
    std::vector<std::shared_ptr<const jit::CompiledKernels>> done; // unloaded when the lock is gone
    const std::lock_guard lock(cache().mutex);
    if (--cache().keepers == 0) done.swap(cache().kept);
}

} // namespace hillock::internal::engine
