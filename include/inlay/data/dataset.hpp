// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/data/xtensor.hpp>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// Number of elements of one sample: the product of all dimensions but the first.
template <class T, std::size_t Rank>
std::size_t row_size(const xt::xtensor<T, Rank>& container) {
    std::size_t size = 1;
    for (std::size_t d = 1; d < Rank; ++d) {
        size *= container.shape()[d];
    }
    return size;
}

/// "(1797, 8, 8, 1)"
template <class T, std::size_t Rank>
std::string shape_text(const xt::xtensor<T, Rank>& container) {
    std::string text = "(";
    for (std::size_t d = 0; d < Rank; ++d) {
        text += (d == 0 ? "" : ", ") + std::to_string(container.shape()[d]);
    }
    return text + ")";
}

}  // namespace detail

/// Samples and what they should be mapped to. The first dimension of both containers counts the samples; the
/// rest is one sample, row major, channels last: images are (samples, height, width, channels).
///
/// Targets: class numbers as xt::xtensor<std::int32_t, 1> (sparse cross-entropy), or xt::xtensor<float, 2>
/// with one row per sample (one-hot classes, regression).
template <std::size_t Rank, class Targets = xt::xtensor<std::int32_t, 1>>
struct dataset {
    static_assert(Rank >= 1, "the first dimension of a data set counts its samples");
    using target_type = std::remove_cv_t<typename Targets::value_type>;

    xt::xtensor<float, Rank> inputs;
    Targets targets;

    /// Number of samples.
    [[nodiscard]] std::size_t size() const { return inputs.shape()[0]; }
    /// Number of values in one sample, and in one target.
    [[nodiscard]] std::size_t sample_size() const { return detail::row_size(inputs); }
    [[nodiscard]] std::size_t target_size() const { return detail::row_size(targets); }

    /// The values of sample i, in place. Throws inlay::error if there is no such sample.
    [[nodiscard]] std::span<const float> sample(std::size_t i) const { return row(inputs, i, "sample"); }
    /// The values of target i (one for a class number), in place. Throws inlay::error if there is no such
    /// target.
    [[nodiscard]] std::span<const target_type> target(std::size_t i) const {
        return row(targets, i, "target");
    }

    /// Throws inlay::error if there are no samples, if a sample has no values, or if the number of targets is
    /// not the number of samples.
    void check() const {
        if (size() == 0 || sample_size() == 0 || target_size() == 0) {
            throw error("data set is empty: inputs " + detail::shape_text(inputs) + ", targets " +
                        detail::shape_text(targets));
        }
        if (size() != targets.shape()[0]) {
            throw error("data set has " + std::to_string(size()) + " samples but " +
                        std::to_string(targets.shape()[0]) + " targets (inputs " +
                        detail::shape_text(inputs) + ", targets " + detail::shape_text(targets) + ")");
        }
    }

private:
    template <class Container>
    static auto row(const Container& container, std::size_t i, const char* what)
        -> std::span<const std::remove_cv_t<typename Container::value_type>> {
        if (i >= container.shape()[0]) {
            throw error(std::string("there is no ") + what + " " + std::to_string(i) + ": the data set has " +
                        std::to_string(container.shape()[0]) + ", counted from 0");
        }
        const std::size_t size = detail::row_size(container);
        return {container.data() + i * size, size};
    }
};

template <class T, std::size_t Rank, class Targets>
dataset(xt::xtensor<T, Rank>, Targets) -> dataset<Rank, Targets>;

}  // namespace inlay::inline INLAY_ABI
