# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""The networks beside other engines, f32. Their cycles: TensorFlow Lite Micro, and C that onnx2c makes, at -O3, under
bench/cm4cyc as ours; the closed record is of silicon. Their arenas: the tensors of TFLite Micro, for the MLP XLA's
temporary buffers; inputs and outputs included. The aims are tmb's own."""
import dataclasses

import programs


@dataclasses.dataclass
class Peer:
    tflite_micro: float | None  # million cycles
    onnx2c: float | None
    record: float | None
    aim: float
    ram: int
    ram_aim: int
    ram_aim_memory: int
    ram_aim_streamed: int | None  # with --min-arena


PEERS = {
    "mlperf_ad_autoencoder": Peer(2.37, 3.24, 2.52, 0.92, 3072, 3072, 3072, None),
    "mlperf_kws_dscnn": Peer(60.6, 36.6, None, 8.4, 64000, 36000, 33100, 24000),
    "mlperf_ic_resnet8": Peer(171, 200, 72.0, 38, 196608, 142000, 131400, 63500),
    "mlperf_vww_mobilenet": Peer(141, 104, 54.1, 24, 294912, 152000, 147800, 111000),
    "mlp_784_128_64_10": Peer(None, 1.34, None, 0.38, 3648, 3648, 3648, None),
}
# Columns of tmb beside its default: what tmconvert is told.
VARIANTS = {"memory": ("--optimize", "memory"), "winograd": ("--winograd",),
            "streamed": ("--min-arena", "--optimize", "memory")}


def variants(tools, networks):
    """(network, variant) -> what it costs, where tmconvert knows the option."""
    known = programs.call([tools.bin / "tmconvert", "--help"])
    wanted = [(variant, case) for variant, options in VARIANTS.items() if options[0] in known for case in networks]
    found = programs.in_parallel(lambda pair: programs.measure(tools, *pair[1], *VARIANTS[pair[0]]), wanted)
    return {(case[0].name, variant): cost for (variant, case), cost in found if not isinstance(cost, Exception)}


@dataclasses.dataclass
class IntegerPeer:
    tflite_micro: float  # million cycles, with CMSIS-NN's kernels
    record: float        # of silicon
    limit: float
    aim: float
    ram: int             # of TFLite Micro
    ram_limit: int
    ram_aim_memory: int
    ram_aim_streamed: int | None
    file: int            # bytes of the .tflite


INTEGER_PEERS = {
    "mlperf_ad_autoencoder": IntegerPeer(0.76, 0.486, 0.37, 0.35, 2580, 2200, 800, None, 276976),
    "mlperf_kws_dscnn": IntegerPeer(9.5, 5.18, 3.9, 3.5, 22820, 12000, 8300, 6200, 53936),
    "mlperf_ic_resnet8": IntegerPeer(37.2, 19.8, 15.8, 10.5, 54996, 40000, 33000, 15900, 98496),
    "mlperf_vww_mobilenet": IntegerPeer(30.0, 10.7, 10.8, 9.6, 100708, 46000, 37000, 27800, 333288),
}
INTEGER_VARIANTS = {"": (), "memory": ("--optimize", "memory"), "winograd": ("--winograd",), "streamed": ("--min-arena",)}


def integer_variants(tools, networks):
    """(network, variant) -> what it costs in 8-bit integers."""
    wanted = [(variant, case) for variant in INTEGER_VARIANTS for case in networks if case[0].name in INTEGER_PEERS]

    def measure(pair):
        variant, (folder, case) = pair
        return programs.measure(tools, folder, programs.integer_case(folder, case), *programs.integer_options(folder),
                                *INTEGER_VARIANTS[variant])
    found = {}
    for (variant, case), cost in programs.in_parallel(measure, wanted):
        if isinstance(cost, Exception):
            raise cost
        found[case[0].name, variant] = cost
    return found


def wide_networks(tools, networks):
    """Network -> what it costs in 16-bit integers."""
    cases = [case for case in networks if case[0].name in INTEGER_PEERS]
    found = {}
    for (folder, _), cost in programs.in_parallel(
            lambda case: programs.measure(tools, *case, *programs.wide_options(case[0])), cases):
        if isinstance(cost, Exception):
            raise cost
        found[folder.name] = cost
    return found


def print_wide_table(measured):
    """Million cycles, arena and file bytes in 16-bit integers."""
    print("| network, int16 | **tmb** | RAM | .tmb |\n|---|---:|---:|---:|")
    for name, cost in measured.items():
        print(f"| {name} | {cost.cycles / 1e6:.3f} | {cost.arena_bytes:,} | {cost.file_bytes:,} |")


def print_integer_table(measured):
    """Million cycles, arena and file bytes in 8-bit integers."""
    print("| network, int8 | TFLite Micro, CMSIS-NN | record, silicon | at most | aim | **tmb** | with `--winograd` "
          "| RAM of TFLite Micro | at most | **tmb** | aim, `--optimize memory` | **tmb** | aim, `--min-arena` | **tmb** "
          "| .tflite | **.tmb** |")
    print("|---|" + "---:|" * 15)
    for name, peer in INTEGER_PEERS.items():
        if (name, "") not in measured:
            continue
        plain, memory, winograd, streamed = (measured[name, variant] for variant in INTEGER_VARIANTS)
        cells = [number(peer.tflite_micro), number(peer.record), number(peer.limit), number(peer.aim),
                 f"**{plain.cycles / 1e6:.3f}**", number(winograd.cycles / 1e6, "{:.3f}"), f"{peer.ram:,}",
                 f"{peer.ram_limit:,}", f"**{plain.arena_bytes:,}**", f"{peer.ram_aim_memory:,}",
                 f"**{memory.arena_bytes:,}**", number(peer.ram_aim_streamed, "{:,}"), f"**{streamed.arena_bytes:,}**",
                 f"{peer.file:,}", f"**{plain.file_bytes:,}**"]
        print(f"| {name} | " + " | ".join(cells) + " |")


def number(value, text="{:,.4g}"):
    return "" if value is None else text.format(value)


def print_table(measured, others):
    """Million cycles and arena bytes; an empty cell was not measured."""
    print("| network | TFLite Micro | onnx2c | record | aim | **tmb** | with `--winograd` "
          "| RAM of others | aim | **tmb** | aim, `--optimize memory` | **tmb** | aim, `--min-arena` | **tmb** |")
    print("|---|" + "---:|" * 13)
    for name, peer in PEERS.items():
        if name not in measured:
            continue
        memory, winograd, streamed = (others.get((name, variant)) for variant in ("memory", "winograd", "streamed"))
        cells = [number(peer.tflite_micro), number(peer.onnx2c), number(peer.record), number(peer.aim),
                 f"**{measured[name].cycles / 1e6:.3f}**", number(winograd and winograd.cycles / 1e6, "{:.3f}"),
                 f"{peer.ram:,}", f"{peer.ram_aim:,}", f"**{measured[name].arena_bytes:,}**",
                 f"{peer.ram_aim_memory:,}", f"**{memory.arena_bytes:,}**" if memory else "-",
                 number(peer.ram_aim_streamed, "{:,}"), f"**{streamed.arena_bytes:,}**" if streamed else "-"]
        print(f"| {name} | " + " | ".join(cells) + " |")
