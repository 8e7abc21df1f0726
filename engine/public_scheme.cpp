// SPDX-License-Identifier: Apache-2.0
// The public face of integration schemes.
#include "hillock/scheme.hpp"

#include "jit/plan/scheme.hpp"

#include <utility>

namespace hillock {

namespace {

plan::NoiseSupport support(Noise noise) {
    switch (noise) {
    case Noise::none: return plan::NoiseSupport::none;
    case Noise::additive: return plan::NoiseSupport::additive;
    case Noise::multiplicative: break;
    }
    return plan::NoiseSupport::any;
}

} // namespace

Scheme::Scheme(std::string name, std::string text, Noise noise)
    : checked_(plan::parse_scheme(std::move(name), std::move(text), support(noise)).or_throw()), noise_(noise) {}

const std::string& Scheme::name() const { return checked_->name; }

const std::string& Scheme::text() const { return checked_->source->text; }

} // namespace hillock
