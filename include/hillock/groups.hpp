// SPDX-License-Identifier: Apache-2.0
// Groups of neurons that share their equations.
#pragma once

#include <hillock/export.hpp>
#include <hillock/options.hpp>
#include <hillock/variables.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hillock {

namespace engine {
class Object;
class Neurons;
class Access;
} // namespace engine

/// Anything that can be part of a Network.
class HILLOCK_API SimulationObject {
  public:
    [[nodiscard]] const std::string& name() const;

  protected:
    explicit SimulationObject(std::shared_ptr<engine::Object> object) : object_(std::move(object)) {}
    SimulationObject(SimulationObject&&) = default;
    SimulationObject& operator=(SimulationObject&&) = default;
    ~SimulationObject() = default;

  private:
    friend class engine::Access;
    std::shared_ptr<engine::Object> object_;
};

/// Equations as text, one a line, in three forms (flags in parentheses may be left out):
///
///     dv/dt = (I - v)/tau : volt (unless refractory)   differential equation
///     I = g*(E - v)       : volt                       subexpression: stands for its right-hand side
///     tau                 : second (constant)          parameter
///
/// The text is parsed here (SyntaxError, EquationError) and checked where it is used.
class HILLOCK_API Equations {
  public:
    Equations(std::string text);
    Equations(const char* text) : Equations(std::string(text)) {}
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

/// Consecutive neurons of a group. A view: it reads and writes the group's own values, its indices start at 0.
class HILLOCK_API Subgroup {
  public:
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - begin_); }

    /// A variable by name: state, parameter, subexpression, lastspike, not_refractory, i. Throws NameError.
    [[nodiscard]] VariableView operator[](const std::string& variable) const;

    /// Neurons [begin, end) of this group. Throws IndexError unless 0 <= begin < end <= size().
    [[nodiscard]] Subgroup slice(std::int64_t begin, std::int64_t end) const;

    /// Name of the integration method in use, "" before the first run or without differential equations.
    [[nodiscard]] std::string method() const;

  protected:
    Subgroup(std::shared_ptr<engine::Neurons> neurons, std::int64_t begin, std::int64_t end);

  private:
    friend class engine::Access;
    std::shared_ptr<engine::Neurons> neurons_;
    std::int64_t begin_;
    std::int64_t end_;
};

struct NeuronGroupOptions {
    /// Condition that makes a neuron spike, tested each step ("v > -50*mV").
    std::optional<std::string> threshold = std::nullopt;
    /// Statements run for neurons that spiked ("v = -60*mV"); "" says that none are meant.
    std::optional<std::string> reset = std::nullopt;
    /// A refractory neuron does not spike, and its variables marked (unless refractory) do not change.
    Refractory refractory = {};
    /// Integration method: "exact", "euler"; "" chooses the first that takes the equations.
    std::string method = "";
    /// Numbers that the texts of this group refer to by name.
    Constants constants = {};
    FloatType dtype = FloatType::float64;
    /// Name in messages; "" makes one.
    std::string name = "";
};

/// `size` neurons with the same equations. All variables start at 0.
///
/// Throws ValueError (size < 1), SyntaxError, EquationError, NameError, DimensionMismatchError, TypeError or
/// UnsupportedEquationsError, each with the line and a caret; nothing is left behind.
class HILLOCK_API NeuronGroup : public Subgroup, public SimulationObject {
  public:
    NeuronGroup(std::int64_t size, const Equations& model, const NeuronGroupOptions& options = {});

  private:
    NeuronGroup(std::shared_ptr<engine::Neurons> neurons, std::int64_t size);
};

} // namespace hillock
