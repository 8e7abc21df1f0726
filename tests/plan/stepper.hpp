// SPDX-License-Identifier: Apache-2.0
// Equations, a method and a dt to a plan that steps many elements, with the noise of the kernel or one from outside.
#pragma once

#include "jit/plan/interpreter.hpp"
#include "jit/plan/plans.hpp"
#include "parser/parse.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hillock::test {
using namespace internal;

inline std::unique_ptr<const model::Model> checked_model(const std::string& text, const model::ConstantValues& constants = {}) {
    const SourcePtr source = make_source("model", text);
    return model::check_neurons(source, parser::parse_equations(source).or_throw(), constants).or_throw();
}

class Stepper {
  public:
    using Model = std::unique_ptr<const model::Model>;

    Stepper(Model model, const std::string& method, double dt, std::size_t size = 1, const plan::Surroundings& around = {})
        : Stepper(std::move(model), {.name = "k", .model = nullptr, .methods = {{method}}, .threshold = {}, .refractory = {}}, dt, size,
                  around) {}
    Stepper(Model model, std::shared_ptr<const plan::Scheme> scheme, double dt, std::size_t size = 1)
        : Stepper(std::move(model),
                  {.name = "k", .model = nullptr, .methods = {{.scheme = std::move(scheme)}}, .threshold = {}, .refractory = {}}, dt,
                  size, {}) {}

    std::vector<double>& operator[](const std::string& name) {
        auto& found = arrays_[name];
        found.resize(padded(), 0.0);
        return found;
    }
    std::vector<std::uint8_t>& not_refractory() {
        not_refractory_.resize(padded(), 1);
        return not_refractory_;
    }

    /// From now on the standard normal numbers of this noise are read from the array of this name.
    std::vector<double>& inject(int draw, const std::string& name) {
        names_.push_back(std::make_unique<model::Variable>());
        names_.back()->name = name;
        kernel_.slots.push_back({{names_.back().get()}, plan::Storage::float64, false, false});
        for (plan::Operation& operation : kernel_.operations)
            if (operation.code == plan::Opcode::draw && operation.integer == draw)
                operation = {.code = plan::Opcode::load, .slot = static_cast<std::uint32_t>(kernel_.slots.size() - 1)};
        return (*this)[name];
    }

    void step() {
        std::vector<void*> slots;
        for (const plan::Slot& slot : kernel_.slots) {
            if (slot.storage == plan::Storage::boolean8) slots.push_back(not_refractory().data());
            else slots.push_back((*this)[slot.reference.variable->name].data());
        }
        KernelArguments arguments{};
        arguments.arrays = slots.data();
        arguments.dt = dt_;
        arguments.t = static_cast<double>(steps_) * dt_;
        arguments.step = steps_;
        arguments.end = static_cast<std::int64_t>(size_);
        arguments.count[0] = arguments.end;
        arguments.random_key = 20070;
        arguments.random_step = static_cast<std::uint64_t>(steps_);
        plan::interpret(kernel_, arguments);
        ++steps_;
    }

    [[nodiscard]] const plan::Kernel& kernel() const { return kernel_; }

  private:
    Stepper(Model model, plan::NeuronDynamics dynamics, double dt, std::size_t size, plan::Surroundings around)
        : model_(std::move(model)), dt_(dt), size_(size) {
        dynamics.model = model_.get();
        around.dt_seconds = dt;
        kernel_ = plan::plan_state_update(dynamics, around).or_throw().kernel;
    }
    [[nodiscard]] std::size_t padded() const { return (size_ + kArrayPadding - 1) / kArrayPadding * kArrayPadding; }

    Model model_;
    plan::Kernel kernel_;
    double dt_;
    std::size_t size_;
    std::int64_t steps_ = 0;
    std::vector<std::unique_ptr<model::Variable>> names_;
    std::map<std::string, std::vector<double>> arrays_;
    std::vector<std::uint8_t> not_refractory_;
};

/// The first problem of a method with equations; "" if it takes them.
inline std::string refusal(const std::string& text, const std::string& method) {
    const auto model = checked_model(text);
    const auto update = plan::plan_state_update(
        {.name = "k", .model = model.get(), .methods = {{method}}, .threshold = {}, .refractory = {}}, {});
    return update ? "" : update.problems().front().message;
}

} // namespace hillock::test
