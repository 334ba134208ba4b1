# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""The operations of HLO with regions, contractions, indices or control flow: variants of each for a type."""
import numpy as np

from operation_values import (ALL, COMPLEX, FLOATS, FLOATS8, INTEGERS, NUMBERS, PRED, REAL, TYPES, UNSIGNED, Variant, array, reducer, shape)
from table_operations import operation


def zero(t):
    return array(t) * 0 if t != "pred" else array(t) & False


def inexact(variants, atol=0.0):
    for v in variants:
        v.exact, v.atol = False, atol
    return variants


REDUCERS = {"pred": ("and", "or"), **{t: ("add", "multiply") for t in COMPLEX}}


@operation("reduce", ALL)
def reduce(t):
    result = []
    for opcode in REDUCERS.get(t, ("add", "maximum", "minimum") if t in FLOATS8 else ("add", "maximum", "minimum", "multiply")):
        for dims, axes, got in (((7,), "0", ()), ((3, 5), "1", (3,)), ((3, 5), "0", (5,)), ((2, 3, 4), "0,2", (3,)), ((0, 3), "0", (3,)), ((3, 5), "0,1", ())):
            positive = opcode == "multiply" or opcode == "add" and t in FLOATS8
            result.append(Variant([array(t, *dims, kind="positive" if positive else "random"), array(t)], f"@r = {shape(t, *got)} reduce(@0, @1), dimensions={{{axes}}}, to_apply=@f",
                                  shape(t, *got), reducer(t, opcode)))
    if t in REAL:
        pair = (f"@f {{ a = {shape(t)} parameter(0) i = s32[] parameter(1) b = {shape(t)} parameter(2) j = s32[] parameter(3) g = pred[] compare(a, b), direction=GT "
                f"e = pred[] compare(a, b), direction=EQ l = pred[] compare(i, j), direction=LT t = pred[] and(e, l) p = pred[] or(g, t) m = {shape(t)} select(p, a, b) k = s32[] select(p, i, j) ROOT o = ({shape(t)}, s32[]) tuple(m, k) }}")
        result.append(Variant([array(t, 3, 7), array("s32", 3, 7), array(t), array("s32")],
                              f"@p = ({shape(t, 3)}, s32[3]) reduce(@0, @1, @2, @3), dimensions={{1}}, to_apply=@f\n@r = s32[3] get-tuple-element(@p), index=1", "s32[3]", pair))
    return inexact(result) if t not in PRED + INTEGERS else result


@operation("reduce-window", ALL)
def reduce_window(t):
    rows = [((9,), "size=3", (7,)), ((9,), "size=3 stride=2 pad=1_1", (5,)), ((9,), "size=3 rhs_dilate=2", (5,)), ((5,), "size=2 lhs_dilate=3", (12,)), ((4, 6), "size=2x3 stride=2x3", (2, 2)),
            ((4, 6), "size=1x6", (4, 1)), ((3, 4), "size=2x2 pad=1_0x0_1", (3, 4)), ((7,), "size=7 pad=6_0", (7,)), ((6,), "size=2 pad=-1_-1", (3,))]
    return inexact([Variant([array(t, *dims), array(t)], f"@r = {shape(t, *got)} reduce-window(@0, @1), window={{{w}}}, to_apply=@f", shape(t, *got), reducer(t, opcode))
                    for dims, w, got in rows for opcode in REDUCERS.get(t, ("add", "maximum"))])


@operation("select-and-scatter", REAL)
def select_and_scatter(t):
    ge = f"@g {{ x = {shape(t)} parameter(0) y = {shape(t)} parameter(1) ROOT z = pred[] compare(x, y), direction=GE }}\n"
    rows = [((6,), (3,), "size=2 stride=2"), ((7,), (5,), "size=3"), ((4, 4), (2, 2), "size=2x2 stride=2x2"), ((5,), (3,), "size=3 stride=2 pad=1_1")]
    return inexact([Variant([array(t, *dims), array(t, *source), zero(t)], f"@r = {shape(t, *dims)} select-and-scatter(@0, @1, @2), window={{{w}}}, select=@g, scatter=@f", shape(t, *dims),
                            ge + reducer(t, "add")) for dims, source, w in rows])


@operation("sort", ALL[:-2])
def sort(t):
    def comparator(direction, extra=""):
        order = ", type=TOTALORDER" if t in FLOATS else ""
        return f"@c {{ x = {shape(t)} parameter(0) y = {shape(t)} parameter(1){extra} ROOT z = pred[] compare(x, y), direction={direction}{order} }}"
    values = [s + " = s32[] parameter(" + str(i) + ")" for i, s in ((2, "u"), (3, "v"))]
    rows = [((9,), 0), ((3, 5), 1), ((3, 5), 0), ((1,), 0), ((0,), 0), ((2, 40), 1)]
    result = [Variant([array(t, *dims)], f"@r = {shape(t, *dims)} sort(@0), dimensions={{{d}}}, is_stable=true, to_apply=@c", shape(t, *dims), comparator(o)) for dims, d in rows for o in ("LT", "GT")]
    result.append(Variant([array(t, 13, kind="edges")], f"@r = {shape(t, 13)} sort(@0), dimensions={{0}}, is_stable=true, to_apply=@c", shape(t, 13), comparator("LT")))
    pair = f"@p = ({shape(t, 3, 5)}, s32[3,5]) sort(@0, @1), dimensions={{1}}, is_stable=true, to_apply=@c\n@r = s32[3,5] get-tuple-element(@p), index=1"
    return result + [Variant([array(t, 3, 5), array("s32", 3, 5)], pair, "s32[3,5]", comparator("LT", " " + " ".join(values)))]


@operation("topk", [t for t in REAL if t not in FLOATS8])
def topk(t):
    return [Variant([array(t, *dims)], f"@p = ({shape(t, *got)}, s32[{','.join(map(str, got))}]) topk(@0), k={got[-1]}, largest=true\n@r = {r} get-tuple-element(@p), index={i}", r)
            for dims, got in (((9,), (3,)), ((3, 7), (3, 2)), ((5,), (5,))) for i, r in ((0, shape(t, *got)), (1, shape("s32", *got)))]


@operation("dot", ALL)
def dot(t):
    rows = [((3, 4), (4, 5), "lhs_contracting_dims={1}, rhs_contracting_dims={0}", (3, 5)), ((4,), (4,), "lhs_contracting_dims={0}, rhs_contracting_dims={0}", ()),
            ((2, 3, 4), (2, 4, 5), "lhs_batch_dims={0}, rhs_batch_dims={0}, lhs_contracting_dims={2}, rhs_contracting_dims={1}", (2, 3, 5)),
            ((4, 3), (5, 4), "lhs_contracting_dims={0}, rhs_contracting_dims={1}", (3, 5)), ((2, 3, 4), (4, 3, 2), "lhs_contracting_dims={1,2}, rhs_contracting_dims={1,0}", (2, 2)),
            ((3,), (4,), "", (3, 4)), ((3, 4), (4,), "lhs_contracting_dims={1}, rhs_contracting_dims={0}", (3,)), ((3, 0), (0, 2), "lhs_contracting_dims={1}, rhs_contracting_dims={0}", (3, 2)),
            ((3, 2), (4, 2), "lhs_batch_dims={1}, rhs_batch_dims={1}", (2, 3, 4))]
    result = [Variant([array(t, *a), array(t, *b)], f"@r = {shape(t, *got)} dot(@0, @1){', ' if d else ''}{d}", shape(t, *got)) for a, b, d, got in rows]
    wide = {"s8": "s32", "u8": "u32", "s4": "s32", "f16": "f32", "bf16": "f32"}.get(t)
    if wide:
        result.append(Variant([array(t, 3, 4), array(t, 4, 5)], f"@r = {wide}[3,5] dot(@0, @1), lhs_contracting_dims={{1}}, rhs_contracting_dims={{0}}", f"{wide}[3,5]"))
    return inexact(result, 1e-5 if t in ("f32", "c64") else 0.0) if t not in PRED + INTEGERS else result


@operation("convolution", NUMBERS)
def convolution(t):
    rows = [((1, 2, 7), (3, 2, 3), "window={size=3}, dim_labels=bf0_oi0->bf0", (1, 3, 5)), ((1, 2, 7), (3, 2, 3), "window={size=3 stride=2 pad=1_1}, dim_labels=bf0_oi0->bf0", (1, 3, 4)),
            ((1, 2, 7), (3, 2, 3), "window={size=3 rhs_dilate=2}, dim_labels=bf0_oi0->bf0", (1, 3, 3)), ((1, 2, 4), (3, 2, 3), "window={size=3 lhs_dilate=2 pad=1_1}, dim_labels=bf0_oi0->bf0", (1, 3, 7)),
            ((1, 2, 7), (3, 2, 3), "window={size=3 rhs_reversal=1}, dim_labels=bf0_oi0->bf0", (1, 3, 5)), ((1, 2, 7), (3, 2, 3), "window={size=3 pad=-1_0}, dim_labels=bf0_oi0->bf0", (1, 3, 4)),
            ((1, 4, 7), (6, 2, 3), "window={size=3}, dim_labels=bf0_oi0->bf0, feature_group_count=2", (1, 6, 5)), ((4, 2, 7), (4, 2, 3), "window={size=3}, dim_labels=bf0_oi0->bf0, batch_group_count=2", (2, 4, 5)),
            ((2, 5, 6, 3), (2, 3, 3, 4), "window={size=2x3}, dim_labels=b01f_01io->b01f", (2, 4, 4, 4)), ((1, 5, 6, 3), (3, 3, 1, 3), "window={size=3x3 pad=1_1x1_1}, dim_labels=b01f_01io->b01f, feature_group_count=3", (1, 5, 6, 3)),
            ((3, 4), (4, 5), "dim_labels=bf_io->bf", (3, 5)), ((1, 3, 4, 4, 2), (2, 2, 2, 2, 3), "window={size=2x2x2}, dim_labels=b012f_012io->b012f", (1, 2, 3, 3, 3)),
            ((2, 7, 1), (3, 3, 2), "window={size=3 stride=2}, dim_labels=f0b_0oi->0bf", (3, 1, 3))]
    return inexact([Variant([array(t, *a), array(t, *b)], f"@r = {shape(t, *got)} convolution(@0, @1), {attributes}", shape(t, *got)) for a, b, attributes, got in rows], 1e-5 if t in ("f32", "c64") else 0.0)


def index(values):
    return np.array(values, np.int32)


@operation("gather", ALL)
def gather(t):
    rows = [((5, 3), index([[0], [4], [9], [-2]]), "offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=1, slice_sizes={1,3}", (4, 3)),
            ((5,), index([3, 1, 7]), "offset_dims={}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=1, slice_sizes={1}", (3,)),
            ((5, 6), index([[1, 2], [4, 5]]), "offset_dims={1,2}, collapsed_slice_dims={}, start_index_map={0,1}, index_vector_dim=1, slice_sizes={2,3}", (2, 2, 3)),
            ((5, 6), index([[1, 2], [4, 5], [0, 3]]), "offset_dims={}, collapsed_slice_dims={0,1}, start_index_map={1,0}, index_vector_dim=1, slice_sizes={1,1}", (3,)),
            ((3, 5), index([[0], [2], [4]]), "offset_dims={}, collapsed_slice_dims={1}, start_index_map={1}, index_vector_dim=1, slice_sizes={1,1}, operand_batching_dims={0}, start_indices_batching_dims={0}", (3,)),
            ((5, 3), index([[0, 4], [2, 1]]), "offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=2, slice_sizes={1,3}", (2, 3, 2)),
            ((5, 3), index([2]), "offset_dims={0,1}, collapsed_slice_dims={}, start_index_map={0}, index_vector_dim=0, slice_sizes={2,3}", (2, 3)),
            ((5, 3), index([]).reshape(0, 1), "offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=1, slice_sizes={1,3}", (0, 3))]
    return [Variant([array(t, *dims), i], f"@r = {shape(t, *got)} gather(@0, @1), {attributes}", shape(t, *got)) for dims, i, attributes, got in rows]


@operation("scatter", ALL)
def scatter(t):
    rows = [((5, 3), index([[0], [4], [9]]), (3, 3), "update_window_dims={1}, inserted_window_dims={0}, scatter_dims_to_operand_dims={0}, index_vector_dim=1"),
            ((5,), index([3, 1, 3, -1]), (4,), "update_window_dims={}, inserted_window_dims={0}, scatter_dims_to_operand_dims={0}, index_vector_dim=1"),
            ((5, 6), index([1, 2]), (2, 3), "update_window_dims={0,1}, inserted_window_dims={}, scatter_dims_to_operand_dims={0,1}, index_vector_dim=0"),
            ((5, 6), index([[1, 2], [4, 5]]), (2, 2, 3), "update_window_dims={1,2}, inserted_window_dims={}, scatter_dims_to_operand_dims={0,1}, index_vector_dim=1"),
            ((3, 5), index([[0], [2], [4]]), (3,), "update_window_dims={}, inserted_window_dims={1}, scatter_dims_to_operand_dims={1}, index_vector_dim=1, input_batching_dims={0}, scatter_indices_batching_dims={0}"),
            ((4,), index([]).reshape(0, 1), (0,), "update_window_dims={}, inserted_window_dims={0}, scatter_dims_to_operand_dims={0}, index_vector_dim=1")]
    replace = f"@f {{ x = {shape(t)} parameter(0) ROOT y = {shape(t)} parameter(1) }}"
    bodies = [replace] + [reducer(t, opcode) for opcode in (("or",) if t == "pred" else ("add", "multiply"))]
    return inexact([Variant([array(t, *dims), i, array(t, *updates)], f"@r = {shape(t, *dims)} scatter(@0, @1, @2), {attributes}, to_apply=@f", shape(t, *dims), body)
                    for body in bodies for dims, i, updates, attributes in rows if body != replace or 3 not in i.reshape(-1)[2:3]])


@operation("while", ALL)
def while_(t):
    state = f"(s32[], {shape(t, 3)})"
    body = (f"@b {{ s = {state} parameter(0) i = s32[] get-tuple-element(s), index=0 x = {shape(t, 3)} get-tuple-element(s), index=1 one = s32[] constant(1) j = s32[] add(i, one) "
            f"y = {shape(t, 3)} reverse(x), dimensions={{0}} z = {shape(t, 3)} {'or' if t == 'pred' else 'add'}(x, y) ROOT o = {state} tuple(j, z) }}\n"
            f"@c {{ s = {state} parameter(0) i = s32[] get-tuple-element(s), index=0 n = s32[] constant(3) ROOT p = pred[] compare(i, n), direction=LT }}")
    return [Variant([array("s32") * 0 + start, array(t, 3)], f"@s = {state} tuple(@0, @1)\n@w = {state} while(@s), condition=@c, body=@b\n@r = {shape(t, 3)} get-tuple-element(@w), index=1", shape(t, 3), body)
            for start in (0, 7)]


@operation("conditional", ALL)
def conditional(t):
    s = shape(t, 3)
    branches = f"@a {{ ROOT x = {s} parameter(0) }}\n@b {{ x = {s} parameter(0) ROOT y = {s} reverse(x), dimensions={{0}} }}"
    return ([Variant([np.asarray(p), array(t, 3), array(t, 3)], f"@r = {s} conditional(@0, @1, @2), true_computation=@a, false_computation=@b", s, branches) for p in (True, False)]
            + [Variant([np.asarray(p, np.int32), array(t, 3), array(t, 3)], f"@r = {s} conditional(@0, @1, @2), branch_computations={{@a, @b}}", s, branches) for p in (0, 1, -1, 5)])


@operation("call map tuple optimization-barrier", ALL)
def structure(t):
    s, one = shape(t, 3), shape(t)
    return [Variant([array(t, 3)], f"@r = {s} call(@0), to_apply=@f", s, f"@f {{ x = {s} parameter(0) ROOT y = {s} reverse(x), dimensions={{0}} }}"),
            Variant([array(t, 3), array(t, 3)], f"@r = {s} map(@0, @1), dimensions={{0}}, to_apply=@f", s, reducer(t, "or" if t == "pred" else "add")),
            Variant([array(t, 3), array(t)], f"@t = ({s}, {one}) tuple(@0, @1)\n@b = ({s}, {one}) opt-barrier(@t)\n@r = {one} get-tuple-element(@b), index=1", one)]


@operation("batch-norm-training -inference -grad", FLOATS)
def batch_norm(t):
    x, c = shape(t, 4, 3, 2), shape(t, 3)
    attributes = "epsilon=0.001, feature_index=1"
    return inexact([Variant([array(t, 4, 3, 2), array(t, 3), array(t, 3)], f"@p = ({x}, {c}, {c}) batch-norm-training(@0, @1, @2), {attributes}\n@r = {r} get-tuple-element(@p), index={i}", r)
                    for i, r in ((0, x), (1, c), (2, c))]
                   + [Variant([array(t, 4, 3, 2), array(t, 3), array(t, 3), array(t, 3), array(t, 3, kind="positive")], f"@r = {x} batch-norm-inference(@0, @1, @2, @3, @4), {attributes}", x)]
                   + [Variant([array(t, 4, 3, 2), array(t, 3), array(t, 3), array(t, 3, kind="positive"), array(t, 4, 3, 2)],
                              f"@p = ({x}, {c}, {c}) batch-norm-grad(@0, @1, @2, @3, @4), {attributes}\n@r = {r} get-tuple-element(@p), index={i}", r) for i, r in ((0, x), (1, c), (2, c))])


@operation("fft", COMPLEX + ["f32", "f64"])
def fft(t):
    other = {"c64": "f32", "c128": "f64", "f32": "c64", "f64": "c128"}[t]
    if t in COMPLEX:
        rows = [((8,), "FFT", "8", (8,), t), ((3, 7), "IFFT", "7", (3, 7), t), ((2, 4, 6), "FFT", "4,6", (2, 4, 6), t), ((5,), "IRFFT", "8", (8,), other), ((5,), "IRFFT", "9", (9,), other), ((1,), "FFT", "1", (1,), t)]
    else:
        rows = [((8,), "RFFT", "8", (5,), other), ((3, 9), "RFFT", "9", (3, 5), other), ((4, 6), "RFFT", "4,6", (4, 4), other)]
    return inexact([Variant([array(t, *dims)], f"@r = {shape(out, *got)} fft(@0), fft_type={kind}, fft_length={{{n}}}", shape(out, *got)) for dims, kind, n, got, out in rows])


@operation("cholesky", ["f32", "f64"] + COMPLEX)
def cholesky(t):
    a = array(t, 4, 4).astype(np.complex128)
    spd = (a @ a.conj().T + 4 * np.eye(4))
    spd = (spd if t in COMPLEX else spd.real).astype(TYPES[t])
    return inexact([Variant([spd], f"@c = {shape(t, 4, 4)} cholesky(@0), lower={low}\n@r = {shape(t, 4)} slice-of-diagonal".split("\n")[0].replace("@c", "@r"), shape(t, 4, 4)) for low in ("true", "false")])


@operation("triangular-solve", ["f32", "f64"] + COMPLEX)
def triangular_solve(t):
    a = (array(t, 3, 3) + 5 * np.eye(3)).astype(TYPES[t])
    return inexact([Variant([a, array(t, *((3, 2) if left else (2, 3)))], f"@r = {shape(t, *((3, 2) if left else (2, 3)))} triangular-solve(@0, @1), left_side={str(left).lower()}, lower={low}, unit_diagonal={unit}, transpose_a={tr}",
                            shape(t, *((3, 2) if left else (2, 3)))) for left in (True, False) for low in ("true", "false") for unit in ("false", "true") for tr in ("NO_TRANSPOSE", "TRANSPOSE", "ADJOINT")])


@operation("rng-bit-generator", ["u8", "u16", "u32", "u64", "s32", "s64"])
def rng_bit_generator(t):
    rows = [("rng_three_fry", "u64[2]", np.array([5, 9], np.uint64)), ("rng_philox", "u64[2]", np.array([5, 9], np.uint64)), ("rng_philox", "u64[3]", np.array([5, 9, 11], np.uint64)),
            ("rng_default", "u64[3]", np.array([5, 9, 11], np.uint64))]
    return [Variant([state], f"@p = ({s}, {shape(t, *dims)}) rng-bit-generator(@0), algorithm={a}\n@r = {r} get-tuple-element(@p), index={i}", r)
            for a, s, state in rows for dims in ((5,), (3, 4)) for i, r in ((0, s), (1, shape(t, *dims)))]


@operation("all-reduce all-gather all-to-all reduce-scatter collective-permute", NUMBERS)
def collectives(t):
    s = shape(t, 4)
    return [Variant([array(t, 4)], f"@r = {s} all-reduce(@0), replica_groups={{}}, to_apply=@f", s, reducer(t, "add")),
            Variant([array(t, 4)], f"@r = {s} all-gather(@0), dimensions={{0}}, replica_groups={{}}", s),
            Variant([array(t, 4)], f"@r = {s} all-to-all(@0), dimensions={{0}}, replica_groups={{{{0}}}}", s),
            Variant([array(t, 4)], f"@r = {s} reduce-scatter(@0), dimensions={{0}}, replica_groups={{}}, to_apply=@f", s, reducer(t, "add")),
            Variant([array(t, 4)], f"@r = {s} collective-permute(@0), source_target_pairs={{{{0,0}}}}", s)]


@operation("get-dimension-size partition-id replica-id", ["f32"])
def sizes(t):
    return [Variant([array(t, 3, 4)], "@r = s32[] get-dimension-size(@0), dimensions={1}", "s32[]"), Variant([array(t)], "@r = u32[] replica-id()", "u32[]"),
            Variant([array(t)], "@r = u32[] partition-id()", "u32[]")]
