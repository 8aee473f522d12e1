# SPDX-License-Identifier: BSD-3-Clause
"""Clipping, moving averages and weights in training steps of a small network."""

import torch
import torch.nn.functional as F

from reference import Header, close, leaf, numbers

NAMES = ["w1", "b1", "w2", "b2"]


def clip_value(limit):
    return lambda parameters: torch.nn.utils.clip_grad_value_(parameters, limit)


def clip_norm(limit):
    """Keras' clipnorm: each tensor for itself. PyTorch adds 1e-6 to the length it divides by, which its limit makes up for."""
    def clip(parameters):
        for p in parameters:
            length = p.grad.norm()
            expected = p.grad * min(1.0, limit / float(length))
            torch.nn.utils.clip_grad_norm_([p], limit * float((length + 1e-6) / length))
            close(p.grad, expected)
    return clip


def clip_global(limit):
    def clip(parameters):
        length = torch.stack([p.grad.norm() for p in parameters]).norm()
        torch.nn.utils.clip_grad_norm_(parameters, limit * float((length + 1e-6) / length))
    return clip


def training_rules():
    out = Header("training_rules", [
        "dense<5> tanh dense<3> on 8 samples of 4, sparse categorical cross-entropy of logits, SGD 0.25 with momentum 0.5,",
        "4 steps on all samples: losses before each step, and the parameters after the last."])
    x, label = numbers(81000, 8, 4), torch.tensor([0, 2, 1, 1, 0, 2, 2, 1])
    start = [numbers(81001, 4, 5), numbers(81002, 5, scale=0.25), numbers(81003, 5, 3), numbers(81004, 3, scale=0.25)]
    sample_weight = torch.tensor([1.0, 0.5, 2.0, 0.0, 0.25, 3.0, 1.0, 0.75])
    class_weight = torch.tensor([0.5, 2.0, 1.25])
    out.case("data", "what all start from", x=x, label=label, sample_weight=sample_weight, class_weight=class_weight,
             **dict(zip(NAMES, start)))

    def train(name, comment, clip=lambda _: None, weights=None, l2=0.0, momentum=None):
        w1, b1, w2, b2 = parameters = [leaf(p) for p in start]
        optimizer, seen, average = torch.optim.SGD(parameters, lr=0.25, momentum=0.5), [], None
        for _ in range(4):
            optimizer.zero_grad()
            each = F.cross_entropy(torch.tanh(x @ w1 + b1) @ w2 + b2, label, reduction="none")
            loss = (each if weights is None else each * weights).sum() / 8
            loss = loss + l2 * (w1.square().sum() + w2.square().sum())
            loss.backward()
            clip(parameters)
            optimizer.step()
            seen.append(float(loss))
            now = [p.detach().clone() for p in parameters]
            if momentum is not None:
                average = now if average is None else [momentum * a + (1 - momentum) * p for a, p in zip(average, now)]
        out.case(name, comment, losses=torch.tensor(seen), **dict(zip(NAMES, now if average is None else average)))

    train("plain", "nothing else")
    train("clip_value", "clip_grad_value_ 0.0625", clip_value(0.0625))
    train("clip_norm", "each tensor's gradient no longer than 0.25", clip_norm(0.25))
    train("clip_global", "clip_grad_norm_ 0.375 without its 1e-6, with L2 0.03125 in the gradient", clip_global(0.375), l2=0.03125)
    train("average", "the moving average with momentum 0.75, which starts at the parameters after the first step", momentum=0.75)
    train("sample_weights", "weighted sum of losses / 8", weights=sample_weight)
    train("class_weights", "the same with both kinds of weights", weights=sample_weight * class_weight[label])
    return out


MAKERS = [training_rules]
