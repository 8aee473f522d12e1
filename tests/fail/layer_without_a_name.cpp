// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<0>
// EXPECT: nameless
#include <inlay/compose/sequential.hpp>

namespace nn = inlay;
struct nameless {
#ifndef INLAY_REJECT
    static constexpr const char* name = "nameless";
#endif
    template <nn::Shape In>
    struct on : nn::bound_layer<In, In> {};
};
struct net : nn::sequential<nn::input<4>, nameless> {};
