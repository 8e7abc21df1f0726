// SPDX-License-Identifier: Apache-2.0
// clang::Interpreter with the header of the prompt in it, its messages as text, and what clang 19 leaves to
// its user: precompiled headers and the search for symbols that nothing defines. For the files that speak to
// clang alone.
#pragma once

#include "prompt/compiler.hpp"

#include <clang/AST/ASTConsumer.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/TextDiagnosticPrinter.h>
#include <clang/Interpreter/Interpreter.h>
#include <clang/Interpreter/PartialTranslationUnit.h>
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/Support/raw_ostream.h>

#include <memory>
#include <string>

namespace hillock::prompt {

/// hillock/prompt.hpp of these options.
[[nodiscard]] std::string header_path(const CompilerOptions& options);

/// A text without the namespaces that inputs are wrapped in.
[[nodiscard]] std::string without_wrapping(const std::string& text);

/// What clang says, as text for users: without the namespaces that inputs are wrapped in.
class Messages : public clang::DiagnosticConsumer {
  public:
    explicit Messages(bool colours);
    void BeginSourceFile(const clang::LangOptions& language,
                         const clang::Preprocessor* preprocessor) override;
    void EndSourceFile() override;
    void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                          const clang::Diagnostic& diagnostic) override;

    [[nodiscard]] bool saw_redefinition() const { return redefinition_; }
    /// All since the last call.
    [[nodiscard]] std::string take();

  private:
    std::string text_;
    llvm::raw_string_ostream stream_;
    llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> options_;
    clang::TextDiagnosticPrinter printer_;
    bool redefinition_ = false;
};

/// A compiler set up for incremental input that talks to `messages`; nullptr if clang cannot be set up.
[[nodiscard]] std::unique_ptr<clang::CompilerInstance>
make_instance(const CompilerOptions& options, const std::string& precompiled, Messages& messages);

class ClangSession {
  public:
    /// \param precompiled  hillock/prompt.hpp; "" if it is to be read as text
    ClangSession(const CompilerOptions& options, const std::string& precompiled);
    ~ClangSession();
    ClangSession(const ClangSession&) = delete;
    ClangSession& operator=(const ClangSession&) = delete;

    [[nodiscard]] bool started() const { return interpreter_ != nullptr; }
    /// nullptr for an error.
    [[nodiscard]] clang::PartialTranslationUnit* parse(const std::string& text);
    [[nodiscard]] std::string take_messages() { return messages_.take(); }
    [[nodiscard]] bool saw_redefinition() const { return messages_.saw_redefinition(); }
    /// Names that the module uses and that neither it, nor an earlier input, nor this process defines; "" if
    /// there are none.
    [[nodiscard]] std::string undefined_symbols(const llvm::Module& module);
    /// Throws std::runtime_error.
    void link(clang::PartialTranslationUnit& unit);
    [[nodiscard]] void* address(const std::string& symbol);
    [[nodiscard]] clang::CompilerInstance& instance() { return *interpreter_->getCompilerInstance(); }

  private:
    /// Takes what a precompiled header holds to the code generator. clang's own consumer takes nothing any
    /// more after the first input.
    class Handover : public clang::ASTConsumer {
      public:
        explicit Handover(clang::ASTConsumer& target) : target_(target) {}
        void HandleInterestingDecl(clang::DeclGroupRef declarations) override {
            target_.HandleTopLevelDecl(declarations);
        }

      private:
        clang::ASTConsumer& target_;
    };
    Messages messages_;
    std::unique_ptr<Handover> handover_;
    std::unique_ptr<clang::Interpreter> interpreter_;
};

} // namespace hillock::prompt
