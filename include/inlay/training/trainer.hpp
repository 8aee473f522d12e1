// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/random.hpp>
#include <inlay/hosted/aligned_buffer.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/network/train.hpp>
#include <inlay/optimizers/averaging.hpp>
#include <inlay/optimizers/clipping.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/training/evaluator.hpp>
#include <inlay/training/parts.hpp>
#include <inlay/training/samples.hpp>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// Refuses limits and a momentum that are none.
[[gnu::cold, gnu::noinline]] inline void check_rules(const clipping& clip, const averaging& average) {
    int limits = 0;
    const auto check = [&](double value, const char* name) {
        limits += value != 0 ? 1 : 0;
        if (!(value >= 0)) refuse("%s is %f: gradients are clipped to a number above 0", name, value);
        if (limits > 1) refuse("%s is set beside another limit: choose one of clipvalue, clipnorm, global_clipnorm", name);
    };
    check(clip.value, "clipvalue");
    check(clip.norm, "clipnorm");
    check(clip.global_norm, "global_clipnorm");
    if (average.use_ema && !(average.momentum >= 0 && average.momentum <= 1)) {
        refuse("ema_momentum is %f, not within 0 to 1", average.momentum);
    }
}

}  // namespace detail

/// Trains a model batch by batch: everything is allocated when it is made, nothing in a step. fit is a loop around it;
/// hold one to train in portions, with the optimiser's state kept in between.
template <Network Net, class Loss, class Optimizer, class T = float>
class trainer {
    using task = detail::task<Net, Loss, T>;
    using body = typename task::body;
    using set = parameters<Net, T>;

public:
    /// Batches hold at most batch_size samples. The model must outlive the trainer. Throws where a limit or the momentum of the
    /// average is none.
    trainer(model<Net, T>& m, const Loss& l, const Optimizer& o, std::size_t batch_size, seed s = {}, regularizer r = {}, clipping c = {},
            averaging a = {})
        : trained(&m), loss(l), optimizer(o), penalty(r), clip(c), averages(a), capacity(batch_size), generator(s), gradients(1), moments(Optimizer::moments),
          arena(detail::arena_elements(body::cache, batch_size)), x(batch_size * task::input::size),
          y(batch_size * task::output::size), dy(batch_size * task::output::size), weights(batch_size),
          targets(batch_size * task::target_shape::size) {
        detail::check_rules(clip, averages);
        if (averages.use_ema) mean.push_back(trained->parameters());
        detail::reset_moments<Net>(addresses(), optimizer);
    }

    /// From now on a sample's loss counts as often as its class says, times its own weight: Keras' class_weight, by class number.
    /// An empty vector ends that.
    void class_weight(std::vector<double> by_class) {
        task::check_class_weights(by_class);
        class_weights = std::move(by_class);
    }

    /// One step on the samples at n indices (1 to the batch size) of data that fit or evaluate would take. Returns the mean
    /// loss before the step. Throws, and leaves the parameters as they were, where the loss or a gradient is not finite.
    double step(const samples& data, const std::uint32_t* indices, std::size_t n) {
        if (n == 0 || n > capacity) {
            detail::refuse("trainer: a step on %zu samples, its batches hold 1 to %zu", n, capacity);
        }
        detail::gather_batch<typename task::input>(data.inputs(), indices, n, x.data());
        detail::gather_batch<typename task::target_shape>(data.targets(), indices, n, targets.data());
        const region<T> memory = detail::split_arena(arena.data(), body::cache, capacity);
        const auto refuse = [this](T loss_value) {
            detail::refuse("training: the loss is %f at step %llu%s; the parameters are those before this step. Lower the learning rate or scale the inputs",
                           static_cast<double>(loss_value), static_cast<unsigned long long>(steps + 1),
                           loss_value - loss_value == 0 ? " but a gradient is not finite" : "");
        };
        const T value = detail::step_on<Net>(trained->parameters(), gradients.front(), addresses(), x.data(), targets.data(), n, y.data(), dy.data(),
                                             memory, generator, steps, loss, optimizer, penalty, refuse, clip, weigh(data, indices, n));
        if (!mean.empty()) detail::blend_parameters<Net>(mean.front(), trained->parameters(), steps == 1 ? 1 : 1 - averages.momentum);
        return static_cast<double>(value);
    }

    /// Puts the moving average in the place of the model's parameters; nothing without use_ema or before the first step.
    void take_average() {
        if (!mean.empty() && steps > 0) detail::blend_parameters<Net>(trained->parameters(), mean.front(), 1);
    }
    /// The moving average of the parameters; nullptr without use_ema.
    const set* average() const { return mean.empty() ? nullptr : mean.data(); }

    /// Right answers among the last step's n samples, of n * task::answers; 0 where the loss does not classify.
    std::size_t right_answers(std::size_t n) const { return task::count(y.data(), targets.data(), n); }

    /// What an archive keeps beside the parameters, for an exact resume: visit(name, number), visit(name, parameters).
    void state(auto&& visit) {
        visit("optimizer", Optimizer::name);
        visit("step", steps);
        random::position at = generator.where();
        visit("generator_key", at.key);
        visit("generator_counter", at.counter);
        generator.resume(at);
        constexpr std::array names = {"moment_1", "moment_2", "moment_3", "moment_4"};
        static_assert(Optimizer::moments <= names.size());
        for (std::size_t m = 0; m < moments.size(); ++m) visit(names[m], moments[m]);
        if (!mean.empty()) visit("average", mean.front());
    }

private:
    /// What the samples of a batch count, or nullptr where all count the same.
    const T* weigh(const samples& data, const std::uint32_t* indices, std::size_t n) {
        if (!data.weighted() && class_weights.empty()) return nullptr;
        if (data.weighted()) {
            data.weights().gather(indices, n, 0, 1, weights.data());
        } else {
            for (std::size_t i = 0; i < n; ++i) weights[i] = 1;
        }
        if constexpr (task::classifies) {
            for (std::size_t i = 0; i < n && !class_weights.empty(); ++i) {
                weights[i] *= static_cast<T>(class_weights[task::class_of(targets.data() + i * task::target_shape::size)]);
            }
        }
        return weights.data();
    }

    std::array<set*, Optimizer::moments> addresses() {
        std::array<set*, Optimizer::moments> at{};
        for (std::size_t m = 0; m < moments.size(); ++m) at[m] = &moments[m];
        return at;
    }

    model<Net, T>* trained;
    Loss loss;
    Optimizer optimizer;
    regularizer penalty;
    clipping clip;
    averaging averages;
    std::vector<double> class_weights;
    std::size_t capacity;
    random generator;
    std::uint64_t steps = 0;
    std::vector<set> gradients, mean, moments;  // one of gradients, one of the mean or none
    aligned_buffer<T> arena, x, y, dy, weights;
    aligned_buffer<typename task::target> targets;
};

}  // namespace inlay::inline INLAY_ABI
