# SPDX-License-Identifier: BSD-3-Clause
"""Activations beyond those of make_golden.py: functions of one value, of a row, of two halves, and with a trained slope."""

import math

import torch
import torch.nn.functional as F

from reference import Header, close, gradients, leaf, numbers


def elementwise():
    out = Header("elementwise", [
        "Element by element: x, the upstream gradient r, and for each function y and dx; 4 samples of 17 values. With the kinks",
        "that PyTorch and inlay treat alike."])
    x = torch.tensor([
        -60.0, -30.0, -20.5, -10.0, -6.0, -4.5, -3.0, -2.984375, -2.0, -1.5, -1.0, -0.984375, -0.5, -0.25, -0.125,
        -0.015625, -2.0**-20, 0.0, 2.0**-20, 0.015625, 0.125, 0.25, 0.5, 0.984375, 1.0, 1.5, 2.0, 2.984375, 3.0, 4.5, 6.0,
        10.0, 20.5, 30.0, 60.0, -40.0, 40.0, -15.0, 15.0, -5.25, 5.25, -8.0, 8.0, 5.984375, 6.015625, -6.015625,
        *numbers(60000, 22, scale=4.0).tolist()])
    x[x.eq(0).nonzero()[1:]] = 0.375
    assert x.numel() == 4 * 17
    r = numbers(60001, 68)
    r[r == 0] = 1.0
    out.constant("n", 4)
    out.constant("x", x)
    out.constant("r", r)
    root = lambda v: math.sqrt(v * v + 4)
    functions = {
        "relu6": (F.relu6, "min(max(x, 0), 6), slope 0 at 0 and 6", lambda v: min(max(v, 0.0), 6.0)),
        "hard_tanh": (F.hardtanh, "min(max(x, -1), 1), slope 0 at -1 and 1", lambda v: min(max(v, -1.0), 1.0)),
        "softsign": (F.softsign, "x / (1 + |x|)", lambda v: v / (1 + abs(v))),
        "mish": (F.mish, "x * tanh(log(1 + exp(x)))", lambda v: v * math.tanh(math.log1p(math.exp(v)))),
        # PyTorch 1.13's own backward of hardswish has 1/6 in float precision only; below it is compared with that.
        "hard_swish": (lambda v: torch.where(v < -3, torch.zeros_like(v), torch.where(v < 3, v * (v + 3) / 6, v)),
                       "x * relu6(x + 3) / 6, slopes -1/2 at -3 and 1 at 3", lambda v: v * min(max(v + 3, 0.0), 6.0) / 6),
        "celu": (F.celu, "alpha 1", lambda v: v if v > 0 else math.expm1(v)),
        "celu_2_5": (lambda v: F.celu(v, 2.5), "alpha 2.5", lambda v: v if v > 0 else 2.5 * math.expm1(v / 2.5)),
        "threshold": (lambda v: F.threshold(v, 1.5, 0.25), "threshold 1.5, value 0.25", lambda v: v if v > 1.5 else 0.25),
        "threshold_below": (lambda v: F.threshold(v, -1.5, 3.0), "threshold -1.5, value 3: y does not say on which side x was",
                            lambda v: v if v > -1.5 else 3.0),
        "log_sigmoid": (F.logsigmoid, "-log(1 + exp(-x))", lambda v: min(v, 0.0) - math.log1p(math.exp(-abs(v)))),
        # Not in PyTorch: Keras' formula, by PyTorch's autograd; without the cancellation below zero.
        "squareplus": (lambda v: torch.where(v < 0, 2 / (torch.sqrt(v * v + 4) - v), (v + torch.sqrt(v * v + 4)) / 2),
                       "(x + sqrt(x^2 + 4)) / 2", lambda v: 2 / (root(v) - v) if v < 0 else (v + root(v)) / 2),
    }
    for name, (function, comment, scalar) in functions.items():
        values = leaf(x)
        y = function(values)
        (dx,) = gradients(y, r, values)
        close(y.detach(), [scalar(v) for v in values.tolist()])
        out.case(name, comment, y=y, dx=dx)
    values = leaf(x.clamp(max=6.0))
    y = torch.exp(values)
    out.case("exponential", "exp(x), of an x of its own: the errors of large values would hide those of small ones", x=values,
             y=y, dx=gradients(y, r, values)[0])
    own = leaf(x)
    theirs = F.hardswish(own)
    close(theirs.detach(), [v * min(max(v + 3, 0.0), 6.0) / 6 for v in x.tolist()])
    mine = leaf(x)
    close(gradients(theirs, r, own)[0], gradients(functions["hard_swish"][0](mine), r, mine)[0], 1e-6)
    values = leaf(x.reshape(4, 17) / 4)
    y = F.softmin(values, -1)
    out.case("softmin", "over 17 values, of x / 4", x=values, y=y, dx=gradients(y, r.reshape(4, 17), values)[0])
    return out


def gated():
    out = Header("gated", ["Halves of the last axis: x [n, 2, 34], r, y [n, 2, 17], dx."])
    x, r = leaf(numbers(61000, 2, 2, 34, scale=6.0)), numbers(61001, 2, 2, 17)
    a, b = x[..., :17], x[..., 17:]
    for name, y, comment in [("glu", F.glu(x, -1), "a * sigmoid(b)"), ("swiglu", F.silu(a) * b, "silu(a) * b")]:
        out.case(name, comment, n=2, x=x, r=r, y=y, dx=gradients(y, r, x)[0])
    return out


def prelu():
    out = Header("prelu", ["x > 0 ? x : alpha x over samples of [2, 3, 5]; alpha [1, 1, 5], one, or one per element."])
    x, r = leaf(numbers(62000, 2, 2, 3, 5)), numbers(62001, 2, 2, 3, 5)
    with torch.no_grad():
        x[x == 0] = 0.5
    channels_first = x.permute(0, 3, 1, 2)
    for name, count in [("per_channel", 5), ("single", 1)]:
        alpha = leaf(numbers(62010 + count, count, scale=1.0))
        y = F.prelu(channels_first, alpha).permute(0, 2, 3, 1)
        dx, dalpha = gradients(y, r, x, alpha)
        out.case(name, "torch.nn.functional.prelu", n=2, x=x, r=r, alpha=alpha, y=y, dx=dx, dalpha=dalpha)
    for name, shape in [("per_element", (2, 3, 5)), ("middle_shared", (2, 1, 5)), ("last_shared", (2, 3, 1))]:
        alpha = leaf(numbers(62020 + sum(shape), *shape, scale=1.0))
        y = torch.where(x > 0, x, alpha * x)
        # PyTorch's own, with every element as a channel
        wide = alpha.expand(2, 3, 5).reshape(30)
        close(y.detach(), F.prelu(x.reshape(2, 30), wide).reshape(y.shape).detach())
        dx, dalpha = gradients(y, r, x, alpha)
        out.case(name, "shared as the ones of alpha's shape say", n=2, x=x, r=r, alpha=alpha, y=y, dx=dx, dalpha=dalpha)
    return out


MAKERS = [elementwise, gated, prelu]
