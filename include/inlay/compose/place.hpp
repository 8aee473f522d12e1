// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/core/config.hpp>

/// Puts buffers that are wanted at different times into one stretch of memory, in constant expressions.
namespace inlay::inline INLAY_ABI::detail {

/// A stretch of memory wanted from time `born` to time `dies`, both included.
struct lifetime {
    std::size_t size, born, dies, offset;
};

/// Sizes of an arena: `kept` elements stay untouched between a forward pass and its backward pass, those behind them do not.
struct extent {
    std::size_t kept, total;
};

namespace place {

/// Which buffer goes first. No greedy order is best for all networks, so that several are tried.
enum class order : unsigned char { largest, longest, earliest, latest, widest };

constexpr std::size_t rank(const lifetime& b, order by) {
    switch (by) {
        case order::largest: return b.size;
        case order::longest: return b.dies - b.born;
        case order::earliest: return static_cast<std::size_t>(-1) - b.born;
        case order::latest: return b.dies;
        default: return b.size * (b.dies - b.born + 1);
    }
}

/// The buffers that want memory, those that live through `pause`, the moment between forward and backward, in front.
template <std::size_t Count>
struct sequence {
    std::array<std::size_t, Count> at;
    std::size_t used, kept;

    constexpr void take(std::size_t i, const std::array<lifetime, Count>& buffers, std::size_t pause, order by) {
        const auto stays = [&](std::size_t k) { return buffers[k].born < pause && buffers[k].dies > pause; };
        const auto before = [&](std::size_t a, std::size_t b) {
            if (stays(a) != stays(b)) return stays(a);
            const std::size_t ra = rank(buffers[a], by), rb = rank(buffers[b], by);
            return ra != rb ? ra > rb : buffers[a].size > buffers[b].size;
        };
        kept += stays(i);
        std::size_t to = used++;
        for (; to > 0 && before(i, at[to - 1]); --to) at[to] = at[to - 1];
        at[to] = i;
    }
    /// Lets the buffer that reaches furthest choose first among its kind.
    constexpr void promote(const std::array<lifetime, Count>& buffers) {
        std::size_t k = 0;
        for (std::size_t i = 1; i < used; ++i) {
            if (buffers[at[i]].offset + buffers[at[i]].size > buffers[at[k]].offset + buffers[at[k]].size) k = i;
        }
        const std::size_t front = k < kept ? 0 : kept, held = at[k];
        for (; k > front; --k) at[k] = at[k - 1];
        at[front] = held;
    }
};

/// Gives each buffer in turn the lowest offset that is free during its life. Those that are not kept lie before or behind the end of
/// the kept ones, not across it.
template <std::size_t Count>
constexpr extent greedily(std::array<lifetime, Count>& buffers, const sequence<Count>& turn, std::size_t align) {
    extent found{0, 0};
    for (std::size_t k = 0; k < turn.used; ++k) {
        lifetime& b = buffers[turn.at[k]];
        const std::size_t unit = b.size >= align ? align : 1;
        b.offset = 0;
        for (std::size_t j = 0; j < k;) {
            const lifetime& c = buffers[turn.at[j]];
            const bool together = b.born <= c.dies && c.born <= b.dies;
            std::size_t next = b.offset;
            if (together && b.offset < c.offset + c.size && c.offset < b.offset + b.size) next = (c.offset + c.size + unit - 1) / unit * unit;
            if (k >= turn.kept && next < found.kept && next + b.size > found.kept) next = found.kept;
            j = next == b.offset ? j + 1 : 0;
            b.offset = next;
        }
        if (b.offset + b.size > found.total) found.total = b.offset + b.size;
        if (k + 1 == turn.kept) {
            found.kept = found.total >= align ? (found.total + align - 1) / align * align : found.total;
            found.total = found.kept;
        }
    }
    return found;
}

/// The most that is alive at one time: no arena is smaller.
template <std::size_t Count>
constexpr std::size_t bound(const std::array<lifetime, Count>& buffers) {
    std::size_t most = 0;
    for (const lifetime& at : buffers) {  // it is most where one begins
        std::size_t now = 0;
        for (const lifetime& b : buffers) now += at.size > 0 && b.born <= at.born && at.born <= b.dies ? b.size : 0;
        if (now > most) most = now;
    }
    return most;
}

/// The best of the orders, and of what promotions make of them. Buffers of a vector's length or more start at multiples of `align`
/// elements.
template <std::size_t Count>
constexpr extent best(std::array<lifetime, Count>& buffers, std::size_t align, std::size_t pause) {
    const std::size_t least = bound(buffers), enough = least + least / 64;
    extent found{0, static_cast<std::size_t>(-1)};
    for (const order by : {order::largest, order::longest, order::earliest, order::latest, order::widest}) {
        sequence<Count> turn{};
        for (std::size_t i = 0; i < Count; ++i) {
            if (buffers[i].size > 0) turn.take(i, buffers, pause, by);
        }
        for (int round = 0; round < 5; ++round) {
            std::array<lifetime, Count> tried = buffers;
            const extent now = greedily(tried, turn, align);
            if (now.total < found.total) {
                found = now;
                buffers = tried;
            }
            if (found.total <= enough) return found;
            turn.promote(tried);
        }
    }
    return found;
}

}  // namespace place

}  // namespace inlay::inline INLAY_ABI::detail
