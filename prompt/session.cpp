// SPDX-License-Identifier: Apache-2.0
#include "prompt/session.hpp"

#include "prompt/child.hpp"
#include "prompt/guard.hpp"

#include <cstdint>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace hillock::prompt {

namespace {

/// The main of a program and what it is called with, for call_main().
struct Program {
    int (*main)(int, char**) = nullptr;
    std::vector<std::string> arguments;
    int result = 1;
};
Program program; // run_guarded() calls functions without arguments

void call_main() {
    std::vector<char*> pointers;
    for (std::string& argument : program.arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    program.result = program.main(static_cast<int>(program.arguments.size()), pointers.data());
}

std::string line_marker(const Session::Origin& origin, std::size_t line) {
    return "#line " + std::to_string(line) + " \"" + origin.name + "\"\n";
}

std::string last_name(const std::string& qualified) {
    const std::size_t colons = qualified.rfind("::");
    return colons == std::string::npos ? qualified : qualified.substr(colons + 2);
}

} // namespace

Session::Session(Compiler& compiler, std::function<void(const std::string&)> report)
    : compiler_(compiler), report_(std::move(report)), scope_(kSessionNamespace) {
    const std::string empty = std::string("namespace ") + kSessionNamespace + " {}";
    (void)compiler_.compile(empty, "");
}

bool Session::evaluate(const std::string& text, const Origin& origin) {
    for (const Piece& piece : split(text)) {
        const bool good = evaluate(piece, origin);
        std::fflush(stdout);
        if (!good)
            return false;
        if (interrupted()) {
            report_("interrupted\n");
            return false;
        }
    }
    return true;
}

bool Session::evaluate(const Piece& piece, const Origin& origin) {
    const std::optional<Reading> way = choose(readings(piece, origin));
    // Ctrl+C while it was compiled: it is not run, as nothing would stop it any more.
    return way && (interrupted() || run(*way));
}

std::optional<Session::Reading> Session::choose(const std::vector<Reading>& ways) {
    std::string messages; // of the way that was thought of first
    bool redefines = false;
    for (const Reading& way : ways) {
        if (way.when != Reading::If::always && redefines != (way.when == Reading::If::redefined))
            continue;
        const Examination found = compiler_.examine(way.text);
        if (found.accepted) {
            report_(found.messages);
            return way;
        }
        redefines = redefines || found.redefines;
        if (messages.empty())
            messages = found.messages;
        // In a scope where the name is new, what else is wrong is what the user wants to know.
        if (way.when == Reading::If::redefined)
            messages = found.messages;
    }
    report_(messages);
    return std::nullopt;
}

std::vector<Session::Reading> Session::readings(const Piece& piece, const Origin& origin) {
    const std::string place = line_marker(origin, origin.line + piece.line - 1);
    const std::string ended = piece.ended ? piece.text : piece.text + "\n;";
    switch (piece.kind) {
    case Piece::Kind::directive:
        return {{place + ended + "\n", "", scope_}};
    case Piece::Kind::global:
        return {{"using namespace " + scope_ + ";\n" + place + ended + "\n", "", scope_}};
    case Piece::Kind::declaration: {
        const std::string deeper = scope_ + "::shadow_" + std::to_string(++scopes_);
        std::vector<Reading> ways{declaration(ended, place, scope_), declaration(ended, place, deeper)};
        ways.back().when = Reading::If::redefined;
        // The guess was wrong if `a * b;` declares no pointer. A name that is defined already is no reason to
        // define it for a moment.
        ways.push_back(statement(ended, place));
        ways.back().when = Reading::If::not_redefined;
        return ways;
    }
    case Piece::Kind::statement:
        break;
    }
    if (piece.ended)
        return {statement(ended, place), declaration(ended, place, scope_)};
    return {expression(piece.text, place), statement(ended, place)};
}

Session::Reading Session::declaration(const std::string& text, const std::string& place,
                                      const std::string& scope) const {
    const Linked linked = with_external_linkage(text);
    return {"namespace " + scope + " {\n" + linked.before + place + linked.text + "\n}\n", "", scope};
}

Session::Reading Session::statement(const std::string& text, const std::string& place) {
    const std::string entry = "hillock_input_" + std::to_string(++inputs_);
    return {"namespace " + scope_ + " { extern \"C\" void " + entry + "() {\n" + place + text + "\n} }\n",
            entry, scope_};
}

Session::Reading Session::expression(const std::string& text, const std::string& place) {
    return statement(text + "\n);", "::hillock::prompt::Shown(), (\n" + place);
}

bool Session::run(const Reading& reading) {
    Compiled compiled;
    try {
        compiled = compiler_.compile(reading.text, reading.entry);
    } catch (const std::runtime_error& error) {
        report_(std::string("error: ") + error.what() + "\n");
        return false;
    }
    for (void (*code)() : {compiled.initialise, compiled.entry}) {
        if (code == nullptr)
            continue;
        if (const std::optional<std::string> failure = run_guarded(code)) {
            if (!compiled.variables.empty())
                compiler_.forbid_last_variables();
            report_(*failure + "\n");
            return false;
        }
    }
    scope_ = reading.scope;
    take_variables(compiled.variables);
    return true;
}

void Session::take_variables(const std::vector<std::string>& names) {
    for (const std::string& qualified : names) {
        std::string& known = variables_[last_name(qualified)];
        const std::string before = std::exchange(known, qualified);
        if (!before.empty() && before != qualified)
            release(before);
    }
}

void Session::release(const std::string& variable) {
    const Reading way = statement("::hillock::prompt::release(::" + variable + ");", "");
    if (!compiler_.examine(way.text).accepted)
        return; // a constant, say
    const Compiled compiled = compiler_.compile(way.text, way.entry);
    if (const std::optional<std::string> failure = run_guarded(compiled.entry))
        report_(*failure + "\n");
}

int Session::run_program(const std::string& text, const std::string& name,
                         std::vector<std::string> arguments) {
    const std::string source = line_marker({name, 1}, 1) + text + "\n";
    const Examination found = compiler_.examine(source);
    report_(found.messages);
    if (!found.accepted)
        return 1;
    const Compiled compiled = compiler_.compile(source, "main");
    program = {reinterpret_cast<int (*)(int, char**)>(compiled.entry), std::move(arguments), 1};
    for (void (*code)() : {compiled.initialise, &call_main}) {
        if (code == nullptr)
            continue;
        if (const std::optional<std::string> failure = run_guarded(code)) {
            std::fflush(stdout);
            report_(*failure + "\n");
            return 1;
        }
    }
    return program.result;
}

std::vector<std::string> Session::variables_of(const std::string& object) {
    // An object of the session by its name alone: nothing is computed for a completion.
    if (!variables_.contains(object))
        return {};
    const ChildResult result = in_child([&] {
        std::string lines;
        std::ostringstream sink; // where the compiled code finds `lines`
        sink << "*reinterpret_cast<std::string*>(" << reinterpret_cast<std::uintptr_t>(&lines) << ")";
        const Reading way =
            statement(sink.str() + " = ::hillock::prompt::variable_lines(" + object + ");", "");
        if (run_guarded(compiler_.compile(way.text, way.entry).entry))
            return std::string();
        return lines;
    });
    return lines_of(result.text);
}

} // namespace hillock::prompt
