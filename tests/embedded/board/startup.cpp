// SPDX-License-Identifier: BSD-3-Clause
// What runs before main on a Cortex-M4F or M7: the vector table, the FPU, the initial values of memory.
#include <cstdint>

#include "semihosting.hpp"

extern "C" {
// Addresses set by mps2.ld; only where they are counts.
extern std::uint32_t stack_top, data_load, data_begin, data_end, bss_begin, bss_end;
extern void (*init_array_begin[])();
extern void (*init_array_end[])();
int main();
void reset();
void unexpected();
}

using handler = void (*)();

void unexpected() {
    semihosting::print("unexpected exception\n");
    semihosting::exit(99);
}

// Runs with the FPU off: nothing in it may touch a floating-point register before the barrier.
[[gnu::noinline]] void reset() {
    auto* coprocessor_access = reinterpret_cast<volatile std::uint32_t*>(0xe000ed88);
    *coprocessor_access = *coprocessor_access | (0xfu << 20);  // CP10 and CP11: full access
    asm volatile("dsb\n\tisb" ::: "memory");
    const std::uint32_t* from = &data_load;
    for (std::uint32_t* to = &data_begin; to != &data_end; ++to) *to = *from++;
    for (std::uint32_t* to = &bss_begin; to != &bss_end; ++to) *to = 0;
    for (handler* init = init_array_begin; init != init_array_end; ++init) (*init)();
    semihosting::exit(main());
}

// Initial stack pointer, reset, then the system exceptions: the tests expect none of them.
[[gnu::section(".vectors"), gnu::used]] static const handler vectors[16] = {
    reinterpret_cast<handler>(&stack_top), reset,      unexpected, unexpected, unexpected, unexpected,
    unexpected,                            nullptr,    nullptr,    nullptr,    nullptr,    unexpected,
    unexpected,                            nullptr,    unexpected, unexpected};
