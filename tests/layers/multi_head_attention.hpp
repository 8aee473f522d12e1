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
template <class T, class L, class In>
void expect(std::size_t n, std::span<const double> x, std::span<const double> p, std::span<const double> r, std::span<const double> y,
            std::span<const double> dx, std::span<const double> dp, std::span<const double> mask = {}) {
    using B = inlay::bind<L, In>;
    using P = typename B::template parameters<T>;
    using Out = typename B::output;
    REQUIRE(x.size() == n * In::size);
    REQUIRE(y.size() == n * Out::size);
    const auto parameters = std::make_unique<P>(), slopes = std::make_unique<P>();
    std::vector<laws::leaf_values<T>> leaves, gradients;
    P::leaves(laws::leaf_collector<T>{leaves}, *parameters);
    P::leaves(laws::leaf_collector<T>{gradients}, *slopes);
    std::size_t at = 0;
    for (const auto& leaf : leaves) {
        REQUIRE(at + leaf.size <= p.size());
        std::copy_n(p.begin() + static_cast<std::ptrdiff_t>(at), leaf.size, leaf.values);
        at += leaf.size;
    }
    REQUIRE(at == p.size());

    golden::buffer<T> in(x), slope(r), out(y.size()), again(y.size()), back(x.size());
    const std::vector<T> counts(mask.begin(), mask.end());
    const T* const counted = mask.empty() ? nullptr : counts.data();
    golden::working_memory<T> cache(B::cache, n), forward_scratch(B::training_scratch, n), backward_scratch(B::training_scratch, n),
        inference_scratch(B::inference_scratch, n);
    const inlay::view<const T, In> inputs(in.data(), n);
    B::forward(*parameters, inputs, inlay::view<T, Out>(out.data(), n),
               inlay::training_pass<T>{forward_scratch.region(), cache.region(), nullptr, nullptr, counted});
    golden::expect_close<T>("y", out.span(), y);
    B::forward(*parameters, inputs, inlay::view<T, Out>(again.data(), n), inlay::inference_pass<T>{inference_scratch.region(), counted});
    golden::expect_close<T>("y of inference", again.span(), y);

    auto pass = laws::backward_pass<B::keeps>(backward_scratch.region(), cache.region(), inputs, inlay::view<const T, Out>(out.data(), n));
    pass.mask = counted;
    B::backward(*parameters, inlay::view<const T, Out>(slope.data(), n), inlay::view<T, In>(back.data(), n), *slopes, pass);
    golden::expect_close<T>("dx", back.span(), dx);
    at = 0;
    for (const auto& leaf : gradients) {
        golden::expect_close<T>(leaf.name, {leaf.values, leaf.size}, dp.subspan(at, leaf.size));
        at += leaf.size;
    }
}

}  // namespace attention_test
