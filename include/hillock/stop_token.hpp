// SPDX-License-Identifier: Apache-2.0
// A std::stop_token in options. Only who makes one needs <stop_token>.
#pragma once

#include <hillock/export.hpp>
#include <hillock/shared.hpp>

namespace hillock {

/// What a std::stop_token converts to; by itself one for which no stop is ever requested.
class HILLOCK_API StopToken {
  public:
    StopToken() = default;
    template <class Token>
        requires requires(const Token& token) { token.stop_requested(), token.stop_possible(); }
    StopToken(const Token& token) {
        keep(token);
    }

    /// The std::stop_token, in the library's own file.
    struct Content;
    [[nodiscard]] const Content* content() const { return content_.get(); }

  private:
    template <class Token> void keep(const Token& token); // Token is std::stop_token
    internal::Shared<const Content> content_;
};

} // namespace hillock
