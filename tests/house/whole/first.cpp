// SPDX-License-Identifier: BSD-3-Clause
// With second.cpp: everything is included twice in one program, so a function that is not inline is found by the linker.
#include <inlay/inlay.hpp>

const char* second();

int main() { return second() == inlay::instruction_set ? 0 : 1; }
