// SPDX-License-Identifier: Apache-2.0
// The host's processor and vector width, and LLVM's target machine for it.
#include "jit/llvm/target.hpp"

#include <llvm/ADT/StringMap.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/Target/TargetOptions.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/Triple.h>

#include "hillock/error.hpp"
#include "jit/llvm/compiler.hpp"
#include "jit/llvm/errors.hpp"

#include <array>
#include <mutex>

namespace hillock::internal::jit {
namespace {

bool has_all(const llvm::StringMap<bool>& features, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (!features.lookup(name))
            return false;
    return true;
}

/// A virtual machine may hide what the model of the processor has, so all features are named, with their
/// signs.
std::string feature_text(const llvm::StringMap<bool>& features) {
    std::string text;
    for (const auto& feature : features) {
        text += text.empty() ? "" : ",";
        text += feature.second ? "+" : "-";
        text += feature.first();
    }
    return text;
}

AesInstructions aes_instructions(bool of_one_block, bool of_two_blocks, bool of_four_blocks) {
    // Other processors have a feature of this name, and other instructions.
    if (!of_one_block || !llvm::Triple(llvm::sys::getProcessTriple()).isX86())
        return AesInstructions::none;
    if (!of_two_blocks)
        return AesInstructions::of_one_block;
    return of_four_blocks ? AesInstructions::of_four_blocks : AesInstructions::of_two_blocks;
}

Target detect_host() {
    const llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
    Target target;
    target.cpu = llvm::sys::getHostCPUName().str();
    target.features = feature_text(features);
    target.avx512 = has_all(features, {"avx512f", "avx512dq", "avx512bw", "avx512vl", "fma"});
    target.aes = aes_instructions(has_all(features, {"aes"}), has_all(features, {"vaes", "avx2"}), target.avx512);
    target.vector_bytes = target.avx512 ? 64 : has_all(features, {"avx2", "fma"}) ? 32 : 8;
    return target;
}

const Target& host() {
    static const Target target = detect_host();
    return target;
}

void initialise_llvm() {
    static std::once_flag once;
    std::call_once(once, [] {
        llvm::InitializeNativeTarget();
        llvm::InitializeNativeTargetAsmPrinter();
    });
}

/// 0 or one of 8, 32, 64; 4 is the scalar width of a float32 kernel.
int checked_width(int vector_bytes) {
    if (vector_bytes == 4)
        return 8;
    for (const int known : {0, 8, 32, 64})
        if (vector_bytes == known)
            return vector_bytes;
    throw ValueError(
        "vectors of " + std::to_string(vector_bytes) +
        " bytes do not exist: give 64 (AVX-512), 32 (AVX2), 8 (scalar) or 0 (the best of this machine)");
}

} // namespace

int host_vector_bytes() {
    return host().vector_bytes;
}

Target host_target(int vector_bytes) {
    const int width = checked_width(vector_bytes);
    Target target = host();
    if (width > target.vector_bytes)
        throw ValueError("this machine has no vectors of " + std::to_string(width) + " bytes, at most " +
                         std::to_string(target.vector_bytes));
    if (width != 0)
        target.vector_bytes = width;
    if (target.vector_bytes < 64) // code for narrower vectors has no wider ones for this alone
        target.aes = std::min(target.aes, AesInstructions::of_two_blocks);
    return target;
}

Target named_target(const std::string& cpu, int vector_bytes) {
    Target target;
    target.cpu = cpu;
    target.vector_bytes = checked_width(vector_bytes);
    target.avx512 = target.vector_bytes == 64;
    const std::unique_ptr<llvm::TargetMachine> machine = make_target_machine(target);
    const llvm::MCSubtargetInfo& processor = *machine->getMCSubtargetInfo();
    target.aes = aes_instructions(processor.checkFeatures("+aes"), processor.checkFeatures("+vaes,+avx2"), target.avx512);
    return target;
}

std::unique_ptr<llvm::TargetMachine> make_target_machine(const Target& target) {
    initialise_llvm();
    const std::string triple = llvm::sys::getProcessTriple();
    std::string message;
    const llvm::Target* const found = llvm::TargetRegistry::lookupTarget(triple, message);
    if (!found)
        fail("find a code generator for", triple, message);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    options.NoTrappingFPMath = true;
    std::unique_ptr<llvm::TargetMachine> machine(
        found->createTargetMachine(triple, target.cpu, target.features, options, llvm::Reloc::PIC_,
                                   llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default, /*JIT=*/true));
    if (!machine)
        fail("make a code generator for", triple, "the target has none");
    return machine;
}

} // namespace hillock::internal::jit
