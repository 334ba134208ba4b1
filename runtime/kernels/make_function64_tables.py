#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes function64_tables.h: coefficients (near-minimax, Chebyshev) and constants of the double functions.

Needs mpmath. Its output is checked in, so that a build needs only a compiler; the numbers are part of the
results' bits. Prints the error of each fit, as a power of two, to stderr.
"""
import sys
from mpmath import atan, atanh, chebyfit, cos, erf, erfc, exp, floor, frexp, log, mp, mpf, nint, pi, sin, sqrt

mp.prec = 1400  # the bits of 2/pi
QUARTER, HALF, ONE = mpf(1) / 4, mpf(1) / 2, mpf(1)
lines = []


def polynomial(comment, name, f, lo, hi, degree):
    """Coefficients of f on [lo, hi] in Q62, highest power first."""
    assert max(abs(lo), abs(hi)) <= HALF
    mp.prec = 160
    coefficients, error = chebyfit(f, [lo, hi], degree + 1, error=True)
    mp.prec = 1400
    print("%-10s degree %d, fit error 2^%.1f" % (name, degree, float(log(error, 2))), file=sys.stderr)
    lines.append("// " + comment)
    lines.append("inline constexpr int64_t %s[] = {" % name)
    words = ["%d," % int(nint(c * mpf(2) ** 62)) for c in coefficients]
    lines.extend("    " + " ".join(words[i:i + 4]) for i in range(0, len(words), 4))
    lines.extend(["};", ""])


def extended(name, value):
    """A positive constant to 128 bits."""
    mantissa, exponent = frexp(value)
    bits = int(nint(mantissa * mpf(2) ** 128))
    lines.append("inline constexpr Extended %s = {0x%016x, 0x%016x, %d, 0};"
                 % (name, bits >> 64, bits & (2 ** 64 - 1), exponent))


def continued(f, at_zero):
    """f, and at_zero where rounding would spoil f."""
    return lambda t: f(t) if abs(t) > mpf(2) ** -70 else at_zero


def of_root(f, at_zero):
    """f(x) / x as a function of x^2."""
    return continued(lambda z: f(sqrt(z)) / sqrt(z), at_zero)


def polynomials():
    polynomial("(2^t - 1) / t for |t| <= 1/2", "kExp2", continued(lambda t: (2 ** t - 1) / t, log(2)),
               -HALF, HALF, 11)
    widest = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2
    polynomial("(2 atanh(s) - 2 s) / s^3 in t = s^2, for |s| <= 0.1716", "kLog",
               continued(lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z, 2 * ONE / 3),
               mpf(0), widest * mpf("1.001"), 8)
    polynomial("sin(pi/2 r) / r in t = r^2, for |r| <= 1/2", "kSin",
               of_root(lambda r: sin(pi / 2 * r), pi / 2), mpf(0), QUARTER, 7)
    polynomial("cos(pi/2 r) in t = r^2, for |r| <= 1/2", "kCos", lambda z: cos(pi / 2 * sqrt(z)),
               mpf(0), QUARTER, 7)
    polynomial("atan(q) / q in t = q^2, for |q| <= 1/2", "kAtan", of_root(atan, ONE), mpf(0), QUARTER, 13)
    at_zero = 2 / sqrt(pi)
    polynomial("erf(x) / x in t = x^2 - 1/2, for |x| < 1", "kErf",
               lambda t: of_root(erf, at_zero)(t + HALF), -HALF, HALF, 12)
    polynomial("erfc(x) e^(x^2) in t = 2/(x + 1) - 5/8, for 1 <= x < 6", "kErfc",
               lambda t: (lambda x: erfc(x) * exp(x * x))(2 / (t + mpf(5) / 8) - 1),
               2 * ONE / 7 - mpf(5) / 8, ONE - mpf(5) / 8, 19)

def constants():
    extended("kOne", ONE)
    extended("kTwo", 2 * ONE)
    extended("kHalf", HALF)
    extended("kFiveEighths", mpf(5) / 8)
    extended("kThird", ONE / 3)
    extended("kLn2", log(mpf(2)))
    extended("kLog2E", 1 / log(mpf(2)))
    extended("kPi", pi)
    extended("kHalfPi", pi / 2)
    extended("kQuarterPi", pi / 4)
    extended("kTwoOverPi", 2 / pi)
    lines.append("")
    count, zeros = 152, 7
    lines.append("// %d zero bits, then 2/pi; little endian: the first bits are in the last bytes."
                 % (8 * zeros))
    lines.append("inline constexpr uint8_t kTwoOverPiBits[] = {")
    data = list(int(floor(2 / pi * mpf(2) ** (8 * (count - zeros)))).to_bytes(count, "little"))
    for i in range(0, count, 19):
        lines.append("    " + " ".join("%d," % byte for byte in data[i:i + 19]))
    lines.extend(["};", ""])


HEADER = """// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Coefficients and constants of the double functions, made by make_function64_tables.py.
// Polynomials in Q62, highest power first.
#ifndef TMB_RUNTIME_KERNELS_FUNCTION64_TABLES_H_
#define TMB_RUNTIME_KERNELS_FUNCTION64_TABLES_H_

#include <cstdint>

#include "runtime/kernels/extended.h"

namespace tmb::functions64 {

// clang-format off
"""
FOOTER = """// clang-format on

}  // namespace tmb::functions64

#endif  // TMB_RUNTIME_KERNELS_FUNCTION64_TABLES_H_"""

if __name__ == "__main__":
    polynomials()
    constants()
    with open(sys.argv[1] if len(sys.argv) > 1 else "function64_tables.h", "w") as out:
        out.write("\n".join([HEADER] + lines + [FOOTER]) + "\n")
