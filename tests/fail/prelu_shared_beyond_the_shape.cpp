// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: prelu
// EXPECT: shape<8>
// EXPECT: its_shared_axes_are_counted_from_1_and_must_exist
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/prelu.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8>, nn::prelu<nn::shared_axes{1, 2}>> {};
#else
struct net : nn::sequential<nn::input<2, 2, 2>, nn::prelu<nn::shared_axes{1, 2}>> {};
#endif
