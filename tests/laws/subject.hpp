// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// A bound layer behind pointers to functions, so that only thin calls are compiled per layer and shape.
namespace laws {

namespace nn = inlay;

template <class T>
struct leaf_values {
    const char* name;
    std::string path;  // through the layers of a layer: "0.forward_gru.kernel"
    T* values;
    std::size_t size;
    bool statistic;  // its gradient says where it should go, and is no slope
};

/// Lists the leaves of a layer, or of a layer made of layers.
template <class T>
struct leaf_collector {
    std::vector<leaf_values<T>>& list;
    std::vector<std::string> within{};
    void enter(std::size_t index, const char* name) { within.push_back(std::to_string(index) + "." + name + "."); }
    void leave() { within.pop_back(); }
    void operator()(const nn::leaf& l, auto& t) { add(l, t.data(), t.size()); }
    [[gnu::noinline]] void add(const nn::leaf& l, T* values, std::size_t size) {
        std::string path;
        for (const std::string& part : within) path += part;
        list.push_back({l.name, path + l.name, values, size, l.role == nn::role::statistic});
    }
};

/// What is compiled of a layer: every way to call it, those with dynamic views and a wanted dx, or of these training or inference alone.
enum class ways { all, dynamic, training, inference };

/// What the compiler knows of a bound layer: constants and functions.
template <class T>
struct description {
    ways compiled;
    std::size_t in, out;
    std::span<const std::size_t> in_sizes, out_sizes;  // of the parts
    nn::keep keeps;
    bool in_place, training_only, stochastic, couples_samples;
    nn::memory cache, inference_scratch, training_scratch;
    void* (*create)();
    void (*destroy)(void* set);
    void (*collect)(void* set, std::vector<leaf_values<T>>& list);
    void (*infer)(const void* p, const T* x, T* y, std::size_t n, const nn::inference_pass<T>& pass);
    void (*infer_one)(const void* p, const T* x, T* y, const nn::inference_pass<T>& pass);
    void (*train)(const void* p, const T* x, T* y, std::size_t n, const nn::training_pass<T>& pass);
    void (*backward)(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, std::size_t n,
                     nn::region<T> scratch, nn::region<T> cache, const T* mask);
    void (*backward_discarding)(const void* p, const T* x, const T* y, const T* dy, void* dp, std::size_t n,
                                nn::region<T> scratch, nn::region<T> cache);  // dx is not wanted
    void (*backward_one)(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp,
                         nn::region<T> scratch, nn::region<T> cache);
};

/// A bound layer with parameters and gradients, its types erased.
template <class T>
struct subject : description<T> {
    std::vector<std::size_t> in_parts, out_parts;  // sizes of the parts: one, but for shapes<...>
    std::shared_ptr<void> p, dp;
    std::vector<leaf_values<T>> leaves, gradients;
};

/// In bodies.cpp.
template <class T>
subject<T> make_subject(const description<T>& d);

/// The sizes of the parts of a shape.
template <class S>
constexpr auto sizes_of_parts() {
    if constexpr (nn::Shapes<S>) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::array{nn::part_shape<S, I>::size...};
        }(std::make_index_sequence<S::parts>{});
    } else {
        return std::array{S::size};
    }
}
template <class S>
inline constexpr auto part_sizes = sizes_of_parts<S>();

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

/// The calls of a bound layer, each compiled once whatever is compiled of the others.
template <class T, class L, class In>
struct calls {
    using B = nn::bind<L, In>;
    using Out = typename B::output;
    using P = typename B::template parameters<T>;
    static const P& from(const void* p) { return *static_cast<const P*>(p); }
    static P& into(void* dp) { return *static_cast<P*>(dp); }
    static auto back(const T* x, const T* y, std::size_t n, nn::region<T> scratch, nn::region<T> cache, const T* mask) {
        auto pass = backward_pass<B::keeps>(scratch, cache, nn::view<const T, In>(x, n), nn::view<const T, Out>(y, n));
        pass.mask = mask;
        return pass;
    }

    static void infer(const void* p, const T* x, T* y, std::size_t n, const nn::inference_pass<T>& pass) {
        B::forward(from(p), nn::view<const T, In>(x, n), nn::view<T, Out>(y, n), pass);
    }
    static void train(const void* p, const T* x, T* y, std::size_t n, const nn::training_pass<T>& pass) {
        B::forward(from(p), nn::view<const T, In>(x, n), nn::view<T, Out>(y, n), pass);
    }
    static void backward(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, std::size_t n, nn::region<T> scratch,
                         nn::region<T> cache, const T* mask) {
        B::backward(from(p), nn::view<const T, Out>(dy, n), nn::view<T, In>(dx, n), into(dp), back(x, y, n, scratch, cache, mask));
    }
    static void backward_discarding(const void* p, const T* x, const T* y, const T* dy, void* dp, std::size_t n, nn::region<T> scratch,
                                    nn::region<T> cache) {
        B::backward(from(p), nn::view<const T, Out>(dy, n), nn::discard{}, into(dp), back(x, y, n, scratch, cache, nullptr));
    }

    // one sample: as a number that the compiler knows, or by the functions above
    static void infer_static(const void* p, const T* x, T* y, const nn::inference_pass<T>& pass) {
        B::forward(from(p), nn::view<const T, In, 1>(x), nn::view<T, Out, 1>(y), pass);
    }
    static void infer_first(const void* p, const T* x, T* y, const nn::inference_pass<T>& pass) { infer(p, x, y, 1, pass); }
    static void backward_static(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, nn::region<T> scratch,
                                nn::region<T> cache) {
        const auto pass = backward_pass<B::keeps>(scratch, cache, nn::view<const T, In, 1>(x), nn::view<const T, Out, 1>(y));
        B::backward(from(p), nn::view<const T, Out, 1>(dy), nn::view<T, In, 1>(dx), into(dp), pass);
    }
    static void backward_first(const void* p, const T* x, const T* y, const T* dy, T* dx, void* dp, nn::region<T> scratch,
                               nn::region<T> cache) {
        backward(p, x, y, dy, dx, dp, 1, scratch, cache, nullptr);
    }

    static void* create() { return new P(); }
    static void destroy(void* p) { delete static_cast<P*>(p); }
    static void collect([[maybe_unused]] void* p, [[maybe_unused]] std::vector<leaf_values<T>>& list) {
        if constexpr (!std::is_same_v<P, nn::no_parameters>) P::leaves(leaf_collector<T>{list}, into(p));
    }
};

template <class T, class L, class In, ways Ways>
constexpr description<T> describe() {
    using C = calls<T, L, In>;
    using B = typename C::B;
    using Out = typename B::output;
    static_assert(nn::Layer<L, In>);
    static_assert(!B::in_place || !nn::keeps_input(B::keeps),
                  "a layer cannot keep an input that it overwrites");
    static_assert(!B::is_view || In::size == Out::size, "a view has as many elements as what it shows");
    description<T> d{};
    d.compiled = Ways;
    d.in = In::size;
    d.out = Out::size;
    d.in_sizes = part_sizes<In>;
    d.out_sizes = part_sizes<Out>;
    d.keeps = B::keeps;
    d.in_place = B::in_place;
    d.training_only = B::training_only;
    d.stochastic = B::stochastic;
    d.couples_samples = B::couples_samples;
    d.cache = B::cache;
    d.inference_scratch = B::inference_scratch;
    d.training_scratch = B::training_scratch;
    d.create = C::create;
    d.destroy = C::destroy;
    d.collect = C::collect;
    if constexpr (Ways != ways::training) {
        d.infer = C::infer;
        d.infer_one = C::infer_first;
    }
    if constexpr (Ways != ways::inference) {
        d.train = C::train;
        d.backward = C::backward;
        d.backward_one = C::backward_first;
    }
    if constexpr (Ways == ways::all) {
        d.infer_one = C::infer_static;
        d.backward_discarding = C::backward_discarding;
        d.backward_one = C::backward_static;
    }
    return d;
}

/// In double, whose part is the gradients, fewer ways will do.
template <class T, class L, class In, ways Ways = std::is_same_v<T, float> ? ways::all : ways::dynamic>
subject<T> make_subject() {
    static constexpr description<T> d = describe<T, L, In, Ways>();
    return make_subject(d);
}

}  // namespace laws
