// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/transpose.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Axes of a sample in another order, Keras' Permute: axis i of the output is axis Axes[i] of the input, counted from 1.
/// permute<2, 1> transposes a matrix.
///
///     in           shape<E1, E2, ...>
///     out          shape<E(Axes 1), E(Axes 2), ...>
template <std::size_t... Axes>
struct permute {
    static constexpr std::size_t rank = sizeof...(Axes);
    static constexpr std::array<std::size_t, rank> axes{Axes...};
    static constexpr bool each_once = [] {
        for (std::size_t wanted = 1; wanted <= rank; ++wanted) {
            std::size_t found = 0;
            for (const std::size_t a : axes) found += a == wanted ? 1 : 0;
            if (found != 1) return false;
        }
        return rank > 0;
    }();
    static_assert(each_once, "inlay: permute names each axis of a sample once, counted from 1");
    static constexpr const char* name = "permute";
    using advice = advice::it_needs_one_index_per_axis;
    static constexpr void settings(auto&& visit) { (visit("dims", Axes), ...); }

    template <Shape In>
        requires(In::rank == rank && each_once)
    struct on : bound_layer<In, shape<In::dims[Axes - 1]...>> {
        using output = shape<In::dims[Axes - 1]...>;

        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            for (std::size_t n = 0; n < x.samples(); ++n) copy<false>(x.sample(n), y.sample(n));
        }
        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
            if constexpr (wanted<DX>) {
                for (std::size_t n = 0; n < dy.samples(); ++n) copy<true>(dy.sample(n), dx.sample(n));
            }
        }

    private:
        using strides_of_axes = std::array<std::size_t, rank>;
        static constexpr strides_of_axes steps_of(const strides_of_axes& extents) {
            strides_of_axes steps{};
            for (std::size_t i = rank, step = 1; i-- > 0; step *= extents[i]) steps[i] = step;
            return steps;
        }
        // How far an element of the output and the one of the input that it comes from move along each axis of the output.
        static constexpr strides_of_axes there = steps_of(output::dims), here = [] {
            const strides_of_axes of_input = steps_of(In::dims);
            strides_of_axes steps{};
            for (std::size_t i = 0; i < rank; ++i) steps[i] = of_input[axes[i] - 1];
            return steps;
        }();
        // The last axes that stay where they are: they move as one.
        static constexpr std::size_t kept = [] {
            std::size_t count = 0;
            while (count < rank && axes[rank - 1 - count] == rank - count) ++count;
            return count;
        }();
        static constexpr std::size_t run = kept == 0 ? 1 : kept == rank ? In::size : there[rank - 1 - kept];
        // Where no axis stays: the axis of the output along which the input is contiguous.
        static constexpr std::size_t across = [] {
            std::size_t at = 0;
            while (at + 1 < rank && axes[at] != rank) ++at;
            return at;
        }();

        template <bool Back, class T>
        static constexpr void copy(const T* from, T* to) {
            along<Back, 0>(from, to);
        }

        // Axis after axis; `from` and `to` are where this one starts.
        template <bool Back, std::size_t Axis, class T>
        static constexpr void along(const T* from, T* to) {
            constexpr const strides_of_axes& of_from = Back ? there : here;
            constexpr const strides_of_axes& of_to = Back ? here : there;
            if constexpr (Axis + kept == rank) {
                simd::map(simd::fixed<run>{}, [](auto a) { return a; }, to, from);
            } else if constexpr (kept == 0 && Axis + 1 == rank) {
                plane<Back>(from, to);
            } else if constexpr (kept == 0 && Axis == across) {
                along<Back, Axis + 1>(from, to);
            } else {
                for (std::size_t i = 0; i < output::dims[Axis]; ++i) along<Back, Axis + 1>(from + i * of_from[Axis], to + i * of_to[Axis]);
            }
        }

        // The last axis of the output and the one across: a transposed copy.
        template <bool Back, class T>
        static constexpr void plane(const T* from, T* to) {
            constexpr std::size_t last = output::dims[rank - 1], other = output::dims[across];
            constexpr std::size_t rows = Back ? other : last, columns = Back ? last : other;
            constexpr std::size_t from_row = Back ? there[across] : here[rank - 1], to_row = Back ? here[rank - 1] : there[across];
            constexpr std::size_t whole_rows = rows / 4 * 4, whole_columns = columns / 4 * 4;
            bool one_by_one = false;
            if (INLAY_CONSTANT_EVALUATED) one_by_one = true;  // as the initialiser of a constant it would always be true
            if (!one_by_one) {
                for (std::size_t i = 0; i < whole_rows; i += 4) {
                    for (std::size_t j = 0; j < whole_columns; j += 4) simd::transpose_4x4(from + i * from_row + j, from_row, to + j * to_row + i, to_row);
                }
            }
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = i < whole_rows && !one_by_one ? whole_columns : 0; j < columns; ++j) to[j * to_row + i] = from[i * from_row + j];
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
