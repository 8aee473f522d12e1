// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <inlay/embedded.hpp>

struct picture_features : inlay::sequential<inlay::conv2d<8, 3>, inlay::relu, inlay::max_pool2d<2>> {};

/// 8 x 8 grey pictures of digits, 0 … 1.
struct digits : inlay::sequential<inlay::input<8, 8, 1>, picture_features, inlay::flatten, inlay::dense<10>,
                                  inlay::softmax> {};
