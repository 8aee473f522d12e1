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


# tanh(x) = x + x^3 p(x^2)
def tanh_target(z):
    x = mp.sqrt(z)
    return (mp.tanh(x) / x - 1) / z


def tanh_weight(z):
    x = mp.sqrt(z)
    return z * x / mp.tanh(x)


def lowest_square_fit(xs, rest, powers, reach):
    """As remez, but by least squares over Chebyshev points: for intervals around 0 without the constant term."""
    table = mp.matrix([[(x / reach) ** p for p in powers] for x in xs])
    solution = mp.lu_solve(table.T * table, table.T * mp.matrix(rest))
    return [solution[i] / reach ** p for i, p in enumerate(powers)]


def tanh_last_piece(low, high):
    """The same for the piece behind which it is 1: around its end, without the terms that would round twice."""
    centre, half = mp.mpf(rounded(high, "float")), (mp.mpf(high) - low) / 2
    xs = [-half + half * mp.cos(mp.pi * (i + mp.mpf(1) / 3) / 60) for i in range(60)]
    fitted = lowest_square_fit(xs, [mp.tanh(x + centre) - 1 for x in xs], range(2, 6), half)
    return [float(centre), 1.0, 0.0] + [rounded(c, "float") for c in fitted]


def tanh_piece(low, high):
    """Centre and six coefficients of tanh within low <= x < high. Of 6,000 floats around the middle, the centre is the one
    whose tanh is nearest to a float."""
    low, high = mp.mpf(low), mp.mpf(high)
    step = mp.mpf(2) ** (mp.floor(mp.log(low, 2)) - 23)
    centre = min(((low + high) / 2 + k * step for k in range(-3000, 3001)),
                 key=lambda m: abs(mp.tanh(m) - rounded(mp.tanh(m), "float")))
    half = (high - low) / 2
    xs = [(low + high) / 2 - half * mp.cos(mp.pi * (i + mp.mpf(1) / 3) / 60) - centre for i in range(60)]
    coefficients = [rounded(mp.tanh(centre), "float")]
    rest = [mp.tanh(x + centre) - coefficients[0] for x in xs]
    for first in range(1, 6):
        coefficients.append(rounded(lowest_square_fit(xs, rest, range(first, 6), half)[0], "float"))
        rest = [r - mp.mpf(coefficients[-1]) * x ** first for r, x in zip(rest, xs)]
    return [float(centre)] + coefficients


def tanh_pieces():
    """The table of simd/math_avx512.hpp: columns are pieces by the low five bits of (bits of x) >> 21."""
    xs = [mp.mpf(1) / 64 * (1 - mp.cos(mp.pi * (i + mp.mpf(1) / 3) / 120)) / 2 for i in range(120)]
    cubic, fifth = remez(xs, [tanh_target(z) for z in xs], xs, range(2))
    table = [[0.0] * 7 for _ in range(32)]
    table[0x1EF & 31] = [0.0, 0.0, 1.0, 0.0, rounded(cubic, "float"), 0.0, rounded(fifth, "float")]
    for bits in range(0x1F0, 0x208):
        table[bits & 31] = tanh_piece(*(struct.unpack("f", struct.pack("I", b << 21))[0] for b in (bits, bits + 1)))
    table[0x208 & 31] = tanh_last_piece(8, 9.2)
    for row in range(7):
        print("    {" + ", ".join(literal(piece[row], "float") for piece in table) + "},")


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
    fit("tanh, |x| < 0.6", "float", tanh_target, tanh_weight, 0, mp.mpf("0.625") ** 2, 4)
    fit("tanh, |x| < 0.6", "double", tanh_target, tanh_weight, 0, mp.mpf("0.625") ** 2, 10)
    tanh_pieces()
