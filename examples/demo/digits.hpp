// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

/// The network of the demonstration, for pictures of 8 x 8 grey pixels in [0, 1]. Every program includes this: the one
/// that trains it, the one that loads it, and the one that it is built into.
struct digits : inlay::sequential<inlay::input<8, 8, 1>, inlay::conv2d<12, 3>, inlay::relu, inlay::max_pool2d<2>, inlay::flatten,
                                  inlay::dense<32>, inlay::relu, inlay::dropout<0.2>, inlay::dense<10>, inlay::softmax> {};
