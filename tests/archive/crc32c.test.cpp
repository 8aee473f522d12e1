// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/archive/crc32c.hpp>
#include <string>
#include <string_view>

namespace crc32c_test {

using inlay::archive::crc32c;

// the check value of the catalogue of CRCs, and the vectors of RFC 3720, B.4
static_assert(crc32c("123456789") == 0xe3069283);
static_assert(crc32c("") == 0);

TEST_CASE("CRC-32C: published vectors") {
    CHECK(crc32c(std::string(32, '\0')) == 0x8a9136aa);
    CHECK(crc32c(std::string(32, '\xff')) == 0x62a8ab43);
    std::string up, down;
    for (char i = 0; i < 32; ++i) {
        up += i;
        down += static_cast<char>(31 - i);
    }
    CHECK(crc32c(up) == 0x46dd794e);
    CHECK(crc32c(down) == 0x113fdb5c);
}

TEST_CASE("CRC-32C: in parts as in one, for every split") {
    std::string text;
    for (int i = 0; i < 50; ++i) text += static_cast<char>(i * 37);
    const std::string_view all = text;
    for (std::size_t i = 0; i <= all.size(); ++i) {
        CHECK(crc32c(all.substr(i), crc32c(all.substr(0, i))) == crc32c(all));
    }
}

}  // namespace crc32c_test
