# SPDX-License-Identifier: BSD-3-Clause
"""Adadelta, Adamax, Nadam, AMSGrad and Lion: Keras 3's formulas, proved against torch.optim where it has the same."""

import math

import torch

from make_golden import KerasOptimizer, trajectory
from reference import Header, close, numbers


def keras_adadelta(lr, rho, eps):
    def update(p, g, state, _):
        a = state["a"] = rho * state.get("a", torch.zeros_like(p)) + (1 - rho) * g * g
        b = state.get("b", torch.zeros_like(p))
        d = torch.sqrt(b + eps) / torch.sqrt(a + eps) * g
        state["b"] = rho * b + (1 - rho) * d * d
        p -= lr * d
    return update


def keras_adamax(lr, eps, beta_1=0.9, beta_2=0.999):
    def update(p, g, state, t):
        m = state["m"] = beta_1 * state.get("m", torch.zeros_like(p)) + (1 - beta_1) * g
        u = state["u"] = torch.maximum(beta_2 * state.get("u", torch.zeros_like(p)), g.abs())
        p -= lr * m / ((1 - beta_1**t) * (u + eps))
    return update


def keras_nadam(lr, eps, twice=False, beta_1=0.9, beta_2=0.999):
    """twice: u is multiplied once too often into the next product, as PyTorch 1.13 does."""
    def update(p, g, state, t):
        u, following = beta_1 * (1 - 0.5 * 0.96**t), beta_1 * (1 - 0.5 * 0.96**(t + 1))
        product = state["product"] = state.get("product", 1.0) * u
        m = state["m"] = beta_1 * state.get("m", torch.zeros_like(p)) + (1 - beta_1) * g
        v = state["v"] = beta_2 * state.get("v", torch.zeros_like(p)) + (1 - beta_2) * g * g
        ahead = following * m / (1 - product * following * (u if twice else 1)) + (1 - u) * g / (1 - product)
        p -= lr * ahead / (torch.sqrt(v / (1 - beta_2**t)) + eps)
    return update


def keras_amsgrad(lr, eps, beta_1=0.9, beta_2=0.999):
    def update(p, g, state, t):
        m = state["m"] = beta_1 * state.get("m", torch.zeros_like(p)) + (1 - beta_1) * g
        v = state["v"] = beta_2 * state.get("v", torch.zeros_like(p)) + (1 - beta_2) * g * g
        h = state["h"] = torch.maximum(state.get("h", torch.zeros_like(p)), v)
        p -= lr * math.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (torch.sqrt(h) + eps)
    return update


def keras_lion(lr, weight_decay=0.0, beta_1=0.9, beta_2=0.99):
    def update(p, g, state, _):
        p -= p * weight_decay * lr
        m = state.get("m", torch.zeros_like(p))
        p -= lr * torch.sign(beta_1 * m + (1 - beta_1) * g)
        state["m"] = beta_2 * m + (1 - beta_2) * g
    return update


def more_optimizers():
    out = Header("more_optimizers", [
        "7 parameters, 5 steps with given gradients; after [5, 7] are the parameters after each step. Learning rate 0.001",
        "where nothing else is said. keras_* and torch_* differ in what epsilon is compared with."])
    start = torch.tensor([0.5, -1.25, 2.0, 0.0, -0.125, 100.0, 0.75])
    steps = numbers(71000, 5, 7)
    steps[:, 1] *= torch.tensor([4.0, 1.0, 0.25, 0.125, 0.0625])  # falls, so that the largest square is an old one
    steps[:, 3] = torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])
    steps[:, 4] = torch.tensor([1.0, -2.0, 1.0, 4.0, -1.0]) * 2.0**-14  # so small that epsilon matters
    steps[:, 5] *= 64
    steps[:, 6] = 0.0
    for key, value in [("steps", 5), ("size", 7), ("start", start), ("gradients", steps)]:
        out.constant(key, value)
    T = torch.optim
    moving = [0, 1, 2, 4, 5]  # without epsilon the formulas are 0 / 0 where there is no gradient

    def keras(update):
        return trajectory(start, steps, lambda p: KerasOptimizer(p, update))

    def pytorch(kind, **options):
        return trajectory(start, steps, lambda p: kind(p, **options))

    for name, lr, rho, eps in [("adadelta_keras", 0.001, 0.95, 1e-7), ("adadelta_torch", 1.0, 0.9, 1e-6)]:
        after = pytorch(T.Adadelta, lr=lr, rho=rho, eps=eps)
        close(after, keras(keras_adadelta(lr, rho, eps)))
        out.case(name, f"learning rate {lr}, rho {rho}, epsilon {eps}; Keras and PyTorch agree", after=after)

    close(keras(keras_adamax(0.001, 0.0))[:, moving], pytorch(T.Adamax, lr=0.001, eps=1e-300)[:, moving])
    out.case("keras_adamax", "epsilon 1e-7 beside u", after=keras(keras_adamax(0.001, 1e-7)))

    close(pytorch(T.NAdam, lr=0.001, eps=1e-7, momentum_decay=1.0), keras(keras_nadam(0.001, 1e-7, twice=True)))
    out.case("nadam_keras", "epsilon 1e-7; PyTorch 1.13 with momentum_decay 1 agrees but for a factor u(t) too many in one "
             "product, corrected later", after=keras(keras_nadam(0.001, 1e-7)))

    close(keras(keras_amsgrad(0.001, 0.0))[:, moving], pytorch(T.Adam, lr=0.001, eps=0.0, amsgrad=True)[:, moving])
    out.case("keras_amsgrad", "epsilon 1e-7 beside sqrt(h), as Keras", after=keras(keras_amsgrad(0.001, 1e-7)))
    out.case("torch_amsgrad", "epsilon 1e-8 beside sqrt(h corrected), as PyTorch",
             after=pytorch(T.Adam, lr=0.001, eps=1e-8, amsgrad=True))

    # With both betas equal Lion is the sign of an exponential mean; PyTorch 1.13 has no Lion to compare with.
    mean, walked = torch.zeros(7), start.clone()
    for g in steps:
        mean = 0.9 * mean + 0.1 * g
        walked = walked - 0.001 * torch.sign(mean)
    close(keras(keras_lion(0.001, 0.0, 0.9, 0.9))[-1], walked)
    out.case("keras_lion", "as Keras", after=keras(keras_lion(0.001)))
    out.case("keras_lion_decay", "weight decay 0.5", after=keras(keras_lion(0.001, 0.5)))
    return out


MAKERS = [more_optimizers]
