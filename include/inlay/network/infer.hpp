// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
#include <inlay/network/workspace.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// One sample of a network's input or of its prediction.
template <Network Net, class T = float>
using input_tensor = tensor<T, typename Net::input_shape>;
template <Network Net, class T = float>
using output_tensor = tensor<T, typename Net::output_shape>;

/// Predicts n samples: x holds them one after the other, y receives the predictions, w has room for n. Allocates
/// nothing; usable in constant expressions.
template <Network Net, class W, class T, std::size_t Samples>
constexpr void infer(const parameters<Net, W>& p, const T* x, T* y, std::size_t n, workspace<Net, T, Samples>& w) {
    using B = bound_network<Net>;
    const region<T> scratch = detail::split_arena(w.arena.data(), B::inference_scratch, Samples);
    B::forward(p, view<const T, typename B::input>(x, n), view<T, typename B::output>(y, n), inference_pass<T>{scratch});
}

/// Predicts one sample.
template <Network Net, class W, class T, std::size_t Samples>
constexpr void infer(const parameters<Net, W>& p, const T* x, T* y, workspace<Net, T, Samples>& w) {
    using B = bound_network<Net>;
    const region<T> scratch = detail::split_arena(w.arena.data(), B::inference_scratch, 1);
    B::forward(p, view<const T, typename B::input, 1>(x), view<T, typename B::output, 1>(y), inference_pass<T>{scratch});
}

/// Predicts one sample with its workspace on the stack, and so at compile time too:
///
///     static_assert(nn::argmax(nn::infer<digits>(digits_weights, sample_of_a_seven)) == 7);
template <Network Net, class W, class T = float>
constexpr output_tensor<Net, T> infer(const parameters<Net, W>& p, const std::type_identity_t<input_tensor<Net, T>>& x) {
    output_tensor<Net, T> y;
    workspace<Net, T> w;
    infer<Net>(p, x.data(), y.data(), w);
    return y;
}

}  // namespace inlay::inline INLAY_ABI
