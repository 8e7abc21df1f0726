// SPDX-License-Identifier: Apache-2.0
// Explicit integration schemes as text, in the words of a textbook, to a checked list of lines:
//
//     k     = dt*f(x, t)                        temporaries: one for each unknown
//     x_new = x + dt*f(x + k/2, t + dt/2)       the last line: the unknowns at the end of the step
//
// The equations are dx = f(x, t) dt + g(x, t) dW in the vector x of all unknowns. A scheme uses x, t, dt, its temporaries,
// f(x, t), and for noise g(x, t) and dW, the increment of a Wiener process; + - * / **, numbers and functions.
//
// Several noises dW_k with coefficients g_k: a line that uses g, dW or such a line stands for one line a noise; x_new
// takes each of its terms that does so once for every noise.
#pragma once

#include "parser/ast.hpp"
#include "parser/diagnostics.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hillock::internal::plan {

/// Which noise a method integrates; each includes those before it.
enum class NoiseSupport : unsigned char {
    none,
    additive, ///< coefficients that stay the same
    diagonal, ///< coefficients of any kind, if each equation has a noise of its own; additive ones always
    any,
};

struct Scheme {
    struct Line {
        std::string target;
        ast::Expr value;
        bool per_noise = false; ///< one line for each noise
    };
    struct Term { ///< of x_new
        ast::Expr value;
        bool negative = false;
        bool per_noise = false;
    };

    std::string name;
    SourcePtr source;
    NoiseSupport noise = NoiseSupport::none;
    std::vector<Line> lines; ///< without x_new
    std::vector<Term> terms; ///< x_new is their sum
    /// A term of x_new that uses noise does not vanish without it, so that there is no sum over several noises.
    bool one_noise_only = false;
};

/// Read and check: names, dimensions for unknowns of any dimension, x_new as the last line, and that the scheme uses what
/// it was declared for.
[[nodiscard]] Result<std::shared_ptr<const Scheme>> parse_scheme(std::string name, std::string text, NoiseSupport noise);

/// Whether a part of a scheme takes a value of its own for each noise.
[[nodiscard]] bool is_per_noise(const ast::Expr& expr, const std::vector<Scheme::Line>& lines);

} // namespace hillock::internal::plan
