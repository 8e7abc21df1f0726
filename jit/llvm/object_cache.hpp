// SPDX-License-Identifier: Apache-2.0
// Object files of kernels that some process has compiled, in a folder: what stands there need not be compiled again. Any number of
// processes may use a folder at a time. A file that is damaged, cut off or of another version counts as none, and a folder that cannot be
// written costs nothing but time.
#pragma once

#include "jit/llvm/target.hpp"
#include "jit/plan/kernel.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace hillock::internal::jit {

class ObjectCache {
  public:
    /// \param folder  that is there
    explicit ObjectCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// The name of the one object file that this version of the compiler makes of these: a hash of their texts.
    [[nodiscard]] static std::string key(const plan::Kernel& kernel, const std::string& symbol, const Target& target);

    [[nodiscard]] std::optional<std::string> find(const std::string& key) const;
    void keep(const std::string& key, const std::string& object) const;
    /// Where all files together are more than this, those that nobody asked for longest go, until half of it is left.
    void trim(std::uintmax_t most_bytes = kMostBytes) const;

  private:
    static constexpr std::uintmax_t kMostBytes = std::uintmax_t{256} << 20;
    std::filesystem::path folder_;
};

} // namespace hillock::internal::jit
