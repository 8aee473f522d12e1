// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/random.hpp>

#include "golden/compare.hpp"

namespace golden {

/// expect_layer for a layer without parameters that keeps one of input and output, draws from seed{7} and adds to the loss.
template <class T, class L, class In>
void expect_penalised(const layer_numbers& reference, double penalty) {
    using bound = inlay::bind<L, In>;
    using Out = typename bound::output;
    constexpr bool by_input = inlay::keeps_input(bound::keeps);
    static_assert(by_input != inlay::keeps_output(bound::keeps));
    const std::size_t n = reference.n;
    buffer<T> x(reference.x), dy(reference.r), y(reference.y.size()), dx(reference.x.size());
    working_memory<T> cache(bound::cache, n), scratch(bound::training_scratch, n);
    inlay::random generator(inlay::seed{7});
    T added = 5;  // of a layer before
    bound::forward({}, inlay::view<const T, In>(x.data(), n), inlay::view<T, Out>(y.data(), n),
                   inlay::training_pass<T>{scratch.region(), cache.region(), &generator, &added});
    expect_close<T>("y", y.span(), reference.y);
    CHECK(std::abs(static_cast<double>(added) - 5 - penalty) <= 5 * tolerance<T>);

    using kept = inlay::view<const T, std::conditional_t<by_input, In, Out>>;
    using X = std::conditional_t<by_input, kept, inlay::absent>;
    using Y = std::conditional_t<by_input, inlay::absent, kept>;
    inlay::backward_pass<T, X, Y> pass{scratch.region(), cache.region(), [&] {
                                           if constexpr (by_input)
                                               return kept(x.data(), n);
                                           else
                                               return inlay::absent{};
                                       }(),
                                       [&] {
                                           if constexpr (by_input)
                                               return inlay::absent{};
                                           else
                                               return kept(y.data(), n);
                                       }()};
    inlay::no_parameters nothing;
    bound::backward({}, inlay::view<const T, Out>(dy.data(), n), inlay::view<T, In>(dx.data(), n), nothing, pass);
    expect_close<T>("dx", dx.span(), reference.dx);
}

}  // namespace golden
