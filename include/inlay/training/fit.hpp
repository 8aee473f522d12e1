// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/random.hpp>
#include <inlay/hosted/model.hpp>
#include <inlay/optimizers/averaging.hpp>
#include <inlay/optimizers/clipping.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/training/evaluator.hpp>
#include <inlay/training/progress.hpp>
#include <inlay/training/samples.hpp>
#include <inlay/training/trainer.hpp>
#include <optional>
#include <vector>

namespace inlay::inline INLAY_ABI {

/// How fit trains. Defaults are Keras' where Keras has the argument.
struct fit_options {
    std::size_t epochs = 1;
    std::size_t batch_size = 32;
    inlay::seed seed{};                    ///< of shuffling and dropout
    bool shuffle = true;                   ///< before each epoch
    std::optional<samples> validation{};   ///< a data set, seen and not copied: evaluated after each epoch
    regularizer penalty{};                 ///< L1 and L2, on kernels
    clipping clip{};                       ///< limits of the gradients
    averaging average{};                   ///< use_ema: the model ends as the moving average of its steps
    std::vector<double> class_weight{};    ///< by class number, beside the samples' own weights; belongs to the data: not archived
    progress_mode progress = progress_mode::automatic;
    std::FILE* log = stdout;               ///< where progress goes

    /// What an archive of the configuration keeps.
    static void settings(auto&& visit, auto& self) {
        visit("epochs", self.epochs);
        visit("batch_size", self.batch_size);
        visit("seed", self.seed.value);
        visit("shuffle", self.shuffle);
        visit("l1", self.penalty.l1);
        visit("l2", self.penalty.l2);
        clipping::settings(visit, self.clip);
        averaging::settings(visit, self.average);
    }
};

/// What training was like, epoch by epoch.
struct epoch_record {
    double loss = 0, accuracy = 0;          ///< means over the epoch, while the parameters moved
    double val_loss = 0, val_accuracy = 0;  ///< of the validation set, at the epoch's end
    double seconds = 0;
};
struct history {
    std::vector<epoch_record> epochs;
    bool has_accuracy = false;  ///< the loss classifies
    bool has_validation = false;
};

/// Trains a model on a data set, as Keras' fit does: shuffled batches, the last of an epoch as small as it comes out.
/// Throws an error that names the sample, shape or option where the data do not fit. The same data, seed and options give
/// the same parameters, bit for bit, in the same build.
template <Network Net, class T, class Loss, class Optimizer>
history fit(model<Net, T>& m, const samples& data, const Loss& loss, const Optimizer& optimizer, const fit_options& options = {}) {
    using task = detail::task<Net, Loss, T>;
    if (options.batch_size == 0) detail::refuse("fit: batch_size is 0");
    task::check(data);
    if (options.validation) task::check(*options.validation);

    const std::size_t batch = options.batch_size < data.size() ? options.batch_size : data.size();
    trainer<Net, Loss, Optimizer, T> training(m, loss, optimizer, batch, seed{options.seed.value + 1}, options.penalty, options.clip,
                                                options.average);
    training.class_weight(options.class_weight);
    evaluator<Net, Loss, T> held_out(loss, batch);
    random generator(options.seed);
    std::vector<std::uint32_t> order(data.size());
    const std::size_t batches = (data.size() + batch - 1) / batch;
    progress_bar bar(options.log, options.epochs, batches, options.progress);
    const char* const metric = task::classifies ? "accuracy" : nullptr;

    history past;
    past.has_accuracy = task::classifies;
    past.has_validation = options.validation.has_value();
    past.epochs.reserve(options.epochs);
    for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
        const std::int64_t start = detail::steady_nanoseconds();
        bar.begin_epoch(epoch);
        detail::put_in_order(order.data(), 0, order.size());
        if (options.shuffle) generator.shuffle(order.data(), order.size());
        epoch_record record;
        double right = 0;
        for (std::size_t done = 0, b = 0; done < data.size(); ++b) {
            const std::size_t n = data.size() - done < batch ? data.size() - done : batch;
            record.loss += static_cast<double>(n) * training.step(data, order.data() + done, n);
            right += static_cast<double>(training.right_answers(n)) / task::answers;
            done += n;
            bar.update(b + 1, record.loss / static_cast<double>(done), metric, right / static_cast<double>(done));
        }
        record.loss /= static_cast<double>(data.size());
        record.accuracy = right / static_cast<double>(data.size());
        if (options.validation) {
            const evaluation seen = held_out(m.parameters(), *options.validation);
            record.val_loss = seen.loss;
            record.val_accuracy = seen.accuracy;
            bar.end_epoch(record.loss, metric, record.accuracy, record.val_loss, record.val_accuracy);
        } else {
            bar.end_epoch(record.loss, metric, record.accuracy);
        }
        record.seconds = static_cast<double>(detail::steady_nanoseconds() - start) * 1e-9;
        past.epochs.push_back(record);
    }
    training.take_average();
    return past;
}

}  // namespace inlay::inline INLAY_ABI
