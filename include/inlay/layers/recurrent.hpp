// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/pass.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/layers/recurrent_walk.hpp>
#include <type_traits>
#include <utility>

/// What the recurrent layers have in common.
namespace inlay::inline INLAY_ABI {

/// Satisfied by shape<Steps, Features>: one sample is a sequence of time steps, one after the other.
template <class S>
concept Sequence = Shape<S> && S::rank == 2;

/// Where a GRU applies its reset gate: behind the product with the recurrent kernel (Keras' reset_after, PyTorch) or to the
/// state before it (Cho et al. 2014).
enum class reset : unsigned char { after, before };

/// Whether a layer starts with the last time step; what it returns is in the order in which it goes (Keras).
enum class go_backwards : unsigned char { no, yes };

/// Whether a layer gives its state behind the last step too: then its output is shapes<output, shape<Units>>, with another
/// shape<Units> for the cell state of an LSTM (Keras).
enum class return_state : unsigned char { no, yes };

/// Whether the biases of an LSTM's forget gate start as ones (Jozefowicz et al. 2015; Keras).
enum class unit_forget_bias : unsigned char { no, yes };

namespace detail {

/// A recurrent layer's options, in a form that is the same whatever their order was.
struct recurrent_kind {
    returns output;
    bool gives_state, backwards, has_bias;
};
template <class... Options>
consteval recurrent_kind kind_of(Options... given) {
    return {option<returns>(returns::last, given...), option<return_state>(return_state::no, given...) == return_state::yes,
            option<go_backwards>(go_backwards::no, given...) == go_backwards::yes, option<use_bias>(use_bias::yes, given...) == use_bias::yes};
}

template <recurrent_kind Kind>
constexpr void recurrent_settings(auto&& visit, std::size_t units) {
    visit("units", units);
    visit("return_sequences", Kind.output == returns::sequence);
    visit("return_state", Kind.gives_state);
    visit("go_backwards", Kind.backwards);
    visit("use_bias", Kind.has_bias);
}

/// Stands where a set of parameters has no bias.
struct no_bias {
    friend constexpr bool operator==(const no_bias&, const no_bias&) = default;
};

/// What a recurrent layer takes: a sequence, or a sequence and the states to start from.
template <class In>
struct recurrent_input {
    using sequence = In;
    static constexpr std::size_t states = 0;
};
template <class First, class... States>
struct recurrent_input<shapes<First, States...>> {
    using sequence = First;
    static constexpr std::size_t states = sizeof...(States);
    template <class Unit>
    static constexpr bool all = (std::same_as<States, Unit> && ...);
};
template <class In, std::size_t Units, std::size_t States>
concept RecurrentInput = Sequence<In> || (Shapes<In> && Sequence<typename recurrent_input<In>::sequence> && recurrent_input<In>::states == States &&
                                          recurrent_input<In>::template all<shape<Units>>);

template <class First, class Unit, class States>
struct with_states;
template <class First, class Unit, std::size_t... I>
struct with_states<First, Unit, std::index_sequence<I...>> {
    template <std::size_t>
    using unit = Unit;
    using type = shapes<First, unit<I>...>;
};

template <class In, std::size_t Units, std::size_t States, recurrent_kind Kind>
struct recurrent_output {
    using first = std::conditional_t<Kind.output == returns::sequence, shape<recurrent_input<In>::sequence::dims[0], Units>, shape<Units>>;
    using type =
        typename std::conditional_t<Kind.gives_state, with_states<first, shape<Units>, std::make_index_sequence<States>>, std::type_identity<first>>::type;
};

/// Inference, sequence by sequence. The states start from where the steps before left them (`streamed`), from those given, or from
/// 0. With returns::last, every step writes the same y. The mask is asked once where there is none.
template <class Cell, class P, class T, class Walk>
INLAY_INLINE constexpr void run_steps(const P& p, const T* x, const Walk& walk, T* streamed) {
    constexpr std::size_t steps = Walk::steps, U = Walk::U, state = Walk::states * U, features = Cell::features;
    T* y = walk.y;
    for (std::size_t s = 0; s < walk.n; ++s, x += steps * features) {
        T own[state] = {};
        T* const h = streamed == nullptr ? own : streamed + s * state;
        for (std::size_t i = 0; walk.given && i < state; ++i) h[i] = walk.first[i / U][s * U + i % U];
        const T* now = walk.backwards ? x + (steps - 1) * features : x;
        for (std::size_t t = 0; t < steps;) {
            const std::size_t end = walk.mask == nullptr ? steps : walk.run_of(true, s, t);
            for (; t < end; ++t) {
                Cell::step(p, now, h, y);
                if (walk.gives(t)) y += U;
                walk.backwards ? now -= features : now += features;
            }
            if (t == steps) break;
            for (const std::size_t awake = walk.run_of(false, s, t); t < awake; ++t) {  // what was given before, again
                for (std::size_t i = 0; (walk.each || t == 0) && i < U; ++i) y[i] = t > 0 ? (y - U)[i] : walk.given ? T(0) : h[i];
                if (walk.gives(t)) y += U;
                walk.backwards ? now -= features : now += features;
            }
        }
        for (std::size_t i = 0; walk.last[0] != nullptr && i < state; ++i) walk.last[i / U][s * U + i % U] = h[i];
    }
}
/// One function for any number of sequences, whether that is known to the compiler or not, and for all options.
template <class Cell, class P, class T, class Walk>
constexpr void run_whole(const P& p, const T* x, const Walk& walk) {
    run_steps<Cell>(p, x, walk, static_cast<T*>(nullptr));
}

/// A recurrent layer of Units on In. Cell has its parameters, its sizes, one `step` of one sequence, and what training runs.
template <class In, std::size_t Units, recurrent_kind Kind, class Cell>
struct bound_recurrent : bound_layer<In, typename recurrent_output<In, Units, Cell::states, Kind>::type> {
    template <class T>
    using parameters = typename Cell::template parameters<T>;
    static constexpr bool given = Shapes<In>;  // the states to start from
    static constexpr std::size_t steps = Cell::steps, states = Cell::states;

    static constexpr keep keeps = keep::input;
    static constexpr memory cache = Cell::cache;
    static constexpr memory training_scratch{Cell::scratch.per_sample + states * Units, Cell::scratch.per_call};  // and what a mask holds
    static constexpr std::uint64_t flops = Cell::flops;
    static constexpr std::size_t state = states * Units;
    static constexpr bool streams = !given && !Kind.backwards;
    static constexpr bool reads_mask = true;

    template <class W, class X, class Y, class Pass>
    static constexpr void forward(const parameters<W>& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        const std::size_t n = x.samples();
        const auto walk = [&](T* held) __attribute__((always_inline)) {
            return forward_walk<T, steps, Units, states>{
                {each, Kind.backwards, given, n, pass.mask, held}, y.data(), states_of<given, const T>(x), states_of<Kind.gives_state, T>(y)};
        };
        if constexpr (Pass::training) {
            Cell::forward(p, x.data(), walk(pass.scratch.per_sample + n * Cell::scratch.per_sample), pass);
        } else if constexpr (Pass::streaming) {
            run_steps<Cell>(p, x.data(), walk(nullptr), pass.state);
        } else {
            run_whole<Cell>(p, x.data(), walk(nullptr));
        }
    }

    template <class W, class DY, class DX, class G>
    static constexpr void backward(const parameters<W>& p, DY dy, DX dx, parameters<G>& dp, const auto& pass) {
        using T = std::remove_const_t<typename DY::value_type>;
        const std::size_t n = dy.samples();
        T* to = nullptr;
        std::array<T*, states> first{};
        if constexpr (wanted<DX>) {
            to = dx.data();
            first = states_of<given, T>(dx);
        }
        const backward_walk<T, steps, Units, states> walk{{each, Kind.backwards, given, n, pass.mask, pass.scratch.per_sample + n * Cell::scratch.per_sample},
                              dy.data(), states_of<Kind.gives_state, const T>(dy), first};
        Cell::backward(p, pass.x.data(), to, dp, walk, pass.scratch, pass.cache.per_sample);
    }

private:
    static constexpr bool each = Kind.output == returns::sequence;

    // Where the states of all samples lie behind the first part, if the view has such.
    template <bool Has, class T, class V>
    static constexpr std::array<T*, states> states_of([[maybe_unused]] V v) {
        std::array<T*, states> at{};
        if constexpr (Has) {
            at[0] = part<1>(v).data();
            for (std::size_t k = 1; k < states; ++k) at[k] = at[k - 1] + v.samples() * Units;
        }
        return at;
    }
};

}  // namespace detail
}  // namespace inlay::inline INLAY_ABI
