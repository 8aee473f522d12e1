// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>
#include <inlay/simd/math.hpp>
#include <inlay/simd/pack.hpp>

namespace inlay::inline INLAY_ABI::simd {

/// The number below which a standard normal variable falls with probability p, 0 < p < 1, to about 1e-7 of its size:
/// routine PPND7 of algorithm AS 241 (Wichura 1988).
constexpr double normal_quantile(double p) {
    const double q = p - 0.5;
    if (q > -0.425 && q < 0.425) {
        const double r = 0.180625 - q * q;
        return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
               (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
    }
    const double tail = q < 0 ? p : 1 - p;
    double r = sqrt(pack<double, 1>(-log(pack<double, 1>(tail)).v)).v;
    double z = 0;
    if (r <= 5) {
        r -= 1.6;
        z = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
            ((0.12021132975 * r + 0.73700164250) * r + 1);
    } else {
        r -= 5;
        z = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
            ((0.012258202635 * r + 0.24197894225) * r + 1);
    }
    return q < 0 ? -z : z;
}

}  // namespace inlay::inline INLAY_ABI::simd
