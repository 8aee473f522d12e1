// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// While one lives, the thread counts numbers below the normal ones (1.2e-38 for float) as 0, as TensorFlow's threads do: on x86-64 and
/// AArch64, elsewhere it does nothing. What gets nothing any more decays to such numbers and stays there, a moment of an optimiser or the
/// state of a recurrent layer, and a step with them takes ten to twenty times as long. Training steps make one by themselves. Inference
/// does not: put one around the calls of a network that a stream may leave silent.
class flush_denormals {
public:
    flush_denormals() : before_(control()) { set(before_ | flags); }
    ~flush_denormals() { set(before_); }
    flush_denormals(const flush_denormals&) = delete;
    flush_denormals& operator=(const flush_denormals&) = delete;

private:
#if defined(__SSE2__)
    using word = std::uint32_t;
    static constexpr word flags = 0x8040;  // results to 0, and operands
    static word control() { return __builtin_ia32_stmxcsr(); }
    static void set(word w) { __builtin_ia32_ldmxcsr(w); }
#elif defined(__aarch64__)
    using word = std::uint64_t;
    static constexpr word flags = word{1} << 24;
    static word control() {
        word w;
        asm volatile("mrs %0, fpcr" : "=r"(w));
        return w;
    }
    static void set(word w) { asm volatile("msr fpcr, %0" : : "r"(w)); }
#else
    using word = std::uint32_t;
    static constexpr word flags = 0;
    static word control() { return 0; }
    static void set(word) {}
#endif
    word before_;
};

}  // namespace inlay::inline INLAY_ABI
