// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/real.hpp>
#include <inlay/compose/leaves.hpp>

/// The layers of a network as a run-time table, and the hash that archives know a network by.
namespace inlay::inline INLAY_ABI {

/// One template argument of a layer: Keras' name and a number or a word.
struct setting_info {
    const char* key = "";
    enum class kind : unsigned char { whole, real, word } is = kind::whole;
    std::uint64_t whole = 0;
    double real = 0;
    const char* word = "";
};

/// One layer of a network. Layers within layers follow their owner at a greater depth.
struct layer_info {
    std::size_t index = 0;  ///< position within its sequential, from 0
    std::size_t depth = 0;
    const char* name = "";
    std::size_t setting_count = 0;
    std::array<setting_info, 12> settings{};
    std::size_t input_rank = 0, output_rank = 0;
    std::array<std::size_t, 6> input{}, output{};
    std::size_t parameters = 0;            ///< all elements, as Keras counts: statistics included
    std::size_t trainable_parameters = 0;  ///< without statistics
    std::uint64_t flops = 0;               ///< of inference, one sample
};

namespace detail {

struct setting_recorder {
    layer_info& info;

    template <class V>
    constexpr void operator()(const char* key, V value) {
        setting_info& s = info.settings[info.setting_count++];
        s.key = key;
        if constexpr (std::same_as<V, inlay::real> || std::floating_point<V>) {
            s.is = setting_info::kind::real;
            s.real = value;
        } else if constexpr (std::convertible_to<V, const char*>) {
            s.is = setting_info::kind::word;
            s.word = value;
        } else {
            s.whole = static_cast<std::uint64_t>(value);
        }
    }
};

struct parameter_counter {
    std::size_t all = 0, trainable = 0;
    constexpr void enter(std::size_t, const char*) {}
    constexpr void leave() {}
    template <class Tensor>
    constexpr void operator()(const leaf& what, const Tensor&) {
        all += Tensor::size();
        if (what.role != role::statistic) trainable += Tensor::size();
    }
};

template <class L>
concept Composite = requires { L::layers::count; };

template <class L>
consteval std::size_t count_layers() {
    if constexpr (Composite<L>) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (std::size_t{0} + ... + (1 + count_layers<nth_layer<typename L::layers, I>>()));
        }(std::make_index_sequence<L::layers::count>{});
    } else {
        return 0;
    }
}

template <class L, class Bound>
constexpr layer_info describe(std::size_t index, std::size_t depth) {
    using In = typename Bound::input;
    using Out = typename Bound::output;
    layer_info info;
    info.index = index;
    info.depth = depth;
    info.name = L::name;
    if constexpr (requires { L::settings(setting_recorder{info}); }) L::settings(setting_recorder{info});
    info.input_rank = In::rank;
    info.output_rank = Out::rank;
    for (std::size_t i = 0; i < In::rank; ++i) info.input[i] = In::dims[i];
    for (std::size_t i = 0; i < Out::rank; ++i) info.output[i] = Out::dims[i];
    parameter_counter counter;
    Bound::template parameters<float>::leaves(counter, phantom_of<typename Bound::template parameters<float>>.value);
    info.parameters = counter.all;
    info.trainable_parameters = counter.trainable;
    info.flops = Bound::training_only ? 0 : Bound::flops;
    return info;
}

// Layer I within the layer L that is bound as B: what B says it runs it as, or else one layer behind the other.
template <class L, class B, std::size_t I>
struct layer_within : link<typename L::layers, typename B::input, I> {};
template <class L, class B, std::size_t I>
    requires requires { typename B::template within<I>; }
struct layer_within<L, B, I> {
    using type = typename B::template within<I>;
};

template <class L, class Owner, std::size_t Count>
constexpr void record_layers(std::array<layer_info, Count>& table, std::size_t& at, std::size_t depth) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (
            [&] {
                using Inner = nth_layer<typename L::layers, I>;
                using Bound = typename layer_within<L, Owner, I>::type;
                table[at++] = describe<Inner, Bound>(I, depth);
                if constexpr (Composite<Inner>) record_layers<Inner, Bound>(table, at, depth + 1);
            }(),
            ...);
    }(std::make_index_sequence<L::layers::count>{});
}

template <Network Net>
consteval auto make_layer_table() {
    std::array<layer_info, count_layers<Net>()> table{};
    std::size_t at = 0;
    record_layers<Net, bound_network<Net>>(table, at, 0);
    return table;
}

// FNV-1a, 64 bits (Fowler, Noll & Vo).
struct fnv1a {
    std::uint64_t state = 0xcbf29ce484222325;
    constexpr void put(std::uint64_t value) {
        for (int i = 0; i < 64; i += 8) state = (state ^ ((value >> i) & 0xff)) * 0x100000001b3;
    }
    constexpr void put(const char* text) {
        for (; *text != 0; ++text) state = (state ^ static_cast<unsigned char>(*text)) * 0x100000001b3;
        put(std::uint64_t{0});
    }
};

template <Network Net>
consteval std::uint64_t hash_structure(const auto& layers, const auto& leaves) {
    fnv1a hash;
    for (std::size_t extent : Net::input_shape::dims) hash.put(extent);
    for (const layer_info& l : layers) {
        hash.put(l.depth);
        hash.put(l.name);
        for (std::size_t i = 0; i < l.setting_count; ++i) {
            const setting_info& s = l.settings[i];
            hash.put(s.key);
            hash.put(s.whole);
            hash.put(std::bit_cast<std::uint64_t>(s.real));
            hash.put(s.word);
        }
        for (std::size_t i = 0; i < l.output_rank; ++i) hash.put(l.output[i]);
    }
    for (const leaf_info& l : leaves) {
        hash.put(l.path);
        for (std::size_t i = 0; i < l.rank; ++i) hash.put(l.dims[i]);
    }
    return hash.state;
}

}  // namespace detail

/// Every layer of a network, in order: std::array<layer_info, N>.
template <Network Net>
inline constexpr auto layer_table = detail::make_layer_table<Net>();

/// Equal for equal layers, settings and shapes, whatever the network is called and wherever it was compiled.
template <Network Net>
inline constexpr std::uint64_t structure_hash = detail::hash_structure<Net>(layer_table<Net>, leaf_table<Net>);

}  // namespace inlay::inline INLAY_ABI
