// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "networks.hpp"
#include "pictures.hpp"

/// What a workload is and who does it. Nothing here includes inlay or a peer: each of them is translation units of its own,
/// compiled once, and all meet in one process, where they take turns.
namespace bench {

/// Somebody who does one workload.
struct contestant {
    std::string name;
    std::function<void(std::size_t times)> run;  ///< that many calls or training steps, one after the other
    std::function<std::vector<float>()> result;  ///< of the last call: the predictions, or of a step its loss alone
    std::function<void()> reset;                 ///< before a turn: training goes back to its first step
    bool by_hand = false;                        ///< written for the benchmark on top of a library: no peer, a reference
    double flops = 0;                            ///< of a call, where its method needs fewer than the definition

    explicit operator bool() const { return static_cast<bool>(run); }
};

/// Keeps the compiler from removing what led to memory, and from keeping it in registers from one call to the next.
inline void settle() { asm volatile("" ::: "memory"); }
inline void use(const void* p) { asm volatile("" ::"r"(p) : "memory"); }

template <class F>
std::function<void(std::size_t)> repeat(F f) {
    return [f](std::size_t times) mutable {
        for (; times > 0; --times) {
            f();
            settle();
        }
    };
}

/// What a library can do. What it cannot is null, or answers with an empty contestant. The arguments outlive the contestant.
struct peer {
    std::string name;
    contestant (*infer)(const network&, const samples&) = nullptr;
    contestant (*train)(const network&, const samples&) = nullptr;  ///< Adam, cross-entropy; every step on all samples
    contestant (*multiply)(const product&) = nullptr;
    contestant (*step)(const recurrent_network&, const samples&) = nullptr;  ///< a call runs through all samples in turn
    contestant (*see)(const picture_network&, const samples&) = nullptr;   ///< inference; normalisations may be folded beforehand
    contestant (*learn)(const picture_network&, const samples&) = nullptr;  ///< as train
};

/// All that were linked in, in any order.
inline std::vector<peer>& peers() {
    static std::vector<peer> all;
    return all;
}
inline bool add(peer p) {
    peers().push_back(std::move(p));
    return true;
}

/// inlay itself, in the same terms.
const peer& ours();
const char* our_instruction_set();

}  // namespace bench
