// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
#include <inlay/hosted/aligned_buffer.hpp>
#include <inlay/network/train.hpp>
#include <inlay/training/metrics.hpp>
#include <inlay/training/parts.hpp>
#include <inlay/training/samples.hpp>
#include <span>
#include <type_traits>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// What a data set gave: the mean loss, weighted where the samples are, and, for losses that classify, the share of right answers.
struct evaluation {
    double loss = 0;
    double accuracy = 0;
    bool has_accuracy = false;
};

namespace detail {

/// What training and evaluation of a network share, given its loss: sizes, the check of the data, the count of right
/// answers.
template <Network Net, class Loss, class T>
struct task {
    using body = training_body<Net, Loss>;
    using input = typename Net::input_shape;
    using output = typename Net::output_shape;
    using target_shape = target_shape_of<Net, Loss>;
    using target = typename Loss::template target_type<T>;
    static constexpr bool sparse = std::is_same_v<target, std::int32_t>;
    static constexpr bool padded = requires { Loss::padded_targets; };  // not one target for each answer
    static constexpr bool classifies = requires { Loss::from; } && !padded;
    static constexpr bool sided = [] {  // yes or no for each output
        if constexpr (classifies) return Loss::fuses(link_function::sigmoid);
        return false;
    }();
    static constexpr std::size_t classes = last_extent<output>;
    /// Answers per sample.
    static constexpr std::size_t answers = sided || classes == 0 ? output::size : output::size / classes;

    /// Refuses data of another shape than the network's, NaN, infinity, and classes that it does not tell apart.
    static void check(const samples& data) {
        check_shape(data.inputs(), "inputs", extents_of<input>.data(), input::rank, input::size);
        check_shape(data.targets(), "targets", extents_of<target_shape>.data(), target_shape::rank, target_shape::size);
        check_finite(data.inputs(), "inputs");
        check_finite(data.targets(), "targets");
        if constexpr (sparse) check_classes(data.targets(), classes, padded ? -1 : 0);
        if (data.weighted()) {
            if (Shapes<output>) throw error("sample weights: the network gives several tensors, whose samples cannot be weighed apart");
            check_weights(data.weights());
        }
    }

    static void check_class_weights(const std::vector<double>& weights) {
        detail::check_class_weights(weights, !classifies || answers != 1 ? 0 : sided ? 2 : classes);
    }

    /// The class of one sample's target: of values, the largest; of yes or no, what it is nearer to.
    static std::size_t class_of(const target* t) {
        if constexpr (sparse) {
            return static_cast<std::size_t>(*t);
        } else if constexpr (sided) {
            return *t > T(0.5) ? 1 : 0;
        } else {
            return argmax(std::span<const target>(t, classes));
        }
    }

    static std::size_t count(const T* scored, const target* targets, std::size_t n) {
        if constexpr (!classifies) {
            return 0;
        } else if constexpr (sparse) {
            return count_right(scored, targets, n * answers, classes);
        } else if constexpr (sided) {
            return count_sided(scored, targets, n * answers, loss_on<Net, Loss>::taken == scores::logits ? T(0) : T(0.5));
        } else {
            return count_agreeing(scored, targets, n * answers, classes);
        }
    }
};

}  // namespace detail

/// Computes loss and accuracy of a network on data sets. Everything is allocated when it is made.
template <Network Net, class Loss, class T = float>
class evaluator {
    using task = detail::task<Net, Loss, T>;
    using body = typename task::body;

public:
    /// Works on `batch` samples at a time.
    explicit evaluator(const Loss& l, std::size_t batch = 64)
        : loss(l), capacity(batch), arena(detail::arena_elements(body::inference_scratch, batch)), x(batch * task::input::size),
          y(batch * task::output::size), weights(batch), targets(batch * task::target_shape::size), indices(batch) {}

    evaluation operator()(const parameters<Net, T>& p, const samples& data) {
        const region<T> scratch = detail::split_arena(arena.data(), body::inference_scratch, capacity);
        const typename detail::loss_on<Net, Loss>::loss told(loss);
        double total = 0;
        std::size_t right = 0;
        for (std::size_t done = 0; done < data.size();) {
            const std::size_t n = data.size() - done < capacity ? data.size() - done : capacity;
            detail::put_in_order(indices.data(), done, n);
            detail::gather_batch<typename task::input>(data.inputs(), indices.data(), n, x.data());
            detail::gather_batch<typename task::target_shape>(data.targets(), indices.data(), n, targets.data());
            body::forward(p, view<const T, typename task::input>(x.data(), n), view<T, typename task::output>(y.data(), n),
                          inference_pass<T>{scratch});
            const view<const typename task::target, typename task::target_shape> wanted_targets(targets.data(), n);
            if (data.weighted()) data.weights().gather(indices.data(), n, 0, 1, weights.data());
            total += static_cast<double>(n) *
                     static_cast<double>(detail::weighted_loss(told, view<const T, typename task::output>(y.data(), n), wanted_targets,
                                                               discard{}, data.weighted() ? static_cast<const T*>(weights.data()) : nullptr));
            right += task::count(y.data(), targets.data(), n);
            done += n;
        }
        const double count = static_cast<double>(data.size());
        return {total / count, static_cast<double>(right) / (count * task::answers), task::classifies};
    }

private:
    Loss loss;
    std::size_t capacity;
    aligned_buffer<T> arena, x, y, weights;
    aligned_buffer<typename task::target> targets;
    aligned_buffer<std::uint32_t> indices;
};

}  // namespace inlay::inline INLAY_ABI
