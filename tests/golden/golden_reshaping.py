# SPDX-License-Identifier: BSD-3-Clause
"""Reference numbers of the layers that pad, crop, enlarge, repeat and permute. Inputs are channels last; PyTorch gets them channels first."""

import torch.nn.functional as F

from reference import Header, gradients, leaf, numbers


def reshaping():
    out = Header("reshaping", ["x [n, ...in], r and y [n, ...out]."])

    def case(name, about, x, y, seed):
        r = numbers(seed, *y.shape)
        (dx,) = gradients(y, r, x)
        out.case(name, f"{about}; input {list(x.shape[1:])}, output {list(y.shape[1:])}", n=x.shape[0], x=x, r=r, y=y, dx=dx)

    def first(x):
        return x.movedim(-1, 1)

    def last(x):
        return x.movedim(1, -1)

    x = leaf(numbers(75000, 2, 3, 4, 5))
    case("padding2d", "1 row above, 2 columns on the left, 1 on the right", x, last(F.pad(first(x), (2, 1, 1, 0))), 75001)
    case("cropping2d", "without 1 row below and 2 columns on the left", x, last(F.pad(first(x), (-2, 0, 0, -1))), 75002)
    case("nearest2d", "2 x 3 times as large", x, last(F.interpolate(first(x), scale_factor=(2, 3), mode="nearest")), 75003)
    case("bilinear2d", "2 x 3 times as large, align_corners=False", x,
         last(F.interpolate(first(x), scale_factor=(2, 3), mode="bilinear", align_corners=False)), 75004)
    case("permute_312", "axes 3, 1, 2", x, x.permute(0, 3, 1, 2), 75005)
    case("permute_213", "axes 2, 1, 3", x, x.permute(0, 2, 1, 3), 75006)
    case("permute_321", "axes 3, 2, 1", x, x.permute(0, 3, 2, 1), 75007)
    x = leaf(numbers(75100, 2, 9, 6))
    case("padding1d", "2 steps before, 1 behind", x, last(F.pad(first(x), (2, 1))), 75101)
    case("cropping1d", "without 2 steps at the beginning and 1 at the end", x, last(F.pad(first(x), (-2, -1))), 75102)
    case("nearest1d", "3 times as long", x, last(F.interpolate(first(x), scale_factor=3, mode="nearest")), 75103)
    case("permute_21", "axes 2, 1", x, x.permute(0, 2, 1), 75104)
    x = leaf(numbers(75200, 3, 7))
    case("repeat", "4 times", x, x[:, None, :].expand(-1, 4, -1), 75201)
    return out


MAKERS = [reshaping]
