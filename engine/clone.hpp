// SPDX-License-Identifier: Apache-2.0
// Who stands for whom in a copy of a network.
#pragma once

#include "engine/functions.hpp"
#include "hillock/error.hpp"

#include <map>
#include <memory>

namespace hillock::internal::engine {

class Object;

class Twins {
  public:
    void add(const Object* original, std::shared_ptr<Object> twin) { twins_.emplace(original, std::move(twin)); }
    /// The twin of an object of the network. \pre T is its class
    template <class T> [[nodiscard]] std::shared_ptr<T> of(const T* original) const {
        const auto found = twins_.find(original);
        if (found == twins_.end())
            throw InternalError("internal error, please report: an object of a copied network refers to another network");
        return std::static_pointer_cast<T>(found->second);
    }
    template <class T> [[nodiscard]] std::shared_ptr<T> of(const std::shared_ptr<T>& original) const { return of(original.get()); }

    /// What texts call by `original` is called by `own` in the copy.
    void add_table(const model::Table* original, std::shared_ptr<const model::UserFunction> own) {
        tables_->insert_or_assign(original, std::move(own));
    }
    [[nodiscard]] std::shared_ptr<const OwnTables> tables() const { return tables_; }

  private:
    std::map<const Object*, std::shared_ptr<Object>> twins_;
    std::shared_ptr<OwnTables> tables_ = std::make_shared<OwnTables>();
};

} // namespace hillock::internal::engine
