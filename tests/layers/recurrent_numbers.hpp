// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/layer.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/view.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "golden/compare.hpp"
#include "laws/subject.hpp"

/// Reference numbers on recurrent layers: with a mask, in inference too, and by paths where there are layers within.
namespace recurrent_numbers {

struct leaf {
    const char* path;  // "kernel", or "0.forward_gru.kernel"
    std::span<const double> value, slope;
};
struct numbers {
    std::size_t n;
    std::span<const double> x, r, y, dx;
    std::vector<leaf> leaves;
};

template <class T>
void set_leaves(const laws::subject<T>& s, const numbers& reference) {
    std::size_t found = 0;
    for (const auto& to : s.leaves) {
        for (const leaf& l : reference.leaves) {
            if (to.path != l.path) continue;
            ++found;
            REQUIRE(to.size == l.value.size());
            std::copy(l.value.begin(), l.value.end(), to.values);
        }
    }
    REQUIRE(found == reference.leaves.size());
}

/// Inference on all samples.
template <class T>
void expect_inference(const laws::subject<T>& s, const numbers& reference, const T* mask = nullptr) {
    REQUIRE(reference.x.size() == reference.n * s.in);
    REQUIRE(reference.y.size() == reference.n * s.out);
    set_leaves(s, reference);
    golden::buffer<T> x(reference.x), y(reference.y.size());
    golden::working_memory<T> scratch(s.inference_scratch, reference.n);
    s.infer(s.p.get(), x.data(), y.data(), reference.n, {scratch.region(), mask});
    golden::expect_close<T>("y in inference", y.span(), reference.y);
}
template <class T, class L, class In>
void expect_inference(const numbers& reference) {
    expect_inference(laws::make_subject<T, L, In, laws::ways::inference>(), reference);
}

/// Training forward and backward on all samples, and inference.
template <class T>
void expect(const laws::subject<T>& s, const numbers& reference, std::span<const int> steps_that_count) {
    const std::size_t n = reference.n;
    const std::vector<T> values(steps_that_count.begin(), steps_that_count.end());
    const T* const mask = values.empty() ? nullptr : values.data();
    expect_inference(s, reference, mask);

    golden::buffer<T> x(reference.x), dy(reference.r), y(reference.y.size()), dx(reference.x.size());
    golden::working_memory<T> cache(s.cache, n), scratch(s.training_scratch, n), other(s.training_scratch, n);
    s.train(s.p.get(), x.data(), y.data(), n, {scratch.region(), cache.region(), nullptr, nullptr, mask});
    golden::expect_close<T>("y", y.span(), reference.y);
    s.backward(s.p.get(), x.data(), y.data(), dy.data(), dx.data(), s.dp.get(), n, other.region(), cache.region(), mask);
    golden::expect_close<T>("dx", dx.span(), reference.dx);
    for (const auto& got : s.gradients) {
        for (const leaf& l : reference.leaves) {
            if (got.path == l.path) golden::expect_close<T>(got.path, {got.values, got.size}, l.slope);
        }
    }
}
template <class T, class L, class In>
void expect(const numbers& reference, std::span<const int> steps_that_count = {}) {
    static_assert(!inlay::keeps_output(inlay::bind<L, In>::keeps));
    expect(laws::make_subject<T, L, In, laws::ways::dynamic>(), reference, steps_that_count);
}

/// PyTorch's [gates * units][in] as Keras' [in][gates * units]; order[k] is the place of Keras' gate k among PyTorch's.
template <std::size_t Gates>
std::vector<double> regrouped(std::span<const double> weight, std::size_t units, std::array<std::size_t, Gates> order) {
    const std::size_t in = weight.size() / (Gates * units);
    std::vector<double> made(weight.size());
    for (std::size_t g = 0; g < Gates; ++g) {
        for (std::size_t u = 0; u < units; ++u) {
            for (std::size_t i = 0; i < in; ++i) made[i * Gates * units + g * units + u] = weight[(order[g] * units + u) * in + i];
        }
    }
    return made;
}

inline void expect_equal(std::span<const double> a, std::span<const double> b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == b[i]);
}

}  // namespace recurrent_numbers

/// A case of golden::recurrent_states on the layer and input that follow its name; `base` is the namespace with the weights.
#define RECURRENT_CASE(name, ...)                                                                                                       \
    SUBCASE(#name) {                                                                                                                    \
        using namespace golden::recurrent_states::name;                                                                                 \
        recurrent_numbers::expect<T, __VA_ARGS__>(                                                                                      \
            {golden::recurrent_states::n, x, r, y, dx, {{"kernel", base::w, dw}, {"recurrent_kernel", base::u, du}, {"bias", base::b, db}}}, \
            std::string(#name).find("masked") == std::string::npos ? std::span<const int>() : golden::recurrent_states::mask);          \
    }
