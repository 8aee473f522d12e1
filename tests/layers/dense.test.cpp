// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/elu.hpp>
#include <inlay/layers/gelu.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/tanh.hpp>
#include <type_traits>

#include "layers/folding.hpp"
#include "laws/layer.hpp"

namespace dense_test {
namespace {

namespace nn = inlay;

TEST_CASE("dense: laws") {
    laws::layer<nn::dense<1>, nn::shape<1>, nn::shape<17>, nn::shape<40>>();
    laws::layer<nn::dense<5>, nn::shape<3>>();
    laws::layer<nn::dense<17>, nn::shape<5>>();
    laws::layer<nn::dense<33>, nn::shape<17>>();
    laws::constant<nn::dense<5>, nn::shape<7>>();
}

TEST_CASE("dense without a bias: laws, and what it is with one") {
    using bare = nn::dense<5, nn::use_bias::no>;
    laws::layer<bare, nn::shape<3>>();
    using P = nn::bind<bare, nn::shape<4>>::parameters<double>;
    static_assert(sizeof(P) == sizeof(P::kernel));
    static_assert(std::is_same_v<bare::with_bias, nn::dense<5, nn::use_bias::yes>> && std::is_same_v<nn::dense<5>::with_bias, nn::dense<5>>);
    folding::expect_scaled_outputs<bare, nn::shape<3>>();
    folding::expect_scaled_outputs<nn::dense<5>, nn::shape<3, 4>>();
}

TEST_CASE("dense: laws on sequences, every step alike") {
    laws::layer<nn::dense<5>, nn::shape<3, 4>, nn::shape<1, 17>>();
    laws::constant<nn::dense<5>, nn::shape<2, 3>>();
    using whole = nn::bind<nn::dense<3>, nn::shape<9, 4>>;
    using step = nn::bind<nn::dense<3>, nn::shape<1, 4>>;
    static_assert(std::is_same_v<whole::output, nn::shape<9, 3>> && whole::streams);
    static_assert(std::is_same_v<whole::parameters<float>, step::parameters<float>>);
    static_assert(std::is_same_v<whole::parameters<float>, nn::bind<nn::dense<3>, nn::shape<4>>::parameters<float>>);
}

// ---- an element-wise layer taken into the kernels ---------------------------------------------------------------------

template <std::size_t Units, class Function>
struct fused {
    static constexpr const char* name = "fused";
    static constexpr void settings(auto&&) {}
    template <class In>
    using before = nn::bind<nn::dense<Units>, In>;
    template <class In>
    using on = typename before<In>::template with<nn::bind<Function, typename before<In>::output>>;
};

TEST_CASE("dense with tanh in it: laws") {
    laws::layer<fused<5, nn::tanh>, nn::shape<3>, nn::shape<3, 4>>(1.5);
    laws::layer<fused<17, nn::tanh>, nn::shape<5>>(1.5);
    laws::layer<fused<1, nn::tanh>, nn::shape<40>>(0.3);
    laws::constant<fused<5, nn::tanh>, nn::shape<7>>();
}

template <class Next>
using on_five = nn::bind<Next, nn::shape<5>>;
using plain = on_five<nn::dense<5>>;
static_assert(plain::absorbs<on_five<nn::relu>, true> && plain::absorbs<on_five<nn::relu>, false>);
static_assert(!plain::absorbs<on_five<nn::gelu>, true> && plain::absorbs<on_five<nn::gelu>, false>);  // its slope needs its input
static_assert(!plain::absorbs<on_five<nn::dense<5>>, false>);
static_assert(!plain::with<on_five<nn::relu>>::absorbs<on_five<nn::relu>, false>);

/// Forward and backward at once, and of one layer after the other: the same bits.
template <class T, std::size_t Units, class Function, class In>
void same_as_separate() {
    using first = nn::bind<nn::dense<Units>, In>;
    using second = nn::bind<Function, typename first::output>;
    using both = typename first::template with<second>;
    using Out = typename first::output;
    for (const std::size_t n : {1, 2, 5, 8, 13, 27}) {
        CAPTURE(n);
        const laws::array<T> x(laws::scattered(n * In::size, 1, 2)), dy(laws::scattered(n * Out::size, 2, 1));
        const laws::array<T> z(n * Out::size), y(n * Out::size, laws::nan<T>), y_(n * Out::size), dz(n * Out::size), dx(n * In::size, laws::nan<T>),
            dx_(n * In::size), scratch(n * both::training_scratch.per_sample, laws::nan<T>);
        typename first::template parameters<T> p{}, dp{}, dp_{};
        const auto values = laws::scattered(p.kernel.size() + Units, 3, 1);
        for (std::size_t i = 0; i < p.kernel.size(); ++i) p.kernel[i] = static_cast<T>(values[i]);
        for (std::size_t i = 0; i < Units; ++i) p.bias[i] = static_cast<T>(values[p.kernel.size() + i]);
        const nn::region<T> room{scratch.data(), nullptr}, none{nullptr, nullptr};
        const nn::view<const T, In> in(x.data(), n);
        const nn::view<const T, Out> slope(dy.data(), n);

        both::forward(p, in, nn::view<T, Out>(y.data(), n), nn::inference_pass<T>{none});
        first::forward(p, in, nn::view<T, Out>(z.data(), n), nn::inference_pass<T>{none});
        second::forward({}, nn::view<const T, Out>(z.data(), n), nn::view<T, Out>(y_.data(), n), nn::inference_pass<T>{none});
        CHECK(y.copy() == y_.copy());

        const nn::view<const T, Out> out(y.data(), n);
        both::backward(p, slope, nn::view<T, In>(dx.data(), n), dp, nn::backward_pass<T, decltype(in), decltype(out)>{room, none, in, out});
        nn::no_parameters nothing;
        second::backward({}, slope, nn::view<T, Out>(dz.data(), n), nothing, nn::backward_pass<T, nn::absent, decltype(out)>{none, none, {}, out});
        first::backward(p, nn::view<const T, Out>(dz.data(), n), nn::view<T, In>(dx_.data(), n), dp_,
                        nn::backward_pass<T, decltype(in), nn::absent>{none, none, in, {}});
        CHECK(dx.copy() == dx_.copy());
        CHECK(dp == dp_);
    }
}

TEST_CASE("dense with a function in it gives the bits of both layers") {
    same_as_separate<float, 10, nn::relu, nn::shape<16>>();
    same_as_separate<float, 1, nn::tanh, nn::shape<50>>();
    same_as_separate<float, 100, nn::elu<>, nn::shape<31>>();
    same_as_separate<float, 9, nn::relu, nn::shape<3, 7>>();
    same_as_separate<double, 21, nn::tanh, nn::shape<9>>();
}

// ---- a gradient in parts ------------------------------------------------------------------------------------------------

TEST_CASE("dense: a deferred gradient is the gradient") {
    constexpr std::size_t in = 85, units = 200;  // 81 samples at a time
    using layer = nn::bind<nn::dense<units>, nn::shape<in>>;
    if constexpr (layer::defers) {
        static layer::parameters<float> p{}, dp{}, deferred{};
        for (const std::size_t n : {1, 20, 81, 82, 200}) {
            CAPTURE(n);
            const laws::array<float> x(laws::scattered(n * in, 1, 1)), dy(laws::scattered(n * units, 2, 1));
            using X = nn::view<const float, nn::shape<in>>;
            const X input(x.data(), n);
            const nn::view<const float, nn::shape<units>> slope(dy.data(), n);
            const nn::backward_pass<float, X, nn::absent> pass{{nullptr, nullptr}, {nullptr, nullptr}, input, {}};
            dp = deferred = {};
            dp.kernel[7] = deferred.kernel[7] = 3;  // added to
            layer::backward(p, slope, nn::discard{}, dp, pass);
            nn::deferred_product<float> product{};
            layer::backward(p, slope, nn::deferral<float>{&product}, deferred, pass);
            CHECK(product.rows == n);
            CHECK(layer::can_give_parts(product) == (n <= 81));
            layer::give_all(product, deferred.kernel.data());
            laws::expect_close("kernel", {deferred.kernel.begin(), deferred.kernel.end()}, {dp.kernel.begin(), dp.kernel.end()}, 1e-5);
            CHECK(deferred.bias == dp.bias);
        }
    }
}

}  // namespace
}  // namespace dense_test
