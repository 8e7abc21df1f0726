// SPDX-License-Identifier: Apache-2.0
#include "prompt/commands.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>

namespace hillock::prompt {

namespace {

using Report = std::function<void(const std::string&)>;

constexpr std::string_view kHelp = R"(Type C++. The library is loaded, with `using namespace hillock`.

  An expression without a semicolon prints its value:   10*nA*5*Mohm   gives   50 mV
  Names may be declared again, with another type.  An empty line ends an input that is taken to go on.

  %load FILE   evaluate the text of a file, up to its first error
  %time CODE   evaluate, and say how long it took
  %help        this text
  %quit        end the session (also Ctrl+D)

  Tab completes names, also after '.', '->' and '::', and variables in G["...  Ctrl+R searches the history.
  Ctrl+C stops a run, whose network stays as it is after its last step, or gives up the line.
)";

struct Command {
    std::string_view name;
    After (*run)(const std::string& argument, Session& session, const Report& report);
};

After help(const std::string&, Session&, const Report&) {
    std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
    return After::go_on;
}

After quit(const std::string&, Session&, const Report&) {
    return After::quit;
}

After load_file(const std::string& argument, Session& session, const Report& report) {
    if (argument.empty())
        report("%load needs the name of a file: %load network.cpp\n");
    else
        (void)load(argument, session, report);
    return After::go_on;
}

After time(const std::string& argument, Session& session, const Report& report) {
    if (argument.empty()) {
        report("%time needs code to evaluate: %time run(1*second)\n");
        return After::go_on;
    }
    const auto begin = std::chrono::steady_clock::now();
    (void)session.evaluate(argument, {});
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%.3g s\n", taken.count());
    return After::go_on;
}

constexpr std::array<Command, 4> kCommands{
    {{"%help", help}, {"%load", load_file}, {"%quit", quit}, {"%time", time}}};

std::string without_blanks(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

} // namespace

bool is_command(const std::string& text) {
    return without_blanks(text).starts_with('%');
}

After run_command(const std::string& text, Session& session, const Report& report) {
    const std::string line = without_blanks(text);
    const std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
    const std::string name = line.substr(0, blank);
    for (const Command& command : kCommands)
        if (command.name == name)
            return command.run(without_blanks(line.substr(blank)), session, report);
    report("there is no command " + name + "; %help tells of those that there are\n");
    return After::go_on;
}

bool load(const std::string& path, Session& session, const Report& report) {
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file) {
        report("cannot read '" + path + "'\n");
        return false;
    }
    if (has_main(text))
        return session.run_program(text, path, {path}) == 0;
    return evaluate_script(text, path, session);
}

bool evaluate_script(const std::string& text, const std::string& name, Session& session) {
    for (const Input& input : inputs_of(text))
        if (!session.evaluate(input.text, {name, input.line}))
            return false;
    return true;
}

std::vector<std::string> commands_beginning(const std::string& text) {
    std::vector<std::string> names;
    for (const Command& command : kCommands)
        if (command.name.starts_with(text))
            names.emplace_back(command.name.substr(1));
    return names;
}

} // namespace hillock::prompt
