# SPDX-License-Identifier: BSD-3-Clause
"""Reference numbers of the normalisations. Inputs are channels last; PyTorch gets them channels first."""

import torch
import torch.nn.functional as F

from reference import Header, close, gradients, leaf, numbers


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def gamma_beta(seed, channels):
    return leaf(numbers(seed, channels)), leaf(numbers(seed + 1, channels))


def batch_norm():
    out = Header("batch_norm", ["x, r and y [n, ..., channels]. d_moving_mean and d_moving_variance are (old - new) / (1 - momentum)."])
    cases = [  # name, shape, Keras' momentum, epsilon, PyTorch's variance
        ("keras", (4, 2, 3, 5), 0.99, 1e-3, False),
        ("pytorch", (5, 17), 0.9, 1e-5, True),
    ]
    for i, (name, shape, momentum, epsilon, unbiased) in enumerate(cases):
        seed, channels = 70000 + 100 * i, shape[-1]
        x, (gamma, beta) = leaf(numbers(seed, *shape)), gamma_beta(seed + 1, channels)
        old_mean, old_variance = numbers(seed + 3, channels), numbers(seed + 4, channels).abs() + 0.5
        new_mean, new_variance = old_mean.clone(), old_variance.clone()
        y = channels_last(F.batch_norm(channels_first(x), new_mean, new_variance, gamma, beta, True, 1 - momentum, epsilon))
        if not unbiased:  # Keras: PyTorch's step with the biased variance in its place
            rows = x.detach().reshape(-1, channels)
            biased = rows.var(0, unbiased=False)
            close(new_variance, momentum * old_variance + (1 - momentum) * biased * len(rows) / (len(rows) - 1))
            new_variance = momentum * old_variance + (1 - momentum) * biased
        r = numbers(seed + 5, *shape)
        dx, dgamma, dbeta = gradients(y, r, x, gamma, beta)
        inference = channels_last(F.batch_norm(channels_first(x), old_mean, old_variance, gamma, beta, False, 0.0, epsilon))
        out.case(name, f"input {list(shape[1:])}, {shape[0]} samples, momentum {momentum}, epsilon {epsilon}, "
                 f"{'unbiased' if unbiased else 'biased'} moving variance", n=shape[0], x=x, gamma=gamma, beta=beta,
                 moving_mean=old_mean, moving_variance=old_variance, r=r, y=y, inference=inference, dx=dx, dgamma=dgamma,
                 dbeta=dbeta, new_mean=new_mean, new_variance=new_variance)
    return out


def affine_case(out, name, about, x, y, r, gamma, beta):
    dx, dgamma, dbeta = gradients(y, r, x, gamma, beta)
    out.case(name, about, n=x.shape[0], x=x, gamma=gamma, beta=beta, r=r, y=y, dx=dx, dgamma=dgamma, dbeta=dbeta)


def layer_norm():
    out = Header("layer_norm", ["x, r and y [n, ..., features]: over the last axis."])
    for i, (name, shape, epsilon) in enumerate([("keras", (3, 2, 17), 1e-3), ("pytorch", (2, 2, 33), 1e-5)]):
        seed = 71000 + 100 * i
        x, (gamma, beta) = leaf(numbers(seed, *shape)), gamma_beta(seed + 1, shape[-1])
        y = F.layer_norm(x, shape[-1:], gamma, beta, epsilon)
        affine_case(out, name, f"input {list(shape[1:])}, epsilon {epsilon}", x, y, numbers(seed + 3, *shape), gamma, beta)
    return out


def group_norm():
    out = Header("group_norm", ["x, r and y [n, ..., channels]; instance_norm is instance."])
    for i, (name, shape, groups, epsilon) in enumerate([("groups_2", (2, 2, 3, 10), 2, 1e-3), ("groups_3", (3, 18), 3, 1e-5)]):
        seed = 72000 + 100 * i
        x, (gamma, beta) = leaf(numbers(seed, *shape)), gamma_beta(seed + 1, shape[-1])
        y = channels_last(F.group_norm(channels_first(x), groups, gamma, beta, epsilon))
        affine_case(out, name, f"input {list(shape[1:])}, {groups} groups, epsilon {epsilon}", x, y, numbers(seed + 3, *shape), gamma, beta)
    x, (gamma, beta) = leaf(numbers(72500, 2, 3, 2, 5)), gamma_beta(72501, 5)
    y = channels_last(F.instance_norm(channels_first(x), weight=gamma, bias=beta, eps=1e-3))
    affine_case(out, "instance", "input [3, 2, 5], epsilon 1e-3", x, y, numbers(72503, 2, 3, 2, 5), gamma, beta)
    x = leaf(numbers(72600, 2, 4, 7))
    y, r = channels_last(F.instance_norm(channels_first(x), eps=1e-5)), numbers(72603, 2, 4, 7)
    (dx,) = gradients(y, r, x)
    out.case("instance_plain", "input [4, 7], epsilon 1e-5, neither gamma nor beta", n=2, x=x, r=r, y=y, dx=dx)
    return out


def rms_norm():
    out = Header("rms_norm", ["x, r and y [n, ..., features]: over the last axis. PyTorch 1.13 has no RMSNorm: written out."])
    shape = (3, 2, 17)
    x, scale, r = leaf(numbers(73000, *shape)), leaf(numbers(73001, 17)), numbers(73002, *shape)
    y = x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * scale
    about_zero = x - x.mean(-1, keepdim=True)  # of rows with mean 0, layer normalisation is the same
    close((about_zero * torch.rsqrt(about_zero.square().mean(-1, keepdim=True) + 1e-6)).detach(), F.layer_norm(x, (17,), eps=1e-6).detach())
    dx, dscale = gradients(y, r, x, scale)
    out.case("keras", "input [2, 17], epsilon 1e-6", n=3, x=x, scale=scale, r=r, y=y, dx=dx, dscale=dscale)
    return out


MAKERS = [batch_norm, layer_norm, group_norm, rms_norm]
