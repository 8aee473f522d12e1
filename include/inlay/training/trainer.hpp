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
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/training/evaluator.hpp>
#include <inlay/training/parts.hpp>
#include <inlay/training/samples.hpp>
#include <iterator>
#include <memory>
#include <string>

namespace inlay::inline INLAY_ABI {

/// Trains a model batch by batch: everything is allocated when it is made, nothing in a step. fit is a loop around it;
/// hold one to train in portions, with the optimiser's state kept in between.
template <Network Net, class Loss, class Optimizer, class T = float>
class trainer {
    using task = detail::task<Net, Loss, T>;
    using body = typename task::body;
    using set = parameters<Net, T>;

public:
    /// Batches hold at most batch_size samples. The model must outlive the trainer.
    trainer(model<Net, T>& m, const Loss& l, const Optimizer& o, std::size_t batch_size, seed s = {}, regularizer r = {})
        : trained(&m), loss(l), optimizer(o), penalty(r), capacity(batch_size), generator(s), gradients(std::make_unique<set>()),
          arena(detail::arena_elements(body::cache, batch_size)), x(batch_size * task::input::size),
          y(batch_size * task::output::size), dy(batch_size * task::output::size), targets(batch_size * task::target_shape::size) {
        for (auto& moment : moments) moment = std::make_unique<set>();
        detail::reset_moments<Net>(addresses(), optimizer);
    }

    /// One step on the samples at n indices (1 to the batch size) of data that fit or evaluate would take. Returns the mean
    /// loss before the step. Throws, and leaves the parameters as they were, where the loss or a gradient is not finite.
    double step(const samples& data, const std::uint32_t* indices, std::size_t n) {
        if (n == 0 || n > capacity) {
            throw error("trainer: a step on " + std::to_string(n) + " samples, its batches hold 1 to " + std::to_string(capacity));
        }
        detail::gather_batch<typename task::input>(data.inputs(), indices, n, x.data());
        detail::gather_batch<typename task::target_shape>(data.targets(), indices, n, targets.data());
        const region<T> memory = detail::split_arena(arena.data(), body::cache, capacity);
        const auto refuse = [this](T loss_value) {
            throw error("training: the loss is " + std::to_string(static_cast<double>(loss_value)) + " at step " + std::to_string(steps + 1) +
                        (loss_value - loss_value == 0 ? " but a gradient is not finite" : "") +
                        "; the parameters are those before this step. Lower the learning rate or scale the inputs");
        };
        return static_cast<double>(detail::step_on<Net>(trained->parameters(), *gradients, addresses(), x.data(), targets.data(), n,
                                                        y.data(), dy.data(), memory, generator, steps, loss, optimizer, penalty,
                                                        refuse));
    }

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
        constexpr const char* names[] = {"moment_1", "moment_2", "moment_3", "moment_4"};
        static_assert(Optimizer::moments <= std::size(names));
        for (std::size_t m = 0; m < moments.size(); ++m) visit(names[m], *moments[m]);
    }

private:
    std::array<set*, Optimizer::moments> addresses() {
        std::array<set*, Optimizer::moments> at{};
        for (std::size_t m = 0; m < moments.size(); ++m) at[m] = moments[m].get();
        return at;
    }

    model<Net, T>* trained;
    Loss loss;
    Optimizer optimizer;
    regularizer penalty;
    std::size_t capacity;
    random generator;
    std::uint64_t steps = 0;
    std::unique_ptr<set> gradients;
    std::array<std::unique_ptr<set>, Optimizer::moments> moments;
    aligned_buffer<T> arena, x, y, dy;
    aligned_buffer<typename task::target> targets;
};

}  // namespace inlay::inline INLAY_ABI
