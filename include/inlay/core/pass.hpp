// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <inlay/core/config.hpp>
#include <inlay/core/random.hpp>

namespace inlay::inline INLAY_ABI {

/// Memory that a layer asks of the workspace, in elements of the computed type: so much per sample of the batch, and
/// so much per call whatever the batch.
struct memory {
    std::size_t per_sample;
    std::size_t per_call;
};

/// Where such memory lies: `per_sample` holds memory::per_sample elements for each sample of the batch, one sample after
/// the other; `per_call` holds memory::per_call elements.
template <class T>
struct region {
    T* per_sample;
    T* per_call;
};

/// What of the forward pass a layer's backward pass reads.
enum class keep : unsigned char { nothing = 0, input = 1, output = 2, input_and_output = 3 };

constexpr bool keeps_input(keep k) { return (static_cast<unsigned>(k) & 1u) != 0; }
constexpr bool keeps_output(keep k) { return (static_cast<unsigned>(k) & 2u) != 0; }

/// All that is neither parameters, input nor output of a forward pass. In inference that is scratch memory alone:
/// a layer that asks it for a generator or a cache does not compile.
template <class T>
struct inference_pass {
    static constexpr bool training = false;
    static constexpr bool streaming = false;
    region<T> scratch;        ///< the layer's inference_scratch
    const T* mask = nullptr;  ///< which time steps count: see masked
};

/// Inference over the next time steps of a sequence: starts from `state` and leaves there what the steps after these
/// start from.
template <class T>
struct streaming_pass {
    static constexpr bool training = false;
    static constexpr bool streaming = true;
    region<T> scratch;        ///< the layer's inference_scratch
    T* state;                 ///< the layer's state, for each sample; all 0 at the start of a sequence
    const T* mask = nullptr;  ///< which time steps count: see masked
};

/// A forward pass that a backward pass follows.
template <class T>
struct training_pass {
    static constexpr bool training = true;
    static constexpr bool streaming = false;
    region<T> scratch;        ///< the layer's training_scratch; lost when forward returns
    region<T> cache;          ///< the layer's cache; found again by backward
    random* generator;        ///< for dropout and noise
    T* penalty = nullptr;     ///< what a layer adds to the loss is added to, as a mean over the samples
    const T* mask = nullptr;  ///< which time steps count: see masked
};

/// Stands where backward did not ask for a view: see keep.
struct absent {};

/// A backward pass: what forward kept, and the same cache.
template <class T, class X, class Y>
struct backward_pass {
    region<T> scratch;
    region<T> cache;
    X x;                      ///< view of the input, if the layer keeps it, else absent
    Y y;                      ///< view of the output, if the layer keeps it, else absent
    const T* mask = nullptr;  ///< the forward pass's
};

}  // namespace inlay::inline INLAY_ABI
