// SPDX-License-Identifier: BSD-3-Clause
// A small causal transformer learns a song character by character, then recites a verse that it was not given: a song of this kind
// repeats in every verse what the one before has brought.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "proof.hpp"

namespace {

constexpr std::string_view song = R"(on the first night the wind brought me
a single leaf of the walnut tree.

on the second night the wind brought me
two grey feathers,
and a single leaf of the walnut tree.

on the third night the wind brought me
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

on the fourth night the wind brought me
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

on the fifth night the wind brought me
five sparks from the mill,
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

on the sixth night the wind brought me
six bells from the bay,
five sparks from the mill,
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

on the seventh night the wind brought me
seven grains of sand,
six bells from the bay,
five sparks from the mill,
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

on the eighth night the wind brought me
eight clouds like sheep,
seven grains of sand,
six bells from the bay,
five sparks from the mill,
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.

)";

// Nobody can guess what the ninth night brings; what follows is known.
constexpr std::string_view prompt = R"(on the ninth night the wind brought me
nine keys on a ring,
eight clouds like sheep,
)";
constexpr std::string_view held_out = R"(seven grains of sand,
six bells from the bay,
five sparks from the mill,
four notes of a flute,
three drops of rain,
two grey feathers,
and a single leaf of the walnut tree.
)";

constexpr std::string_view alphabet = "\n ,.abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t window = 48;
static_assert(song.find_first_not_of(alphabet) == song.npos && prompt.find_first_not_of(alphabet) == prompt.npos);

struct block : nn::transformer_encoder<2, 16, 64, nn::attention_mask::causal> {};
struct reciter : nn::sequential<nn::input<window>, nn::embedding<alphabet.size(), 32>, nn::position_embedding, block, block, nn::layer_norm<>,
                                nn::dense<alphabet.size()>, nn::softmax> {};

std::size_t number_of(char c) { return alphabet.find(c); }

/// The character that most likely follows a text, of which the last `window` ones are seen.
char most_likely(const nn::model<reciter>& model, std::string_view text) {
    text.remove_prefix(text.size() - std::min(text.size(), window));
    std::array<float, window> seen{};  // what stands behind a text shorter than the window is not looked at
    for (std::size_t t = 0; t < text.size(); ++t) seen[t] = static_cast<float>(number_of(text[t]));
    const auto chances = model(seen);
    const auto row = chances.begin() + (text.size() - 1) * alphabet.size();
    return alphabet[static_cast<std::size_t>(std::max_element(row, row + alphabet.size()) - row)];
}

}  // namespace

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    // Every window of the song, and for each of its characters the one that follows.
    std::vector<std::array<float, window>> windows(song.size() - window);
    std::vector<std::array<std::int32_t, window>> followers(windows.size());
    for (std::size_t i = 0; i < windows.size(); ++i) {
        for (std::size_t t = 0; t < window; ++t) {
            windows[i][t] = static_cast<float>(number_of(song[i + t]));
            followers[i][t] = static_cast<std::int32_t>(number_of(song[i + t + 1]));
        }
    }

    nn::model<reciter> model{seed};
    const nn::history past = nn::fit(model, nn::samples(windows, followers), nn::sparse_categorical_cross_entropy{}, nn::adam{.learning_rate = 3e-3},
                                     {.epochs = 12, .batch_size = 16, .seed = seed, .average = {.use_ema = true}});

    // Told the right text so far, and left alone with its own.
    std::string told(prompt), recited(prompt);
    std::size_t right = 0;
    for (const char c : held_out) {
        right += most_likely(model, told) == c;
        told += c;
        recited += most_likely(model, recited);
    }
    const double trained = past.epochs.back().accuracy, accuracy = static_cast<double>(right) / static_cast<double>(held_out.size());
    std::printf("%s\nnext character: %.4f of the song's windows, %.4f of the new verse\n", recited.c_str(), trained, accuracy);
    const bool same = told == recited;
    if (!same) std::printf("the verse is\n%s\n", told.c_str());
    return same && accuracy >= 0.99 && trained >= 0.9 ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
