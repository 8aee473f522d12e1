// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>

/// Puts buffers that are wanted at different times into one stretch of memory, in constant expressions. Compilers count the steps of
/// these, so that everything here is at most quadratic in the number of buffers.
namespace inlay::inline INLAY_ABI::detail {

/// A stretch of memory wanted from time `born` to time `dies`, both included. There are fewer times than buffers.
struct lifetime {
    std::size_t size, born, dies, offset;
};

/// Sizes of an arena: `kept` elements stay untouched between a forward pass and its backward pass, those behind them do not. `least` is
/// the most that is alive at one time: no arena is smaller.
struct extent {
    std::size_t kept, total, least;
};

/// Gives each buffer an offset so that buffers which are alive at the same time do not overlap. Buffers that live through `pause`, the
/// moment between forward and backward, are kept ones and lie in front; the others lie before or behind the end of these, not across
/// it. Buffers of a vector's length or more start at multiples of `align` elements.
template <std::size_t Count>
class placement {
public:
    constexpr placement(std::array<lifetime, Count>& b, std::size_t a, std::size_t p) : buffers(b), align(a), pause(p) {}

    constexpr extent best() {
        for (std::size_t i = 0; i < Count; ++i) {
            if (buffers[i].size > 0) wanted[used++] = i;
        }
        const std::size_t least = bound();
        extent found{0, static_cast<std::size_t>(-1), least};
        // Each buffer in turn takes the lowest offset that is free during its life. No order is best for all networks: several are tried,
        // and what becomes of them where the buffer that reaches furthest chooses earlier. Large networks have to do with fewer.
        const std::size_t trials = used == 0 ? 1 : used >= 90 ? 3 : used >= 40 ? 10 : 25;
        for (std::size_t trial = 0; trial < trials; ++trial) {
            if (trial % 5 == 0) {
                sort_by(trial / 5);
            } else {
                promote();
            }
            const extent now = greedily();
            if (now.total < found.total) {
                found = {now.kept, now.total, least};
                for (std::size_t i = 0; i < used; ++i) buffers[wanted[i]].offset = offset[wanted[i]];
            }
            if (found.total <= least + least / 64) break;
        }
        return found;
    }

private:
    constexpr bool stays(std::size_t i) const { return buffers[i].born < pause && buffers[i].dies > pause; }

    constexpr std::size_t bound() const {
        std::array<std::size_t, Count + 3> more{}, less{};
        for (std::size_t i = 0; i < used; ++i) {
            const lifetime& b = buffers[wanted[i]];
            more[b.born] += b.size;
            less[b.dies + 1] += b.size;
        }
        std::size_t now = 0, most = 0;
        for (std::size_t time = 0; time < Count + 3; ++time) {
            now = now + more[time] - less[time];
            if (now > most) most = now;
        }
        return most;
    }

    /// 0: the largest first. 1: the longest lived. 2: the earliest. 3: the latest to die. 4: size times life.
    constexpr std::size_t rank(std::size_t i, std::size_t order) const {
        const lifetime& b = buffers[i];
        switch (order) {
            case 0: return b.size;
            case 1: return b.dies - b.born;
            case 2: return Count - b.born;
            case 3: return b.dies;
            default: return b.size * (b.dies - b.born + 1);
        }
    }

    /// Kept buffers first, then by rank, then by size.
    constexpr void sort_by(std::size_t order) {
        std::array<std::size_t, Count> ranks{};
        kept = 0;
        for (std::size_t n = 0; n < used; ++n) {
            const std::size_t i = wanted[n], r = rank(i, order), size = buffers[i].size;
            const bool s = stays(i);
            std::size_t low = s ? 0 : kept, high = s ? kept : n;
            while (low < high) {
                const std::size_t middle = (low + high) / 2;
                if (ranks[middle] > r || (ranks[middle] == r && buffers[turn[middle]].size >= size)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            for (std::size_t k = n; k > low; --k) {
                turn[k] = turn[k - 1];
                ranks[k] = ranks[k - 1];
            }
            turn[low] = i;
            ranks[low] = r;
            kept += s;
        }
    }

    /// Lets the buffer that reaches furthest choose first among its kind.
    constexpr void promote() {
        std::size_t k = 0;
        for (std::size_t i = 1; i < used; ++i) {
            if (offset[turn[i]] + buffers[turn[i]].size > offset[turn[k]] + buffers[turn[k]].size) k = i;
        }
        const std::size_t front = k < kept ? 0 : kept, held = turn[k];
        for (; k > front; --k) turn[k] = turn[k - 1];
        turn[front] = held;
    }

    constexpr extent greedily() {
        std::array<std::size_t, Count> by_offset{};  // those that have one, from the lowest
        extent found{0, 0, 0};
        for (std::size_t n = 0; n < used; ++n) {
            const std::size_t i = turn[n];
            const lifetime& b = buffers[i];
            const std::size_t unit = b.size >= align ? align : 1;
            const std::size_t line = n >= kept ? found.kept : 0;
            std::size_t at = 0, k = 0;
            if (at < line && b.size > line) at = line;
            for (; k < n; ++k) {
                const lifetime& c = buffers[by_offset[k]];
                const std::size_t c_at = offset[by_offset[k]];
                if (c_at >= at + b.size) break;  // and so are all behind it
                if (b.born > c.dies || c.born > b.dies || c_at + c.size <= at) continue;
                at = (c_at + c.size + unit - 1) / unit * unit;
                if (at < line && at + b.size > line) at = line;
            }
            offset[i] = at;
            for (k = n; k > 0 && offset[by_offset[k - 1]] > at; --k) by_offset[k] = by_offset[k - 1];
            by_offset[k] = i;
            if (at + b.size > found.total) found.total = at + b.size;
            if (n + 1 == kept) {
                found.kept = found.total >= align ? (found.total + align - 1) / align * align : found.total;
                found.total = found.kept;
            }
        }
        return found;
    }

    std::array<lifetime, Count>& buffers;
    std::size_t align, pause, used = 0, kept = 0;
    std::array<std::size_t, Count> wanted{}, turn{}, offset{};
};

template <std::size_t Count>
constexpr extent place(std::array<lifetime, Count>& buffers, std::size_t align, std::size_t pause) {
    return placement<Count>(buffers, align, pause).best();
}

}  // namespace inlay::inline INLAY_ABI::detail
