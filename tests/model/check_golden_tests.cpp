// SPDX-License-Identifier: Apache-2.0
// What an author reads when a model is wrong, to the letter: every case of golden/check/*.txt is checked and
// rendered. With HILLOCK_UPDATE_GOLDEN=1 in the environment the files are rewritten instead; read the
// difference.
#include "hillock/units.hpp"
#include "parser/model/check.hpp"
#include "parser/model/generator.hpp"
#include "parser/parse.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace hillock;
using namespace hillock::internal;

namespace {

/// A case: "== title", then sections "[name]", of which [expect] is the last.
struct Case {
    std::string title;
    std::map<std::string, std::string> sections;
};

const char* const kModel = "dv/dt = -v/tau : volt\n"
                           "dx/dt = -x/tau : 1\n"
                           "I : amp\n"
                           "n : integer\n"
                           "b : boolean\n"
                           "g : siemens (shared)\n"
                           "c : 1 (constant)\n"
                           "s = 2*v : volt";

const model::ConstantValues kConstants{
    {"tau", 10 * ms}, {"I0", 2 * nA}, {"Vt", -50 * mV}, {"k_max", 3.0}, {"dA", 0.1}};

std::vector<Case> read_cases(const std::filesystem::path& path) {
    std::ifstream file(path);
    REQUIRE_MESSAGE(file.good(), path.string());
    std::vector<Case> cases;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("== ")) {
            cases.push_back({line.substr(3), {}});
            section.clear();
        } else if (!cases.empty() && line.starts_with('[') && line.ends_with(']')) {
            section = line.substr(1, line.size() - 2);
            cases.back().sections[section];
        } else if (!section.empty() && !line.empty()) {
            std::string& text = cases.back().sections[section];
            text += (text.empty() ? "" : "\n") + line;
        }
    }
    return cases;
}

template <class T> std::string text_of(const Result<T>& result) {
    return result ? "no problem" : render(result.problems());
}

std::string check_expression(const Case& test, const std::string& section, const model::Scope& scope,
                             const model::Expectation& expectation) {
    const SourcePtr source = make_source(section, test.sections.at(section));
    return text_of(
        model::check_expression(source, parser::parse_expression(source).or_throw(), scope, expectation));
}

std::string check_generator(const Case& test, const std::string& section, const model::Scope& scope) {
    const SourcePtr source = make_source(section, test.sections.at(section));
    const ast::Generator tree = parser::parse_generator(source).or_throw();
    return text_of(
        model::check_generator(source, tree, scope, section == "j" ? model::Side::pre : model::Side::post));
}

std::string check_in_scope(const Case& test, const model::Scope& scope) {
    if (test.sections.contains("code")) {
        const SourcePtr source = make_source("code", test.sections.at("code"));
        return text_of(model::check_statements(source, parser::parse_statements(source).or_throw(), scope));
    }
    if (test.sections.contains("condition"))
        return check_expression(test, "condition", scope, {"the threshold", model::Type::boolean, {}});
    if (test.sections.contains("integer"))
        return check_expression(test, "integer", scope, {"the index", model::Type::integer, {}});
    if (test.sections.contains("voltage"))
        return check_expression(test, "voltage", scope,
                                {"the value of 'v'", model::Type::real, volt.dimension()});
    for (const char* section : {"j", "i"})
        if (test.sections.contains(section))
            return check_generator(test, section, scope);
    return "no problem";
}

std::string outcome(const Case& test) {
    const auto given = test.sections.find("model");
    const SourcePtr source = make_source("model", given == test.sections.end() ? kModel : given->second);
    const auto neurons = model::check_neurons(source, parser::parse_equations(source).or_throw(), kConstants);
    if (!neurons)
        return render(neurons.problems());
    if (!test.sections.contains("synapses"))
        return check_in_scope(test, (*neurons)->scope);
    const SourcePtr text = make_source("synapses", test.sections.at("synapses"));
    const auto synapses = model::check_synapses(text, parser::parse_equations(text).or_throw(), kConstants,
                                                **neurons, **neurons);
    return synapses ? check_in_scope(test, (*synapses)->scope) : render(synapses.problems());
}

/// The text of a file of cases with the outcomes that they have now.
std::string updated(const std::vector<Case>& cases) {
    std::ostringstream text;
    for (const Case& test : cases) {
        text << (&test == cases.data() ? "" : "\n") << "== " << test.title << "\n";
        for (const char* name : {"model", "synapses", "code", "condition", "integer", "voltage", "j", "i"})
            if (test.sections.contains(name))
                text << "[" << name << "]\n" << test.sections.at(name) << "\n";
        text << "[expect]\n" << outcome(test) << "\n";
    }
    return text.str();
}

} // namespace

TEST_CASE("messages of the checks") {
    const bool updating = std::getenv("HILLOCK_UPDATE_GOLDEN") != nullptr;
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(HILLOCK_GOLDEN_DIR "/check")) {
        if (entry.path().extension() != ".txt")
            continue;
        ++files;
        const std::vector<Case> cases = read_cases(entry.path());
        CHECK_MESSAGE(!cases.empty(), entry.path().string());
        if (updating) {
            const std::string text = updated(cases);
            std::ofstream(entry.path()) << text;
        }
        for (const Case& test : cases) {
            INFO(entry.path().filename().string() << ": " << test.title);
            REQUIRE(test.sections.contains("expect"));
            if (!updating)
                CHECK(outcome(test) == test.sections.at("expect"));
        }
    }
    CHECK(files >= 8); // a file that is lost must not pass for one that is right
}
