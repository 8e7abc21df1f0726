// SPDX-License-Identifier: Apache-2.0
// An explicit scheme applied to a system: every line once for each unknown, and for each noise where it depends on it.
// What f and g need at one pair of arguments is a stage: the unknowns, the time and the subexpressions there are kept as
// temporaries, so that the update grows with the number of stages and equations, and no faster. f(x, t) at the same
// arguments is one value, also where random functions are in it; at other arguments they draw anew.
#include "jit/plan/noise.hpp"

#include "parser/model/algebra.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/rewriting.hpp"
#include "parser/parse.hpp"

#include "hillock/error.hpp"

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

/// Which noise a line is taken for; -1 for none.
using NoiseIndex = int;
constexpr NoiseIndex kNoNoise = -1;

bool is_name(const ast::Expr& expr, std::string_view text) {
    const auto* name = std::get_if<ast::Name>(&expr.node);
    return name && name->text == text;
}

bool is_zero(const Expr& expr) { return model::constant_value(expr) == 0.0; }

class Application {
  public:
    Application(const Scheme& scheme, const System& system, const SplitSystem& split)
        : scheme_(scheme), system_(system), split_(split) {}

    Update run() {
        for (std::size_t i = 0; i < system_.unknowns.size(); ++i) {
            Expr next = model::simplify(sum_of_terms(i));
            update_.values.push_back(unless_refractory(system_, *system_.unknowns[i], next));
        }
        return std::move(update_);
    }

  private:
    /// The arguments of f and g, and what the equations need there, each made when it is first used.
    struct Stage {
        const ast::Expr* x;
        const ast::Expr* t;
        NoiseIndex noise;
        std::string name;
        std::map<std::size_t, Expr> unknowns, drift, diffusion;
        std::map<const Variable*, Expr> subexpressions;
        std::optional<Expr> time;
        [[nodiscard]] bool is_start() const { return is_name(*x, "x") && is_name(*t, "t"); }
    };

    Expr sum_of_terms(std::size_t unknown) {
        std::optional<Expr> sum;
        const auto add = [&](const Scheme::Term& term, NoiseIndex noise) {
            const Expr value = evaluate(term.value, unknown, noise);
            if (sum) sum = term.negative ? *sum - value : *sum + value;
            else sum = term.negative ? -value : value;
        };
        for (const Scheme::Term& term : scheme_.terms) {
            if (!term.per_noise) add(term, kNoNoise);
            else if (scheme_.one_noise_only) add(term, split_.noises.empty() ? kNoNoise : 0);
            else
                for (std::size_t k = 0; k < split_.noises.size(); ++k) add(term, static_cast<NoiseIndex>(k));
        }
        return sum ? *sum : model::real(0, system_.unknowns[unknown]->dimension);
    }

    Expr evaluate(const ast::Expr& expr, std::size_t unknown, NoiseIndex noise) {
        return std::visit([&](const auto& node) { return value(node, unknown, noise); }, expr.node);
    }

    Expr value(const ast::Number& number, std::size_t, NoiseIndex) { return model::real(number.value); }
    Expr value(const ast::Boolean&, std::size_t, NoiseIndex) { throw broken("a condition"); }

    Expr value(const ast::Name& name, std::size_t unknown, NoiseIndex noise) {
        if (name.text == "x") return Expr::reference({system_.unknowns[unknown]});
        if (name.text == "t") return Expr::reference({&model::builtin(VariableKind::time)});
        if (name.text == "dt") return model::real(system_.dt_seconds, kTimeDimension);
        if (name.text == "dW") return increment(model::real(1), noise);
        for (std::size_t k = 0; k < scheme_.lines.size(); ++k)
            if (scheme_.lines[k].target == name.text) return line(k, unknown, noise);
        for (const model::NamedConstant& constant : model::named_constants())
            if (constant.name == name.text) return model::real(constant.value);
        throw broken(name.text);
    }

    Expr value(const ast::Unary& unary, std::size_t unknown, NoiseIndex noise) {
        const Expr operand = evaluate(*unary.operand, unknown, noise);
        return unary.op == ast::UnaryOp::minus ? -operand : operand;
    }

    Expr value(const ast::Binary& binary, std::size_t unknown, NoiseIndex noise) {
        if (binary.op == ast::BinaryOp::multiply && is_name(*binary.right, "dW"))
            return increment(evaluate(*binary.left, unknown, noise), noise);
        if (binary.op == ast::BinaryOp::multiply && is_name(*binary.left, "dW"))
            return increment(evaluate(*binary.right, unknown, noise), noise);
        const Expr left = evaluate(*binary.left, unknown, noise), right = evaluate(*binary.right, unknown, noise);
        switch (binary.op) {
        case ast::BinaryOp::add: return left + right;
        case ast::BinaryOp::subtract: return left - right;
        case ast::BinaryOp::multiply: return left * right;
        case ast::BinaryOp::divide: return left / right;
        case ast::BinaryOp::power: return Expr::operation(model::Op::power, {left, model::simplify(right)});
        default: throw broken(ast::spelling(binary.op));
        }
    }

    Expr value(const ast::Call& call, std::size_t unknown, NoiseIndex noise) {
        if (call.function == "f" || call.function == "g") {
            Stage& at = stage(call, noise);
            return call.function == "f" ? drift(at, unknown) : diffusion(at, unknown, noise);
        }
        std::vector<Expr> arguments;
        for (const ast::Expr& argument : call.arguments) arguments.push_back(evaluate(argument, unknown, noise));
        return Expr::call(*model::find_function(call.function), std::move(arguments));
    }

    /// factor * dW. The increment of a Wiener process over dt is sqrt(dt) N(0, 1); xi carries second**-0.5. The root goes
    /// to the factor, which is often the same for all neurons.
    Expr increment(const Expr& factor, NoiseIndex noise) const {
        if (noise == kNoNoise) return model::real(0, factor.dimension() * kTimeDimension.power(0.5));
        return model::real(std::sqrt(system_.dt_seconds), kTimeDimension) * factor *
               Expr::reference(split_.noises[static_cast<std::size_t>(noise)]);
    }

    /// A temporary of the scheme for one unknown.
    Expr line(std::size_t number, std::size_t unknown, NoiseIndex noise) {
        const Scheme::Line& which = scheme_.lines[number];
        const std::tuple key{number, unknown, which.per_noise ? noise : kNoNoise};
        if (const auto found = lines_.find(key); found != lines_.end()) return found->second;
        const Expr result = update_.keep(named(which.target, unknown), evaluate(which.value, unknown, std::get<2>(key)));
        lines_.emplace(key, result);
        return result;
    }

    Stage& stage(const ast::Call& call, NoiseIndex noise) {
        const ast::Expr &x = call.arguments[0], &t = call.arguments[1];
        const bool per_noise = is_per_noise(x, scheme_.lines) || is_per_noise(t, scheme_.lines);
        const NoiseIndex own = per_noise ? noise : kNoNoise;
        const std::tuple key{ast::print(x), ast::print(t), own};
        if (const auto found = stages_.find(key); found != stages_.end()) return found->second;
        const std::string name = "stage" + std::to_string(stages_.size());
        return stages_.emplace(key, Stage{&x, &t, own, name, {}, {}, {}, {}, {}}).first->second;
    }

    Expr drift(Stage& at, std::size_t unknown) {
        if (const auto found = at.drift.find(unknown); found != at.drift.end()) return found->second;
        const Expr result = update_.keep(named("f_" + at.name, unknown), moved(split_.drift[unknown], at));
        at.drift.emplace(unknown, result);
        return result;
    }

    Expr diffusion(Stage& at, std::size_t unknown, NoiseIndex noise) {
        if (noise == kNoNoise)
            return model::real(0, system_.unknowns[unknown]->dimension / kTimeDimension.power(0.5));
        const std::size_t key = unknown * split_.noises.size() + static_cast<std::size_t>(noise);
        if (const auto found = at.diffusion.find(key); found != at.diffusion.end()) return found->second;
        const Expr& coefficient = split_.diffusion[unknown][static_cast<std::size_t>(noise)];
        const Expr result = update_.keep(named("g_" + at.name, unknown), moved(coefficient, at));
        at.diffusion.emplace(key, result);
        return result;
    }

    /// The expression with everything in it taken at the stage.
    Expr moved(const Expr& expr, Stage& at) {
        if (at.is_start()) return expr;
        return model::Rewriting([&](const Expr& part) {
            if (const auto* reference = std::get_if<Reference>(&part.node())) return variable_at(at, part, *reference->variable);
            const auto* call = std::get_if<Expr::Call>(&part.node());
            return call && call->function->has_state ? Expr::call(*call->function, call->arguments, occurrences_++) : part;
        })(expr);
    }

    Expr variable_at(Stage& at, const Expr& reference, const Variable& variable) {
        if (variable.kind == VariableKind::time) return time_at(at);
        if (variable.kind == VariableKind::subexpression) return subexpression_at(at, variable);
        for (std::size_t j = 0; j < system_.unknowns.size(); ++j)
            if (system_.unknowns[j] == &variable) return unknown_at(at, j);
        return reference;
    }

    Expr time_at(Stage& at) {
        if (!at.time) at.time = model::simplify(evaluate(*at.t, 0, at.noise));
        return *at.time;
    }

    Expr unknown_at(Stage& at, std::size_t unknown) {
        if (const auto found = at.unknowns.find(unknown); found != at.unknowns.end()) return found->second;
        // f and g of a variable that is locked are 0, so that it keeps its value at every stage.
        const Expr value = unless_refractory(system_, *system_.unknowns[unknown],
                                             model::simplify(evaluate(*at.x, unknown, at.noise)));
        const Expr result = update_.keep(named(at.name, unknown), value);
        at.unknowns.emplace(unknown, result);
        return result;
    }

    Expr subexpression_at(Stage& at, const Variable& variable) {
        if (const auto found = at.subexpressions.find(&variable); found != at.subexpressions.end()) return found->second;
        const Expr result = update_.keep(variable.name + "_" + at.name, moved(model::simplify(*variable.definition), at));
        at.subexpressions.emplace(&variable, result);
        return result;
    }

    [[nodiscard]] std::string named(const std::string& what, std::size_t unknown) const {
        return what + "_" + system_.unknowns[unknown]->name;
    }

    [[nodiscard]] InternalError broken(const std::string& what) const {
        return InternalError("internal error, please report: the checked scheme '" + scheme_.name + "' contains " + what);
    }

    const Scheme& scheme_;
    const System& system_;
    const SplitSystem& split_;
    Update update_;
    int occurrences_ = 1 << 24; ///< of calls that draw anew at a stage; larger than those of any text
    std::map<std::tuple<std::size_t, std::size_t, NoiseIndex>, Expr> lines_;
    std::map<std::tuple<std::string, std::string, NoiseIndex>, Stage> stages_; ///< addresses last
};

std::optional<Diagnostic> refuse_second_noise(const Scheme& scheme, const System& system, const SplitSystem& split) {
    if (!scheme.one_noise_only || split.noises.size() < 2) return std::nullopt;
    for (std::size_t i = 0; i < split.diffusion.size(); ++i)
        if (!is_zero(split.diffusion[i][1]))
            return Diagnostic{Problem::unsupported,
                              "the method '" + scheme.name + "' uses f where noise has been added, so that it takes one noise only, "
                                  "but the equations contain '" + split.noises[0].variable->name + "' and '" +
                                  split.noises[1].variable->name + "'",
                              system.unknowns[i]->definition_place,
                              {{"use method 'heun', which takes any noise", {}}}};
    return std::nullopt;
}

} // namespace

Result<Update> build_update(const Scheme& scheme, const System& system) {
    const Result<SplitSystem> split = split_noise(system);
    if (!split) return split.problems();
    if (auto problem = refuse_noise(system, *split, scheme.name, scheme.noise)) return *std::move(problem);
    if (auto problem = refuse_second_noise(scheme, system, *split)) return *std::move(problem);
    return Application(scheme, system, *split).run();
}

} // namespace hillock::internal::plan
