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

/// Calls f(path, tensor) for every tensor.
template <class F>
struct by_path {
    F f;
    std::vector<std::string> path{};
    void enter(std::size_t index, const char* name) { path.push_back(std::to_string(index) + "." + name + "."); }
    void leave() { path.pop_back(); }
    void operator()(const inlay::leaf& l, auto& tensor) {
        std::string all;
        for (const std::string& part : path) all += part;
        f(all + l.name, tensor);
    }
};
template <class P, class F>
void for_leaves(P& p, F f) {
    std::remove_const_t<P>::leaves(by_path<F>{f}, p);
}

template <class P>
void set_leaves(P& p, const numbers& reference) {
    std::size_t found = 0;
    for_leaves(p, [&](const std::string& path, auto& tensor) {
        for (const leaf& l : reference.leaves) {
            if (path != l.path) continue;
            ++found;
            REQUIRE(tensor.size() == l.value.size());
            std::copy(l.value.begin(), l.value.end(), tensor.begin());
        }
    });
    REQUIRE(found == reference.leaves.size());
}

/// Inference on all samples.
template <class T, class L, class In>
void expect_inference(const numbers& reference, const T* mask = nullptr) {
    using bound = inlay::bind<L, In>;
    REQUIRE(reference.x.size() == reference.n * In::size);
    REQUIRE(reference.y.size() == reference.n * bound::output::size);
    const auto p = std::make_unique<typename bound::template parameters<T>>();
    set_leaves(*p, reference);
    golden::buffer<T> x(reference.x), y(reference.y.size());
    golden::working_memory<T> scratch(bound::inference_scratch, reference.n);
    bound::forward(*p, inlay::view<const T, In>(x.data(), reference.n), inlay::view<T, typename bound::output>(y.data(), reference.n),
                   inlay::inference_pass<T>{scratch.region(), mask});
    golden::expect_close<T>("y in inference", y.span(), reference.y);
}

/// Training forward and backward on all samples, and inference.
template <class T, class L, class In>
void expect(const numbers& reference, std::span<const int> steps_that_count = {}) {
    using bound = inlay::bind<L, In>;
    using Out = typename bound::output;
    using P = typename bound::template parameters<T>;
    const std::size_t n = reference.n;
    const std::vector<T> values(steps_that_count.begin(), steps_that_count.end());
    const T* const mask = values.empty() ? nullptr : values.data();
    expect_inference<T, L, In>(reference, mask);

    const auto p = std::make_unique<P>(), dp = std::make_unique<P>();
    set_leaves(*p, reference);
    golden::buffer<T> x(reference.x), dy(reference.r), y(reference.y.size()), dx(reference.x.size());
    const inlay::view<const T, In> in(x.data(), n);
    golden::working_memory<T> cache(bound::cache, n), scratch(bound::training_scratch, n), other(bound::training_scratch, n);
    bound::forward(*p, in, inlay::view<T, Out>(y.data(), n), inlay::training_pass<T>{scratch.region(), cache.region(), nullptr, nullptr, mask});
    golden::expect_close<T>("y", y.span(), reference.y);
    const auto back = [&](auto kept) {
        bound::backward(*p, inlay::view<const T, Out>(dy.data(), n), inlay::view<T, In>(dx.data(), n), *dp,
                        inlay::backward_pass<T, decltype(kept), inlay::absent>{other.region(), cache.region(), kept, {}, mask});
    };
    static_assert(!inlay::keeps_output(bound::keeps));
    if constexpr (inlay::keeps_input(bound::keeps)) {
        back(in);
    } else {
        back(inlay::absent{});
    }
    golden::expect_close<T>("dx", dx.span(), reference.dx);
    for_leaves(*dp, [&](const std::string& path, const auto& tensor) {
        for (const leaf& l : reference.leaves) {
            if (path == l.path) golden::expect_close<T>(path, {tensor.data(), tensor.size()}, l.slope);
        }
    });
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
