// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/error.hpp>
#include <inlay/core/numbers.hpp>
#include <string>
#include <type_traits>
#include <vector>

namespace inlay::inline INLAY_ABI {

namespace detail {

enum class element : std::uint8_t { float32, float64, int32, uint8 };

template <class U>
constexpr element element_of() {
    static_assert(std::same_as<U, float> || std::same_as<U, double> || std::same_as<U, std::int32_t> || std::same_as<U, std::uint8_t>,
                  "inlay: samples are float, double, std::int32_t or std::uint8_t");
    if constexpr (std::same_as<U, float>) return element::float32;
    if constexpr (std::same_as<U, double>) return element::float64;
    if constexpr (std::same_as<U, std::int32_t>) return element::int32;
    return element::uint8;
}

/// One tensor whose first extent counts samples, seen without its type: code over it is compiled once.
struct sample_array {
    const void* values = nullptr;
    element type = element::float32;
    std::size_t count = 0;  // samples
    std::size_t size = 1;   // elements of one sample
    std::size_t rank = 0;   // of one sample
    std::array<std::size_t, 8> dims{};

    template <class F>
    decltype(auto) as_typed(F f) const {
        switch (type) {
            case element::float64: return f(static_cast<const double*>(values));
            case element::int32: return f(static_cast<const std::int32_t*>(values));
            case element::uint8: return f(static_cast<const std::uint8_t*>(values));
            default: return f(static_cast<const float*>(values));
        }
    }
    /// Copies `count` elements, from the `first` on, of each of the samples at n indices, converting them.
    template <class T>
    void gather(const std::uint32_t* indices, std::size_t n, std::size_t first, std::size_t count, T* to) const {
        as_typed([&](const auto* from) {
            for (std::size_t i = 0; i < n; ++i, to += count) {
                const auto* sample = from + indices[i] * size + first;
                for (std::size_t k = 0; k < count; ++k) to[k] = static_cast<T>(sample[k]);
            }
        });
    }
};

template <class U>
inline constexpr std::size_t array_size = 0;
template <class U, std::size_t N>
inline constexpr std::size_t array_size<std::array<U, N>> = N;

/// Takes any container of samples: xt::xtensor and its adaptors (row-major); std::vector, std::span and std::array of
/// numbers or of std::array.
template <class X>
sample_array array_of(const X& x, const char* role) {
    using U = std::remove_cvref_t<decltype(*x.data())>;
    sample_array a;
    a.values = x.data();
    if constexpr (array_size<U> > 0) {
        a.type = element_of<typename U::value_type>();
        a.rank = 1;
        a.size = a.dims[0] = array_size<U>;
    } else {
        a.type = element_of<U>();
    }
    if constexpr (requires { x.dimension(); x.shape(); x.strides(); }) {
        if (x.dimension() == 0) refuse("%s are a single number; their first dimension counts samples", role);
        if (x.dimension() - 1 > a.dims.size()) refuse("%s have more than 9 dimensions", role);
        a.count = x.shape()[0];
        a.rank = x.dimension() - 1;
        // A view's data() is its container's.
        if constexpr (requires { x.data_offset(); }) a.values = x.data() + x.data_offset();
        for (std::size_t i = x.dimension(); i-- > 0;) {
            if (x.shape()[i] > 1 && static_cast<std::size_t>(x.strides()[i]) != a.size) {
                refuse("%s are not row-major and contiguous: copy them into an xt::xtensor first", role);
            }
            if (i == 0) break;
            a.dims[i - 1] = x.shape()[i];
            a.size *= a.dims[i - 1];
        }
    } else {
        a.count = x.size();
    }
    return a;
}

/// The same elements as `count` flat samples.
inline sample_array flat(sample_array a, std::size_t count, const char* role) {
    const std::size_t all = a.count * a.size;
    if (count == 0 || all % count != 0) refuse("%s are %zu numbers, which is not %zu samples", role, all, count);
    a.count = count;
    a.size = a.dims[0] = all / count;
    a.rank = 1;
    return a;
}

}  // namespace detail

/// A data set as training and evaluation see it: inputs, targets and perhaps weights that somebody else owns, whatever their
/// containers. Made from anything with `inputs` and `targets`, and perhaps `weights`, or from containers. The first extent counts
/// samples. A weight says what a sample's loss counts: Keras' sample_weight.
class samples {
public:
    template <class Data>
        requires requires(const Data& d) { d.inputs; d.targets; }
    samples(const Data& data) : samples(data.inputs, data.targets) {
        if constexpr (requires { data.weights; }) weigh(detail::array_of(data.weights, "the sample weights"));
    }

    /// Two containers, whose first extent counts samples: xt::xtensor, std::vector<std::array<float, 8>>, …
    template <class X, class Y>
    samples(const X& inputs, const Y& targets) : samples(detail::array_of(inputs, "the inputs"), detail::array_of(targets, "the targets")) {}

    /// The same with a container of weights, one per sample.
    template <class X, class Y, class W>
        requires requires(const W& w) { w.data(); }
    samples(const X& inputs, const Y& targets, const W& weights) : samples(inputs, targets) {
        weigh(detail::array_of(weights, "the sample weights"));
    }

    /// Two flat containers of `count` samples each, one sample after the other.
    template <class X, class Y>
    samples(const X& inputs, const Y& targets, std::size_t count)
        : samples(detail::flat(detail::array_of(inputs, "the inputs"), count, "the inputs"),
                  detail::flat(detail::array_of(targets, "the targets"), count, "the targets")) {}

    std::size_t size() const { return x.count; }
    const detail::sample_array& inputs() const { return x; }
    const detail::sample_array& targets() const { return y; }
    bool weighted() const { return w.values != nullptr; }
    const detail::sample_array& weights() const { return w; }

private:
    samples(const detail::sample_array& inputs, const detail::sample_array& targets) : x(inputs), y(targets) {
        if (x.count != y.count) detail::refuse("a data set has %zu inputs and %zu targets", x.count, y.count);
        if (x.count == 0) detail::refuse("a data set is empty");
        if (x.count > 0xffffffffu) detail::refuse("a data set has more than 4294967295 samples");
    }

    void weigh(const detail::sample_array& weights) {
        if (weights.count != x.count || weights.size != 1) {
            detail::refuse("a data set has %zu samples and %zu sample weights; there must be one for each", x.count, weights.count * weights.size);
        }
        w = weights;
    }

    detail::sample_array x, y, w;
};

namespace detail {

/// "28x28x1"
[[gnu::cold]] inline std::string shape_text(const std::size_t* dims, std::size_t rank) {
    std::string text;
    for (std::size_t i = 0; i < rank; ++i) {
        if (i > 0) text += 'x';
        text += std::to_string(dims[i]);
    }
    return text;
}

/// Refuses samples of another shape than the network's. Flat samples of the right size pass.
[[gnu::cold]] inline void check_shape(const sample_array& a, const char* role, const std::size_t* dims, std::size_t rank, std::size_t size) {
    bool same = a.rank == rank;
    for (std::size_t i = 0; same && i < rank; ++i) same = dims[i] == a.dims[i];
    if (a.size == size && (same || a.rank <= 1 || rank <= 1)) return;
    const std::string given = a.rank == 0 ? "1" : shape_text(a.dims.data(), a.rank), wanted = shape_text(dims, rank);
    if (rank > 0) refuse("the %s have the shape %s per sample, the network has %s", role, given.c_str(), wanted.c_str());
    refuse("the %s have the shape %s per sample, the network has %zu values of several tensors", role, given.c_str(), size);
}

/// The indices of n samples, from one on.
inline void put_in_order(std::uint32_t* indices, std::size_t first, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) indices[i] = static_cast<std::uint32_t>(first + i);
}

/// Refuses NaN and infinity.
inline void check_finite(const sample_array& a, const char* role) {
    a.as_typed([&](const auto* values) {
        if constexpr (std::floating_point<std::remove_cvref_t<decltype(*values)>>) {
            for (std::size_t i = 0; i < a.count * a.size; ++i) {
                if (!is_finite(values[i])) {
                    refuse("the %s hold %s in sample %zu, element %zu", role, values[i] != values[i] ? "NaN" : "infinity", i / a.size, i % a.size);
                }
            }
        }
    });
}

/// Refuses weights below 0, NaN and infinity.
inline void check_weights(const sample_array& a) {
    check_finite(a, "sample weights");
    a.as_typed([&](const auto* values) {
        for (std::size_t i = 0; i < a.count; ++i) {
            if (values[i] < 0) refuse("the sample weights hold %s in sample %zu, below 0", std::to_string(values[i]).c_str(), i);
        }
    });
}

/// Refuses weights of classes that are not one for each of those that a network tells apart (0: it does not), below 0, NaN or
/// infinite. None at all are fine.
inline void check_class_weights(const std::vector<double>& weights, std::size_t classes) {
    if (weights.empty()) return;
    if (classes == 0) refuse("class_weight: the network and its loss do not give one class per sample");
    if (weights.size() != classes) {
        refuse("class_weight: %zu weights, the network tells %zu classes apart", weights.size(), classes);
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (is_finite(weights[i]) && weights[i] >= 0) continue;
        refuse("class_weight: class %zu has the weight %f, not a number of 0 or more", i, weights[i]);
    }
}

/// Refuses class numbers outside `least` (0, or -1 where that stands for none) … classes - 1.
inline void check_classes(const sample_array& a, std::size_t classes, double least = 0) {
    a.as_typed([&](const auto* values) {
        for (std::size_t i = 0; i < a.count * a.size; ++i) {
            const double v = static_cast<double>(values[i]);
            if (!(v >= least && v < static_cast<double>(classes)) || v != static_cast<double>(static_cast<std::int64_t>(v))) {
                refuse("the targets hold the class %f in sample %zu, the network tells 0 to %zu apart", v, i / a.size, classes - 1);
            }
        }
    });
}

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
