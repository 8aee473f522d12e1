// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <vector>

#include "laws/subject.hpp"
#include "laws/values.hpp"
#include "support/allocations.hpp"

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

/// Forward in training from the same random seed, then backward; gradients start at `preload`.
template <class T>
outcome<T> run(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n, how way,
               T preload = 0) {
    outcome<T> o{array<T>(n * s.out, nan<T>), array<T>(n * s.in, nan<T>), {}, 0};
    const working_memory<T> cache(s.cache, n), forward(s.training_scratch, n),
        backward(s.training_scratch, n);
    const array<T> slope(r.size());
    std::copy(r.begin(), r.end(), slope.begin());
    for (const auto& g : s.gradients) std::fill(g.values, g.values + g.size, preload);
    const bool shared = way == how::in_place;
    if (shared) std::copy(x.begin(), x.end(), o.y.begin());
    nn::random generator(nn::seed{7});
    const std::size_t before = support::allocations();
    T penalty = 0;
    s.train(s.p.get(), shared ? o.y.data() : x.data(), o.y.data(), n,
            {forward.region(), cache.region(), &generator, &penalty});
    s.backward(s.p.get(), x.data(), o.y.data(), slope.data(),
               way == how::dx_discarded ? nullptr
               : shared                 ? slope.data()
                                        : o.dx.data(),
               s.dp.get(), n, backward.region(), cache.region());
    o.allocations = support::allocations() - before;
    if (shared) std::copy(slope.begin(), slope.end(), o.dx.begin());
    for (const auto& g : s.gradients) o.dp.insert(o.dp.end(), g.values, g.values + g.size);
    return o;
}

/// Sample i of n. Of several parts, all samples' first ones come first.
template <class T>
array<T> sample_of(const array<T>& all, const std::vector<std::size_t>& parts, std::size_t n, std::size_t i) {
    array<T> one(all.size() / n);
    std::size_t to = 0;
    for (const std::size_t size : parts) {
        std::copy_n(all.begin() + to * n + i * size, size, one.begin() + to);
        to += size;
    }
    return one;
}
template <class T>
void put_sample(const array<T>& one, const array<T>& all, const std::vector<std::size_t>& parts, std::size_t n, std::size_t i) {
    std::size_t from = 0;
    for (const std::size_t size : parts) {
        std::copy_n(one.begin() + from, size, all.begin() + from * n + i * size);
        from += size;
    }
}

/// The same, sample by sample through views of one.
template <class T>
outcome<T> run_singly(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n) {
    outcome<T> o{array<T>(n * s.out, nan<T>), array<T>(n * s.in, nan<T>), {}, 0};
    for (const auto& g : s.gradients) std::fill(g.values, g.values + g.size, T(0));
    nn::random generator(nn::seed{7});
    for (std::size_t i = 0; i < n; ++i) {
        const working_memory<T> cache(s.cache, 1), forward(s.training_scratch, 1),
            backward(s.training_scratch, 1);
        const array<T> xi = sample_of(x, s.in_parts, n, i), ri = sample_of(r, s.out_parts, n, i);
        const array<T> yi(s.out, nan<T>), dxi(s.in, nan<T>);
        T penalty = 0;
        s.train(s.p.get(), xi.data(), yi.data(), 1, {forward.region(), cache.region(), &generator, &penalty});
        s.backward_one(s.p.get(), xi.data(), yi.data(), ri.data(), dxi.data(), s.dp.get(),
                       backward.region(), cache.region());
        put_sample(yi, o.y, s.out_parts, n, i);
        put_sample(dxi, o.dx, s.in_parts, n, i);
    }
    for (const auto& g : s.gradients) o.dp.insert(o.dp.end(), g.values, g.values + g.size);
    return o;
}

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

template <class T>
void expect_same(const std::string& what, const outcome<T>& got, const outcome<T>& expected, double allowed) {
    expect_close(what + ": y", got.y.copy(), expected.y.copy(), allowed);
    expect_close(what + ": dx", got.dx.copy(), expected.dx.copy(), allowed);
    expect_close(what + ": dp", got.dp, expected.dp, allowed);
}

/// Everything that can be said in one element type. rounding: what the order of additions may change.
template <class T>
outcome<T> check_passes(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n,
                        double rounding) {
    const std::vector<double> x_before = x.copy();
    outcome<T> one = run(s, x, r, n, how::together), again = run(s, x, r, n, how::together);
    CHECK_MESSAGE(same_bits(one.y.copy(), again.y.copy()), "forward is pure");
    CHECK_MESSAGE(same_bits(one.dx.copy(), again.dx.copy()), "backward is pure");
    CHECK_MESSAGE(same_bits(x.copy(), x_before), "the input is const");
    CHECK_MESSAGE(one.allocations == 0, "nothing allocates");
    if (!s.couples_samples) expect_same("n samples are n times one sample", run_singly(s, x, r, n), one, rounding);

    const outcome<T> preloaded = run(s, x, r, n, how::together, T(0.75));
    std::vector<double> added = one.dp;
    for (double& v : added) v += 0.75;
    expect_close("gradients are added to", preloaded.dp, added, rounding);
    if (s.compiled == ways::all) {
        const outcome<T> discarded = run(s, x, r, n, how::dx_discarded);
        CHECK_MESSAGE(same_bits(discarded.dp, one.dp), "a discarded dx changes no other gradient");
    }
    if (s.in_place) {
        const outcome<T> shared = run(s, x, r, n, how::in_place);
        CHECK_MESSAGE(same_bits(shared.y.copy(), one.y.copy()), "forward works in place");
        CHECK_MESSAGE(same_bits(shared.dx.copy(), one.dx.copy()), "backward works in place");
    }

    const working_memory<T> scratch(s.inference_scratch, n);
    array<T> y(n * s.out, nan<T>), single(s.out, nan<T>);
    const std::size_t before = support::allocations();
    s.infer(s.p.get(), x.data(), y.data(), n, scratch.region());
    const std::size_t after = support::allocations();
    CHECK_MESSAGE(after == before, "inference does not allocate");
    const working_memory<T> little(s.inference_scratch, 1);
    s.infer_one(s.p.get(), sample_of(x, s.in_parts, n, 0).data(), single.data(), little.region());
    expect_close("one static sample", single.copy(), sample_of(y, s.out_parts, n, 0).copy(), rounding);
    if (s.training_only) {
        CHECK_MESSAGE(same_bits(y.copy(), x.copy()), "inference leaves the layer out");
    } else if (!s.stochastic && !s.couples_samples) {
        expect_close("inference gives what training gives", y.copy(), one.y.copy(), rounding);
    }
    return one;
}

/// The gradient of sum(y * r) for the input and every leaf, against differences.
inline void check_gradient(const subject<double>& s, const array<double>& x, const array<double>& r,
                           std::size_t n, const outcome<double>& given, double allowed) {
    array<double> y(n * s.out);
    const working_memory<double> cache(s.cache, n), scratch(s.training_scratch, n);
    const auto objective = [&] {
        nn::random generator(nn::seed{7});
        double sum = 0;
        s.train(s.p.get(), x.data(), y.data(), n, {scratch.region(), cache.region(), &generator, &sum});
        for (std::size_t i = 0; i < y.size(); ++i) sum += y[i] * r[i];
        return sum;
    };
    const auto slopes_of = [&](double* values, std::size_t size) {
        std::vector<double> slopes;
        for (std::size_t i = 0; i < size; ++i) slopes.push_back(difference(values[i], objective));
        return slopes;
    };
    // Differences do not tell such small slopes from 0, which is what the biases of an attention's keys have.
    const auto settled = [](std::vector<double> slopes) {
        for (double& v : slopes) v = std::abs(v) < 1e-10 ? 0 : v;
        return slopes;
    };
    expect_close("gradient of x", settled(given.dx.copy()), settled(slopes_of(x.data(), x.size())), allowed, 1e-3);
    std::size_t at = 0;
    for (const auto& leaf : s.leaves) {
        const auto begin = given.dp.begin() + static_cast<std::ptrdiff_t>(at);
        if (!leaf.statistic) {
            expect_close(std::string("gradient of ") + leaf.name,
                         settled({begin, begin + static_cast<std::ptrdiff_t>(leaf.size)}),
                         settled(slopes_of(leaf.values, leaf.size)), allowed, 1e-3);
        }
        at += leaf.size;
    }
}

inline void check_layer(const subject<double>& d, const subject<float>& f, double reach) {
    for (const std::size_t n : {std::size_t{1}, std::size_t{5}}) {
        const array<double> x(scattered(n * d.in, 1, reach)), r(scattered(n * d.out, 2, 1.5));
        for (std::size_t k = 0; k < d.leaves.size(); ++k) {
            std::vector<double> values = scattered(d.leaves[k].size, 3 + k, 1);
            if (d.leaves[k].statistic) {
                for (double& v : values) v = std::abs(v) + 0.5;  // a variance is not negative
            }
            for (std::size_t i = 0; i < values.size(); ++i) {
                f.leaves[k].values[i] = static_cast<float>(values[i]);
                d.leaves[k].values[i] = f.leaves[k].values[i];
            }
        }
        const array<float> xf(x.copy()), rf(r.copy());
        for (std::size_t i = 0; i < x.size(); ++i) x[i] = xf[i];  // the same numbers in both types
        for (std::size_t i = 0; i < r.size(); ++i) r[i] = rf[i];
        const outcome<double> exact = check_passes(d, x, r, n, 1e-14);
        check_gradient(d, x, r, n, exact, 1e-6);
        const outcome<float> rough = check_passes(f, xf, rf, n, 1e-5);
        expect_close("float: y", rough.y.copy(), exact.y.copy(), 2e-6);
        expect_close("float: dx", rough.dx.copy(), exact.dx.copy(), 4e-6);
        expect_close("float: dp", rough.dp, exact.dp, 4e-6);
    }
}

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
