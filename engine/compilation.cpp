// SPDX-License-Identifier: Apache-2.0
#include "engine/compilation.hpp"

#include "engine/log.hpp"
#include "hillock/error.hpp"
#include "hillock/kernel_cache.hpp"

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>

namespace hillock {
using namespace internal;

namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value ? value : "";
}

fs::path usual_folder() {
    if (const std::string folder = environment("XDG_CACHE_HOME"); !folder.empty()) return fs::path(folder) / "hillock";
    if (const std::string home = environment("HOME"); !home.empty()) return fs::path(home) / ".cache" / "hillock";
    throw ValueError("there is no usual folder for compiled kernels, since neither XDG_CACHE_HOME nor HOME is set: name one");
}

/// \param folder  "": the usual one
std::string made(const std::string& folder) {
    const fs::path path = folder.empty() ? usual_folder() : fs::absolute(folder);
    std::error_code failure;
    if (fs::create_directories(path, failure)) fs::permissions(path, fs::perms::owner_all, failure);
    if (!failure && !fs::is_directory(path, failure) && !failure) failure = std::make_error_code(std::errc::not_a_directory);
    if (failure) throw SystemError("the folder '" + path.string() + "' for compiled kernels cannot be made: " + failure.message());
    return path.string();
}

/// What HILLOCK_CACHE asks for; a folder that cannot be made is told in the log.
std::string folder_of_environment() {
    const std::string wish = environment("HILLOCK_CACHE");
    if (wish.empty() || wish == "0") return "";
    try {
        return made(wish == "1" ? "" : wish);
    } catch (const Error& error) {
        engine::log_warning(engine::Warning::kernel_cache, std::string("HILLOCK_CACHE is not used: ") + error.what());
        return "";
    }
}

struct Setting {
    std::mutex mutex;
    std::optional<std::string> folder; ///< absent: the environment has not been asked
};
Setting& setting() {
    static Setting* const only = new Setting; // never destroyed: networks that are static variables may compile after it would have been
    return *only;
}

void set_folder(std::string folder) {
    const std::lock_guard lock(setting().mutex);
    setting().folder = std::move(folder);
}

} // namespace

void cache_kernels(const std::string& folder) { set_folder(made(folder)); }

void stop_caching_kernels() { set_folder(""); }

std::string kernel_cache_folder() {
    const std::lock_guard lock(setting().mutex);
    if (!setting().folder) setting().folder = folder_of_environment();
    return *setting().folder;
}

jit::CompileOptions engine::compile_options() {
    jit::CompileOptions options;
    options.cache_folder = kernel_cache_folder();
    if (const std::string bytes = environment("HILLOCK_VECTOR_BYTES"); !bytes.empty()) {
        char* end = nullptr;
        options.vector_bytes = static_cast<int>(std::strtol(bytes.c_str(), &end, 10));
        if (*end != '\0') throw ValueError("HILLOCK_VECTOR_BYTES is '" + bytes + "', not a number");
    }
    return options;
}

} // namespace hillock
