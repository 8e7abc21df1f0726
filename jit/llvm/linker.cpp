// SPDX-License-Identifier: Apache-2.0
// ORC with as little as it takes: one execution session, one dylib, JITLink. LLJIT would add platform support
// and a compile layer that nothing here needs.
#include "jit/llvm/linker.hpp"

#include <llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/Support/MemoryBuffer.h>

#include "jit/llvm/errors.hpp"
#include "jit/llvm/random_ir.hpp"
#include "jit/llvm/vector_math.hpp"

namespace hillock::internal::jit {
namespace {

constexpr const char* kLink = "link";

llvm::orc::SymbolMap process_symbol_map(llvm::orc::ExecutionSession& session) {
    llvm::orc::SymbolMap map;
    std::vector<ProcessSymbol> symbols = process_symbols();
    for (const ProcessSymbol& symbol : random_symbols())
        symbols.push_back(symbol);
    for (const ProcessSymbol& symbol : symbols)
        map[session.intern(symbol.name)] = {llvm::orc::ExecutorAddr::fromPtr(symbol.address),
                                            llvm::JITSymbolFlags::Exported | llvm::JITSymbolFlags::Callable};
    return map;
}

} // namespace

struct LinkedCode::Session {
    Session()
        : session(check(llvm::orc::SelfExecutorProcessControl::Create(), "start", "session")),
          layer(session) {
        // What goes wrong while linking comes back as the error of the lookup and, in more words, here.
        session.setErrorReporter(
            [this](llvm::Error error) { report += llvm::toString(std::move(error)) + "\n"; });
    }
    ~Session() {
        if (llvm::Error error = session.endSession())
            llvm::consumeError(std::move(error));
    }

    std::string report;
    llvm::orc::ExecutionSession session;
    llvm::orc::ObjectLinkingLayer layer;
};

LinkedCode::LinkedCode(std::span<const std::string> objects, std::span<const std::string> symbols)
    : session_(std::make_unique<Session>()) {
    llvm::orc::ExecutionSession& session = session_->session;
    llvm::orc::JITDylib& dylib = session.createBareJITDylib("kernels");
    check(dylib.define(llvm::orc::absoluteSymbols(process_symbol_map(session))), kLink, "process symbols");
    for (std::size_t k = 0; k < objects.size(); ++k)
        check(session_->layer.add(dylib, llvm::MemoryBuffer::getMemBufferCopy(objects[k], symbols[k])), kLink,
              symbols[k]);
    for (const std::string& symbol : symbols) {
        llvm::Expected<llvm::orc::ExecutorSymbolDef> found = session.lookup({&dylib}, session.intern(symbol));
        if (!found)
            fail(kLink, symbol, llvm::toString(found.takeError()) + "\n" + session_->report);
        addresses_.push_back(found->getAddress().toPtr<void*>());
    }
}

LinkedCode::~LinkedCode() = default;

} // namespace hillock::internal::jit
