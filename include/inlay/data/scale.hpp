// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/data/dataset.hpp>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class T, std::size_t Rank>
void require_finite(const xt::xtensor<T, Rank>& values, const char* what, const char* part) {
    const std::size_t size = row_size(values);
    for (std::size_t i = 0; i < values.shape()[0] * size; ++i) {
        if (!std::isfinite(values.data()[i])) {
            throw error(std::string(what) + " " + std::to_string(i / size) + ", " + part + " " +
                        std::to_string(i % size) + " is " + std::to_string(values.data()[i]) +
                        ": leave the sample out or fill in a number");
        }
    }
}

/// Calls `f` with each value of some samples and the number of its feature.
template <class F>
void for_each_feature(std::span<float> samples, std::size_t features, const char* who, F f) {
    if (features == 0 || samples.size() % features != 0) {
        throw error(std::string(who) + " was fitted to " + std::to_string(features) +
                    " features, and cannot be applied to " + std::to_string(samples.size()) + " values");
    }
    for (std::size_t i = 0; i < samples.size(); i += features) {
        for (std::size_t feature = 0; feature < features; ++feature) {
            f(samples[i + feature], feature);
        }
    }
}

}  // namespace detail

/// Throws inlay::error naming sample and feature (both counted from 0) of the first NaN or infinity in the
/// inputs, or in the targets if they are real.
template <std::size_t Rank, class Targets>
void require_finite(const dataset<Rank, Targets>& data) {
    data.check();
    detail::require_finite(data.inputs, "sample", "feature");
    if constexpr (std::floating_point<typename dataset<Rank, Targets>::target_type>) {
        detail::require_finite(data.targets, "target of sample", "value");
    }
}

/// What can be done to every sample before it meets the network. The same object serves the training set, the
/// test set and a single sample in the finished program, so it belongs into the archive: `settings(self,
/// visit)` calls visit("name", member) for each member, to be saved or set.
template <class P>
concept Preprocessing = requires(const P& p, std::span<float> samples) { p.apply(samples); };

/// x -> (x - mean) / std with one pair of numbers for all features, as in PyTorch's Normalize(0.5, 0.5).
struct normalizer {
    float mean = 0;
    float std = 1;

    /// Changes any number of samples in place.
    void apply(std::span<float> samples) const {
        if (!(std > 0)) {
            throw error("normalizer: std must be more than 0, not " + std::to_string(std));
        }
        for (float& x : samples) {
            x = (x - mean) / std;
        }
    }

    template <class Self, class Visit>
    static void settings(Self& self, Visit&& visit) {
        visit("mean", self.mean);
        visit("std", self.std);
    }
};

/// x -> (x - mean) / std for each feature, fitted so that each has mean 0 and standard deviation 1 (the
/// population's, divided by n). A feature that is constant becomes 0: its std is stored as 1.
struct standardizer {
    std::vector<float> mean;
    std::vector<float> std;

    /// Fits to the inputs of a data set; pass the training part only. Throws if a value is not finite.
    template <std::size_t Rank, class Targets>
    static standardizer fitted(const dataset<Rank, Targets>& data) {
        require_finite(data);
        const std::size_t features = data.sample_size();
        const float* x = data.inputs.data();
        const auto n = static_cast<double>(data.size());
        // Row by row and in two passes: the order of memory, and no cancellation.
        std::vector<double> mean(features);
        std::vector<double> squares(features);
        std::vector<char> varies(features);
        for (std::size_t i = 0; i < data.size() * features; ++i) {
            mean[i % features] += x[i] / n;
            varies[i % features] |= static_cast<char>(x[i] != x[i % features]);
        }
        for (std::size_t i = 0; i < data.size() * features; ++i) {
            const double deviation = x[i] - mean[i % features];
            squares[i % features] += deviation * deviation / n;
        }
        standardizer result{std::vector<float>(x, x + features), std::vector<float>(features, 1.0F)};
        for (std::size_t f = 0; f < features; ++f) {
            if (varies[f] != 0) {  // else the rounding of its mean would be taken for a deviation
                const auto std = static_cast<float>(std::sqrt(squares[f]));
                result.mean[f] = static_cast<float>(mean[f]);
                result.std[f] = std > 0 ? std : 1;
            }
        }
        return result;
    }

    /// Number of values in a sample.
    [[nodiscard]] std::size_t features() const { return std::min(mean.size(), std.size()); }

    /// Changes any number of samples in place.
    void apply(std::span<float> samples) const {
        detail::for_each_feature(samples, features(), "standardizer",
                                 [&](float& x, std::size_t f) { x = (x - mean[f]) / std[f]; });
    }

    template <class Self, class Visit>
    static void settings(Self& self, Visit&& visit) {
        visit("mean", self.mean);
        visit("std", self.std);
    }
};

/// x -> (x - minimum) / range for each feature, fitted so that each runs from 0 to 1. A feature that is
/// constant becomes 0: its range is stored as 1. Values outside what was fitted are not cut off.
struct min_max_scaler {
    std::vector<float> minimum;
    std::vector<float> range;

    /// Fits to the inputs of a data set; pass the training part only. Throws if a value is not finite.
    template <std::size_t Rank, class Targets>
    static min_max_scaler fitted(const dataset<Rank, Targets>& data) {
        require_finite(data);
        const std::size_t features = data.sample_size();
        const float* x = data.inputs.data();
        min_max_scaler result{std::vector<float>(x, x + features), std::vector<float>(x, x + features)};
        for (std::size_t i = 0; i < data.size() * features; ++i) {
            result.minimum[i % features] = std::min(result.minimum[i % features], x[i]);
            result.range[i % features] = std::max(result.range[i % features], x[i]);
        }
        for (std::size_t feature = 0; feature < features; ++feature) {
            const float range = result.range[feature] - result.minimum[feature];
            if (!std::isfinite(range)) {
                throw error("min_max_scaler: the range of feature " + std::to_string(feature) +
                            " is no finite float");
            }
            result.range[feature] = range > 0 ? range : 1;
        }
        return result;
    }

    /// Number of values in a sample.
    [[nodiscard]] std::size_t features() const { return std::min(minimum.size(), range.size()); }

    /// Changes any number of samples in place.
    void apply(std::span<float> samples) const {
        detail::for_each_feature(samples, features(), "min_max_scaler",
                                 [&](float& x, std::size_t f) { x = (x - minimum[f]) / range[f]; });
    }

    template <class Self, class Visit>
    static void settings(Self& self, Visit&& visit) {
        visit("minimum", self.minimum);
        visit("range", self.range);
    }
};

/// The data set with its inputs preprocessed: nn::transform(nn::standardizer::fitted(train), test).
template <Preprocessing P, std::size_t Rank, class Targets>
dataset<Rank, Targets> transform(const P& preprocessing, dataset<Rank, Targets> data) {
    data.check();
    if constexpr (requires { preprocessing.features(); }) {
        if (preprocessing.features() != data.sample_size()) {
            throw error("transform: fitted to " + std::to_string(preprocessing.features()) +
                        " features, but samples have " + std::to_string(data.sample_size()));
        }
    }
    preprocessing.apply(std::span<float>(data.inputs.data(), data.inputs.size()));
    return data;
}

/// The data set with inputs (x - mean) / std.
template <std::size_t Rank, class Targets>
dataset<Rank, Targets> normalize(dataset<Rank, Targets> data, float mean, float std) {
    return transform(normalizer{mean, std}, std::move(data));
}

}  // namespace inlay::inline INLAY_ABI
