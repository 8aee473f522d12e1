// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/core/config.hpp>

namespace inlay::inline INLAY_ABI {

/// What predictions of type T are returned in, given the type of container the inputs came in.
///
/// Only declared here: a header that knows a container (data/xtensor.hpp for xtensor's) specialises it with
///     using type = ...;                                                        // has .data()
///     static type make(std::size_t samples, std::span<const std::size_t> dims);  // dims: of one prediction
/// so that training/ includes no container library. Without a specialisation a std::vector<T> is returned,
/// sample after sample. `Container` is without const and reference.
template <class Container, class T>
struct prediction_container;

/// A container type for which prediction_container is specialised.
template <class Container, class T>
concept HasPredictionContainer = requires { typename prediction_container<Container, T>::type; };

}  // namespace inlay::inline INLAY_ABI
