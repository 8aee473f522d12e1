#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Fits the polynomials of include/inlay/simd/math.hpp and prints them as C++ arguments of horner().

Remez exchange on a grid of Chebyshev points in 50 digits. Coefficients are rounded to the type one after the
other, lowest power first; what is left is fitted again after each, so that it makes up for the rounding, as long
as that helps (without the low powers, an interval around 0 has no unique best fit).
The printed error is that of the rounded polynomial in exact arithmetic, in units of the last place (relative
error times 2^24 or 2^53) of the result that it is part of.

    python3 tools/fit_math.py            # needs python3-mpmath
"""
import struct

import mpmath as mp

mp.mp.dps = 50


def rounded(value, kind):
    value = float(value)
    return struct.unpack("f", struct.pack("f", value))[0] if kind == "float" else value


def literal(value, kind):
    if kind == "double":
        return repr(value)
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if rounded(float(text), "float") == value:
            break
    return (text if any(c in text for c in ".e") else text + ".0") + "f"


def remez(xs, target, weight, powers):
    """Coefficients c that make max |weight * (target - sum c[i] x^powers[i])| over the grid xs smallest."""
    terms = len(powers)
    last = len(xs) - 1
    reference = [round(last * i / terms) for i in range(terms + 1)]  # where a Chebyshev polynomial has its extrema
    table = [[x ** p for p in powers] for x in xs]
    for _ in range(40):
        matrix = mp.matrix(terms + 1, terms + 1)
        right = mp.matrix(terms + 1, 1)
        for row, i in enumerate(reference):
            for column in range(terms):
                matrix[row, column] = table[i][column]
            matrix[row, terms] = (-1) ** row / weight[i]
            right[row] = target[i]
        solution = mp.lu_solve(matrix, right)
        c = [solution[i] for i in range(terms)]
        error = [weight[i] * (target[i] - mp.fdot(c, table[i])) for i in range(len(xs))]
        extrema = []  # the largest error of each run of one sign
        for i, e in enumerate(error):
            if extrema and (error[extrema[-1]] > 0) == (e > 0):
                if abs(e) > abs(error[extrema[-1]]):
                    extrema[-1] = i
            else:
                extrema.append(i)
        while len(extrema) > terms + 1:  # drop the smaller end: the signs keep alternating
            extrema.pop(0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else -1)
        if len(extrema) < terms + 1:
            break
        largest = max(abs(e) for e in error)
        done = largest <= abs(solution[terms]) * mp.mpf("1.001")
        reference = extrema
        if done:
            break
    return c


def fit(name, kind, target, weight, low, high, degree, points=None):
    points = points or 40 * (degree + 1)
    low, high = mp.mpf(low), mp.mpf(high)
    xs = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 3) / points) for i in range(points)]
    exact = [target(x) for x in xs]
    weights = [weight(x) for x in xs]
    ulp = mp.mpf(2) ** (24 if kind == "float" else 53)
    fixed, rest, best, worst = [], list(exact), None, mp.inf
    for power in range(degree + 1):
        c = remez(xs, rest, weights, range(power, degree + 1))
        whole = fixed + [rounded(value, kind) for value in c]
        error = max(abs(w * (t - mp.polyval([mp.mpf(v) for v in reversed(whole)], x)))
                    for w, t, x in zip(weights, exact, xs)) * ulp
        if error < worst:
            best, worst = whole, error
        fixed.append(whole[power])
        rest = [r - mp.mpf(fixed[-1]) * x ** power for r, x in zip(rest, xs)]
    print(f"{name}, {kind}, degree {degree}: {mp.nstr(worst, 3)} ulp")
    print("    " + ", ".join(literal(c, kind) for c in best), flush=True)


def split(name, value, bits, kind):
    high = mp.nint(value * 2 ** bits) / mp.mpf(2) ** bits
    print(f"{name} {kind}: {literal(rounded(high, kind), kind)}, {literal(rounded(value - high, kind), kind)}")


# e^r = 1 + r + r^2 q(r), |r| <= ln(2) / 2, relative to e^r - 1
def exp_target(r):
    return (mp.expm1(r) - r) / r ** 2


def exp_weight(r):
    return r ** 2 / abs(mp.expm1(r))


# log(1 + f) = f - f^2 / 2 + f^3 p(f), sqrt(1/2) <= 1 + f <= sqrt(2)
def log_target(f):
    return (mp.log1p(f) - f + f ** 2 / 2) / f ** 3


def log_weight(f):
    return abs(f ** 3 / mp.log1p(f))


# log(1 + f) = 2 atanh(s) with s = f / (2 + f), = 2 s + s z p(z) with z = s^2
def atanh_target(z):
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) - 2 * s) / (s * z)


def atanh_weight(z):
    s = mp.sqrt(z)
    return s * z / (2 * mp.atanh(s))


# erf(x) = x + x p(x^2)
def erf_target(z):
    x = mp.sqrt(z)
    return mp.erf(x) / x - 1


def erf_weight(z):
    x = mp.sqrt(z)
    return x / mp.erf(x)


# erf(x) = 1 - e^p(x)
def erfc_target(x):
    return mp.log(mp.erfc(x))


def erfc_weight(x):
    return mp.erfc(x) / mp.erf(x)


if __name__ == "__main__":
    split("ln 2", mp.ln2, 16, "float")
    split("ln 2", mp.ln2, 42, "double")
    print("log2(e)", literal(rounded(1 / mp.ln2, "float"), "float"), literal(rounded(1 / mp.ln2, "double"), "double"))
    half = mp.ln2 / 2 * mp.mpf("1.0001")
    fit("exp", "float", exp_target, exp_weight, -half, half, 4)
    fit("exp", "double", exp_target, exp_weight, -half, half, 9)
    low, high = mp.sqrt(0.5) - 1, mp.sqrt(2) - 1
    fit("log", "float", log_target, log_weight, low, high, 7)
    fit("log", "double", atanh_target, atanh_weight, 0, (high / (2 + high)) ** 2, 6)
    fit("erf, |x| < 1", "float", erf_target, erf_weight, 0, 1, 5)
    fit("erf, |x| < 1", "double", erf_target, erf_weight, 0, 1, 11)
    fit("erf, |x| >= 1", "float", erfc_target, erfc_weight, 1, 4, 5)
    fit("erf, |x| >= 1", "double", erfc_target, erfc_weight, 1, 6, 17)
