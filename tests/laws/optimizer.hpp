// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/optimizer.hpp>
#include <vector>

#include "laws/values.hpp"
#include "support/allocations.hpp"

/// What every optimiser obeys: laws::optimizer(inlay::adam{.learning_rate = 0.1}).
namespace laws {

/// Parameters with an optimiser's moments, as training keeps them.
template <class O, class T>
struct stepped {
    array<T> p;
    std::vector<array<T>> moments;
    std::uint64_t steps = 0;

    stepped(const O& o, const std::vector<double>& start) : p(start) {
        for (std::size_t m = 0; m < O::moments; ++m)
            moments.emplace_back(p.size(), static_cast<T>(o.initial_moment(m)));
    }
    void step(const O& o, const array<T>& g) {
        std::array<T*, O::moments> at{};
        for (std::size_t m = 0; m < O::moments; ++m) at[m] = moments[m].data();
        o.update(o.template rates<T>(++steps), p.data(), static_cast<const T*>(g.data()), at.data(),
                 p.size());
    }
};

/// Parameters step for themselves: any number of them together, and one at a time, come to the same.
template <class T, class O>
void check_sizes(const O& o, double rounding) {
    for (const std::size_t n : {1, 3, 5, 16, 17, 33, 70}) {
        CAPTURE(n);
        const std::vector<double> start = scattered(n, 1);
        stepped<O, T> together(o, start);
        std::vector<stepped<O, T>> apart;
        for (const double v : start) apart.emplace_back(o, std::vector<double>{v});
        for (std::uint64_t k = 0; k < 4; ++k) {
            const array<T> g(scattered(n, 10 + k, 1));
            const std::size_t before = support::allocations();
            together.step(o, g);
            const std::size_t after = support::allocations();
            CHECK_MESSAGE(after == before, "nothing allocates");
            for (std::size_t i = 0; i < n; ++i)
                apart[i].step(o, array<T>(std::vector<double>{static_cast<double>(g[i])}));
        }
        std::vector<double> singles;
        for (const auto& a : apart) singles.push_back(a.p[0]);
        expect_close("parameters", together.p.copy(), singles, rounding);
        for (std::size_t m = 0; m < O::moments; ++m) {
            std::vector<double> ones;
            for (const auto& a : apart) ones.push_back(a.moments[m][0]);
            expect_close("moments", together.moments[m].copy(), ones, rounding);
        }
    }
}

/// All laws; `kept` is what a step without gradient leaves of a parameter, less than 1 with weight decay. The
/// optimiser must come to the lowest point of sum((p - target)^2) within `steps`.
template <inlay::Optimizer O>
void optimizer(const O& o, std::size_t steps = 600, double kept = 1) {
    check_sizes<float>(o, 1e-6);
    check_sizes<double>(o, 1e-14);

    const std::vector<double> start = scattered(17, 3);
    stepped<O, double> resting(o, start);
    resting.step(o, array<double>(17, 0.0));
    for (std::size_t i = 0; i < 17; ++i)
        CHECK(resting.p[i] == doctest::Approx(start[i] * kept).epsilon(1e-15));

    stepped<O, double> exact(o, start);
    stepped<O, float> rough(o, start);
    const array<double> gentle(scattered(17, 4, 0.5));
    for (int k = 0; k < 3; ++k) {
        exact.step(o, gentle);
        rough.step(o, array<float>(gentle.copy()));
    }
    expect_close("float", rough.p.copy(), exact.p.copy(), 2e-6);

    stepped<O, double> falling(o, start);
    const std::vector<double> target = scattered(17, 5, 1);
    for (std::size_t k = 0; k < steps; ++k) {
        array<double> g(17);
        for (std::size_t i = 0; i < 17; ++i) g[i] = 2 * (falling.p[i] - target[i]);
        falling.step(o, g);
    }
    expect_close("lowest point", falling.p.copy(), target, kept < 1 ? 0.1 : 0.01);

    std::size_t named = 0;
    O copy = o;
    O::settings(
        [&](const char* name, auto& value) {
            named += name[0] != 0;
            value = {};  // settings are what an archive writes and reads
        },
        copy);
    CHECK(named > 0);
    CHECK(copy.learning_rate == 0);
}

}  // namespace laws
