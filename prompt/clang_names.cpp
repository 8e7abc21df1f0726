// SPDX-License-Identifier: Apache-2.0
#include "prompt/clang_names.hpp"

#include "prompt/child.hpp"
#include "prompt/scanner.hpp"

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclLookups.h>
#include <clang/AST/DeclTemplate.h>

#include <algorithm>
#include <set>

namespace hillock::prompt {

namespace {

using Names = std::set<std::string>;

void gather_variables(const clang::DeclContext& context, std::vector<clang::VarDecl*>& found) {
    for (clang::Decl* declaration : context.decls()) {
        if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration))
            found.push_back(variable);
        else if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl>(declaration))
            gather_variables(*llvm::cast<clang::DeclContext>(declaration), found);
    }
}

/// What a user may type: no operators, constructors and names that are reserved.
void add_name(const clang::NamedDecl& declaration, const std::string& prefix, Names& names) {
    const clang::IdentifierInfo* const identifier = declaration.getIdentifier();
    if (identifier == nullptr || declaration.isInvalidDecl())
        return;
    const llvm::StringRef name = identifier->getName();
    if (name.starts_with(prefix) && !(name.starts_with("_") && prefix.empty()) && !name.starts_with("__"))
        names.insert(name.str());
}

/// Names that are looked up in a namespace, also in a precompiled one.
void add_names_of(clang::DeclContext& context, const std::string& prefix, Names& names) {
    clang::DeclContext* const primary = context.getPrimaryContext();
    for (const auto& found : primary->lookups())
        for (const clang::NamedDecl* declaration : found)
            add_name(*declaration, prefix, names);
}

void add_members(const clang::CXXRecordDecl& record, const std::string& prefix, Names& names) {
    const clang::CXXRecordDecl* const definition = record.getDefinition();
    if (definition == nullptr)
        return;
    for (const clang::Decl* member : definition->decls())
        if (const auto* named = llvm::dyn_cast<clang::NamedDecl>(member))
            if (named->getAccess() == clang::AS_public && !named->isImplicit())
                add_name(*named, prefix, names);
    for (const clang::CXXBaseSpecifier& base : definition->bases())
        if (const auto* type = base.getType()->getAsCXXRecordDecl();
            type != nullptr && base.getAccessSpecifier() == clang::AS_public)
            add_members(*type, prefix, names);
}

clang::NamespaceDecl* namespace_named(clang::ASTContext& context, clang::DeclContext& from,
                                      llvm::StringRef name) {
    for (clang::NamedDecl* found :
         from.getPrimaryContext()->lookup(clang::DeclarationName(&context.Idents.get(name)))) {
        if (auto* space = llvm::dyn_cast<clang::NamespaceDecl>(found))
            return space;
        if (auto* alias = llvm::dyn_cast<clang::NamespaceAliasDecl>(found))
            return alias->getNamespace();
    }
    return nullptr;
}

/// The namespaces of "a::b::c", the innermost last; fewer if one does not exist.
std::vector<clang::DeclContext*> namespaces_of(clang::ASTContext& context, const std::string& path) {
    std::vector<clang::DeclContext*> found{context.getTranslationUnitDecl()};
    for (const Token& token : scan(path).tokens) {
        if (token.is("::"))
            continue;
        clang::NamespaceDecl* const next = namespace_named(context, *found.back(), token.text);
        if (next == nullptr)
            return found;
        found.push_back(next);
    }
    return found;
}

/// The type of an expression. \return nullptr if it is not correct
const clang::CXXRecordDecl* record_of(ClangSession& session, const std::string& expression,
                                      const std::string& scope) {
    const clang::PartialTranslationUnit* const unit =
        session.parse("namespace " + scope + " { void hillock_completed(decltype((" + expression + "))); }");
    (void)session.take_messages();
    if (unit == nullptr)
        return nullptr;
    const clang::FunctionDecl* function = nullptr;
    const clang::DeclContext* context = unit->TUPart;
    while (context != nullptr && function == nullptr) {
        const clang::DeclContext* inner = nullptr;
        for (const clang::Decl* declaration : context->decls()) {
            if (const auto* found = llvm::dyn_cast<clang::FunctionDecl>(declaration))
                function = found;
            if (llvm::isa<clang::NamespaceDecl>(declaration))
                inner = llvm::cast<clang::DeclContext>(declaration);
        }
        context = inner;
    }
    if (function == nullptr || function->getNumParams() != 1)
        return nullptr;
    clang::QualType type = function->getParamDecl(0)->getType().getNonReferenceType();
    if (type->isPointerType())
        type = type->getPointeeType();
    return type->getAsCXXRecordDecl();
}

/// Where the operand of a '.' or '->' at `end` begins: M, net["M"], f(x).y
std::size_t operand_begin(const std::vector<Token>& tokens, std::size_t end) {
    std::size_t k = end;
    bool after_name = false; // a name before a name is another operand
    while (k > 0) {
        const Token& token = tokens[k - 1];
        if (token.is(")") || token.is("]")) {
            int depth = 0;
            do {
                depth += tokens[k - 1].is(")") || tokens[k - 1].is("]")   ? 1
                         : tokens[k - 1].is("(") || tokens[k - 1].is("[") ? -1
                                                                          : 0;
                --k;
            } while (k > 0 && depth > 0);
            after_name = false;
        } else if (token.kind == Token::Kind::word && !after_name) {
            --k;
            after_name = true;
        } else if (token.is(".") || token.is("->") || token.is("::")) {
            --k;
            after_name = false;
        } else {
            break;
        }
    }
    return k;
}

struct Position {
    std::string prefix;  ///< of the name that is completed
    std::string operand; ///< of '.' or '->'
    std::string path;    ///< before '::'
    bool qualified = false;
};

Position position_in(const std::string& text) {
    Position position;
    std::vector<Token> tokens = scan(text).tokens;
    const bool at_word = !tokens.empty() && tokens.back().kind == Token::Kind::word &&
                         tokens.back().text.end() == std::string_view(text).end();
    if (at_word) {
        position.prefix = tokens.back().text;
        tokens.pop_back();
    }
    if (tokens.empty())
        return position;
    const Token& sign = tokens.back();
    const std::size_t end = tokens.size() - 1;
    const char* const sign_begin = sign.text.data();
    if (sign.is(".") || sign.is("->")) {
        const std::size_t begin = operand_begin(tokens, end);
        if (begin < end)
            position.operand = std::string(tokens[begin].text.data(), sign_begin);
    } else if (sign.is("::")) {
        const std::size_t begin = operand_begin(tokens, end);
        position.qualified = true;
        position.path = std::string(tokens[std::min(begin, end)].text.data(), sign_begin);
    }
    return position;
}

Names names_at(ClangSession& session, const Position& position, const std::string& scope) {
    Names names;
    clang::ASTContext& context = session.instance().getASTContext();
    if (!position.operand.empty()) {
        if (const auto* record = record_of(session, position.operand, scope))
            add_members(*record, position.prefix, names);
    } else if (position.qualified) {
        add_names_of(*namespaces_of(context, position.path).back(), position.prefix, names);
    } else {
        const std::vector<clang::DeclContext*> inputs = namespaces_of(context, scope);
        for (std::size_t k = 1; k < inputs.size(); ++k)
            add_names_of(*inputs[k], position.prefix, names);
        add_names_of(*namespaces_of(context, "hillock").back(), position.prefix, names);
        for (const char* space : {"std", "hillock"})
            if (std::string_view(space).starts_with(position.prefix))
                names.insert(space);
    }
    return names;
}

/// Members that are there for the prompt alone.
bool is_internal(const std::string& name) {
    return name.starts_with("hillock_") || name.starts_with("shadow_") || name == "engine" ||
           name == "model" || name == "prompt";
}

} // namespace

std::vector<clang::VarDecl*> variables_of(const clang::DeclContext& input) {
    std::vector<clang::VarDecl*> found;
    gather_variables(input, found);
    return found;
}

std::vector<std::string> names_at_end(ClangSession& session, const std::string& expression,
                                      const std::string& scope) {
    // In a child process, as the type of an operand is an input like any other.
    const ChildResult result = in_child([&] {
        std::string lines;
        for (const std::string& name : names_at(session, position_in(expression), scope))
            lines += name + "\n";
        return lines;
    });
    std::vector<std::string> names = lines_of(result.text);
    std::erase_if(names, is_internal);
    return names;
}

} // namespace hillock::prompt
