// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <string>
#include <vector>

#include "laws/subject.hpp"
#include "laws/values.hpp"

/// What every layer obeys, tried on a bound layer by itself:
///
///     laws::layer<inlay::relu, inlay::shape<17>>();
namespace laws {

/// The memory that a layer asks for, full of NaN: what it reads before it has written is seen.
template <class T>
struct working_memory {
    working_memory(nn::memory m, std::size_t n)
        : per_sample(m.per_sample * n, nan<T>), per_call(m.per_call, nan<T>) {}
    nn::region<T> region() const { return {per_sample.data(), per_call.data()}; }
    array<T> per_sample, per_call;
};

/// What one forward and backward pass gave.
template <class T>
struct outcome {
    array<T> y, dx;
    std::vector<double> dp;  // all leaves, one after the other
    std::size_t allocations = 0;
};

enum class how { together, dx_discarded, in_place };

/// Forward in training from the same random seed, then backward; gradients start at `preload`. This and what follows is in bodies.cpp.
template <class T>
outcome<T> run(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n, how way, T preload = 0);

template <class T>
void expect_same(const std::string& what, const outcome<T>& got, const outcome<T>& expected, double allowed);

/// Everything that can be said in one element type. rounding: what the order of additions may change.
template <class T>
outcome<T> check_passes(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n, double rounding);

/// The gradient of sum(y * r) for the input and every leaf, against differences.
void check_gradient(const subject<double>& s, const array<double>& x, const array<double>& r, std::size_t n, const outcome<double>& given,
                    double allowed);

void check_layer(const subject<double>& d, const subject<float>& f, double reach);

/// All laws on a layer for one or more input shapes, with 1 and 5 samples of values within (-reach, reach).
template <class L, class... Ins>
void layer(double reach = 4.03) {
    (check_layer(make_subject<double, L, Ins>(), make_subject<float, L, Ins>(), reach), ...);
}

template <class T, class Bound>
struct passes {
    std::array<T, Bound::output::size> y{};
    std::array<T, Bound::input::size> dx{};
};

template <class T>
constexpr T fixed_number(std::size_t i) {
    return static_cast<T>(static_cast<int>(i * 37 % 23) - 11) / 5 + T(0.05);
}
/// Fills the leaves of a layer, or of a layer made of layers; a variance is not negative.
struct number_filler {
    bool with_zeros = false;
    constexpr void enter(std::size_t, const char*) {}
    constexpr void leave() {}
    template <class Tensor>
    constexpr void operator()(const nn::leaf& what, Tensor& t) const {
        using T = typename Tensor::value_type;
        for (std::size_t i = 0; i < t.size(); ++i) {
            const T v = fixed_number<T>(i + 5) / 4;
            t[i] = with_zeros ? T(0) : what.role == nn::role::statistic ? v * v + 1 : v;
        }
    }
};

/// One training step's passes on one sample, with fixed numbers: usable in constant expressions.
template <class T, class L, class In>
constexpr auto pass_once() {
    using B = nn::bind<L, In>;
    using Out = typename B::output;
    constexpr auto number = fixed_number<T>;
    typename B::template parameters<T> p{}, dp{};
    if constexpr (!std::is_same_v<decltype(p), nn::no_parameters>) {
        number_filler fill, clear{true};  // GCC 12 crashes where a constant evaluation adds to what {} alone has cleared
        std::remove_const_t<decltype(p)>::leaves(fill, p);
        std::remove_const_t<decltype(p)>::leaves(clear, dp);
    }
    std::array<T, In::size> x{};
    std::array<T, Out::size> dy{};
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = number(i);
    for (std::size_t i = 0; i < dy.size(); ++i) dy[i] = number(i + 3);
    std::array<T, B::cache.per_sample + 1> cache_sample{};
    std::array<T, B::cache.per_call + 1> cache_call{};
    std::array<T, B::training_scratch.per_sample + 1> scratch_sample{};
    std::array<T, B::training_scratch.per_call + 1> scratch_call{};
    const nn::region<T> cache{cache_sample.data(), cache_call.data()},
        scratch{scratch_sample.data(), scratch_call.data()};
    nn::random generator(nn::seed{7});
    T penalty = 0;
    passes<T, B> result;
    const nn::view<const T, In, 1> in(x.data());
    B::forward(p, in, nn::view<T, Out, 1>(result.y.data()), nn::training_pass<T>{scratch, cache, &generator, &penalty});
    const nn::view<const T, Out, 1> out(result.y.data()), slope(dy.data());
    B::backward(p, slope, nn::view<T, In, 1>(result.dx.data()), dp,
                backward_pass<B::keeps>(scratch, cache, in, out));
    return result;
}

/// The compiler computes what the program computes.
template <class L, class In>
void constant() {
    static constexpr auto compiled = pass_once<float, L, In>();
    const auto ran = pass_once<float, L, In>();
    expect_close("constexpr: y", {ran.y.begin(), ran.y.end()}, {compiled.y.begin(), compiled.y.end()}, 1e-6);
    expect_close("constexpr: dx", {ran.dx.begin(), ran.dx.end()}, {compiled.dx.begin(), compiled.dx.end()},
                 1e-6);
}

}  // namespace laws
