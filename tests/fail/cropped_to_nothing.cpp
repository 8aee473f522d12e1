// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: cropping2d<
// EXPECT: it_must_leave_something_of_the_picture
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/cropping2d.hpp>

namespace nn = inlay;
#ifdef INLAY_REJECT
struct net : nn::sequential<nn::input<8, 4, 3>, nn::cropping2d<2>> {};
#else
struct net : nn::sequential<nn::input<8, 5, 3>, nn::cropping2d<2>> {};
#endif
