// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>

namespace inlay::inline INLAY_ABI {

/// A loss is an aggregate of its settings that gives
///
///     name                                Keras' word, as text
///     target_type<T>                      of one target value, where predictions are computed in T
///     target_shape<Out>                   of one sample's target, where predictions have the shape Out
///     settings(visit, self)               calls visit("keras_name", self.member) for each setting
///     loss(prediction, target, gradient)  the mean over the samples; gradient, a view or a discard, is overwritten with
///                                         the derivative of that mean with respect to each prediction
///
/// prediction, target and gradient are views of the same number of samples, at least one. A cross-entropy
/// also says what it takes as `from`, is told what a network gives by `on<scores>`, and answers with
/// fuses(link_function) whether it can take the logits instead of that function of them.
template <class L, class Out, class T = float>
concept Loss =
    Shape<Out> && requires(const L loss, L& own, view<const T, Out> prediction, view<T, Out> gradient) {
        { L::name } -> std::convertible_to<const char*>;
        typename L::template target_type<T>;
        requires Shape<typename L::template target_shape<Out>>;
        L::settings([](const char*, auto&) {}, own);
    };

}  // namespace inlay::inline INLAY_ABI
