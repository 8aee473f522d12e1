// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/training.hpp>
#include <limits>
#include <string>
#include <type_traits>

#include "laws/values.hpp"

namespace inference_test {
namespace {

namespace nn = inlay;

/// A model as training may leave it: no statistic and no scale is 0 or 1.
template <class Net>
nn::model<Net> used_model() {
    nn::model<Net> m(nn::seed{3});
    const auto at = nn::leaf_pointers<float>(m.parameters());
    nn::random r(nn::seed{4});
    for (std::size_t i = 0; i < at.size(); ++i) {
        const nn::leaf_info& info = nn::leaf_table<Net>[i];
        if (info.what.role == nn::role::weight) continue;
        for (std::size_t k = 0; k < info.size; ++k) at[i][k] = 0.5f + r.uniform<float>();
    }
    return m;
}

/// The largest difference between a network and what inference runs of it, of outputs of the size of 1.
template <class Net, class Rewrite = nn::detail::no_rewrite>
double difference_of_folding() {
    const nn::model<Net> whole = used_model<Net>();
    const nn::model<nn::inference_t<Net, Rewrite>> lean = nn::inference_model<Rewrite>(whole);
    const auto x = laws::scattered(Net::input_shape::size, 1, 1);
    nn::input_tensor<Net> in{};
    for (std::size_t i = 0; i < x.size(); ++i) in[i] = static_cast<float>(x[i]);
    const auto a = whole(in), b = lean(in);
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        most = std::isnan(d) ? std::numeric_limits<double>::infinity() : std::max(most, d);
    }
    return most;
}

template <class Net>
constexpr std::size_t layers = nn::inference_t<Net>::layers::count;

// ---- what only training does ------------------------------------------------------------------------------------------

struct block : nn::sequential<nn::dense<6>, nn::dropout<0.5>, nn::relu> {};
struct noisy : nn::sequential<nn::input<6>, nn::dropout<0.1>, block, nn::residual<nn::dense<6>, nn::gaussian_noise<0.3>, nn::tanh>,
                              nn::add<nn::sequential<nn::dropout<0.2>, nn::dense<6>>, nn::identity>, nn::dropout<0.5>, nn::again<1>, nn::dense<3>> {};

TEST_CASE("inference_t leaves out what only training does, everywhere, and computes the same") {
    using lean = nn::inference_t<noisy>;
    static_assert(layers<noisy> == 5);
    static_assert(nn::cost<lean>.parameters == nn::cost<noisy>.parameters && nn::cost<lean>.flops == nn::cost<noisy>.flops);
    CHECK(difference_of_folding<noisy>() == 0);
}

// ---- batch normalisations ---------------------------------------------------------------------------------------------

struct unit : nn::sequential<nn::conv2d<5, 3, nn::padding::same>, nn::batch_norm<>, nn::relu> {};
struct folded : nn::sequential<nn::input<6, 6, 2>, unit, nn::dropout<0.2>,                                                        //
                               nn::residual<nn::depthwise_conv2d<3, nn::padding::same, nn::use_bias::no>, nn::batch_norm<>, nn::relu,  //
                                            nn::conv2d<5, 1, nn::use_bias::no>, nn::batch_norm<>>,
                               nn::add<nn::sequential<nn::conv2d<4, 3, 2>, nn::batch_norm<>>, nn::conv2d<4, 3, 2>>,  //
                               nn::flatten, nn::dense<7, nn::use_bias::no>, nn::dropout<0.1>, nn::batch_norm<>, nn::tanh, nn::dense<3>> {};

TEST_CASE("inference_t folds batch normalisations into what is before them, with a bias or without, through skips and branches") {
    using lean = nn::inference_t<folded>;
    static_assert(layers<folded> == 7);
    for (const nn::layer_info& l : nn::layer_table<lean>) CHECK(std::string(l.name) != "batch_norm");
    // convolutions of 2, 5 and 5 channels, one by one and depthwise, two that branch, two dense: all with a bias
    static_assert(nn::cost<lean>.parameters == (18 * 5 + 5) + (9 * 5 + 5) + (5 * 5 + 5) + 2 * (45 * 4 + 4) + (16 * 7 + 7) + (7 * 3 + 3));
    CHECK(difference_of_folding<folded>() < 2e-5);
}

// A normalisation that has nothing to go into, or that is used twice, stays; so does one behind a function.
struct stays : nn::sequential<nn::input<5>, nn::batch_norm<>, nn::dense<5>, nn::relu, nn::batch_norm<>, nn::again<1>, nn::batch_norm<>> {};

TEST_CASE("inference_t leaves normalisations that do not follow a layer of their own") {
    static_assert(layers<stays> == 6);
    static_assert(nn::cost<nn::inference_t<stays>>.parameters == nn::cost<stays>.parameters);
    CHECK(difference_of_folding<stays>() < 1e-5);
}

// ---- convolutions in another form -------------------------------------------------------------------------------------

struct narrow_block : nn::sequential<nn::conv2d<8, 3, nn::padding::same, nn::use_bias::no>, nn::batch_norm<>, nn::relu> {};
struct pictured : nn::sequential<nn::input<8, 7, 3>, nn::conv2d<8, 3, nn::padding::same>, nn::relu, narrow_block, nn::residual<narrow_block, nn::again<0>>,
                                 nn::branch<nn::conv2d<9, 3, nn::zeros{1}>, nn::conv2d<4, 1>>, nn::concatenate<>, nn::flatten, nn::dense<3>> {};

TEST_CASE("inference_t<Net, winograd> computes the same by other convolutions, wherever they are") {
    using lean = nn::inference_t<pictured, nn::winograd>;
    const std::string summary = nn::summary<lean>("");
    std::size_t found = 0;
    for (std::size_t at = summary.find("winograd_conv2d<"); at != std::string::npos; at = summary.find("winograd_conv2d<", at + 1)) ++found;
    CHECK_MESSAGE(found == 3, summary);
    static_assert(nn::cost<lean>.parameters == (27 * 8 + 8) + 2 * (36 * 8 * 8 + 8) + (36 * 8 * 9 + 9) + (8 * 4 + 4) + (56 * 13 * 3 + 3));
    CHECK(difference_of_folding<pictured, nn::winograd>() < 2e-5);
}

// ---- sums within a convolution ----------------------------------------------------------------------------------------

constexpr auto same = nn::padding::same;
template <std::size_t Filters, std::size_t Stride = 1>
struct normed : nn::sequential<nn::conv2d<Filters, 3, Stride, same>, nn::batch_norm<>> {};
struct twice : nn::sequential<normed<32>, nn::relu, normed<32>> {};
struct down : nn::sequential<normed<40, 2>, nn::relu, normed<40>> {};

// A residual in the place of its input and one that reads it, sums of which either branch adds or is there already, with a function behind
// them and without.
struct summed : nn::sequential<nn::input<16, 16, 32>, nn::residual<twice>, nn::relu, nn::residual<normed<32>>, nn::add<nn::identity, twice>, nn::tanh,  //
                               nn::add<twice, nn::conv2d<32, 1>>, nn::add<nn::conv2d<40, 1, 2, same>, down>, nn::relu, nn::residual<normed<40>, nn::tanh, normed<40>>,
                               nn::add<normed<40>, nn::identity, normed<40>>, nn::global_average_pool2d, nn::dense<3>> {};

TEST_CASE("inference_t<Net, winograd>: convolutions form the sums of residuals and branches") {
    CHECK(difference_of_folding<summed, nn::winograd>() < 2e-5);
}

template <class... Ls>
using on_picture = nn::bind<nn::residual<Ls...>, nn::shape<8, 8, 16>>;
using convolved = nn::winograd_conv2d<16, same>;
static_assert(on_picture<convolved, nn::relu, convolved>::infers_in_place);
static_assert(!on_picture<convolved>::infers_in_place);                                        // reads its input while it writes
static_assert(!on_picture<nn::reshape<8, 8, 16>, convolved>::infers_in_place);                   // so does this
static_assert(!on_picture<convolved, nn::relu, convolved, nn::softmax>::infers_in_place);        // ends in another layer
static_assert(!nn::bind<nn::residual<nn::winograd_conv2d<17, same>, nn::winograd_conv2d<17, same>>, nn::shape<8, 8, 17>>::infers_in_place ||
              INLAY_VECTOR_BYTES < 8);  // packs overlap

static_assert(nn::structure_hash<nn::inference_t<folded>> != nn::structure_hash<folded>);

}  // namespace
}  // namespace inference_test
