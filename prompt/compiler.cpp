// SPDX-License-Identifier: Apache-2.0
#include "prompt/compiler.hpp"

#include "prompt/child.hpp"
#include "prompt/clang_names.hpp"
#include "prompt/clang_session.hpp"

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/Frontend/FrontendActions.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/FileSystem.h>

#include <algorithm>
#include <cstdint>
#include <dlfcn.h>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace hillock::prompt {

namespace {

/// Takes the initialisers of variables away from the module, which would run them as soon as it is linked.
/// \return the name of a function that runs them, "" if there are none
std::string take_initialisers(llvm::Module& module) {
    llvm::GlobalVariable* const table = module.getGlobalVariable("llvm.global_ctors");
    if (table == nullptr)
        return {};
    std::vector<std::pair<std::uint64_t, llvm::Function*>> initialisers;
    for (const llvm::Use& entry : llvm::cast<llvm::ConstantArray>(table->getInitializer())->operands()) {
        const auto* const fields = llvm::cast<llvm::ConstantStruct>(entry.get());
        initialisers.emplace_back(llvm::cast<llvm::ConstantInt>(fields->getOperand(0))->getZExtValue(),
                                  llvm::cast<llvm::Function>(fields->getOperand(1)->stripPointerCasts()));
    }
    std::stable_sort(initialisers.begin(), initialisers.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    table->eraseFromParent();

    auto* const type = llvm::FunctionType::get(llvm::Type::getVoidTy(module.getContext()), false);
    auto* const all = llvm::Function::Create(type, llvm::Function::ExternalLinkage,
                                             "hillock_initialise_" + module.getName(), module);
    all->setUWTableKind(llvm::UWTableKind::Default); // what an initialiser throws goes through it
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(module.getContext(), "", all));
    for (const auto& [priority, initialiser] : initialisers)
        builder.CreateCall(type, initialiser);
    builder.CreateRetVoid();
    return all->getName().str();
}

/// Inline functions and templates whose machine code is in this process already, as typical_inputs() leaves
/// it there, are not compiled once more.
void drop_known_code(llvm::Module& module) {
    for (llvm::Function& function : module) {
        if (!function.hasLinkOnceODRLinkage() ||
            dlsym(RTLD_DEFAULT, function.getName().str().c_str()) == nullptr)
            continue;
        function.deleteBody();
        function.setComdat(nullptr);
        function.setDSOLocal(false);
    }
}

bool is_users(const llvm::Function& function) {
    return function.getName().contains(kSessionNamespace) || function.getName().starts_with("hillock_input");
}

/// A call at the head of every loop of the user's own functions.
void insert_polls(llvm::Module& module, void (*poll)()) {
    llvm::LLVMContext& context = module.getContext();
    auto* const type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
    auto* const address =
        llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), reinterpret_cast<std::uintptr_t>(poll));
    auto* const callee = llvm::ConstantExpr::getIntToPtr(address, llvm::PointerType::getUnqual(context));
    for (llvm::Function& function : module) {
        if (!is_users(function))
            continue;
        // Clang found that it cannot throw, before the calls were there.
        function.removeFnAttr(llvm::Attribute::NoUnwind);
        for (llvm::User* const user : function.users())
            if (auto* const call = llvm::dyn_cast<llvm::CallBase>(user))
                call->removeFnAttr(llvm::Attribute::NoUnwind);
        if (function.isDeclaration())
            continue;
        const llvm::DominatorTree dominators(function);
        llvm::LoopInfo loops(dominators);
        for (const llvm::Loop* loop : loops.getLoopsInPreorder()) {
            const auto place = loop->getHeader()->getFirstInsertionPt();
            if (place != loop->getHeader()->end())
                llvm::CallInst::Create(type, callee, "", place);
        }
    }
}

/// The child's part of examine().
Examination examine_here(ClangSession& session, const std::string& text) {
    Examination found;
    clang::PartialTranslationUnit* const unit = session.parse(text);
    found.redefines = session.saw_redefinition();
    found.messages = session.take_messages();
    if (unit == nullptr)
        return found;
    if (const std::string missing = session.undefined_symbols(*unit->TheModule); !missing.empty()) {
        found.messages += "error: declared, but defined nowhere: " + without_wrapping(missing) + "\n";
        return found;
    }
    found.accepted = true;
    return found;
}

std::string packed(const Examination& found) {
    return std::string(found.accepted ? "y" : "n") + (found.redefines ? "y" : "n") + found.messages;
}

Examination unpacked(const std::string& text) {
    return {text[0] == 'y', text[1] == 'y', text.substr(2)};
}

/// Whether clang can go on from a precompiled header: one that is older than a header that is in it is an
/// error, and there are others.
bool is_usable(const CompilerOptions& options, const std::string& precompiled) {
    if (!std::filesystem::exists(precompiled))
        return false;
    const ChildResult result = in_child([&] {
        ClangSession session(options, precompiled);
        return std::string(session.started() && session.parse("") != nullptr ? "y" : "n");
    });
    return result.text == "y";
}

std::string usable_precompiled(const CompilerOptions& options) {
    const auto found = std::find_if(options.precompiled.begin(), options.precompiled.end(),
                                    [&](const std::string& path) { return is_usable(options, path); });
    return found == options.precompiled.end() ? "" : *found;
}

} // namespace

struct Compiler::Clang {
    Clang(const CompilerOptions& options, const std::string& precompiled) : session(options, precompiled) {}
    ClangSession session;
    clang::PartialTranslationUnit* last = nullptr;
};

Compiler::Compiler(const CompilerOptions& options) {
    const std::string precompiled = usable_precompiled(options);
    precompiled_ = !precompiled.empty();
    clang_ = std::make_unique<Clang>(options, precompiled);
    if (!clang_->session.started())
        throw std::runtime_error(clang_->session.take_messages());
}

Compiler::~Compiler() = default;

Examination Compiler::examine(const std::string& text) {
    const ChildResult result = in_child([&] { return packed(examine_here(clang_->session, text)); });
    if (result.text.size() >= 2)
        return unpacked(result.text);
    return {false, false,
            "error: the compiler failed on this input (" + result.failure +
                "); the session is as it was before\n"};
}

Compiled Compiler::compile(const std::string& text, const std::string& entry) {
    ClangSession& session = clang_->session;
    clang_->last = session.parse(text);
    if (clang_->last == nullptr)
        throw std::runtime_error(session.take_messages());
    (void)session.take_messages(); // warnings that examine() has told of
    llvm::Module& module = *clang_->last->TheModule;
    const std::string initialiser = take_initialisers(module);
    drop_known_code(module);
    if (poll_ != nullptr)
        insert_polls(module, poll_);
    session.link(*clang_->last);

    Compiled compiled;
    if (!initialiser.empty())
        compiled.initialise = reinterpret_cast<void (*)()>(session.address(initialiser));
    if (!entry.empty())
        compiled.entry = reinterpret_cast<void (*)()>(session.address(entry));
    for (const clang::VarDecl* variable : variables_of(*clang_->last->TUPart))
        compiled.variables.push_back(variable->getQualifiedNameAsString());
    return compiled;
}

void Compiler::forbid_last_variables() {
    for (clang::VarDecl* variable : variables_of(*clang_->last->TUPart))
        variable->addAttr(clang::UnavailableAttr::CreateImplicit(variable->getASTContext(),
                                                                 "its initial value threw an exception"));
}

void* Compiler::address(const std::string& symbol) {
    return clang_->session.address(symbol);
}

std::vector<std::string> Compiler::complete(const std::string& expression, const std::string& scope) {
    return names_at_end(clang_->session, expression, scope);
}

void write_precompiled_header(const CompilerOptions& options, const std::string& path) {
    Messages messages(false);
    const auto instance = make_instance(options, "", messages);
    const std::string part = path + "." + std::to_string(getpid());
    if (instance) {
        const clang::InputKind header(clang::Language::CXX, clang::InputKind::Source, false,
                                      clang::InputKind::HeaderUnit_None, true);
        instance->getFrontendOpts().Inputs = {clang::FrontendInputFile(header_path(options), header)};
        instance->getFrontendOpts().OutputFile = part;
        instance->getFrontendOpts().ProgramAction = clang::frontend::GeneratePCH;
        clang::GeneratePCHAction action;
        if (instance->ExecuteAction(action) && std::filesystem::exists(part)) {
            std::filesystem::rename(part, path);
            return;
        }
    }
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw std::runtime_error("cannot precompile " + header_path(options) + "\n" + messages.take());
}

} // namespace hillock::prompt
