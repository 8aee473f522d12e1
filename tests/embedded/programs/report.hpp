// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>

#ifdef __arm__
#include "../board/semihosting.hpp"
#else
#include <cstdio>
#endif

/// Printing that is the same on the board and on the host, so that their outputs can be compared line by line.
/// Lines that begin with '#' belong to one side alone.
namespace report {

inline void text(const char* what) {
#ifdef __arm__
    semihosting::print(what);
#else
    std::fputs(what, stdout);
#endif
}

inline void number(std::uint32_t value) {
    char digits[11];
    char* at = digits + 10;
    *at = '\0';
    do {
        *--at = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    text(at);
}

/// The bits of a float as 0x and eight hexadecimal digits: what is compared.
inline void bits(float value) {
    char digits[11] = "0x";
    const auto all = std::bit_cast<std::uint32_t>(value);
    for (int i = 0; i < 8; ++i) digits[2 + i] = "0123456789abcdef"[(all >> (28 - 4 * i)) & 15];
    digits[10] = '\0';
    text(digits);
}

/// Value in millionths, for people.
inline void millionths(float value) {
    if (value < 0) text("-");
    number(static_cast<std::uint32_t>((value < 0 ? -value : value) * 1e6f + 0.5f));
}

/// Counts instructions on the emulated board: with -icount shift=6 one instruction takes 64 ns of virtual time, and
/// the board's timer ticks every 40 ns. Nothing on the host.
class instructions {
public:
    instructions() {
#ifdef __arm__
        timer[0] = 0;            // CTRL: stop
        timer[1] = 0xffffffffu;  // VALUE, counts down
        timer[2] = 0xffffffffu;  // RELOAD
        timer[0] = 1;
        start = timer[1];
#endif
    }
    void print(const char* what) const {
#ifdef __arm__
        const std::uint32_t ticks = start - timer[1];
        text("# instructions ");
        text(what);
        text(" ");
        number(static_cast<std::uint32_t>(std::uint64_t{ticks} * 40 / 64));
        text("\n");
#else
        (void)what;
#endif
    }

private:
#ifdef __arm__
    // CMSDK APB timer 0 of the MPS2 boards: the core's cycle counter is not emulated.
    static inline volatile std::uint32_t* const timer = reinterpret_cast<volatile std::uint32_t*>(0x40000000);
    std::uint32_t start;
#endif
};

}  // namespace report
