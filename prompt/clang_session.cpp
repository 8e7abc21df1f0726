// SPDX-License-Identifier: Apache-2.0
#include "prompt/clang_session.hpp"

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExternalASTSource.h>
#include <clang/Basic/DiagnosticSema.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/TargetSelect.h>

#include <dlfcn.h>
#include <regex>
#include <stdexcept>
#include <utility>

namespace hillock::prompt {

namespace {

bool is_redefinition(unsigned id) {
    switch (id) {
    case clang::diag::err_redefinition:
    case clang::diag::err_redefinition_different_kind:
    case clang::diag::err_redefinition_different_type:
    case clang::diag::err_redefinition_different_typedef:
    case clang::diag::err_redefinition_different_concept:
    case clang::diag::err_redefinition_different_namespace_alias:
    case clang::diag::err_redefinition_of_enumerator:
    case clang::diag::err_redefinition_variably_modified_typedef:
    case clang::diag::err_ovl_diff_return_type:
    case clang::diag::err_conflicting_types:
    case clang::diag::err_enum_redeclare_type_mismatch:
    case clang::diag::err_template_param_list_different_arity:
    case clang::diag::err_use_with_wrong_tag:
        return true;
    default:
        return false;
    }
}

/// Templates that the header uses are kept with it: without this, clang would make all of them anew at every
/// start.
constexpr const char* kInstantiate = "-fpch-instantiate-templates";

std::vector<std::string> arguments_of(const CompilerOptions& options, const std::string& precompiled) {
    std::vector<std::string> arguments{
        "-std=c++20", "-DHILLOCK_PROMPT", "-I" + options.include_folder, "-resource-dir",
        HILLOCK_CLANG_RESOURCES, "-Xclang", kInstantiate,
        // What a value that is not used says at a prompt is nothing new to who typed it.
        "-Wno-unused-value", "-Wno-unused-result"};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    if (!precompiled.empty())
        arguments.insert(arguments.end(), {"-include-pch", precompiled});
    return arguments;
}

/// clang::Interpreter::create() would add what prints values, which the prompt does by itself.
class BareInterpreter : public clang::Interpreter {
  public:
    BareInterpreter(std::unique_ptr<clang::CompilerInstance> instance, llvm::Error& error)
        : Interpreter(std::move(instance), error) {}
};

void initialise_llvm() {
    static const bool done = [] {
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
        return true;
    }();
    (void)done;
}

} // namespace

std::string header_path(const CompilerOptions& options) {
    return options.include_folder + "/hillock/prompt.hpp";
}

Messages::Messages(bool colours)
    : stream_(text_), options_(new clang::DiagnosticOptions), printer_(stream_, options_.get()) {
    options_->ShowColors = colours;
    options_->ShowPresumedLoc = true; // lines of the user's own text
    stream_.enable_colors(colours);
}

void Messages::BeginSourceFile(const clang::LangOptions& language, const clang::Preprocessor* preprocessor) {
    printer_.BeginSourceFile(language, preprocessor);
}

void Messages::EndSourceFile() {
    printer_.EndSourceFile();
}

void Messages::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& diagnostic) {
    DiagnosticConsumer::HandleDiagnostic(level, diagnostic);
    redefinition_ = redefinition_ || is_redefinition(diagnostic.getID());
    printer_.HandleDiagnostic(level, diagnostic);
}

std::string without_wrapping(const std::string& text) {
    static const std::regex wrapping("hillock_session::|shadow_[0-9]+::");
    return std::regex_replace(text, wrapping, "");
}

std::string Messages::take() {
    static const std::regex origin("In file included from (<<< inputs >>>|input_line_[0-9]+):[0-9:]+\n");
    stream_.flush();
    redefinition_ = false;
    return std::regex_replace(without_wrapping(std::exchange(text_, {})), origin, "");
}

std::unique_ptr<clang::CompilerInstance> make_instance(const CompilerOptions& options,
                                                       const std::string& precompiled, Messages& messages) {
    initialise_llvm();
    const std::vector<std::string> arguments = arguments_of(options, precompiled);
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments)
        pointers.push_back(argument.c_str());
    clang::IncrementalCompilerBuilder builder;
    builder.SetCompilerArgs(pointers);
    auto instance = builder.CreateCpp();
    if (!instance) {
        llvm::consumeError(instance.takeError());
        return nullptr;
    }
    (*instance)->getDiagnostics().setClient(&messages, false);
    return std::move(*instance);
}

ClangSession::ClangSession(const CompilerOptions& options, const std::string& precompiled)
    : messages_(options.colours) {
    auto instance = make_instance(options, precompiled, messages_);
    if (!instance)
        return;
    llvm::Error error = llvm::Error::success();
    auto interpreter = std::make_unique<BareInterpreter>(std::move(instance), error);
    if (error) {
        llvm::consumeError(std::move(error));
        return;
    }
    clang::CompilerInstance& made = *interpreter->getCompilerInstance();
    if (made.getDiagnostics().hasErrorOccurred())
        return;
    if (clang::ExternalASTSource* const source = made.getASTContext().getExternalSource();
        source != nullptr && !precompiled.empty()) {
        handover_ = std::make_unique<Handover>(made.getASTConsumer());
        source->StartTranslationUnit(handover_.get());
    }
    interpreter_ = std::move(interpreter);
    if (precompiled.empty()) {
        clang::PartialTranslationUnit* const header = parse("#include \"" + header_path(options) + "\"");
        if (header != nullptr)
            link(*header);
        else
            interpreter_.reset();
    }
}

ClangSession::~ClangSession() = default;

clang::PartialTranslationUnit* ClangSession::parse(const std::string& text) {
    auto unit = interpreter_->Parse(text);
    if (unit)
        return &*unit;
    llvm::consumeError(unit.takeError()); // "Parsing failed."; what is wrong stands in the messages
    return nullptr;
}

std::string ClangSession::undefined_symbols(const llvm::Module& module) {
    std::string missing;
    for (const llvm::GlobalValue& value : module.global_values()) {
        if (!value.isDeclaration() || value.use_empty() || value.hasExternalWeakLinkage() ||
            value.getName().starts_with("llvm."))
            continue;
        const std::string name = value.getName().str();
        if (dlsym(RTLD_DEFAULT, name.c_str()) == nullptr && address(name) == nullptr)
            missing += (missing.empty() ? "" : ", ") + llvm::demangle(name);
    }
    return missing;
}

void ClangSession::link(clang::PartialTranslationUnit& unit) {
    if (llvm::Error error = interpreter_->Execute(unit))
        throw std::runtime_error(llvm::toString(std::move(error)));
}

void* ClangSession::address(const std::string& symbol) {
    auto found = interpreter_->getSymbolAddress(llvm::StringRef(symbol));
    if (found)
        return found->toPtr<void*>();
    llvm::consumeError(found.takeError());
    return nullptr;
}

} // namespace hillock::prompt
