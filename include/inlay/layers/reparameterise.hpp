// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/real.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/normal.hpp>

namespace inlay::inline INLAY_ABI {

/// The latent sample of a variational autoencoder (Kingma & Welling 2014). Of the mean m and the logarithm v of the variance it
/// gives in training z = m + e^(v / 2) e with a standard normal e, and in inference z = m. In training, KlWeight times the
/// divergence from the standard normal distribution, sum(m^2 + e^v - 1 - v) / 2, is added to the loss as a mean over the
/// samples: beside a loss that is itself a mean over D values, a weight of 1 / D is the paper's. Element i of the batch's z
/// takes the generator's i-th number from where it stands.
///
///     in           shape<2 N>: N means, then N logarithms of variances
///     out          shape<N>
template <real KlWeight = 1.0>
struct reparameterise {
    static_assert(double{KlWeight} >= 0, "inlay: the weight of reparameterise is not negative");
    static constexpr const char* name = "reparameterise";
    using advice = advice::it_needs_shape_2n_means_before_log_variances;
    static constexpr void settings(auto&& visit) { visit("kl_weight", KlWeight); }

    template <Vector In>
        requires(In::size % 2 == 0)
    struct on : bound_layer<In, shape<In::size / 2>> {
        static constexpr std::size_t size = In::size / 2;
        static constexpr simd::fixed<size> row{};
        static constexpr keep keeps = keep::input;
        static constexpr memory cache{size, 0};  // e^(v / 2) e
        static constexpr bool stochastic = true;
        static constexpr bool couples_samples = true;  // by the mean of the divergence
        static constexpr std::uint64_t flops = 9 * size;

        template <class X, class Y, class Pass>
        static constexpr void forward(const no_parameters&, X x, Y y, const Pass& pass) {
            using T = typename Y::value_type;
            if constexpr (Pass::training) {
                T* noise = pass.cache.per_sample;
                simd::normal_deviates(*pass.generator, noise, y.size());
                pass.generator->skip(y.size());
                const auto scaled = [](auto e, auto m, auto v) {
                    return std::array{simd::exp(v * 0.5) * e, (m * m + (simd::expm1(v) - v)) * 0.5};
                };
                T divergence = 0;
                for (std::size_t n = 0; n < x.samples(); ++n, noise += size) {
                    const T* const m = x.sample(n);
                    divergence += simd::map_sum(row, scaled, noise, static_cast<const T*>(noise), m, m + size);
                    simd::map(row, [](auto a, auto b) { return a + b; }, y.sample(n), m, static_cast<const T*>(noise));
                }
                *pass.penalty += divergence * weight<T>(x.samples());
            } else {
                for (std::size_t n = 0; n < x.samples(); ++n) {
                    simd::map(row, [](auto m) { return m; }, y.sample(n), x.sample(n));
                }
            }
        }

        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto& pass) {
            if constexpr (wanted<DX>) {
                using T = typename DX::value_type;
                const auto slopes = [share = weight<T>(dy.samples())](auto d, auto noise, auto m, auto v) {
                    return std::array{d + m * share, (d * noise + simd::expm1(v) * share) * 0.5};
                };
                for (std::size_t n = 0; n < dy.samples(); ++n) {
                    const T* const m = pass.x.sample(n);
                    T* const to = dx.sample(n);
                    simd::map_all(row, slopes, std::array<T*, 2>{to, to + size},
                                  std::array<const T*, 4>{dy.sample(n), pass.cache.per_sample + n * size, m, m + size});
                }
            }
        }

    private:
        template <class T>
        static constexpr T weight(std::size_t samples) {
            return static_cast<T>(double{KlWeight}) / static_cast<T>(samples);
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
