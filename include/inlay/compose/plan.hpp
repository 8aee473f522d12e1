// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/place.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/pass.hpp>

/// Where every intermediate result of a sequence of layers lies, settled in constant expressions: each buffer gets an
/// offset in one arena so that buffers which are alive at the same time do not overlap.
namespace inlay::inline INLAY_ABI::detail {

/// What the plan needs to know of one layer.
struct layer_facts {
    std::size_t output;  // elements per sample
    keep keeps;
    memory cache, inference_scratch, training_scratch;
    bool in_place, is_view, training_only;
};

// What follows starts as zeros, and so without member initialisers: GCC 12 shares one object among the elements of an array
// that these initialise, and a constant evaluation that writes to it changes what the next one starts from.

/// Whose memory a result lies in: the arena, the caller's input, or the caller's output.
enum class owner : unsigned char { arena, input, output };

struct spot {
    owner who;
    std::size_t offset;  // elements per sample, in the arena
    bool shared;         // the same memory as the layer before it (or behind it, for gradients)
};

/// The arena of a sequence of Count layers. forward_scratch serves inference too.
template <std::size_t Count>
struct arena_plan {
    std::array<spot, Count> activation;  // of layer i's output
    std::array<spot, Count> gradient;    // of the loss with respect to layer i's input
    std::array<memory, Count> cache, forward_scratch, backward_scratch;  // offsets
    memory kept;   // what of the arena forward leaves for backward: the part before these offsets
    memory total;
    memory least;  // the most that is alive at one time
    bool keeps_input, keeps_output;  // whether backward reads the caller's input, output
};

namespace plan {

/// Marks which outputs share memory with the layer before: views always, in-place layers where nobody needs the old value.
template <std::size_t Count>
constexpr void share_activations(arena_plan<Count>& p, const std::array<layer_facts, Count>& layers, bool training) {
    owner root = owner::input;  // of the result before layer i; arena stands for "not the caller's input"
    bool overwritable = false;  // nobody reads the result before layer i once layer i has
    for (std::size_t i = 0; i < Count; ++i) {
        const layer_facts& l = layers[i];
        const bool view = l.is_view || (!training && l.training_only);
        const bool in_place = l.in_place && overwritable && !(training && keeps_input(l.keeps));
        const bool last_must_copy = i + 1 == Count && root == owner::input;
        p.activation[i].shared = (view || in_place) && !last_must_copy;
        if (!p.activation[i].shared) root = owner::arena;
        if (!view || !p.activation[i].shared) overwritable = !(training && keeps_output(l.keeps));
    }
    // The caller's input and output: the shared runs at both ends.
    for (std::size_t i = 0; i < Count && p.activation[i].shared; ++i) p.activation[i].who = owner::input;
    for (std::size_t i = Count; i-- > 0;) {
        p.activation[i].who = owner::output;
        if (!p.activation[i].shared) break;
    }
}

/// Copies the offset of each run of shared results from its first to the others.
template <std::size_t Count, std::size_t Slots>
constexpr void spread(arena_plan<Count>& p, const std::array<lifetime, Slots>& at) {
    for (std::size_t i = 0; i < Count; ++i) {
        p.activation[i].offset = p.activation[i].shared && i > 0 ? p.activation[i - 1].offset : at[i].offset;
    }
}

}  // namespace plan

/// Inference: a result lives until the next layer has read it.
template <std::size_t Count>
constexpr arena_plan<Count> plan_inference(const std::array<layer_facts, Count>& layers, std::size_t align) {
    arena_plan<Count> p{};
    plan::share_activations(p, layers, false);
    std::array<lifetime, 2 * Count> samples{}, calls{};
    std::size_t root = 0;
    for (std::size_t i = 0; i < Count; ++i) {
        if (!p.activation[i].shared) {
            root = i;
            if (p.activation[i].who == owner::arena) samples[i] = {layers[i].output, i, i + 1, 0};
        } else if (p.activation[i].who == owner::arena) {
            samples[root].dies = i + 1;
        }
        samples[Count + i] = {layers[i].inference_scratch.per_sample, i, i, 0};
        calls[i] = {layers[i].inference_scratch.per_call, i, i, 0};
    }
    constexpr std::size_t never = 0;
    const extent per_sample = place(samples, align, never), per_call = place(calls, align, never);
    p.total = {per_sample.total, per_call.total};
    p.least = {per_sample.least, per_call.least};
    plan::spread(p, samples);
    for (std::size_t i = 0; i < Count; ++i) p.forward_scratch[i] = {samples[Count + i].offset, calls[i].offset};
    return p;
}

/// Training: layer i runs forward at time i and backward at time 2 * Count - i; in between the caller has the loss. `parted`: what
/// forward leaves for backward lies apart from the rest, which others may use in between.
template <std::size_t Count>
constexpr arena_plan<Count> plan_training(const std::array<layer_facts, Count>& layers, std::size_t align, bool parted) {
    arena_plan<Count> p{};
    plan::share_activations(p, layers, true);
    std::array<lifetime, 5 * Count> samples{};
    std::array<lifetime, 3 * Count> calls{};
    std::size_t root = 0;
    for (std::size_t i = 0; i < Count; ++i) {
        const layer_facts& l = layers[i];
        const std::size_t back = 2 * Count - i;
        if (!p.activation[i].shared) root = i;
        lifetime& b = samples[root];
        if (p.activation[i].who == owner::arena) {
            if (root == i) b = {l.output, i, i + 1, 0};
            std::size_t last = i + 1;
            if (keeps_output(l.keeps)) last = back;
            if (i + 1 < Count && keeps_input(layers[i + 1].keeps) && back - 1 > last) last = back - 1;
            if (last > b.dies) b.dies = last;
        }
        const bool reads_input = i == 0 || p.activation[i - 1].who == owner::input;
        if (reads_input && keeps_input(l.keeps)) p.keeps_input = true;
        if (p.activation[i].who == owner::output && keeps_output(l.keeps)) p.keeps_output = true;
        if (i > 0 && p.activation[i - 1].who == owner::output && keeps_input(l.keeps)) p.keeps_output = true;
        if (i > 0 && p.activation[i - 1].who == owner::input && keeps_input(l.keeps)) p.keeps_input = true;

        samples[Count + i] = {l.cache.per_sample, i, back, 0};
        samples[2 * Count + i] = {l.training_scratch.per_sample, i, i, 0};
        samples[3 * Count + i] = {l.training_scratch.per_sample, back, back, 0};
        calls[i] = {l.cache.per_call, i, back, 0};
        calls[Count + i] = {l.training_scratch.per_call, i, i, 0};
        calls[2 * Count + i] = {l.training_scratch.per_call, back, back, 0};
    }
    // Gradients, from the last layer to the first: gradient[i] is of layer i's input, written by its backward pass;
    // it may be the memory of the gradient it is computed from, unless that is the caller's.
    for (std::size_t i = Count; i-- > 0;) {
        const bool from_caller = i + 1 == Count || p.gradient[i + 1].who == owner::output;
        spot& g = p.gradient[i];
        if (i == 0) {
            g.who = owner::input;
        } else if (layers[i].is_view || (layers[i].in_place && !from_caller)) {
            g.shared = true;
            g.who = from_caller ? owner::output : owner::arena;
        }
        if (g.who != owner::arena) continue;
        const std::size_t reader = 2 * Count - (i - 1);  // the time of layer i - 1's backward pass
        if (g.shared) {
            std::size_t first = i;
            while (p.gradient[first].shared) ++first;
            samples[4 * Count + first].dies = reader;
        } else {
            samples[4 * Count + i] = {layers[i - 1].output, 2 * Count - i, reader, 0};
        }
    }
    const std::size_t pause = parted ? Count : 0;
    const extent per_sample = place(samples, align, pause), per_call = place(calls, align, pause);
    p.total = {per_sample.total, per_call.total};
    p.least = {per_sample.least, per_call.least};
    p.kept = parted ? memory{per_sample.kept, per_call.kept} : p.total;
    plan::spread(p, samples);
    for (std::size_t i = Count; i-- > 0;) {
        p.gradient[i].offset = p.gradient[i].shared && i + 1 < Count ? p.gradient[i + 1].offset : samples[4 * Count + i].offset;
        p.cache[i] = {samples[Count + i].offset, calls[i].offset};
        p.forward_scratch[i] = {samples[2 * Count + i].offset, calls[Count + i].offset};
        p.backward_scratch[i] = {samples[3 * Count + i].offset, calls[2 * Count + i].offset};
    }
    return p;
}

}  // namespace inlay::inline INLAY_ABI::detail
