// SPDX-License-Identifier: Apache-2.0
// A folder for the files of a test, and Python to look at them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

namespace hillock::test {

/// It ends with all that is in it.
class ScratchFolder {
  public:
    ScratchFolder() : path_((std::filesystem::temp_directory_path() / "hillock-test-XXXXXX").string()) {
        REQUIRE(::mkdtemp(path_.data()) != nullptr);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    /// Names of all files.
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

  private:
    std::string path_;
};

inline std::string output_of(const std::string& command) {
    std::string output;
    FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), size);
    const int status = ::pclose(pipe);
    return status == 0 || !output.empty() ? output : "status " + std::to_string(status);
}

/// What a program prints, "" for one that is content, run in the folder by a Python that has h5py and NumPy. Without one it says so and
/// returns "".
inline std::string python(const ScratchFolder& folder, const std::string& program, const std::string& arguments = "") {
    static const std::string interpreter = [] {
        for (const char* candidate : {"python3", "/usr/bin/python3"})
            if (output_of(std::string(candidate) + " -c 'import h5py, numpy'").empty()) return std::string(candidate);
        return std::string();
    }();
    if (interpreter.empty()) {
        MESSAGE("skipped: there is no Python with h5py and NumPy (python3-h5py)");
        return "";
    }
    const std::string file = folder / "check.py";
    std::ofstream(file) << program;
    std::string found = output_of("cd '" + folder.path() + "' && " + interpreter + " check.py " + arguments);
    std::filesystem::remove(file);
    return found;
}

} // namespace hillock::test
