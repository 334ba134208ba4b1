# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Programs of one or few instructions each, to fit the estimate of cycles to: sizes vary within each kind, so that what
an instruction costs once, a row, a strip and an element can be told apart."""
import json

import numpy as np

DTYPES = {"f32": np.float32, "s32": np.int32, "u32": np.uint32, "s8": np.int8, "f16": np.float16, "pred": np.bool_,
          "f64": np.float64, "s64": np.int64}


def shape(dtype, *dims):
    return f"{dtype}[{','.join(map(str, dims))}]"


def literal(values):
    if values.ndim == 0:
        return f"{values:.5g}"
    return "{" + ",".join(literal(row) for row in values) + "}"


class Writer:
    """Writes programs into a folder, as tests/corpus/make.py does, without expected values."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.random = np.random.default_rng(1)

    def weights(self, *dims):
        return f"{shape('f32', *dims)} constant({literal(self.random.uniform(-1, 1, dims).astype(np.float32))})"

    def values(self, text):
        dtype, dims = text.rstrip("]").split("[")
        dims = [int(d) for d in dims.split(",") if d]
        if dtype in ("f32", "f16", "f64"):
            return self.random.uniform(0.1, 2, dims).astype(DTYPES[dtype])
        return self.random.integers(0, 2 if dtype == "pred" else 10, dims).astype(DTYPES[dtype])

    def add(self, kind, inputs, result, lines, computations=""):
        """A program of these lines, in which the inputs are p0, p1, ... and `r` is the result of type `result`."""
        self.count += 1
        folder = self.folder / f"{self.count:03}_{kind}"
        folder.mkdir(parents=True, exist_ok=True)
        body = [f"  p{i} = {text} parameter({i})" for i, text in enumerate(inputs)]
        body += ["  " + line for line in lines]
        (folder / "module.hlo.txt").write_text(
            f"HloModule fit\n\n{computations}ENTRY main {{\n" + "\n".join(body[:-1]) + "\n  ROOT "
            + body[-1].strip() + "\n}\n", encoding="utf-8")
        for i, text in enumerate(inputs):
            np.save(folder / f"in{i}.npy", self.values(text))
        (folder / "case.json").write_text(json.dumps({
            "name": folder.name, "entry_parameters": [{"file": f"in{i}.npy"} for i in range(len(inputs))],
            "entry_results": [{"file": "out0.npy"}]}), encoding="utf-8")


def reducer(operation, dtype="f32"):
    return (f"merge {{\n  a = {dtype}[] parameter(0)\n  b = {dtype}[] parameter(1)\n"
            f"  ROOT r = {dtype}[] {operation}(a, b)\n}}\n\n")


def add_elements(to):
    unary = ["exponential", "exponential-minus-one", "log", "log-plus-one", "tanh", "logistic", "sine", "cosine", "tan",
             "erf", "rsqrt", "cbrt", "sqrt", "negate", "floor", "ceil", "round-nearest-even", "sign"]
    binary = ["add", "subtract", "multiply", "divide", "maximum", "minimum", "power", "atan2", "remainder"]
    for dims in [(320,), (1024,), (6, 48), (9, 20), (40, 8)]:
        of = {dtype: shape(dtype, *dims) for dtype in DTYPES}
        for operation in unary:
            to.add(operation, [of["f32"]], of["f32"], [f"r = {of['f32']} {operation}(p0)"])
        for operation in binary:
            to.add(operation, [of["f32"]] * 2, of["f32"], [f"r = {of['f32']} {operation}(p0, p1)"])
            to.add(operation + "_scalar", [of["f32"]], of["f32"], [
                "c = f32[] constant(1.7)", f"b = {of['f32']} broadcast(c), dimensions={{}}",
                f"r = {of['f32']} {operation}(p0, b)"])
        for operation in ["add", "multiply", "and", "shift-left", "divide", "maximum"]:
            to.add("s32_" + operation, [of["s32"]] * 2, of["s32"], [f"r = {of['s32']} {operation}(p0, p1)"])
        for dtype in ["f32", "s32"]:
            to.add("select", [of[dtype]] * 2, of[dtype], [
                f"c = {of['pred']} compare(p0, p1), direction=LT", f"r = {of[dtype]} select(c, p1, p0)"])
        for dtype, operation in [("f64", "add"), ("f64", "multiply"), ("s64", "multiply"), ("s64", "divide")]:
            to.add(f"{dtype}_{operation}", [of[dtype]] * 2, of[dtype], [f"r = {of[dtype]} {operation}(p0, p1)"])
        for source, target in [("f32", "s32"), ("s8", "f32"), ("f32", "s8"), ("f16", "f32"), ("f32", "f16"),
                               ("pred", "f32")]:
            to.add(f"{source}_{target}", [of[source]], of[target], [f"r = {of[target]} convert(p0)"])
        for length in (2, 5, 9):
            lines = [f"{'r' if i == length else f'v{i}'} = {of['f32']} {('multiply', 'add', 'subtract')[i % 3]}("
                     f"{'p0' if i == 1 else f'v{i - 1}'}, p{1 + i % 2})" for i in range(1, length + 1)]
            to.add("chain", [of["f32"]] * 3, of["f32"], lines)


def add_views(to):
    for rows, columns in [(8, 12), (32, 48), (7, 33), (64, 16)]:
        of, turned = shape("f32", rows, columns), shape("f32", columns, rows)
        to.add("transpose", [of], turned, [f"r = {turned} transpose(p0), dimensions={{1,0}}"])
        to.add("reverse", [of], of, [f"r = {of} reverse(p0), dimensions={{1}}"])
        padded = shape("f32", rows + 3, columns + 5)
        to.add("pad", [of], padded, ["c = f32[] constant(0)", f"r = {padded} pad(p0, c), padding=1_2x3_2"])
        half = shape("f32", rows, columns // 2)
        to.add("slice", [of], half, [f"r = {half} slice(p0), slice={{[0:{rows}], [0:{columns // 2 * 2}:2]}}"])
        for dims, of_vector in (("1", columns), ("0", rows)):
            to.add("broadcast", [of, shape("f32", of_vector)], of, [
                f"b = {of} broadcast(p1), dimensions={{{dims}}}", f"r = {of} add(p0, b)"])
        to.add("iota", [of], of, [f"i = {of} iota(), iota_dimension=1", f"r = {of} add(p0, i)"])
        both = shape("f32", 2 * rows, columns)
        to.add("concatenate", [of, of], both, [f"r = {both} concatenate(p0, p1), dimensions={{0}}"])


def add_reductions(to):
    for rows, columns in [(1, 12), (1, 100), (1, 640), (8, 32), (20, 7), (40, 48), (125, 64)]:
        of = shape("f32", rows, columns)
        for operation in ["add", "maximum"]:
            for dimension, kept in ((1, rows), (0, columns)):
                to.add(f"reduce_{operation}", [of], shape("f32", kept), [
                    "c = f32[] constant(0)",
                    f"r = {shape('f32', kept)} reduce(p0, c), dimensions={{{dimension}}}, to_apply=merge"],
                    reducer(operation))
    for height, channels in [(8, 8), (12, 16), (16, 30)]:
        to.add("pool", [shape("f32", 1, height, height, channels)], "", [
            "c = f32[] constant(0)",
            f"r = {shape('f32', 1, height // 2, height // 2, channels)} reduce-window(p0, c), "
            "window={size=1x2x2x1 stride=1x2x2x1}, to_apply=merge"], reducer("maximum"))


def add_dots(to):
    for m, k, n in [(1, 16, 8), (1, 64, 32), (1, 128, 640), (1, 640, 128), (4, 30, 20), (16, 48, 48), (1, 8, 128), (1, 300, 5)]:
        result = shape("f32", m, n)
        dot = f"r = {result} dot(p0, w), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}"
        to.add("dot", [shape("f32", m, k)], result, [f"w = {to.weights(k, n)}", dot])
        for dtype in ["f32", "s8", "f16", "s64"]:
            result = shape("s32" if dtype == "s8" else dtype, m, n)
            to.add("dot_of_two", [shape(dtype, m, k), shape(dtype, k, n)], result, [
                f"r = {result} dot(p0, p1), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}"])


def add_convolutions(to):
    sizes = [(8, 1, 8, 3), (12, 3, 16, 3), (10, 8, 8, 3), (9, 16, 16, 3), (8, 32, 12, 1), (12, 16, 16, 1), (25, 64, 64, 1),
             (6, 128, 64, 1), (12, 4, 30, 5), (16, 3, 8, 3), (7, 24, 32, 3), (32, 8, 16, 1), (6, 256, 40, 1)]
    for size, in_c, out_c, k in sizes:
        for stride in (1, 2):
            out, pad = -(-size // stride), (k - 1) // 2
            high = max(0, (out - 1) * stride + k - size - pad)
            result = shape("f32", 1, out, out, out_c)
            window = f"window={{size={k}x{k} stride={stride}x{stride} pad={pad}_{high}x{pad}_{high}}}"
            operand = shape("f32", 1, size, size, in_c)
            to.add("convolution", [operand], result, [
                f"w = {to.weights(k, k, in_c, out_c)}",
                f"r = {result} convolution(p0, w), {window}, dim_labels=b01f_01io->b01f"])
            if k > 1:
                each = shape("f32", 1, out, out, in_c)
                to.add("depthwise", [operand], each, [
                    f"w = {to.weights(k, k, 1, in_c)}",
                    f"r = {each} convolution(p0, w), {window}, dim_labels=b01f_01io->b01f, feature_group_count={in_c}"])
            for dtype in ["f32", "s8", "f16"] if in_c * out_c < 300 else []:
                result = shape("s32" if dtype == "s8" else dtype, 1, out, out, out_c)
                to.add("convolution_of_two", [shape(dtype, 1, size, size, in_c), shape(dtype, k, k, in_c, out_c)], result,
                       [f"r = {result} convolution(p0, p1), {window}, dim_labels=b01f_01io->b01f"])


def add_indexed(to):
    for rows, columns, taken in [(20, 8, 5), (50, 16, 30), (10, 40, 64), (100, 1, 80)]:
        of, result = shape("f32", rows, columns), shape("f32", taken, columns)
        to.add("gather", [of, shape("s32", taken, 1)], result, [
            f"r = {result} gather(p0, p1), offset_dims={{1}}, collapsed_slice_dims={{0}}, start_index_map={{0}}, "
            f"index_vector_dim=1, slice_sizes={{1,{columns}}}"])
        to.add("scatter", [of, shape("s32", taken, 1), result], of, [
            f"r = {of} scatter(p0, p1, p2), update_window_dims={{1}}, inserted_window_dims={{0}}, "
            "scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=merge"], reducer("add"))
    for rows, count in [(1, 20), (1, 300), (8, 50), (1, 1000)]:
        of = shape("s32", rows, count)
        to.add("sort", [of], of, [f"r = {of} sort(p0), dimensions={{1}}, to_apply=less"],
               "less {\n  a = s32[] parameter(0)\n  b = s32[] parameter(1)\n"
               "  ROOT r = pred[] compare(a, b), direction=LT\n}\n\n")


def add_scalars(to):
    for length in (1, 4, 12, 30):
        lines = [f"{'r' if i == length else f'v{i}'} = f32[] {('multiply', 'add', 'divide', 'maximum')[i % 4]}("
                 f"{'p0' if i == 1 else f'v{i - 1}'}, p{1 + i % 2})" for i in range(1, length + 1)]
        to.add("scalar", ["f32[]"] * 3, "f32[]", lines)
    for count in (4, 9, 20):  # operands
        lines = [f"{'r' if i == count - 1 else f'v{i}'} = f32[] {('add', 'subtract')[i % 2]}("
                 f"{'p0' if i == 1 else f'v{i - 1}'}, p{i})" for i in range(1, count)]
        to.add("scalar_inputs", ["f32[]"] * count, "f32[]", lines)
    for operation in ["exponential", "log", "tanh", "sine", "logistic"]:
        to.add("scalar_" + operation, ["f32[]"], "f32[]", [f"r = f32[] {operation}(p0)"])


def write(folder):
    to = Writer(folder)
    for add in (add_elements, add_views, add_reductions, add_dots, add_convolutions, add_indexed, add_scalars):
        add(to)
    return to.count
