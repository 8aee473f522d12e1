// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/sequential.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/leaf.hpp>

/// The tensors of a network as run-time tables: optimisers, archives and reports loop over these, so that their code is
/// compiled once per element type and not once per network.
namespace inlay::inline INLAY_ABI {

/// One tensor of a network.
struct leaf_info {
    char path[96] = {};  ///< "3.dense.kernel": position and name of each layer on the way, then the tensor's name
    leaf what{};
    std::size_t rank = 0;
    std::array<std::size_t, 6> dims{};
    std::size_t size = 0;  ///< elements
};

namespace detail {

void this_path_of_a_tensor_is_longer_than_95_characters();  // called by the compiler alone, which then says so

struct path_writer {
    char text[96] = {};
    std::size_t length = 0;

    constexpr void put(char c) {
        if (length + 1 >= sizeof(text)) this_path_of_a_tensor_is_longer_than_95_characters();
        text[length++] = c;
    }
    constexpr void put(const char* words) {
        for (; *words != 0; ++words) put(*words);
    }
    constexpr void put(std::size_t number) {
        if (number >= 10) put(number / 10);
        put(static_cast<char>('0' + number % 10));
    }
    constexpr void cut(std::size_t to) {
        while (length > to) text[--length] = 0;
    }
};

struct leaf_counter {
    std::size_t count = 0;
    constexpr void enter(std::size_t, const char*) {}
    constexpr void leave() {}
    constexpr void operator()(const leaf&, const auto&...) { ++count; }
};

template <std::size_t Count>
struct leaf_recorder {
    std::array<leaf_info, Count> table{};
    std::size_t at = 0;
    path_writer path;
    std::array<std::size_t, 16> marks{};
    std::size_t depth = 0;

    constexpr void enter(std::size_t index, const char* name) {
        marks[depth++] = path.length;
        path.put(index);
        path.put('.');
        path.put(name);
        path.put('.');
    }
    constexpr void leave() { path.cut(marks[--depth]); }

    template <class Tensor>
    constexpr void operator()(const leaf& what, const Tensor&) {
        using S = typename Tensor::shape_type;
        leaf_info& info = table[at++];
        const std::size_t mark = path.length;
        path.put(what.name);
        for (std::size_t i = 0; i < path.length; ++i) info.path[i] = path.text[i];
        path.cut(mark);
        info.what = what;
        info.rank = S::rank;
        for (std::size_t i = 0; i < S::rank; ++i) info.dims[i] = S::dims[i];
        info.size = S::size;
    }
};

// A reference that is never read: the walk asks tensors for their types only.
template <class P>
struct phantom {
    union {
        char nothing;
        P value;
    };
    constexpr phantom() : nothing(0) {}
    constexpr ~phantom() {}
};
template <class P>
inline constexpr phantom<P> phantom_of{};

template <class P>
consteval std::size_t count_leaves() {
    leaf_counter counter;
    P::leaves(counter, phantom_of<P>.value);
    return counter.count;
}

template <class P>
consteval auto record_leaves() {
    leaf_recorder<count_leaves<P>()> recorder;
    P::leaves(recorder, phantom_of<P>.value);
    return recorder.table;
}

template <class T, std::size_t Count>
struct pointer_recorder {
    std::array<T*, Count> pointers{};
    std::size_t at = 0;
    constexpr void enter(std::size_t, const char*) {}
    constexpr void leave() {}
    constexpr void operator()(const leaf&, auto& tensor) { pointers[at++] = tensor.data(); }
};

}  // namespace detail

/// Number of tensors of a set of parameters.
template <class P>
inline constexpr std::size_t leaf_count = detail::count_leaves<P>();

/// Every tensor of a network, in the order of the layers: std::array<leaf_info, N>.
template <Network Net>
inline constexpr auto leaf_table = detail::record_leaves<parameters<Net, float>>();

/// Where each tensor's elements lie, in the order of leaf_table. T is const for constant parameters.
template <class T, class P>
constexpr std::array<T*, leaf_count<std::remove_const_t<P>>> leaf_pointers(P& p) {
    detail::pointer_recorder<T, leaf_count<std::remove_const_t<P>>> recorder;
    std::remove_const_t<P>::leaves(recorder, p);
    return recorder.pointers;
}

}  // namespace inlay::inline INLAY_ABI
