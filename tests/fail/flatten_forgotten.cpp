// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: a layer does not take the shape it gets
// EXPECT: layer_number<7>
// EXPECT: dense<120>
// EXPECT: gets<[a-z0-9_:]*shape<4, 4, 16>
// EXPECT: put_flatten_before_it
#include <inlay/compose/sequential.hpp>
#include <inlay/layers/conv2d.hpp>
#include <inlay/layers/dense.hpp>
#include <inlay/layers/flatten.hpp>
#include <inlay/layers/max_pool2d.hpp>
#include <inlay/layers/relu.hpp>
#include <inlay/layers/softmax.hpp>

namespace nn = inlay;

struct lenet : nn::sequential<nn::input<28, 28, 1>, nn::conv2d<6, 5>, nn::relu, nn::max_pool2d<2>, nn::conv2d<16, 5>, nn::relu,
                              nn::max_pool2d<2>,
#ifdef INLAY_REJECT
                              nn::relu,
#else
                              nn::flatten,
#endif
                              nn::dense<120>, nn::relu, nn::dense<84>, nn::relu, nn::dense<10>, nn::softmax> {};
