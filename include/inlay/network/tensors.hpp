// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/leaves.hpp>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>
#include <inlay/optimizers/clipping.hpp>
#include <inlay/optimizers/regularizer.hpp>
#include <inlay/simd/map.hpp>
#include <limits>

/// What training does to all tensors of a network alike: clipping, averaging.
namespace inlay::inline INLAY_ABI::detail {

/// The sum of f over n values, in four sums that do not wait for each other.
template <class T, class F>
T sum_of(const T* a, std::size_t n, F f) {
    const std::size_t part = n / 4;
    const auto four = [f](auto a, auto b, auto c, auto d) { return (f(a) + f(b)) + (f(c) + f(d)); };
    T sum = simd::sum(part, four, a, a + part, a + 2 * part, a + 3 * part);
    for (std::size_t i = 4 * part; i < n; ++i) sum += f(simd::pack<T, 1>(a[i])).v;
    return sum;
}

/// Stands where there is no clipping, which then is no code.
struct unclipped {
    static constexpr bool active() { return false; }
};

/// A tensor of parameters or gradients without its network, so that code for it is compiled once; a statistic has size 0.
template <class T>
struct flat_tensor {
    T* values;
    std::size_t size;
};
template <Network Net, class T>
auto trained_tensors(auto& p) {
    const auto at = leaf_pointers<T>(p);
    std::array<flat_tensor<T>, std::tuple_size_v<decltype(at)>> tensors{};
    for (std::size_t i = 0; i < at.size(); ++i) {
        const leaf_info& info = leaf_table<Net>[i];
        tensors[i] = {at[i], info.what.role == role::statistic ? 0 : info.size};
    }
    return tensors;
}

/// Shortens tensors that are longer together than `most`. A length whose square overflows is found from smaller numbers.
template <class T>
[[gnu::noinline]] void shorten(const flat_tensor<T>* tensors, std::size_t count, T most) {
    const auto length = [&](T scale) {
        T sum = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto square = [scale](auto v) {
                const auto scaled = v * scale;
                return scaled * scaled;
            };
            sum += sum_of(static_cast<const T*>(tensors[i].values), tensors[i].size, square);
        }
        return sqrt(simd::pack<T, 1>(sum)).v / scale;
    };
    T found = length(1);
    if (!(found <= std::numeric_limits<T>::max())) found = length(T(sizeof(T) == 4 ? 0x1p-80 : 0x1p-600));
    if (!(found > most)) return;
    const T factor = most / found;
    for (std::size_t i = 0; i < count; ++i) {
        T* const g = tensors[i].values;
        simd::map(tensors[i].size, [factor](auto d) { return d * factor; }, g, static_cast<const T*>(g));
    }
}

/// Limits gradients.
template <class T>
[[gnu::noinline]] void clip_tensors(const flat_tensor<T>* tensors, std::size_t count, const clipping& clip) {
    for (std::size_t i = 0; i < count; ++i) {
        T* const g = tensors[i].values;
        const T most = static_cast<T>(clip.value);
        const auto limit = [most](auto d) { return min(max(d, decltype(d)(-most)), decltype(d)(most)); };
        if (clip.value != 0) simd::map(tensors[i].size, limit, g, static_cast<const T*>(g));
        if (clip.norm != 0) shorten(tensors + i, 1, static_cast<T>(clip.norm));
    }
    if (clip.global_norm != 0) shorten(tensors, count, static_cast<T>(clip.global_norm));
}

/// Limits the gradients of all leaves but statistics, after the regulariser's part is added, which is returned.
template <Network Net, class T>
T clip_gradients(const parameters<Net, T>& p, parameters<Net, T>& gradients, const clipping& clip, const regularizer& penalty) {
    const auto values = leaf_pointers<const T>(p);
    const auto slopes = trained_tensors<Net, T>(gradients);
    T extra = 0;
    for (std::size_t i = 0; penalty.active() && i < slopes.size(); ++i) {
        if (leaf_table<Net>[i].what.role != role::weight) continue;
        extra += penalty.value(values[i], slopes[i].size);
        penalty.accumulate(values[i], slopes[i].values, slopes[i].size);
    }
    clip_tensors(slopes.data(), slopes.size(), clip);
    return extra;
}

/// to = (1 - news) to + news from, tensor by tensor.
template <class T>
[[gnu::noinline]] void blend_tensors(const flat_tensor<T>* to, const flat_tensor<const T>* from, std::size_t count, T news) {
    for (std::size_t i = 0; i < count; ++i) {
        T* const a = to[i].values;
        const auto blend = [news](auto old, auto now) { return old * (1 - news) + now * news; };
        simd::map(to[i].size, blend, a, static_cast<const T*>(a), from[i].values);
    }
}
template <Network Net, class T>
void blend_parameters(parameters<Net, T>& to, const parameters<Net, T>& from, double news) {
    const auto old = trained_tensors<Net, T>(to);
    const auto now = trained_tensors<Net, const T>(from);
    blend_tensors(old.data(), now.data(), old.size(), static_cast<T>(news));
}

}  // namespace inlay::inline INLAY_ABI::detail
