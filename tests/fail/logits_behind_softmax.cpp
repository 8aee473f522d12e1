// SPDX-License-Identifier: BSD-3-Clause
// EXPECT: inlay: the loss is told to take something else than the network's last layer gives
#include <inlay/layers/dense.hpp>
#include <inlay/layers/softmax.hpp>
#include <inlay/losses/sparse_categorical_cross_entropy.hpp>
#include <inlay/network/train.hpp>

namespace nn = inlay;
struct net : nn::sequential<nn::input<4>, nn::dense<3>, nn::softmax> {};
#ifdef INLAY_REJECT
using loss = nn::sparse_categorical_cross_entropy<nn::scores::logits>;
#else
using loss = nn::sparse_categorical_cross_entropy<nn::scores::probabilities>;
#endif
constexpr bool fused = nn::detail::loss_on<net, loss>::fused;
