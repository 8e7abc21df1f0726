// SPDX-License-Identifier: Apache-2.0
// An object with variables for each of its elements: storage, assignment, evaluation.
#pragma once

#include "engine/array.hpp"
#include "engine/object.hpp"
#include "jit/plan/builder.hpp"
#include "parser/model/check.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hillock::engine {

/// Half-open range of elements.
struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    [[nodiscard]] std::int64_t size() const { return end - begin; }
};

class VariableOwner : public Object {
  public:
    VariableOwner(std::string name, std::unique_ptr<const model::Model> model, plan::Storage real);

    [[nodiscard]] virtual std::int64_t size() const = 0;
    [[nodiscard]] const model::Model& model() const { return *model_; }
    [[nodiscard]] plan::Storage real() const { return real_; }

    /// What a name stands for in code of this object. Throws NameError with a suggestion.
    [[nodiscard]] model::Reference find(const std::string& variable) const;
    /// The array of a stored variable or of a built-in one that has memory; nullptr if there is none.
    [[nodiscard]] virtual Array* array(const model::Variable& variable);

    /// Values of any variable of elements in `range`, in the order in which users count them.
    [[nodiscard]] std::vector<double> values(model::Reference target, Range range);
    [[nodiscard]] double value(model::Reference target, std::int64_t index);

    void assign(model::Reference target, Range range, const Quantity& value);
    /// \param dimension  of the numbers
    void assign(model::Reference target, Range range, std::span<const double> values, const Dimension& dimension);
    void assign_text(model::Reference target, Range range, const std::string& expression);

  protected:
    /// Position in memory of the element that users call `index`.
    [[nodiscard]] virtual std::size_t position(std::int64_t index) const { return static_cast<std::size_t>(index); }
    /// What surrounds code of this object; `dt` is that of the thread's clock.
    [[nodiscard]] virtual plan::Surroundings surroundings() const;
    /// Runs a kernel made by plan_assignment once for every element of `range`.
    virtual void run_for_elements(const plan::Kernel& kernel, Range range, const ArrayLookup& array_of) = 0;
    [[nodiscard]] virtual plan::Domain assignment_domain() const { return plan::Domain::elements; }
    [[nodiscard]] virtual void* array_address(const plan::Slot& slot);
    void add_array(const model::Variable& variable, std::int64_t size);
    void require_writable(model::Reference target) const;
    void require_dimension(const model::Variable& variable, const Quantity& value) const;
    void require_type(const model::Variable& variable, double value) const;

    std::map<const model::Variable*, Array> arrays_;

  private:
    [[nodiscard]] std::vector<double> evaluate(model::Reference target, Range range);

    std::unique_ptr<const model::Model> model_;
    plan::Storage real_;
};

/// dt of the thread's clock in seconds. Throws DimensionMismatchError or ValueError if it is no positive time.
[[nodiscard]] double clock_dt();

} // namespace hillock::engine
