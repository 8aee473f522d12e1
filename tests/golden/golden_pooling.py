# SPDX-License-Identifier: BSD-3-Clause
"""Reference numbers of average and global pooling and of pooling along time. Inputs are channels last; PyTorch gets them channels first."""

import math

import torch
import torch.nn.functional as F

from reference import Header, close, distinct, gradients, leaf, numbers


def first(x):
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def around(size, kernel, stride):
    """(before, after) of Keras' padding="same": the odd one goes behind."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def pad_same(x, window, stride, value=0.0):
    """x is channels first; F.pad lists the last dimension first."""
    sides = [around(size, k, s) for size, k, s in zip(x.shape[2:], window, stride)]
    return F.pad(x, [v for pair in reversed(sides) for v in pair], value=value)


def average_same(x, window, stride):
    """Keras: the sum under each window over the number of positions of the picture under it."""
    pool = (F.avg_pool1d, F.avg_pool2d)[len(window) - 1]
    sums, counts = pool(pad_same(first(x), window, stride), window, stride), pool(pad_same(first(torch.ones_like(x)), window, stride), window, stride)
    return last(sums / counts)


def case(out, name, about, x, y, seed):
    r = numbers(seed, *y.shape)
    (dx,) = gradients(y, r, x)
    out.case(name, f"{about}; input {list(x.shape[1:])}, output {list(y.shape[1:])}", n=x.shape[0], x=x, r=r, y=y, dx=dx)


def pooling():
    out = Header("pooling", ["x, r and y [n, ..., channels]."])
    x = leaf(distinct(74000, 2, 5, 7, 5))
    case(out, "max2d_zeros", "max, window 3, stride 2, zeros 1", x, last(F.max_pool2d(first(x), 3, 2, 1)), 74001)
    x = leaf(distinct(74010, 2, 9, 5))
    case(out, "max1d", "max, window 2", x, last(F.max_pool1d(first(x), 2)), 74011)
    case(out, "max1d_zeros", "max, window 3, stride 1, zeros 1", x, last(F.max_pool1d(first(x), 3, 1, 1)), 74012)
    case(out, "max1d_same", "max, window 4, stride 2, same", x, last(F.max_pool1d(pad_same(first(x), (4,), (2,), -math.inf), 4, 2)), 74013)

    x = leaf(numbers(74100, 2, 5, 7, 5))
    case(out, "average2d", "average, window 2x3, stride 2x3", x, last(F.avg_pool2d(first(x), (2, 3))), 74101)
    case(out, "average2d_zeros", "average, window 3, stride 2, zeros 1 that do not count", x,
         last(F.avg_pool2d(first(x), 3, 2, 1, count_include_pad=False)), 74102)
    case(out, "average2d_counted", "average, window 3, stride 2, zeros 1 that count", x, last(F.avg_pool2d(first(x), 3, 2, 1)), 74103)
    odd = average_same(x, (3, 3), (2, 2))  # here Keras pads by one on every side, too
    close(odd.detach(), last(F.avg_pool2d(first(x), 3, 2, 1, count_include_pad=False)).detach())
    x = leaf(numbers(74110, 2, 6, 5, 5))
    case(out, "average2d_same", "average, window 3x2, stride 2x1, same", x, average_same(x, (3, 2), (2, 1)), 74111)
    x = leaf(numbers(74120, 2, 9, 5))
    case(out, "average1d", "average, window 3, stride 2", x, last(F.avg_pool1d(first(x), 3, 2)), 74121)
    case(out, "average1d_same", "average, window 2, stride 2, same", x, average_same(x, (2,), (2,)), 74122)
    case(out, "average1d_counted", "average, window 2, stride 2, zeros 1 that count", x, last(F.avg_pool1d(first(x), 2, 2, 1)), 74123)

    x = leaf(distinct(74200, 2, 4, 3, 5))
    case(out, "global_max2d", "adaptive_max_pool2d", x, F.adaptive_max_pool2d(first(x), 1).flatten(1), 74201)
    case(out, "global_average2d", "adaptive_avg_pool2d", x, F.adaptive_avg_pool2d(first(x), 1).flatten(1), 74202)
    x = leaf(distinct(74210, 3, 6, 5))
    case(out, "global_max1d", "adaptive_max_pool1d", x, F.adaptive_max_pool1d(first(x), 1).flatten(1), 74211)
    case(out, "global_average1d", "adaptive_avg_pool1d", x, F.adaptive_avg_pool1d(first(x), 1).flatten(1), 74212)

    mask = torch.tensor([[1.0, 1, 1, 0, 0, 0], [0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 1, 1]])
    y = (x * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]  # Keras' formula
    close(y[2].detach(), F.adaptive_avg_pool1d(first(x), 1).flatten(1)[2].detach())
    r = numbers(74213, 3, 5)
    (dx,) = gradients(y, r, x)
    out.case("masked_average1d", "the mean over the steps whose mask is 1", n=3, x=x, mask=mask.long(), r=r, y=y, dx=dx)
    return out


MAKERS = [pooling]
