// SPDX-License-Identifier: Apache-2.0
// Files of the operating system. What goes wrong is a SystemError with the path and the system's reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hillock::internal::files {

/// A file that is read and written at places. It is closed when it ends.
class File {
  public:
    /// Creates a file that has no name and ends with the program, in the folder for temporary files.
    [[nodiscard]] static File unnamed();
    /// Creates a file, which must not exist.
    [[nodiscard]] static File create(const std::string& path);
    File(File&& other) noexcept;
    File& operator=(File&& other) = delete;
    ~File();

    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    void read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
    /// Waits until the disk has all that was written.
    void sync();
    [[nodiscard]] const std::string& path() const { return path_; }
    /// What it is called from now on, in errors.
    void was_renamed(const std::string& path) { path_ = path; }

  private:
    File(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::string path_;
    int descriptor_;
};

/// Waits until the disk has the names of the files in the folder of this one.
void sync_folder_of(const std::string& path);

/// A file that appears under its name complete or not at all: write to path(), then keep(). Without keep() nothing is left of it.
class Replacement {
  public:
    /// Throws SystemError if the folder cannot be written to.
    explicit Replacement(std::string final_path);
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement();

    /// Beside the final name, so that both are of one file system.
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const std::string& final_path() const { return final_path_; }
    /// What had the name before is gone, in one step.
    void keep();

  private:
    std::string final_path_;
    std::string path_;
    bool kept_ = false;
};

} // namespace hillock::internal::files
