// SPDX-License-Identifier: Apache-2.0
// Object files to addresses in this process.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hillock::internal::jit {

/// Machine code in executable memory, freed with this object. Code may call the functions of
/// process_symbols() and those of the other objects, nothing else.
class LinkedCode {
  public:
    /// One symbol of each object is looked up. Throws InternalError if an object is damaged or a symbol is
    /// missing.
    LinkedCode(std::span<const std::string> objects, std::span<const std::string> symbols);
    ~LinkedCode();
    LinkedCode(const LinkedCode&) = delete;
    LinkedCode& operator=(const LinkedCode&) = delete;

    [[nodiscard]] void* address(std::size_t k) const { return addresses_.at(k); }

  private:
    struct Session;
    std::unique_ptr<Session> session_;
    std::vector<void*> addresses_;
};

} // namespace hillock::internal::jit
