# SPDX-License-Identifier: BSD-3-Clause
"""What the scripts beside this one share: numbers that float and double hold alike, and headers of constexpr arrays."""

import math
import pathlib
import textwrap

import numpy as np
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).resolve().parent


# ---------------------------------------------------------------------------------------------- numbers and output


class SplitMix64:
    """The 64-bit generator of Steele, Lea and Flood; README.md has the formula."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)


def numbers(seed, *shape, scale=2.0):
    """Values k * scale / 128 with k in [-128, 128): exact in float."""
    draw = SplitMix64(seed)
    values = [((draw() >> 56) - 128) * scale / 128 for _ in range(math.prod(shape))]
    return torch.tensor(values).reshape(shape)


def distinct(seed, *shape):
    """A permutation of multiples of 1/16 around 0: no two values are equal, so every maximum is unique."""
    draw = SplitMix64(seed)
    count = math.prod(shape)
    order = sorted((draw(), i) for i in range(count))
    return torch.tensor([(i - count // 2) / 16 for _, i in order]).reshape(shape)


class Header:
    """One header of constexpr arrays, grouped in namespaces."""

    def __init__(self, name, about):
        self.name = name
        self.lines = [
            "// SPDX-License-Identifier: BSD-3-Clause",
            "#pragma once",
            "",
            "// Made by make_golden.py (see README.md): do not edit.",
            *[f"// {line}" for line in about],
            "",
            "// clang-format off",
            f"namespace golden::{name} {{",
        ]

    def case(self, name, comment, **arrays):
        comment = textwrap.wrap(comment, 107, initial_indent="// ", subsequent_indent="// ")
        self.lines += ["", *comment, f"namespace {name} {{"]
        for key, value in arrays.items():
            self.constant(key, value)
        self.lines.append(f"}}  // namespace {name}")

    def constant(self, key, value):
        if isinstance(value, torch.Tensor):
            value = value.detach().numpy()
        if isinstance(value, np.ndarray):
            kind = "int" if value.dtype.kind == "i" else "double"
            convert = int if kind == "int" else float
            texts = [repr(convert(v)) for v in value.reshape(-1)]
            self.lines.append(f"inline constexpr {kind} {key}[{len(texts)}] = {{")
            row = "   "
            for text in texts:
                if len(row) + len(text) + 2 > 110:
                    self.lines.append(row)
                    row = "   "
                row += f" {text},"
            self.lines += [row, "};"]
        else:
            kind = "int" if isinstance(value, int) else "double"
            self.lines.append(f"inline constexpr {kind} {key} = {value!r};")

    def text(self):
        return "\n".join(self.lines + ["", f"}}  // namespace golden::{self.name}", ""])


def gradients(output, upstream, *inputs):
    """d(sum(output * upstream)) / d(each input)."""
    return torch.autograd.grad((output * upstream).sum(), inputs)


def leaf(tensor):
    return tensor.clone().requires_grad_(True)


def close(a, b, bound=1e-13):
    """Guards against a mistake in this script: two ways of computing one thing must agree."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    assert a.shape == b.shape and np.all(np.abs(a - b) <= bound * np.maximum(1, np.abs(b))), np.abs(a - b).max()
