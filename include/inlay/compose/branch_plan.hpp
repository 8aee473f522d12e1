// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <inlay/compose/branch_shapes.hpp>
#include <inlay/compose/composite.hpp>
#include <inlay/core/config.hpp>
#include <inlay/core/pass.hpp>

/// Where layers side by side put their results, and what memory that takes: settled in constant expressions.
namespace inlay::inline INLAY_ABI::detail {

/// What the plan needs to know of one branch.
struct branch_facts {
    std::size_t out;  // elements per sample
    bool is_view, keeps_input, keeps_output;
    memory cache, inference_scratch, training_scratch;
    std::size_t state;
    bool adds, adds_in_place;
};

/// Where a branch's result goes: nowhere where it is its input, into y, or into memory of its own. That is kept for backward where the
/// branch or the merge reads it there.
enum class result_place : unsigned char { input, result, cache, scratch };

/// Starts as zeros: see plan.hpp.
template <std::size_t Count>
struct branch_plan {
    std::array<result_place, Count> training, inference;
    std::size_t inference_adder;  // the branch whose kernel writes the sum of both into y; Count: none does
    std::size_t training_leader, inference_leader;  // the branch that writes into y, to which the others are added; Count: none does
    // Scratch per sample: the result of one branch or its gradient, from `input_slope` on the gradient of its input, and from
    // `training_room` or `inference_room` on what the branch itself wants.
    std::size_t input_slope, training_room, inference_room;
    std::array<memory, Count> cache_at;
    std::array<std::size_t, Count> result_at;  // kept results, in the cache per sample
    std::array<std::size_t, Count> state_at;
    memory cache, training_scratch, inference_scratch;
    bool keeps_input, keeps_output;
};

/// In: elements of the input; Shared: all branches get it, so that what they give to its gradient adds up.
template <std::size_t Count>
constexpr branch_plan<Count> plan_branches(const std::array<branch_facts, Count>& branches, merging how, std::size_t in, bool shared) {
    const bool apart = how == merging::apart, joins = how == merging::concatenate;
    const bool reads_results = how == merging::multiply || how == merging::maximum;
    branch_plan<Count> p{};
    p.training_leader = p.inference_leader = p.inference_adder = Count;
    for (std::size_t i = 0; i < Count; ++i) {
        if (how == merging::add && Count == 2 && branches[i].adds) p.inference_adder = i;
    }
    std::size_t state = 0, largest = 0, results[2] = {0, 0};
    memory most[2] = {{0, 0}, {0, 0}};
    const auto raise = [](std::size_t& to, std::size_t value) { to = value > to ? value : to; };
    for (std::size_t i = 0; i < Count; ++i) {
        const branch_facts& b = branches[i];
        for (const bool training : {false, true}) {
            const bool kept = training && (b.keeps_output || reads_results);
            std::size_t& leader = training ? p.training_leader : p.inference_leader;
            const bool adds = !training && p.inference_adder < Count;
            const bool may_lead = adds ? i == p.inference_adder || branches[p.inference_adder].adds_in_place : leader == Count;
            const bool leads = !apart && !joins && !b.is_view && !kept && may_lead;
            if (leads) leader = i;
            const result_place goes = apart || leads ? result_place::result
                                      : b.is_view    ? result_place::input
                                      : kept         ? result_place::cache
                                                     : result_place::scratch;
            (training ? p.training : p.inference)[i] = goes;
            if (goes == result_place::scratch) raise(results[training], padded(b.out));
            const memory own = training ? b.training_scratch : b.inference_scratch;
            raise(most[training].per_sample, own.per_sample);
            raise(most[training].per_call, own.per_call);
        }
        p.cache_at[i] = p.cache;
        p.result_at[i] = p.cache.per_sample + padded(b.cache.per_sample);
        p.cache.per_sample = p.result_at[i] + (p.training[i] == result_place::cache ? padded(b.out) : 0);
        p.cache.per_call += padded(b.cache.per_call);
        p.state_at[i] = state;
        state += b.state;
        raise(largest, padded(b.out));
        p.keeps_input = p.keeps_input || b.keeps_input || (reads_results && b.is_view);
        p.keeps_output = p.keeps_output || (apart && b.keeps_output);
    }
    p.input_slope = how == merging::add || apart ? 0 : largest;
    p.training_room = p.input_slope + (shared && Count > 1 ? padded(in) : 0);
    raise(p.training_room, results[1]);
    p.inference_room = results[0];
    p.training_scratch = {p.training_room + most[1].per_sample, most[1].per_call};
    p.inference_scratch = {p.inference_room + most[0].per_sample, most[0].per_call};
    return p;
}

}  // namespace inlay::inline INLAY_ABI::detail
