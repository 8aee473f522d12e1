// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// The only header of inlay that includes xtensor: 0.24 and 0.25 have it at the top, 0.26 and later in
/// folders. Only xt::xtensor, whose number of dimensions is static, is used: xt::xarray of 0.24 does not
/// compile with Clang 19.
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#elif __has_include(<xtensor/xtensor.hpp>)
#include <xtensor/xtensor.hpp>
#else
#error "inlay: data sets need xtensor (Debian: libxtensor-dev); without it include <inlay/embedded.hpp>"
#endif

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/network/prediction_container.hpp>
#include <span>

namespace inlay::inline INLAY_ABI {

static_assert(XTENSOR_DEFAULT_LAYOUT == xt::layout_type::row_major,
              "inlay: data sets are row major; do not set XTENSOR_DEFAULT_LAYOUT");

/// Inputs in an xt::xtensor of any element type and rank give predictions as xt::xtensor<T, 2>: one row per
/// sample, one column per output.
template <class U, std::size_t Rank, class T>
struct prediction_container<xt::xtensor<U, Rank>, T> {
    using type = xt::xtensor<T, 2>;

    /// Uninitialised predictions for `samples` samples; `dims` are the dimensions of one prediction.
    static type make(std::size_t samples, std::span<const std::size_t> dims) {
        std::size_t outputs = 1;
        for (const std::size_t dim : dims) {
            outputs *= dim;
        }
        return type(std::array<std::size_t, 2>{samples, outputs});
    }
};

}  // namespace inlay::inline INLAY_ABI
