// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The instruction set this translation unit is compiled for, settled once.
///
/// Every header opens `namespace inlay::inline INLAY_ABI`, so that translation units compiled with different
/// -march options can be linked into one program: their functions have different names.
///
/// INLAY_SIMD is 1 where xsimd is installed and knows the target, 0 otherwise: then the scalar bodies of the
/// kernels are used. Define it as 0 to do without xsimd, or as 1 to insist on it. A translation unit whose first
/// inlay header is inlay/embedded.hpp is scalar unless it defines INLAY_SIMD as 1: xsimd costs half a second of
/// compile time and has nothing for microcontrollers.

#define INLAY_VERSION_MAJOR 0
#define INLAY_VERSION_MINOR 1
#define INLAY_VERSION_PATCH 0

#if !defined(INLAY_SIMD)
#if defined(INLAY_EMBEDDED_FIRST)
#define INLAY_SIMD 0
#elif (defined(__SSE2__) || defined(__aarch64__)) && __has_include(<xsimd/types/xsimd_all_registers.hpp>)
#define INLAY_SIMD 1
#else
#define INLAY_SIMD 0
#endif
#endif

#if INLAY_SIMD == 0
#define INLAY_ABI scalar
#define INLAY_VECTOR_BYTES 0
#elif defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define INLAY_ABI avx512
#define INLAY_VECTOR_BYTES 64
#elif defined(__AVX2__) && defined(__FMA__)
#define INLAY_ABI avx2_fma
#define INLAY_VECTOR_BYTES 32
#elif defined(__AVX2__)
#define INLAY_ABI avx2
#define INLAY_VECTOR_BYTES 32
#elif defined(__AVX__)
#define INLAY_ABI avx
#define INLAY_VECTOR_BYTES 32
#elif defined(__SSE4_2__)
#define INLAY_ABI sse4_2
#define INLAY_VECTOR_BYTES 16
#elif defined(__SSE2__)
#define INLAY_ABI sse2
#define INLAY_VECTOR_BYTES 16
#elif defined(__aarch64__)
#define INLAY_ABI neon64
#define INLAY_VECTOR_BYTES 16
#else
#error "inlay: INLAY_SIMD is 1 but xsimd has no instruction set for this target; define INLAY_SIMD as 0"
#endif

/// Small functions that the kernels are made of: a call that is not inlined would put registers into memory.
#define INLAY_INLINE __attribute__((always_inline)) inline
/// Before a loop whose count is a constant: it is unrolled so early that arrays which it runs over stay in registers. To the compiler
/// that is a fraction of the work of a fold expression over lambdas, as it reads and inlines one turn of the loop and not all.
#define INLAY_UNROLL _Pragma("GCC unroll 64")
/// std::is_constant_evaluated() without the call: until GCC 12 has inlined that, it compiles what only constant expressions do as well.
#define INLAY_CONSTANT_EVALUATED __builtin_is_constant_evaluated()

namespace inlay::inline INLAY_ABI {

/// Name of the instruction set in use, as in the inline namespace: "avx512", "avx2_fma", "sse2", "scalar" …
#define INLAY_STRING_OF(x) #x
#define INLAY_STRING(x) INLAY_STRING_OF(x)
inline constexpr char instruction_set[] = INLAY_STRING(INLAY_ABI);
#undef INLAY_STRING
#undef INLAY_STRING_OF

}  // namespace inlay::inline INLAY_ABI
