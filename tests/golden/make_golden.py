# SPDX-License-Identifier: BSD-3-Clause
"""Makes the reference numbers that the golden tests compare with: one C++ header per subject, beside this script.

    python3 make_golden.py [--check]

Needs PyTorch (made with 1.13.1, CPU, float64, one thread). Everything here is computed by PyTorch, except the
updates of Keras' optimisers, which are written out below and in README.md. Inputs are small multiples of powers of
two wherever they can be, so that float and double tests start from the same values. With --check nothing is
written; the script fails if a header differs from what it would write by more than 1e-13.
"""

import argparse
import importlib
import math
import re
import sys

import numpy as np
import torch
import torch.nn.functional as F

from reference import HERE, Header, close, distinct, gradients, leaf, numbers


# ---------------------------------------------------------------------------------------------------------- layers


def dense():
    out = Header("dense", ["y = x w + b. x [n, in], w [in, out], b [out], r [n, out] is the upstream gradient."])
    for rows, units, n in [(5, 3, 4), (33, 17, 4), (1, 1, 3), (3, 8, 1)]:
        seed = 1000 * rows + units
        x, w, b = leaf(numbers(seed, n, rows)), leaf(numbers(seed + 1, rows, units)), leaf(numbers(seed + 2, units))
        r = numbers(seed + 3, n, units)
        y = F.linear(x, w.t(), b)
        dx, dw, db = gradients(y, r, x, w, b)
        out.case(f"dense_{rows}_{units}", f"{rows} inputs, {units} units, {n} samples", n=n, x=x, w=w, b=b, r=r, y=y,
                 dx=dx, dw=dw, db=db)
    return out


def same_padding(size, kernel, stride):
    """(before, after) of Keras' padding="same": the odd one goes behind."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def pad_same(x, kernel, stride, value):
    """x is NCHW; F.pad lists the last dimension first."""
    top, bottom = same_padding(x.shape[2], kernel[0], stride[0])
    left, right = same_padding(x.shape[3], kernel[1], stride[1])
    return F.pad(x, (left, right, top, bottom), value=value)


def conv2d_loops(x, w, b, stride, padding):
    """The definition, index by index, in NHWC and HWIO: proves that the layouts below are not mixed up."""
    n, h, width, _ = x.shape
    kh, kw, _, filters = w.shape
    if padding == "same":
        rows, columns = same_padding(h, kh, stride[0]), same_padding(width, kw, stride[1])
        x = np.pad(x, ((0, 0), rows, columns, (0, 0)))
    oh, ow = (x.shape[1] - kh) // stride[0] + 1, (x.shape[2] - kw) // stride[1] + 1
    y = np.zeros((n, oh, ow, filters))
    for s, i, j, f in np.ndindex(*y.shape):
        window = x[s, i * stride[0]:i * stride[0] + kh, j * stride[1]:j * stride[1] + kw, :]
        y[s, i, j, f] = (window * w[:, :, :, f]).sum() + b[f]
    return y


def conv2d_keras(x, w, b, stride, padding):
    """Keras' layouts around PyTorch's convolution."""
    channels_first = x.permute(0, 3, 1, 2)
    if padding == "same":
        channels_first = pad_same(channels_first, w.shape[:2], stride, 0.0)
    return F.conv2d(channels_first, w.permute(3, 2, 0, 1), b, stride).permute(0, 2, 3, 1)


def conv2d():
    out = Header("conv2d", ["x [n, h, w, channels], w [kh, kw, channels, filters], b [filters],",
                            "r and y [n, oh, ow, filters]: channels last, kernels as in Keras."])
    cases = [  # name, n, height, width, channels, filters, kernel, stride, padding
        ("valid_1_channel", 2, 5, 5, 1, 2, (3, 3), (1, 1), "valid"),
        ("valid_3x2_stride_2x1", 2, 7, 6, 3, 5, (3, 2), (2, 1), "valid"),
        ("same_stride_2_even", 2, 6, 6, 2, 3, (3, 3), (2, 2), "same"),
        ("same_stride_2_odd", 2, 5, 7, 2, 3, (3, 3), (2, 2), "same"),
        ("same_2x4_17_filters", 1, 5, 4, 3, 17, (2, 4), (1, 1), "same"),
        ("same_1x1_stride_2", 2, 6, 5, 3, 4, (1, 1), (2, 2), "same"),
        ("valid_whole_image", 3, 4, 3, 2, 6, (4, 3), (1, 1), "valid"),
        ("valid_leftover_stride_3", 1, 9, 8, 1, 1, (2, 2), (3, 3), "valid"),
    ]
    for i, (name, n, h, width, channels, filters, kernel, stride, padding) in enumerate(cases):
        seed = 20000 + 10 * i
        x, w = leaf(numbers(seed, n, h, width, channels)), leaf(numbers(seed + 1, *kernel, channels, filters))
        b = leaf(numbers(seed + 2, filters))
        y = conv2d_keras(x, w, b, stride, padding)
        close(y.detach(), conv2d_loops(x.detach().numpy(), w.detach().numpy(), b.detach().numpy(), stride, padding))
        r = numbers(seed + 3, *y.shape)
        dx, dw, db = gradients(y, r, x, w, b)
        out.case(name, f"input [{h}, {width}, {channels}], kernel {kernel[0]}x{kernel[1]}, "
                 f"stride {stride[0]}x{stride[1]}, {padding}, {filters} filters, "
                 f"output [{y.shape[1]}, {y.shape[2]}, {filters}], {n} samples",
                 n=n, x=x, w=w, b=b, r=r, y=y, dx=dx, dw=dw, db=db)
    return out


def max_pool2d():
    out = Header("max_pool2d", ["x [n, h, w, channels], r and y [n, oh, ow, channels]. padding=\"same\" never wins",
                                "the maximum; of equal values the first in row order gets the gradient."])
    cases = [  # name, n, height, width, channels, window, stride, padding
        ("window_2_stride_2", 2, 4, 6, 3, (2, 2), (2, 2), "valid"),
        ("window_3_stride_2", 2, 7, 8, 2, (3, 3), (2, 2), "valid"),
        ("leftover_row_and_column", 2, 5, 7, 5, (2, 2), (2, 2), "valid"),
        ("same_window_2_stride_2", 2, 5, 7, 2, (2, 2), (2, 2), "same"),
        ("same_window_3_stride_2", 2, 6, 6, 1, (3, 3), (2, 2), "same"),
        ("same_window_3x2_stride_1", 1, 4, 5, 17, (3, 2), (1, 1), "same"),
        ("equal_values", 1, 4, 4, 2, (2, 2), (2, 2), "valid"),
    ]
    for i, (name, n, h, width, channels, window, stride, padding) in enumerate(cases):
        seed = 30000 + 10 * i
        x = distinct(seed, n, h, width, channels)
        if name == "equal_values":
            x = x.clamp(min=0.0).round()  # as after relu: many zeros, and other pairs
        x = leaf(x)
        channels_first = x.permute(0, 3, 1, 2)
        if padding == "same":
            channels_first = pad_same(channels_first, window, stride, -math.inf)
        y = F.max_pool2d(channels_first, window, stride).permute(0, 2, 3, 1)
        r = numbers(seed + 1, *y.shape)
        (dx,) = gradients(y, r, x)
        out.case(name, f"input [{h}, {width}, {channels}], window {window[0]}x{window[1]}, "
                 f"stride {stride[0]}x{stride[1]}, {padding}, output [{y.shape[1]}, {y.shape[2]}, {channels}], "
                 f"{n} samples", n=n, x=x, r=r, y=y, dx=dx)
    return out


def gru_keras(x, kernel, recurrent, bias, reset_after):
    """Keras' formulas, gates z, r, h; all time steps. Written out as in Keras' documentation of GRU."""
    units = recurrent.shape[0]
    h, steps = torch.zeros(x.shape[0], units), []
    for t in range(x.shape[1]):
        if reset_after:
            from_x, from_h = x[:, t] @ kernel + bias[0], h @ recurrent + bias[1]
            z = torch.sigmoid(from_x[:, :units] + from_h[:, :units])
            r = torch.sigmoid(from_x[:, units:2 * units] + from_h[:, units:2 * units])
            c = torch.tanh(from_x[:, 2 * units:] + r * from_h[:, 2 * units:])
        else:
            from_x, from_h = x[:, t] @ kernel + bias, h @ recurrent[:, :2 * units]
            z = torch.sigmoid(from_x[:, :units] + from_h[:, :units])
            r = torch.sigmoid(from_x[:, units:2 * units] + from_h[:, units:])
            c = torch.tanh(from_x[:, 2 * units:] + (r * h) @ recurrent[:, 2 * units:])
        h = z * h + (1 - z) * c
        steps.append(h)
    return torch.stack(steps, 1)


def regroup(weight, order):
    """PyTorch's [gates * units, in] as Keras' [in, gates * units]; order[k]: which of PyTorch's gates is Keras' k-th."""
    blocks = weight.chunk(len(order))
    return torch.cat([blocks[k] for k in order]).t()


def recurrent():
    out = Header("recurrent", [
        "x [n, steps, features], r and y [n, steps, units], or [n, units] for the last step alone; kernel w, recurrent kernel",
        "u and bias b, and their gradients dw, du, db, in Keras' layouts: GRU gates z, r, h, LSTM gates i, f, c, o."])
    cases = [  # name, n, steps, features, units, kind, sequence
        ("gru_16_of_1", 2, 5, 1, 16, "after", True), ("gru_5_of_3", 3, 4, 3, 5, "after", False),
        ("gru_before_5_of_3", 3, 4, 3, 5, "before", True), ("gru_before_17_of_1", 2, 3, 1, 17, "before", False),
        ("lstm_20_of_1", 2, 5, 1, 20, "lstm", True), ("lstm_5_of_3", 3, 4, 3, 5, "lstm", False),
    ]
    for i, (name, n, steps, features, units, kind, sequence) in enumerate(cases):
        seed, gates = 90000 + 10 * i, 4 if kind == "lstm" else 3
        x = leaf(numbers(seed, n, steps, features))
        ih = leaf(numbers(seed + 1, gates * units, features, scale=1.0))
        hh = leaf(numbers(seed + 2, gates * units, units, scale=0.5))
        b_ih, b_hh = leaf(numbers(seed + 3, gates * units, scale=0.5)), leaf(numbers(seed + 4, gates * units, scale=0.5))
        r = numbers(seed + 5, n, *([steps] if sequence else []), units)
        if kind == "before":  # PyTorch has no such layer
            order = [0, 1, 2]
            y = gru_keras(x, ih.t(), hh.t(), b_ih, False)
        else:
            order = [0, 1, 2, 3] if kind == "lstm" else [1, 0, 2]  # PyTorch's GRU: r, z, n
            zero, weights = torch.zeros(1, n, units), [ih, hh, b_ih, b_hh]  # what torch.nn.LSTM and GRU call
            y = (torch.lstm(x, (zero, zero), weights, True, 1, 0.0, False, False, True) if kind == "lstm" else
                 torch.gru(x, zero, weights, True, 1, 0.0, False, False, True))[0]
        w, u = regroup(ih, order), regroup(hh, order)
        vector = lambda b: torch.cat([b.chunk(gates)[k] for k in order])
        if kind == "after":
            b = torch.stack([vector(b_ih), vector(b_hh)])
            close(y.detach(), gru_keras(x, w, u, b, True).detach())
        else:
            b = b_ih if kind == "before" else b_ih + b_hh
        if not sequence:
            y = y[:, -1]
        given = gradients(y, r, x, ih, hh, b_ih, *([b_hh] if kind == "after" else []))
        dx, dw, du = given[0], regroup(given[1], order), regroup(given[2], order)
        db = torch.stack([vector(given[3]), vector(given[4])]) if kind == "after" else given[3]
        comment = {"after": "GRU, reset after the product", "before": "GRU, reset before the product", "lstm": "LSTM"}[kind]
        extra = {} if kind == "before" or sequence else dict(torch_w=ih, torch_u=hh, torch_b=torch.stack([b_ih, b_hh]))
        out.case(name, f"{comment}: {steps} steps of {features}, {units} units, {n} samples", n=n, x=x, w=w, u=u, b=b, r=r,
                 y=y, dx=dx, dw=dw, du=du, db=db, **extra)
    return out


def activations():
    out = Header("activations", [
        "Element by element: x, the upstream gradient r, and for each function y and dx; 4 samples of 17 values.",
        "selu has its own x, without the zero: at its kink there is no agreed slope."])
    x = torch.tensor([
        -100.0, -30.0, -20.5, -10.0, -6.0, -4.5, -3.0, -2.984375, -2.0, -1.5, -1.0, -0.75, -0.5, -0.25, -0.125,
        -0.015625, -1e-6, 0.0, 1e-6, 0.015625, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.984375, 3.0, 4.5, 6.0, 10.0,
        20.5, 30.0, 100.0, -2.0**-20, 2.0**-20, -40.0, 40.0, -88.0, 88.0, -15.0, 15.0, -5.25, 5.25, -8.0, 8.0,
        *numbers(40000, 21, scale=4.0).tolist()])
    x[x.eq(0).nonzero()[1:]] = 0.375  # one zero is enough
    assert x.numel() == 4 * 17
    r = numbers(40001, 68)
    r[r == 0] = 1.0
    out.constant("n", 4)
    out.constant("x", x)
    out.constant("r", r)
    root2 = math.sqrt(2)
    functions = {
        "relu": (F.relu, "max(x, 0), slope 0 at 0", lambda v: max(v, 0.0)),
        "leaky_relu_0_3": (lambda v: F.leaky_relu(v, 0.3), "negative_slope 0.3 (Keras)",
                           lambda v: v if v > 0 else 0.3 * v),
        "leaky_relu_0_01": (lambda v: F.leaky_relu(v, 0.01), "negative_slope 0.01 (PyTorch)",
                            lambda v: v if v > 0 else 0.01 * v),
        "elu": (lambda v: F.elu(v, 1.0), "alpha 1", lambda v: v if v > 0 else math.expm1(v)),
        "elu_0_5": (lambda v: F.elu(v, 0.5), "alpha 0.5; at 0 the slope is that of x <= 0",
                    lambda v: v if v > 0 else 0.5 * math.expm1(v)),
        "selu": (F.selu, "scale 1.0507009873554805, alpha 1.6732632423543772",
                 lambda v: 1.0507009873554805 * (v if v > 0 else 1.6732632423543772 * math.expm1(v))),
        "gelu": (F.gelu, "exact: x / 2 * (1 + erf(x / sqrt(2)))", lambda v: 0.5 * v * math.erfc(-v / root2)),
        "gelu_tanh": (lambda v: F.gelu(v, approximate="tanh"),
                      "approximate: x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))",
                      lambda v: 0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3)))),
        "silu": (F.silu, "x * sigmoid(x)", lambda v: v / (1 + math.exp(-v))),
        "sigmoid": (torch.sigmoid, "1 / (1 + exp(-x))", lambda v: 1 / (1 + math.exp(-v))),
        "tanh": (torch.tanh, "tanh(x)", math.tanh),
        # PyTorch returns x itself beyond a threshold of 20; this one is beyond every x here.
        "softplus": (lambda v: F.softplus(v, threshold=500.0), "log(1 + exp(x)), no threshold",
                     lambda v: max(v, 0.0) + math.log1p(math.exp(-abs(v)))),
        # PyTorch 1.13's own backward of hardsigmoid has a sixth in float precision only.
        "hard_sigmoid": (lambda v: F.relu6(v + 3) / 6, "relu6(x + 3) / 6", lambda v: min(max(v + 3, 0.0), 6.0) / 6),
    }
    for name, (function, comment, scalar) in functions.items():
        values = x.clone()
        if name == "selu":
            values[values == 0] = 0.375
        values = leaf(values)
        y = function(values)
        (dx,) = gradients(y, r, values)
        close(y.detach(), [scalar(v) for v in values.tolist()])
        own = {"x": values} if name == "selu" else {}
        out.case(name, comment, **own, y=y, dx=dx)
    return out


def softmax():
    out = Header("softmax", ["Over the last axis: x, r [n, width] and for softmax and log_softmax y and dx."])
    cases = {
        "width_7": torch.tensor([
            [0.5, -1.25, 2.0, 0.0, 1.5, -0.75, 0.25], [100.0, -100.0, 99.0, 0.0, 30.0, -30.0, 98.5],
            [0.0] * 7, [1e-6, -1e-6, 0.0, 1e-6, 30.0, 30.0, -100.0], [-100.0] * 6 + [-99.0]]),
        "width_1": torch.tensor([[0.0], [100.0], [-30.0]]),
        "width_33": numbers(50000, 3, 33, scale=8.0),
        "width_10": numbers(50001, 4, 10, scale=16.0),
    }
    for i, (name, x) in enumerate(cases.items()):
        x, r = leaf(x), numbers(50010 + i, *x.shape)
        y, z = F.softmax(x, -1), F.log_softmax(x, -1)
        out.case(name, f"{x.shape[0]} samples of {x.shape[1]} values", n=x.shape[0], x=x, r=r, softmax_y=y,
                 softmax_dx=gradients(y, r, x)[0], log_softmax_y=z, log_softmax_dx=gradients(z, r, x)[0])
    return out


# ---------------------------------------------------------------------------------------------------------- losses


def losses():
    out = Header("losses", [
        "value is the mean loss, gradient its derivative with respect to prediction. The mean is over all values",
        "for the regression losses and binary cross-entropy, over the samples for the categorical ones."])

    def case(name, comment, function, prediction, target, width):
        p = leaf(prediction)
        value = function(p, target)
        (gradient,) = torch.autograd.grad(value, (p,))
        out.case(name, comment, n=p.shape[0], width=width, prediction=p, target=target, value=float(value),
                 gradient=gradient)

    p, t = numbers(60000, 4, 3), numbers(60001, 4, 3)
    t[1, 2] = p[1, 2]  # no error at all
    p[0] = t[0] + torch.tensor([1.0, -0.5, 0.25])  # on the two bends of Huber's loss, and inside
    p[2, 0] = t[2, 0] + 8.0
    case("mean_squared_error", "mean of (p - t)^2", F.mse_loss, p, t, 3)
    case("mean_absolute_error", "mean of |p - t|, slope 0 at 0", F.l1_loss, p, t, 3)
    for delta, name in [(1.0, "huber_1"), (0.5, "huber_0_5")]:
        case(name, f"e^2 / 2 for |e| <= d, else d (|e| - d / 2); d = {delta}",
             lambda a, b, d=delta: F.huber_loss(a, b, delta=d), p, t, 3)

    probability = (numbers(60002, 5, 3, scale=0.5) + 0.5).clamp(1 / 512, 1 - 1 / 512)
    binary = torch.tensor([[1.0, 0, 0], [0, 1, 1], [1, 1, 1], [0, 0, 0], [0.25, 0.5, 1]])
    case("binary_crossentropy", "from probabilities: mean of -t log p - (1 - t) log(1 - p); one row of soft targets",
         F.binary_cross_entropy, probability, binary, 3)
    logits = numbers(60003, 5, 3, scale=4.0)
    logits[0] = torch.tensor([50.0, 50.0, -50.0])
    logits[1] = torch.tensor([-50.0, -50.0, 0.0])
    case("binary_crossentropy_from_logits", "mean of log(1 + exp(z)) - t z; one row of soft targets",
         F.binary_cross_entropy_with_logits, logits, binary, 3)
    one = torch.tensor([[0.75], [-0.25], [50.0], [-50.0], [-50.0]])
    case("binary_crossentropy_from_logits_1", "one output per sample", F.binary_cross_entropy_with_logits, one,
         torch.tensor([[1.0], [0], [0], [1], [0]]), 1)

    label = torch.tensor([2, 0, 4, 1, 3])
    hot = F.one_hot(label, 5).to(torch.float64)
    hot[4] = torch.tensor([0.125, 0.125, 0.25, 0.5, 0.0])
    soft_logits = numbers(60004, 5, 5, scale=4.0)
    hard_logits = soft_logits.clone()
    hard_logits[0] = torch.tensor([50.0, -50.0, 0.0, 1.0, -1.0])
    hard_logits[1] = torch.tensor([50.0, -50.0, 0.0, 1.0, -1.0])
    probabilities = F.softmax(soft_logits, -1)

    def dense_targets(log):
        return lambda a, b: -(b * log(a)).sum(-1).mean()

    def labels(log):
        return lambda a, b: F.nll_loss(log(a), b)

    kinds = [  # name, what the prediction is, the prediction, its logarithm of probabilities
        ("", "from probabilities: mean over samples of -sum t log p; p is not normalised again", probabilities,
         torch.log),
        ("_from_log_probabilities", "mean over samples of -sum t lp", F.log_softmax(hard_logits, -1), lambda a: a),
        ("_from_logits", "mean over samples of -sum t log_softmax(z)", hard_logits, lambda a: F.log_softmax(a, -1)),
    ]
    for suffix, comment, prediction, log in kinds:
        case("categorical_crossentropy" + suffix, comment + "; one row of soft targets", dense_targets(log),
             prediction, hot, 5)
        case("sparse_categorical_crossentropy" + suffix, comment, labels(log), prediction, label, 5)
    case("categorical_crossentropy_any_sum", "from logits, as above; targets that do not sum to 1",
         lambda a, b: F.cross_entropy(a, b), hard_logits, hot * torch.tensor([[1.0], [0.5], [2.0], [0.0], [3.0]]), 5)
    close(F.cross_entropy(hard_logits, label), labels(lambda a: F.log_softmax(a, -1))(hard_logits, label))
    close(F.cross_entropy(hard_logits, hot), dense_targets(lambda a: F.log_softmax(a, -1))(hard_logits, hot))
    return out


# ------------------------------------------------------------------------------------------------------ optimisers


class KerasOptimizer(torch.optim.Optimizer):
    """A step as Keras 3 writes it (README.md); update(p, g, state, t) changes p and state in place."""

    def __init__(self, parameters, update):
        super().__init__(parameters, {})
        self.update, self.t = update, 0

    @torch.no_grad()
    def step(self, closure=None):
        self.t += 1
        for p in self.param_groups[0]["params"]:
            self.update(p, p.grad, self.state[p], self.t)


def keras_sgd(lr, momentum=0.0, nesterov=False):
    def update(p, g, state, _):
        v = state["v"] = momentum * state.get("v", torch.zeros_like(p)) - lr * g
        p += momentum * v - lr * g if nesterov else v
    return update


def keras_adagrad(lr, initial=0.1, eps=1e-7):
    def update(p, g, state, _):
        a = state["a"] = state.get("a", torch.full_like(p, initial)) + g * g
        p -= lr * g / torch.sqrt(a + eps)
    return update


def keras_rmsprop(lr, rho=0.9, eps=1e-7, momentum=0.0, centered=False):
    def update(p, g, state, _):
        v = state["v"] = rho * state.get("v", torch.zeros_like(p)) + (1 - rho) * g * g
        a = state["a"] = rho * state.get("a", torch.zeros_like(p)) + (1 - rho) * g
        increment = lr * g / torch.sqrt(v - a * a + eps if centered else v + eps)
        b = state["b"] = momentum * state.get("b", torch.zeros_like(p)) + increment
        p -= b
    return update


def keras_adam(lr, eps=1e-7, weight_decay=0.0, beta_1=0.9, beta_2=0.999):
    def update(p, g, state, t):
        p -= p * weight_decay * lr
        m = state["m"] = beta_1 * state.get("m", torch.zeros_like(p)) + (1 - beta_1) * g
        v = state["v"] = beta_2 * state.get("v", torch.zeros_like(p)) + (1 - beta_2) * g * g
        p -= lr * math.sqrt(1 - beta_2**t) / (1 - beta_1**t) * m / (torch.sqrt(v) + eps)
    return update


def trajectory(start, steps, make):
    p = leaf(start)
    optimizer = make([p])
    after = []
    for g in steps:
        p.grad = g.clone()
        optimizer.step()
        after.append(p.detach().clone())
    return torch.stack(after)


def optimizers():
    out = Header("optimizers", [
        "7 parameters, 5 steps with given gradients; after [5, 7] are the parameters after each step.",
        "README.md has the formulas: keras_* and torch_* differ in what epsilon is compared with."])
    start = torch.tensor([0.5, -1.25, 2.0, 0.0, -0.125, 100.0, 0.75])
    steps = numbers(70000, 5, 7)
    steps[:, 3] = torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0])  # a gradient that is mostly zero
    steps[:, 4] = torch.tensor([1.0, -2.0, 1.0, 4.0, -1.0]) * 2.0**-14  # so small that epsilon matters
    steps[:, 5] *= 64
    steps[:, 6] = 0.0  # never a gradient
    out.constant("steps", 5)
    out.constant("size", 7)
    out.constant("start", start)
    out.constant("gradients", steps)
    T = torch.optim

    def keras(update):
        return trajectory(start, steps, lambda p: KerasOptimizer(p, update))

    def pytorch(kind, **options):
        return trajectory(start, steps, lambda p: kind(p, **options))

    for name, comment, options in [
            ("sgd", "learning rate 0.01", {}),
            ("sgd_momentum", "learning rate 0.01, momentum 0.9", {"momentum": 0.9}),
            ("sgd_nesterov", "learning rate 0.01, momentum 0.9, Nesterov", {"momentum": 0.9, "nesterov": True})]:
        after = pytorch(T.SGD, lr=0.01, **options)
        close(after, keras(keras_sgd(0.01, **options)))
        out.case(name, comment + "; Keras and PyTorch agree", after=after)

    after = pytorch(T.SGD, lr=0.01, momentum=0.9, weight_decay=0.02)
    out.case("sgd_momentum_l2", "PyTorch's weight_decay 0.02 with momentum 0.9: g + 0.02 p takes the place of g, "
             "as with L2 0.01", after=after)
    moving = [0, 1, 2, 4, 5]  # without epsilon the formulas are the same, but 0 / 0 where there is no gradient
    for initial, eps in [(0.1, 1e-7), (0.0, 1e-10)]:
        tag = "0_1_eps_1e7" if initial else "0_eps_1e10"
        close(keras(keras_adagrad(0.01, initial, 0.0))[:, moving],
              pytorch(T.Adagrad, lr=0.01, initial_accumulator_value=initial, eps=0.0)[:, moving])
        out.case(f"keras_adagrad_{tag}", f"learning rate 0.01, accumulator starts at {initial}, epsilon {eps} inside "
                 "the root", after=keras(keras_adagrad(0.01, initial, eps)))
    for options, eps, tag in [({"rho": 0.9}, 1e-7, "0_9_eps_1e7"), ({"rho": 0.99}, 1e-8, "0_99_eps_1e8"),
                              ({"rho": 0.9, "momentum": 0.5}, 1e-7, "momentum"),
                              ({"rho": 0.9, "momentum": 0.5, "centered": True}, 1e-7, "centered")]:
        rest = {key: value for key, value in options.items() if key != "rho"}
        # At the first step a centred variance is g^2 (0.1 - 0.01): no epsilon is needed for a finite result.
        close(keras(keras_rmsprop(0.001, eps=0.0, **options))[:, moving],
              pytorch(T.RMSprop, lr=0.001, alpha=options["rho"], eps=0.0, **rest)[:, moving], 1e-11)
        words = ", ".join(f"{key} {value}" for key, value in options.items())
        out.case(f"keras_rmsprop_{tag}", f"learning rate 0.001, {words}, epsilon {eps} inside the root",
                 after=keras(keras_rmsprop(0.001, eps=eps, **options)))
    for eps, tag in [(1e-7, "eps_1e7"), (1e-8, "eps_1e8")]:
        out.case(f"keras_adam_{tag}", f"learning rate 0.001, epsilon {eps} beside sqrt(v), as Keras",
                 after=keras(keras_adam(0.001, eps)))
        out.case(f"torch_adam_{tag}", f"learning rate 0.001, epsilon {eps} beside sqrt(v corrected), as PyTorch",
                 after=pytorch(T.Adam, lr=0.001, eps=eps))
    for eps, decay, tag in [(1e-7, 0.004, "0_004_eps_1e7"), (1e-8, 0.01, "0_01_eps_1e8")]:
        out.case(f"keras_adamw_{tag}", f"learning rate 0.001, weight decay {decay}, epsilon {eps} as in keras_adam",
                 after=keras(keras_adam(0.001, eps, decay)))
        out.case(f"torch_adamw_{tag}", f"learning rate 0.001, weight decay {decay}, epsilon {eps} as in torch_adam",
                 after=pytorch(T.AdamW, lr=0.001, eps=eps, weight_decay=decay))
    close(keras(keras_adam(0.001, 0.0))[:, moving], pytorch(T.Adam, lr=0.001, eps=0.0)[:, moving])

    for name, comment, l1, l2 in [("l1", "0.01 sum |w|, slope 0 at 0", 0.01, 0.0), ("l2", "0.02 sum w^2", 0.0, 0.02),
                                  ("l1_l2", "0.01 sum |w| + 0.02 sum w^2", 0.01, 0.02)]:
        w = leaf(start)
        value = l1 * w.abs().sum() + l2 * w.square().sum()
        (gradient,) = torch.autograd.grad(value, (w,))
        out.case(name, comment + " of start; Keras' factors, not halved", value=float(value), gradient=gradient)
    return out


# -------------------------------------------------------------------------------------------------------- training


def batches(count, size, epochs):
    for _ in range(epochs):
        for first in range(0, count, size):
            yield slice(first, min(first + size, count))


def training():
    out = Header("training", ["Whole runs from given weights, samples in the given order: the loss of every step",
                              "(before its update) and the weights after the last."])
    # 8-10-1: binary cross-entropy of probabilities, Adam
    x = numbers(80000, 23, 8)
    y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).to(torch.float64).reshape(23, 1)
    start = [numbers(80001, 8, 10, scale=0.5), numbers(80002, 10, scale=0.25), numbers(80003, 10, 1, scale=0.5),
             numbers(80004, 1, scale=0.25)]
    names = ["w1", "b1", "w2", "b2"]
    out.case("mlp", "dense<10> relu dense<1> sigmoid, binary cross-entropy, Adam with learning rate 0.01 and epsilon "
             "1e-7; 23 samples of 8, batches of 5, 3 epochs, 15 steps", x=x, y=y, **dict(zip(names, start)))
    w1, b1, w2, b2 = parameters = [leaf(p) for p in start]
    optimizer, losses_seen = KerasOptimizer(parameters, keras_adam(0.01)), []
    for batch in batches(23, 5, 3):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(torch.sigmoid(F.relu(x[batch] @ w1 + b1) @ w2 + b2), y[batch])
        loss.backward()
        optimizer.step()
        losses_seen.append(float(loss))
    out.case("mlp_keras_adam", "mlp after 15 steps with Keras' Adam", losses=np.array(losses_seen),
             **dict(zip(names, parameters)))

    # 6x6x1 convolution: cross-entropy of softmax, SGD with momentum
    x = numbers(80010, 10, 6, 6, 1)
    label = torch.tensor([0, 1, 2, 2, 1, 0, 1, 0, 2, 1])
    start = [numbers(80011, 3, 3, 1, 4, scale=0.5), numbers(80012, 4, scale=0.25), numbers(80013, 16, 3, scale=0.5),
             numbers(80014, 3, scale=0.25)]
    w1, b1, w2, b2 = parameters = [leaf(p) for p in start]
    optimizer, losses_seen = torch.optim.SGD(parameters, lr=0.05, momentum=0.9), []
    for batch in batches(10, 4, 2):
        optimizer.zero_grad()
        z = F.relu(conv2d_keras(x[batch], w1, b1, (1, 1), "valid"))
        z = F.max_pool2d(z.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1).reshape(-1, 16)
        loss = F.cross_entropy(z @ w2 + b2, label[batch])
        loss.backward()
        optimizer.step()
        losses_seen.append(float(loss))
    out.case("cnn", "conv2d<4, 3> relu max_pool2d<2> flatten dense<3> softmax on [6, 6, 1], sparse categorical "
             "cross-entropy, SGD 0.05 with momentum 0.9; 10 samples, batches of 4, 2 epochs, 6 steps", x=x,
             label=label, **dict(zip(names, start)))
    out.case("cnn_sgd_momentum", "cnn after 6 steps", losses=np.array(losses_seen), **dict(zip(names, parameters)))
    return out


# ------------------------------------------------------------------------------------------------------------ main

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")


def same(old, new):
    """Equal text, and equal numbers but for the last digits, which depend on the machine's libm and BLAS."""
    if NUMBER.sub("#", re.sub(r"\s+", " ", old)) != NUMBER.sub("#", re.sub(r"\s+", " ", new)):
        return False
    pairs = zip(NUMBER.findall(old), NUMBER.findall(new))
    return all(abs(float(a) - float(b)) <= 1e-13 * max(1, abs(float(b))) for a, b in pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the headers instead of writing them")
    check = parser.parse_args().check
    wrong = []
    makers = [dense, conv2d, max_pool2d, recurrent, activations, softmax, losses, optimizers, training]
    for topic in sorted(HERE.glob("golden_*.py")):
        makers += importlib.import_module(topic.stem).MAKERS
    for make in makers:
        header = make()
        path = HERE / f"{header.name}.hpp"
        if not check:
            path.write_text(header.text())
        elif not path.exists() or not same(path.read_text(), header.text()):
            wrong.append(path.name)
    if wrong:
        sys.exit("differ from what PyTorch gives here: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
