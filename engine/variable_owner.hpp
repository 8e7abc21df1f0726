// SPDX-License-Identifier: Apache-2.0
// An object with variables for each of its elements: storage, assignment, evaluation.
#pragma once

#include "engine/array.hpp"
#include "engine/functions.hpp"
#include "engine/links.hpp"
#include "engine/object.hpp"
#include "engine/precision.hpp"
#include "engine/range.hpp"
#include "hillock/options.hpp"
#include "jit/plan/builder.hpp"
#include "parser/model/check.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hillock::internal::engine {

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

class VariableOwner : public Object, public std::enable_shared_from_this<VariableOwner> {
  public:
    VariableOwner(ObjectName name, std::unique_ptr<const model::Model> model, Precision precision);

    [[nodiscard]] virtual std::int64_t size() const = 0;
    [[nodiscard]] const model::Model& model() const { return *model_; }
    /// What its code computes in.
    [[nodiscard]] plan::Storage real() const { return precision_.real; }
    /// The array types of its variables that are not as real() says.
    [[nodiscard]] const plan::Storages& storages() const { return precision_.storages; }
    /// The array type of one of its variables.
    [[nodiscard]] plan::Storage storage(const model::Variable& variable) const;

    /// Names of the variables that it has without an equation.
    [[nodiscard]] virtual std::vector<std::string> built_in_variables() const { return {"N", "i", "t", "dt", "t_in_timesteps"}; }

    // What neurons have and synapses lack.
    // Here and below `usual_dt` is that of the objects of a network that have no clock of their own.
    [[nodiscard]] virtual plan::GroupTraits traits(double /*usual_dt*/) const { return {.real = real()}; }
    [[nodiscard]] virtual bool can_spike() const { return false; }
    /// Number of an event by name. Throws ValueError.
    [[nodiscard]] virtual std::size_t event(const std::string& name) const;
    /// Elements in a range for which an event happened in this step, ascending.
    [[nodiscard]] virtual std::span<const std::int32_t> events_in(std::size_t /*event*/, Range /*range*/) const { return {}; }
    /// Touch::cut of what is cut as elements_of() says.
    [[nodiscard]] const void* by_element() const { return this; }
    /// Whether an element may be in the list of a step several times.
    [[nodiscard]] virtual bool repeats_events() const { return false; }
    /// Whether it knows beforehand when its events happen.
    [[nodiscard]] virtual bool foresees_events() const { return false; }
    /// For how many steps from this one on the event surely does not happen, whatever is done to the owner.
    [[nodiscard]] virtual std::int64_t steps_without_event(std::size_t /*event*/, const Step& /*step*/) { return 0; }
    /// What events_in() reads.
    [[nodiscard]] virtual Touch list_of_event(std::size_t /*event*/) const { return {}; }

    /// What a name stands for in code of this object. Throws NameError with a suggestion.
    [[nodiscard]] virtual model::Reference find(const std::string& variable) const;
    /// The array of a stored variable or of a built-in one that has memory; nullptr if there is none.
    [[nodiscard]] virtual Array* array(const model::Variable& variable);
    /// Whether an array would have to be computed, so that monitors compute what they ask for.
    [[nodiscard]] virtual bool is_computed(const model::Variable& /*variable*/) const { return false; }
    /// The same for the host, which keeps it: from now on it stays where it is. Throws ValueError if that is not possible now.
    [[nodiscard]] virtual Array* lend(const model::Variable& variable) { return array(variable); }

    /// Its memory, or that of what it is linked to. Throws TypeError if it is linked to nothing, or to what is gone.
    [[nodiscard]] ArrayPlace place_of(const model::Variable& variable);

    /// What a linked variable reads; nullptr until it is linked.
    [[nodiscard]] const LinkedEntry* linked(const model::Variable& variable) const;
    /// Let a variable stand for one of another group. Throws what linked_var documents.
    void link(const model::Variable& variable, const LinkSource& source, const LinkIndex& index);
    /// As plans need them.
    [[nodiscard]] plan::Links links() const;
    /// The objects whose arrays it reads.
    [[nodiscard]] std::vector<const Object*> link_sources() const;
    /// Throws TypeError if a linked variable has no source, IndexError if an index variable leads out of it.
    void require_ready() override;

    void require_constants(const Constants& given) const override;
    void take_constants(const Constants& given) override;
    [[nodiscard]] bool takes_constant(const std::string& constant) const override;

    /// Values of any variable of elements in `range`, in the order in which users count them.
    [[nodiscard]] virtual std::vector<double> values(model::Reference target, const Selection& selection);
    /// Elements of a range for which a condition holds. Throws what bad text throws.
    [[nodiscard]] std::vector<std::int64_t> where(const std::string& condition, Range range);
    [[nodiscard]] double value(model::Reference target, std::int64_t index);
    /// The largest value of a real expression for elements of a range, whose i and N it means; values that are no numbers do not count.
    [[nodiscard]] double largest(const std::string& what, const model::Expr& value, Range range);

    virtual void assign(model::Reference target, const Selection& selection, const Quantity& value);
    /// \param dimension  of the numbers
    virtual void assign(model::Reference target, const Selection& selection, std::span<const double> values,
                        const Dimension& dimension);
    /// Throws what assign() throws, without writing.
    void require_assignable(model::Reference target, const Selection& selection, std::span<const double> values,
                            const Dimension& dimension) const;
    /// Other values for a TimedArray among the functions.
    void set_function(const std::string& function, const TimedArray& values) {
        replace_values(name(), functions_, function, values);
        changed();
    }
    [[nodiscard]] Footprint footprint() const override;
    virtual void assign_text(model::Reference target, const Selection& selection, const std::string& expression);

    /// Position in memory of the element that users call `index`.
    [[nodiscard]] virtual std::size_t position(std::int64_t index) const { return static_cast<std::size_t>(index); }
    /// What surrounds code of this object in a run.
    [[nodiscard]] virtual plan::Surroundings surroundings_at(double usual_dt) const = 0;
    /// The memory of what a kernel of this object reads or writes, also on the sides of synapses.
    [[nodiscard]] virtual ArrayPlace array_place(const plan::Slot& slot);

    /// Shows the arrays of all variables of `size` elements each.
    /// \return whether all of them stay where they are
    bool visit_variables(StateVisitor& visitor, std::size_t size);

    void meet(const Twins& twins) override;
    /// Gives a clone TimedArrays of its own; tells `twins` which ones they stand for.
    void own_tables(Twins& twins);

  protected:
    VariableOwner(const VariableOwner& other) = default;
    /// The same between runs; `dt` is that of the thread's clock.
    [[nodiscard]] plan::Surroundings surroundings() const { return surroundings_at(clock_dt()); }
    /// Runs a kernel made by plan_assignment once for every element of `range`; `frame` is what i and N of the code mean.
    virtual void run_for_elements(const plan::Kernel& kernel, Range range, Range frame, const ArrayLookup& array_of) = 0;
    [[nodiscard]] virtual plan::Domain assignment_domain() const { return plan::Domain::elements; }
    /// Arguments of a kernel that is run between steps: the time of the object's network, 0 without one.
    [[nodiscard]] KernelArguments arguments_now() const;
    /// Values of an expression for all elements of a range, by position in memory.
    [[nodiscard]] Array evaluate(const std::string& what, const model::Expr& value, Range range) {
        return evaluate(what, value, assignment_domain(), range, range);
    }
    /// The same for elements that `domain` visits; `frame` is what i and N mean.
    [[nodiscard]] Array evaluate(const std::string& what, const model::Expr& value, plan::Domain domain, Range range, Range frame);
    void add_array(const model::Variable& variable, std::int64_t size);
    /// Where the first value is that is no number or beyond 1e50.
    [[nodiscard]] std::optional<std::size_t> invalid_position(const model::Variable& variable) const;
    [[nodiscard]] bool is_valid_in(const model::Variable& variable, Range elements) const;
    /// "'v' of neuron 3 of 'G' is nan volt". \param element  "neuron 3"
    [[nodiscard]] std::string invalid_text(const model::Variable& variable, const std::string& element, std::size_t position) const;
    void require_writable(model::Reference target) const;
    void require_dimension(const model::Variable& variable, const Quantity& value) const;
    void require_type(const model::Variable& variable, double value) const;

    std::map<const model::Variable*, Array> arrays_;
    OwnFunctions functions_;
    /// As plans need them.
    [[nodiscard]] plan::Tables tables() const;

  private:
    /// Of t, dt, t_in_timesteps and N, which need no element to be evaluated for.
    [[nodiscard]] std::optional<double> number_for_all(model::Reference target, Range range) const;
    /// The part of a variable that an assignment means: the one value of a shared variable, else the selection.
    [[nodiscard]] Selection assigned(const model::Variable& variable, const Selection& selection) const;
    [[nodiscard]] ArrayPlace linked_place(const model::Variable& variable);
    [[nodiscard]] std::size_t place(const model::Variable& variable, std::int64_t index) const {
        return variable.shared ? 0 : position(index);
    }

    std::shared_ptr<const model::Model> model_; ///< shared with clones
    Precision precision_;
    std::map<const model::Variable*, LinkedVariable> links_;
    std::shared_ptr<const OwnTables> tables_; ///< of a clone: what is read in the place of the tables that texts refer to
};

/// Throws ValueError for a constant, of now or late, whose name is no identifier; logs a warning for one that nothing can refer to,
/// because a unit, a function, a variable of the model or, of a late one, a constant has its name.
void check_constants(const std::string& owner, const Constants& constants, const Constants& late, const model::Model& model);

/// Names with the dimension of each, for the model.
[[nodiscard]] model::LateConstants late_constants(const Constants& units);

} // namespace hillock::internal::engine
