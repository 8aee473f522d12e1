// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdarg>
#include <cstdio>
#include <inlay/core/config.hpp>
#include <stdexcept>

namespace inlay::inline INLAY_ABI {

/// What hosted code throws: the text names the file, field, layer or argument, and what to do about it.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

namespace detail {

/// Throws an error, its text written as printf writes it: what puts strings together is not compiled wherever something is refused.
#if defined(__GNUC__)
[[gnu::format(printf, 1, 2), gnu::cold, gnu::noinline]]
#endif
[[noreturn]] inline void refuse(const char* format, ...) {
    char text[512];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    throw error(text);
}

}  // namespace detail

}  // namespace inlay::inline INLAY_ABI
