// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/real.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/simd/map.hpp>
#include <utility>

namespace inlay::inline INLAY_ABI {

/// Axes along which prelu has one alpha for all positions, counted from 1 as in Keras: shared_axes{1, 2} of a picture.
struct shared_axes {
    unsigned bits = 0;
    constexpr shared_axes() = default;
    template <std::same_as<int>... Axes>
    consteval explicit shared_axes(Axes... axes) : bits((0u | ... | (1u << axes))) {}
    /// As the digits of a number: {1, 2} is 12.
    constexpr unsigned digits() const {
        unsigned all = 0;
        for (unsigned axis = 1; axis < 10; ++axis) all = has(axis) ? 10 * all + axis : all;
        return all;
    }
    constexpr bool has(std::size_t axis) const { return (bits >> axis & 1) != 0; }
    friend constexpr bool operator==(shared_axes, shared_axes) = default;
};

/// What prelu's alpha starts from: 0 in Keras, 0.25 in PyTorch.
struct alpha_initial {
    real value;
    consteval explicit alpha_initial(double v) : value(v) {}
};

namespace detail {

template <class In, shared_axes Shared, std::size_t... Axis>
auto alpha_shape(std::index_sequence<Axis...>) -> shape<(Shared.has(Axis + 1) ? 1 : In::dims[Axis])...>;

template <class T, class Alphas, real Initial>
struct prelu_parameters {
    tensor<T, Alphas> alpha;

    // A bias for the regularisers: He et al. do not decay it, as that would pull it back to relu.
    static constexpr void leaves(auto&& visit, auto&... p) {
        visit(leaf{"alpha", role::bias, initializer::constant, 0, 0, Initial}, p.alpha...);
    }
    friend constexpr bool operator==(const prelu_parameters&, const prelu_parameters&) = default;
};

template <class In, shared_axes Shared, real Initial>
struct bound_prelu : bound_layer<In, In> {
    using alphas = decltype(alpha_shape<In, Shared>(std::make_index_sequence<In::rank>{}));
    template <class T>
    using parameters = prelu_parameters<T, alphas, Initial>;

    static constexpr keep keeps = keep::input;
    static constexpr std::uint64_t flops = 2 * In::size;
    static constexpr bool streams = In::rank == 2 && Shared.has(1);  // else each time step has its own alpha

    // The last axes that are all shared, or all not, are one stretch: with one alpha, or with one alpha each.
    static constexpr bool one_alpha = Shared.has(In::rank);
    static constexpr std::size_t outer_axes = [] {
        std::size_t axis = In::rank;
        while (axis > 0 && Shared.has(axis) == one_alpha) --axis;
        return axis;
    }();
    static constexpr std::size_t stretch = [] {
        std::size_t size = 1;
        for (std::size_t axis = outer_axes; axis < In::rank; ++axis) size *= In::dims[axis];
        return size;
    }();
    static constexpr std::size_t stretches = In::size / stretch;
    static constexpr simd::fixed<stretch> length{};

    // The first alpha of a stretch.
    static constexpr std::size_t alpha_of(std::size_t number) {
        std::size_t offset = 0, step = one_alpha ? 1 : stretch;
        for (std::size_t axis = outer_axes; axis > 0; --axis) {
            if (!Shared.has(axis)) {
                offset += number % In::dims[axis - 1] * step;
                step *= In::dims[axis - 1];
            }
            number /= In::dims[axis - 1];
        }
        return offset;
    }

    template <class W, class X, class Y>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const auto&) {
        for (std::size_t at = 0; at < x.size(); at += stretch) {
            const W* const alpha = p.alpha.data() + alpha_of(at / stretch % stretches);
            if constexpr (one_alpha) {
                simd::map(length, [a = *alpha](auto v) { return select(v > 0, v, v * a); }, y.data() + at, x.data() + at);
            } else {
                simd::map(length, [](auto v, auto a) { return select(v > 0, v, v * a); }, y.data() + at, x.data() + at, alpha);
            }
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        for (std::size_t at = 0; at < dy.size(); at += stretch) {
            const G *const d = dy.data() + at, *const x = pass.x.data() + at;
            const std::size_t first = alpha_of(at / stretch % stretches);
            const W* const alpha = p.alpha.data() + first;
            G* const slope = dp.alpha.data() + first;
            if constexpr (one_alpha) {
                const auto both = [a = *alpha](auto d, auto v) { return std::array{select(v > 0, d, d * a), select(v > 0, 0, d * v)}; };
                if constexpr (wanted<DX>) {
                    *slope += simd::map_sum(length, both, dx.data() + at, d, x);
                } else {
                    *slope += simd::sum(length, [](auto d, auto v) { return select(v > 0, 0, d * v); }, d, x);
                }
            } else {
                if constexpr (wanted<DX>) {
                    const auto both = [](auto d, auto v, auto a, auto sum) {
                        return std::array{select(v > 0, d, d * a), sum + select(v > 0, 0, d * v)};
                    };
                    simd::map_all(length, both, std::array<G*, 2>{dx.data() + at, slope}, std::array<const G*, 4>{d, x, alpha, slope});
                } else {
                    simd::map(length, [](auto d, auto v, auto sum) { return sum + select(v > 0, 0, d * v); }, slope, d, x, static_cast<const G*>(slope));
                }
            }
        }
    }
};

}  // namespace detail

/// y = x for x > 0, else alpha x with a trained alpha (He et al. 2015). The slope at 0 is alpha. As in Keras, every element of a
/// sample has an alpha of its own, or all positions along shared axes have one; the options, in any order:
///
///     prelu<>                                              one per element
///     prelu<shared_axes{1, 2}>                             of a picture: one per channel, PyTorch's PReLU(channels)
///     prelu<shared_axes{1}, alpha_initial{0.25}>           of a vector: a single one, PyTorch's PReLU()
///
///     in           any shape
///     out          the same
///     parameters   alpha  the shape in, 1 in place of shared axes     0, or what alpha_initial says
template <auto... Options>
struct prelu {
    static_assert((detail::is_option<Options, shared_axes, alpha_initial> && ...), "inlay: prelu takes shared_axes and alpha_initial");
    static constexpr const char* name = "prelu";
    static constexpr shared_axes shared = detail::option(shared_axes{}, Options...);
    static constexpr real initial = detail::option(alpha_initial{0}, Options...).value;
    static constexpr void settings(auto&& visit) {
        visit("shared_axes", shared.digits());
        visit("alpha_initial", initial);
    }
    using advice = advice::its_shared_axes_are_counted_from_1_and_must_exist;

    template <Shape In>
        requires(In::rank > 0) && ((shared.bits & 1) == 0) && (shared.bits >> In::rank <= 1)
    using on = detail::bound_prelu<In, shared, initial>;
};

}  // namespace inlay::inline INLAY_ABI
