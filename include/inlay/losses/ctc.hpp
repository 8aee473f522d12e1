// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <inlay/core/config.hpp>
#include <inlay/core/scores.hpp>
#include <inlay/core/shape.hpp>
#include <inlay/core/view.hpp>
#include <inlay/losses/cross_entropy_row.hpp>
#include <inlay/simd/map.hpp>
#include <inlay/simd/math.hpp>
#include <limits>

namespace inlay::inline INLAY_ABI {

/// Connectionist temporal classification, Graves et al. 2006: the mean over the samples of -log of the probability that the steps'
/// classes, equal ones in a row counted once and blanks left out, read as the target. Equal to PyTorch's ctc_loss with
/// reduction="sum", divided by the samples; its "mean" also divides by the labels.
///
///     prediction  shape<Steps, Classes>, logits or logarithms of probabilities; behind a softmax or log_softmax, training takes
///                 the logits
///     target      shape<MaxLabels>, class numbers; where there are fewer, the first blank or -1 ends them
///
/// A target that the steps cannot hold (they must be as many as its labels and one for each pair of equal neighbours) costs
/// infinity, which training refuses; with zero_infinity it costs nothing. Works on the stack: Steps (2 MaxLabels + 3) numbers for
/// the gradient, of at most 256 KiB.
template <std::size_t MaxLabels, std::int32_t Blank = 0, scores From = scores::by_last_layer>
struct ctc {
    static_assert(MaxLabels > 0, "inlay: ctc<0>: give the largest number of labels in a target");
    static_assert(Blank >= 0, "inlay: the blank of ctc is the number of a class");
    static_assert(From != scores::probabilities,
                  "inlay: ctc takes logits or logarithms of probabilities: end the network with dense, softmax or log_softmax");
    bool zero_infinity = false;

    static constexpr const char* name = "ctc";
    static constexpr scores from = From;
    static constexpr bool padded_targets = true;  // of as many labels as they have, not one for each answer
    static constexpr bool fuses(link_function link) { return link == link_function::softmax || link == link_function::log_softmax; }
    template <scores Given>
    using on = ctc<MaxLabels, Blank, Given>;
    template <class T>
    using target_type = std::int32_t;
    template <class Out>
    using target_shape = shape<MaxLabels>;
    template <class Self>
    static constexpr void settings(auto&& visit, Self& self) {
        visit("zero_infinity", self.zero_infinity);
    }
    template <scores Other>
    constexpr explicit operator ctc<MaxLabels, Blank, Other>() const {
        return {zero_infinity};
    }

    template <class P, class Y, class D>
    constexpr auto operator()(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        static_assert(From != scores::by_last_layer,
                      "inlay: without a network, say what the predictions are: ctc<20, 0, scores::logits>");
        static_assert(Out::rank == 2, "inlay: ctc takes shape<steps, classes>: the classes at each step");
        if constexpr (Out::rank == 2) return of_samples(prediction, target, gradient);
        else return T{};
    }

private:
    template <class P, class Y, class D>
    constexpr auto of_samples(P prediction, Y target, D gradient) const {
        using T = typename P::value_type;
        using Out = typename P::shape_type;
        static_assert(static_cast<std::size_t>(Blank) < Out::dims[1], "inlay: the blank of ctc is not one of the network's classes");
        const T one = 1 / static_cast<T>(prediction.samples());
        T total = 0;
        for (std::size_t i = 0; i < prediction.samples(); ++i) {
            const auto* const labels = target.sample(i);
            if constexpr (wanted<D>) {
                total += of_sample<Out>(prediction.sample(i), labels, gradient.sample(i), one);
            } else {
                total += of_sample<Out>(prediction.sample(i), labels, discard{}, one);
            }
        }
        return total * one;
    }

    /// A logarithm of what cannot be, still finite: sums of a few are too.
    template <class T>
    static constexpr T never = T(-1e30);

    /// The labels with blanks between and around them.
    template <class T>
    struct path {
        std::size_t size;
        std::array<std::size_t, 2 * MaxLabels + 1> classes;
        std::array<T, 2 * MaxLabels + 3> skip;  // 0 where the state two before may come right before this one, else never
    };
    template <class T>
    static constexpr path<T> path_of(const std::int32_t* labels) {
        path<T> p{};
        for (T& s : p.skip) s = never<T>;
        std::size_t n = 0;
        while (n < MaxLabels && labels[n] >= 0 && labels[n] != Blank) ++n;
        p.size = 2 * n + 1;
        for (std::size_t s = 0; s < p.size; ++s) {
            p.classes[s] = static_cast<std::size_t>(s % 2 == 0 ? Blank : labels[s / 2]);
            if (s % 2 == 1 && s > 1 && p.classes[s] != p.classes[s - 2]) p.skip[s] = 0;
        }
        return p;
    }

    template <class G>
    static constexpr auto rows_of(G gradient, std::size_t offset) {
        if constexpr (wanted<G>) return gradient + offset;
        else return gradient;
    }

    /// log(e^a + e^b + e^c), plus d.
    template <class V>
    static INLAY_INLINE constexpr V log_add(V a, V b, V c, V d) {
        const V most = max(max(a, b), c);
        return most + simd::log(simd::exp(a - most) + simd::exp(b - most) + simd::exp(c - most)) + d;
    }

    template <class Out, class T, class G>
    constexpr T of_sample(const T* scores_in, const std::int32_t* labels, G gradient, T one) const {
        constexpr std::size_t steps = Out::dims[0], states = 2 * MaxLabels + 1, row = states + 2, rows = wanted<G> ? steps : 2;
        constexpr simd::fixed<Out::dims[1]> classes{};
        constexpr simd::fixed<states> all{};  // those behind the path's end are computed too, and lead nowhere
        static_assert(rows * row * sizeof(T) <= 256 * 1024,
                      "inlay: ctc would need more than 256 KiB of stack: fewer steps, or a smaller largest number of labels");
        const path<T> p = path_of<T>(labels);
        // Each row is relative to the largest of the row before it, or the digits would go into how unlikely all are.
        T forward[rows * row];  // log of all ways to come to a state, with its own class; two places before each row
        T norms[steps];         // log of the sum of a step's exponentials
        T emitted[states];      // log of the probability of each state's class, at one step
        T all_before = 0;       // what the present row is relative to
        const auto emit = [&](std::size_t t, const T* row_before) {
            const T most = row_before == nullptr ? T(0) : simd::largest(row_before, all);
            all_before += most;
            for (std::size_t s = 0; s < states; ++s) {
                emitted[s] = s < p.size ? scores_in[t * classes + p.classes[s]] - norms[t] - most : never<T>;
            }
        };
        const auto at = [&](std::size_t t) { return forward + (t % rows) * row + 2; };
        for (std::size_t t = 0; t < steps; ++t) {
            norms[t] = 0;
            if constexpr (From == scores::logits) {
                const auto sums = detail::log_sum_exp(scores_in + t * classes, classes, rows_of(gradient, t * classes));
                norms[t] = sums.most + sums.log_sum;
                if constexpr (wanted<G>) {
                    const T share = one / sums.sum;
                    simd::map(classes, [share](auto e) { return e * share; }, gradient + t * classes,
                              static_cast<const T*>(gradient + t * classes));
                }
            } else if constexpr (wanted<G>) {
                for (std::size_t k = 0; k < classes; ++k) gradient[t * classes + k] = 0;
            }
            emit(t, t == 0 ? nullptr : at(t - 1));
            T* const now = at(t);
            now[-2] = now[-1] = never<T>;
            if (t == 0) {
                for (std::size_t s = 0; s < states; ++s) now[s] = s < 2 ? emitted[s] : never<T>;
                continue;
            }
            const T* const past = at(t - 1);
            const auto step = [](auto a, auto b, auto c, auto skip, auto e) { return log_add(a, b, c + skip, e); };
            simd::map(all, step, now, past, past - 1, past - 2, p.skip.data(), static_cast<const T*>(emitted));
        }
        const T* const last = at(steps - 1) + p.size - 1;
        using one_lane = simd::pack<T, 1>;
        const T log_probability = log_add(one_lane(last[0]), one_lane(last[-1]), one_lane(never<T>), one_lane(all_before)).v;
        const bool possible = log_probability > never<T> / 2;
        if constexpr (wanted<G>) {
            if (!possible) {
                for (std::size_t k = 0; k < Out::size; ++k) gradient[k] = 0;
            } else {
                T backward[2][row] = {};  // log of all ways on from a state, with its own class; two places behind each row
                for (auto& b : backward) {
                    for (T& v : b) v = never<T>;
                }
                for (std::size_t t = steps; t-- > 0;) {
                    T *const now = backward[t % 2], *const next = backward[(t + 1) % 2];
                    emit(t, t + 1 == steps ? nullptr : next);
                    if (t + 1 == steps) {
                        now[p.size - 1] = emitted[p.size - 1];
                        if (p.size > 1) now[p.size - 2] = emitted[p.size - 2];
                    } else {
                        const auto step = [](auto a, auto b, auto c, auto skip, auto e) { return log_add(a, b, c + skip, e); };
                        simd::map(all, step, now, static_cast<const T*>(next), static_cast<const T*>(next + 1),
                                  static_cast<const T*>(next + 2), p.skip.data() + 2, static_cast<const T*>(emitted));
                    }
                    // How likely each state is at this step, given the target, takes the place of what was emitted.
                    simd::map(all, [](auto a, auto b, auto e) { return a + b - e; }, emitted, static_cast<const T*>(at(t)),
                              static_cast<const T*>(now), static_cast<const T*>(emitted));
                    const T most = simd::largest(emitted, all);
                    const auto likely = [most](auto v) {
                        const auto e = simd::exp(v - most);
                        return std::array{e, e};
                    };
                    const T share = one / simd::map_sum(all, likely, emitted, static_cast<const T*>(emitted));
                    for (std::size_t s = 0; s < p.size; ++s) gradient[t * classes + p.classes[s]] -= emitted[s] * share;
                }
            }
        }
        if (possible) return -log_probability;
        return zero_infinity ? T(0) : std::numeric_limits<T>::infinity();
    }
};

}  // namespace inlay::inline INLAY_ABI
