// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <memory>
#include <span>
#include <vector>

#include "golden/compare.hpp"
#include "laws/subject.hpp"

namespace attention_test {

/// What golden::expect_layer does, for layers with many parameters, all in one array in the order of their leaves, and for masks; also
/// that inference gives the same.
template <class T>
void expect(const laws::subject<T>& s, std::size_t n, std::span<const double> x, std::span<const double> p, std::span<const double> r,
            std::span<const double> y, std::span<const double> dx, std::span<const double> dp, std::span<const double> mask) {
    REQUIRE(x.size() == n * s.in);
    REQUIRE(y.size() == n * s.out);
    std::size_t at = 0;
    for (const auto& leaf : s.leaves) {
        REQUIRE(at + leaf.size <= p.size());
        std::copy_n(p.begin() + static_cast<std::ptrdiff_t>(at), leaf.size, leaf.values);
        at += leaf.size;
    }
    REQUIRE(at == p.size());

    golden::buffer<T> in(x), slope(r), out(y.size()), again(y.size()), back(x.size());
    const std::vector<T> counts(mask.begin(), mask.end());
    const T* const counted = mask.empty() ? nullptr : counts.data();
    golden::working_memory<T> cache(s.cache, n), forward_scratch(s.training_scratch, n), backward_scratch(s.training_scratch, n),
        inference_scratch(s.inference_scratch, n);
    s.train(s.p.get(), in.data(), out.data(), n, {forward_scratch.region(), cache.region(), nullptr, nullptr, counted});
    golden::expect_close<T>("y", out.span(), y);
    s.infer(s.p.get(), in.data(), again.data(), n, {inference_scratch.region(), counted});
    golden::expect_close<T>("y of inference", again.span(), y);
    s.backward(s.p.get(), in.data(), out.data(), slope.data(), back.data(), s.dp.get(), n, backward_scratch.region(), cache.region(), counted);
    golden::expect_close<T>("dx", back.span(), dx);
    at = 0;
    for (const auto& leaf : s.gradients) {
        golden::expect_close<T>(leaf.name, {leaf.values, leaf.size}, dp.subspan(at, leaf.size));
        at += leaf.size;
    }
}
template <class T, class L, class In>
void expect(std::size_t n, std::span<const double> x, std::span<const double> p, std::span<const double> r, std::span<const double> y,
            std::span<const double> dx, std::span<const double> dp, std::span<const double> mask = {}) {
    expect(laws::make_subject<T, L, In, laws::ways::dynamic>(), n, x, p, r, y, dx, dp, mask);
}

}  // namespace attention_test
