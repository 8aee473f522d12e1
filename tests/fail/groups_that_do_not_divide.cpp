// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: group_norm<
// EXPECT: gets<[a-z0-9_:]*shape<4, 4, 48>
// EXPECT: the_groups_must_divide_the_channels
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/group_norm.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<4, 4, 48>, nn::group_norm<>> {};
#else
struct net : nn::sequential<nn::input<4, 4, 48>, nn::group_norm<16>> {};
#endif
