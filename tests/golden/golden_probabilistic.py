# SPDX-License-Identifier: BSD-3-Clause
"""Layers that draw random numbers or add to the loss. What inlay's generator gives is computed here by its formula."""

import math
import statistics

import torch
import torch.nn.functional as F

from reference import Header, close, gradients, leaf, numbers

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def drawn(seed, n):
    """Number n, from 0, of inlay::random(seed)."""
    return mix((mix((seed + STEP) & MASK) + (n + 1) * STEP) & MASK)


def horner(x, *coefficients):
    """Coefficients from the highest power on."""
    result = 0.0
    for c in coefficients:
        result = result * x + c
    return result


def quantile(p):
    """PPND7 of algorithm AS 241 (Wichura 1988), which is good to 1e-7."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        z = q * horner(r, 59.109374720, 159.29113202, 50.434271938, 3.3871327179) / horner(
            r, 67.187563600, 78.757757664, 17.895169469, 1)
        return z
    r = math.sqrt(-math.log(min(p, 1 - p))) - 1.6
    assert r <= 3.4
    z = horner(r, 0.17023821103, 1.3067284816, 2.7568153900, 1.4234372777) / horner(r, 0.12021132975, 0.73700164250, 1)
    return math.copysign(z, q)


def deviates(seed, count):
    values = [quantile(((drawn(seed, i) >> 11) + 0.5) / 2**53) for i in range(count)]
    exact = [statistics.NormalDist().inv_cdf(((drawn(seed, i) >> 11) + 0.5) / 2**53) for i in range(count)]
    close(values, exact, 1e-6)
    return torch.tensor(values)


def probabilistic():
    out = Header("probabilistic", ["Layers that draw random numbers or add to the loss: y, dx, and what is added (penalty)."])

    eps = deviates(7, 4 * 5)
    out.case("deviates", "of inlay::random(seed{7})", eps=eps)

    x, r = leaf(numbers(70000, 4, 10)), numbers(70001, 4, 5)
    mean, log_variance = x[:, :5], x[:, 5:]
    z = mean + torch.exp(log_variance / 2) * eps.reshape(4, 5)
    kl = 0.3 * (-0.5 * (1 + log_variance - mean**2 - torch.exp(log_variance))).sum() / 4
    theirs = torch.distributions.kl_divergence(torch.distributions.Normal(mean, torch.exp(log_variance / 2)),
                                               torch.distributions.Normal(0.0, 1.0))
    close(kl.detach(), 0.3 * theirs.sum().detach() / 4)
    (dx,) = torch.autograd.grad((z * r).sum() + kl, x)
    out.case("reparameterise", "means, then log variances [4, 10]; weight 0.3; seed 7", n=4, x=x, r=r, y=z, dx=dx,
             penalty=kl.reshape(1))

    x, r = leaf(numbers(70010, 4, 17)), numbers(70011, 4, 17)
    with torch.no_grad():
        x[0, 0] = 0.0
    penalty = (0.25 * x.abs().sum() + 0.125 * (x**2).sum()) / 4
    (dx,) = torch.autograd.grad((x * r).sum() + penalty, x)
    out.case("activity_regularizer", "l1 0.25, l2 0.125", n=4, x=x, r=r, y=x, dx=dx, penalty=penalty.reshape(1))

    torch.manual_seed(1)
    x = numbers(70020, 40)
    y = F.alpha_dropout(x, 0.3, training=True)
    same = (y == y.unsqueeze(1)).sum(1).argmax()  # most are different; the dropped ones are alike
    assert 4 <= (y == y[same]).sum() <= 25
    out.case("alpha_dropout", "rate 0.3, which ones PyTorch happened to drop", x=x, y=y, dropped=y[same].reshape(1))
    return out


MAKERS = [probabilistic]
