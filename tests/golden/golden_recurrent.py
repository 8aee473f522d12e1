# SPDX-License-Identifier: BSD-3-Clause
"""simple_rnn; states that are given and returned; masked steps; both directions. All: 4 steps of 3 features, 5 units, 3 samples."""

import torch

from reference import Header, close, gradients, leaf, numbers

N, STEPS, FEATURES, UNITS = 3, 4, 3, 5
GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}
ORDER = {"simple_rnn": [0], "gru": [1, 0, 2], "lstm": [0, 1, 2, 3]}  # which of PyTorch's gates is Keras' k-th
STATES = {"simple_rnn": 1, "gru": 1, "lstm": 2}
# A whole sequence; one that ends early; steps left out in front and in between.
MASK = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1]])


def torch_run(kind, x, states, weights, both=False):
    """All outputs and the states behind the last step."""
    arguments = (weights, True, 1, 0.0, False, both, True)
    if kind == "lstm":
        y, h, c = torch.lstm(x, tuple(states), *arguments)
        return y, [h, c]
    y, h = (torch.gru if kind == "gru" else torch.rnn_tanh)(x, states[0], *arguments)
    return y, [h]


def masked_run(kind, x, states, weights, given):
    """Each sequence without the steps that do not count; where one of these is, the output before it again, at first 0."""
    rows, last = [], [[] for _ in states]
    for s in range(N):
        kept = MASK[s].nonzero().flatten()
        y, ends = torch_run(kind, x[s:s + 1, kept], [h[:, s:s + 1] for h in states], weights)
        row, now = [], torch.zeros(UNITS)
        for t in range(STEPS):
            if MASK[s, t]:
                now = y[0, int(MASK[s, :t].sum())]
            row.append(now)
        rows.append(torch.stack(row))
        for k, h in enumerate(ends):
            last[k].append(h)
    return torch.stack(rows), [torch.cat(h, 1) for h in last]


def check_packed(kind, x, weights):
    """Steps left out at the end are PyTorch's packed sequences."""
    lengths = [4, 2]
    packed = torch.nn.utils.rnn.pack_padded_sequence(x[:2], torch.tensor(lengths), batch_first=True)
    zero = [torch.zeros(1, 2, UNITS) for _ in range(STATES[kind])]
    arguments = (weights, True, 1, 0.0, False, False)
    run = {"lstm": torch.lstm, "gru": torch.gru, "simple_rnn": torch.rnn_tanh}[kind]
    out = run(packed.data, packed.batch_sizes, tuple(zero) if kind == "lstm" else zero[0], *arguments)
    y, _ = torch.nn.utils.rnn.pad_packed_sequence(torch.nn.utils.rnn.PackedSequence(out[0], packed.batch_sizes), batch_first=True)
    ours, ends = masked_run(kind, x, [torch.zeros(1, N, UNITS) for _ in range(STATES[kind])], weights, False)
    for s, length in enumerate(lengths):
        close(y[s, :length].detach(), ours[s, :length].detach())
    for k, h in enumerate(out[1:]):
        close(h.detach(), ends[k][:, :2].detach())


def regroup(kind, weight):
    return torch.cat([weight.chunk(GATES[kind])[k] for k in ORDER[kind]])


def keras(kind, ih, hh, b_ih, b_hh):
    """Kernel, recurrent kernel and bias in Keras' layouts; of weights or of their gradients (a sum's terms have one gradient)."""
    bias = torch.stack([regroup(kind, b_ih), regroup(kind, b_hh)]) if kind == "gru" else b_ih
    return regroup(kind, ih).t(), regroup(kind, hh).t(), bias


def weights_of(kind, seed):
    gates = GATES[kind] * UNITS
    weights = [leaf(numbers(seed, gates, FEATURES, scale=1.0)), leaf(numbers(seed + 1, gates, UNITS, scale=0.5)),
               leaf(numbers(seed + 2, gates, scale=0.5)), leaf(numbers(seed + 3, gates, scale=0.5))]
    w, u, b = keras(kind, *weights)
    return weights, dict(w=w, u=u, b=b if kind == "gru" else weights[2] + weights[3])


def flat(*parts):
    return torch.cat([p.reshape(-1) for p in parts])


def recurrent_states():
    out = Header("recurrent_states", [
        "Sequences of 4 steps of 3 features, 5 units, 3 samples; kernel w, recurrent kernel u, bias b in Keras' layouts, and their gradients.",
        "x, y, r and dx of cases with states: the sequences of all samples, then their states (h, then c of an LSTM).",
        "In the masked cases mask[n][step] says which steps count."])
    out.constant("n", N)
    out.constant("mask", MASK)
    for i, kind in enumerate(GATES):
        seed = 91000 + 50 * i
        weights, named = weights_of(kind, seed)
        x, r = leaf(numbers(seed + 4, N, STEPS, FEATURES)), numbers(seed + 5, N, STEPS, UNITS)
        zero = [torch.zeros(1, N, UNITS) for _ in range(STATES[kind])]
        given = [leaf(numbers(seed + 6 + k, 1, N, UNITS, scale=1.0)) for k in range(STATES[kind])]
        r_last = [numbers(seed + 8 + k, 1, N, UNITS) for k in range(STATES[kind])]
        named.update(x=x, r=r)

        def gradients_of(y, upstream, *inputs):
            g = gradients(y, upstream, *inputs, *weights)
            dw, du, db = keras(kind, *g[len(inputs):])
            return g[:len(inputs)], dict(dw=dw, du=du, db=db)

        def case(suffix, comment, y, dx, **others):
            out.case(kind + suffix, f"{kind}: {comment}", y=y, dx=dx, **others)

        y, _ = torch_run(kind, x, zero, weights)
        dx, slopes = gradients_of(y, r, x)
        extra = dict(torch_w=weights[0], torch_u=weights[1], torch_b=torch.stack(weights[2:])) if kind == "simple_rnn" else {}
        case("", "every step; the other cases have these weights", y, dx[0], **named, **slopes, **extra)

        y, ends = torch_run(kind, x, given, weights)
        dx, slopes = gradients_of(flat(y, *ends), flat(r, *r_last), x, *given)
        case("_with_states", "given states, returned states", flat(y, *ends), flat(*dx), x=flat(x, *given), r=flat(r, *r_last), **slopes)

        masked_x = leaf(x.detach() * MASK[:, :, None])
        y, _ = masked_run(kind, masked_x, zero, weights, False)
        check_packed(kind, masked_x, weights)
        dx, slopes = gradients_of(y, r, masked_x)
        case("_masked", "steps left out, which are zeros", y, dx[0], x=masked_x, r=r, **slopes)

        y, ends = masked_run(kind, masked_x, given, weights, True)
        dx, slopes = gradients_of(flat(y, *ends), flat(r, *r_last), masked_x, *given)
        case("_masked_with_states", "steps left out, given states, returned states", flat(y, *ends), flat(*dx), x=flat(masked_x, *given), r=flat(r, *r_last), **slopes)
    return out


def bidirectional():
    out = Header("bidirectional", [
        "4 steps of 3 features, 5 units, 3 samples: kernel w, recurrent kernel u, bias b and their gradients, of the forward layer and,",
        "with a 2 behind the name, of the backward layer."])
    out.constant("n", N)
    for i, (name, kind, sequence, mode) in enumerate([("gru_concat", "gru", True, "concat"), ("lstm_mul", "lstm", True, "mul"),
                                                      ("gru_last_concat", "gru", False, "concat")]):
        seed = 92000 + 50 * i
        (first, a), (second, b) = weights_of(kind, seed), weights_of(kind, seed + 10)
        x = leaf(numbers(seed + 20, N, STEPS, FEATURES))
        both, _ = torch_run(kind, x, [torch.zeros(2, N, UNITS) for _ in range(STATES[kind])], first + second, True)
        ahead, back = both[..., :UNITS], both[..., UNITS:]
        if not sequence:  # the last step of each: that of the backward layer is the first row
            ahead, back = ahead[:, -1], back[:, 0]
        y = torch.cat([ahead, back], -1) if mode == "concat" else ahead * back
        r = numbers(seed + 21, *y.shape)
        g = gradients(y, r, x, *first, *second)
        da, db = keras(kind, *g[1:5]), keras(kind, *g[5:])
        out.case(name, f"{kind}, {mode}, {'every step' if sequence else 'the last step'}", x=x, r=r, y=y, dx=g[0], w=a["w"], u=a["u"], b=a["b"],
                 w2=b["w"], u2=b["u"], b2=b["b"], dw=da[0], du=da[1], db=da[2], dw2=db[0], du2=db[1], db2=db[2])
    return out


MAKERS = [recurrent_states, bidirectional]
