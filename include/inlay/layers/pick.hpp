// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>

namespace inlay::inline INLAY_ABI {

/// One part of shapes<...>, counted from 0.
template <std::size_t Part>
struct pick {
    static constexpr const char* name = "pick";
    using advice = advice::it_needs_as_many_inputs_as_it_has_layers;
    static constexpr void settings(auto&& visit) { visit("part", Part); }

    template <Shapes In>
        requires(Part < In::parts)
    struct on : bound_layer<In, part_shape<In, Part>> {
        template <class X, class Y>
        static constexpr void forward(const no_parameters&, X x, Y y, const auto&) {
            simd::map(simd::elements(y), [](auto a) { return a; }, y.data(), part<Part>(x).data());
        }
        template <class DY, class DX>
        static constexpr void backward(const no_parameters&, DY dy, DX dx, no_parameters&, const auto&) {
            if constexpr (wanted<DX>) {
                for (std::size_t i = 0; i < dx.size(); ++i) dx.data()[i] = 0;
                const auto to = part<Part>(dx);
                simd::map(simd::elements(to), [](auto a) { return a; }, to.data(), dy.data());
            }
        }
    };
};

}  // namespace inlay::inline INLAY_ABI
