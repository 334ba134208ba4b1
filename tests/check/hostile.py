#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Modules made to hurt: nesting, doubling, sizes. tmconvert must convert or refuse each, soon and in little memory.

usage: hostile.py --bin DIR [--only REGEX] [--seconds S] [--megabytes M]

Each module runs with limits of CPU time and of memory. Exit status: 0 when every one ended with 0, 3, 4 or 5.
"""
import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile

ENDS = {0: "converted", 3: "not supported", 4: "does not fit", 5: "malformed"}
SUM = "sum {\n  a = f32[] parameter(0)\n  b = f32[] parameter(1)\n  ROOT c = f32[] add(a, b)\n}\n"
ENTRY = "ENTRY main {\n  p = f32[] parameter(0)\n"


def calls(levels, uses):
    """A chain of calls; each level uses the one below `uses` times."""
    text = "f0 {\n  p = f32[] parameter(0)\n  ROOT r = f32[] negate(p)\n}\n"
    for n in range(1, levels):
        text += f"f{n} {{\n  p = f32[] parameter(0)\n"
        text += "".join(f"  c{u} = f32[] call({'p' if u == 0 else f'c{u - 1}'}), to_apply=f{n - 1}\n"
                        for u in range(uses))
        text += "}\n"
    return text + ENTRY + f"  ROOT c = f32[] call(p), to_apply=f{levels - 1}\n}}\n"


def many_large_callees(sharers):
    """Many computations that all inline one large one."""
    text = calls(17, 2).split("ENTRY")[0]
    for n in range(sharers):
        text += f"g{n} {{\n  p = f32[] parameter(0)\n  ROOT c = f32[] call(p), to_apply=f16\n}}\n"
    text += ENTRY + "  t = pred[] constant(true)\n"
    for n in range(1, sharers):
        text += (f"  c{n} = f32[] conditional(t, {'p' if n == 1 else f'c{n - 1}'}, p), true_computation=g{n - 1}, "
                 f"false_computation=g{n}\n")
    return text + "}\n"


def conditionals(levels, uses):
    """Branches that hold conditionals; both branches are one computation when `uses` is 2."""
    text = "f0 {\n  p = f32[] parameter(0)\n  ROOT r = f32[] negate(p)\n}\n"
    for n in range(1, levels):
        other = n - 1 if uses == 2 else 0
        text += (f"f{n} {{\n  p = f32[] parameter(0)\n  z = f32[] constant(0)\n"
                 f"  q = pred[] compare(p, z), direction=GT\n  ROOT r = f32[] conditional(q, p, p), "
                 f"true_computation=f{n - 1}, false_computation=f{other}\n}}\n")
    return text + ENTRY + f"  ROOT c = f32[] call(p), to_apply=f{levels - 1}\n}}\n"


def loops(levels):
    text = "less {\n  p = f32[] parameter(0)\n  z = f32[] constant(0)\n  ROOT r = pred[] compare(p, z), direction=LT\n}\n"
    text += "f0 {\n  p = f32[] parameter(0)\n  ROOT r = f32[] negate(p)\n}\n"
    for n in range(1, levels):
        text += (f"f{n} {{\n  p = f32[] parameter(0)\n  w = f32[] while(p), condition=less, body=f{n - 1}\n"
                 f"  ROOT v = f32[] while(w), condition=less, body=f{n - 1}\n}}\n" if n < 40 else
                 f"f{n} {{\n  p = f32[] parameter(0)\n  ROOT w = f32[] while(p), condition=less, body=f{n - 1}\n}}\n")
    return text + ENTRY + f"  ROOT c = f32[] call(p), to_apply=f{levels - 1}\n}}\n"


def tuples(levels, uses):
    """Each value is a tuple of the value before, `uses` times."""
    text = ENTRY + "  t0 = (f32[]) tuple(p)\n"
    for n in range(1, levels):
        text += f"  t{n} = tuple({', '.join([f't{n - 1}'] * uses)})\n"
    return text + "}\n"


def chain(length, opcode):
    return ENTRY + "".join(f"  x{n} = f32[] {opcode}({'p' if n == 0 else f'x{n - 1}'})\n" for n in range(length)) + "}\n"


def squares(length):
    """Each value uses the one before twice: a tree of 2^length leaves, if written out."""
    return ENTRY + "".join(f"  x{n} = f32[] multiply({'p, p' if n == 0 else f'x{n - 1}, x{n - 1}'})\n"
                           for n in range(length)) + "}\n"


def reshapes(length):
    """Views that no strides describe, one behind the other."""
    text = "ENTRY main {\n  x0 = f32[6,10]{1,0} parameter(0)\n"
    for n in range(1, length):
        shape = "6,10" if n % 4 == 0 else "10,6" if n % 2 == 0 else "60"
        text += f"  x{n} = f32[{shape}] reshape({'t' if (n - 1) % 2 == 0 and n > 1 else 'x'}{n - 1})\n"
        if n % 2 == 0:
            a, b = shape.split(",")
            text += f"  t{n} = f32[{b},{a}] transpose(x{n}), dimensions={{1,0}}\n"
    return text + "}\n"


def mlir(body, result="tensor<f32>"):
    return f"func.func @main(%arg0: tensor<f32>) -> {result} {{\n{body}}}\n"


MODULES = {
    "parentheses": lambda: ENTRY + "  ROOT r = f32[] " + "negate(" * 200_000 + "p" + ")" * 200_000 + "\n}\n",
    "tuple-shapes": lambda: ENTRY + "  ROOT r = " + "(" * 200_000 + "f32[]" + ")" * 200_000 + " tuple(p)\n}\n",
    "wide-tuple": lambda: ENTRY + "  ROOT r = (" + ", ".join(["f32[]"] * 200_000) + ") tuple("
    + ", ".join(["p"] * 200_000) + ")\n}\n",
    "inferred-tuples": lambda: tuples(60, 2),
    "nested-tuples": lambda: tuples(50_000, 1),
    "call-chain": lambda: calls(100_000, 1),
    "doubling-calls": lambda: calls(64, 2),
    "tenfold-calls": lambda: calls(40, 10),
    "shared-large-callees": lambda: many_large_callees(300),
    "conditional-chain": lambda: conditionals(50_000, 1),
    "doubling-conditionals": lambda: conditionals(64, 2),
    "loop-chain": lambda: loops(20_000),
    "doubling-loops": lambda: loops(40),
    "called-bodies": lambda: ENTRY + "  ROOT r = f32[] call(p), to_apply=" + "{ a = f32[] parameter(0)\n ROOT b = f32[] "
    "call(a), to_apply=" * 50_000,
    "huge-dims": lambda: ENTRY + "  ROOT r = f32[9223372036854775807,9223372036854775807] broadcast(p), dimensions={}\n}\n",
    "huge-array": lambda: ENTRY + "  ROOT r = f32[1000000,1000000] broadcast(p), dimensions={}\n}\n",
    "huge-pad": lambda: ENTRY + "  v = f32[1] broadcast(p), dimensions={}\n"
    "  ROOT r = f32[1] pad(v, p), padding=9223372036854775807_-9223372036854775807_9223372036854775807\n}\n",
    "huge-window": lambda: SUM + ENTRY + "  v = f32[8] broadcast(p), dimensions={}\n  ROOT r = f32[8] reduce-window(v, p), "
    "window={size=1000000000 pad=999999999_0}, to_apply=sum\n}\n",
    "huge-reduce": lambda: SUM + ENTRY + "  v = f32[1000000,100000] broadcast(p), dimensions={}\n"
    "  ROOT r = f32[] reduce(v, p), dimensions={0,1}, to_apply=sum\n}\n",
    "huge-iota": lambda: "ENTRY main {\n  i = s32[1000000000] iota(), iota_dimension=0\n"
    "  ROOT r = s32[1] slice(i), slice={[7:8]}\n}\n",
    "huge-rank": lambda: ENTRY + f"  ROOT r = f32[{','.join(['1'] * 10_000)}] reshape(p)\n}}\n",
    "elided-huge": lambda: ENTRY + "  ROOT c = f32[1000000,1000] constant({...})\n}\n",
    "deep-literal": lambda: ENTRY + "  ROOT c = f32[1,1] constant(" + "{" * 500_000 + "\n}\n",
    "long-literal": lambda: ENTRY + "  ROOT c = s32[2000000] constant({" + "1, " * 1_999_999 + "1})\n}\n",
    "long-name": lambda: "ENTRY main {\n  ROOT " + "x" * 5_000_000 + " = f32[] parameter(0)\n}\n",
    "open-comment": lambda: "/*" * 500_000,
    "open-strings": lambda: ENTRY + "  ROOT r = f32[] negate(p), " + "metadata={op_name=\"" * 100_000,
    "many-attributes": lambda: ENTRY + "  ROOT r = f32[] negate(p)" + "".join(f", a{n}=1" for n in range(100_000)) + "\n}\n",
    "sort-operands": lambda: ENTRY + "  v = f32[4] broadcast(p), dimensions={}\n  ROOT r = f32[4] sort("
    + ", ".join(["v"] * 20_000) + "), dimensions={0}, to_apply=main\n}\n",
    "long-chain": lambda: chain(200_000, "tanh"),
    "squares": lambda: squares(2_000),
    "reshapes": lambda: reshapes(5_000),
    "concatenate": lambda: ENTRY + "  v = f32[1] broadcast(p), dimensions={}\n  ROOT r = f32[20000] concatenate("
    + ", ".join(["v"] * 20_000) + "), dimensions={0}\n}\n",
    "mlir-types": lambda: mlir("  return " + "tuple<" * 200_000 + "\n"),
    "mlir-attributes": lambda: mlir("  %0 = stablehlo.negate %arg0 {a = " + "[" * 200_000 + "} : tensor<f32>\n"),
    "mlir-regions": lambda: mlir("  %0 = \"stablehlo.case\"(%arg0) ({" * 50_000),
    "mlir-locations": lambda: mlir("  return %arg0 : tensor<f32> loc(" + "callsite(" * 200_000),
    "mlir-alias-circle": lambda: "#loc1 = loc(#loc2)\n#loc2 = loc(#loc1)\n" + mlir("  return %arg0 : tensor<f32> loc(#loc1)\n"),
    "mlir-dense": lambda: mlir("  %0 = stablehlo.constant dense<" + "[" * 500_000),
    "mlir-splat": lambda: mlir("  %0 = stablehlo.constant dense<1.0> : tensor<100000x100000xf32>\n"
                               "  return %0 : tensor<100000x100000xf32>\n", "tensor<100000x100000xf32>"),
    "mlir-results": lambda: mlir("  %0:1000000000 = stablehlo.negate %arg0 : tensor<f32>\n  return %arg0 : tensor<f32>\n"),
}


def run(command, options):
    def limit():
        seconds = int(options.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (options.megabytes << 20, options.megabytes << 20))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=False, preexec_fn=limit)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return done.returncode, after.ru_utime - before.ru_utime, said[0][-120:] if said else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True, help="folder of tmconvert")
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--megabytes", type=int, default=4096)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    names = [name for name in MODULES if re.search(options.only, name)]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "module")
        for name in names:
            with open(path, "w", encoding="utf-8") as file:
                file.write(MODULES[name]())
            status, seconds, said = run([os.path.join(options.bin, "tmconvert"), path], options)
            bad += status not in ENDS
            if status not in ENDS or options.verbose:
                print(f"{name}: {ENDS.get(status, f'ended with {status}')} after {seconds:.1f} s: {said}", flush=True)
    print(f"{len(names) - bad} of {len(names)} hostile modules are converted or refused")
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main())
