// SPDX-License-Identifier: BSD-3-Clause
// The laws on layers and the comparisons with reference numbers, which know a layer by its pointers to functions: compiled once for all tests.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <inlay/core/random.hpp>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "golden/compare.hpp"
#include "laws/layer.hpp"
#include "laws/subject.hpp"
#include "laws/values.hpp"
#include "support/allocations.hpp"

namespace laws {

std::vector<double> scattered(std::size_t count, std::uint64_t seed, double reach) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = reach * ((2 * static_cast<double>(i) + 1) / static_cast<double>(count) - 1);
        if (std::abs(values[i]) < reach / (2 * static_cast<double>(count)))
            values[i] = reach / (2 * static_cast<double>(count));
    }
    inlay::random(inlay::seed{seed}).shuffle(values.data(), count);
    return values;
}

void expect_close(const std::string& what, const std::vector<double>& got, const std::vector<double>& expected, double allowed, double floor) {
    REQUIRE_MESSAGE(got.size() == expected.size(), what, ": another size");
    double largest = 0;
    for (const double e : expected) largest = std::max(largest, std::abs(e));
    double worst = 0;
    std::size_t where = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double scale = std::max({std::abs(expected[i]), floor * largest, 1e-300});
        const double error = got[i] == expected[i] ? 0 : std::abs(got[i] - expected[i]) / scale;
        if (!(error <= worst)) {
            worst = error;
            where = i;
            if (std::isnan(error)) break;
        }
    }
    if (got.empty()) return;
    CHECK_MESSAGE(worst <= allowed, what, "[", where, "] is ", got[where], ", expected ", expected[where],
                  ", error ", worst);
}

template <class T>
subject<T> make_subject(const description<T>& d) {
    subject<T> s{d, {d.in_sizes.begin(), d.in_sizes.end()}, {d.out_sizes.begin(), d.out_sizes.end()}, {d.create(), d.destroy}, {d.create(), d.destroy}, {}, {}};
    d.collect(s.p.get(), s.leaves);
    d.collect(s.dp.get(), s.gradients);
    return s;
}

template <class T>
outcome<T> run(const subject<T>& s, const array<T>& x, const array<T>& r, std::size_t n, how way, T preload) {
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
    if (way == how::dx_discarded) {
        s.backward_discarding(s.p.get(), x.data(), o.y.data(), slope.data(), s.dp.get(), n, backward.region(), cache.region());
    } else {
        s.backward(s.p.get(), x.data(), o.y.data(), slope.data(), shared ? slope.data() : o.dx.data(), s.dp.get(), n, backward.region(),
                   cache.region(), nullptr);
    }
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

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

template <class T>
void expect_same(const std::string& what, const outcome<T>& got, const outcome<T>& expected, double allowed) {
    expect_close(what + ": y", got.y.copy(), expected.y.copy(), allowed);
    expect_close(what + ": dx", got.dx.copy(), expected.dx.copy(), allowed);
    expect_close(what + ": dp", got.dp, expected.dp, allowed);
}

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
    s.infer(s.p.get(), x.data(), y.data(), n, {scratch.region()});
    const std::size_t after = support::allocations();
    CHECK_MESSAGE(after == before, "inference does not allocate");
    const working_memory<T> little(s.inference_scratch, 1);
    s.infer_one(s.p.get(), sample_of(x, s.in_parts, n, 0).data(), single.data(), {little.region()});
    expect_close("one static sample", single.copy(), sample_of(y, s.out_parts, n, 0).copy(), rounding);
    if (s.training_only) {
        CHECK_MESSAGE(same_bits(y.copy(), x.copy()), "inference leaves the layer out");
    } else if (!s.stochastic && !s.couples_samples) {
        expect_close("inference gives what training gives", y.copy(), one.y.copy(), rounding);
    }
    return one;
}

void check_gradient(const subject<double>& s, const array<double>& x, const array<double>& r, std::size_t n, const outcome<double>& given, double allowed) {
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

void check_layer(const subject<double>& d, const subject<float>& f, double reach) {
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

template subject<float> make_subject(const description<float>&);
template subject<double> make_subject(const description<double>&);
template outcome<float> run(const subject<float>&, const array<float>&, const array<float>&, std::size_t, how, float);
template outcome<double> run(const subject<double>&, const array<double>&, const array<double>&, std::size_t, how, double);
template void expect_same(const std::string&, const outcome<float>&, const outcome<float>&, double);
template void expect_same(const std::string&, const outcome<double>&, const outcome<double>&, double);
template outcome<float> check_passes(const subject<float>&, const array<float>&, const array<float>&, std::size_t, double);
template outcome<double> check_passes(const subject<double>&, const array<double>&, const array<double>&, std::size_t, double);

}  // namespace laws

namespace golden {

template <class T>
void expect_close(const std::string& what, std::span<const T> got, std::span<const double> expected,
                  double floor) {
    REQUIRE_MESSAGE(got.size() == expected.size(), what, " has another size");
    double worst = -1;
    std::size_t where = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double error = std::abs(double{got[i]} - expected[i]) / std::max(std::abs(expected[i]), floor);
        if (!(error <= worst)) {  // also a NaN
            worst = error;
            where = i;
            if (std::isnan(error)) break;
        }
    }
    CHECK_MESSAGE(worst <= tolerance<T>, what, "[", where, "] is ", double{got[where]}, ", expected ",
                  expected[where], ", error ", worst);
}

template <class T>
void expect_subject(const laws::subject<T>& s, const layer_numbers& reference, double floor) {
    const std::size_t n = reference.n;
    REQUIRE(reference.x.size() == n * s.in);
    REQUIRE(reference.y.size() == n * s.out);
    for (const leaf_numbers& numbers : reference.leaves()) {
        bool found = false;
        for (const auto& leaf : s.leaves) {
            if (leaf.path != numbers.name) continue;
            found = true;
            REQUIRE(leaf.size == numbers.value.size());
            std::copy(numbers.value.begin(), numbers.value.end(), leaf.values);
        }
        REQUIRE_MESSAGE(found, "no tensor named ", std::string(numbers.name));
    }
    buffer<T> x(reference.x), dy(reference.r), y(reference.y.size()), dx(reference.x.size());
    working_memory<T> cache(s.cache, n), forward_scratch(s.training_scratch, n), backward_scratch(s.training_scratch, n);
    s.train(s.p.get(), x.data(), y.data(), n, {forward_scratch.region(), cache.region(), nullptr});
    expect_close<T>("y", y.span(), reference.y, floor);
    s.backward(s.p.get(), x.data(), y.data(), dy.data(), dx.data(), s.dp.get(), n, backward_scratch.region(), cache.region(), nullptr);
    expect_close<T>("dx", dx.span(), reference.dx, floor);
    for (const leaf_numbers& numbers : reference.leaves()) {
        for (const auto& leaf : s.gradients) {
            if (leaf.path == numbers.name) expect_close<T>(numbers.name, {leaf.values, leaf.size}, numbers.slope);
        }
    }
}

template void expect_close(const std::string&, std::span<const float>, std::span<const double>, double);
template void expect_close(const std::string&, std::span<const double>, std::span<const double>, double);
template void expect_subject(const laws::subject<float>&, const layer_numbers&, double);
template void expect_subject(const laws::subject<double>&, const layer_numbers&, double);

}  // namespace golden
