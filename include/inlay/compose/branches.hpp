// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/branch_plan.hpp>
#include <inlay/compose/branch_shapes.hpp>
#include <inlay/compose/composite.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/fusion.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>
#include <utility>

/// Layers side by side: what add, average, multiply, maximum, concatenate, fork and parallel have in common.
namespace inlay::inline INLAY_ABI::detail {

/// The branches of a recipe named Self on In, merged; where a branch adds, with the function of the element-wise layer that was fused
/// into it for inference.
template <merging How, class Self, class In, bool Split, class Function = unchanged>
struct bound_branches : bound_layer<In, merged_output<How, typename Self::layers, In, Split>> {
    using list = typename Self::layers;
    using output = merged_output<How, list, In, Split>;
    static constexpr bool side_by_side = true;
    static constexpr std::size_t count = branch_count<list, In>;
    template <std::size_t I>
    using inner = typename branch_at<list, In, I, Split>::type;
    template <std::size_t I>
    static constexpr std::size_t owner_of = list::owners[I];
    template <class T>
    using parameters = composite_parameters<Self, In, T>;

private:
    using indices = std::make_index_sequence<count>;
    static constexpr bool apart = How == merging::apart;
    static constexpr branch_plan<count> plan = []<std::size_t... I>(std::index_sequence<I...>) {
        const std::array<branch_facts, count> branches{branch_facts{inner<I>::output::size, inner<I>::is_view, keeps_input(inner<I>::keeps),
                                                                    keeps_output(inner<I>::keeps), inner<I>::cache, inner<I>::inference_scratch,
                                                                    inner<I>::training_scratch, inner<I>::state, inner<I>::adds,
                                                                    inner<I>::adds_in_place}...};
        return plan_branches(branches, How, In::size, !Split);
    }(indices{});
    static constexpr composite_facts all = []<std::size_t... I>(std::index_sequence<I...>) { return facts_of<inner<I>...>(); }(indices{});

public:
    static constexpr keep keeps = static_cast<keep>((plan.keeps_input ? 1 : 0) | (plan.keeps_output ? 2 : 0));
    static constexpr memory cache = plan.cache, inference_scratch = plan.inference_scratch, training_scratch = plan.training_scratch;
    static constexpr bool stochastic = all.stochastic, couples_samples = all.couples_samples, reads_mask = all.reads_mask, streams = all.streams;
    static constexpr std::size_t state = all.state;
    static constexpr std::uint64_t flops = all.flops + (apart || How == merging::concatenate ? 0 : count * output::size);

    template <class Next, bool Training>
    static constexpr bool absorbs = !Training && plan.inference_adder < count && std::is_same_v<Function, unchanged> && requires { typename Next::function; };
    template <class Next>
    using with = bound_branches<How, Self, In, Split, typename Next::function>;

    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        if constexpr (!Pass::training && plan.inference_adder < count) {
            constexpr std::size_t last = plan.inference_adder, other = 1 - last;
            run<other>(p, x, y, pass);
            const typename Y::value_type* const addend = result<other>(x, y, pass);
            with_branch<last>(p, x, y, pass, [=](const auto& own, auto from, auto to, const auto& inside) {
                inner<last>::template forward_onto<Function>(own, from, addend, to, inside);
            });
        } else {
            merge(p, x, y, pass);
        }
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        [&]<std::size_t... I>(std::index_sequence<I...>) { (back<I>(p, dy, dx, dp, pass), ...); }(indices{});
    }

private:
    // Branch by branch.
    template <class P, class X, class Y, class Pass>
    static constexpr void merge(const P& p, X x, Y y, const Pass& pass) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            constexpr std::size_t lead = Pass::training ? plan.training_leader : plan.inference_leader;
            if constexpr (lead < count) run<lead>(p, x, y, pass);
            ((I == lead ? void() : run<I>(p, x, y, pass), I == lead ? void() : join<I, (lead < count ? lead : 0) == I>(x, y, pass)), ...);
            if constexpr (How == merging::average) simd::map(simd::elements(y), [](auto a) { return a * (1.0 / count); }, y.data(), only_read(y));
        }(indices{});
    }

    template <std::size_t I, class Pass>
    static constexpr result_place goes = Pass::training ? plan.training[I] : plan.inference[I];

    template <class V>
    static constexpr auto only_read(V v) {
        return static_cast<const typename V::value_type*>(v.data());
    }
    template <std::size_t I, class V>
    static constexpr auto own_part(V v) {
        if constexpr (Split) {
            return part<I>(v);
        } else {
            return v;
        }
    }
    template <std::size_t I, class Pass>
    static constexpr auto own_result(const Pass& pass, std::size_t n) {
        return pass.cache.per_sample + plan.result_at[I] * n;
    }
    template <std::size_t I, class Pass>
    static constexpr auto own_cache(const Pass& pass, std::size_t n) {
        return decltype(pass.cache){pass.cache.per_sample + plan.cache_at[I].per_sample * n, pass.cache.per_call + plan.cache_at[I].per_call};
    }

    // Where branch I's result is, as a pointer.
    template <std::size_t I, class X, class Y, class Pass>
    static constexpr auto result(X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        constexpr result_place where = goes<I, Pass>;
        if constexpr (where == result_place::input) {
            return own_part<I>(x).data();
        } else if constexpr (apart) {
            return part<I>(y).data();
        } else if constexpr (where == result_place::result) {
            return y.data();
        } else if constexpr (where == result_place::cache) {
            return static_cast<T*>(own_result<I>(pass, x.samples()));
        } else {
            return static_cast<T*>(pass.scratch.per_sample);
        }
    }

    template <std::size_t I, class P, class X, class Y, class Pass>
    static constexpr void run(const P& p, X x, Y y, const Pass& pass) {
        if constexpr (goes<I, Pass> != result_place::input) {
            with_branch<I>(p, x, y, pass, [](const auto& own, auto from, auto to, const auto& inside) { inner<I>::forward(own, from, to, inside); });
        }
    }

    // Calls f with what branch I works with: its parameters, views of its input and of its result, and its pass.
    template <std::size_t I, class P, class X, class Y, class Pass, class F>
    static constexpr void with_branch(const P& p, X x, Y y, const Pass& pass, F f) {
        using T = typename Y::value_type;
        const std::size_t n = x.samples();
        const auto from = own_part<I>(x);
        const auto to = view_like<typename inner<I>::output, T>(result<I>(x, y, pass), x);
        const auto& own = in_slot_of<I>(p);
        constexpr std::size_t room = Pass::training ? plan.training_room : plan.inference_room;
        const region<T> scratch{pass.scratch.per_sample + room * n, pass.scratch.per_call};
        if constexpr (Pass::training) {
            f(own, from, to, training_pass<T>{scratch, own_cache<I>(pass, n), pass.generator, pass.penalty, pass.mask});
        } else if constexpr (Pass::streaming) {
            f(own, from, to, streaming_pass<T>{scratch, pass.state + plan.state_at[I] * n, pass.mask});
        } else {
            f(own, from, to, inference_pass<T>{scratch, pass.mask});
        }
    }

    // Puts branch I's result into y: the First one as it is.
    template <std::size_t I, bool First, class X, class Y, class Pass>
    static constexpr void join(X x, Y y, const Pass& pass) {
        if constexpr (!apart) {
            const typename Y::value_type* const from = result<I>(x, y, pass);
            if constexpr (How == merging::concatenate) {
                copy_columns<width<I>>(from, width<I>, y.data() + column<I>, last_extent<output>, y.samples() * rows);
            } else if constexpr (First) {
                simd::map(simd::elements(y), [](auto a) { return a; }, y.data(), from);
            } else {
                simd::map(simd::elements(y), [](auto a, auto b) { return merge_values<How>(a, b); }, y.data(), only_read(y), from);
            }
        }
    }

    // The last extent of branch I's result, and where it begins in that of y.
    template <std::size_t I>
    static constexpr std::size_t width = last_extent<typename inner<I>::output>;
    template <std::size_t I>
    static constexpr std::size_t column = []<std::size_t... K>(std::index_sequence<K...>) {
        return (std::size_t{0} + ... + width<K>);
    }(std::make_index_sequence<I>{});
    static constexpr std::size_t rows = output::size / last_extent<output>;

    template <std::size_t I, class P>
    static constexpr auto& in_slot_of(P& p) {
        if constexpr (list::count == 0) {
            return p;
        } else {
            return in_slot<owner_of<I>>(p);
        }
    }

    // The result of branch I as backward finds it again.
    template <std::size_t I, class T, class Pass>
    static constexpr const T* kept_result(const Pass& pass, std::size_t n) {
        if constexpr (inner<I>::is_view) {
            return own_part<I>(pass.x).data();
        } else {
            return own_result<I>(pass, n);
        }
    }

    // The gradient of branch I's result.
    template <std::size_t I, class DY, class Pass>
    static constexpr auto slope(DY dy, const Pass& pass) {
        using T = typename DY::value_type;
        using Out = typename inner<I>::output;
        if constexpr (How == merging::add) {
            return dy;
        } else if constexpr (apart) {
            return part<I>(dy);
        } else {
            const std::size_t n = dy.samples();
            T* const to = pass.scratch.per_sample;
            if constexpr (How == merging::concatenate) {
                copy_columns<width<I>>(dy.data() + column<I>, last_extent<output>, to, width<I>, n * rows);
            } else if constexpr (How == merging::average) {
                simd::map(simd::elements(dy), [](auto d) { return d * (1.0 / count); }, to, dy.data());
            } else {
                simd::map(simd::elements(dy), [](auto d) { return d; }, to, dy.data());
                [&]<std::size_t... K>(std::index_sequence<K...>) { (through<I, K, T>(to, n, dy, pass), ...); }(indices{});
            }
            return view_like<Out, const T>(static_cast<const T*>(to), dy);
        }
    }
    // Multiply: times the other factors. Maximum: 0 where another one is larger, or as large and before it.
    template <std::size_t I, std::size_t K, class T, class DY, class Pass>
    static constexpr void through(T* to, std::size_t n, DY dy, const Pass& pass) {
        if constexpr (I != K) {
            const T* const other = kept_result<K, T>(pass, n);
            if constexpr (How == merging::multiply) {
                simd::map(simd::elements(dy), [](auto d, auto b) { return d * b; }, to, static_cast<const T*>(to), other);
            } else {
                const auto wins = [](auto d, auto a, auto b) { return K < I ? select(a > b, d, decltype(d)(0)) : select(b > a, decltype(d)(0), d); };
                simd::map(simd::elements(dy), wins, to, static_cast<const T*>(to), kept_result<I, T>(pass, n), other);
            }
        }
    }

    template <std::size_t I, class P, class DY, class DX, class G, class Pass>
    static constexpr void back(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        using B = inner<I>;
        const std::size_t n = dy.samples();
        const auto dz = slope<I>(dy, pass);
        // Branches share their input, so that what they give to its gradient adds up.
        constexpr bool first = Split || I == 0;
        if constexpr (B::is_view) {
            if constexpr (wanted<DX>) {
                const auto to = own_part<I>(dx);
                if constexpr (first) {
                    simd::map(simd::elements(to), [](auto d) { return d; }, to.data(), dz.data());
                } else {
                    simd::map(simd::elements(to), [](auto a, auto d) { return a + d; }, to.data(), only_read(to), dz.data());
                }
            }
        } else {
            const auto x = [&] {
                if constexpr (keeps_input(B::keeps)) {
                    return own_part<I>(pass.x);
                } else {
                    return absent{};
                }
            }();
            const auto y = [&] {
                if constexpr (!keeps_output(B::keeps)) {
                    return absent{};
                } else if constexpr (apart) {
                    return part<I>(pass.y);
                } else {
                    return view_like<typename B::output, const T>(static_cast<const T*>(own_result<I>(pass, n)), dy);
                }
            }();
            const backward_pass<T, std::remove_const_t<decltype(x)>, std::remove_const_t<decltype(y)>> own{
                {pass.scratch.per_sample + plan.training_room * n, pass.scratch.per_call}, own_cache<I>(pass, n), x, y, pass.mask};
            const auto to = [&] {
                if constexpr (!wanted<DX>) {
                    return discard{};
                } else if constexpr (first) {
                    return own_part<I>(dx);
                } else {
                    return view_like<In, T>(pass.scratch.per_sample + plan.input_slope * n, dy);
                }
            }();
            B::backward(in_slot_of<I>(p), dz, to, in_slot_of<I>(dp), own);
            if constexpr (wanted<DX> && !first) {
                simd::map(simd::elements(dx), [](auto a, auto d) { return a + d; }, dx.data(), only_read(dx), only_read(to));
            }
        }
    }
};

}  // namespace inlay::inline INLAY_ABI::detail
