// SPDX-License-Identifier: BSD-3-Clause
// A variational autoencoder (Kingma & Welling 2014) of the bundled digits draws digits that nobody wrote.
#include <algorithm>
#include <array>
#include <cstdio>
#include <inlay/simd/normal.hpp>
#include <string>
#include <vector>

#include "common.hpp"
#include "proof.hpp"

namespace {

constexpr std::size_t latent = 8;

struct encoder : nn::sequential<nn::flatten, nn::dense<128>, nn::relu, nn::dense<2 * latent>> {};
struct decoder : nn::sequential<nn::dense<128>, nn::relu, nn::dense<64>, nn::sigmoid> {};
// The loss is a mean over 64 pixels, beside which the paper's weight of the divergence is 1/64. Half of that draws digits that are
// sharper and less alike (Higgins et al. 2017 weigh it so, there to the other side).
struct vae : nn::sequential<nn::input<8, 8, 1>, encoder, nn::reparameterise<0.5 / 64>, decoder> {};
struct generator : nn::sequential<nn::input<latent>, decoder> {};

using picture = std::array<float, 64>;

double distance(const picture& a, const picture& b) {
    double sum = 0;
    for (std::size_t i = 0; i < 64; ++i) {
        const double apart = static_cast<double>(a[i] - b[i]);
        sum += apart * apart;
    }
    return sum;
}

/// The mean distance of each picture to the one of `known` that is most like it.
double mean_distance(const std::vector<picture>& drawn, const std::vector<picture>& known) {
    double sum = 0;
    for (const picture& d : drawn) {
        double least = 1e9;
        for (const picture& k : known) least = std::min(least, distance(d, k));
        sum += least;
    }
    return sum / static_cast<double>(drawn.size());
}

/// The mean distance of each picture to the next one: little if all are alike.
double variety(const std::vector<picture>& pictures) {
    double sum = 0;
    for (std::size_t i = 1; i < pictures.size(); ++i) sum += distance(pictures[i - 1], pictures[i]);
    return sum / static_cast<double>(pictures.size() - 1);
}

std::vector<picture> pictures_of(const nn::dataset<4>& data) {
    std::vector<picture> all(data.size());
    for (std::size_t i = 0; i < all.size(); ++i) std::copy_n(data.inputs.data() + 64 * i, 64, all[i].begin());
    return all;
}

/// Rows of pictures as a portable grey map, four screen pixels to each.
void write_sheet(const char* path, const std::vector<picture>& drawn, std::size_t across) {
    constexpr std::size_t zoom = 4, cell = 9 * zoom;
    const std::size_t down = drawn.size() / across, width = across * cell, height = down * cell;
    std::string sheet = "P5 " + std::to_string(width) + " " + std::to_string(height) + " 255\n";
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t px = x % cell / zoom, py = y % cell / zoom;
            const picture& p = drawn[y / cell * across + x / cell];
            sheet += static_cast<char>(px < 8 && py < 8 ? static_cast<int>(255 * p[py * 8 + px]) : 64);
        }
    }
    nn::write_file_atomically(path, sheet);
    std::printf("%zu drawn digits: %s\n", drawn.size(), path);
}

void show(const std::vector<picture>& drawn) {
    for (std::size_t y = 0; y < 8; ++y) {
        for (const picture& p : drawn) {
            for (std::size_t x = 0; x < 8; ++x) std::printf("%c", " .:-=+*#%@"[static_cast<int>(9.99f * p[y * 8 + x])]);
            std::printf("  ");
        }
        std::printf("\n");
    }
}

}  // namespace

int main(int argc, char** argv) try {
    const nn::seed seed = examples::seed_of(argc, argv);
    const auto [train, test] = nn::split(nn::read_digits(examples::bundled), 1437, seed);
    const std::vector<picture> known = pictures_of(train), held_out = pictures_of(test);
    nn::model<vae> model{seed};
    nn::fit(model, nn::samples(known, known), nn::binary_cross_entropy{}, nn::adam{.learning_rate = 2e-3}, {.epochs = 150, .batch_size = 32, .seed = seed});

    nn::model<generator> draw;
    nn::layer_parameters<0>(draw.parameters()) = nn::layer_parameters<2>(model.parameters());
    nn::random r(seed);
    std::vector<picture> drawn(80), noise(80);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        std::array<float, latent> z{};
        for (float& v : z) v = static_cast<float>(nn::simd::normal_quantile(r.uniform<double>() + 0x1p-54));  // not of 0
        const auto y = draw(z);
        std::copy(y.begin(), y.end(), drawn[i].begin());
        for (float& v : noise[i]) v = r.uniform<float>();
    }
    show({drawn.begin(), drawn.begin() + 8});
    write_sheet(argc > 2 ? argv[2] : "vae_digits.pgm", drawn, 16);

    const double ours = mean_distance(drawn, known), real = mean_distance(held_out, known), random = mean_distance(noise, known);
    std::printf("squared distance to the digit most like it: drawn %.2f, held-out digits %.2f, noise %.2f\n", ours, real, random);
    const double our_variety = variety(drawn), real_variety = variety(held_out);
    std::printf("squared distance to the next picture: drawn %.2f, held-out digits %.2f\n", our_variety, real_variety);
    return ours < 1.5 * real && ours < random / 5 && our_variety > 0.45 * real_variety ? 0 : 1;
} catch (const nn::error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
