// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/view.hpp>
#include <inlay/hosted/aligned_buffer.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/network/prediction_container.hpp>
#include <inlay/network/workspace.hpp>
#include <inlay/training/parts.hpp>
#include <inlay/training/samples.hpp>
#include <inlay/training/evaluator.hpp>
#include <span>
#include <vector>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <Network Net, class T>
void predict_into(const model<Net, T>& m, const sample_array& from, T* y) {
    using B = bound_network<Net>;
    using In = typename B::input;
    constexpr std::size_t most = 64;
    const std::size_t chunk = from.count < most ? from.count : most;
    aligned_buffer<T> x(chunk * In::size), arena(arena_elements(B::inference_scratch, chunk)),
        parted(Shapes<typename B::output> ? chunk * B::output::size : 0);
    const region<T> scratch = split_arena(arena.data(), B::inference_scratch, chunk);
    std::vector<std::uint32_t> indices(chunk);
    for (std::size_t done = 0; done < from.count;) {
        const std::size_t n = from.count - done < chunk ? from.count - done : chunk;
        put_in_order(indices.data(), done, n);
        gather_batch<In>(from, indices.data(), n, x.data());
        using Out = typename B::output;
        T* const to = y + done * Out::size;
        B::forward(m.parameters(), view<const T, In>(x.data(), n), view<T, Out>(Shapes<Out> ? parted.data() : to, n), inference_pass<T>{scratch});
        if constexpr (Shapes<Out>) scatter_batch<Out>(parted.data(), n, to);
        done += n;
    }
}

}  // namespace detail

/// Mean loss over a data set and, for losses that classify, the share of right answers: Keras' evaluate.
template <Network Net, class T, class Loss>
evaluation evaluate(const model<Net, T>& m, const samples& data, const Loss& loss) {
    detail::task<Net, Loss, T>::check(data);
    evaluator<Net, Loss, T> evaluate_batches(loss, data.size() < 64 ? data.size() : 64);
    return evaluate_batches(m.parameters(), data);
}

/// The predictions for a container of samples, one row each: an xt::xtensor<T, 2> for xtensor containers, else a
/// std::vector<T> of one prediction after the other. Throws where the samples' shape is not the network's.
template <Network Net, class T, class X>
auto predict(const model<Net, T>& m, const X& inputs) {
    const detail::sample_array from = detail::array_of(inputs, "the inputs");
    using In = typename Net::input_shape;
    using Out = typename Net::output_shape;
    detail::check_shape(from, "inputs", extents_of<In>.data(), In::rank, In::size);
    if constexpr (HasPredictionContainer<X, T>) {
        const std::size_t dims[] = {Out::size};
        auto y = prediction_container<X, T>::make(from.count, std::span<const std::size_t>(dims));
        detail::predict_into(m, from, y.data());
        return y;
    } else {
        std::vector<T> y(from.count * Out::size);
        detail::predict_into(m, from, y.data());
        return y;
    }
}

}  // namespace inlay::inline INLAY_ABI
