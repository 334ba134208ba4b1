#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes function_tables.h: tables and near-minimax (Chebyshev) coefficients of the elementary functions.

Needs mpmath. Its output is checked in, so that a build needs only a compiler; the numbers are part of the
results' bits. Prints the error of each fit, as a power of two, to stderr.
"""
import sys
from mpmath import atan, cbrt, chebyfit, cos, erf, expm1, floor, log, log1p, mp, mpf, nint, pi, sin, sqrt, \
    tanh, workprec

mp.dps = 40
lines = []


def q(value, bits):
    """value as a fixed-point integer with that many fraction bits."""
    return int(nint(value * mpf(2) ** bits))


def emit(comment, name, ctype, values, suffix=""):
    lines.append("// " + comment)
    lines.append("inline constexpr %s %s[%d] = {" % (ctype, name, len(values)))
    row = "   "
    for value in values:
        word = " %d%s," % (value, suffix)
        if len(row) + len(word) > 108:
            lines.append(row)
            row = "   "
        row += word
    lines.extend([row, "};", ""])


def constant(comment, name, ctype, text):
    lines.extend(["// " + comment, "inline constexpr %s %s = %s;" % (ctype, name, text)])


def fit(name, f, lo, hi, degree):
    """Coefficients of f on [lo, hi], lowest power first."""
    coefficients, error = chebyfit(f, [lo, hi], degree + 1, error=True)
    print("%-12s fit error 2^%.1f" % (name, float(log(error, 2))), file=sys.stderr)
    return coefficients[::-1]


def pieces(name, f, first, width, count, degree):
    """One polynomial a segment, in t = position in the segment as [-1/2, 1/2)."""
    values = []
    for k in range(count):
        start = first + width * k
        g = f(start)
        half = mpf(1) / 2
        segment = fit("%s[%d]" % (name, k), lambda t: g(start + width * (t + half)), -half, half, degree)
        values += [q(c, 30) for c in segment]
    return values


def odd_over_x(f, at_zero):
    """f(x) / x, times the power of two below x where x >= 1: what multiplies x's mantissa."""
    def of_segment(start):
        scale = mpf(2) ** int(floor(log(start, 2) + mpf(10) ** -20)) if start >= 1 else mpf(1)
        return lambda x: (f(x) / x if x != 0 else at_zero) * scale
    return of_segment


def log_segment(j):
    """The floats of log's segment j: [0x3f330000 + j * 2^17, + 2^17) as bits."""
    def value(bits):
        return mpf((bits & 0x7fffff) | 0x800000) / 2 ** 23 * mpf(2) ** ((bits >> 23) - 127)
    bits = 0x3f330000 + (j << 17)
    return value(bits), value(bits + (1 << 17))


def exp_tables():
    h = log(2) / 64
    emit("2^(j/32), Q30", "kExp2Table", "int32_t", [q(mpf(2) ** (mpf(j) / 32), 30) for j in range(32)])
    c = fit("exp", lambda r: expm1(r) / r if r else mpf(1), -h * mpf("1.002"), h * mpf("1.002"), 2)
    emit("(e^r - 1) / r for |r| <= ln(2)/64; t = 32 r as Q32", "kExp", "int32_t",
         [q(c[0], 27), q(c[1], 22), q(c[2], 17)])
    c = fit("expm1", lambda r: expm1(r) / r if r else mpf(1), -mpf(1) / 4, mpf(1) / 4, 6)
    emit("expm1(x) / x for |x| < 1/4, Q30; t = x as Q32", "kExpm1", "int32_t", [q(v, 30) for v in c])
    c = fit("exp2", lambda t: (mpf(2) ** t - 1) / t if t else log(2), -mpf(1) / 64, mpf(1) / 64, 2)
    emit("(2^r - 1) / r for |r| <= 1/64; t = 32 r as Q32", "kExp2", "int32_t",
         [q(c[0], 27), q(c[1], 22), q(c[2], 17)])
    high = q(log(2) / 32, 16)
    constant("ln(2)/32, high part: exact products with small integers", "kLn2By32High", "float",
             "%d.0f / 65536" % high)
    constant("the rest of ln(2)/32, Q48", "kLn2By32LowQ48", "int32_t",
             q(log(2) / 32 - high / mpf(2) ** 16, 48))
    lines.append("")


def log_tables():
    scales, widest = [], mpf(0)
    for j in range(64):
        a, b = log_segment(j)
        scale = 2 ** 13 if a <= 1 <= b else q(2 / (a + b), 13)
        scales.append(scale)
        widest = max(widest, abs(a * scale / 2 ** 13 - 1), abs(b * scale / 2 ** 13 - 1))
    emit("c[j], Q13: |m c - 1| <= 2^-7 in segment j", "kLogScale", "uint16_t", scales)
    emit("-ln(c[j]), Q43", "kLogTable", "int64_t", [q(-log(mpf(c) / 2 ** 13), 43) for c in scales], "LL")
    emit("-log2(c[j]), Q55", "kLog2Table", "int64_t",
         [q(-log(mpf(c) / 2 ** 13, 2), 55) for c in scales], "LL")

    def tail(r):
        return (r - log1p(r)) / r ** 2 if abs(r) > mpf(10) ** -12 else mpf(1) / 2 - r / 3
    c = fit("log", tail, -widest, widest, 2)
    emit("(r - ln(1 + r)) / r^2; t = r as Q37", "kLog", "int32_t", [q(c[0], 31), q(c[1], 26), q(c[2], 21)])
    c = fit("log2", tail, -widest, widest, 3)
    emit("the same in Q32, mod 2^32", "kLogFine", "int32_t",
         [q(c[0], 32) - 2 ** 32, q(c[1], 27), q(c[2], 22), q(c[3], 17)])
    c = fit("log1p", lambda r: log1p(r) / r if r else mpf(1), -mpf(1) / 64, mpf(1) / 64, 4)
    emit("ln(1 + x) / x for |x| < 1/64; t = x as Q37", "kLog1p", "int32_t",
         [q(c[i], 30 - 5 * i) for i in range(5)])
    constant("ln(2), Q31", "kLn2Q31", "int32_t", q(log(2), 31))
    with workprec(200):
        fraction = q(1 / log(mpf(2)) - 1, 64)
    constant("log2(e) - 1, high word of Q64", "kLog2eHigh", "uint32_t", "%du" % (fraction >> 32))
    constant("its low word", "kLog2eLow", "uint32_t", "%du" % (fraction & 0xffffffff))
    lines.append("")


def trig_tables():
    quarter = mpf(1) / 4
    c = fit("sin", lambda z: sin(pi / 2 * sqrt(z)) / sqrt(z) if z else pi / 2, 0, quarter, 4)
    emit("sin(pi/2 r) / r, Q30; t = r^2 as Q32", "kSin", "int32_t", [q(v, 30) for v in c])
    c = fit("cos", lambda z: cos(pi / 2 * sqrt(z)), 0, quarter, 4)
    emit("cos(pi/2 r), Q30; t = r^2 as Q32", "kCos", "int32_t", [q(v, 30) for v in c])
    with workprec(400):
        bits = int(floor(2 / pi * mpf(2) ** 192))
    emit("192 bits of 2/pi, little endian, and zeros for the largest arguments", "kTwoOverPi", "uint8_t",
         list(bits.to_bytes(24, "little")) + [0] * 8)
    emit("atan(t) / t, Q30: 9 segments of 1/8", "kAtan", "int32_t",
         pieces("atan", odd_over_x(atan, mpf(1)), mpf(0), mpf(1) / 8, 9, 5))
    constant("pi, Q30", "kPiQ30", "uint32_t", "%du" % q(pi, 30))
    lines.append("")


def other_tables():
    emit("tanh(x) / x, Q30: 37 segments of 1/4", "kTanh", "int32_t",
         pieces("tanh", odd_over_x(tanh, mpf(1)), mpf(0), mpf(1) / 4, 37, 5))
    emit("erf(x) / x, Q30: 16 segments of 1/4", "kErf", "int32_t",
         pieces("erf", odd_over_x(erf, 2 / sqrt(pi)), mpf(0), mpf(1) / 4, 16, 5))
    emit("cbrt(m), Q30: 8 segments of [1, 2)", "kCbrt", "int32_t",
         pieces("cbrt", lambda start: cbrt, mpf(1), mpf(1) / 8, 8, 4))
    emit("cbrt(2)^k, Q31", "kCbrtOfPower", "uint32_t", [q(cbrt(mpf(2)) ** k, 31) for k in range(3)], "u")


HEADER = """// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Tables of the elementary functions, made by make_function_tables.py. Qn: n fraction
// bits. Coefficients are lowest power first, each scaled so that Horner's rule with the
// high word of a 32 x 32-bit product needs no shifts.
#ifndef TMB_RUNTIME_KERNELS_FUNCTION_TABLES_H_
#define TMB_RUNTIME_KERNELS_FUNCTION_TABLES_H_

#include <cstdint>

namespace tmb::functions {

// clang-format off
"""
FOOTER = """// clang-format on

}  // namespace tmb::functions

#endif  // TMB_RUNTIME_KERNELS_FUNCTION_TABLES_H_"""

if __name__ == "__main__":
    exp_tables()
    log_tables()
    trig_tables()
    other_tables()
    with open(sys.argv[1] if len(sys.argv) > 1 else "function_tables.h", "w") as out:
        out.write("\n".join([HEADER] + lines + [FOOTER]) + "\n")
