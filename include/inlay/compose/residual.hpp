// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <cstddef>
#include <inlay/compose/chain.hpp>
#include <inlay/compose/composite.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// x + chain(x), with the function of the element-wise layer that was fused into it. The input stays where it is, and the sum is formed
/// by the chain's last layer where that adds, else in place: the skip costs at most one pass over the result, and no memory.
template <class Self, class In, class Function>
struct bound_residual : bound_layer<In, In> {
    using body = chain<Self, In>;
    static constexpr bool plain = std::is_same_v<Function, unchanged>;
    template <class T>
    using parameters = typename body::template parameters<T>;
    template <std::size_t I>
    using inner = typename body::template inner<I>;
    template <std::size_t I>
    static constexpr std::size_t owner_of = body::template owner_of<I>;

    // What the chain gave is overwritten by the sum, so that where its backward pass reads that, it is kept apart.
    static constexpr std::size_t own = keeps_output(body::keeps) ? In::size : 0;
    static constexpr std::size_t slope = plain ? 0 : In::size;
    static constexpr keep keeps = static_cast<keep>((keeps_input(body::keeps) ? 1 : 0) | (plain ? 0 : 2));
    static constexpr memory cache{padded(body::cache.per_sample) + own, body::cache.per_call};
    static constexpr memory inference_scratch = body::inference_scratch;
    static constexpr memory training_scratch{padded(body::training_scratch.per_sample) + slope, body::training_scratch.per_call};
    static constexpr bool infers_in_place = body::adds_to_input;
    static constexpr bool stochastic = body::stochastic, couples_samples = body::couples_samples, reads_mask = body::reads_mask;
    static constexpr bool streams = body::streams;
    static constexpr std::size_t state = body::state;
    static constexpr std::uint64_t flops = body::flops + In::size;

    template <class Next, bool Training>
    static constexpr bool absorbs = plain && requires { typename Next::function; } && (!Training || Next::keeps == keep::output);
    template <class Next>
    using with = bound_residual<Self, In, typename Next::function>;

    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        if constexpr (!Pass::training && body::adds) {
            body::template forward_onto<Function>(p, x, static_cast<const T*>(x.data()), y, pass);
        } else {
            auto to = y;
            if constexpr (Pass::training && own > 0) to = view_like<In, T>(pass.cache.per_sample + padded(body::cache.per_sample) * x.samples(), x);
            body::forward(p, x, to, pass);
            simd::map(simd::elements(y), [](auto a, auto b) { return Function::value(a + b); }, y.data(), static_cast<const T*>(to.data()), x.data());
        }
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        const T* d = dy.data();
        if constexpr (!plain) {
            T* const to = pass.scratch.per_sample + padded(body::training_scratch.per_sample) * dy.samples();
            simd::map(simd::elements(dy), [](auto a, auto b) { return a * Function::slope(b); }, to, d, pass.y.data());
            d = to;
        }
        const auto slopes = view_like<In, const T>(d, dy);
        const auto kept = [&] {
            if constexpr (own > 0) {
                return view_like<In, const T>(static_cast<const T*>(pass.cache.per_sample + padded(body::cache.per_sample) * dy.samples()), dy);
            } else {
                return absent{};
            }
        }();
        const auto x = only_if<keeps_input(body::keeps)>(pass.x);
        body::backward(p, slopes, dx, dp,
                       backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(kept)>>{pass.scratch, pass.cache, x, kept, pass.mask});
        if constexpr (wanted<DX>) {
            simd::map(simd::elements(dx), [](auto a, auto b) { return a + b; }, dx.data(), static_cast<const T*>(dx.data()), d);
        }
    }
};

}  // namespace detail

/// y = x + layers(x) (He et al. 2016): layers one after the other, as in a sequential, around which the input skips. They must give
/// the shape that they get; with a projection on the way around write add<sequential<...>, conv2d<32, 1, 2>>.
///
///     residual<conv2d<16, 3, padding::same>, relu, conv2d<16, 3, padding::same>>, relu
template <class... Ls>
struct residual {
    static_assert(sizeof...(Ls) > 0, "inlay: a residual has at least one layer to skip");
    static constexpr const char* name = "residual";
    using advice = advice::its_layers_must_give_the_shape_they_get;
    static constexpr void settings(auto&&) {}
    using layers = detail::layer_list<Ls...>;
    template <class... New>
    using with_layers = residual<New...>;

    template <Shape In>
        requires std::same_as<In, typename detail::link<layers, In, sizeof...(Ls) - 1>::output>
    using on = detail::bound_residual<residual, In, unchanged>;
    template <class Self, Shape In>
        requires std::same_as<In, typename detail::link<layers, In, sizeof...(Ls) - 1>::output>
    using on_as = detail::bound_residual<Self, In, unchanged>;
};

}  // namespace inlay::inline INLAY_ABI
