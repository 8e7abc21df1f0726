// SPDX-License-Identifier: Apache-2.0
// Writes the tables of the language reference from the tables that the library works with, as Markdown.
#include "jit/plan/integrators.hpp"
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

/// A bar would end the cell.
std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text)
        escaped += c == '|' ? std::string("\\|") : std::string(1, c);
    return escaped;
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
    std::puts("\n## Integration methods\n\n| method | what it does |\n|---|---|");
    for (const plan::Integrator& integrator : plan::integrator_table())
        std::printf("| `%s` | %s |\n", std::string(integrator.name).c_str(), cell(integrator.description).c_str());
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
