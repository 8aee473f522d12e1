// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/random.hpp>
#include <inlay/data/dataset.hpp>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI {

namespace detail {

/// A copy of the rows (samples or targets) with these numbers, which must exist.
template <class T, std::size_t Rank>
xt::xtensor<T, Rank> rows(const xt::xtensor<T, Rank>& from, std::span<const std::uint32_t> numbers) {
    auto shape = from.shape();
    shape[0] = numbers.size();
    xt::xtensor<T, Rank> to(shape);
    const std::size_t size = row_size(from);
    auto* out = to.data();
    for (const std::uint32_t number : numbers) {
        out = std::copy_n(from.data() + number * size, size, out);
    }
    return to;
}

/// 0, 1, … size - 1.
template <std::size_t Rank, class Targets>
std::vector<std::uint32_t> sample_numbers(const dataset<Rank, Targets>& data) {
    data.check();
    if (data.size() > std::numeric_limits<std::uint32_t>::max()) {
        throw error("data sets of more than 2^32 - 1 samples cannot be split");
    }
    std::vector<std::uint32_t> numbers(data.size());
    std::iota(numbers.begin(), numbers.end(), 0U);
    return numbers;
}

}  // namespace detail

/// A copy of the samples with the given numbers, in the given order; a number may be given more than once.
template <std::size_t Rank, class Targets>
dataset<Rank, Targets> take(const dataset<Rank, Targets>& data, std::span<const std::uint32_t> numbers) {
    data.check();
    for (const std::uint32_t number : numbers) {
        if (number >= data.size()) {
            throw error("take: there is no sample " + std::to_string(number) + " among " +
                        std::to_string(data.size()));
        }
    }
    return {detail::rows(data.inputs, numbers), detail::rows(data.targets, numbers)};
}

/// A copy of `count` samples from number `first` on.
template <std::size_t Rank, class Targets>
dataset<Rank, Targets> take(const dataset<Rank, Targets>& data, std::size_t first, std::size_t count) {
    if (first > data.size() || count > data.size() - first) {
        throw error("take: samples " + std::to_string(first) + " to " + std::to_string(first + count) +
                    " are asked for, but there are " + std::to_string(data.size()));
    }
    const std::vector<std::uint32_t> numbers = detail::sample_numbers(data);
    return take(data, std::span(numbers).subspan(first, count));
}

/// Two parts of a data set, without a sample in common, drawn at random: the first has `count` samples, the
/// second the rest. The same seed gives the same parts on every platform. Neither part may be empty.
template <std::size_t Rank, class Targets, std::integral Count>
std::pair<dataset<Rank, Targets>, dataset<Rank, Targets>> split(const dataset<Rank, Targets>& data,
                                                                Count count, seed start) {
    std::vector<std::uint32_t> numbers = detail::sample_numbers(data);
    if (std::cmp_less(count, 1) || std::cmp_greater_equal(count, data.size())) {
        throw error("split: " + std::to_string(count) + " of " + std::to_string(data.size()) +
                    " samples would leave one of the two parts empty");
    }
    random(start).shuffle(numbers.data(), numbers.size());
    const std::span<const std::uint32_t> all(numbers);
    const auto first = static_cast<std::size_t>(count);
    return {take(data, all.first(first)), take(data, all.subspan(first))};
}

/// The same with the first part's share of the samples, between 0 and 1, rounded to the nearest number of
/// samples.
template <std::size_t Rank, class Targets, std::floating_point Fraction>
std::pair<dataset<Rank, Targets>, dataset<Rank, Targets>> split(const dataset<Rank, Targets>& data,
                                                                Fraction fraction, seed start) {
    if (!(fraction > 0 && fraction < 1)) {
        throw error("split: the fraction must be between 0 and 1, not " + std::to_string(fraction) +
                    "; a number of samples is passed as a whole number");
    }
    return split(data, std::llround(static_cast<double>(fraction) * static_cast<double>(data.size())), start);
}

/// Class numbers as rows of zeros with a single 1: (samples) -> (samples, classes).
/// Throws inlay::error, naming the sample, if a number is not among 0 … classes - 1.
template <std::integral Label>
xt::xtensor<float, 2> one_hot(const xt::xtensor<Label, 1>& labels, std::size_t classes) {
    xt::xtensor<float, 2> rows(std::array<std::size_t, 2>{labels.shape()[0], classes}, 0.0F);
    for (std::size_t i = 0; i < labels.shape()[0]; ++i) {
        const Label label = labels.data()[i];
        if (std::cmp_less(label, 0) || std::cmp_greater_equal(label, classes)) {
            throw error("one_hot: the label of sample " + std::to_string(i) + " is " + std::to_string(label) +
                        ", but there are " + std::to_string(classes) + " classes, counted from 0");
        }
        rows.data()[i * classes + static_cast<std::size_t>(label)] = 1;
    }
    return rows;
}

/// The data set with one-hot targets.
template <std::size_t Rank, std::integral Label>
dataset<Rank, xt::xtensor<float, 2>> one_hot(dataset<Rank, xt::xtensor<Label, 1>> data, std::size_t classes) {
    return {std::move(data.inputs), one_hot(data.targets, classes)};
}

}  // namespace inlay::inline INLAY_ABI
