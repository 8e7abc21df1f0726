// SPDX-License-Identifier: Apache-2.0
// A file is a line that names the format, the hash of what follows, and the object file. It gets its name when it is complete.
#include "jit/llvm/object_cache.hpp"

#include "jit/llvm/generator_id.hpp" // made by the build: changes with every source that decides about code

#include <llvm/ADT/StringExtras.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Support/SHA256.h>

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

namespace hillock::internal::jit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "hillock object 1\n";
constexpr const char* kExtension = ".object";
constexpr const char* kIncomplete = ".part"; ///< of a process that ended while it wrote

std::string hash_of(std::string_view text) {
    llvm::SHA256 hash;
    hash.update(llvm::StringRef(text.data(), text.size()));
    const auto bytes = hash.final();
    return llvm::toHex(bytes, /*LowerCase=*/true);
}

std::optional<std::string> contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return std::nullopt;
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return file.bad() ? std::nullopt : std::optional(std::move(text));
}

/// A name that no other thread or process gives a file of this folder now.
std::string temporary_name(const std::string& key) {
    static std::atomic<unsigned> number{0};
    return key + "." + std::to_string(getpid()) + "." + std::to_string(++number) + kIncomplete;
}

} // namespace

std::string ObjectCache::key(const plan::Kernel& kernel, const std::string& symbol, const Target& target) {
    std::string text = kGeneratorId;
    const auto add = [&text](const std::string& part) {
        text += '\n';
        text += part;
    };
    for (const std::string& part :
         {std::string(LLVM_VERSION_STRING), target.cpu, target.features, std::to_string(target.vector_bytes),
          std::to_string(target.registers), std::to_string(static_cast<int>(target.aes)), symbol, plan::print(kernel)})
        add(part);
    return hash_of(text);
}

std::optional<std::string> ObjectCache::find(const std::string& key) const {
    const fs::path path = folder_ / (key + kExtension);
    const std::optional<std::string> text = contents(path);
    if (!text || !text->starts_with(kFormat))
        return std::nullopt;
    const std::string_view rest = std::string_view(*text).substr(kFormat.size());
    constexpr std::size_t kHashSize = 64;
    if (rest.size() <= kHashSize || rest.substr(0, kHashSize) != hash_of(rest.substr(kHashSize)))
        return std::nullopt;
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored); // of the last use
    return std::string(rest.substr(kHashSize));
}

void ObjectCache::keep(const std::string& key, const std::string& object) const {
    const fs::path temporary = folder_ / temporary_name(key);
    std::error_code failure;
    {
        std::ofstream file(temporary, std::ios::binary);
        file << kFormat << hash_of(object) << object;
        file.flush();
        if (!file)
            failure = std::make_error_code(std::errc::io_error);
    }
    if (!failure)
        fs::rename(temporary, folder_ / (key + kExtension), failure);
    std::error_code ignored;
    if (failure)
        fs::remove(temporary, ignored);
}

void ObjectCache::trim(std::uintmax_t most_bytes) const {
    struct File {
        fs::path path;
        fs::file_time_type used;
        std::uintmax_t size;
    };
    std::vector<File> files;
    std::uintmax_t sum = 0;
    std::error_code failure;
    for (fs::directory_iterator entry(folder_, failure), end; !failure && entry != end; entry.increment(failure)) {
        std::error_code gone; // another process may have removed it
        const fs::path extension = entry->path().extension();
        if (extension != kExtension && extension != kIncomplete)
            continue;
        const auto size = entry->file_size(gone);
        const auto used = gone ? fs::file_time_type{} : entry->last_write_time(gone);
        if (gone)
            continue;
        files.push_back({entry->path(), used, size});
        sum += size;
    }
    if (sum <= most_bytes)
        return;
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.used < b.used; });
    for (const File& file : files) {
        if (sum <= most_bytes / 2)
            return;
        std::error_code gone;
        if (fs::remove(file.path, gone))
            sum -= file.size;
    }
}

} // namespace hillock::internal::jit
