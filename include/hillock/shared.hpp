// SPDX-License-Identifier: Apache-2.0
// What handles hold: an object of the library that several of them own together. It is a std::shared_ptr whose header, which costs a
// program as much time to compile as half of this library, is left to the library: see shared_pointer.hpp.
#pragma once

#include <hillock/export.hpp>

#include <cstddef>

namespace hillock::internal {

/// A pointer, and in a place of its size the std::shared_ptr<void> that owns what it points to.
class HILLOCK_API SharedObject {
  public:
    SharedObject() noexcept;
    SharedObject(const SharedObject& other) noexcept;
    SharedObject(SharedObject&& other) noexcept;
    SharedObject& operator=(const SharedObject& other) noexcept;
    SharedObject& operator=(SharedObject&& other) noexcept;
    ~SharedObject();

  protected:
    friend struct SharedOwner;
    void* object_ = nullptr;

  private:
    alignas(void*) unsigned char owner_[2 * sizeof(void*)];
};

/// Of the kind of std::shared_ptr.
template <class T>
concept SharedPointer = requires { typename T::weak_type; };

/// An object that it owns together with its copies, or none. \tparam T  may be incomplete
template <class T> class Shared : public SharedObject {
  public:
    Shared() noexcept = default;
    Shared(std::nullptr_t) noexcept {}
    template <SharedPointer Pointer> Shared(const Pointer& pointer); // this and the next one: shared_pointer.hpp
    template <SharedPointer Pointer> operator Pointer() const;

    [[nodiscard]] T* get() const noexcept { return static_cast<T*>(object_); }
    [[nodiscard]] T& operator*() const noexcept { return *get(); }
    [[nodiscard]] T* operator->() const noexcept { return get(); }
    [[nodiscard]] explicit operator bool() const noexcept { return object_ != nullptr; }
};

} // namespace hillock::internal
