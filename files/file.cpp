// SPDX-License-Identifier: Apache-2.0
#include "files/file.hpp"

#include "hillock/error.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hillock::internal::files {

namespace {

[[noreturn]] void refuse(const std::string& action, const std::string& path) {
    const int reason = errno;
    throw SystemError("'" + path + "' cannot be " + action + ": " + std::strerror(reason));
}

} // namespace

File File::unnamed() {
    const char* const folder = std::getenv("TMPDIR");
    std::string path = std::string(folder && *folder ? folder : "/tmp") + "/hillock-XXXXXX";
    const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0) refuse("created", path);
    (void)::unlink(path.c_str());
    return {std::move(path), descriptor};
}

File File::create(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) refuse("created", path);
    return {path, descriptor};
}

File::File(File&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
    if (descriptor_ >= 0) (void)::close(descriptor_);
}

void File::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) refuse("written", path_);
        offset += static_cast<std::uint64_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void File::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
    while (!bytes.empty()) {
        const ssize_t found = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (found < 0 && errno == EINTR) continue;
        if (found < 0) refuse("read", path_);
        if (found == 0) throw SystemError("'" + path_ + "' cannot be read: it was cut short by another program");
        offset += static_cast<std::uint64_t>(found);
        bytes = bytes.subspan(static_cast<std::size_t>(found));
    }
}

void File::sync() {
    if (::fdatasync(descriptor_) != 0) refuse("written", path_);
}

void sync_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::absolute(path).parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return; // a folder that may be written to but not read
    (void)::fsync(descriptor);
    (void)::close(descriptor);
}

Replacement::Replacement(std::string final_path) : final_path_(std::move(final_path)) {
    if (struct stat found{}; ::stat(final_path_.c_str(), &found) == 0 && !S_ISREG(found.st_mode))
        throw SystemError("'" + final_path_ + "' cannot be written: it is no file");
    static std::atomic<unsigned> number{0};
    path_ = final_path_ + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(number++);
    const int descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) refuse("written", final_path_);
    (void)::close(descriptor);
    (void)::unlink(path_.c_str()); // it was to find out; what writes the file makes it anew
}

Replacement::~Replacement() {
    if (!kept_) (void)::unlink(path_.c_str());
}

void Replacement::keep() {
    if (std::rename(path_.c_str(), final_path_.c_str()) != 0) refuse("written", final_path_);
    kept_ = true;
}

} // namespace hillock::internal::files
