#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Writes fake_quantization.hlo: programs that round to integers times a scale, in the spellings that training has.

usage: make_quantized.py && make_expected.py fake_quantization.hlo

XLA computes in f32 what the integer kernels compute with integers. Where a layer ends in a quantization both must
give the same integer, and so the same f32: no value of these cases lies so near to the middle of two that f32's
roundings would tell.
"""
import pathlib
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "harness"))
import values  # noqa: E402

HEAD = """// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Fake quantization in f32, as training with quantization writes it. make_quantized.py writes this file.
"""


def shape(dims):
    return f"f32[{','.join(str(d) for d in dims)}]"


def literal(array):
    if array.ndim == 0:
        return f"{array:.9g}"
    return "{" + ", ".join(literal(part) for part in array) + "}"


class Case:
    """The text of one program: each method adds an instruction and returns its name; `dims` knows their shapes."""

    def __init__(self, name, seed, tolerance="", comment=""):
        self.name, self.tolerance, self.comment = name, tolerance, comment
        self.random = np.random.default_rng(seed)
        self.lines, self.args, self.dims, self.computations = [], [], {}, []

    def add(self, dims, text):
        name = f"v{len(self.lines)}"
        self.lines.append(f"  {name} = {shape(dims)} {text}")
        self.dims[name] = tuple(dims)
        return name

    def input(self, *dims, low=-1.0, high=1.0):
        array = self.random.uniform(low, high, dims).astype(np.float32)
        array = np.round(array * 64) / np.float32(64)
        self.args.append(values.text_of("f32", array.astype(np.float32)))
        return self.add(dims, f"parameter({len(self.args) - 1})")

    def constant(self, array):
        array = np.asarray(array, np.float32)
        return self.add(array.shape, f"constant({literal(array)})")

    def normal(self, *dims, size=1.0):
        return np.round(self.random.normal(size=dims) * 64 * size) / 64

    def weights(self, *dims, size=1.0):
        return self.constant(self.normal(*dims, size=size))

    def like(self, number, dims, along=()):
        """A number, or a vector along a dimension, as an array of these dims."""
        name = number if isinstance(number, str) else self.constant(number)
        return self.add(dims, f"broadcast({name}), dimensions={{{','.join(str(d) for d in along)}}}")

    def unary(self, opcode, x):
        return self.add(self.dims[x], f"{opcode}({x})")

    def binary(self, opcode, x, y, along=()):
        if not isinstance(y, str) or self.dims[y] != self.dims[x]:
            y = self.like(y, self.dims[x], along)
        return self.add(self.dims[x], f"{opcode}({x}, {y})")

    def clip(self, x, low, high):
        return self.binary("minimum", self.binary("maximum", x, low), high)

    def clamp(self, x, low, high):
        return self.add(self.dims[x], f"clamp({self.constant(low)}, {x}, {self.constant(high)})")

    def reduce(self, opcode, x, initial, dimensions):
        region = f"{opcode}.{len(self.computations)}"
        self.computations.append(f"{region} {{\n  a = f32[] parameter(0)\n  b = f32[] parameter(1)\n"
                                 f"  ROOT r = f32[] {opcode}(a, b)\n}}\n")
        kept = [d for i, d in enumerate(self.dims[x]) if i not in dimensions]
        return self.add(kept, f"reduce({x}, {self.constant(initial)}), "
                              f"dimensions={{{','.join(map(str, dimensions))}}}, to_apply={region}")

    def max_pool(self, x):
        self.computations.append("pool {\n  a = f32[] parameter(0)\n  b = f32[] parameter(1)\n"
                                 "  ROOT r = f32[] maximum(a, b)\n}\n")
        b, h, w, c = self.dims[x]
        return self.add((b, h // 2, w // 2, c), f"reduce-window({x}, {self.constant(-np.inf)}), "
                                                "window={size=1x2x2x1 stride=1x2x2x1}, to_apply=pool")

    def reshape(self, x, *dims):
        return self.add(dims, f"reshape({x})")

    # ---- quantization
    def quantize(self, x, scale, zero=0, low=-128, high=127, along=()):
        steps = self.unary("round-nearest-even", self.binary("divide", x, scale, along))
        if zero:
            steps = self.binary("add", steps, zero)
        return self.clip(steps, low, high)

    def integers(self, x):
        """Rounded to s8, and back."""
        name = f"q{len(self.lines)}"
        steps = self.unary("round-nearest-even", x)
        self.lines.append(f"  {name} = s8[{','.join(map(str, self.dims[x]))}] convert({steps})")
        return self.add(self.dims[x], f"convert({name})")

    def dequantize(self, steps, scale, zero=0, along=()):
        if zero:
            steps = self.binary("subtract", steps, zero)
        return self.binary("multiply", steps, scale, along)

    def fake(self, x, scale, zero=0, low=-128, high=127, along=()):
        return self.dequantize(self.quantize(x, scale, zero, low, high, along), scale, zero, along)

    def straight_through(self, x, rounded):
        return self.binary("add", x, self.binary("subtract", rounded, x))

    def fake_weights(self, w, channel):
        """Rounded to -127..127 times a scale that the program computes for each channel."""
        others = [d for d in range(len(self.dims[w])) if d != channel]
        largest = self.reduce("maximum", self.unary("abs", w), 0, others)
        return self.fake(w, self.binary("divide", largest, 127), 0, -127, 127, (channel,))

    # ---- layers
    def convolution(self, x, w, window="pad=1_1x1_1", labels="b01f_01io->b01f", groups=1, stride=1):
        b, h, wide, _ = self.dims[x]
        k = self.dims[w]
        return self.add((b, h // stride, wide // stride, k[3]),
                        f"convolution({x}, {w}), window={{size={k[0]}x{k[1]} {window}}}, dim_labels={labels}"
                        + (f", feature_group_count={groups}" if groups > 1 else ""))

    def dot(self, x, w):
        return self.add((self.dims[x][0], self.dims[w][1]),
                        f"dot({x}, {w}), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}")

    def text(self, *results):
        lines = list(self.lines)
        if len(results) == 1:
            assert lines[-1].startswith(f"  {results[0]} = ")
            lines[-1] = "  ROOT " + lines[-1].lstrip()
        else:
            types = ", ".join(shape(self.dims[r]) for r in results)
            lines.append(f"  ROOT all = ({types}) tuple({', '.join(results)})")
        head = [f"// case: {self.name}"] + ([f"// rtol: {self.tolerance}", "// atol: 1e-6"] if self.tolerance else [])
        head += [f"// args: {'; '.join(self.args)}"]
        return "\n".join(head) + "\n" + "".join(self.computations) + "ENTRY f {\n" + "\n".join(lines) + "\n}\n"


def cases():
    c = Case("convolution_straight_through_by_channel_relu", 1)
    x, w = c.input(1, 5, 6, 3), c.weights(3, 3, 3, 5)
    x = c.straight_through(x, c.fake(x, 1 / 127))
    w = c.straight_through(w, c.fake_weights(w, 3))
    y = c.binary("maximum", c.binary("add", c.convolution(x, w), c.normal(5), (3,)), 0)
    yield c.text(c.straight_through(y, c.fake(y, 0.11, -128)))

    c = Case("dot_of_one_row_by_reciprocals_with_zero_points", 2)
    x, w = c.input(1, 24, low=-0.3), c.fake_weights(c.weights(24, 9), 1)
    steps = c.binary("add", c.unary("round-nearest-even", c.binary("multiply", x, 1 / 0.006)), -70)
    x = c.dequantize(c.clamp(steps, -128, 127), 0.006, -70)
    y = c.binary("add", c.dot(x, w), c.normal(9), (1,))
    steps = c.binary("add", c.unary("round-nearest-even", c.binary("multiply", y, 1 / 0.05)), 13)
    yield c.text(c.dequantize(c.clamp(steps, -128, 127), 0.05, 13))

    c = Case("dot_of_unsigned_integers", 3)
    x = c.fake(c.input(3, 16, low=0, high=2), 2 / 255, 0, 0, 255)
    y = c.dot(x, c.fake_weights(c.weights(16, 6), 1))
    yield c.text(c.fake(c.binary("maximum", y, 0), 0.04, 0, 0, 255))

    c = Case("depthwise_convolution_rounding_by_floor_clipped_first", 4)
    x = c.fake(c.input(1, 6, 6, 4), 0.01, 9)
    y = c.convolution(x, c.fake_weights(c.weights(3, 3, 1, 4), 3), "stride=2x2 pad=0_1x0_1", groups=4, stride=2)
    y = c.clip(c.binary("divide", y, 0.06), -100, 100)
    yield c.text(c.binary("multiply", c.unary("floor", c.binary("add", y, 0.5)), 0.06))

    c = Case("residual_of_other_scale_and_zero_point", 5)
    x, skip = c.fake(c.input(1, 4, 4, 4), 0.008, -3), c.fake(c.input(1, 4, 4, 4), 0.02, 40)
    y = c.binary("add", c.convolution(x, c.fake_weights(c.weights(3, 3, 4, 4), 3)), c.normal(4), (3,))
    yield c.text(c.fake(c.binary("maximum", c.binary("add", y, skip), 0), 0.07, -128))

    c = Case("residual_scaled_with_the_sums", 24)
    x, skip = c.fake(c.input(2, 12), 0.008), c.fake(c.input(2, 6), 0.01, 3)
    y = c.binary("add", skip, c.dot(x, c.fake_weights(c.weights(12, 6), 1)))
    yield c.text(c.fake(c.binary("divide", y, [0.5, -2, 1, -0.75, 3, 1], (1,)), 0.05, -6))

    c = Case("inputs_of_16_bits", 6)
    x = c.fake(c.input(1, 20), 1 / 32000, 0, -32768, 32767)
    y = c.dot(x, c.fake_weights(c.weights(20, 5), 1))
    yield c.text(c.fake(y, 0.001, 0, -32768, 32767))

    c = Case("logits_stay_f32", 7, "1e-5")
    x = c.fake(c.input(1, 24), 1 / 127)
    yield c.text(c.binary("add", c.dot(x, c.fake_weights(c.weights(24, 9), 1)), c.normal(9), (1,)))

    c = Case("two_readers_of_sums", 8, "1e-5")
    x = c.fake(c.input(2, 24), 1 / 127)
    y = c.dot(x, c.fake_weights(c.weights(24, 9), 1))
    yield c.text(c.fake(y, 0.05), c.unary("tanh", y))

    c = Case("pool_and_flattening_between_and_quantized_twice", 9)
    x = c.fake(c.input(1, 4, 4, 3), 1 / 127)
    y = c.binary("maximum", c.convolution(x, c.fake_weights(c.weights(3, 3, 3, 5), 3)), 0)
    y = c.fake(c.reshape(c.max_pool(y), 1, 20), 0.06, -128)
    y = c.dot(c.fake(y, 0.06, -128), c.fake_weights(c.weights(20, 7), 1))
    yield c.text(c.fake(y, 0.11))

    c = Case("pool_of_quantized_values", 10)
    x = c.max_pool(c.fake(c.input(1, 6, 6, 4), 1 / 127, 4))
    y = c.convolution(x, c.fake_weights(c.weights(3, 3, 4, 5), 3))
    yield c.text(c.fake(y, 0.09, -5))

    c = Case("batch_normalization_and_six_before_quantization", 11)
    x = c.fake(c.input(1, 4, 4, 3), 1 / 127)
    y = c.convolution(x, c.fake_weights(c.weights(3, 3, 3, 5), 3))
    y = c.binary("multiply", y, np.abs(c.normal(5)) * [1, -1, 1, 1, -1] + [0.5, -0.5, 0.5, 0.5, -0.5], (3,))
    y = c.binary("add", y, c.normal(5), (3,))
    yield c.text(c.fake(c.clip(y, 0, 6), 6 / 255, -128))

    c = Case("padded_and_joined_quantized_values", 12)
    a, b = c.fake(c.input(1, 3, 4, 2), 1 / 127, 7), c.fake(c.input(1, 3, 4, 2), 1 / 127, 7)
    x = c.add((1, 3, 4, 4), f"concatenate({a}, {b}), dimensions={{3}}")
    x = c.add((1, 5, 6, 4), f"pad({x}, {c.constant(0)}), padding=0_0x1_1x1_1x0_0")
    y = c.add((1, 3, 4, 5), f"convolution({x}, {c.fake_weights(c.weights(3, 3, 4, 5), 3)}), "
                            "window={size=3x3}, dim_labels=b01f_01io->b01f")
    yield c.text(c.fake(y, 0.06))

    c = Case("channels_in_front_weights_transposed", 13)
    x = c.fake(c.input(2, 3, 4, 5), 1 / 127, -2)
    w = c.add((6, 3, 3, 3), f"transpose({c.fake_weights(c.weights(3, 3, 3, 6), 3)}), dimensions={{3,2,0,1}}")
    y = c.add((2, 6, 4, 5), f"convolution({x}, {w}), window={{size=3x3 pad=1_1x1_1}}, dim_labels=bf01_oi01->bf01")
    yield c.text(c.fake(c.binary("add", y, c.normal(6), (1,)), 0.07, 1))

    c = Case("weights_in_front", 14)
    x = c.fake(c.input(12, 4), 1 / 127)
    w = c.fake_weights(c.weights(6, 12), 0)
    y = c.add((6, 4), f"dot({w}, {x}), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}")
    yield c.text(c.fake(y, 0.05, 3))

    c = Case("six_and_zero_point_between_layers", 23)
    x = c.fake(c.input(1, 4, 4, 3), 1 / 127)
    y = c.clip(c.convolution(x, c.fake_weights(c.weights(3, 3, 3, 5), 3)), 0, 6)
    y = c.convolution(c.fake(y, 6 / 255, -128), c.fake_weights(c.weights(3, 3, 1, 5), 3), groups=5)
    yield c.text(c.fake(y, 0.2, 3))

    c = Case("mean_of_an_image", 20)
    x = c.fake(c.input(1, 4, 4, 3), 1 / 127)
    y = c.fake(c.convolution(x, c.fake_weights(c.weights(3, 3, 3, 6), 3)), 0.06, 11)
    y = c.fake(c.binary("divide", c.reduce("add", y, 0, (1, 2)), 16), 0.02, -4)
    yield c.text(c.fake(c.dot(y, c.fake_weights(c.weights(6, 12), 1)), 0.05))

    c = Case("mean_that_stays_f32", 21, "1e-5")
    x = c.fake(c.input(2, 4, 4, 5), 1 / 127, 3)
    y = c.binary("multiply", c.reduce("add", x, 0, (1, 2)), 1 / 16)
    yield c.text(c.dot(y, c.fake_weights(c.weights(5, 13), 1)), c.dot(c.reshape(x, 2, 80), c.fake_weights(c.weights(80, 3), 1)))

    c = Case("rounded_down_within_bounds", 25)
    x = c.fake(c.input(2, 16), 1 / 127)
    y = c.binary("divide", c.dot(x, c.fake_weights(c.weights(16, 6), 1)), 0.3)
    yield c.text(c.binary("multiply", c.unary("floor", c.clip(y, 1, 3)), 0.3))

    c = Case("weights_of_ones_by_chance", 26, "1e-5")
    x = c.unary("round-nearest-even", c.input(2, 16, low=-9, high=9))
    yield c.text(c.binary("add", c.dot(c.unary("tanh", x), c.binary("multiply", c.like(1, (16, 6)), 1 / 9)), 1))

    c = Case("integers_that_saturate", 22)
    x = c.fake(c.input(2, 16), 1 / 127)
    y = c.binary("divide", c.dot(x, c.fake_weights(c.weights(16, 6), 1)), 0.01)
    yield c.text(c.dequantize(c.integers(y), 0.01))

    c = Case("weights_of_minus_128_stay_f32", 15, "1e-5")
    x = c.fake(c.input(2, 16), 1 / 127)
    w = c.weights(16, 6)
    yield c.text(c.dot(x, c.fake(w, 1 / 200, 0)))

    c = Case("scales_that_are_no_constants_stay_f32", 16, "1e-5")
    x, s = c.input(2, 16), c.input(low=0.01, high=0.02)
    x = c.fake(x, s)
    yield c.text(c.dot(x, c.fake_weights(c.weights(16, 6), 1)))

    c = Case("no_estimator_of_another_value", 17, "1e-5")
    x, other = c.input(2, 16), c.input(2, 16)
    mixed = c.binary("add", x, c.binary("subtract", c.fake(other, 1 / 127), x))
    yield c.text(c.dot(mixed, c.fake_weights(c.weights(16, 6), 1)))

    c = Case("no_estimator_of_half_the_value", 18, "1e-5")
    x = c.input(2, 16)
    half = c.binary("multiply", c.quantize(x, 1 / 127), 0.5 / 127)
    yield c.text(c.dot(c.straight_through(x, half), c.fake_weights(c.weights(16, 6), 1)))

    c = Case("weights_alone", 19, "1e-5")
    yield c.text(c.dot(c.input(2, 16), c.fake_weights(c.weights(16, 6), 1)))


def main():
    (FOLDER / "fake_quantization.hlo").write_text(HEAD + "".join("\n" + case for case in cases()), encoding="utf-8")


if __name__ == "__main__":
    main()
