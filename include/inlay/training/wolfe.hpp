// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/numbers.hpp>
#include <inlay/simd/pack.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace inlay::inline INLAY_ABI::detail {

/// A function along a line: its value and slope at one place, and the slopes of all values there.
template <class T>
struct line_point {
    double at = 0, value = 0, slope = 0;
    const std::vector<T>* slopes = nullptr;
};

/// Where the cubic with the values and slopes of two points has its minimum, within limits; their middle where it has none.
template <class T>
double cubic_minimum(const line_point<T>& a, const line_point<T>& b, double low, double high) {
    const auto& [left, right] = a.at <= b.at ? std::pair(a, b) : std::pair(b, a);
    const double bend = a.slope + b.slope - 3 * (a.value - b.value) / (a.at - b.at), square = bend * bend - a.slope * b.slope;
    if (!(square >= 0)) return (low + high) / 2;
    const double root = sqrt(simd::pack<double, 1>(square)).v;
    const double place = right.at - (right.at - left.at) * ((right.slope + root - bend) / (right.slope - left.slope + 2 * root));
    return is_finite(place) ? smaller(larger(place, low), high) : (low + high) / 2;
}

/// A step that fulfils the strong Wolfe conditions, Nocedal & Wright 2006, algorithms 3.5 and 3.6: the value has fallen by 1e-4 of
/// what the slope promised, and the slope is 0.9 of what it was or less. The safeguards of the interpolation are those of
/// PyTorch's line search, so that both come to the same steps. A value that is not finite is a step too far.
template <class T>
class line_search {
    static constexpr double enough_fall = 1e-4, enough_flat = 0.9;
    static constexpr std::size_t most_tries = 25;

public:
    std::size_t evaluations = 0;

    /// Of `size` values along a direction, no entry of which is larger than `reach`.
    line_search(std::size_t size, double reach, double tolerance) : reach_(reach), tolerance_(tolerance) {
        for (auto& v : memory_) v.resize(size);
    }

    /// along(t, slopes) gives the point at t and overwrites slopes. The point returned holds slopes that live as long as this.
    template <class Along>
    line_point<T> operator()(const Along& along, double value, double slope, const std::vector<T>& slopes, double step) {
        const line_point<T> start{0, value, slope, &slopes};
        const auto try_at = [&](double t, const line_point<T>& a, const line_point<T>& b) {
            std::vector<T>* room = memory_;  // one of three that neither of two points holds
            while (room == a.slopes || room == b.slopes) ++room;
            line_point<T> p = along(t, *room);
            ++evaluations;
            if (!is_finite(p.value)) p.value = std::numeric_limits<double>::infinity();
            return p;
        };
        const auto fell = [&](const line_point<T>& p) { return !(p.value > value + enough_fall * p.at * slope); };
        const auto flat = [&](const line_point<T>& p) { return magnitude(p.slope) <= -enough_flat * slope; };

        // Further and further, until two points have a good one between them.
        line_point<T> past = start, now = try_at(step, start, start);
        std::size_t tries = 0;
        for (; tries < most_tries; ++tries) {
            if (!fell(now) || (tries > 1 && now.value >= past.value)) break;
            if (flat(now)) return now;
            if (now.slope >= 0) break;
            const double next = cubic_minimum(past, now, now.at + 0.01 * (now.at - past.at), now.at * 10);
            const line_point<T> ahead = try_at(next, past, now);
            past = now;
            now = ahead;
        }
        if (tries == most_tries) past = start;

        // Nearer and nearer: `low` is the better of the two.
        std::array<line_point<T>, 2> ends{past, now};
        std::size_t low = ends[0].value <= ends[1].value ? 0 : 1;
        for (bool slow = false; tries < most_tries; ++tries) {
            const double least = smaller(ends[0].at, ends[1].at), most = larger(ends[0].at, ends[1].at);
            if ((most - least) * reach_ < tolerance_) break;
            double t = cubic_minimum(ends[0], ends[1], least, most);
            const double margin = 0.1 * (most - least);
            if (smaller(most - t, t - least) < margin) {
                if (slow || t >= most || t <= least) {
                    t = magnitude(t - most) < magnitude(t - least) ? most - margin : least + margin;
                    slow = false;
                } else {
                    slow = true;
                }
            } else {
                slow = false;
            }
            const line_point<T> p = try_at(t, ends[0], ends[1]);
            const std::size_t high = 1 - low;
            if (!fell(p) || p.value >= ends[low].value) {
                ends[high] = p;
                low = ends[0].value <= ends[1].value ? 0 : 1;
                continue;
            }
            if (flat(p)) return p;
            if (p.slope * (ends[high].at - ends[low].at) >= 0) ends[high] = ends[low];
            ends[low] = p;
        }
        return ends[low];
    }

private:
    double reach_, tolerance_;
    std::vector<T> memory_[3];
};

}  // namespace inlay::inline INLAY_ABI::detail
