// SPDX-License-Identifier: BSD-3-Clause
#include <inlay/inlay.hpp>
#include <inlay/embedded.hpp>

// a variable that is inline is one object for the whole program
const char* second() { return inlay::instruction_set; }
