// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

/// A bound layer behind pointers to functions, so that only thin calls are compiled per layer and shape.
namespace laws {

namespace nn = inlay;

template <class T>
struct leaf_values {
    const char* name;
    T* values;
    std::size_t size;
    bool statistic;  // its gradient says where it should go, and is no slope
};

/// Lists the leaves of a layer, or of a layer made of layers.
template <class T>
struct leaf_collector {
    std::vector<leaf_values<T>>& list;
    void enter(std::size_t, const char*) {}
    void leave() {}
    void operator()(const nn::leaf& l, auto& t) { list.push_back({l.name, t.data(), t.size(), l.role == nn::role::statistic}); }
};

/// What is compiled of a layer: every way to call it, those with dynamic views and a wanted dx, or of these training alone.
enum class ways { all, dynamic, training };

/// A bound layer with parameters and gradients, its types erased.
template <class T>
struct subject {
    ways compiled;
    std::size_t in, out;
    std::vector<std::size_t> in_parts, out_parts;  // sizes of the parts: one, but for shapes<...>
    nn::keep keeps;
    bool in_place, training_only, stochastic, couples_samples;
    nn::memory cache, inference_scratch, training_scratch;
    std::shared_ptr<void> p, dp;
    std::vector<leaf_values<T>> leaves, gradients;
    void (*infer)(const void* p, const T* x, T* y, std::size_t n, nn::region<T> scratch);
    void (*infer_one)(const void* p, const T* x, T* y, nn::region<T> scratch);
    void (*train)(const void* p, const T* x, T* y, std::size_t n, const nn::training_pass<T>& pass);
    void (*backward)(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, std::size_t n,
                     nn::region<T> scratch,
                     nn::region<T> cache);  // dx == nullptr: discard, in float
    void (*backward_one)(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp,
                         nn::region<T> scratch, nn::region<T> cache);
};

/// The sizes of the parts of a shape.
template <class S>
std::vector<std::size_t> parts_of() {
    if constexpr (nn::Shapes<S>) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::vector<std::size_t>{nn::part_shape<S, I>::size...};
        }(std::make_index_sequence<S::parts>{});
    } else {
        return {S::size};
    }
}

template <bool Kept, class V>
constexpr auto kept([[maybe_unused]] V v) {
    if constexpr (Kept) {
        return v;
    } else {
        return nn::absent{};
    }
}

/// The backward pass of a layer that keeps so much: what it does not ask for is absent.
template <nn::keep Keeps, class T, class X, class Y>
constexpr auto backward_pass(nn::region<T> scratch, nn::region<T> cache, X x, Y y) {
    using kept_x = decltype(kept<nn::keeps_input(Keeps)>(x));
    using kept_y = decltype(kept<nn::keeps_output(Keeps)>(y));
    return nn::backward_pass<T, kept_x, kept_y>{scratch, cache, kept<nn::keeps_input(Keeps)>(x),
                                                kept<nn::keeps_output(Keeps)>(y)};
}

/// In double, whose part is the gradients, fewer ways will do.
template <class T, class L, class In, ways Ways = std::is_same_v<T, float> ? ways::all : ways::dynamic>
subject<T> make_subject() {
    using B = nn::bind<L, In>;
    using Out = typename B::output;
    using P = typename B::template parameters<T>;
    static_assert(nn::Layer<L, In>);
    static_assert(!B::in_place || !nn::keeps_input(B::keeps),
                  "a layer cannot keep an input that it overwrites");
    static_assert(!B::is_view || In::size == Out::size, "a view has as many elements as what it shows");
    subject<T> s{};
    s.compiled = Ways;
    s.in = In::size;
    s.out = Out::size;
    s.in_parts = parts_of<In>();
    s.out_parts = parts_of<Out>();
    s.keeps = B::keeps;
    s.in_place = B::in_place;
    s.training_only = B::training_only;
    s.stochastic = B::stochastic;
    s.couples_samples = B::couples_samples;
    s.cache = B::cache;
    s.inference_scratch = B::inference_scratch;
    s.training_scratch = B::training_scratch;
    s.p = std::make_shared<P>();
    s.dp = std::make_shared<P>();
    if constexpr (!std::is_same_v<P, nn::no_parameters>) {
        const auto collect = [](P& set, std::vector<leaf_values<T>>& list) {
            P::leaves(leaf_collector<T>{list}, set);
        };
        collect(*static_cast<P*>(s.p.get()), s.leaves);
        collect(*static_cast<P*>(s.dp.get()), s.gradients);
    }
    if constexpr (Ways != ways::training) {
        s.infer = [](const void* p, const T* x, T* y, std::size_t n, nn::region<T> scratch) {
            B::forward(*static_cast<const P*>(p), nn::view<const T, In>(x, n), nn::view<T, Out>(y, n),
                       nn::inference_pass<T>{scratch});
        };
        s.infer_one = [](const void* p, const T* x, T* y, nn::region<T> scratch) {
            if constexpr (Ways == ways::all) {
                B::forward(*static_cast<const P*>(p), nn::view<const T, In, 1>(x), nn::view<T, Out, 1>(y), nn::inference_pass<T>{scratch});
            } else {
                B::forward(*static_cast<const P*>(p), nn::view<const T, In>(x, 1), nn::view<T, Out>(y, 1), nn::inference_pass<T>{scratch});
            }
        };
    }
    s.train = [](const void* p, const T* x, T* y, std::size_t n, const nn::training_pass<T>& pass) {
        B::forward(*static_cast<const P*>(p), nn::view<const T, In>(x, n), nn::view<T, Out>(y, n), pass);
    };
    s.backward = [](const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, std::size_t n,
                    nn::region<T> scratch, nn::region<T> cache) {
        const auto pass = backward_pass<B::keeps>(scratch, cache, nn::view<const T, In>(x, n),
                                                  nn::view<const T, Out>(y, n));
        const nn::view<const T, Out> slope(dy, n);
        P& into = *static_cast<P*>(dp);
        if constexpr (Ways == ways::all) {
            if (dx == nullptr) return B::backward(*static_cast<const P*>(p), slope, nn::discard{}, into, pass);
        }
        B::backward(*static_cast<const P*>(p), slope, nn::view<T, In>(dx, n), into, pass);
    };
    s.backward_one = [](const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp,
                        nn::region<T> scratch, nn::region<T> cache) {
        P& into = *static_cast<P*>(dp);
        if constexpr (Ways == ways::all) {
            const auto pass = backward_pass<B::keeps>(scratch, cache, nn::view<const T, In, 1>(x), nn::view<const T, Out, 1>(y));
            B::backward(*static_cast<const P*>(p), nn::view<const T, Out, 1>(dy), nn::view<T, In, 1>(dx), into, pass);
        } else {
            const auto pass = backward_pass<B::keeps>(scratch, cache, nn::view<const T, In>(x, 1), nn::view<const T, Out>(y, 1));
            B::backward(*static_cast<const P*>(p), nn::view<const T, Out>(dy, 1), nn::view<T, In>(dx, 1), into, pass);
        }
    };
    return s;
}

}  // namespace laws
