// SPDX-License-Identifier: Apache-2.0
// An object with variables for each of its elements: storage, assignment, evaluation.
#pragma once

#include "engine/array.hpp"
#include "engine/functions.hpp"
#include "engine/object.hpp"
#include "hillock/options.hpp"
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

/// Some elements: a range, or a list of indices in any order.
struct Selection {
    Selection(Range all) : range(all) {}
    Selection(Range all, std::shared_ptr<const std::vector<std::int64_t>> chosen) : range(all), list(std::move(chosen)) {}
    Range range;                                           ///< that `i` and N of code mean
    std::shared_ptr<const std::vector<std::int64_t>> list; ///< not null: only these
    [[nodiscard]] std::int64_t size() const { return list ? static_cast<std::int64_t>(list->size()) : range.size(); }
    [[nodiscard]] std::int64_t operator[](std::int64_t k) const {
        return list ? (*list)[static_cast<std::size_t>(k)] : range.begin + k;
    }
};

class VariableOwner : public Object {
  public:
    VariableOwner(ObjectName name, std::unique_ptr<const model::Model> model, plan::Storage real);

    [[nodiscard]] virtual std::int64_t size() const = 0;
    [[nodiscard]] const model::Model& model() const { return *model_; }
    [[nodiscard]] plan::Storage real() const { return real_; }

    /// What a name stands for in code of this object. Throws NameError with a suggestion.
    [[nodiscard]] model::Reference find(const std::string& variable) const;
    /// The array of a stored variable or of a built-in one that has memory; nullptr if there is none.
    [[nodiscard]] virtual Array* array(const model::Variable& variable);

    /// Values of any variable of elements in `range`, in the order in which users count them.
    [[nodiscard]] std::vector<double> values(model::Reference target, const Selection& selection);
    /// Elements of a range for which a condition holds. Throws what bad text throws.
    [[nodiscard]] std::vector<std::int64_t> where(const std::string& condition, Range range);
    [[nodiscard]] double value(model::Reference target, std::int64_t index);

    void assign(model::Reference target, const Selection& selection, const Quantity& value);
    /// \param dimension  of the numbers
    void assign(model::Reference target, const Selection& selection, std::span<const double> values, const Dimension& dimension);
    /// Other values for a TimedArray among the functions.
    void set_function(const std::string& function, const TimedArray& values) {
        replace_values(name(), functions_, function, values);
        changed();
    }
    void assign_text(model::Reference target, const Selection& selection, const std::string& expression);

  protected:
    /// Position in memory of the element that users call `index`.
    [[nodiscard]] virtual std::size_t position(std::int64_t index) const { return static_cast<std::size_t>(index); }
    /// What surrounds code of this object; `dt` is that of the thread's clock.
    [[nodiscard]] virtual plan::Surroundings surroundings() const = 0;
    /// Runs a kernel made by plan_assignment once for every element of `range`; `frame` is what i and N of the code mean.
    virtual void run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) = 0;
    [[nodiscard]] virtual plan::Domain assignment_domain() const { return plan::Domain::elements; }
    [[nodiscard]] virtual void* array_address(const plan::Slot& slot);
    /// Arguments of a kernel that is run between steps: the time of the object's network, 0 without one.
    [[nodiscard]] KernelArguments arguments_now() const;
    void add_array(const model::Variable& variable, std::int64_t size);
    void require_writable(model::Reference target) const;
    void require_dimension(const model::Variable& variable, const Quantity& value) const;
    void require_type(const model::Variable& variable, double value) const;

    std::map<const model::Variable*, Array> arrays_;
    OwnFunctions functions_;

  private:
    /// Values of an expression for all elements of a range, by position in memory.
    [[nodiscard]] Array evaluate(const std::string& what, const model::Expr& value, Range range);
    /// The part of a variable that an assignment means: the one value of a shared variable, else the selection.
    [[nodiscard]] Selection assigned(const model::Variable& variable, const Selection& selection) const;
    [[nodiscard]] std::size_t place(const model::Variable& variable, std::int64_t index) const {
        return variable.shared ? 0 : position(index);
    }

    std::unique_ptr<const model::Model> model_;
    plan::Storage real_;
};

/// Throws ValueError for a constant whose name is no identifier; logs a warning for one that nothing can refer to, because a unit, a
/// function or a variable of the model has its name.
void check_constants(const std::string& owner, const Constants& constants, const model::Model& model);

/// dt of the thread's clock in seconds. Throws DimensionMismatchError or ValueError if it is no positive time.
[[nodiscard]] double clock_dt();

} // namespace hillock::engine
