# SPDX-License-Identifier: BSD-3-Clause
"""Convolutions with groups, dilation and padding of every kind, in one and two dimensions; depthwise, separable and transposed
ones. PyTorch computes them through Keras' layouts, and the definitions, index by index, prove that these are not mixed up."""

import numpy as np
import torch
import torch.nn.functional as F

from reference import Header, close, gradients, leaf, numbers


def pads(padding, size, kernel, stride, dilation):
    """(before, behind) of Keras' paddings, or of so many zeros on both sides."""
    span = (kernel - 1) * dilation + 1
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return span - 1, 0
    if padding == "same":
        total = max((-(-size // stride) - 1) * stride + span - size, 0)
        return total // 2, total - total // 2
    return padding, padding


def convolve(x, w, b, stride, padding, dilation, groups):
    """NHWC and HWIO around PyTorch's convolution; every geometric argument is a pair, height first."""
    around = [pads(padding, x.shape[1 + i], w.shape[i], stride[i], dilation[i]) for i in (0, 1)]
    padded = F.pad(x.permute(0, 3, 1, 2), (*around[1], *around[0]))
    return F.conv2d(padded, w.permute(3, 2, 0, 1), b, stride, 0, dilation, groups).permute(0, 2, 3, 1)


def convolve_by_index(x, w, b, stride, padding, dilation, groups):
    around = [pads(padding, x.shape[1 + i], w.shape[i], stride[i], dilation[i]) for i in (0, 1)]
    x = np.pad(x, ((0, 0), *around, (0, 0)))
    kh, kw, depth, filters = w.shape
    rows = (x.shape[1] - (kh - 1) * dilation[0] - 1) // stride[0] + 1
    columns = (x.shape[2] - (kw - 1) * dilation[1] - 1) // stride[1] + 1
    y = np.zeros((x.shape[0], rows, columns, filters)) + (0 if b is None else b)
    for n, i, j, f in np.ndindex(*y.shape):
        first = f // (filters // groups) * depth
        for p, q, c in np.ndindex(kh, kw, depth):
            y[n, i, j, f] += x[n, i * stride[0] + p * dilation[0], j * stride[1] + q * dilation[1], first + c] * w[p, q, c, f]
    return y


def arrays_of(tensors):
    return [None if t is None else t.detach().numpy() for t in tensors]


def record(out, name, comment, seed, y, x, **leaves):
    """y and its gradients: of x, and d<key> for every tensor of parameters."""
    r = numbers(seed, *y.shape)
    slopes = gradients(y, r, x, *leaves.values())
    out.case(name, comment, n=int(x.shape[0]), x=x, r=r, y=y, dx=slopes[0], **leaves,
             **{"d" + key: slope for key, slope in zip(leaves, slopes[1:])})


ABOUT = ["Channels last; x, y, the upstream gradient r and the gradients d<name>;"]


def convolutions():
    out = Header("convolutions", ABOUT + ["kernels [kh, kw, channels / groups, filters]."])
    # name, samples, (height, width, channels), filters, kernel, stride, padding, dilation, groups, bias; height 1 is conv1d
    cases = [
        ("groups", 2, (5, 4, 6), 4, (3, 2), (2, 1), "same", (1, 1), 2, True),
        ("dilation", 2, (6, 7, 3), 5, (3, 2), (1, 1), "same", (2, 3), 1, False),
        ("groups_dilation", 1, (5, 6, 4), 6, (2, 2), (1, 1), 1, (2, 2), 2, True),
        ("pointwise", 2, (3, 4, 5), 17, (1, 1), (1, 1), "valid", (1, 1), 1, True),
        ("pointwise_strided", 2, (5, 5, 3), 5, (1, 1), (2, 3), "valid", (1, 1), 1, False),
        ("zeros", 2, (4, 5, 2), 3, (3, 3), (2, 2), 2, (1, 1), 1, True),
        ("time_causal", 2, (1, 7, 3), 5, (1, 3), (1, 1), "causal", (1, 2), 1, True),
        ("time_same", 2, (1, 8, 4), 6, (1, 4), (1, 3), "same", (1, 1), 2, False),
    ]
    for i, (name, n, picture, filters, kernel, stride, padding, dilation, groups, biased) in enumerate(cases):
        seed = 90000 + 10 * i
        x = leaf(numbers(seed, n, *picture))
        w = leaf(numbers(seed + 1, *kernel, picture[2] // groups, filters))
        b = leaf(numbers(seed + 2, filters)) if biased else None
        how = (stride, padding, dilation, groups)
        y = convolve(x, w, b, *how)
        close(y.detach(), convolve_by_index(*arrays_of([x, w, b]), *how))
        record(out, name, f"input {picture}, {filters} filters, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}, "
               f"groups {groups}", seed + 3, y, x, w=w, **({"b": b} if biased else {}))
    return out


def depthwise():
    out = Header("depthwise", ABOUT + ["kernels [kh, kw, channels, multiplier]."])
    # name, samples, picture, multiplier, kernel, stride, padding, dilation, bias
    cases = [
        ("depthwise_same", 2, (5, 9, 5), 1, (3, 3), (1, 1), "same", (1, 1), True),
        ("depthwise_multiplier", 2, (5, 7, 3), 2, (2, 3), (1, 2), "valid", (1, 1), False),
        ("depthwise_dilation", 1, (4, 5, 17), 1, (3, 3), (1, 1), 3, (2, 2), True),
        ("depthwise_strided", 2, (6, 5, 4), 1, (3, 3), (2, 2), "same", (1, 1), True),
        ("depthwise_causal", 2, (1, 9, 5), 1, (1, 3), (1, 1), "causal", (1, 2), True),
    ]
    for i, (name, n, picture, multiplier, kernel, stride, padding, dilation, biased) in enumerate(cases):
        seed = 90200 + 10 * i
        channels, outputs = picture[2], picture[2] * multiplier
        x, w = leaf(numbers(seed, n, *picture)), leaf(numbers(seed + 1, *kernel, channels, multiplier))
        b = leaf(numbers(seed + 2, outputs)) if biased else None
        how = (stride, padding, dilation, channels)
        y = convolve(x, w.reshape(*kernel, 1, outputs), b, *how)
        for c, m in np.ndindex(channels, multiplier):  # channel c under its m-th kernel, by itself
            one = convolve_by_index(*arrays_of([x[..., c:c + 1], w[:, :, c:c + 1, m:m + 1]]), None, stride, padding, dilation, 1)
            close(y[..., c * multiplier + m].detach() - (0 if b is None else b[c * multiplier + m].detach()), one[..., 0])
        record(out, name, f"input {picture}, multiplier {multiplier}, kernel {kernel}, stride {stride}, padding {padding}, dilation {dilation}",
               seed + 3, y, x, w=w, **({"b": b} if biased else {}))
    return out


def separable():
    out = Header("separable", ABOUT + ["kernels [kh, kw, channels, multiplier] and [1, 1, channels * multiplier, filters]."])
    # name, samples, picture, multiplier, filters, kernel, stride, padding, bias
    cases = [
        ("separable", 2, (5, 6, 3), 2, 5, (3, 2), (2, 2), "same", True),
        ("separable_valid", 1, (4, 5, 5), 1, 3, (2, 3), (1, 1), "valid", False),
    ]
    for i, (name, n, picture, multiplier, filters, kernel, stride, padding, biased) in enumerate(cases):
        seed = 90300 + 10 * i
        channels, between = picture[2], picture[2] * multiplier
        x, d = leaf(numbers(seed, n, *picture)), leaf(numbers(seed + 1, *kernel, channels, multiplier, scale=1.0))
        p = leaf(numbers(seed + 2, 1, 1, between, filters, scale=1.0))
        b = leaf(numbers(seed + 4, filters)) if biased else None
        how = (stride, padding, (1, 1))
        y = convolve(convolve(x, d.reshape(*kernel, 1, between), None, *how, channels), p, b, (1, 1), "valid", (1, 1), 1)
        # one convolution with the product of both kernels
        product = torch.einsum("hwcm,cmf->hwcf", d, p.reshape(channels, multiplier, filters))
        close(y.detach(), convolve_by_index(*arrays_of([x, product, b]), *how, 1))
        record(out, name, f"input {picture}, multiplier {multiplier}, {filters} filters, kernel {kernel}, stride {stride}, padding {padding}",
               seed + 3, y, x, depthwise=d, pointwise=p, **({"b": b} if biased else {}))
    return out


def transposed():
    out = Header("transposed", ABOUT + ["kernels [kh, kw, out, in]."])
    # name, samples, picture, filters, kernel, stride, padding, bias; outputs as Keras' deconv_output_length
    cases = [
        ("transpose_same", 2, (3, 4, 3), 5, (3, 3), (2, 2), "same", True),
        ("transpose_valid", 2, (2, 3, 4), 3, (3, 2), (1, 2), "valid", False),
        ("transpose_wide_stride", 1, (3, 2, 2), 17, (2, 2), (3, 3), "valid", True),
        ("transpose_zeros", 2, (3, 4, 5), 2, (4, 4), (2, 2), 1, True),
        ("transpose_time", 2, (1, 5, 3), 4, (1, 4), (1, 2), "same", True),
    ]
    for i, (name, n, picture, filters, kernel, stride, padding, biased) in enumerate(cases):
        seed = 90400 + 10 * i
        x, w = leaf(numbers(seed, n, *picture)), leaf(numbers(seed + 1, *kernel, filters, picture[2]))
        b = leaf(numbers(seed + 2, filters)) if biased else None
        full = F.conv_transpose2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), None, stride).permute(0, 2, 3, 1)
        sizes, firsts = [], []
        for a in (0, 1):
            reach = (picture[a] - 1) * stride[a] + kernel[a]
            size = {"valid": picture[a] * stride[a] + max(kernel[a] - stride[a], 0), "same": picture[a] * stride[a]}.get(padding)
            sizes.append(reach - 2 * padding if size is None else size)
            firsts.append({"valid": 0, "same": max(reach - sizes[a], 0) // 2}.get(padding, padding))
        y = F.pad(full, (0, 0, 0, stride[1], 0, stride[0]))  # where the stride is wider than the kernel, results of the bias alone
        y = y[:, firsts[0]:firsts[0] + sizes[0], firsts[1]:firsts[1] + sizes[1], :] + (0 if b is None else b)
        proof = np.zeros(y.shape) + (0 if b is None else b.detach().numpy())
        for s, h, v, p, q in np.ndindex(n, picture[0], picture[1], *kernel):
            at = h * stride[0] + p - firsts[0], v * stride[1] + q - firsts[1]
            if 0 <= at[0] < sizes[0] and 0 <= at[1] < sizes[1]:
                proof[s, at[0], at[1]] += w[p, q].detach().numpy() @ x[s, h, v].detach().numpy()
        close(y.detach(), proof)
        record(out, name, f"input {picture}, {filters} filters, kernel {kernel}, stride {stride}, padding {padding}", seed + 3, y, x, w=w,
               **({"b": b} if biased else {}))
    return out


MAKERS = [convolutions, depthwise, separable, transposed]
