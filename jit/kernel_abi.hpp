// SPDX-License-Identifier: Apache-2.0
// The only contract between compiled kernels and the engine: a plain C struct of pointers and numbers.
// A kernel owns nothing, allocates nothing, keeps no state; the caller's arrays outlive the call.
#pragma once

#include <cstdint>

namespace hillock {

inline constexpr int kKernelAbiVersion = 4;

/// Every array that a kernel reads or writes is aligned to this many bytes and readable and writable up to a
/// multiple of kArrayPadding elements: a vector kernel touches whole vectors, also the last one.
inline constexpr std::size_t kArrayAlignment = 64;
inline constexpr std::size_t kArrayPadding = 16;

extern "C" {

/// A function of the host program. It must not throw.
struct HostFunction {
    double (*call)(void* context, const double* arguments) = nullptr; ///< as many arguments as the plan gives
    void* context = nullptr;
};

/// Which members a kernel reads follows from its plan::Domain.
struct KernelArguments {
    void* const* arrays = nullptr;             ///< base address of each of the kernel's array slots, in their order
    double t = 0;                              ///< start of the step in seconds
    double dt = 0;                             ///< seconds
    std::int64_t step = 0;                     ///< t / dt
    std::int64_t begin = 0, end = 0;           ///< elements, pairs: half-open range; begin is a multiple of the vector width
    const std::int32_t* list = nullptr;        ///< list: element indices; walks: neurons (rows, sorted_rows: pre, columns: post)
    std::int64_t list_size = 0;
    // Walks: rows, sorted_rows, columns. The neuron at list[k] has the entries [row_begin[r], row_end[r]) of its walk.
    const std::uint64_t* row_begin = nullptr;
    const std::uint64_t* row_end = nullptr;
    std::int64_t rows_by_number = 0;             ///< not 0: r = k; else r = list[k] - offset of the neuron's side
    const std::uint32_t* row_synapse = nullptr;  ///< sorted_rows, columns: synapse of an entry (rows: the entry itself)
    const std::uint32_t* row_target = nullptr;   ///< rows, sorted_rows: postsynaptic neuron of a synapse
    const std::uint32_t* row_source = nullptr;   ///< columns: presynaptic neuron of an entry, if the kernel asks for it
    std::int64_t source = 0;                   ///< pairs: the presynaptic element
    std::int64_t offset[3] = {};               ///< first element of the subgroup on side own, pre, post: i = element - offset
    std::int64_t count[3] = {};                ///< N on side own, pre, post
    std::int64_t total[3] = {};                ///< N of the whole group on side own, pre, post
    std::int32_t* emitted = nullptr;           ///< where `emit` appends element indices; room for end - begin (+ padding)
    std::uint64_t random_key = 0;              ///< made of seed and object
    std::uint64_t random_step = 0;             ///< what tells this evaluation apart from all others with the same key: the step
    const struct HostFunction* host_functions = nullptr; ///< in the order of plan::Kernel::host_functions
};

/// Returns how many indices were emitted.
typedef std::int64_t (*KernelFunction)(const struct KernelArguments*);

} // extern "C"

} // namespace hillock
