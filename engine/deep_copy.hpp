// SPDX-License-Identifier: Apache-2.0
// What makes the copy of an object own what the object owned, so that objects are copied member by member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace hillock::internal::engine {

/// A unique_ptr whose copy points to a copy: the content stays where it is while the owner moves.
template <class T> class Owned {
  public:
    Owned() = default;
    Owned(std::unique_ptr<T> content) : content_(std::move(content)) {}
    Owned(const Owned& other) : content_(other ? std::make_unique<T>(*other) : nullptr) {}
    Owned(Owned&&) noexcept = default;
    Owned& operator=(Owned&&) noexcept = default;
    ~Owned() = default;

    [[nodiscard]] T* get() const { return content_.get(); }
    T& operator*() const { return *content_; }
    T* operator->() const { return content_.get(); }
    explicit operator bool() const { return content_ != nullptr; }

  private:
    std::unique_ptr<T> content_;
};

/// Elements that are listed in memory of somebody else, which outlives it. A copy owns what it lists.
class ElementList {
  public:
    ElementList() = default;
    ElementList(std::span<const std::int32_t> listed) : listed_(listed) {}
    explicit ElementList(std::vector<std::int32_t>&& own) : own_(std::move(own)), listed_(own_) {}
    ElementList(const ElementList& other) : own_(other.listed_.begin(), other.listed_.end()), listed_(own_) {}
    ElementList(ElementList&&) noexcept = default; // the elements of a vector that moves stay where they are
    ElementList& operator=(ElementList&&) noexcept = default;
    ~ElementList() = default;

    [[nodiscard]] bool empty() const { return listed_.empty(); }
    [[nodiscard]] const std::int32_t* data() const { return listed_.data(); }
    [[nodiscard]] std::size_t size() const { return listed_.size(); }
    [[nodiscard]] auto begin() const { return listed_.begin(); }
    [[nodiscard]] auto end() const { return listed_.end(); }

  private:
    std::vector<std::int32_t> own_;
    std::span<const std::int32_t> listed_;
};

} // namespace hillock::internal::engine
