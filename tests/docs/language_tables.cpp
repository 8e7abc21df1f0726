// SPDX-License-Identifier: Apache-2.0
// Writes the tables of the language reference from the tables that the library works with, as Markdown.
#include "jit/plan/integrators.hpp"
#include "jit/plan/scheme.hpp"
#include "parser/model/functions.hpp"
#include "parser/model/units.hpp"

#include <cstdio>
#include <string>

using namespace hillock;
using namespace hillock::internal;

namespace {

const char* unit_rule(model::UnitRule rule) {
    switch (rule) {
    case model::UnitRule::dimensionless: return "numbers to a number";
    case model::UnitRule::same: return "any unit, the same for all; so is the result";
    case model::UnitRule::same_to_one: return "any unit, the same for all; a number";
    case model::UnitRule::square_root: return "any unit; its square root";
    case model::UnitRule::select: return "a condition, and two of one unit; so is the result";
    case model::UnitRule::seconds_to_integer: return "times to a number";
    case model::UnitRule::declared: return "as declared";
    }
    return "";
}

/// A bar would end the cell, and stars would be emphasis.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|' || c == '*')
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

const char* noise(plan::NoiseSupport support) {
    switch (support) {
    case plan::NoiseSupport::none: return "no";
    case plan::NoiseSupport::additive: return "additive";
    case plan::NoiseSupport::diagonal: return "one for each equation";
    case plan::NoiseSupport::any: return "any";
    }
    return "";
}

/// Powers of dt in the global error; 0 stands for no error of that kind.
std::string order(const plan::Orders& orders) {
    char text[64];
    if (orders.deterministic == 0)
        return "-";
    if (orders.strong == 0)
        std::snprintf(text, sizeof text, "%g", orders.deterministic);
    else
        std::snprintf(text, sizeof text, "%g; with noise %g strong, %g weak", orders.deterministic, orders.strong, orders.weak);
    return text;
}

void print_functions() {
    std::puts("## Functions\n\n| function | what it is | units |\n|---|---|---|");
    for (const model::Function& function : model::function_table()) {
        std::string call(function.name);
        call += '(';
        for (std::size_t k = 0; k < function.parameters.size(); ++k)
            call += (k > 0 ? ", " : "") + std::string(function.parameters[k]);
        std::printf("| `%s)` | %s | %s |\n", call.c_str(), cell(function.description).c_str(), unit_rule(function.units));
    }
    std::puts("\nBeside them `pi`, `e`, `inf`, `True`, `False`, and the variables `t`, `dt`, `t_in_timesteps`, `i` and `N` of every group.");
}

void print_integrators() {
    std::puts("\n## Integration methods\n\nA group without a method gets the first that takes its equations among those marked with a star.\n\n"
              "| method | what it does | order | noise |\n|---|---|---|---|");
    for (const plan::Integrator& integrator : plan::integrator_table())
        std::printf("| `%s`%s | %s | %s | %s |\n", std::string(integrator.name).c_str(), integrator.is_default_choice ? " \\*" : "",
                    cell(integrator.description).c_str(), order(integrator.orders).c_str(), noise(integrator.noise));
}

void print_units() {
    std::puts("\n## Units\n\nBase and derived units of the SI, which take all of its prefixes (`mvolt`, `uamp`, `kmetre`) and powers (`metre2`, `umetre3`), "
              "and short names for the usual ones. A variable is declared in a unit without a prefix.\n\n| unit | in SI units |\n|---|---|");
    for (const std::string& name : model::unit_names()) {
        const Quantity unit = *model::find_unit(name);
        if (model::is_base_unit(name) && name.find_first_of("23") == std::string::npos && unit.value() == 1)
            std::printf("| `%s` | %s |\n", name.c_str(), cell(unit_symbol(unit.dimension())).c_str());
    }
    std::puts("\n| short name | stands for |\n|---|---|");
    for (const std::string& name : model::unit_names()) {
        if (name == "metre")
            break; // the short names come before it
        std::printf("| `%s` | %s |\n", name.c_str(), cell(to_string(*model::find_unit(name))).c_str());
    }
}

} // namespace

int main() {
    std::puts("# Tables of the language\n\nWritten by a program from the tables that the library itself works with; a test keeps it so.\n");
    print_functions();
    print_integrators();
    print_units();
    return 0;
}
