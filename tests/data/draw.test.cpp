// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <inlay/data/draw.hpp>
#include <vector>

#include "temporary_file.hpp"

namespace nn = inlay;

namespace data_test::draw {

TEST_CASE("draw: narrow pictures have two characters per pixel") {
    CHECK(nn::draw(std::array<float, 6>{0, 0.25F, 0.5F, 0.75F, 1, 0}, 2, 3) ==
          "  \u2591\u2591\u2592\u2592\n\u2593\u2593\u2588\u2588  \n");
    CHECK(nn::draw(std::array<float, 5>{-3, 0.5F, 7, NAN, INFINITY}, 1, 5, nn::shades::ascii) ==
          "  ++@@??@@\n");
}

TEST_CASE("draw: wide pictures have one for two pixels, one above the other") {
    std::vector<float> pixels(3 * 17);
    pixels[0] = pixels[17] = 1;  // both: full
    pixels[1] = 1;               // one of two: half
    pixels[2 * 17 + 16] = 1;     // the last row has no row below
    CHECK(nn::draw(pixels, 3, 17) ==
          "\u2588\u2592" + std::string(15, ' ') + "\n" + std::string(16, ' ') + "\u2592\n");
}

TEST_CASE("draw: refuses sizes that do not agree") {
    CHECK(message_of([] { nn::draw(std::array<float, 5>{}, 2, 3); }) ==
          "draw: 5 pixels are not a picture of 2 x 3");
    CHECK(message_of([] { nn::draw({}, 0, 0); }) == "draw: 0 pixels are not a picture of 0 x 0");
}

}  // namespace data_test::draw
