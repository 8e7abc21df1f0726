// SPDX-License-Identifier: Apache-2.0
// Variables that stand for those of another group. A link follows the source down to arrays: a subexpression becomes the same
// expression of linked variables, a chain of links one link.
#pragma once

#include "hillock/links.hpp"
#include "jit/plan/builder.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hillock::internal::engine {

class Array;
class VariableOwner;

/// What one linked variable reads.
struct LinkedEntry {
    plan::Link link = {};
    // The array, unless the link has a definition.
    std::weak_ptr<VariableOwner> owner = {};
    const model::Variable* variable = nullptr; ///< of the owner
    std::shared_ptr<Array> list = nullptr;     ///< instead of these: indices that were handed over
    std::int64_t first = 0;                    ///< entry of the array at which kernels are shown it
};

/// A linked variable of a group, with those that had to be made to follow it.
struct LinkedVariable {
    std::map<const model::Variable*, LinkedEntry> entries;
    std::vector<std::shared_ptr<const model::Variable>> made; ///< shared with clones
    const model::Variable* index = nullptr; ///< an integer variable of the group that says which element is meant
    std::int64_t index_limit = 0;           ///< its values must be below this
};

/// What elements of a group see of a variable of `source`.
struct LinkSource {
    std::shared_ptr<VariableOwner> owner;
    std::int64_t begin = 0; ///< the subgroup
    std::int64_t end = 0;
    std::string variable;
};

/// \param target  a variable of `group` with the flag (linked)
/// Throws NameError, TypeError, DimensionMismatchError, ValueError, IndexError as linked_var documents.
[[nodiscard]] LinkedVariable make_link(VariableOwner& group, const model::Variable& target, const LinkSource& source,
                                       const LinkIndex& index);

} // namespace hillock::internal::engine
