// SPDX-License-Identifier: Apache-2.0
// THE table of SLEEF's functions. "finz" are its deterministic variants that fuse multiply and add: the
// scalar (purecfma), AVX2 and AVX-512 functions of one name agree in every bit. u10: 1.0 ULP, u05: 0.5 ULP.
// exp, exp2, expm1, exprel and log are the library's own instead (elementary_ir.hpp).
// Shibata, Petrogalli: SLEEF, a portable vectorized library of C standard mathematical functions, 2020.
#include "jit/llvm/vector_math.hpp"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>

#include "jit/llvm/elementary_ir.hpp"
#include "jit/llvm/errors.hpp"

#include <cmath>

// clang-format off
#define HILLOCK_SLEEF_FUNCTIONS(ROW)                                                                         \
    ROW(sin, sin, u10) ROW(cos, cos, u10) ROW(tan, tan, u10)                                                 \
    ROW(arcsin, asin, u10) ROW(arccos, acos, u10) ROW(arctan, atan, u10)                                     \
    ROW(sinh, sinh, u10) ROW(cosh, cosh, u10) ROW(tanh, tanh, u10)                                           \
    ROW(log10, log10, u10) ROW(log1p, log1p, u10)                                                            \
    ROW(power, pow, u10) ROW(arctan2, atan2, u10) ROW(hypot, hypot, u05)

// Only the addresses are taken here, so that no vector type has to be named; the IR declares the true types.
#if defined(__x86_64__)
#define HILLOCK_DECLARE(primitive, name, accuracy)                                                           \
    void Sleef_finz_##name##d1_##accuracy##purecfma(); void Sleef_finz_##name##f1_##accuracy##purecfma();    \
    void Sleef_finz_##name##d4_##accuracy##avx2();     void Sleef_finz_##name##f8_##accuracy##avx2();        \
    void Sleef_finz_##name##d8_##accuracy##avx512f();  void Sleef_finz_##name##f16_##accuracy##avx512f();
#define HILLOCK_VARIANTS(name, accuracy)                                                                     \
    {"Sleef_finz_" #name "d1_" #accuracy "purecfma", Sleef_finz_##name##d1_##accuracy##purecfma},            \
    {"Sleef_finz_" #name "f1_" #accuracy "purecfma", Sleef_finz_##name##f1_##accuracy##purecfma},            \
    {"Sleef_finz_" #name "d4_" #accuracy "avx2", Sleef_finz_##name##d4_##accuracy##avx2},                    \
    {"Sleef_finz_" #name "f8_" #accuracy "avx2", Sleef_finz_##name##f8_##accuracy##avx2},                    \
    {"Sleef_finz_" #name "d8_" #accuracy "avx512f", Sleef_finz_##name##d8_##accuracy##avx512f},              \
    {"Sleef_finz_" #name "f16_" #accuracy "avx512f", Sleef_finz_##name##f16_##accuracy##avx512f}
#else
#define HILLOCK_DECLARE(primitive, name, accuracy)                                                           \
    void Sleef_finz_##name##d1_##accuracy##purecfma(); void Sleef_finz_##name##f1_##accuracy##purecfma();
#define HILLOCK_VARIANTS(name, accuracy)                                                                     \
    {"Sleef_finz_" #name "d1_" #accuracy "purecfma", Sleef_finz_##name##d1_##accuracy##purecfma},            \
    {"Sleef_finz_" #name "f1_" #accuracy "purecfma", Sleef_finz_##name##f1_##accuracy##purecfma}
#endif
#define HILLOCK_ROW(primitive, name, accuracy)                                                               \
    {model::Primitive::primitive, {HILLOCK_VARIANTS(name, accuracy)}},
// clang-format on

extern "C" {
HILLOCK_SLEEF_FUNCTIONS(HILLOCK_DECLARE)
}

namespace hillock::internal::jit {
namespace {

struct Variant {
    const char* name;
    void (*address)();
};

/// The order of the variants: double and float of one lane, of AVX2, of AVX-512.
enum VariantIndex : std::size_t { kScalar = 0, kAvx2 = 2, kAvx512 = 4 };

struct LibraryRow {
    model::Primitive primitive;
#if defined(__x86_64__)
    Variant variants[6];
#else
    Variant variants[2];
#endif
};

const LibraryRow kLibrary[] = {HILLOCK_SLEEF_FUNCTIONS(HILLOCK_ROW)};

const LibraryRow* library_row(model::Primitive primitive) {
    for (const LibraryRow& row : kLibrary)
        if (row.primitive == primitive)
            return &row;
    return nullptr;
}

int lanes_of(const llvm::Value* value) {
    const auto* const vector = llvm::dyn_cast<llvm::FixedVectorType>(value->getType());
    return vector ? static_cast<int>(vector->getNumElements()) : 1;
}

/// Declare the function; it reads and writes no memory, so LLVM may merge and hoist calls of it.
llvm::FunctionCallee declare(llvm::Module& module, const char* name, llvm::Type* type,
                             std::size_t arguments) {
    const std::vector<llvm::Type*> parameters(arguments, type);
    llvm::FunctionCallee callee =
        module.getOrInsertFunction(name, llvm::FunctionType::get(type, parameters, false));
    auto* const function = llvm::cast<llvm::Function>(callee.getCallee());
    function->setDoesNotAccessMemory();
    function->setDoesNotThrow();
    function->setWillReturn();
    function->addFnAttr(llvm::Attribute::Speculatable);
    return callee;
}

/// One call; the lanes are 1 or those of a register.
llvm::Value* call_register(llvm::IRBuilder<>& builder, const LibraryRow& row,
                           std::span<llvm::Value* const> arguments, int vector_bytes) {
    llvm::Type* const type = arguments[0]->getType();
    const std::size_t width = lanes_of(arguments[0]) == 1 ? kScalar : vector_bytes == 64 ? kAvx512 : kAvx2;
    const std::size_t variant = width + (type->getScalarType()->isFloatTy() ? 1 : 0);
    if (variant >= std::size(row.variants))
        fail("lower", row.variants[0].name, "there is no vector variant for this processor");
    llvm::Module& module = *builder.GetInsertBlock()->getModule();
    const llvm::FunctionCallee callee = declare(module, row.variants[variant].name, type, arguments.size());
    return builder.CreateCall(callee, {arguments.data(), arguments.size()});
}

llvm::Value* concatenate(llvm::IRBuilder<>& builder, llvm::Value* a, llvm::Value* b) {
    std::vector<int> lanes(static_cast<std::size_t>(lanes_of(a) + lanes_of(b)));
    for (std::size_t k = 0; k < lanes.size(); ++k)
        lanes[k] = static_cast<int>(k);
    return builder.CreateShuffleVector(a, b, lanes);
}

llvm::Value* half(llvm::IRBuilder<>& builder, llvm::Value* vector, bool upper) {
    const int count = lanes_of(vector) / 2;
    std::vector<int> lanes(static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k)
        lanes[static_cast<std::size_t>(k)] = k + (upper ? count : 0);
    return builder.CreateShuffleVector(vector, lanes);
}

/// Halve until a register holds it. All lane counts are powers of two.
llvm::Value* call_library(llvm::IRBuilder<>& builder, const LibraryRow& row,
                          std::span<llvm::Value* const> arguments, int vector_bytes) {
    const int lanes = lanes_of(arguments[0]);
    const int bytes = lanes * static_cast<int>(arguments[0]->getType()->getScalarSizeInBits() / 8);
    if (lanes == 1 || bytes <= vector_bytes)
        return call_register(builder, row, arguments, vector_bytes);
    llvm::Value* halves[2];
    for (const bool upper : {false, true}) {
        std::vector<llvm::Value*> parts;
        for (llvm::Value* const argument : arguments)
            parts.push_back(half(builder, argument, upper));
        halves[upper] = call_library(builder, row, parts, vector_bytes);
    }
    return concatenate(builder, halves[0], halves[1]);
}

} // namespace

llvm::Value* lower_primitive(llvm::IRBuilder<>& builder, model::Primitive primitive,
                             std::span<llvm::Value* const> arguments, int vector_bytes) {
    llvm::Value* const a = arguments[0];
    switch (primitive) {
    case model::Primitive::sqrt:
        return builder.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, a);
    case model::Primitive::floor:
        return builder.CreateUnaryIntrinsic(llvm::Intrinsic::floor, a);
    case model::Primitive::ceil:
        return builder.CreateUnaryIntrinsic(llvm::Intrinsic::ceil, a);
    case model::Primitive::absolute:
        return builder.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, a);
    case model::Primitive::minimum:
        return builder.CreateSelect(builder.CreateFCmpOLT(a, arguments[1]), a, arguments[1]);
    case model::Primitive::maximum:
        return builder.CreateSelect(builder.CreateFCmpOGT(a, arguments[1]), a, arguments[1]);
    case model::Primitive::exp:
        return lower_exp(builder, a);
    case model::Primitive::exp2:
        return lower_exp2(builder, a);
    case model::Primitive::expm1:
        return lower_expm1(builder, a);
    case model::Primitive::exprel:
        return lower_exprel(builder, a);
    case model::Primitive::inverse_exprel:
        return lower_inverse_exprel(builder, a);
    case model::Primitive::inverse_exprel_by:
        return lower_inverse_exprel_by(builder, a, arguments[1]);
    case model::Primitive::log:
        return lower_log(builder, a);
    default:
        break;
    }
    const LibraryRow* const row = library_row(primitive);
    if (!row)
        fail("lower", std::to_string(static_cast<int>(primitive)), "no function computes this primitive");
    return call_library(builder, *row, arguments, vector_bytes);
}

std::vector<ProcessSymbol> process_symbols() {
    std::vector<ProcessSymbol> symbols;
    for (const LibraryRow& row : kLibrary)
        for (const Variant& variant : row.variants)
            symbols.push_back({variant.name, variant.address});
    // What LLVM falls back to on a processor without the instruction: FMA, or SSE4.1 for the roundings.
    using Unary64 = double (*)(double);
    using Unary32 = float (*)(float);
    const auto add = [&](const char* name, auto function) {
        symbols.push_back({name, reinterpret_cast<void (*)()>(function)});
    };
    add("fma", static_cast<double (*)(double, double, double)>(std::fma));
    add("fmaf", static_cast<float (*)(float, float, float)>(std::fma));
    add("floor", static_cast<Unary64>(std::floor));
    add("floorf", static_cast<Unary32>(std::floor));
    add("ceil", static_cast<Unary64>(std::ceil));
    add("ceilf", static_cast<Unary32>(std::ceil));
    return symbols;
}

} // namespace hillock::internal::jit
