# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""The operations of HLO on one element or moving elements: variants of each for a type."""
from jax import lax

from operation_values import (ALL, COMPLEX, FLOATS, FLOATS8, INTEGERS, NUMBERS, PRED, REAL, SIGNED, TYPES, UNSIGNED, Variant, array, bits,
                              shape)

OPERATIONS = []  # (name, types, function from a type to variants)


def operation(name, types):
    def add(function):
        OPERATIONS.append((name, types, function))
        return function
    return add


SHAPES = [(), (13,), (3, 5), (0, 3), (2, 3, 4), (37,)]
EXACT = {"abs", "negate", "sign", "ceil", "floor", "round-nearest-afz", "round-nearest-even", "not", "popcnt", "count-leading-zeros", "copy", "add", "subtract",
         "multiply", "divide", "remainder", "maximum", "minimum", "and", "or", "xor", "shift-left", "shift-right-arithmetic", "shift-right-logical"}


def unary(opcode, kinds=("random", "edges"), reference=None):
    def variants(t):
        exact = opcode in EXACT and (t not in COMPLEX)
        return [Variant([array(t, *dims, kind=kind)], f"@r = {shape(t, *dims)} {opcode}(@0)", shape(t, *dims), exact=exact, reference=reference)
                for kind in kinds for dims in SHAPES if kind != "edges" or dims == (13,)]
    return variants


def binary(opcode, second="random"):
    def variants(t):
        result = [([array(t, *dims), array(t, *dims, kind=second)], dims) for dims in SHAPES]
        if t not in COMPLEX:
            column = array(t, 13, kind="edges")
            other = column if second == "random" or t not in INTEGERS else array(t, 13, kind=second)
            result.append(([column.repeat(13), other.reshape(1, -1).repeat(13, 0).reshape(-1)], (169,)))
        return [Variant(arrays, f"@r = {shape(t, *dims)} {opcode}(@0, @1)", shape(t, *dims), exact=opcode in EXACT and t not in COMPLEX)
                for arrays, dims in result]
    return variants


FLOATING = FLOATS8 + FLOATS + COMPLEX
for name, types in {"abs": REAL, "negate": NUMBERS, "sign": SIGNED + FLOATING, "ceil": FLOATS8 + FLOATS, "floor": FLOATS8 + FLOATS, "round-nearest-afz": FLOATS8 + FLOATS,
                    "round-nearest-even": FLOATS8 + FLOATS, "not": PRED + INTEGERS, "popcnt": INTEGERS[1:], "count-leading-zeros": INTEGERS, "copy": ALL}.items():
    OPERATIONS.append((name, types, unary(name)))
for name in ("sqrt", "rsqrt", "cbrt", "exponential", "exponential-minus-one", "log", "log-plus-one", "logistic", "tanh", "tan", "sine", "cosine", "erf"):
    types = FLOATS8 + FLOATS + ([] if name in ("cbrt", "erf") else COMPLEX)
    OPERATIONS.append((name, types, unary(name, ("random", "positive", "unit", "edges"))))
for name in ("acos", "acosh", "asin", "asinh", "atan", "atanh", "cosh", "sinh"):  # XLA's CPU backend has none of them
    OPERATIONS.append((name, FLOATS + COMPLEX, unary(name, ("random", "positive", "unit", "edges"), getattr(lax, name))))
for name, types in {"add": ALL, "subtract": NUMBERS, "multiply": ALL, "divide": NUMBERS, "remainder": REAL, "maximum": ALL[:-2], "minimum": ALL[:-2], "and": PRED + INTEGERS,
                    "or": PRED + INTEGERS, "xor": PRED + INTEGERS}.items():
    OPERATIONS.append((name, types, binary(name)))
for name in ("shift-left", "shift-right-arithmetic", "shift-right-logical"):
    OPERATIONS.append((name, INTEGERS, binary(name, "small")))
OPERATIONS.append(("atan2", FLOATS8 + FLOATS, binary("atan2")))
OPERATIONS.append(("power", FLOATS8 + FLOATS + COMPLEX + INTEGERS, binary("power", "small")))


@operation("mulhi", INTEGERS[2:])
def mulhi(t):
    return [Variant([array(t, 49, kind="edges"), array(t, 49, kind="random")], f"@r = {shape(t, 49)} mulhi(@0, @1)", shape(t, 49))]


@operation("abs", COMPLEX)
def complex_abs(t):
    part = {"c64": "f32", "c128": "f64"}[t]
    return [Variant([array(t, 13)], f"@r = {part}[13] abs(@0)", f"{part}[13]", exact=False)]


@operation("real imag", FLOATS + COMPLEX)
def parts(t):
    part = {"c64": "f32", "c128": "f64"}.get(t, t)
    return [Variant([array(t, 3, 5)], f"@r = {part}[3,5] {name}(@0)", f"{part}[3,5]") for name in ("real", "imag")]


@operation("complex", ["f32", "f64"])
def complex_(t):
    whole = {"f32": "c64", "f64": "c128"}[t]
    return [Variant([array(t, 13, kind="edges"), array(t, 13)], f"@r = {whole}[13] complex(@0, @1)", f"{whole}[13]")]


@operation("is-finite", FLOATS8 + FLOATS)
def is_finite(t):
    return [Variant([array(t, 13, kind="edges")], "@r = pred[13] is-finite(@0)", "pred[13]")]


@operation("compare", ALL)
def compare(t):
    directions = ("EQ", "NE") if t in COMPLEX else ("EQ", "NE", "LT", "LE", "GT", "GE")
    a = array(t, 13, kind="random" if t in COMPLEX else "edges")
    result = [Variant([a.repeat(13), a.reshape(1, -1).repeat(13, 0).reshape(-1)], f"@r = pred[169] compare(@0, @1), direction={d}", "pred[169]") for d in directions]
    if t in FLOATS:
        result += [Variant([a.repeat(13), a.reshape(1, -1).repeat(13, 0).reshape(-1)], f"@r = pred[169] compare(@0, @1), direction={d}, type=TOTALORDER", "pred[169]")
                   for d in directions]
    return result + [Variant([array(t), array(t)], "@r = pred[] compare(@0, @1), direction=NE", "pred[]"),
                     Variant([array(t, 0), array(t, 0)], "@r = pred[0] compare(@0, @1), direction=EQ", "pred[0]")]


@operation("select", ALL)
def select(t):
    return [Variant([array("pred", *p), array(t, *dims), array(t, *dims)], f"@r = {shape(t, *dims)} select(@0, @1, @2)", shape(t, *dims))
            for p, dims in (((), ()), ((), (3, 5)), ((3, 5), (3, 5)), ((13,), (13,)), ((0,), (0,)))]


@operation("clamp", REAL)
def clamp(t):
    low, high = array(t, kind="small") * 0 + array(t, kind="random")[()].dtype.type(1), array(t, kind="edges") * 0 + TYPES[t](3)
    return [Variant([low, array(t, 13, kind="edges"), high], f"@r = {shape(t, 13)} clamp(@0, @1, @2)", shape(t, 13)),
            Variant([array(t, 3, 5, kind="small"), array(t, 3, 5), array(t, 3, 5, kind="positive")], f"@r = {shape(t, 3, 5)} clamp(@0, @1, @2)", shape(t, 3, 5))]


@operation("convert to", ALL)
def convert(t):
    """From each type to t. Out of its range XLA's CPU answers what the processor does, for integers."""
    result = []
    for source in ALL:
        kinds = ["random", "positive"] if t in INTEGERS and source in FLOATS + FLOATS8 + COMPLEX else ["random", "edges"]
        if source in COMPLEX and t not in COMPLEX:
            continue
        result += [Variant([array(source, 13, kind=k)], f"@r = {shape(t, 13)} convert(@0)", shape(t, 13)) for k in kinds]
    return result


@operation("bitcast-convert to", ALL)
def bitcast(t):
    result = []
    for source in ALL:
        if "pred" in (source, t) or (source in COMPLEX) != (t in COMPLEX):
            continue
        ratio = bits(t) / bits(source)
        if source in COMPLEX and source != t:
            continue
        dims, got = ((3, int(ratio)), (3,)) if ratio > 1 else ((3, 2), (3, 2)) if ratio == 1 else ((3, 2), (3, 2, int(1 / ratio)))
        result.append(Variant([array(source, *dims)], f"@r = {shape(t, *got)} bitcast-convert(@0)", shape(t, *got)))
    return result


@operation("reduce-precision", FLOATS)
def reduce_precision(t):
    return [Variant([array(t, 13, kind=k)], f"@r = {shape(t, 13)} reduce-precision(@0), exponent_bits={e}, mantissa_bits={m}", shape(t, 13))
            for e, m in ((5, 10), (8, 7), (4, 3), (5, 2), (8, 23), (3, 0)) for k in ("random", "edges")]


# Shapes and movement.
@operation("iota", [t for t in ALL if t != "pred"])
def iota(t):
    return [Variant([], f"@r = {shape(t, *dims)} iota(), iota_dimension={d}", shape(t, *dims)) for dims, d in (((7,), 0), ((3, 5), 0), ((3, 5), 1), ((2, 3, 4), 1), ((0, 2), 0))]


@operation("constant", ALL)
def constant(t):
    text = "{true, false, true}" if t == "pred" else "{(1, 2), (-0.5, 0), (0, 3)}" if t in COMPLEX else "{1, 0, 7}" if t in INTEGERS else "{1, -0.5, 0}"
    one = "true" if t == "pred" else "(1, -1)" if t in COMPLEX else "1"
    return [Variant([array(t)], f"@r = {shape(t, 3)} constant({text})", shape(t, 3)), Variant([array(t)], f"@r = {shape(t)} constant({one})", shape(t)),
            Variant([array(t, 2)], f"@c = {shape(t)} constant({one})\n@r = {shape(t, 2)} broadcast(@c), dimensions={{}}", shape(t, 2))]


def moves(name, rows):
    """rows: (operand dims, attributes, result dims)."""
    def variants(t):
        return [Variant([array(t, *dims)], f"@r = {shape(t, *result)} {name}(@0){', ' if attributes else ''}{attributes}", shape(t, *result)) for dims, attributes, result in rows]
    OPERATIONS.append((name, ALL, variants))


moves("broadcast", [((), "dimensions={}", (3, 5)), ((3,), "dimensions={0}", (3, 5)), ((5,), "dimensions={1}", (3, 5)), ((3, 4), "dimensions={0,2}", (3, 2, 4)), ((3,), "dimensions={0}", (3, 0))])
moves("reshape", [((3, 4), "", (2, 6)), ((6,), "", (3, 1, 2)), ((1, 1), "", ()), ((0, 3), "", (0,)), ((2, 3, 4), "", (24,))])
moves("transpose", [((3, 5), "dimensions={1,0}", (5, 3)), ((2, 3, 4), "dimensions={2,0,1}", (4, 2, 3)), ((2, 3, 2, 3), "dimensions={3,1,0,2}", (3, 3, 2, 2)), ((0, 3), "dimensions={1,0}", (3, 0))])
moves("reverse", [((7,), "dimensions={0}", (7,)), ((3, 5), "dimensions={1}", (3, 5)), ((2, 3, 4), "dimensions={0,2}", (2, 3, 4))])
moves("slice", [((9,), "slice={[2:7]}", (5,)), ((9,), "slice={[1:9:3]}", (3,)), ((4, 6), "slice={[1:3], [0:6:2]}", (2, 3)), ((4,), "slice={[2:2]}", (0,)), ((2, 3, 4), "slice={[0:2], [1:2], [1:4:2]}", (2, 1, 2))])


@operation("pad", ALL)
def pad(t):
    rows = [((5,), "1_2", (8,)), ((5,), "-1_3", (7,)), ((5,), "0_0_2", (13,)), ((3, 4), "1_0x0_2", (4, 6)), ((3, 4), "-1_1_1x2_-1_2", (5, 11)), ((5,), "-2_-2_1", (5,)), ((0,), "2_1", (3,)), ((4,), "-3_-3_2", (4,))]
    return [Variant([array(t, *dims), array(t)], f"@r = {shape(t, *got)} pad(@0, @1), padding={p}", shape(t, *got)) for dims, p, got in rows]


@operation("concatenate", ALL)
def concatenate(t):
    return [Variant([array(t, 3), array(t, 2)], f"@r = {shape(t, 5)} concatenate(@0, @1), dimensions={{0}}", shape(t, 5)),
            Variant([array(t, 3, 2), array(t, 3, 1), array(t, 3, 4)], f"@r = {shape(t, 3, 7)} concatenate(@0, @1, @2), dimensions={{1}}", shape(t, 3, 7)),
            Variant([array(t, 0, 2), array(t, 3, 2)], f"@r = {shape(t, 3, 2)} concatenate(@0, @1), dimensions={{0}}", shape(t, 3, 2)),
            Variant([array(t, 2)], f"@r = {shape(t, 2)} concatenate(@0), dimensions={{0}}", shape(t, 2))]


@operation("dynamic-slice", ALL)
def dynamic_slice(t):
    result = []
    for index in ("s32", "u32", "s8", "u8", "s64", "u64", "s16"):
        for start in (0, 2, 100, -3 if index[0] == "s" else 5):
            result.append(Variant([array(t, 7), TYPES[index](start)[...] if False else array(index) * 0 + TYPES[index](start)],
                                  f"@r = {shape(t, 3)} dynamic-slice(@0, @1), dynamic_slice_sizes={{3}}", shape(t, 3)))
    two = [array(t, 4, 5), array("s32") * 0 + 2, array("s32") * 0 - 1]
    return result[:6] + result[7::3] + [Variant(two, f"@r = {shape(t, 2, 5)} dynamic-slice(@0, @1, @2), dynamic_slice_sizes={{2,5}}", shape(t, 2, 5))]


@operation("dynamic-update-slice", ALL)
def dynamic_update_slice(t):
    result = [Variant([array(t, 7), array(t, 3), array("s32") * 0 + start], f"@r = {shape(t, 7)} dynamic-update-slice(@0, @1, @2)", shape(t, 7)) for start in (0, 2, 100, -3)]
    two = [array(t, 4, 5), array(t, 2, 1), array("u8") * 0 + 3, array("u8") * 0 + 4]
    return result + [Variant(two, f"@r = {shape(t, 4, 5)} dynamic-update-slice(@0, @1, @2, @3)", shape(t, 4, 5)),
                     Variant([array(t, 3), array(t, 0), array("s32")], f"@r = {shape(t, 3)} dynamic-update-slice(@0, @1, @2)", shape(t, 3))]
