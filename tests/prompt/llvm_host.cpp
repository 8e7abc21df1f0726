// SPDX-License-Identifier: Apache-2.0
// A process that uses another LLVM with visible symbols, as cling is one, loads the library and runs a
// network; both LLVMs work, before and after. usage: llvm_host LIBRARY NETWORK
#include <llvm-c/Analysis.h>
#include <llvm-c/Core.h>
#include <llvm-c/ExecutionEngine.h>
#include <llvm-c/Target.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <string>

namespace {

[[noreturn]] void fail(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    std::exit(1);
}

/// Compiles f(x) = x + addend with the LLVM of this process, and calls it.
std::int32_t host_adds(std::int32_t x, std::int32_t addend) {
    LLVMContextRef context = LLVMContextCreate();
    LLVMModuleRef module = LLVMModuleCreateWithNameInContext("host", context);
    LLVMTypeRef i32 = LLVMInt32TypeInContext(context);
    LLVMValueRef function = LLVMAddFunction(module, "f", LLVMFunctionType(i32, &i32, 1, 0));
    LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
    LLVMPositionBuilderAtEnd(builder, LLVMAppendBasicBlockInContext(context, function, ""));
    LLVMBuildRet(builder, LLVMBuildAdd(builder, LLVMGetParam(function, 0),
                                       LLVMConstInt(i32, static_cast<unsigned>(addend), 1), ""));
    LLVMDisposeBuilder(builder);
    char* message = nullptr;
    LLVMExecutionEngineRef engine = nullptr;
    if (LLVMVerifyModule(module, LLVMReturnStatusAction, &message) ||
        LLVMCreateJITCompilerForModule(&engine, module, 2, &message))
        fail(message != nullptr ? message : "the LLVM of the host does not compile");
    const auto f = reinterpret_cast<std::int32_t (*)(std::int32_t)>(LLVMGetFunctionAddress(engine, "f"));
    const std::int32_t result = f(x);
    LLVMDisposeExecutionEngine(engine);
    LLVMContextDispose(context);
    return result;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3)
        fail("usage: llvm_host LIBRARY NETWORK");
    // Visible to all that is loaded later, as those of cling are.
    if (dlsym(RTLD_DEFAULT, "LLVMContextCreate") == nullptr)
        fail("the LLVM of the host is not visible");
    LLVMLinkInMCJIT();
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    if (host_adds(40, 2) != 42)
        fail("the LLVM of the host adds wrongly");
    void* const library = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr)
        fail(dlerror());
    void* const network = dlopen(argv[2], RTLD_NOW | RTLD_LOCAL);
    if (network == nullptr)
        fail(dlerror());
    const auto spikes = reinterpret_cast<int (*)()>(dlsym(network, "spikes_of_a_network"));
    if (spikes == nullptr)
        fail(dlerror());
    const int counted = spikes();
    if (counted != 9)
        fail("9 spikes were expected, not " + std::to_string(counted));
    if (host_adds(1, -3) != -2)
        fail("the LLVM of the host adds wrongly afterwards");
    std::puts("both work");
}
