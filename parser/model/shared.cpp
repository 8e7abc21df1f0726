// SPDX-License-Identifier: Apache-2.0
#include "hillock/shared_pointer.hpp"

#include <utility>

namespace hillock::internal {

SharedObject::SharedObject() noexcept { SharedOwner::construct(*this, nullptr); }

SharedObject::SharedObject(const SharedObject& other) noexcept : object_(other.object_) {
    SharedOwner::construct(*this, SharedOwner::of(other));
}

SharedObject::SharedObject(SharedObject&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {
    SharedOwner::construct(*this, std::move(SharedOwner::of(other)));
}

SharedObject& SharedObject::operator=(const SharedObject& other) noexcept {
    object_ = other.object_;
    SharedOwner::of(*this) = SharedOwner::of(other);
    return *this;
}

SharedObject& SharedObject::operator=(SharedObject&& other) noexcept {
    if (this == &other) return *this;
    object_ = std::exchange(other.object_, nullptr);
    SharedOwner::of(*this) = std::move(SharedOwner::of(other));
    return *this;
}

SharedObject::~SharedObject() { SharedOwner::of(*this).~shared_ptr(); }

} // namespace hillock::internal
