// SPDX-License-Identifier: Apache-2.0
// THE optimisation pipeline, and code generation. Lowering already makes straight, vector, rotated loops, so
// few passes earn their time: common subexpressions, algebra on integers and masks, hoisting, and unrolling
// of rows. LLVM's vectorisers stay out: the lanes are the plan's business, and they would change which
// variants are called.
#include "jit/llvm/codegen.hpp"

#include <llvm/ADT/SmallString.h>
#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include "jit/llvm/constant_operands.hpp"
#include "jit/llvm/errors.hpp"
#include "jit/llvm/half_products.hpp"
#include "jit/llvm/lane_masks.hpp"
#include "jit/llvm/lowering.hpp"
#include "jit/llvm/width.hpp"

namespace hillock::internal::jit {
namespace {

/// The module of one kernel on its way, with what LLVM complained about.
class Compilation {
  public:
    Compilation(const plan::Kernel& kernel, const std::string& symbol, const Target& target)
        : symbol_(symbol), keeps_order_(keeps_order(kernel, target)), machine_(make_target_machine(target)) {
        context_.setDiagnosticHandlerCallBack(collect, &complaints_);
        module_ = lower(kernel, symbol, target, context_);
        module_->setDataLayout(machine_->createDataLayout());
        module_->setTargetTriple(machine_->getTargetTriple().str());
        verify("lower");
        optimise(plan::is_walk(kernel.domain));
        for (llvm::Function& function : *module_) {
            mark_half_products(function);
            if (target.avx512) // which has masks of a bit a lane, and twice as many registers
                continue;
            const unsigned bits = kernel.real == plan::Storage::float32 ? 32 : 64;
            widen_lane_masks(function, bits, 8 * static_cast<unsigned>(target.vector_bytes));
            if (keeps_order_)
                take_bits_by_registers(function, bits);
            else
                place_constants_in_memory(function);
        }
#ifndef NDEBUG
        verify("optimise");
#endif
        require_no_complaints("optimise");
    }

    [[nodiscard]] const llvm::Module& module() const {
        return *module_;
    }

    [[nodiscard]] std::string generate(llvm::CodeGenFileType type) {
        llvm::SmallString<0> bytes;
        llvm::raw_svector_ostream stream(bytes);
        llvm::legacy::PassManager passes;
        if (!add_code_generation(passes, stream, type))
            fail("generate code for", symbol_, "the target cannot write this kind of file");
        passes.run(*module_);
        require_no_complaints("generate code for");
        return std::string(bytes.str());
    }

  private:
    /// What LLVMTargetMachine::addPassesToEmitFile adds, but for the scheduler where the order stays: it cares for few registers, and goes
    /// through the chains one after the other. False: there is no such stage.
    [[nodiscard]] bool add_code_generation(llvm::legacy::PassManager& passes, llvm::raw_pwrite_stream& stream, llvm::CodeGenFileType type) {
        auto& machine = static_cast<llvm::LLVMTargetMachine&>(*machine_); // as every target of LLVM's library is
        auto* const functions = new llvm::MachineModuleInfoWrapperPass(&machine); // the passes own what is added to them
        llvm::TargetPassConfig* const stages = machine.createPassConfig(passes);
        stages->setDisableVerify(true);
        if (keeps_order_)
            stages->disablePass(&llvm::MachineSchedulerID);
        passes.add(stages);
        passes.add(functions);
        if (stages->addISelPasses())
            return false;
        stages->addMachinePasses();
        stages->setInitialized();
        if (machine.addAsmPrinter(passes, stream, nullptr, type, functions->getMMI().getContext()))
            return false;
        passes.add(llvm::createFreeMachineFunctionPass());
        return true;
    }

    static void collect(const llvm::DiagnosticInfo* diagnostic, void* complaints) {
        if (diagnostic->getSeverity() != llvm::DS_Error)
            return;
        llvm::raw_string_ostream stream(*static_cast<std::string*>(complaints));
        llvm::DiagnosticPrinterRawOStream printer(stream);
        diagnostic->print(printer);
        stream << '\n';
    }

    void require_no_complaints(const char* stage) const {
        if (!complaints_.empty())
            fail(stage, symbol_, complaints_);
    }

    void verify(const char* stage) const {
        std::string complaint;
        llvm::raw_string_ostream stream(complaint);
        if (llvm::verifyModule(*module_, &stream))
            fail(stage, symbol_, stream.str());
    }

    void optimise(bool has_rows) {
        llvm::LoopAnalysisManager loops;
        llvm::FunctionAnalysisManager functions;
        llvm::CGSCCAnalysisManager components;
        llvm::ModuleAnalysisManager modules;
        llvm::PassBuilder builder(machine_.get());
        builder.registerModuleAnalyses(modules);
        builder.registerCGSCCAnalyses(components);
        builder.registerFunctionAnalyses(functions);
        builder.registerLoopAnalyses(loops);
        builder.crossRegisterProxies(loops, functions, components, modules);

        llvm::FunctionPassManager passes;
        passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
        passes.addPass(llvm::InstCombinePass());
        passes.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()),
                                                             /*UseMemorySSA=*/true));
        if (has_rows)
            passes.addPass(llvm::LoopUnrollPass(llvm::LoopUnrollOptions().setRuntime(true)));
        passes.addPass(llvm::EarlyCSEPass(/*UseMemorySSA=*/true));
        passes.addPass(llvm::InstCombinePass());
        passes.addPass(llvm::SimplifyCFGPass());
        passes.addPass(llvm::ADCEPass());
        for (llvm::Function& function : *module_)
            if (!function.isDeclaration())
                passes.run(function, functions);
    }

    std::string symbol_;
    bool keeps_order_;
    std::string complaints_;
    llvm::LLVMContext context_;
    std::unique_ptr<llvm::TargetMachine> machine_;
    std::unique_ptr<llvm::Module> module_;
};

} // namespace

std::string optimised_ir(const plan::Kernel& kernel, const std::string& symbol, const Target& target) {
    plan::verify(kernel);
    const Compilation compilation(kernel, symbol, target);
    std::string text;
    llvm::raw_string_ostream stream(text);
    compilation.module().print(stream, nullptr);
    return stream.str();
}

std::string assembly(const plan::Kernel& kernel, const std::string& symbol, const Target& target) {
    plan::verify(kernel);
    return Compilation(kernel, symbol, target).generate(llvm::CodeGenFileType::AssemblyFile);
}

std::string object_code(const plan::Kernel& kernel, const std::string& symbol, const Target& target) {
    plan::verify(kernel);
    return Compilation(kernel, symbol, target).generate(llvm::CodeGenFileType::ObjectFile);
}

} // namespace hillock::internal::jit
