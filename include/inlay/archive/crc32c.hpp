// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <string_view>

namespace inlay::inline INLAY_ABI::archive {
namespace detail {

/// tables[k][b]: what byte b does to the remainder when k more bytes follow it.
constexpr auto make_crc32c_tables() {
    std::array<std::array<std::uint32_t, 256>, 8> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0x82f63b78u : 0u);
        tables[0][byte] = remainder;
    }
    for (std::size_t byte = 0; byte < 256; ++byte) {
        for (std::size_t k = 1; k < 8; ++k) {
            const std::uint32_t before = tables[k - 1][byte];
            tables[k][byte] = (before >> 8) ^ tables[0][before & 0xff];
        }
    }
    return tables;
}
inline constexpr auto crc32c_tables = make_crc32c_tables();

}  // namespace detail

/// CRC-32C (Castagnoli: polynomial 0x1edc6f41 reflected, start and end inverted) of bytes; of a longer text in parts
/// with the CRC of what came before as `before`. crc32c("123456789") is 0xe3069283. Eight bytes at a time.
constexpr std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0) {
    const auto& tables = detail::crc32c_tables;
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    std::uint32_t crc = ~before;
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        crc ^= at(i) | at(i + 1) << 8 | at(i + 2) << 16 | at(i + 3) << 24;
        crc = tables[7][crc & 0xff] ^ tables[6][(crc >> 8) & 0xff] ^ tables[5][(crc >> 16) & 0xff] ^
              tables[4][crc >> 24] ^ tables[3][at(i + 4)] ^ tables[2][at(i + 5)] ^ tables[1][at(i + 6)] ^
              tables[0][at(i + 7)];
    }
    for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ tables[0][(crc ^ at(i)) & 0xff];
    return ~crc;
}

}  // namespace inlay::inline INLAY_ABI::archive
