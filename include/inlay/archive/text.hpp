// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <string>
#include <string_view>
#include <system_error>

// Numbers and messages as text. Archives are not where a program spends its time: their functions are marked cold, which
// makes them small and quick to compile.

namespace inlay::inline INLAY_ABI::archive {

/// The parts one after the other.
[[gnu::cold, gnu::noinline]] inline std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text.append(part);
    return text;
}

[[noreturn, gnu::cold, gnu::noinline]] inline void fail(std::initializer_list<std::string_view> parts) {
    throw error(joined(parts));
}

/// The shortest text that reads back as the same number.
template <class Number>
[[gnu::cold, gnu::noinline]] std::string number_text(Number value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return std::string(text, end);
}

/// Reads all of a text as a number; false if it is none or does not fit the type.
template <class Number>
[[gnu::cold, gnu::noinline]] bool parse_number(std::string_view text, Number& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size();
}

/// "0x00000000e3069283", with as many digits as asked for: numbers of 64 bits lose digits in many readers of JSON.
[[gnu::cold, gnu::noinline]] inline std::string hexadecimal(std::uint64_t value, int digits) {
    std::string text = "0x";
    for (int shift = digits * 4 - 4; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 15];
    return text;
}
[[gnu::cold, gnu::noinline]] inline bool parse_hexadecimal(std::string_view text, int digits, std::uint64_t& value) {
    if (!text.starts_with("0x") || text.size() != 2 + static_cast<std::size_t>(digits)) return false;
    const auto [end, problem] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    return problem == std::errc{} && end == text.data() + text.size();
}

}  // namespace inlay::inline INLAY_ABI::archive
