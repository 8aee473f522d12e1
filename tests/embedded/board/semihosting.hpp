// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

/// Arm semihosting: the program under test asks the emulator (or the debugger) to print and to end the run.
/// Operation numbers: "Semihosting for AArch32 and AArch64", Arm 2023.
namespace semihosting {

inline constexpr std::uint32_t sys_write0 = 0x04;         // argument: a zero-terminated string
inline constexpr std::uint32_t sys_exit_extended = 0x20;  // argument: reason, exit status

inline std::uint32_t call(std::uint32_t operation, const void* argument) {
    register std::uint32_t r0 asm("r0") = operation;
    register const void* r1 asm("r1") = argument;
    asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

inline void print(const char* text) { call(sys_write0, text); }

[[noreturn]] inline void exit(int status) {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::uint32_t block[2] = {application_exit, static_cast<std::uint32_t>(status)};
    for (;;) call(sys_exit_extended, block);
}

}  // namespace semihosting
