// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/loss.hpp>
#include <inlay/core/view.hpp>
#include <span>

#include "laws/subject.hpp"

namespace laws {

/// A loss behind a pointer to a function, on predictions of one shape; Y: what its targets are made of.
template <class T, class Y>
struct loss_subject {
    std::size_t size, target_size;
    std::span<const std::size_t> parts;  // sizes of the parts of a prediction: one, but for shapes<...>
    const void* loss;
    T (*evaluate)(const void* loss, const T* prediction, const Y* target, std::size_t n, T* gradient);  // nullptr: not wanted
    T operator()(const T* prediction, const Y* target, std::size_t n, T* gradient) const { return evaluate(loss, prediction, target, n, gradient); }
};

/// `loss` must live as long as the subject.
template <class Out, class T, class L, class Y = typename L::template target_type<T>>
loss_subject<T, Y> make_loss_subject(const L& loss) {
    using Target = typename L::template target_shape<Out>;
    return {Out::size, Target::size, part_sizes<Out>, &loss, [](const void* l, const T* prediction, const Y* target, std::size_t n, T* gradient) {
                const inlay::view<const T, Out> p(prediction, n);
                const inlay::view<const Y, Target> t(target, n);
                if (gradient == nullptr) return static_cast<const L*>(l)->operator()(p, t, inlay::discard{});
                return static_cast<const L*>(l)->operator()(p, t, inlay::view<T, Out>(gradient, n));
            }};
}

}  // namespace laws
