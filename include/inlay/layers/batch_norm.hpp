// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/layers/normalization.hpp>
#include <inlay/simd/normalization.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// What the moving variance of a batch_norm follows: the batch's variance as Keras has it, the mean square distance from the
/// mean, or PyTorch's n / (n - 1) of it.
enum class variance : unsigned char { biased, unbiased };

namespace detail {

template <class T, std::size_t Channels, scale Scale, center Center, real Momentum>
struct batch_norm_parameters : gamma_and_beta<T, Channels, Scale, Center> {
    using affine = gamma_and_beta<T, Channels, Scale, Center>;
    tensor<T, shape<Channels>> moving_mean, moving_variance;

    static constexpr void leaves(auto&& visit, auto&... p) {
        constexpr double rate = 1 - double{Momentum};
        affine::leaves(visit, p...);
        visit(leaf{.name = "moving_mean", .role = role::statistic, .init = initializer::zeros, .rate = rate}, p.moving_mean...);
        visit(leaf{.name = "moving_variance", .role = role::statistic, .init = initializer::ones, .rate = rate}, p.moving_variance...);
    }
    friend constexpr bool operator==(const batch_norm_parameters&, const batch_norm_parameters&) = default;
};

/// batch_norm L on In, with the function of the element-wise layer that was fused into it.
template <class L, class In, class Function>
struct bound_batch_norm : bound_layer<In, In> {
    static constexpr std::size_t channels = In::dims[In::rank - 1], positions = In::size / channels;
    template <class T>
    using parameters = typename L::template parameters_on<T, channels>;
    static constexpr keep keeps = keep::input;
    static constexpr memory cache{0, simd::column_statistics<float>::arrays * channels};
    static constexpr memory training_scratch{0, 2 * channels};
    static constexpr std::uint64_t flops = 3 * std::uint64_t{In::size};
    static constexpr bool couples_samples = true;
    static constexpr bool streams = true;

    // In training the slope must follow from what the function gave, which is computed again.
    template <class Next, bool Training>
    static constexpr bool absorbs =
        std::is_same_v<Function, unchanged> && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_batch_norm<L, In, typename Next::function>;

    /// In inference y = scale x + shift per channel: a linear layer in front can take that into its kernel and bias.
    static constexpr bool folds = std::is_same_v<Function, unchanged>;
    template <class W>
    static constexpr void affine_of(const parameters<W>& p, W* scale, W* shift) {
        const auto gamma = gamma_of(p);
        const auto beta = beta_of(p);
        simd::for_packs<W, channels>([&]<class P>(P* pack, std::size_t c) __attribute__((always_inline)) {
            const P factor = gamma(pack, c) / sqrt(P::load(p.moving_variance.data() + c) + P(static_cast<W>(L::small)));
            factor.store(scale + c);
            (beta(pack, c) - P::load(p.moving_mean.data() + c) * factor).store(shift + c);
        });
    }

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        constexpr T epsilon = static_cast<T>(L::small);
        const T* const from = x.data();
        T* const to = y.data();
        const std::size_t rows = x.samples() * positions;
        const auto gamma = gamma_of(p);
        const auto beta = beta_of(p);
        if constexpr (Pass::training) {
            if (rows == 0) return;
            const auto statistics = simd::column_statistics<T>::template within<channels>(pass.cache.per_call);
            simd::measure_columns<channels, 1>(from, rows, epsilon, statistics);
            simd::normalize_columns<channels, Function>(from, to, rows, statistics, gamma, beta);
        } else {
            simd::rescale_columns<channels, Function>(from, to, rows, p.moving_mean.data(), p.moving_variance.data(), epsilon, gamma, beta);
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        using T = typename DY::value_type;
        const std::size_t rows = dy.samples() * positions;
        if (rows == 0) return;
        const auto statistics = simd::column_statistics<T>::template within<channels>(pass.cache.per_call);
        T *const of_dy = pass.scratch.per_call, *const of_dy_u = of_dy + channels;
        const T *const x = pass.x.data(), *const d = dy.data();
        simd::sum_slopes<channels, Function>(x, d, rows, statistics, of_dy, of_dy_u, gamma_of(p), beta_of(p));
        add_slopes<channels>(dp, of_dy_u, of_dy);
        const T factor = L::follows == variance::biased ? T(1) : static_cast<T>(rows) / static_cast<T>(rows > 1 ? rows - 1 : 1);
        for (std::size_t c = 0; c < channels; ++c) {  // no slopes: where the statistics should go
            dp.moving_mean[c] += p.moving_mean[c] - (statistics.mean[c] - statistics.offset[c] / statistics.inverse[c]);
            dp.moving_variance[c] += p.moving_variance[c] - factor * statistics.variance[c];
        }
        if constexpr (wanted<DX>) {
            simd::normalize_columns_backward<channels, 1, Function>(x, d, dx.data(), rows, statistics, of_dy, of_dy_u, gamma_of(p), beta_of(p));
        }
    }
};

}  // namespace detail

/// y = gamma (x - mean) / sqrt(variance + Epsilon) + beta per channel, the last axis (Ioffe & Szegedy 2015; Keras'
/// BatchNormalization). Training takes mean and variance over the batch and all other axes, and lets moving_mean and
/// moving_variance follow: moving = Momentum moving + (1 - Momentum) of the batch. Inference takes the moving ones.
///
///     in, out      shape<..., Channels>
///     parameters   gamma[Channels], beta[Channels], moving_mean[Channels], moving_variance[Channels]
///
/// Options: center::no, scale::no, variance::unbiased. torch.nn.BatchNorm1d and 2d with momentum 0.1 are
/// batch_norm<0.9, 1e-5, variance::unbiased>: PyTorch's momentum is 1 - Keras'. Of a single row, the unbiased variance counts as 0.
/// The statistics move by gradients of role::statistic (see leaf::rate): where gradients are collected over several batches,
/// they move once, by the sum.
template <real Momentum = 0.99, real Epsilon = 1e-3, auto... Options>
struct batch_norm {
    static_assert(double{Momentum} >= 0 && double{Momentum} <= 1, "inlay: the momentum of batch_norm is within [0, 1]");
    static_assert(double{Epsilon} > 0, "inlay: the epsilon of batch_norm is more than 0");
    static_assert((detail::is_option<Options, center, scale, variance> && ...), "inlay: the options of batch_norm are center, scale and variance");
    static constexpr center centers = detail::option(center::yes, Options...);
    static constexpr scale scales = detail::option(scale::yes, Options...);
    static constexpr variance follows = detail::option(variance::biased, Options...);
    static constexpr const char* name = "batch_norm";
    static constexpr void settings(auto&& visit) {
        visit("momentum", Momentum);
        visit("epsilon", Epsilon);
        visit("center", centers == center::yes ? "true" : "false");
        visit("scale", scales == scale::yes ? "true" : "false");
        visit("variance", follows == variance::biased ? "biased" : "unbiased");
    }

    static constexpr double small = double{Epsilon};
    template <class T, std::size_t Channels>
    using parameters_on = detail::batch_norm_parameters<T, Channels, scales, centers, Momentum>;
    template <Shape In>
        requires(In::rank > 0)
    using on = detail::bound_batch_norm<batch_norm, In, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
