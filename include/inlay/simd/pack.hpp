// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/simd/registers.hpp>
#include <type_traits>
#include <utility>

/// A pack holds N values of T in one register; pack<T, 1> is a plain scalar that also works
/// in constant expressions. Kernels and element-wise layers are written once over packs.
namespace inlay::inline INLAY_ABI::simd {

template <class T>
struct float_bits;
template <>
struct float_bits<float> {
    using uint = std::uint32_t;
    static constexpr int mantissa = 23, bias = 127;
    static constexpr float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer, kept in the low bits
};
template <>
struct float_bits<double> {
    using uint = std::uint64_t;
    static constexpr int mantissa = 52, bias = 1023;
    static constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52
};

template <class T, std::size_t N>
struct pack;

#if !INLAY_SIMD
template <class T, std::size_t N>
inline constexpr bool has_lanes = false;
template <class T>
inline constexpr std::size_t native_lanes = 1;
#endif
template <class T>
inline constexpr bool has_lanes<T, 1> = true;

template <class T, std::size_t N>
struct halves {
    pack<T, N / 2> low, high;
};

/// One value. Everything is constexpr, nothing needs registers.
template <std::floating_point T>
struct pack<T, 1> {
    using value_type = T;
    using mask = bool;
    static constexpr std::size_t size = 1;
    T v;

    pack() = default;
    constexpr pack(std::convertible_to<T> auto scalar) : v(static_cast<T>(scalar)) {}
    static constexpr pack load(const T* from) { return *from; }
    constexpr void store(T* to) const { *to = v; }

    friend constexpr pack operator+(pack a, pack b) { return a.v + b.v; }
    friend constexpr pack operator-(pack a, pack b) { return a.v - b.v; }
    friend constexpr pack operator*(pack a, pack b) { return a.v * b.v; }
    friend constexpr pack operator/(pack a, pack b) { return a.v / b.v; }
    friend constexpr pack operator-(pack a) { return -a.v; }
    friend constexpr mask operator<(pack a, pack b) { return a.v < b.v; }
    friend constexpr mask operator>(pack a, pack b) { return a.v > b.v; }
    friend constexpr mask operator<=(pack a, pack b) { return a.v <= b.v; }
    friend constexpr mask operator>=(pack a, pack b) { return a.v >= b.v; }
    friend constexpr mask operator==(pack a, pack b) { return a.v == b.v; }

    /// a * b + c, with one rounding where the target has the instruction.
    friend constexpr pack fma(pack a, pack b, pack c) { return a.v * b.v + c.v; }
    friend constexpr pack select(mask m, pack yes, pack no) { return m ? yes : no; }
    /// The smaller and the larger one; b must not be NaN, and a NaN in a is kept.
    friend constexpr pack min(pack a, pack b) { return b.v < a.v ? b.v : a.v; }
    friend constexpr pack max(pack a, pack b) { return b.v > a.v ? b.v : a.v; }
    /// The larger one; a NaN on either side is the result.
    friend constexpr pack max_or_nan(pack a, pack b) { return b.v <= a.v || !(a.v == a.v) ? a : b; }
    friend constexpr pack abs(pack a) { return std::bit_cast<T>(bits(a.v) & ~sign_bit); }
    /// The size of a with the sign of s.
    friend constexpr pack copysign(pack a, pack s) {
        return std::bit_cast<T>((bits(a.v) & ~sign_bit) | (bits(s.v) & sign_bit));
    }
    friend constexpr pack sqrt(pack a) {
        if (!INLAY_CONSTANT_EVALUATED) {
            if constexpr (sizeof(T) == 4) return __builtin_sqrtf(a.v);
            return static_cast<T>(__builtin_sqrt(a.v));
        }
        if (!(a.v > 0) || a.v > std::bit_cast<T>(infinity_bits - 1)) return a;  // 0, NaN, infinity; not for a.v < 0
        T s = std::bit_cast<T>((bits(a.v) >> 1) + (static_cast<uint>(float_bits<T>::bias) << (float_bits<T>::mantissa - 1)));
        for (int i = 0; i < 5; ++i) s = (s + a.v / s) / 2;  // Newton: each step doubles the correct digits
        return s;
    }
    /// sqrt(a) but for the last bit: within 1 ulp for normal numbers, 1e-4 of the value below them.
    friend constexpr pack near_sqrt(pack a) { return sqrt(a); }
    /// 2^n for a whole n within the exponents of normal numbers.
    friend constexpr pack pow2(pack n) {
        return std::bit_cast<T>(static_cast<uint>(bits(n.v + (float_bits<T>::magic + float_bits<T>::bias))
                                                  << float_bits<T>::mantissa));
    }
    /// floor(log2(a)) of a normal positive a.
    friend constexpr pack exponent(pack a) {
        return static_cast<T>(static_cast<int>(bits(a.v) >> float_bits<T>::mantissa) - float_bits<T>::bias);
    }
    /// a / 2^exponent(a), within [1, 2), of a normal positive a.
    friend constexpr pack mantissa(pack a) {
        constexpr uint fraction = (uint{1} << float_bits<T>::mantissa) - 1;
        constexpr uint one = static_cast<uint>(float_bits<T>::bias) << float_bits<T>::mantissa;
        return std::bit_cast<T>((bits(a.v) & fraction) | one);
    }
    friend constexpr T reduce_add(pack a) { return a.v; }
    friend constexpr T reduce_max(pack a) { return a.v; }
    friend constexpr bool any(std::same_as<bool> auto m, pack) { return m; }

private:
    using uint = typename float_bits<T>::uint;
    static constexpr uint sign_bit = uint{1} << (sizeof(T) * 8 - 1);
    static constexpr uint infinity_bits = static_cast<uint>(2 * float_bits<T>::bias + 1) << float_bits<T>::mantissa;
    static constexpr uint bits(T x) { return std::bit_cast<uint>(x); }
};

#if INLAY_SIMD
template <std::floating_point T, std::size_t N>
    requires(N > 1)
struct pack<T, N> {
    using value_type = T;
    using batch = register_type<T, N>;
    using mask = decltype(batch{} < batch{});
    static constexpr std::size_t size = N;
    batch v;

    INLAY_INLINE pack() = default;
    INLAY_INLINE pack(batch b) : v(b) {}
    INLAY_INLINE pack(std::convertible_to<T> auto scalar) : v(static_cast<T>(scalar) - batch{}) {}  // all lanes; -0 stays -0
    typedef batch unaligned __attribute__((aligned(alignof(T)), may_alias));
    static INLAY_INLINE pack load(const T* from) { return batch(*reinterpret_cast<const unaligned*>(from)); }
    INLAY_INLINE void store(T* to) const { *reinterpret_cast<unaligned*>(to) = v; }

    /// Lane i is lane Which(i) of this.
    template <auto Which>
    INLAY_INLINE pack permuted() const {
        return [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
            return pack(__builtin_shufflevector(v, v, Which(i)...));
        }(std::make_index_sequence<N>{});
    }
    /// `Count` values, again and again.
    template <std::size_t Count>
    static INLAY_INLINE pack repeated(const T* from) {
        return reinterpret_cast<batch>(instruction::repeated<sizeof(batch), Count * sizeof(T)>(from));
    }

    friend INLAY_INLINE pack operator+(pack a, pack b) { return a.v + b.v; }
    friend INLAY_INLINE pack operator-(pack a, pack b) { return a.v - b.v; }
    friend INLAY_INLINE pack operator*(pack a, pack b) { return a.v * b.v; }
    friend INLAY_INLINE pack operator/(pack a, pack b) { return a.v / b.v; }
    friend INLAY_INLINE pack operator-(pack a) { return -a.v; }
    friend INLAY_INLINE mask operator<(pack a, pack b) { return a.v < b.v; }
    friend INLAY_INLINE mask operator>(pack a, pack b) { return a.v > b.v; }
    friend INLAY_INLINE mask operator<=(pack a, pack b) { return a.v <= b.v; }
    friend INLAY_INLINE mask operator>=(pack a, pack b) { return a.v >= b.v; }
    friend INLAY_INLINE mask operator==(pack a, pack b) { return a.v == b.v; }

    friend INLAY_INLINE pack fma(pack a, pack b, pack c) { return instruction::fused(a.v, b.v, c.v); }
    friend INLAY_INLINE pack select(mask m, pack yes, pack no) { return batch(m ? yes.v : no.v); }
    friend INLAY_INLINE pack min(pack a, pack b) { return instruction::lesser(b.v, a.v); }
    friend INLAY_INLINE pack max(pack a, pack b) { return instruction::greater(b.v, a.v); }
    friend INLAY_INLINE pack max_or_nan(pack a, pack b) { return select(b == b, max(a, b), b); }
    friend INLAY_INLINE pack abs(pack a) { return from_bits(bits(a) & ~sign_bit); }
    friend INLAY_INLINE pack copysign(pack a, pack s) {
        const integers signs = sign_bit - integers{};
#if INLAY_VECTOR_BYTES == 64
        if constexpr (sizeof(batch) == 64)  // one instruction, of which GCC makes three
            return reinterpret_cast<batch>(_mm512_ternarylogic_epi64(reinterpret_cast<__m512i>(a.v), reinterpret_cast<__m512i>(s.v), reinterpret_cast<__m512i>(signs), 0xd8));
#endif
        return from_bits((bits(a) & ~signs) | (bits(s) & signs));
    }
    friend INLAY_INLINE pack sqrt(pack a) { return instruction::root(a.v); }
    friend INLAY_INLINE pack near_sqrt(pack a) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        if constexpr (sizeof(batch) == 64 && sizeof(T) == 4) {  // the root itself takes 12 cycles, and then the divider is taken
            const __m512 x = a.v, inverse = _mm512_maskz_rsqrt14_ps(0xffff, x), root = _mm512_mul_ps(x, inverse);
            const __m512 better = _mm512_fmadd_ps(_mm512_fnmadd_ps(root, root, x), _mm512_mul_ps(inverse, _mm512_set1_ps(0.5f)), root);
            return batch(_mm512_mask_mov_ps(better, _mm512_fpclass_ps_mask(x, 0x0e), x));  // 0 and infinity are their roots
        }
#endif
        return sqrt(a);
    }
    friend INLAY_INLINE pack pow2(pack n) {
        return from_bits(bits(n + pack(float_bits<T>::magic + float_bits<T>::bias)) << float_bits<T>::mantissa);
    }
    friend INLAY_INLINE pack exponent(pack a) {  // as a whole number added to the magic one, so without conversions
        const pack magic(float_bits<T>::magic);
        return from_bits((bits(a) >> float_bits<T>::mantissa) + bits(magic)) - pack(float_bits<T>::magic + float_bits<T>::bias);
    }
    friend INLAY_INLINE pack mantissa(pack a) {
        constexpr uint fraction = (uint{1} << float_bits<T>::mantissa) - 1;
        constexpr uint one = static_cast<uint>(float_bits<T>::bias) << float_bits<T>::mantissa;
        return from_bits((bits(a) & fraction) | one);
    }
    friend INLAY_INLINE T reduce_add(pack a) {
        if constexpr (has_lanes<T, N / 2>) {
            const auto [low, high] = split(a);
            return reduce_add(low + high);
        } else {
            const batch two = a.v + __builtin_shufflevector(a.v, a.v, 2, 3, 0, 1);
            return two[0] + two[1];
        }
    }
    friend INLAY_INLINE T reduce_max(pack a) {
        if constexpr (has_lanes<T, N / 2>) {
            const auto [low, high] = split(a);
            return reduce_max(max(low, high));
        } else {
            const pack two = max(a, pack(__builtin_shufflevector(a.v, a.v, 2, 3, 0, 1)));
            return two.v[1] > two.v[0] ? two.v[1] : two.v[0];
        }
    }
    /// The two halves, where packs of half as many values exist.
    friend INLAY_INLINE halves<T, N> split(pack a) {
        if constexpr (N == 2) {
            return {a.v[0], a.v[1]};
        } else {
            return [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline)) {
                return halves<T, N>{__builtin_shufflevector(a.v, a.v, i...), __builtin_shufflevector(a.v, a.v, (N / 2 + i)...)};
            }(std::make_index_sequence<N / 2>{});
        }
    }
    friend INLAY_INLINE bool any(mask m, pack) { return instruction::any(reinterpret_cast<batch>(m)); }

private:
    using uint = typename float_bits<T>::uint;
    typedef uint integers __attribute__((vector_size(sizeof(batch))));
    static constexpr uint sign_bit = uint{1} << (sizeof(T) * 8 - 1);
    static INLAY_INLINE integers bits(pack a) { return reinterpret_cast<integers>(a.v); }
    static INLAY_INLINE pack from_bits(integers i) { return reinterpret_cast<batch>(i); }
};
#endif

/// The widest pack of T whose lanes number at most `most`: 16 lanes for 20 values, 8 for 10, 4 for 5, 1 for 3
/// on AVX-512. What is left over is covered by a last pack that overlaps the one before it, or by pieces of one
/// (simd/pieces.hpp), so that no kernel reads or writes past its tensors and no tail is left to scalar code.
template <class T>
constexpr std::size_t lanes_within([[maybe_unused]] std::size_t most) {
    std::size_t lanes = native_lanes<T>;
#if INLAY_SIMD
    while (lanes > 1 && lanes > most) lanes = lanes == 4 && !has_lanes<T, 2> ? 1 : lanes / 2;
#endif
    return lanes;
}
static_assert(lanes_within<float>(0) == 1 && lanes_within<float>(1) == 1);

}  // namespace inlay::inline INLAY_ABI::simd
