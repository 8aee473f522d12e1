// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <inlay/core/tensor.hpp>
#include <inlay/layers/elementwise.hpp>
#include <vector>

#include "laws/layer.hpp"

/// The laws refuse what is wrong: every test here must fail.
namespace {

struct wrong_slope : inlay::elementwise<wrong_slope, inlay::keep::input> {
    static constexpr const char* name = "wrong_slope";
    static constexpr auto value(auto x) { return x * x; }
    static constexpr auto slope(auto x) { return x * 2.00001; }
};

enum class fault { adds_to_dx, writes_over_dp, allocates, remembers, mixes_samples, forgets_the_last };

/// y = x * factor, with one fault.
template <fault Fault>
struct faulty {
    static constexpr const char* name = "faulty";
    template <class In>
    struct on : inlay::bound_layer<In, In> {
        static constexpr inlay::keep keeps = inlay::keep::input;
        template <class T>
        struct parameters {
            inlay::tensor<T, inlay::shape<1>> factor;
            static constexpr void leaves(auto&& visit, auto&... p) {
                visit(inlay::leaf{.name = "factor"}, p.factor...);
            }
        };
        static void forward(const auto& p, auto x, auto y, const auto&) {
            static int calls = 0;
            ++calls;
            for (std::size_t i = 0; i < y.size(); ++i) y.data()[i] = x.data()[i] * p.factor[0];
            if (Fault == fault::remembers) y.data()[0] += calls;
            if (Fault == fault::mixes_samples) y.data()[0] += x.data()[x.size() - 1];
            if (Fault == fault::forgets_the_last) y.data()[y.size() - 1] = 0;
        }
        template <class DX>
        static void backward(const auto& p, auto dy, DX dx, auto& dp, const auto& pass) {
            if (Fault == fault::allocates) std::vector<int>(1000, dy.data()[0] > 0).swap(memory);
            if constexpr (inlay::wanted<DX>) {
                for (std::size_t i = 0; i < dx.size(); ++i) {
                    if (Fault == fault::adds_to_dx)
                        dx.data()[i] += dy.data()[i] * p.factor[0];
                    else
                        dx.data()[i] = dy.data()[i] * p.factor[0];
                }
            }
            if (Fault == fault::writes_over_dp) dp.factor[0] = 0;
            for (std::size_t i = 0; i < dy.size(); ++i) dp.factor[0] += dy.data()[i] * pass.x.data()[i];
        }
        static inline std::vector<int> memory;
    };
};

}  // namespace

TEST_CASE("laws: a slope wrong by 5e-6" * doctest::should_fail()) {
    laws::layer<wrong_slope, inlay::shape<5>>();
}
TEST_CASE("laws: dx not overwritten" * doctest::should_fail()) {
    laws::layer<faulty<fault::adds_to_dx>, inlay::shape<3>>();
}
TEST_CASE("laws: dp overwritten" * doctest::should_fail()) {
    laws::layer<faulty<fault::writes_over_dp>, inlay::shape<3>>();
}
TEST_CASE("laws: an allocation" * doctest::should_fail()) {
    laws::layer<faulty<fault::allocates>, inlay::shape<3>>();
}
TEST_CASE("laws: forward with a memory" * doctest::should_fail()) {
    laws::layer<faulty<fault::remembers>, inlay::shape<3>>();
}
TEST_CASE("laws: samples that see each other" * doctest::should_fail()) {
    laws::layer<faulty<fault::mixes_samples>, inlay::shape<3>>();
}
TEST_CASE("laws: a forgotten element" * doctest::should_fail()) {
    laws::layer<faulty<fault::forgets_the_last>, inlay::shape<3>>();
}
