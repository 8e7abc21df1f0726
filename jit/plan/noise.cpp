// SPDX-License-Identifier: Apache-2.0
#include "jit/plan/noise.hpp"

#include "parser/model/algebra.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace hillock::internal::plan {

using model::Expr;
using model::Reference;
using model::Variable;
using model::VariableKind;

namespace {

/// Which subexpressions lead to noise; each is looked at once.
class NoiseFinder {
  public:
    bool operator()(const Variable& variable) {
        if (variable.kind == VariableKind::noise) return true;
        if (variable.kind != VariableKind::subexpression) return false;
        if (const auto found = known_.find(&variable); found != known_.end()) return found->second;
        bool noisy = false;
        for (const Reference inner : model::references(*variable.definition)) noisy = (*this)(*inner.variable) || noisy;
        known_.emplace(&variable, noisy);
        return noisy;
    }

    /// Subexpressions with noise written out, all the way down.
    Expr write_out(const Expr& expr) {
        return model::substitute(expr, [this](Reference reference) -> std::optional<Expr> {
            const Variable& variable = *reference.variable;
            if (variable.kind != VariableKind::subexpression || !(*this)(variable)) return std::nullopt;
            return write_out(*variable.definition);
        });
    }

  private:
    std::map<const Variable*, bool> known_;
};

std::vector<Reference> noises_in(const Expr& rate) {
    std::vector<Reference> result;
    for (const Reference reference : model::references(rate))
        if (reference.variable->kind == VariableKind::noise) result.push_back(reference);
    return result;
}

/// A differential variable or t in a noise coefficient: what makes the noise multiplicative.
std::optional<Reference> state_in(const Expr& coefficient) {
    for (const Reference reference : model::references(model::expand_subexpressions(coefficient))) {
        const VariableKind kind = reference.variable->kind;
        if (kind == VariableKind::differential || kind == VariableKind::time || kind == VariableKind::step_count)
            return reference;
    }
    return std::nullopt;
}

bool is_zero(const Expr& expr) { return model::constant_value(expr) == 0.0; }

Diagnostic refusal(const Variable& variable, std::string_view method, const std::string& why, bool is_additive) {
    return {Problem::unsupported, "the method '" + std::string(method) + "' takes " + why, variable.definition_place,
            {{is_additive ? "use method 'euler', which takes additive noise" : "use method 'heun', which takes any noise", {}}}};
}

/// A place where a coefficient of noise changes with the state.
struct Multiplicative {
    std::size_t unknown, noise;
    Reference state;
};
std::optional<Multiplicative> multiplicative(const SplitSystem& split) {
    for (std::size_t i = 0; i < split.diffusion.size(); ++i)
        for (std::size_t k = 0; k < split.noises.size(); ++k)
            if (const auto state = state_in(split.diffusion[i][k])) return Multiplicative{i, k, *state};
    return std::nullopt;
}

std::optional<Diagnostic> refuse_shared(const System& system, const SplitSystem& split, std::string_view method) {
    const std::string intro = "diagonal noise only, each equation a noise of its own, but ";
    for (std::size_t i = 0; i < split.diffusion.size(); ++i) {
        const Variable& variable = *system.unknowns[i];
        std::optional<std::size_t> own;
        for (std::size_t k = 0; k < split.noises.size(); ++k) {
            if (is_zero(split.diffusion[i][k])) continue;
            const std::string& noise = split.noises[k].variable->name;
            if (own)
                return refusal(variable, method,
                               intro + "d" + variable.name + "/dt contains two, '" + split.noises[*own].variable->name + "' and '" +
                                   noise + "'", false);
            own = k;
            for (std::size_t j = 0; j < i; ++j)
                if (!is_zero(split.diffusion[j][k]))
                    return refusal(variable, method,
                                   intro + "'" + noise + "' drives d" + system.unknowns[j]->name + "/dt and d" + variable.name +
                                       "/dt", false);
        }
    }
    return std::nullopt;
}

} // namespace

Result<SplitSystem> split_noise(const System& system) {
    NoiseFinder finder;
    SplitSystem split;
    std::vector<Expr> rates;
    for (const Variable* variable : system.unknowns) {
        rates.push_back(finder.write_out(*variable->definition));
        for (const Reference noise : noises_in(rates.back()))
            if (std::find(split.noises.begin(), split.noises.end(), noise) == split.noises.end()) split.noises.push_back(noise);
    }
    Diagnostics problems;
    for (std::size_t i = 0; i < rates.size(); ++i) {
        const Variable& variable = *system.unknowns[i];
        auto parts = model::linear_parts(rates[i], split.noises);
        if (const auto* obstacle = std::get_if<model::NotLinear>(&parts)) {
            problems.push_back({Problem::unsupported,
                                "the noise '" + obstacle->unknown.variable->name + "' in d" + variable.name +
                                    "/dt must stand as a term or a factor of a term, not inside '" +
                                    model::print(obstacle->where) + "'",
                                variable.definition_place});
            continue;
        }
        auto& linear = std::get<model::LinearParts>(parts);
        split.drift.push_back(std::move(linear.rest));
        split.diffusion.push_back(std::move(linear.coefficients));
    }
    if (!problems.empty()) return problems;
    return split;
}

std::optional<Diagnostic> refuse_noise(const System& system, const SplitSystem& split, std::string_view method,
                                       NoiseSupport support) {
    if (split.noises.empty() || support == NoiseSupport::any) return std::nullopt;
    const auto changing = multiplicative(split);
    if (support == NoiseSupport::none) {
        for (std::size_t i = 0; i < split.diffusion.size(); ++i)
            for (std::size_t k = 0; k < split.noises.size(); ++k)
                if (!is_zero(split.diffusion[i][k]))
                    return refusal(*system.unknowns[i], method,
                                   "no noise, but d" + system.unknowns[i]->name + "/dt contains '" +
                                       split.noises[k].variable->name + "'", !changing);
        return std::nullopt;
    }
    if (!changing) return std::nullopt;
    if (support == NoiseSupport::diagonal) return refuse_shared(system, split, method);
    const Variable& variable = *system.unknowns[changing->unknown];
    return refusal(variable, method,
                   "additive noise only, but the noise '" + split.noises[changing->noise].variable->name + "' in d" +
                       variable.name + "/dt is multiplied with '" + model::print(Expr::reference(changing->state)) +
                       "', which changes", false);
}

std::optional<Diagnostic> refuse_any_noise(const System& system, std::string_view method) {
    const Result<SplitSystem> split = split_noise(system);
    if (!split) return split.problems().front();
    return refuse_noise(system, *split, method, NoiseSupport::none);
}

} // namespace hillock::internal::plan
