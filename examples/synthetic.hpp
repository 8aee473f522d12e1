// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Data made by formulas, for networks whose own data sets are too large to be bundled. Every sample follows from the generator.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/training.hpp>
#include <vector>

namespace synthetic {
namespace nn = inlay;

/// Samples and class numbers, as fit takes them.
template <std::size_t Size>
struct labelled {
    std::vector<std::array<float, Size>> inputs;
    std::vector<std::int32_t> targets;
};

inline float within(nn::random& r, float least, float most) { return least + (most - least) * r.uniform<float>(); }

/// Colour pictures of Side x Side pixels with one of ten figures at any place, of any size and two colours, under noise: disc, ring,
/// square, frame, cross, saltire, triangle, horizontal, vertical and diagonal stripes.
template <std::size_t Side>
void draw_figure(nn::random& r, std::int32_t figure, std::array<float, Side * Side * 3>& picture) {
    const float side = static_cast<float>(Side), size = within(r, 0.22f, 0.34f) * side, thick = 0.3f * size;
    const float cx = within(r, size, side - size), cy = within(r, size, side - size), period = within(r, 0.12f, 0.2f) * side;
    std::array<float, 3> ink{}, paper{};
    for (std::size_t c = 0; c < 3; ++c) {
        ink[c] = within(r, 0.5f, 1);
        paper[c] = within(r, 0, 0.4f);
    }
    for (std::size_t y = 0; y < Side; ++y) {
        for (std::size_t x = 0; x < Side; ++x) {
            const float dx = static_cast<float>(x) - cx, dy = static_cast<float>(y) - cy, ax = std::fabs(dx), ay = std::fabs(dy);
            const float round = std::sqrt(dx * dx + dy * dy), box = std::fmax(ax, ay);
            const auto stripe = [&](float at) { return box < size && std::fmod(at + 100 * period, period) < period / 2; };
            bool on = false;
            switch (figure) {
                case 0: on = round < size; break;
                case 1: on = round < size && round > size - thick; break;
                case 2: on = box < size; break;
                case 3: on = box < size && box > size - thick; break;
                case 4: on = box < size && (ax < thick / 2 || ay < thick / 2); break;
                case 5: on = box < size && std::fabs(ax - ay) < thick / 1.5f; break;
                case 6: on = dy < size && dy > -size && ax < (dy + size) / 2; break;
                case 7: on = stripe(dy); break;
                case 8: on = stripe(dx); break;
                default: on = stripe(dx + dy); break;
            }
            for (std::size_t c = 0; c < 3; ++c) picture[(y * Side + x) * 3 + c] = (on ? ink[c] : paper[c]) + within(r, -0.08f, 0.08f);
        }
    }
}

/// The first `classes` of the figures in turn.
template <std::size_t Side>
labelled<Side * Side * 3> figures(std::size_t count, std::int32_t classes, nn::random& r) {
    labelled<Side * Side * 3> all{std::vector<std::array<float, Side * Side * 3>>(count), std::vector<std::int32_t>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        all.targets[i] = static_cast<std::int32_t>(i % static_cast<std::size_t>(classes));
        draw_figure<Side>(r, all.targets[i], all.inputs[i]);
    }
    return all;
}

/// "Words" as 49 frames of 10 coefficients: each of the twelve is a melody of three gliding tones, spoken early or late, fast or slow,
/// loud or soft, under noise.
inline labelled<490> words(std::size_t count, nn::random& r) {
    labelled<490> all{std::vector<std::array<float, 490>>(count), std::vector<std::int32_t>(count)};
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t word = static_cast<std::int32_t>(i % 12);
        const float start = within(r, 2, 14), length = within(r, 22, 32), loud = within(r, 0.7f, 1.3f);
        nn::random melody(nn::seed{static_cast<std::uint64_t>(word) + 1000});  // the word's own, whoever speaks
        std::array<float, 4> tone{};
        for (float& t : tone) t = within(melody, 0.5f, 8.5f);
        for (std::size_t f = 0; f < 49; ++f) {
            const float at = (static_cast<float>(f) - start) / length * 3;
            for (std::size_t k = 0; k < 10; ++k) {
                float v = within(r, -0.3f, 0.3f);
                if (at >= 0 && at < 3) {
                    const std::size_t part = static_cast<std::size_t>(at);
                    const float now = tone[part] + (tone[part + 1] - tone[part]) * (at - static_cast<float>(part));
                    const float apart = static_cast<float>(k) - now;
                    v += loud * std::exp(-apart * apart);
                }
                all.inputs[i][f * 10 + k] = v;
            }
        }
        all.targets[i] = word;
    }
    return all;
}

/// Five frames of 128 mel bands of a running machine: harmonics of a speed that drifts, on a floor of noise. A worn one has a side
/// band beside each harmonic.
inline std::vector<std::array<float, 640>> machine(std::size_t count, bool worn, nn::random& r) {
    std::vector<std::array<float, 640>> all(count);
    for (auto& sample : all) {
        const float speed = within(r, 9, 11), load = within(r, 0.6f, 1.2f);
        for (std::size_t frame = 0; frame < 5; ++frame) {
            for (std::size_t band = 0; band < 128; ++band) {
                float v = within(r, -0.1f, 0.1f) - 0.004f * static_cast<float>(band);
                for (int h = 1; h <= 10; ++h) {
                    const float apart = static_cast<float>(band) - speed * static_cast<float>(h), beside = apart - 0.45f * speed;
                    v += load / static_cast<float>(h) * std::exp(-apart * apart / 2);
                    if (worn) v += 0.5f * load / static_cast<float>(h) * std::exp(-beside * beside / 2);
                }
                sample[frame * 128 + band] = v;
            }
        }
    }
    return all;
}

}  // namespace synthetic
