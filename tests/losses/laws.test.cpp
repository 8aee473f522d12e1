// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <cstddef>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <type_traits>
#include <vector>

#include "laws/loss.hpp"

/// The laws refuse what is wrong: every test here must fail but the first.
namespace {

enum class fault { none, slope, sum, allocates, remembers, forgets_the_last, other_without_gradient };

/// The mean over the samples of the sum of (p - t)^2, with one fault.
template <fault Fault>
struct faulty_loss {
    static constexpr const char* name = "faulty";
    template <class T>
    using target_type = T;
    template <class Out>
    using target_shape = Out;
    template <class Self>
    static constexpr void settings(auto&&, Self&) {}

    template <class P, class Y, class D>
    auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        constexpr bool wanted = !std::is_same_v<D, inlay::discard>;
        const std::size_t n = prediction.samples(), size = prediction.size();
        const T share = Fault == fault::sum ? T(1) : 1 / static_cast<T>(n);
        if (Fault == fault::allocates) std::vector<T>(n).swap(memory<T>());
        T sum = Fault == fault::remembers ? called<T>++ : Fault == fault::other_without_gradient && !wanted ? T(1) : T(0);
        for (std::size_t i = 0; i < size; ++i) {
            const T miss = prediction.data()[i] - target.data()[i];
            sum += miss * miss * share;
            if constexpr (wanted) {
                if (Fault == fault::forgets_the_last && i + 1 == size) break;
                gradient.data()[i] = 2 * miss * share * (Fault == fault::slope ? T(1.00001) : T(1));
            }
        }
        return sum;
    }

private:
    template <class T>
    static inline T called = 0;
    template <class T>
    static std::vector<T>& memory() {
        static std::vector<T> kept;
        return kept;
    }
};

template <fault Fault>
void tried() {
    laws::loss<inlay::shape<3>>(faulty_loss<Fault>{}, laws::any, laws::any);
}

}  // namespace

TEST_CASE("laws: a loss without a fault") { tried<fault::none>(); }
TEST_CASE("laws: a loss whose slope is wrong by 1e-5" * doctest::should_fail()) { tried<fault::slope>(); }
TEST_CASE("laws: a loss that is no mean over the samples" * doctest::should_fail()) { tried<fault::sum>(); }
TEST_CASE("laws: a loss that allocates" * doctest::should_fail()) { tried<fault::allocates>(); }
TEST_CASE("laws: a loss with a memory" * doctest::should_fail()) { tried<fault::remembers>(); }
TEST_CASE("laws: a loss that forgets an element of its gradient" * doctest::should_fail()) { tried<fault::forgets_the_last>(); }
TEST_CASE("laws: a loss that is another without a gradient" * doctest::should_fail()) { tried<fault::other_without_gradient>(); }
