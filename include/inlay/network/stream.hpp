// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/layers/recurrent.hpp>
#include <inlay/network/workspace.hpp>

namespace inlay::inline INLAY_ABI {

namespace detail {

template <class Net, std::size_t Steps>
struct stream_binding {
    static_assert(Sequence<typename Net::input_shape>,
                  "inlay: a stream runs through time, so the network's input is input<Steps, Features>");
    using type = chain<Net, shape<Steps, Net::input_shape::dims[Net::input_shape::rank - 1]>>;
    static_assert(type::streams,
                  "inlay: a layer of this network does not treat every time step alike, so it cannot run step by step: "
                  "recurrent layers, dense, dropout and element-wise layers can; flatten, reshape and convolutions cannot");
};

}  // namespace detail

/// A network that runs through a sequence without end, Steps time steps at a time: all that it remembers, and the memory it
/// works in. A plain value: a copy continues on its own from there, so N voices are N streams that share one set of
/// parameters. Made, or after reset(), it is at the start of a sequence. `state` may be written too, to start from another one: it
/// holds, layer after layer, the output h of a gru or simple_rnn, h and then the cell state c of an lstm.
///
///     struct amp : nn::sequential<nn::input<256, 1>, nn::gru<16, nn::returns::sequence>, nn::dense<1>> {};
///     nn::stream<amp> left, right;
///     nn::step<amp>(p, left, &x, &y);
template <Network Net, class T = float, std::size_t Steps = 1>
struct stream {
    using bound = typename detail::stream_binding<Net, Steps>::type;
    static constexpr std::size_t state_elements = bound::state > 0 ? bound::state : 1;
    static constexpr std::size_t elements = detail::arena_elements(bound::inference_scratch, 1);
    static constexpr std::size_t inputs = bound::input::size;    ///< values that one call of step reads
    static constexpr std::size_t outputs = bound::output::size;  ///< values that it writes

    tensor<T, shape<state_elements>> state{};
    tensor<T, shape<(elements > 0 ? elements : 1)>> arena{};

    /// To the start of a sequence.
    constexpr void reset() { state = {}; }
};

/// The next Steps time steps: x holds stream::inputs values, y receives stream::outputs. Allocates nothing.
template <Network Net, class W, class T, std::size_t Steps>
constexpr void step(const parameters<Net, W>& p, stream<Net, T, Steps>& voice, const T* x, T* y) {
    using B = typename stream<Net, T, Steps>::bound;
    const region<T> scratch = detail::split_arena(voice.arena.data(), B::inference_scratch, 1);
    B::forward(p, view<const T, typename B::input, 1>(x), view<T, typename B::output, 1>(y),
               streaming_pass<T>{scratch, voice.state.data()});
}

}  // namespace inlay::inline INLAY_ABI
