# SPDX-License-Identifier: BSD-3-Clause
"""Embeddings, positions and attention. Attention is written out with Keras' kernels [dim, heads, key_dim], which PyTorch's layer
cannot have where heads * key_dim differs from dim, and proved against nn.MultiheadAttention where it can."""

import math

import torch
import torch.nn.functional as F

from reference import Header, close, gradients, leaf, numbers


def attend(x, memory, p, causal=False, mask=None):
    """p: query_kernel, query_bias, key_kernel, …, output_bias. mask [n, memory steps]: 1 where a step counts."""
    q = torch.einsum("nsd,dhk->nhsk", x, p[0]) + p[1][:, None]
    k = torch.einsum("nsd,dhk->nhsk", memory, p[2]) + p[3][:, None]
    v = torch.einsum("nsd,dhk->nhsk", memory, p[4]) + p[5][:, None]
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[3])
    hidden = torch.zeros(x.shape[0], 1, x.shape[1], memory.shape[1], dtype=torch.bool)
    if causal:
        hidden = hidden | torch.ones(x.shape[1], memory.shape[1], dtype=torch.bool).triu(1)
    if mask is not None:
        hidden = hidden | (mask == 0)[:, None, None, :]
    none_left = hidden.all(3, keepdim=True)
    weights = F.softmax(scores.masked_fill(hidden & ~none_left, -math.inf), 3)
    weights = weights.masked_fill(none_left, 0.0)  # a row that sees nothing: PyTorch gives NaN
    return torch.einsum("nhsk,hkd->nsd", weights @ v, p[6]) + p[7]


def parameters(seed, dim, memory_dim, heads, key_dim, value_dim):
    shapes = [(dim, heads, key_dim), (heads, key_dim), (memory_dim, heads, key_dim), (heads, key_dim),
              (memory_dim, heads, value_dim), (heads, value_dim), (heads, value_dim, dim), (dim,)]
    return [leaf(numbers(seed + i, *s, scale=1.0)) for i, s in enumerate(shapes)]


def from_torch(m):
    """Kernels and biases of nn.MultiheadAttention in Keras' layout."""
    e, h = m.embed_dim, m.num_heads
    w, b = m.in_proj_weight.split(e), m.in_proj_bias.split(e)
    p = []
    for i in range(3):
        p += [w[i].t().reshape(e, h, e // h), b[i].reshape(h, e // h)]
    return p + [m.out_proj.weight.t().reshape(h, e // h, e), m.out_proj.bias]


def prove_against_torch():
    for causal, masked, cross in [(False, False, False), (True, False, False), (False, True, True), (True, True, False)]:
        torch.manual_seed(1)
        m = torch.nn.MultiheadAttention(10, 2, batch_first=True)
        torch.nn.init.normal_(m.in_proj_bias)
        torch.nn.init.normal_(m.out_proj.bias)
        x = leaf(numbers(1, 3, 5, 10))
        memory = leaf(numbers(2, 3, 7, 10)) if cross else x
        mask = torch.ones(3, memory.shape[1])
        if masked:
            mask[0, 3:] = 0
            mask[1, 1] = 0
        upper = torch.ones(5, memory.shape[1], dtype=torch.bool).triu(1) if causal else None
        theirs = m(x, memory, memory, attn_mask=upper, key_padding_mask=(mask == 0) if masked else None)[0]
        ours = attend(x, memory, from_torch(m), causal, mask if masked else None)
        close(theirs.detach(), ours.detach())
        r = numbers(3, 3, 5, 10)
        close(gradients(theirs, r, x)[0], gradients(ours, r, x)[0], 1e-12)


def flat(tensors):
    return torch.cat([t.detach().reshape(-1) for t in tensors])


def joined(*parts):
    """Several tensors as one sample: all first parts, then all second ones."""
    return flat(parts)


def attention():
    prove_against_torch()
    out = Header("attention", ["Parameters p and their gradients dp are in the order of the leaves; r is the upstream gradient."])

    table = leaf(numbers(1, 7, 5))
    x = torch.tensor([[0, 3, 3, 6, 1, 0, 5, 5, 5], [2, 2, 6, 0, 4, 4, 1, 3, 0]])
    y = F.embedding(x, table)
    r = numbers(2, *y.shape)
    out.case("embedding", "9 tokens of 7, 5 dimensions, 2 samples", n=2, x=x.double(), table=table, r=r, y=y,
             dx=torch.zeros(2, 9), dtable=gradients(y, r, table)[0])

    x, table = leaf(numbers(11, 2, 5, 7)), leaf(numbers(12, 5, 7))
    y = x + F.embedding(torch.arange(5), table)
    r = numbers(13, *y.shape)
    dx, dtable = gradients(y, r, x, table)
    out.case("position", "5 steps of 7, 2 samples", n=2, x=x, table=table, r=r, y=y, dx=dx, dtable=dtable)

    x, r = leaf(numbers(21, 1, 21, 7)), numbers(22, 1, 21, 7)
    angle = torch.arange(21.0)[:, None] / torch.pow(torch.tensor(10000.0), torch.div(torch.arange(7), 2, rounding_mode="floor") * 2 / 7)
    y = x + torch.where(torch.arange(7) % 2 == 0, torch.sin(angle), torch.cos(angle))
    out.case("sinusoidal", "21 steps of 7", n=1, x=x, r=r, y=y, dx=gradients(y, r, x)[0])

    n, steps, dim, heads, key_dim, value_dim = 2, 5, 6, 2, 5, 3
    mask = torch.tensor([[1.0, 1, 0, 1, 0], [0.0, 0, 1, 1, 1]])
    for name, causal, m in [("self_attention", False, None), ("causal", True, None), ("masked", False, mask), ("causal_masked", True, mask)]:
        p = parameters(100, dim, dim, heads, key_dim, key_dim)
        x, r = leaf(numbers(110, n, steps, dim)), numbers(111, n, steps, dim)
        y = attend(x, x, p, causal, m)
        dx, *dp = gradients(y, r, x, *p)
        extra = {} if m is None else {"mask": m}
        out.case(name, f"{steps} steps of {dim}, {heads} heads of {key_dim}, {n} samples", n=n, x=x, p=flat(p), r=r, y=y, dx=dx, dp=flat(dp), **extra)

    memory_steps, memory_dim = 7, 4
    p = parameters(200, dim, memory_dim, heads, key_dim, value_dim)
    x, memory, r = leaf(numbers(210, n, steps, dim)), leaf(numbers(211, n, memory_steps, memory_dim)), numbers(212, n, steps, dim)
    y = attend(x, memory, p)
    dx, dm, *dp = gradients(y, r, x, memory, *p)
    out.case("cross", f"{steps} steps of {dim} attend to {memory_steps} of {memory_dim}, {heads} heads of {key_dim}, values of {value_dim}, {n} samples",
             n=n, x=joined(x, memory), p=flat(p), r=r, y=y, dx=joined(dx, dm), dp=flat(dp))
    return out


def in_order(layer, norm_first, cross=False):
    """The parameters of nn.TransformerEncoderLayer or DecoderLayer in the order that inlay's blocks have them, as functions of
    the layer's own, so that gradients with respect to those can be had."""
    def norm(m):
        return [m.weight, m.bias]

    def attention_of(m):
        return from_torch(m)

    forward = [layer.linear1.weight.t(), layer.linear1.bias, layer.linear2.weight.t(), layer.linear2.bias]
    parts = [(attention_of(layer.self_attn), norm(layer.norm1))]
    if cross:
        parts += [(attention_of(layer.multihead_attn), norm(layer.norm2)), (forward, norm(layer.norm3))]
    else:
        parts += [(forward, norm(layer.norm2))]
    result = []
    for inner, around in parts:
        result += around + inner if norm_first else inner + around
    return result


def slopes_in_order(layer, norm_first, cross=False):
    """The gradients that backward left in the layer, laid out likewise."""
    import copy
    twin = copy.deepcopy(layer)
    with torch.no_grad():
        for a, b in zip(twin.parameters(), layer.parameters()):
            a.copy_(b.grad)
    return in_order(twin, norm_first, cross)


def transformer():
    out = Header("transformer", ["nn.TransformerEncoderLayer and nn.TransformerDecoderLayer without dropout.",
                                 "Parameters p and their gradients dp are in the order of the leaves; r is the upstream gradient."])
    dim, heads, hidden, steps, memory_steps, n = 6, 2, 5, 4, 3, 2
    causal = torch.ones(steps, steps, dtype=torch.bool).triu(1)
    for name, norm_first, cross in [("encoder_before", True, False), ("encoder_after", False, False), ("decoder_before", True, True), ("decoder_after", False, True)]:
        torch.manual_seed(3)
        kind = torch.nn.TransformerDecoderLayer if cross else torch.nn.TransformerEncoderLayer
        layer = kind(dim, heads, hidden, dropout=0.0, activation="gelu", batch_first=True, norm_first=norm_first)
        with torch.no_grad():
            for i, t in enumerate(layer.parameters()):
                t.copy_(numbers(300 + i, *t.shape, scale=1.0))
        x, memory = leaf(numbers(400, n, steps, dim)), leaf(numbers(401, n, memory_steps, dim))
        y = layer(x, memory, tgt_mask=causal) if cross else layer(x)
        r = numbers(402, *y.shape)
        (y * r).sum().backward()
        p, dp = flat(in_order(layer, norm_first, cross)), flat(slopes_in_order(layer, norm_first, cross))
        xs, dxs = ((x, memory), (x.grad, memory.grad)) if cross else ((x,), (x.grad,))
        out.case(name, f"{steps} steps of {dim}, {heads} heads, {hidden} hidden units, norm_first={norm_first}, {n} samples" +
                 (f", causal, with a memory of {memory_steps} steps" if cross else ""),
                 n=n, x=joined(*xs), p=p, r=r, y=y, dx=joined(*dxs), dp=dp)
    return out


MAKERS = [attention, transformer]
