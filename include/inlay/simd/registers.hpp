// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <type_traits>

#if INLAY_SIMD
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push  // GCC's avx512fintrin.h, which xsimd includes, starts values from themselves
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <xsimd/types/xsimd_all_registers.hpp>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// The only door to xsimd: which registers of T there are, and the instructions that no operator of C++ stands for. Kernels are made of
/// thousands of these, and compilers calculate with registers by themselves: xsimd's own functions around them, all of them in one
/// header, took a fifteenth of the time that compiling a training program took.
namespace inlay::inline INLAY_ABI::simd {

#if defined(__aarch64__)
template <std::size_t Bytes>
using registers_of = std::conditional_t<Bytes == 16, xsimd::neon64, void>;
#else
template <std::size_t Bytes>
using registers_of = std::conditional_t<Bytes == 64, xsimd::avx512f,
                                        std::conditional_t<Bytes == 32, xsimd::avx, std::conditional_t<Bytes == 16, xsimd::sse2, void>>>;
#endif

/// Whether N values of T are a register, and its type.
template <class T, std::size_t N>
inline constexpr bool has_lanes = xsimd::types::has_simd_register<T, registers_of<N * sizeof(T)>>::value;
template <class T, std::size_t N>
using register_type = typename xsimd::types::simd_register<T, registers_of<N * sizeof(T)>>::register_type;
template <class T>
inline constexpr std::size_t native_lanes = INLAY_VECTOR_BYTES / sizeof(T);

/// fused(a, b, c) is a b + c with one rounding; lesser(a, b) and greater(a, b) are b where one of them is NaN, or NaN (ARM); any tells
/// whether a comparison, given as a register, holds anywhere.
namespace instruction {

#if defined(__aarch64__)
INLAY_INLINE float32x4_t fused(float32x4_t a, float32x4_t b, float32x4_t c) { return vfmaq_f32(c, a, b); }
INLAY_INLINE float64x2_t fused(float64x2_t a, float64x2_t b, float64x2_t c) { return vfmaq_f64(c, a, b); }
INLAY_INLINE float32x4_t lesser(float32x4_t a, float32x4_t b) { return vminq_f32(a, b); }
INLAY_INLINE float64x2_t lesser(float64x2_t a, float64x2_t b) { return vminq_f64(a, b); }
INLAY_INLINE float32x4_t greater(float32x4_t a, float32x4_t b) { return vmaxq_f32(a, b); }
INLAY_INLINE float64x2_t greater(float64x2_t a, float64x2_t b) { return vmaxq_f64(a, b); }
INLAY_INLINE float32x4_t root(float32x4_t a) { return vsqrtq_f32(a); }
INLAY_INLINE float64x2_t root(float64x2_t a) { return vsqrtq_f64(a); }
INLAY_INLINE bool any(float32x4_t m) { return vmaxvq_u32(vreinterpretq_u32_f32(m)) != 0; }
INLAY_INLINE bool any(float64x2_t m) { return vmaxvq_u32(vreinterpretq_u32_f64(m)) != 0; }
#else
INLAY_INLINE __m128 lesser(__m128 a, __m128 b) { return _mm_min_ps(a, b); }
INLAY_INLINE __m128d lesser(__m128d a, __m128d b) { return _mm_min_pd(a, b); }
INLAY_INLINE __m128 greater(__m128 a, __m128 b) { return _mm_max_ps(a, b); }
INLAY_INLINE __m128d greater(__m128d a, __m128d b) { return _mm_max_pd(a, b); }
INLAY_INLINE __m128 root(__m128 a) { return _mm_sqrt_ps(a); }
INLAY_INLINE __m128d root(__m128d a) { return _mm_sqrt_pd(a); }
INLAY_INLINE bool any(__m128 m) { return _mm_movemask_ps(m) != 0; }
INLAY_INLINE bool any(__m128d m) { return _mm_movemask_pd(m) != 0; }
#if defined(__FMA__)
INLAY_INLINE __m128 fused(__m128 a, __m128 b, __m128 c) { return _mm_fmadd_ps(a, b, c); }
INLAY_INLINE __m128d fused(__m128d a, __m128d b, __m128d c) { return _mm_fmadd_pd(a, b, c); }
INLAY_INLINE __m256 fused(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
INLAY_INLINE __m256d fused(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
#else
template <class R>
INLAY_INLINE R fused(R a, R b, R c) {
    return a * b + c;
}
#endif
#if INLAY_VECTOR_BYTES >= 32
INLAY_INLINE __m256 lesser(__m256 a, __m256 b) { return _mm256_min_ps(a, b); }
INLAY_INLINE __m256d lesser(__m256d a, __m256d b) { return _mm256_min_pd(a, b); }
INLAY_INLINE __m256 greater(__m256 a, __m256 b) { return _mm256_max_ps(a, b); }
INLAY_INLINE __m256d greater(__m256d a, __m256d b) { return _mm256_max_pd(a, b); }
INLAY_INLINE __m256 root(__m256 a) { return _mm256_sqrt_ps(a); }
INLAY_INLINE __m256d root(__m256d a) { return _mm256_sqrt_pd(a); }
INLAY_INLINE bool any(__m256 m) { return _mm256_movemask_ps(m) != 0; }
INLAY_INLINE bool any(__m256d m) { return _mm256_movemask_pd(m) != 0; }
#endif
#if INLAY_VECTOR_BYTES == 64
INLAY_INLINE __m512 fused(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
INLAY_INLINE __m512d fused(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
INLAY_INLINE __m512 lesser(__m512 a, __m512 b) { return _mm512_min_ps(a, b); }
INLAY_INLINE __m512d lesser(__m512d a, __m512d b) { return _mm512_min_pd(a, b); }
INLAY_INLINE __m512 greater(__m512 a, __m512 b) { return _mm512_max_ps(a, b); }
INLAY_INLINE __m512d greater(__m512d a, __m512d b) { return _mm512_max_pd(a, b); }
INLAY_INLINE __m512 root(__m512 a) { return _mm512_sqrt_ps(a); }
INLAY_INLINE __m512d root(__m512d a) { return _mm512_sqrt_pd(a); }
INLAY_INLINE bool any(__m512 m) { return _mm512_movepi32_mask(_mm512_castps_si512(m)) != 0; }
INLAY_INLINE bool any(__m512d m) { return _mm512_movepi64_mask(_mm512_castpd_si512(m)) != 0; }
#endif
#endif

/// A register of Bytes of what lies at `from`, again and again: 8 bytes, 16, or half of 64.
template <std::size_t Bytes, std::size_t Part>
INLAY_INLINE auto repeated(const void* from) {
    static_assert(Part == 8 || Part == 16 || (Part == 32 && Bytes == 64));
    if constexpr (Part == 8) {
        double both;
        __builtin_memcpy(&both, from, sizeof(both));
        return both - register_type<double, Bytes / 8>{};
    }
#if INLAY_VECTOR_BYTES >= 32
    else if constexpr (Bytes == 32) {
        return _mm256_broadcast_ps(static_cast<const __m128*>(from));
    }
#endif
#if INLAY_VECTOR_BYTES == 64
    else if constexpr (Part == 16) {
        return _mm512_broadcast_f32x4(_mm_loadu_ps(static_cast<const float*>(from)));
    } else {
        return _mm512_broadcast_f64x4(_mm256_loadu_pd(static_cast<const double*>(from)));
    }
#endif
}

}  // namespace instruction

}  // namespace inlay::inline INLAY_ABI::simd
#endif
