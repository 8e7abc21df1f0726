// SPDX-License-Identifier: Apache-2.0
// The public face of integration schemes.
#include "hillock/scheme.hpp"
#include "hillock/shared_pointer.hpp"

#include "jit/plan/scheme.hpp"

#include <utility>

namespace hillock {
using namespace internal;

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

Method::Method(std::string name) : choices_{{.name = std::move(name)}} {}
Method::Method(const Scheme& scheme) : choices_{{.name = scheme.name(), .scheme = scheme.checked()}} {}
Method::Method(Choosing function, int) : choices_{{.function = std::move(function)}} {}
Method::Method(std::initializer_list<Method> first_that_fits) : Method(std::vector<Method>(first_that_fits)) {}
Method::Method(const std::vector<Method>& first_that_fits) {
    for (const Method& method : first_that_fits) choices_.insert(choices_.end(), method.choices_.begin(), method.choices_.end());
}

std::vector<Method::Choice> Method::choices_for(const Equations& model) const {
    std::vector<Choice> all;
    for (const Choice& choice : choices_) {
        if (!choice.function) {
            all.push_back(choice);
            continue;
        }
        const std::vector<Choice> made = choice.function(model).choices_for(model);
        all.insert(all.end(), made.begin(), made.end());
    }
    return all;
}

} // namespace hillock
