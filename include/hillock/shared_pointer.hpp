// SPDX-License-Identifier: Apache-2.0
// Between the pointers that handles hold and std::shared_ptr. For the library itself; no other public header includes it.
#pragma once

#include <hillock/shared.hpp>

#include <memory>
#include <new>
#include <type_traits>

namespace hillock::internal {

struct SharedOwner {
    [[nodiscard]] static std::shared_ptr<void>& of(SharedObject& shared) {
        return *std::launder(reinterpret_cast<std::shared_ptr<void>*>(shared.owner_));
    }
    [[nodiscard]] static const std::shared_ptr<void>& of(const SharedObject& shared) {
        return *std::launder(reinterpret_cast<const std::shared_ptr<void>*>(shared.owner_));
    }
    static void construct(SharedObject& shared, std::shared_ptr<void> owner) noexcept { new (shared.owner_) std::shared_ptr<void>(std::move(owner)); }
    static_assert(sizeof(SharedObject::owner_) == sizeof(std::shared_ptr<void>));
};

template <class T> template <SharedPointer Pointer> Shared<T>::Shared(const Pointer& pointer) {
    std::shared_ptr<std::remove_const_t<T>> object = std::const_pointer_cast<std::remove_const_t<T>>(std::shared_ptr<T>(pointer));
    object_ = object.get();
    SharedOwner::of(*this) = std::move(object);
}

template <class T> template <SharedPointer Pointer> Shared<T>::operator Pointer() const {
    return std::shared_ptr<T>(SharedOwner::of(*this), get());
}

/// The same, by name.
template <class T> [[nodiscard]] std::shared_ptr<T> pointer_of(const Shared<T>& shared) { return shared; }

} // namespace hillock::internal
