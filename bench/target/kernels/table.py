# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# table.py KERNELS.json INTEGER.json INTEGER_16.json: the regions of bench_kernels.cc and bench_integer.cc by their layers.
import json, sys

def dot(m, n, k, weights="f32"):
    return "DotF32 %d x %d -> %d, %s" % (m, k, n, weights), m * n * k

def mat_vec(n, k, weights="f32"):
    return "MatVecF32 %d -> %d, %s" % (k, n, weights), n * k

def conv(h, w, i, o, stride, kernel="ConvF32", end=""):
    return "%s 3x3 %dx%d %d -> %d / %d%s" % (kernel, h, w, i, o, stride, end), h // stride * (w // stride) * 9 * i * o

def winograd(h, w, i, o, kernel="WinogradF32", end=""):
    return "%s %dx%d %d -> %d%s" % (kernel, h, w, i, o, end), h * w * 9 * i * o

def depthwise(h, w, c, stride):
    return "DepthwiseF32 3x3 %dx%dx%d / %d" % (h, w, c, stride), h // stride * (w // stride) * 9 * c

def pointwise(h, w, i, o):
    return "ConvS8 1x1 %dx%d %d -> %d" % (h, w, i, o), h * w * i * o

def conv_s8(h, w, i, o, stride, end=""):
    return conv(h, w, i, o, stride, "ConvS8", end)

def mat_vec_s8(n, k):
    return "MatVecS8 %d -> %d" % (k, n), n * k

floats = [mat_vec(128, 640), mat_vec(8, 128), mat_vec(128, 640, "f16"), mat_vec(128, 640, "bf16"), dot(125, 64, 64),
          dot(2304, 16, 8), dot(36, 128, 128), dot(9, 256, 256), dot(125, 64, 64, "f16"), dot(125, 64, 64, "bf16"),
          conv(32, 32, 16, 16, 1), conv(8, 8, 64, 64, 1), conv(32, 32, 16, 32, 2), conv(96, 96, 3, 8, 2),
          conv(32, 32, 3, 16, 1), depthwise(48, 48, 8, 1), depthwise(24, 24, 32, 1), depthwise(25, 5, 64, 1),
          depthwise(6, 6, 128, 1), depthwise(3, 3, 256, 1), depthwise(48, 48, 16, 2), depthwise(12, 12, 64, 2),
          ("ConvF32 10x4 49x10 1 -> 64 / 2", 125 * 40 * 64),
          winograd(32, 32, 16, 16), winograd(16, 16, 32, 32), winograd(8, 8, 64, 64),
          mat_vec(128, 640, "s8"), dot(125, 64, 64, "s8"), dot(2304, 16, 8, "s8"), dot(36, 128, 128, "s8"),
          dot(1, 128, 128, "s8")]
integers = [pointwise(48, 48, 8, 16), pointwise(24, 24, 16, 32), pointwise(24, 24, 32, 32), pointwise(12, 12, 32, 64),
            pointwise(12, 12, 64, 64), pointwise(6, 6, 64, 128), pointwise(6, 6, 128, 128), pointwise(3, 3, 128, 256),
            pointwise(3, 3, 256, 256), pointwise(25, 5, 64, 64), conv_s8(32, 32, 16, 16, 1),
            conv_s8(32, 32, 16, 16, 1, ", residual"), conv_s8(16, 16, 32, 32, 1), conv_s8(8, 8, 64, 64, 1),
            conv_s8(32, 32, 16, 32, 2), conv_s8(16, 16, 32, 64, 2), ("ConvS8 1x1 32x32 16 -> 32 / 2", 256 * 16 * 32),
            ("ConvS8 10x4 49x10 1 -> 64 / 2", 125 * 40 * 64), conv_s8(96, 96, 3, 8, 2), conv_s8(32, 32, 3, 16, 1),
            mat_vec_s8(128, 640), mat_vec_s8(128, 128), mat_vec_s8(8, 128), mat_vec_s8(128, 8), mat_vec_s8(640, 128),
            mat_vec_s8(10, 64), winograd(32, 32, 16, 16, "WinogradS8"),
            winograd(32, 32, 16, 16, "WinogradS8", ", residual"), winograd(16, 16, 32, 32, "WinogradS8"),
            winograd(8, 8, 64, 64, "WinogradS8")]
cycles = [{region["id"]: region["cycles"] for region in json.load(open(path))["regions"]} for path in sys.argv[1:]]
for i, (name, macs) in enumerate(floats):
    print("%-40s %9d cycles %6.2f a multiply-add" % (name, cycles[0][i], cycles[0][i] / macs))
for i, (name, macs) in enumerate(integers):
    print("%-40s %9d cycles %6.2f a multiply-add" % (name, cycles[1][i], cycles[1][i] / macs), end="")
    if i in cycles[2]:
        print("; 16 bits %9d %6.2f, %4.2f times those" % (cycles[2][i], cycles[2][i] / macs, cycles[2][i] / cycles[1][i]), end="")
    print()
