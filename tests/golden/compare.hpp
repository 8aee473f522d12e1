// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/tensor.hpp>
#include <inlay/core/view.hpp>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "laws/subject.hpp"

/// Running inlay's parts on the reference numbers, and the one place that says how near is near enough.
namespace golden {

/// Largest allowed |got - expected| / max(|expected|, floor): two digits of float's seven and three of double's sixteen
/// are left to rounding, the order of summation and the polynomials.
template <class T>
inline constexpr double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-13;

/// The floor where results are sums of terms around 1, and where they are functions of one value.
inline constexpr double for_sums = 1.0, for_functions = 0.1;

/// One check per array, which names the worst element. In laws/bodies.cpp.
template <class T>
void expect_close(const std::string& what, std::span<const T> got, std::span<const double> expected, double floor = for_sums);

/// Exactly so many elements, full of NaN: what a function does not write is seen. They start one element behind an
/// aligned address: nobody promised more of a view.
template <class T>
class buffer {
public:
    explicit buffer(std::size_t size) : values_(size + 1, std::numeric_limits<T>::quiet_NaN()) {}
    explicit buffer(std::span<const double> from) : buffer(from.size()) {
        std::copy(from.begin(), from.end(), data());
    }
    T* data() { return values_.data() + 1; }
    std::span<const T> span() const { return std::span<const T>(values_).subspan(1); }

private:
    std::vector<T> values_;
};

/// The memory that a layer asks for, for n samples.
template <class T>
struct working_memory {
    working_memory(inlay::memory size, std::size_t n)
        : per_sample(size.per_sample * n), per_call(size.per_call) {}
    inlay::region<T> region() { return {per_sample.data(), per_call.data()}; }
    buffer<T> per_sample, per_call;
};

/// Copies reference values into the tensor of that name.
template <class P>
void set_leaf(P& p, const std::string& name, std::span<const double> values) {
    bool found = false;
    P::leaves(
        [&](const inlay::leaf& l, auto& tensor) {
            if (l.name != name) return;
            found = true;
            REQUIRE(tensor.size() == values.size());
            std::copy(values.begin(), values.end(), tensor.begin());
        },
        p);
    REQUIRE_MESSAGE(found, "no tensor named ", name);
}

/// The numbers of one tensor of parameters: its values and its gradient.
struct leaf_numbers {
    const char* name;
    std::span<const double> value, slope;
};

/// The numbers of one layer: kernel and bias in w and b, which stay empty for a layer without, and other tensors by name.
struct layer_numbers {
    std::size_t n;
    std::span<const double> x, r, y, dx;
    std::span<const double> w = {}, b = {}, dw = {}, db = {};
    std::vector<leaf_numbers> others = {};

    std::vector<leaf_numbers> leaves() const {
        std::vector<leaf_numbers> all = others;
        if (!w.empty()) all.push_back({"kernel", w, dw});
        if (!b.empty()) all.push_back({"bias", b, db});
        return all;
    }
};

/// Forward in training and backward, on all samples at once. That inference computes the same is a law of all layers. In laws/bodies.cpp.
template <class T>
void expect_subject(const laws::subject<T>& s, const layer_numbers& reference, double floor);

template <class T, class L, class In>
void expect_layer(const layer_numbers& reference, double floor = for_sums) {
    expect_subject(laws::make_subject<T, L, In, laws::ways::training>(), reference, floor);
}

}  // namespace golden
