// SPDX-License-Identifier: Apache-2.0
// Variables of a group that stand for those of another: G["x"] = linked_var(H, "v").
#pragma once

#include <hillock/groups.hpp>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace hillock {

/// Which element of the source each element is linked to: a list of indices, one for each element, or the name of an integer
/// variable of the group that holds them (and may change during a run).
class LinkIndex {
  public:
    LinkIndex() = default;
    LinkIndex(const char* variable) : variable_(variable) {}
    LinkIndex(std::string variable) : variable_(std::move(variable)) {}
    template <std::integral T> LinkIndex(const std::vector<T>& indices) : given_(true), indices_(indices.begin(), indices.end()) {}
    template <std::integral T> LinkIndex(std::initializer_list<T> indices) : given_(true), indices_(indices.begin(), indices.end()) {}

    [[nodiscard]] bool is_list() const { return given_; }
    [[nodiscard]] const std::vector<std::int64_t>& list() const { return indices_; }
    [[nodiscard]] const std::string& variable() const { return variable_; }

  private:
    bool given_ = false;
    std::vector<std::int64_t> indices_;
    std::string variable_;
};

/// What a variable declared as `x : volt (linked)` is to stand for; see linked_var.
class LinkedVar {
  public:
    LinkedVar(const Subgroup& source, std::string variable, LinkIndex index)
        : source_(source), variable_(std::move(variable)), index_(std::move(index)) {}

    [[nodiscard]] const Subgroup& source() const { return source_; }
    [[nodiscard]] const std::string& variable() const { return variable_; }
    [[nodiscard]] const LinkIndex& index() const { return index_; }

  private:
    Subgroup source_;
    std::string variable_;
    LinkIndex index_;
};

/// A variable of another group (or of the same one) for a variable with the flag (linked): `G["x"] = linked_var(H, "v")`.
///
/// `variable` is any variable that the equations of `source` define, subexpressions and variables that are linked themselves
/// included, or lastspike. Without an index a source of one element, or a shared variable, goes to all elements, and a source as
/// large as the group goes one to one; synapses, whose number may change, need the name of a variable instead. Code reads the
/// variable's current value; an element of the same group is read as it was before the piece of code that reads it. For
/// integration it is constant during the step. The source must be in the network that runs. An index that is a variable must
/// lead into the source when a run begins (IndexError); if code of the run makes it leave the group, the group's nearest element
/// is read. A link to a variable that is linked itself goes to what that one is linked to now, and stays there if that one is
/// linked anew.
///
/// `x : volt (linked, shared)` is one value for all elements, of a shared variable or of a group of one neuron, and may stand where
/// shared variables may.
///
/// The assignment throws NameError (no such variable), TypeError (`x` is not linked, or its type is another),
/// DimensionMismatchError, ValueError (sizes differ and there is no index, or it has another length) and IndexError (an index
/// is not inside the source).
[[nodiscard]] inline LinkedVar linked_var(const Subgroup& source, std::string variable, LinkIndex index = {}) {
    return {source, std::move(variable), std::move(index)};
}

} // namespace hillock
