// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/deferral.hpp>
#include <inlay/core/flush_denormals.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/random.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
#include <inlay/network/tensors.hpp>
#include <inlay/network/weighted_loss.hpp>
#include <inlay/network/workspace.hpp>
#include <inlay/optimizers/clipping.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/simd/map.hpp>
#include <limits>
#include <type_traits>

/// One training step, without heap: forward, loss, backward, optimiser. What fit repeats, and what a microcontroller runs.
namespace inlay::inline INLAY_ABI {

namespace detail {

/// How a loss meets the end of a network: which layers run, and the loss told what the last of them gives.
template <class Net, class Loss>
struct loss_on {
    using loss = Loss;
    static constexpr bool fused = false;
};
template <class Net, class Loss>
    requires requires { Loss::from; }
struct loss_on<Net, Loss> {
    using last = nth_layer<typename Net::layers, Net::layers::count - 1>;
    static constexpr scores given = given_scores<last>;
    static_assert(Loss::from == scores::by_last_layer || given == scores::logits || Loss::from == given,
                  "inlay: the loss is told to take something else than the network's last layer gives; "
                  "leave the loss's argument out, or drop the last layer");
    // Softmax or sigmoid and its cross-entropy are one function of the logits: the last layer does not run at all.
    static constexpr bool fused = Loss::from == scores::by_last_layer && Net::layers::count > 1 && Loss::fuses(link_of<last>);
    static constexpr scores taken = fused ? scores::logits : Loss::from == scores::by_last_layer ? given : Loss::from;
    using loss = typename Loss::template on<taken>;
};

/// The part of the network that training runs, as a bound layer.
template <Network Net, class Loss>
using training_body =
    chain<Net, typename Net::input_shape, Net::layers::count - (loss_on<Net, Loss>::fused ? 1 : 0), true>;

template <class Net, class Loss>
using target_shape_of = typename Loss::template target_shape<typename Net::output_shape>;

/// Forward, loss and backward on n samples: gradients are overwritten, predictions (what the body gives: logits where the
/// loss is fused) and their gradients go to y and dy. Returns the mean loss, with what layers add to it. With a deferral as dx, the first leaf's gradient is
/// left out.
template <Network Net, class Loss, class T, class DX = discard, class Weights = std::nullptr_t>
T compute_gradients(const parameters<Net, T>& p, parameters<Net, T>& gradients, const T* x,
                    const typename Loss::template target_type<T>* targets, std::size_t n, T* y, T* dy, region<T> arena,
                    random& generator, const Loss& loss, DX dx = {}, Weights weights = {}) {
    using Body = training_body<Net, Loss>;
    using In = typename Body::input;
    using Out = typename Body::output;
    using Target = typename Loss::template target_type<T>;
    const view<const T, In> input(x, n);
    const view<T, Out> prediction(y, n);
    T penalty = 0;
    Body::forward(p, input, prediction, training_pass<T>{arena, arena, &generator, &penalty});
    const typename loss_on<Net, Loss>::loss told(loss);
    const T value = penalty + weighted_loss(told, view<const T, Out>(y, n), view<const Target, target_shape_of<Net, Loss>>(targets, n),
                                            view<T, Out>(dy, n), weights);
    const auto at = leaf_pointers<T>(gradients);
    for (std::size_t i = is_deferral<DX> ? 1 : 0; i < at.size(); ++i) {
        for (std::size_t k = 0; k < leaf_table<Net>[i].size; ++k) at[i][k] = 0;
    }
    const auto x_kept = [&] {
        if constexpr (keeps_input(Body::keeps)) {
            return input;
        } else {
            return absent{};
        }
    }();
    const auto y_kept = [&] {
        if constexpr (keeps_output(Body::keeps)) {
            return view<const T, Out>(y, n);
        } else {
            return absent{};
        }
    }();
    const backward_pass<T, std::remove_const_t<decltype(x_kept)>, std::remove_const_t<decltype(y_kept)>> pass{arena, arena, x_kept, y_kept};
    Body::backward(p, view<const T, Out>(dy, n), dx, gradients, pass);
    return value;
}

/// Whether no gradient of the leaves from `first` on is NaN or infinite.
template <Network Net, class T>
bool all_finite(const parameters<Net, T>& gradients, std::size_t first = 0) {
    const auto at = leaf_pointers<const T>(gradients);
    T total = 0;  // v - v is 0 for what is finite, else NaN
    for (std::size_t i = first; i < at.size(); ++i) total += sum_of(at[i], leaf_table<Net>[i].size, [](auto v) { return v - v; });
    return total == 0;
}

/// Whether x^T dz is finite, because no sum of products of theirs can overflow: false does not say that it is not.
template <class T>
bool surely_finite(const deferred_product<T>& d, std::size_t x_size, std::size_t dz_size) {
    const auto size = [](auto v) { return abs(v); };
    const T most = sum_of(d.x, d.rows * x_size, size) * sum_of(d.dz, d.rows * dz_size, size);
    return most < std::numeric_limits<T>::max() / 4;
}

/// The addresses of one leaf in all sets of moments.
template <Network Net, class T, std::size_t Moments>
std::array<T*, Moments> moments_of(const std::array<parameters<Net, T>*, Moments>& moments, std::size_t leaf) {
    std::array<T*, Moments> at{};
    for (std::size_t m = 0; m < Moments; ++m) at[m] = leaf_pointers<T>(*moments[m])[leaf];
    return at;
}

/// One optimiser step over `count` values of a leaf. Where `penalised`, the regulariser adds to their slopes, and its part of the
/// loss is returned.
template <class Optimizer, class T, std::size_t Moments>
T update_values(const Optimizer& optimizer, const auto& rates, T* values, T* slopes, const std::array<T*, Moments>& moments, std::size_t count,
                const regularizer& penalty, bool penalised) {
    T extra = 0;
    if (penalised && penalty.active()) {
        extra = penalty.value(static_cast<const T*>(values), count);
        penalty.accumulate(static_cast<const T*>(values), slopes, count);
    }
    optimizer.update(rates, values, static_cast<const T*>(slopes), moments.data(), count);
    return extra;
}

/// One optimiser step over the leaves from `first` on. `moments` holds the optimiser's sets of moments; step counts from 1.
/// Returns the regulariser's part of the loss.
template <Network Net, class Optimizer, class T, std::size_t Moments>
T update_parameters(parameters<Net, T>& p, parameters<Net, T>& gradients, std::array<parameters<Net, T>*, Moments> moments,
                    std::uint64_t step, const Optimizer& optimizer, const regularizer& penalty, std::size_t first = 0) {
    static_assert(Moments == Optimizer::moments);
    const auto values = leaf_pointers<T>(p);
    const auto slopes = leaf_pointers<T>(gradients);
    const auto rates = optimizer.template rates<T>(step);
    T extra = 0;
    for (std::size_t i = first; i < values.size(); ++i) {
        const leaf_info& info = leaf_table<Net>[i];
        if (info.what.role == role::statistic) {
            const T rate = static_cast<T>(info.what.rate);
            for (std::size_t k = 0; k < info.size; ++k) values[i][k] -= rate * slopes[i][k];
            continue;
        }
        extra += update_values(optimizer, rates, values[i], slopes[i], moments_of<Net>(moments, i), info.size, penalty,
                               info.what.role == role::weight);
    }
    return extra;
}

/// What update_parameters does for the first leaf, whose gradient was deferred: each part of it is used up while it is hot, and the parameters
/// and moments come from memory while the part before it is computed.
template <Network Net, class Layer, class Optimizer, class T, std::size_t Moments>
T update_first(parameters<Net, T>& p, const deferred_product<T>& product, std::array<parameters<Net, T>*, Moments> moments,
               std::uint64_t step, const Optimizer& optimizer, const regularizer& penalty) {
    T* const values = leaf_pointers<T>(p)[0];
    const auto held = moments_of<Net>(moments, 0);
    std::array<const T*, Moments + 1> soon{values};
    for (std::size_t m = 0; m < Moments; ++m) soon[m + 1] = held[m];
    const auto rates = optimizer.template rates<T>(step);
    T extra = 0;
    const auto use = [&](std::size_t from, T* slopes, std::size_t count) {
        std::array<T*, Moments> own{};
        for (std::size_t m = 0; m < Moments; ++m) own[m] = held[m] + from;
        extra += update_values(optimizer, rates, values + from, slopes, own, count, penalty, true);  // a kernel
    };
    struct stepper : gradient_user<T> {
        decltype(use)* call;
    } user;
    user.use = [](gradient_user<T>& self, std::size_t from, T* slopes, std::size_t count) {
        (*static_cast<stepper&>(self).call)(from, slopes, count);
    };
    user.call = &use;
    Layer::give_parts(product, soon.data(), soon.size(), user);
    return extra;
}

/// Forward, loss, backward and optimiser on n samples. Returns the mean loss before the step, with the regulariser's part.
/// Where that or a gradient is not finite, refuse(loss) is called before anything has changed; a nullptr does not look.
template <Network Net, class Loss, class Optimizer, class T, std::size_t Moments, class Refuse, class Clipping = unclipped, class Weights = std::nullptr_t>
T step_on(parameters<Net, T>& p, parameters<Net, T>& gradients, std::array<parameters<Net, T>*, Moments> moments, const T* x,
          const typename Loss::template target_type<T>* targets, std::size_t n, T* y, T* dy, region<T> arena, random& generator,
          std::uint64_t& steps, const Loss& loss, const Optimizer& optimizer, regularizer penalty, Refuse refuse, const Clipping& clip = {},
          Weights weights = {}) {
    const flush_denormals flushing;
    constexpr bool looks = !std::is_null_pointer_v<Refuse>;
    const auto check = [&](T value, std::size_t first) {
        if constexpr (looks) {
            if (!(value - value == 0) || !all_finite<Net, T>(gradients, first)) refuse(value);
        }
    };
    using First = typename training_body<Net, Loss>::training::template layer<0>;
    T value;
    if constexpr (requires { requires First::defers && !detail::repeats_first<typename training_body<Net, Loss>::flat>; }) {
        deferred_product<T> product{};
        value = compute_gradients<Net, Loss, T>(p, gradients, x, targets, n, y, dy, arena, generator, loss, deferral<T>{&product}, weights);
        if (!clip.active() && First::can_give_parts(product) &&
            (!looks || surely_finite(product, leaf_table<Net>[0].dims[0], leaf_table<Net>[0].dims[1]))) {
            check(value, 1);
            ++steps;
            value += update_parameters<Net>(p, gradients, moments, steps, optimizer, penalty, 1);
            return value + update_first<Net, First>(p, product, moments, steps, optimizer, penalty);
        }
        T* const slopes = leaf_pointers<T>(gradients)[0];
        for (std::size_t k = 0; k < leaf_table<Net>[0].size; ++k) slopes[k] = 0;
        First::give_all(product, slopes);
    } else {
        value = compute_gradients<Net, Loss, T>(p, gradients, x, targets, n, y, dy, arena, generator, loss, discard{}, weights);
    }
    check(value, 0);
    ++steps;
    if constexpr (std::is_same_v<Clipping, clipping>) {
        if (clip.active()) {  // which needs all gradients, with the regulariser's part
            value += clip_gradients<Net>(p, gradients, clip, penalty);
            penalty = {};
        }
    }
    return value + update_parameters<Net>(p, gradients, moments, steps, optimizer, penalty);
}

/// Brings an optimiser's moments to where training starts.
template <Network Net, class Optimizer, class T, std::size_t Moments>
void reset_moments(std::array<parameters<Net, T>*, Moments> moments, const Optimizer& optimizer) {
    for (std::size_t m = 0; m < Moments; ++m) {
        const auto at = leaf_pointers<T>(*moments[m]);
        for (std::size_t i = 0; i < at.size(); ++i) {
            for (std::size_t k = 0; k < leaf_table<Net>[i].size; ++k) at[i][k] = static_cast<T>(optimizer.initial_moment(m));
        }
    }
}

}  // namespace detail

/// Everything that training of a network works in, for batches of up to Batch samples: gradients, moments, arena. Put it
/// into static storage; nothing else is needed, and nothing allocates.
template <Network Net, class Loss, class Optimizer, class T = float, std::size_t Batch = 1>
struct training_state {
    using body = detail::training_body<Net, Loss>;
    static constexpr std::size_t capacity = Batch;
    static constexpr std::size_t arena_size = detail::arena_elements(body::cache, Batch);

    parameters<Net, T> gradients;
    std::array<parameters<Net, T>, Optimizer::moments> moments;
    tensor<T, shape<(arena_size > 0 ? arena_size : 1)>> arena;
    tensor<T, shape<Batch * body::output::size>> predictions;  ///< of the last step; logits where the loss is fused
    tensor<T, shape<Batch * body::output::size>> prediction_gradients;
    std::uint64_t steps = 0;
    random generator;

    /// Where training starts.
    void reset(const Optimizer& optimizer, seed s = {}) {
        detail::reset_moments<Net>(addresses(), optimizer);
        steps = 0;
        generator = random(s);
    }
    std::array<parameters<Net, T>*, Optimizer::moments> addresses() {
        std::array<parameters<Net, T>*, Optimizer::moments> at{};
        for (std::size_t m = 0; m < moments.size(); ++m) at[m] = &moments[m];
        return at;
    }
};

/// One step on n samples, at most the state's batch: x and targets hold them one after the other. Returns the mean loss
/// before the step, with the regulariser's part. A clipping as the last argument limits the gradients.
template <Network Net, class Loss, class Optimizer, class T, std::size_t Batch, class Clipping = detail::unclipped>
T train_step(parameters<Net, T>& p, training_state<Net, Loss, Optimizer, T, Batch>& state, const T* x,
             const typename Loss::template target_type<T>* targets, std::size_t n, const Loss& loss, const Optimizer& optimizer,
             const regularizer& penalty = {}, const Clipping& clip = {}) {
    using Body = detail::training_body<Net, Loss>;
    const region<T> arena = detail::split_arena(state.arena.data(), Body::cache, Batch);
    return detail::step_on<Net>(p, state.gradients, state.addresses(), x, targets, n, state.predictions.data(),
                                state.prediction_gradients.data(), arena, state.generator, state.steps, loss, optimizer, penalty,
                                nullptr, clip);
}

}  // namespace inlay::inline INLAY_ABI
