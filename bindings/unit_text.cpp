// SPDX-License-Identifier: Apache-2.0
#include "bindings/unit_text.hpp"

#include "hillock/error.hpp"
#include "parser/model/algebra.hpp"
#include "parser/model/check.hpp"
#include "parser/parse.hpp"

#include <algorithm>

namespace hillock::bindings {
using namespace internal;

Dimension dimension_of(const std::string& unit) {
    const SourcePtr source = make_source("unit", unit);
    const ast::Expr tree = parser::parse_expression(source).or_throw();
    const model::Expr checked = model::check_expression(source, tree, model::Scope()).or_throw();
    if (!model::constant_value(checked)) throw ValueError("'" + unit + "' is no unit: 'volt', 'nS/cm**2' and '1' are");
    return checked.dimension();
}

std::string trimmed(const std::string& text) {
    constexpr const char* kBlanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return "";
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::vector<std::string> list_of(const std::string& text) {
    std::vector<std::string> parts;
    if (trimmed(text).empty()) return parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        parts.push_back(trimmed(text.substr(begin, comma - begin)));
        begin = comma + 1;
    }
    return parts;
}

std::vector<Parameter> parameters_of(const std::string& text) {
    std::vector<Parameter> parameters;
    for (const std::string& part : list_of(text)) {
        const std::size_t colon = part.find(':');
        if (colon == std::string::npos)
            throw ValueError("the parameter '" + part + "' has no unit: write '" + part + " : volt', or '" + part + " : 1' for a number");
        parameters.emplace_back(trimmed(part.substr(0, colon)), Quantity(1, dimension_of(trimmed(part.substr(colon + 1)))));
    }
    return parameters;
}

} // namespace hillock::bindings
