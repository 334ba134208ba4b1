#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes quantized_types.hlo: StableHLO programs of quantized types, with what StableHLO's specification says of them.

usage: make_quantized_types.py

XLA does not run such programs, so numpy computes the expected values: each operation on the numbers that integers
stand for, whose result is rounded to integers again (`dequantize_op_quantize`), without roundings between.
"""
import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "harness"))
import values  # noqa: E402

HEAD = """// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// StableHLO's quantized types: products and convolutions become integer kernels. make_quantized_types.py writes this file.
"""
LIMITS = {"i4": (-8, 7), "i8": (-128, 127), "u8": (0, 255), "i16": (-32768, 32767), "i32": (-2**31, 2**31 - 1)}


class Type:
    """A quantized element type; scales and zeros are numbers, or vectors along `axis`."""

    def __init__(self, storage, scales, zeros=0, axis=None, limits=None):
        self.storage, self.axis, self.limits = storage, axis, limits or LIMITS[storage]
        self.scales, self.zeros = np.float32(scales), np.asarray(zeros)
        pairs = zip(np.atleast_1d(self.scales), np.broadcast_to(np.atleast_1d(self.zeros), np.atleast_1d(scales).shape))
        listed = ", ".join(f"{s:.9g}" + (f":{z}" if z else "") for s, z in pairs)
        kept = f"<{limits[0]}:{limits[1]}>" if limits else ""
        dimension = "" if axis is None else f":{axis}"
        self.name = f"!quant.uniform<{storage}{kept}:f32{dimension}, " + (listed if axis is None else f"{{{listed}}}") + ">"

    def of(self, *dims):
        return f"tensor<{''.join(f'{d}x' for d in dims)}{self.name}>"

    def stored(self, *dims):
        return f"tensor<{''.join(f'{d}x' for d in dims)}{self.storage}>"

    def along(self, vector, rank):
        if self.axis is None:
            return np.float64(vector)
        return np.float64(vector).reshape([-1 if d == self.axis else 1 for d in range(rank)])

    def numbers(self, integers):
        rank = integers.ndim
        return (integers.astype(np.float64) - self.along(self.zeros, rank)) * self.along(self.scales, rank)

    def integers(self, numbers):
        rank = np.ndim(numbers)
        steps = numbers / self.along(self.scales, rank) + self.along(self.zeros, rank)
        return np.rint(np.clip(steps, *self.limits)).astype(np.int64)


def floats(*dims):
    return f"tensor<{''.join(f'{d}x' for d in dims)}f32>"


def text_of(dtype, array):
    return values.text_of(dtype, np.asarray(array).astype(values.DTYPES[dtype]))


def case(name, args, expect, arguments, body, result, tolerance=""):
    head = [f"// case: {name}"] + ([f"// rtol: {tolerance}"] if tolerance else [])
    head += [f"// args: {'; '.join(args)}", f"// expect by hand: {'; '.join(expect)}"]
    lines = [f"func.func @main({arguments}) -> {result} {{"] + ["  " + line for line in body] + ["}"]
    return "\n".join(head + lines) + "\n"


def convolve(x, w):
    """NHWC by HWIO, stride 1, zeros around."""
    b, h, wide, _ = x.shape
    pad_h, pad_w = w.shape[0] // 2, w.shape[1] // 2
    x = np.pad(x, ((0, 0), (pad_h, pad_h), (pad_w, pad_w), (0, 0)))
    return sum(np.einsum("bhwi,io->bhwo", x[:, i:i + h, j:j + wide], w[i, j])
               for i in range(w.shape[0]) for j in range(w.shape[1]))


def cases():
    random = np.random.default_rng(1)
    by_axis, other = Type("i8", [0.1, 0.5], [-30, -20], 0), Type("i8", [0.1, 0.2], [-20, -30], 0)

    yield case("quantize_by_axis_and_requantize", ["2xf32=4 15"], ["2xs8=10 10", "2xs8=20 45", "2xf32=4 15"],
               f"%x: {floats(2)}",
               [f"%q = stablehlo.uniform_quantize %x : ({floats(2)}) -> {by_axis.of(2)}",
                f"%r = stablehlo.uniform_quantize %q : ({by_axis.of(2)}) -> {other.of(2)}",
                f"%f = stablehlo.uniform_dequantize %r : ({other.of(2)}) -> {floats(2)}",
                f"return %q, %r, %f : {by_axis.of(2)}, {other.of(2)}, {floats(2)}"],
               f"({by_axis.of(2)}, {other.of(2)}, {floats(2)})", "1e-6")

    a, b = Type("i8", 0.1, -30), Type("i8", 0.5, -20)
    yield case("add_of_two_scales", ["2xs8=-20 -10", "2xs8=-14 -12"], ["2xs8=-12 -8"],
               f"%a: {a.of(2)}, %b: {b.of(2)}",
               [f"%r = stablehlo.add %a, %b : ({a.of(2)}, {b.of(2)}) -> {b.of(2)}", f"return %r : {b.of(2)}"], b.of(2))

    narrow = Type("i8", 0.25, 3, limits=(-100, 90))
    unsigned = Type("u8", 0.125, 128)
    x = np.array([-60, -25.8, -0.3, 0.1, 7.4, 21.7, 40], np.float32)
    yield case("narrow_range_and_unsigned_storage", [text_of("f32", x)],
               [text_of("s8", narrow.integers(x)), text_of("u8", unsigned.integers(x))], f"%x: {floats(7)}",
               [f"%q = stablehlo.uniform_quantize %x : ({floats(7)}) -> {narrow.of(7)}",
                f"%u = stablehlo.uniform_quantize %x : ({floats(7)}) -> {unsigned.of(7)}",
                f"return %q, %u : {narrow.of(7)}, {unsigned.of(7)}"], f"({narrow.of(7)}, {unsigned.of(7)})")

    # An image, convolved, with a bias in the units of its sums, quantized, pooled, multiplied.
    xt, yt, zt = Type("i8", 0.02, 5), Type("i8", 0.03, -128), Type("i8", 0.11, -7)
    ws = random.uniform(0.002, 0.01, 5)
    wt, st = Type("i8", ws, 0, 3, (-127, 127)), Type("i32", np.float32(xt.scales * np.float32(ws)), 0, 3)
    vs = random.uniform(0.002, 0.01, 6)
    vt = Type("i8", vs, 0, 1, (-127, 127))
    x, w = random.integers(-128, 128, (1, 4, 4, 3)), random.integers(-127, 128, (3, 3, 3, 5))
    bias, v = random.integers(-3000, 3000, 5), random.integers(-127, 128, (20, 6))
    bt = Type("i32", st.scales, 0, 0)
    sums = st.integers(convolve(xt.numbers(x), wt.numbers(w)))
    biased = st.integers(st.numbers(sums) + bt.numbers(bias))
    y = yt.integers(st.numbers(biased)).reshape(1, 2, 2, 2, 2, 5).max(axis=(2, 4))
    z = zt.integers(yt.numbers(y.reshape(1, 20)) @ vt.numbers(v))
    image, small = (1, 4, 4, 5), (1, 2, 2, 5)
    yield case("convolution_bias_pool_product", [text_of("s8", x)], [text_of("s8", y.reshape(1, 20)), text_of("s8", z)],
               f"%x: {xt.of(1, 4, 4, 3)}",
               [f"%w = stablehlo.constant() <{{value = dense<{w.tolist()}> : {wt.stored(3, 3, 3, 5)}}}> : () -> {wt.of(3, 3, 3, 5)}",
                f"%b = stablehlo.constant() <{{value = dense<{bias.tolist()}> : {bt.stored(5)}}}> : () -> {bt.of(5)}",
                f"%v = stablehlo.constant() <{{value = dense<{v.tolist()}> : {vt.stored(20, 6)}}}> : () -> {vt.of(20, 6)}",
                "%s = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = "
                "[[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : "
                f"({xt.of(1, 4, 4, 3)}, {wt.of(3, 3, 3, 5)}) -> {st.of(*image)}",
                f"%bb = stablehlo.broadcast_in_dim %b, dims = [3] : ({bt.of(5)}) -> {st.of(*image)}",
                f"%a = stablehlo.add %s, %bb : {st.of(*image)}",
                f"%y = stablehlo.uniform_quantize %a : ({st.of(*image)}) -> {yt.of(*image)}",
                f"%low = stablehlo.constant() <{{value = dense<-128> : tensor<i8>}}> : () -> {yt.of()}",
                '%p = "stablehlo.reduce_window"(%y, %low) <{window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = '
                "array<i64: 1, 2, 2, 1>}> ({",
                f"^bb0(%l: {yt.of()}, %r: {yt.of()}):",
                f"  %m = stablehlo.maximum %l, %r : {yt.of()}",
                f"  stablehlo.return %m : {yt.of()}",
                f"}}) : ({yt.of(*image)}, {yt.of()}) -> {yt.of(*small)}",
                f"%f = stablehlo.reshape %p : ({yt.of(*small)}) -> {yt.of(1, 20)}",
                f"%z = stablehlo.dot_general %f, %v, contracting_dims = [1] x [0] : ({yt.of(1, 20)}, {vt.of(20, 6)}) -> "
                f"{zt.of(1, 6)}",
                f"return %f, %z : {yt.of(1, 20)}, {zt.of(1, 6)}"], f"({yt.of(1, 20)}, {zt.of(1, 6)})")

    x = random.integers(-64, 65, (2, 20)) / 64
    yield case("product_of_floats_and_quantized_weights", [text_of("f32", x)],
               [text_of("f32", x @ vt.numbers(v))], f"%x: {floats(2, 20)}",
               [f"%v = stablehlo.constant() <{{value = dense<{v.tolist()}> : {vt.stored(20, 6)}}}> : () -> {vt.of(20, 6)}",
                f"%z = stablehlo.dot_general %x, %v, contracting_dims = [1] x [0] : ({floats(2, 20)}, {vt.of(20, 6)}) -> "
                f"{floats(2, 6)}", f"return %z : {floats(2, 6)}"], floats(2, 6), "2e-6")

    four, ut = Type("i4", 0.05), Type("u8", 0.02, 100)
    x, w = random.integers(0, 256, (1, 16)), random.integers(-8, 8, (16, 5))
    y = ut.integers(np.maximum(ut.numbers(x) @ four.numbers(w), 0))
    yield case("unsigned_values_4_bit_weights_and_relu", [text_of("u8", x)], [text_of("u8", y)], f"%x: {ut.of(1, 16)}",
               [f"%w = stablehlo.constant() <{{value = dense<{w.tolist()}> : {four.stored(16, 5)}}}> : () -> {four.of(16, 5)}",
                f"%y = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : ({ut.of(1, 16)}, {four.of(16, 5)}) -> "
                f"{ut.of(1, 5)}",
                f"%c = stablehlo.constant() <{{value = dense<100> : tensor<1x5xui8>}}> : () -> {ut.of(1, 5)}",
                f"%r = stablehlo.maximum %y, %c : {ut.of(1, 5)}", f"return %r : {ut.of(1, 5)}"], ut.of(1, 5))

    state = Type("i8", 0.5, 1)
    x = random.integers(-100, 100, 4)
    after = x.copy()
    for _ in range(3):
        after = state.integers(np.tanh(state.numbers(after)) * 8)
    yield case("loop_and_call_of_quantized_values", [text_of("s8", x)], [text_of("s8", after[::-1])],
               f"%x: {state.of(4)}",
               ["%zero = stablehlo.constant dense<0> : tensor<i32>", "%one = stablehlo.constant dense<1> : tensor<i32>",
                "%three = stablehlo.constant dense<3> : tensor<i32>",
                f"%eight = stablehlo.constant() <{{value = dense<17> : tensor<4xi8>}}> : () -> {state.of(4)}",
                f"%r:2 = stablehlo.while(%i = %zero, %s = %x) : tensor<i32>, {state.of(4)} cond {{",
                "  %c = stablehlo.compare LT, %i, %three : (tensor<i32>, tensor<i32>) -> tensor<i1>",
                "  stablehlo.return %c : tensor<i1>", "} do {", "  %n = stablehlo.add %i, %one : tensor<i32>",
                f"  %t = func.call @step(%s, %eight) : ({state.of(4)}, {state.of(4)}) -> {state.of(4)}",
                f"  stablehlo.return %n, %t : tensor<i32>, {state.of(4)}", "}",
                f"%b = stablehlo.reverse %r#1, dims = [0] : {state.of(4)}", f"return %b : {state.of(4)}", "}",
                f"func.func private @step(%s: {state.of(4)}, %eight: {state.of(4)}) -> {state.of(4)} {{",
                f"%f = stablehlo.uniform_dequantize %s : ({state.of(4)}) -> {floats(4)}",
                f"%t = stablehlo.tanh %f : {floats(4)}",
                f"%e = stablehlo.uniform_dequantize %eight : ({state.of(4)}) -> {floats(4)}",
                f"%m = stablehlo.multiply %t, %e : {floats(4)}",
                f"%q = stablehlo.uniform_quantize %m : ({floats(4)}) -> {state.of(4)}", f"return %q : {state.of(4)}"],
               state.of(4))


def main():
    (FOLDER / "quantized_types.hlo").write_text(HEAD + "".join("\n" + text for text in cases()), encoding="utf-8")


if __name__ == "__main__":
    main()
