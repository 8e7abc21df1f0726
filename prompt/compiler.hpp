// SPDX-License-Identifier: Apache-2.0
// Turns text of C++ into machine code of this process, input by input, with clang's own incremental compiler.
// All of clang that the prompt uses stands behind this header.
//
// An input is compiled twice: first in a child process (examine), which finds out whether it is correct, and
// then here. So an input with an error leaves no trace: clang 19 itself would keep templates that a failed
// input has instantiated without their machine code (https://github.com/llvm/llvm-project/issues/146770), and
// it may crash.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace hillock::prompt {

/// Where all that is typed is declared. Names there hide those of the library: a user may call a variable
/// `run`.
inline constexpr const char* kSessionNamespace = "hillock_session";

struct CompilerOptions {
    std::string include_folder;         ///< where hillock/prompt.hpp is
    std::vector<std::string> arguments; ///< more for clang: "-I...", "-D..."
    std::vector<std::string>
        precompiled; ///< files that may hold the header precompiled: the first one that is up to date is used
    bool colours = false; ///< in messages
};

/// What the child process found.
struct Examination {
    bool accepted = false;
    bool redefines = false; ///< refused, and an error is that a name is defined already
    std::string messages;   ///< errors and warnings, with their lines
};

/// An input that is machine code now. Both are to be called once, in their order; what user's code throws
/// goes through.
struct Compiled {
    void (*initialise)() = nullptr; ///< constructs its variables; nullptr if there are none
    void (*entry)() = nullptr;      ///< the function that was asked for
    std::vector<std::string>
        variables; ///< qualified names of the variables that it defines outside of functions
};

class Compiler {
  public:
    /// Throws std::runtime_error with clang's messages if the header cannot be compiled.
    explicit Compiler(const CompilerOptions& options);
    ~Compiler(); ///< destroys the variables of all inputs
    Compiler(const Compiler&) = delete;
    Compiler& operator=(const Compiler&) = delete;

    /// Whether a text can be compiled and linked after all that was compiled; nothing changes.
    [[nodiscard]] Examination examine(const std::string& text);
    /// Throws std::runtime_error if it cannot be compiled. \pre examine(text) accepted it
    /// \param entry  an extern "C" function without arguments that the text defines, or ""
    [[nodiscard]] Compiled compile(const std::string& text, const std::string& entry);
    /// The variables of what was compiled last were not constructed: who names one is told so.
    void forbid_last_variables();
    /// Address of a function by its name in machine code, nullptr if there is none.
    [[nodiscard]] void* address(const std::string& symbol);

    /// Whether the header came precompiled.
    [[nodiscard]] bool precompiled() const { return precompiled_; }

    /// Calls this function, which may throw, in every loop that is compiled from now on.
    void poll_in_loops(void (*poll)()) { poll_ = poll; }

    /// Whole names that the name at the end of an expression, "std::vec" or "M.num_sp", may become.
    /// \param scope  namespace in which names are looked up first
    [[nodiscard]] std::vector<std::string> complete(const std::string& expression, const std::string& scope);

  private:
    struct Clang;
    std::unique_ptr<Clang> clang_;
    bool precompiled_ = false;
    void (*poll_)() = nullptr;
};

/// Precompiles hillock/prompt.hpp into a file, which appears complete or not at all. Throws
/// std::runtime_error with clang's messages.
void write_precompiled_header(const CompilerOptions& options, const std::string& path);

} // namespace hillock::prompt
