// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <span>
#include <string>

namespace inlay::inline INLAY_ABI {

/// What `draw` uses from dark to light: five blocks of growing density, or ten ASCII characters.
enum class shades { blocks, ascii };

/// A picture of (height, width) pixels, 0 (blank) to 1 (full), as lines of text that end with '\n'. Values
/// outside are cut off; NaN is drawn as '?'.
///
/// A character of a terminal is about twice as high as wide: pictures up to 16 pixels wide get two characters
/// per pixel, wider ones a character per two pixels one above the other (their mean).
inline std::string draw(std::span<const float> pixels, std::size_t height, std::size_t width,
                        shades style = shades::blocks) {
    static constexpr const char* blocks[] = {" ", "\u2591", "\u2592", "\u2593", "\u2588"};
    static constexpr const char* ascii[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};
    if (pixels.size() != height * width || pixels.empty()) {
        throw error("draw: " + std::to_string(pixels.size()) + " pixels are not a picture of " +
                    std::to_string(height) + " x " + std::to_string(width));
    }
    const std::span<const char* const> ramp =
        style == shades::blocks ? std::span<const char* const>(blocks) : std::span<const char* const>(ascii);
    const bool narrow = width <= 16;
    std::string text;
    for (std::size_t row = 0; row < height; row += narrow ? 1 : 2) {
        for (std::size_t column = 0; column < width; ++column) {
            float value = pixels[row * width + column];
            if (!narrow) {
                value = (value + (row + 1 < height ? pixels[(row + 1) * width + column] : 0.0F)) / 2;
            }
            const char* shade = "?";
            if (value == value) {
                value = value < 0 ? 0 : value > 1 ? 1 : value;
                shade = ramp[static_cast<std::size_t>(value * static_cast<float>(ramp.size() - 1) + 0.5F)];
            }
            text += shade;
            text += narrow ? shade : "";
        }
        text += '\n';
    }
    return text;
}

}  // namespace inlay::inline INLAY_ABI
