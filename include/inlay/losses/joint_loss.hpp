// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI {

namespace detail {
template <class Out, class Indices, class... Ls>
struct joint_targets;
template <class Out, std::size_t... I, class... Ls>
struct joint_targets<Out, std::index_sequence<I...>, Ls...> {
    using type = shapes<typename Ls::template target_shape<part_shape<Out, I>>...>;
};
inline constexpr const char* output_names[] = {"output_0", "output_1", "output_2", "output_3", "output_4", "output_5", "output_6", "output_7"};
inline constexpr const char* weight_names[] = {"loss_weight_0", "loss_weight_1", "loss_weight_2", "loss_weight_3",
                                               "loss_weight_4", "loss_weight_5", "loss_weight_6", "loss_weight_7"};
}  // namespace detail

/// The weighted sum of a loss for each output of a network that has several, Keras' compile(loss=[...], loss_weights=[...]):
///
///     joint_loss loss{mean_squared_error{}, binary_cross_entropy<scores::probabilities>{}};
///     loss.weights = {1, 0.5};
///
/// Targets are those of all outputs, one after the other. A cross-entropy is told what it gets, as here: the end of one of several
/// branches does not say it.
template <class... Ls>
struct joint_loss {
    static_assert(sizeof...(Ls) > 0 && sizeof...(Ls) <= 8, "inlay: a joint_loss has 1 to 8 parts");
    std::tuple<Ls...> losses{};
    std::array<double, sizeof...(Ls)> weights = [] {
        std::array<double, sizeof...(Ls)> ones{};
        for (double& w : ones) w = 1;
        return ones;
    }();

    constexpr joint_loss() = default;
    constexpr explicit joint_loss(Ls... parts)
        requires(sizeof...(Ls) > 0)
        : losses(parts...) {}

    static constexpr const char* name = "joint_loss";
    template <class T>
    using target_type = typename std::tuple_element_t<0, std::tuple<Ls...>>::template target_type<T>;
    template <class Out>
    using target_shape = typename detail::joint_targets<Out, std::index_sequence_for<Ls...>, Ls...>::type;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((visit(detail::output_names[I], std::get<I>(self.losses)), visit(detail::weight_names[I], self.weights[I])), ...);
        }(std::index_sequence_for<Ls...>{});
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        static_assert(Shapes<typename P::shape_type> && P::shape_type::parts == sizeof...(Ls),
                      "inlay: a joint_loss has as many parts as the network has outputs");
        static_assert((std::is_same_v<target_type<T>, typename Ls::template target_type<T>> && ...),
                      "inlay: the parts of a joint_loss take targets of one type: class numbers go with class numbers alone");
        T total = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (
                [&] {
                    const T weight = static_cast<T>(weights[I]);
                    if constexpr (wanted<D>) {
                        const auto own = part<I>(gradient);
                        total += weight * std::get<I>(losses)(part<I>(prediction), part<I>(target), own);
                        for (std::size_t i = 0; i < own.size(); ++i) own.data()[i] *= weight;
                    } else {
                        total += weight * std::get<I>(losses)(part<I>(prediction), part<I>(target), gradient);
                    }
                }(),
                ...);
        }(std::index_sequence_for<Ls...>{});
        return total;
    }
};

}  // namespace inlay::inline INLAY_ABI
