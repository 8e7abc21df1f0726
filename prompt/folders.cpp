// SPDX-License-Identifier: Apache-2.0
#include "prompt/folders.hpp"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <system_error>

namespace hillock::prompt {

namespace {

namespace fs = std::filesystem;

/// A folder by an environment variable of the XDG base directory specification, or below the home.
fs::path base_folder(const char* variable, const char* below_home) {
    if (const char* const value = std::getenv(variable); value != nullptr && fs::path(value).is_absolute())
        return fs::path(value) / "hillock";
    const char* const home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? fs::path() : fs::path(home) / below_home / "hillock";
}

fs::path executable_folder() {
    std::error_code error;
    const fs::path executable = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path() : executable.parent_path();
}

} // namespace

CompilerOptions compiler_options() {
    CompilerOptions options;
    const fs::path beside = executable_folder();
    const fs::path installed = beside.parent_path() / "include";
    options.include_folder =
        fs::exists(installed / "hillock" / "prompt.hpp") ? installed.string() : HILLOCK_SOURCE_INCLUDES;
    options.precompiled.push_back((beside / "hillock.pch").string());
    if (const std::string cached = cached_header(options); !cached.empty())
        options.precompiled.push_back(cached);
    return options;
}

std::string cached_header(const CompilerOptions& options) {
    const fs::path folder = base_folder("XDG_CACHE_HOME", ".cache");
    if (folder.empty())
        return {};
    const std::size_t key = std::hash<std::string>()(options.include_folder);
    return (folder / ("prompt-" HILLOCK_VERSION "-" + std::to_string(key) + ".pch")).string();
}

std::string history_file() {
    const fs::path folder = base_folder("XDG_STATE_HOME", ".local/state");
    return folder.empty() ? "" : (folder / "history").string();
}

} // namespace hillock::prompt
