// SPDX-License-Identifier: BSD-3-Clause
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <inlay/compose/plan.hpp>
#include <inlay/core/random.hpp>
#include <utility>
#include <vector>

namespace nn = inlay;

// The plan is tried by running it: every element of the arena holds a tag of what was written last, and each read must
// find the tag that it expects. Nothing here knows the plan's times.
namespace plan_test {
namespace {

using nn::detail::arena_plan;
using nn::detail::layer_facts;
using nn::detail::owner;

struct block {
    std::size_t at, size;
    bool overlaps(const block& o) const { return size > 0 && o.size > 0 && at < o.at + o.size && o.at < at + size; }
};

/// Memory whose elements remember which value, and which element of it, was written last.
class tagged {
public:
    explicit tagged(std::size_t size) : cells(size, {-1, 0}) {}
    void write(int value, block b) {
        inside = inside && b.at + b.size <= cells.size();
        if (!inside) return;
        for (std::size_t i = 0; i < b.size; ++i) cells[b.at + i] = {value, i};
    }
    bool holds(int value, block b) {
        inside = inside && b.at + b.size <= cells.size();
        if (!inside) return false;
        for (std::size_t i = 0; i < b.size; ++i) {
            if (cells[b.at + i] != std::pair<int, std::size_t>{value, i}) return false;
        }
        return true;
    }
    bool inside = true;

private:
    std::vector<std::pair<int, std::size_t>> cells;
};

template <std::size_t Count>
struct sequence {
    std::size_t input;
    std::array<layer_facts, Count> layers;
    std::size_t before(std::size_t i) const { return i == 0 ? input : layers[i - 1].output; }
};

template <std::size_t Count>
sequence<Count> any_sequence(nn::random& r) {
    const auto size = [&] { return std::size_t{1} + r.below(r.below(3) == 0 ? 200 : 30); };
    const auto some = [&](std::uint32_t odds) { return r.below(odds) == 0 ? size() : 0; };
    sequence<Count> s{};
    s.input = size();
    for (std::size_t i = 0; i < Count; ++i) {
        layer_facts& l = s.layers[i];
        const std::uint32_t kind = r.below(5);
        if (kind == 0) {  // a view
            l = {s.before(i), nn::keep::nothing, {}, {}, {}, false, true, false};
        } else if (kind == 1) {  // an activation in place
            l = {s.before(i), r.below(2) == 0 ? nn::keep::output : nn::keep::nothing, {some(3), some(6)}, {}, {}, true, false, false};
        } else if (kind == 2) {  // a dropout
            l = {s.before(i), nn::keep::nothing, {s.before(i), 0}, {}, {}, true, false, true};
        } else {
            l = {size(), static_cast<nn::keep>(r.below(4)), {some(3), some(5)}, {some(3), some(3)}, {some(3), some(3)}, false, false, false};
        }
    }
    return s;
}

/// What one run of a plan found.
struct verdict {
    bool right_values = true;  // every read found what was written for it
    bool apart = true;         // nothing that a layer uses at one time overlaps, but for sharing in place
    bool inside = true;
    bool flags = true;         // the caller is asked to keep what is read of the caller's
    bool kept = true;          // no buffer lies across the end of what is kept, and backward reads nothing of forward's behind it
    bool good() const { return right_values && apart && inside && flags && kept; }
};

constexpr int output_tag = 0, cache_tag = 1000, gradient_tag = 2000, call_cache_tag = 3000, scratch_tag = 4000, call_scratch_tag = 5000,
              second = 500;

bool all_apart(const std::vector<block>& blocks) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (blocks[i].overlaps(blocks[j])) return false;
        }
    }
    return true;
}

template <std::size_t Count>
verdict run(const sequence<Count>& s, const arena_plan<Count>& p, bool training) {
    verdict v;
    const std::size_t in = s.input, out = s.layers[Count - 1].output, total = p.total.per_sample;
    // x, y, dx, dy lie behind the arena, so that a step beyond it is seen as an overlap.
    const std::size_t x = total, y = x + in, dy = y + out, dx = dy + out;
    tagged memory(dx + in), calls(p.total.per_call);
    std::array<int, Count + 1> value{};  // which value the result before layer i is; a view's is its input's
    for (std::size_t i = 0; i < Count; ++i) value[i + 1] = s.layers[i].is_view ? value[i] : static_cast<int>(i) + 1;
    const auto result = [&](std::size_t i) -> block {
        if (i == 0) return {x, in};
        const auto& a = p.activation[i - 1];
        return {a.who == owner::input ? x : a.who == owner::output ? y : a.offset, s.layers[i - 1].output};
    };
    const auto gradient = [&](std::size_t i) -> block {  // of the result before layer i
        if (i == Count) return {dy, out};
        const auto& g = p.gradient[i];
        return {g.who == owner::input ? dx : g.who == owner::output ? dy : g.offset, s.before(i)};
    };
    const auto in_arena = [&](block b) { return b.at + b.size <= total || b.at >= total; };
    const auto whole = [](block b, std::size_t kept) { return b.size == 0 || b.at + b.size <= kept || b.at >= kept; };
    memory.write(output_tag, {x, in});

    for (std::size_t i = 0; i < Count; ++i) {
        const layer_facts& l = s.layers[i];
        const bool left_out = p.activation[i].shared && (l.is_view || (!training && l.training_only));
        if (!training && l.training_only && left_out) value[i + 1] = value[i];
        if (!training && l.is_view) value[i + 1] = value[i];
        const block from = result(i), to = result(i + 1);
        v.inside = v.inside && in_arena(from) && in_arena(to);
        if (left_out) {
            v.apart = v.apart && from.at == to.at;
            continue;
        }
        const int tag = static_cast<int>(i);
        const nn::memory wanted = training ? l.training_scratch : l.inference_scratch;
        const block scratch{p.forward_scratch[i].per_sample, wanted.per_sample}, call_scratch{p.forward_scratch[i].per_call, wanted.per_call};
        const block cache{p.cache[i].per_sample, training ? l.cache.per_sample : 0}, call_cache{p.cache[i].per_call, training ? l.cache.per_call : 0};
        v.right_values = v.right_values && memory.holds(value[i], from);
        std::vector<block> used{to, scratch, cache};
        if (from.at != to.at || !l.in_place) used.push_back(from);
        v.apart = v.apart && all_apart(used) && !scratch.overlaps(from) && !cache.overlaps(from) && all_apart({call_scratch, call_cache});
        v.apart = v.apart && !to.overlaps({x, in});  // the input is const
        v.kept = v.kept && whole(to, p.kept.per_sample) && whole(scratch, p.kept.per_sample) && whole(call_scratch, p.kept.per_call);
        memory.write(scratch_tag + tag, scratch);
        memory.write(cache_tag + tag, cache);
        memory.write(value[i + 1], to);
        calls.write(call_scratch_tag + tag, call_scratch);
        calls.write(call_cache_tag + tag, call_cache);
    }
    v.right_values = v.right_values && memory.holds(value[Count], {y, out});

    if (training) {
        // what is not kept is lost here
        memory.write(-2, {p.kept.per_sample, total - p.kept.per_sample});
        calls.write(-2, {p.kept.per_call, p.total.per_call - p.kept.per_call});
        memory.write(gradient_tag + static_cast<int>(Count), {dy, out});
        std::array<int, Count + 1> slope{};
        slope[Count] = gradient_tag + static_cast<int>(Count);
        for (std::size_t i = Count; i-- > 0;) {
            const layer_facts& l = s.layers[i];
            const block from = gradient(i + 1), to = gradient(i);
            slope[i] = l.is_view ? slope[i + 1] : gradient_tag + static_cast<int>(i);
            v.inside = v.inside && in_arena(from) && in_arena(to);
            if (p.gradient[i].shared && l.is_view) {
                v.apart = v.apart && from.at == to.at;
                continue;
            }
            const int tag = static_cast<int>(i);
            const block scratch{p.backward_scratch[i].per_sample, l.training_scratch.per_sample};
            const block call_scratch{p.backward_scratch[i].per_call, l.training_scratch.per_call};
            const block cache{p.cache[i].per_sample, l.cache.per_sample}, call_cache{p.cache[i].per_call, l.cache.per_call};
            std::vector<block> read{cache};
            if (nn::keeps_input(l.keeps)) {
                v.right_values = v.right_values && memory.holds(value[i], result(i));
                v.flags = v.flags && (result(i).at != x || p.keeps_input) && (result(i).at != y || p.keeps_output);
                read.push_back(result(i));
            }
            if (nn::keeps_output(l.keeps)) {
                v.right_values = v.right_values && memory.holds(value[i + 1], result(i + 1));
                v.flags = v.flags && (result(i + 1).at != x || p.keeps_input) && (result(i + 1).at != y || p.keeps_output);
                read.push_back(result(i + 1));
            }
            v.right_values = v.right_values && memory.holds(cache_tag + tag, cache) && memory.holds(slope[i + 1], from);
            v.right_values = v.right_values && calls.holds(call_cache_tag + tag, call_cache);
            v.apart = v.apart && !scratch.overlaps(to) && !scratch.overlaps(from) && !call_scratch.overlaps(call_cache);
            for (const block& b : read) v.apart = v.apart && !b.overlaps(to) && !b.overlaps(scratch);
            if (from.at != to.at || !l.in_place) v.apart = v.apart && !from.overlaps(to);
            v.apart = v.apart && !to.overlaps({dy, out}) && !to.overlaps({x, in}) && !to.overlaps({y, out});
            v.kept = v.kept && whole(to, p.kept.per_sample) && whole(scratch, p.kept.per_sample) && whole(call_scratch, p.kept.per_call);
            memory.write(scratch_tag + second + tag, scratch);
            calls.write(call_scratch_tag + second + tag, call_scratch);
            memory.write(slope[i], to);
        }
        v.right_values = v.right_values && memory.holds(slope[0], {dx, in});
    }
    v.inside = v.inside && memory.inside && calls.inside;
    return v;
}

struct worst {
    double training = 1, inference = 1, sum_total = 0, parted_total = 0, sum_bound = 0;
    int plans = 0, over = 0;  // so many plans, so many above 1.1 times the bound
};

/// The most that is wanted at one time, from the facts and who shares with whom: no plan can be smaller.
template <std::size_t Count>
std::size_t bound(const sequence<Count>& s, const arena_plan<Count>& p, bool training) {
    struct life {
        std::size_t size, born, dies;
    };
    std::vector<life> lives;
    std::size_t root = 0;
    const auto use = [&](std::size_t index, std::size_t time) { lives[index].dies = std::max(lives[index].dies, time); };
    std::array<std::size_t, Count> of{};
    for (std::size_t i = 0; i < Count; ++i) {
        if (!p.activation[i].shared) {
            lives.push_back({p.activation[i].who == owner::arena ? s.layers[i].output : 0, i, i});
            root = lives.size() - 1;
        }
        if (lives.empty()) lives.push_back({0, 0, 0});
        of[i] = root;
    }
    for (std::size_t i = 0; i < Count; ++i) {
        const layer_facts& l = s.layers[i];
        if (i > 0) use(of[i - 1], i);
        const std::size_t back = 2 * Count - i;
        const nn::memory scratch = training ? l.training_scratch : l.inference_scratch;
        if (training) {
            if (i > 0 && nn::keeps_input(l.keeps)) use(of[i - 1], back);
            if (nn::keeps_output(l.keeps)) use(of[i], back);
        }
        lives.push_back({scratch.per_sample, i, i});
        if (training) {
            lives.push_back({scratch.per_sample, back, back});
            lives.push_back({l.cache.per_sample, i, back});
            if (i > 0 && p.gradient[i].who == owner::arena && !p.gradient[i].shared) {
                std::size_t reader = i;  // the first layer below that does not pass the memory on
                do --reader;
                while (reader > 0 && p.gradient[reader].shared);
                lives.push_back({s.before(i), back, 2 * Count - reader});
            }
        }
    }
    std::size_t most = 0;
    for (std::size_t time = 0; time <= 2 * Count; ++time) {
        std::size_t now = 0;
        for (const life& l : lives) now += l.born <= time && time <= l.dies ? l.size : 0;
        most = std::max(most, now);
    }
    return most;
}

template <std::size_t Count>
void try_plans(std::uint64_t seed, int rounds, worst& w) {
    nn::random r(nn::seed{seed});
    for (int k = 0; k < rounds; ++k) {
        const sequence<Count> s = any_sequence<Count>(r);
        for (const std::size_t align : {std::size_t{1}, std::size_t{16}}) {
            const auto training = nn::detail::plan_training(s.layers, align, false), parted = nn::detail::plan_training(s.layers, align, true);
            const auto inference = nn::detail::plan_inference(s.layers, align);
            const verdict t = run(s, training, true), i = run(s, inference, false);
            REQUIRE(run(s, parted, true).good());
            CAPTURE(Count);
            CAPTURE(k);
            CAPTURE(align);
            REQUIRE(t.right_values);
            REQUIRE(t.apart);
            REQUIRE(t.inside);
            REQUIRE(t.flags);
            REQUIRE(t.kept);
            REQUIRE(i.right_values);
            REQUIRE(i.apart);
            REQUIRE(i.inside);
            if (align > 1) continue;
            const std::size_t bt = bound(s, training, true), bi = bound(s, inference, false);
            REQUIRE(training.total.per_sample >= bt);
            REQUIRE(inference.total.per_sample >= bi);
            if (bt > 0) w.training = std::max(w.training, static_cast<double>(training.total.per_sample) / static_cast<double>(bt));
            w.parted_total += static_cast<double>(parted.total.per_sample);
            if (bi > 0) w.inference = std::max(w.inference, static_cast<double>(inference.total.per_sample) / static_cast<double>(bi));
            ++w.plans;
            w.over += 10 * training.total.per_sample > 11 * bt || 10 * inference.total.per_sample > 11 * bi;
            w.sum_total += static_cast<double>(training.total.per_sample);
            w.sum_bound += static_cast<double>(bt);
        }
    }
}

TEST_CASE("plan: a run of 3,000 random sequences finds every value where it was put, near the smallest possible arena") {
    worst w;
    try_plans<1>(1, 300, w);
    try_plans<2>(2, 700, w);
    try_plans<5>(3, 1000, w);
    try_plans<13>(4, 1000, w);
    MESSAGE("arena against the most that is alive at once: training at most ", w.training, ", on average ",
            w.sum_total / w.sum_bound, " (", w.parted_total / w.sum_bound, " in two parts), inference at most ", w.inference, "; above 1.1: ", w.over, " of ", w.plans);
    CHECK(w.over * 1000 <= w.plans);
    CHECK(w.training <= 1.2);
    CHECK(w.sum_total / w.sum_bound <= 1.002);
    CHECK(w.inference <= 1.1);
}

TEST_CASE("plan: the run above sees a plan whose buffers are moved") {
    nn::random r(nn::seed{6});
    int seen = 0, moved = 0;
    for (int k = 0; k < 200; ++k) {
        const sequence<5> s = any_sequence<5>(r);
        auto plan = nn::detail::plan_training(s.layers, 1, false);
        nn::detail::spot& a = plan.activation[1 + r.below(3)];
        if (a.who != owner::arena || a.shared || a.offset == 0) continue;
        --a.offset;
        ++moved;
        seen += run(s, plan, true).good() ? 0 : 1;
    }
    CHECK(moved >= 20);
    CHECK(seen >= moved * 3 / 4);  // a hole before the buffer can make the move harmless
}

}  // namespace
}  // namespace plan_test
