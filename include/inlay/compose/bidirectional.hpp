// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/branch_shapes.hpp>
#include <inlay/compose/steps.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// What becomes of the two outputs of a bidirectional layer (Keras' merge_mode).
enum class merge : unsigned char { concat, sum, mul, ave };

constexpr const char* to_text(merge m) { return m == merge::concat ? "concat" : m == merge::sum ? "sum" : m == merge::mul ? "mul" : "ave"; }

namespace detail {

/// Both sets of parameters; their names are the layer's with "forward_" and "backward_" before it, as in Keras.
template <class L, class P>
struct bidirectional_parameters {
    P forward, backward;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit.enter(0, prefixed<'f', 'o', 'r', 'w', 'a', 'r', 'd', '_'>.data());
        P::leaves(visit, p.forward...);
        visit.leave();
        visit.enter(1, prefixed<'b', 'a', 'c', 'k', 'w', 'a', 'r', 'd', '_'>.data());
        P::leaves(visit, p.backward...);
        visit.leave();
    }
    friend constexpr bool operator==(const bidirectional_parameters&, const bidirectional_parameters&) = default;

private:
    static constexpr std::size_t length = [] {
        std::size_t at = 0;
        while (L::name[at] != 0) ++at;
        return at;
    }();
    template <char... Letters>
    static constexpr std::array<char, sizeof...(Letters) + length + 1> prefixed = [] {
        std::array<char, sizeof...(Letters) + length + 1> text{Letters...};
        for (std::size_t i = 0; i < length; ++i) text[sizeof...(Letters) + i] = L::name[i];
        return text;
    }();
};

template <class Out, merge Mode>
using joined_shape = typename with_last_extent<Out, (Mode == merge::concat ? 2 : 1) * last_extent<Out>>::type;

constexpr memory larger_of(memory a, memory b) {
    return {a.per_sample > b.per_sample ? a.per_sample : b.per_sample, a.per_call > b.per_call ? a.per_call : b.per_call};
}

template <class L, class In, merge Mode>
struct bound_bidirectional : bound_layer<In, joined_shape<typename bind<L, In>::output, Mode>> {
    using ahead = bind<L, In>;
    using back = bind<typename L::reversed, In>;
    template <std::size_t I>
    using inner = std::conditional_t<I == 0, ahead, back>;
    using one = typename ahead::output;  // of one direction
    static constexpr std::size_t units = last_extent<one>, rows = one::size / units;
    static constexpr bool multiplies = Mode == merge::mul;
    template <class T>
    using parameters = bidirectional_parameters<L, typename ahead::template parameters<T>>;

    static constexpr keep keeps = static_cast<keep>(static_cast<unsigned>(ahead::keeps) & 1u);
    static_assert(!keeps_output(ahead::keeps));
    // Both layers' caches, and both outputs, which only a product reads again. Then scratch: both outputs or their gradients, the
    // second dx, and what one of the layers needs.
    static constexpr memory cache{2 * ahead::cache.per_sample + (multiplies ? 2 * one::size : 0), 2 * ahead::cache.per_call};
    static constexpr memory training_scratch{2 * one::size + In::size + larger_of(ahead::training_scratch, back::training_scratch).per_sample,
                                             larger_of(ahead::training_scratch, back::training_scratch).per_call};
    static constexpr memory inference_scratch{2 * one::size + larger_of(ahead::inference_scratch, back::inference_scratch).per_sample,
                                              larger_of(ahead::inference_scratch, back::inference_scratch).per_call};
    static constexpr std::uint64_t flops = ahead::flops + back::flops + (Mode == merge::concat ? 0 : one::size);
    static constexpr bool reads_mask = ahead::reads_mask;

    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        const std::size_t n = x.samples();
        T* made = pass.scratch.per_sample;
        region<T> rest{made + 2 * n * one::size, pass.scratch.per_call};
        if constexpr (Pass::training) {
            rest.per_sample += n * In::size;
            const auto caches = both_caches(pass.cache, n);
            if constexpr (multiplies) made = products_of(pass.cache, n);
            ahead::forward(p.forward, x, view_like<one, T>(made, x), training_pass<T>{rest, caches[0], pass.generator, pass.penalty, pass.mask});
            back::forward(p.backward, x, view_like<one, T>(made + n * one::size, x),
                          training_pass<T>{rest, caches[1], pass.generator, pass.penalty, pass.mask});
        } else {
            ahead::forward(p.forward, x, view_like<one, T>(made, x), inference_pass<T>{rest, pass.mask});
            back::forward(p.backward, x, view_like<one, T>(made + n * one::size, x), inference_pass<T>{rest, pass.mask});
        }
        join(made, made + n * one::size, y.data(), n);
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        const std::size_t n = dy.samples();
        T *const slopes = pass.scratch.per_sample, *const other = slopes + 2 * n * one::size;
        const region<T> rest{other + n * In::size, pass.scratch.per_call};
        split(dy.data(), products_of(pass.cache, n), slopes, slopes + n * one::size, n);
        const auto caches = both_caches(pass.cache, n);
        const auto pass_with = [&](region<T> cache) {
            return backward_pass<T, std::remove_const_t<decltype(pass.x)>, std::remove_const_t<decltype(pass.y)>>{rest, cache, pass.x, pass.y, pass.mask};
        };
        ahead::backward(p.forward, view_like<one, const T>(static_cast<const T*>(slopes), dy), dx, dp.forward, pass_with(caches[0]));
        const auto second = view_like<one, const T>(static_cast<const T*>(slopes + n * one::size), dy);
        if constexpr (wanted<DX>) {
            back::backward(p.backward, second, view_like<In, T>(other, dy), dp.backward, pass_with(caches[1]));
            simd::map(simd::at_least<In::size>{n * In::size}, [](auto a, auto b) { return a + b; }, dx.data(), dx.data(), other);
        } else {
            back::backward(p.backward, second, dx, dp.backward, pass_with(caches[1]));
        }
    }

private:
    template <class T>
    static constexpr std::array<region<T>, 2> both_caches(region<T> cache, std::size_t n) {
        return {cache, region<T>{cache.per_sample + n * ahead::cache.per_sample, cache.per_call + ahead::cache.per_call}};
    }
    // Where the outputs lie that a product reads again.
    template <class T>
    static constexpr T* products_of(region<T> cache, std::size_t n) {
        return multiplies ? cache.per_sample + 2 * n * ahead::cache.per_sample : nullptr;
    }
    // The backward layer's row for a row of the output: its sequence is in the order in which it went.
    static constexpr std::size_t turned(std::size_t row) { return row / rows * rows + (rows - 1 - row % rows); }

    template <class T>
    static constexpr void join(const T* a, const T* b, T* y, std::size_t n) {
        for (std::size_t row = 0; row < n * rows; ++row) {
            const T *const ar = a + row * units, *const br = b + turned(row) * units;
            if constexpr (Mode == merge::concat) {
                for (std::size_t i = 0; i < units; ++i) y[row * 2 * units + i] = ar[i];
                for (std::size_t i = 0; i < units; ++i) y[(row * 2 + 1) * units + i] = br[i];
            } else {
                simd::map(simd::fixed<units>{}, [](auto f, auto g) {
                    if constexpr (Mode == merge::mul) return f * g;
                    else if constexpr (Mode == merge::sum) return f + g;
                    else return (f + g) * decltype(f)(T(0.5));
                }, y + row * units, ar, br);
            }
        }
    }
    template <class T>
    static constexpr void split(const T* dy, const T* made, T* da, T* db, std::size_t n) {
        for (std::size_t row = 0; row < n * rows; ++row) {
            T *const ar = da + row * units, *const br = db + turned(row) * units;
            if constexpr (Mode == merge::concat) {
                for (std::size_t i = 0; i < units; ++i) ar[i] = dy[row * 2 * units + i];
                for (std::size_t i = 0; i < units; ++i) br[i] = dy[(row * 2 + 1) * units + i];
            } else if constexpr (multiplies) {
                const T *const f = made + row * units, *const g = made + (n * rows + turned(row)) * units;
                simd::map_all(simd::fixed<units>{}, [](auto d, auto v, auto w) { return std::array{d * w, d * v}; }, std::array<T*, 2>{ar, br},
                              std::array<const T*, 3>{dy + row * units, f, g});
            } else {
                for (std::size_t i = 0; i < units; ++i) ar[i] = br[i] = Mode == merge::ave ? dy[row * units + i] * T(0.5) : dy[row * units + i];
            }
        }
    }
};

template <class L>
concept Reversible = requires { typename L::reversed; };
// One tensor, and that behind the last step or behind each: no states besides.
template <class L, class In>
concept GivesOneTensor = Layer<L, In> && bind<L, In>::output::rank > 0;

}  // namespace detail

/// The recurrent layer L over the sequence from both ends, each with parameters of its own: Keras' Bidirectional. With
/// returns::sequence, what the backward layer gives is turned round again: row t is of step t in both.
///
///     in           shape<Steps, Features>
///     out          with merge::concat twice the units, forward before backward: shape<2 Units> or shape<Steps, 2 Units>;
///                  with sum, mul, ave (the mean of both) as L's
///     parameters   L's twice: forward_..., backward_...
///
/// It cannot stream: the backward layer starts with the last step. PyTorch's bidirectional=True is merge::concat; of its output
/// the last row holds the last step of both, and so the backward layer's first one, where returns::last gives its last.
template <class L, merge Mode = merge::concat>
struct bidirectional {
    static_assert(detail::Reversible<L>, "inlay: bidirectional takes a recurrent layer: gru, lstm or simple_rnn");
    static constexpr const char* name = "bidirectional";
    using advice = advice::it_needs_shape_steps_features;
    static constexpr void settings(auto&& visit) { visit("merge_mode", to_text(Mode)); }

    using layers = detail::layer_list<L, typename L::reversed>;
    template <Shape In>
        requires(In::rank == 2 && detail::GivesOneTensor<L, In>)
    using on = detail::bound_bidirectional<L, In, Mode>;
};

}  // namespace inlay::inline INLAY_ABI
