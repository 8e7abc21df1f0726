// SPDX-License-Identifier: Apache-2.0
// hillock: an interactive session, a script, or standard input, one after the other compiled and run.
#include "hillock/error.hpp"
#include "hillock/kernel_cache.hpp"
#include "hillock/preferences.hpp"
#include "prompt/commands.hpp"
#include "prompt/compiler.hpp"
#include "prompt/folders.hpp"
#include "prompt/guard.hpp"
#include "prompt/input_text.hpp"
#include "prompt/line_editor.hpp"
#include "prompt/session.hpp"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace hillock::prompt;

constexpr const char* kUsage = R"(usage: hillock [OPTION...] [SCRIPT.cpp [ARGUMENT...]]
Without a script: an interactive session, or what standard input says.

  -I FOLDER, -D NAME[=VALUE]   as of a compiler
  --version                    print the version
  --help                       print this text
  --precompile FILE            write the header of the prompt, precompiled, and end
)";

struct CommandLine {
    std::vector<std::string> for_clang;
    std::string precompile;
    std::vector<std::string> script; ///< its name and its arguments
    bool help = false;
    bool version = false;
    std::string wrong; ///< an argument that is none
};

CommandLine parse(const std::vector<std::string>& arguments) {
    CommandLine line;
    for (std::size_t k = 0; k < arguments.size(); ++k) {
        const std::string& argument = arguments[k];
        const bool has_next = k + 1 < arguments.size();
        if (argument == "--help" || argument == "-h")
            line.help = true;
        else if (argument == "--version")
            line.version = true;
        else if (argument == "--precompile" && has_next)
            line.precompile = arguments[++k];
        else if ((argument == "-I" || argument == "-D") && has_next)
            line.for_clang.push_back(argument + arguments[++k]);
        else if ((argument.starts_with("-I") || argument.starts_with("-D")) && argument.size() > 2)
            line.for_clang.push_back(argument);
        else if (argument.starts_with('-') && argument.size() > 1)
            line.wrong = argument;
        else {
            line.script.assign(arguments.begin() + static_cast<std::ptrdiff_t>(k), arguments.end());
            break;
        }
    }
    return line;
}

void report(const std::string& message) {
    std::fflush(stdout); // what was printed before stands before it, also where both go to one file
    std::fwrite(message.data(), 1, message.size(), stderr);
}

/// Where an input that grows line by line is evaluated as soon as it is whole.
class Reader {
  public:
    explicit Reader(Session& session) : session_(session) {}
    [[nodiscard]] bool waiting() const { return !text_.empty(); }
    void give_up() { text_.clear(); }

    After take(const std::string& line) {
        ++line_;
        forget_interrupt();
        if (text_.empty() && is_command(line))
            return run_command(line, session_, report);
        const bool forced = line.find_first_not_of(" \t\r") == std::string::npos && !is_open(text_);
        if (text_.empty())
            first_ = line_;
        text_ += (text_.empty() ? "" : "\n") + line;
        if (forced || is_complete(text_))
            flush();
        return After::go_on;
    }

    void flush() {
        const std::string text = std::exchange(text_, {});
        (void)session_.evaluate(text, {"input", first_});
    }

  private:
    Session& session_;
    std::string text_;
    std::size_t line_ = 0;
    std::size_t first_ = 1;
};

std::vector<std::string> completions(Session& session, const std::string& line) {
    if (is_command(line) && line.find(' ') == std::string::npos)
        return commands_beginning(line);
    // G["v: the variables of an object
    const std::size_t quote = line.rfind("[\"");
    if (quote != std::string::npos && line.find('"', quote + 2) == std::string::npos) {
        std::size_t begin = quote;
        while (begin > 0 &&
               (std::isalnum(static_cast<unsigned char>(line[begin - 1])) || line[begin - 1] == '_'))
            --begin;
        std::vector<std::string> names = session.variables_of(line.substr(begin, quote - begin));
        std::erase_if(names,
                      [&](const std::string& name) { return !name.starts_with(line.substr(quote + 2)); });
        return names;
    }
    return session.complete(line);
}

void converse(Session& session, const std::vector<std::string>& preferences) {
    std::printf("hillock %s   %%help tells what can be done here\n", HILLOCK_VERSION);
    for (const std::string& file : preferences)
        std::printf("preferences of %s\n", file.c_str());
    LineEditor editor(history_file(), [&](const std::string& line) { return completions(session, line); });
    Reader reader(session);
    for (;;) {
        const LineEditor::Line line = editor.read(reader.waiting() ? "     ... " : "hillock> ");
        if (line.end == LineEditor::End::interrupted) {
            reader.give_up();
        } else if (line.end == LineEditor::End::closed) {
            std::printf("\n");
            return;
        } else if (reader.take(line.text) == After::quit) {
            return;
        }
    }
}

void read_input(Session& session) {
    Reader reader(session);
    for (std::string line; std::getline(std::cin, line);)
        if (reader.take(line) == After::quit)
            return;
    if (reader.waiting())
        reader.flush();
}

int run_script(Session& session, const std::vector<std::string>& script) {
    std::string text;
    if (std::FILE* const file = std::fopen(script[0].c_str(), "rb")) {
        char buffer[4096];
        for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
            text.append(buffer, count);
        std::fclose(file);
    } else {
        report("hillock: cannot read '" + script[0] + "'\n");
        return 2;
    }
    if (text.starts_with("#!"))
        text.insert(0, "//");
    if (has_main(text))
        return session.run_program(text, script[0], script);
    return evaluate_script(text, script[0], session) ? 0 : 1;
}

/// A precompiled header for the next start, in a process of its own that the session does not wait for.
void precompile_later(const CompilerOptions& options) {
    const std::string path = cached_header(options);
    if (path.empty() || !options.arguments.empty() || fork() != 0) // with -D it would be another header
        return;
    // Neither Ctrl+C nor who reads what the session prints has anything to do with it.
    setsid();
    if (const int nothing = open("/dev/null", O_RDWR); nothing >= 0)
        for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            dup2(nothing, file);
    try {
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        write_precompiled_header(options, path);
    } catch (const std::exception&) {
        _exit(1); // the next start reads text again
    }
    _exit(0);
}

/// Sessions and scripts are run again and again, with the same equations. HILLOCK_CACHE says where else, or 0 for not at all.
void keep_kernels() {
    if (std::getenv("HILLOCK_CACHE"))
        return;
    try {
        hillock::cache_kernels();
    } catch (const hillock::Error&) {
        // There is no such place, or it cannot be written: everything is compiled anew.
    }
}

/// What the user wants of every session. A script is a program, which asks for it by itself.
/// \return the files that were read
std::vector<std::string> take_preferences() {
    try {
        return hillock::load_preferences();
    } catch (const hillock::Error& error) {
        report(std::string(error.what()) + "\n");
        return {};
    }
}

int run(const CommandLine& line) {
    CompilerOptions options = compiler_options();
    options.arguments = line.for_clang;
    options.colours = isatty(STDERR_FILENO) != 0;
    if (!line.precompile.empty()) {
        write_precompiled_header(options, line.precompile);
        return 0;
    }
    Compiler compiler(options);
    if (!compiler.precompiled())
        precompile_later(options);
    keep_kernels();
    Session session(compiler, report);
    const bool interactive = line.script.empty() && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (!line.script.empty())
        return run_script(session, line.script);
    install_guard();
    compiler.poll_in_loops(&end_if_interrupted);
    const std::vector<std::string> preferences = take_preferences();
    if (interactive)
        converse(session, preferences);
    else
        read_input(session);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const CommandLine line = parse({argv + 1, argv + argc});
    if (!line.wrong.empty()) {
        report("hillock: there is no option " + line.wrong + "\n" + kUsage);
        return 2;
    }
    if (line.help || line.version) {
        std::printf("%s", line.help ? kUsage : "hillock " HILLOCK_VERSION "\n");
        return 0;
    }
    try {
        return run(line);
    } catch (const std::exception& error) {
        report(std::string("hillock: ") + error.what() + "\n");
        return 70; // EX_SOFTWARE
    }
}
