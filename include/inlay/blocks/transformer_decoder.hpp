// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <inlay/blocks/transformer_options.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/diagnostics.hpp>
#include <inlay/core/layer.hpp>
#include <inlay/core/options.hpp>
#include <inlay/core/view.hpp>
#include <inlay/simd/map.hpp>
#include <type_traits>

namespace inlay::inline INLAY_ABI {

/// Whether a decoder gives its memory on, for another decoder behind it.
enum class gives_memory : unsigned char { no, yes };

namespace detail {

/// The parts of a decoder one after the other: self attention, cross attention with its normalisation, dense layers.
template <class T, class Own, class Norm, class Cross, class Forward, bool Before>
struct decoder_parameters {
    typename Own::template parameters<T> own;
    typename Norm::template parameters<T> norm;
    typename Cross::template parameters<T> cross;
    typename Forward::template parameters<T> forward;

    static constexpr void leaves(auto&& visit, auto&... p) {
        visit.enter(0, "self");
        Own::template parameters<T>::leaves(visit, p.own...);
        visit.leave();
        visit.enter(1, "cross");
        if constexpr (Before) Norm::template parameters<T>::leaves(visit, p.norm...);
        Cross::template parameters<T>::leaves(visit, p.cross...);
        if constexpr (!Before) Norm::template parameters<T>::leaves(visit, p.norm...);
        visit.leave();
        visit.enter(2, "forward");
        Forward::template parameters<T>::leaves(visit, p.forward...);
        visit.leave();
    }
    friend constexpr bool operator==(const decoder_parameters&, const decoder_parameters&) = default;
};

template <class Chosen, class In, bool GivesMemory>
struct bound_decoder : bound_layer<In, std::conditional_t<GivesMemory, In, part_shape<In, 0>>> {
    using target = part_shape<In, 0>;
    using own = bind<typename Chosen::template part<Chosen::normalizes, typename Chosen::template attention<attention_mask::causal>>, target>;
    using norm_of = bind<typename Chosen::normalization, target>;
    using cross = bind<typename Chosen::template attention<attention_mask::none>, In>;
    using drop = bind<dropout<Chosen::rate>, target>;
    using forward_of =
        bind<typename Chosen::template part<Chosen::normalizes, dense<Chosen::hidden>, typename Chosen::activation, dense<target::dims[1]>>, target>;
    static constexpr bool before = Chosen::normalizes == norm::before, drops = double{Chosen::rate} > 0;
    template <class T>
    using parameters = decoder_parameters<T, own, norm_of, cross, forward_of, before>;

    static constexpr keep keeps = keeps_output(forward_of::keeps) ? keep::input_and_output : keep::input;
    static constexpr bool stochastic = drops;
    static constexpr bool reads_mask = true;
    static constexpr std::uint64_t flops = own::flops + norm_of::flops + cross::flops + forward_of::flops + target::size;

private:
    static constexpr std::size_t room = padded(target::size);
    static constexpr std::size_t most(std::size_t a, std::size_t b) { return a > b ? a : b; }
    static constexpr memory both(memory a, memory b) { return {most(a.per_sample, b.per_sample), most(a.per_call, b.per_call)}; }
    static constexpr memory beside(std::size_t results, memory m) { return {results * room + m.per_sample, m.per_call}; }
    static constexpr memory behind(memory a, memory b) {
        return {padded(a.per_sample) + b.per_sample, padded(a.per_call) + b.per_call};
    }
    // The cache: three results, then what the parts keep.
    static constexpr memory own_at = {3 * room, 0}, norm_at = behind(own_at, own::cache), cross_at = behind(norm_at, norm_of::cache),
                            drop_at = behind(cross_at, cross::cache), forward_at = behind(drop_at, drops ? drop::cache : memory{});

public:
    static constexpr memory cache = behind(forward_at, forward_of::cache);
    static constexpr memory inference_scratch =
        beside(3, both(both(own::inference_scratch, norm_of::inference_scratch), both(cross::inference_scratch, forward_of::inference_scratch)));
    static constexpr memory training_scratch =
        beside(4, both(both(own::training_scratch, norm_of::training_scratch), both(cross::training_scratch, forward_of::training_scratch)));

    template <class P, class X, class Y, class Pass>
    static constexpr void forward(const P& p, X x, Y y, const Pass& pass) {
        using T = typename Y::value_type;
        const std::size_t n = x.samples();
        T* const results = [&] {
            if constexpr (Pass::training) return pass.cache.per_sample;
            else return pass.scratch.per_sample;
        }();
        const auto result = [&](std::size_t number) { return view_like<target, T>(results + number * room * n, x); };
        const auto a = result(0), u = result(1), b = result(2);
        const region<T> rest{pass.scratch.per_sample + (Pass::training ? 0 : 3 * room * n), pass.scratch.per_call};
        const auto inner = [&](memory at, const T* mask) {
            if constexpr (Pass::training) {
                const region<T> kept{pass.cache.per_sample + at.per_sample * n, pass.cache.per_call + at.per_call};
                return training_pass<T>{rest, kept, pass.generator, pass.penalty, mask};
            } else {
                return inference_pass<T>{rest, mask};
            }
        };
        own::forward(p.own, part<0>(x), a, inner(own_at, nullptr));
        if constexpr (before) norm_of::forward(p.norm, read(a), u, inner(norm_at, nullptr));
        const auto asking = before ? u : a, sum = before ? b : u;
        cross::attend(p.cross, read(asking).data(), part<1>(x).data(), sum.data(), n, inner(cross_at, pass.mask));
        if constexpr (drops && Pass::training) drop::forward({}, read(sum), sum, inner(drop_at, nullptr));
        add(sum.data(), a.data(), sum);
        if constexpr (!before) norm_of::forward(p.norm, read(u), b, inner(norm_at, nullptr));
        forward_of::forward(p.forward, read(b), first(y), inner(forward_at, nullptr));
        if constexpr (GivesMemory) simd::map(simd::elements(part<1>(y)), [](auto m) { return m; }, part<1>(y).data(), part<1>(x).data());
    }

    template <class P, class DY, class DX, class G, class Pass>
    static constexpr void backward(const P& p, DY dy, DX dx, G& dp, const Pass& pass) {
        using T = typename DY::value_type;
        const std::size_t n = dy.samples();
        const auto view_of = [&](T* from, std::size_t number) { return view_like<target, T>(from + number * room * n, dy); };
        const auto a = read(view_of(pass.cache.per_sample, 0)), u = read(view_of(pass.cache.per_sample, 1)), b = read(view_of(pass.cache.per_sample, 2));
        const auto da = view_of(pass.scratch.per_sample, 0), du = view_of(pass.scratch.per_sample, 1), db = view_of(pass.scratch.per_sample, 2),
                   dropped = view_of(pass.scratch.per_sample, 3);
        const region<T> rest{pass.scratch.per_sample + 4 * room * n, pass.scratch.per_call};
        const auto inner = [&]<class L>(L*, memory at, auto x, auto y, const T* mask) {
            const auto kept_x = only_if<keeps_input(L::keeps)>(x);
            const auto kept_y = only_if<keeps_output(L::keeps)>(y);
            return backward_pass<T, std::remove_const_t<decltype(kept_x)>, std::remove_const_t<decltype(kept_y)>>{
                rest, {pass.cache.per_sample + at.per_sample * n, pass.cache.per_call + at.per_call}, kept_x, kept_y, mask};
        };
        constexpr norm_of* of_norm = nullptr;

        const auto y = [&] {
            if constexpr (keeps_output(keeps)) return first(pass.y);
            else return absent{};
        }();
        forward_of::backward(p.forward, first(dy), db, dp.forward, inner(static_cast<forward_of*>(nullptr), forward_at, b, y, nullptr));
        if constexpr (!before) norm_of::backward(p.norm, read(db), du, dp.norm, inner(of_norm, norm_at, u, b, nullptr));
        const auto sum = read(before ? db : du), asking = before ? u : a;
        auto into = sum;
        if constexpr (drops) {
            no_parameters none;
            drop::backward(none, sum, dropped, none, inner(static_cast<drop*>(nullptr), drop_at, absent{}, absent{}, nullptr));
            into = read(dropped);
        }
        T* memory_slope = nullptr;
        if constexpr (wanted<DX>) memory_slope = part<1>(dx).data();
        cross::attend_backward(p.cross, asking.data(), part<1>(pass.x).data(), into.data(), (before ? du : da).data(), memory_slope, dp.cross, n, rest,
                               pass.cache.per_sample + cross_at.per_sample * n);
        if constexpr (before) norm_of::backward(p.norm, read(du), da, dp.norm, inner(of_norm, norm_at, a, u, nullptr));
        add(da.data(), sum.data(), da);
        const auto back = inner(static_cast<own*>(nullptr), own_at, part<0>(pass.x), a, nullptr);
        if constexpr (wanted<DX>) {
            own::backward(p.own, read(da), part<0>(dx), dp.own, back);
            if constexpr (GivesMemory) add(memory_slope, part<1>(dy).data(), part<1>(dx));
        } else {
            own::backward(p.own, read(da), discard{}, dp.own, back);
        }
    }

private:
    template <class V>
    static constexpr auto read(V v) {
        return view_like<typename V::shape_type, const typename V::value_type>(v.data(), v);
    }
    template <class V>
    static constexpr auto first(V v) {
        if constexpr (GivesMemory) return part<0>(v);
        else return v;
    }
    template <class T, class Like>
    static constexpr void add(T* to, const T* what, Like like) {
        simd::map(simd::elements(like), [](auto a, auto b) { return a + b; }, to, static_cast<const T*>(to), what);
    }
};

}  // namespace detail

/// A block of a transformer that reads a memory, KerasHub's TransformerDecoder and PyTorch's nn.TransformerDecoderLayer:
///
///     norm::before   a = x + causal attention(norm x)   b = a + attention(norm a, memory)     y = b + dense(activation(dense(norm b)))
///     norm::after    a = norm(x + causal attention x)   b = norm(a + attention(a, memory))    y = norm(b + dense(activation(dense b)))
///
///     in           shapes<shape<Steps, Dim>, shape<MemorySteps, MemoryDim>>
///     out          shape<Steps, Dim>, or what it gets with gives_memory::yes: of decoders on top of each other all but the last
///
/// Options as those of transformer_encoder, which is the block without a memory. The pass's mask is the memory's; the target needs
/// none where what is left out stands behind the rest, as no step sees those behind it.
template <std::size_t Heads, std::size_t KeyDim, std::size_t Hidden, auto... Options>
struct transformer_decoder {
    static_assert(((detail::is_option<Options, norm, gives_memory, dropout_rate, epsilon> || detail::LayerValue<decltype(Options)>) && ...),
                  "inlay: transformer_decoder takes norm, gives_memory, dropout_rate{r}, epsilon{e} and an activation such as relu{} behind its sizes");
    using chosen = detail::transformer_options<Heads, KeyDim, Hidden, Options...>;
    static constexpr bool gives = detail::option(gives_memory::no, Options...) == gives_memory::yes;
    static constexpr const char* name = "transformer_decoder";
    using advice = advice::it_needs_shapes_of_the_target_sequence_and_the_memory_sequence;
    static constexpr void settings(auto&& visit) {
        chosen::settings(visit);
        visit("gives_memory", gives);
    }

    template <Shapes In>
        requires(detail::attends<In>)
    using on = detail::bound_decoder<chosen, In, gives>;
};

}  // namespace inlay::inline INLAY_ABI
