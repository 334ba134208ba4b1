# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""What a program costs on the emulated Cortex-M4F under bench/cm4cyc: the whole run, and each instruction of it."""
import concurrent.futures
import csv
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile

import numpy as np

BOARD = "mps2-an386"
KERNEL = re.compile(r"void tmb::.*::Call<tmb::fb::(\w+),")  # what the run loop calls


@dataclasses.dataclass
class Tools:
    """The folder of tmconvert, tmrun and firmware, and the plugin."""
    bin: pathlib.Path
    plugin: pathlib.Path

    @property
    def image(self):
        return self.bin / "firmware" / f"tmb-{BOARD}.elf"


@dataclasses.dataclass
class Measured:
    cycles: int
    instructions: int
    arena_bytes: int
    file_bytes: int
    load_cycles: int  # of tmb_load: all checks but the constants' checksum


def module_of(folder):
    """The program of a case: HLO text, or the proto where the text would be megabytes."""
    found = [folder / name for name in ("module.hlo.txt", "module.pb") if (folder / name).exists()]
    return found[0] if found else None


def cases_in(folders, only=""):
    """Folders of programs as tests/corpus/make.py writes them, with their case.json."""
    for root in folders:
        for path in sorted(pathlib.Path(root).rglob("case.json")):
            if module_of(path.parent) is None or not re.search(only, str(path.parent)):
                continue
            case = json.loads(path.read_text(encoding="utf-8"))
            if "refused" not in case:
                yield path.parent, case


def call(arguments, **more):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, check=False, timeout=600, **more)
    if done.returncode:
        raise RuntimeError(f"{os.path.basename(str(arguments[0]))} ended with {done.returncode}: "
                           + (done.stderr.strip().splitlines() or [""])[-1])
    return done.stdout


def convert(tools, module, tmb, *options):
    call([tools.bin / "tmconvert", module, "-o", tmb, "-q", *options])


def run_counted(tools, tmb, folder, case, work, plugin_options=""):
    """(region 0 of cm4cyc, tmrun's statistics) of one run."""
    stats, report = work / "stats.json", work / "cycles.json"
    command = [tools.bin / "tmrun", tmb, f"--on=qemu:{BOARD}", f"--stats={stats}"]
    command += [f"--input=@{folder / p['file']}" for p in case["entry_parameters"]]
    command += [f"--output=@{work / r['file']}" for r in case["entry_results"]]
    plugin = f"-plugin {tools.plugin},model=hw,quiet=1,out={report}{plugin_options}"
    call(command, env=dict(os.environ, TMB_QEMU_ARGS=plugin))
    regions = {region["id"]: region for region in json.loads(report.read_text(encoding="utf-8"))["regions"]}
    return regions[0], json.loads(stats.read_text(encoding="utf-8"))


def functions(tools):
    """(name, address, bytes), the latter two hexadecimal, of each function of the firmware."""
    for line in call(["arm-none-eabi-nm", "-S", "-C", tools.image]).splitlines():
        found = re.match(r"(\w+) (\w+) [Tt] (.*)", line)
        if found:
            yield found[3], found[1], found[2]


def departures(path):
    """(where to, cycles) of cm4cyc's calls=FILE."""
    with open(path, encoding="utf-8") as file:
        return [(int(row["to"], 16), int(row["cycles"])) for row in csv.DictReader(file)]


def measure_load(tools, tmb, work):
    """Cycles of tmb_load in a firmware that nobody talks to: bytes on its way would interrupt it."""
    places = {name: (address, size) for name, address, size in functions(tools)}
    model = re.search(r"^(\w+) \w __model_start$", call(["arm-none-eabi-nm", tools.image]), re.M)[1]
    calls = work / "calls.csv"
    command = ["qemu-system-arm", "-M", BOARD, "-display", "none", "-serial", "null", "-monitor", "none",
               "-kernel", tools.image, "-device", f"loader,file={tmb},addr=0x{model},force-raw=on", "-plugin",
               f"{tools.plugin},model=hw,quiet=1,calls={calls},caller={':'.join(places['tmb::protocol::Server::Load()'])}"]
    for seconds in (1, 4, 16, 64):  # it does not end by itself
        qemu = subprocess.Popen([str(a) for a in command], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            qemu.wait(seconds)
        except subprocess.TimeoutExpired:
            qemu.terminate()
            qemu.wait()
        left = departures(calls)  # to tmb_load and, when that is back, to tmb_check_constants
        if len(left) >= 2 and left[0][0] == int(places["tmb_load"][0], 16):
            return left[1][1] - left[0][1]
    raise RuntimeError(f"{tmb}: tmb_load does not end")


def measure(tools, folder, case, *options):
    """One run of a case, converted with further options."""
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        tmb = work / "m.tmb"
        convert(tools, module_of(folder), tmb, *options)
        region, stats = run_counted(tools, tmb, folder, case, work)
        return Measured(region["cycles"], region["instructions"], stats["arena_bytes"], tmb.stat().st_size,
                        measure_load(tools, tmb, work))


def estimate(tools, folder, *options):
    """What tmconvert expects a run of this case to cost, in cycles."""
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        convert(tools, module_of(folder), work / "m.tmb", "--json", work / "m.json", *options)
        return json.loads((work / "m.json").read_text(encoding="utf-8"))["cycles"]


def integer_options(folder):
    """What makes a network with samples one of 8-bit integers, its inputs and outputs included."""
    return ("--quantize", "int8", "--io", "int8", "--strip", "--calibrate", folder / "samples.npz")


def wide_options(folder):
    """What makes it one of integers of 16 bits between inputs and outputs of f32."""
    return ("--quantize", "int16", "--strip", "--calibrate", folder / "samples.npz")


def integer_case(folder, case):
    """The case of such a network: any integers as inputs, in files beside the f32 ones."""
    parameters = []
    for parameter in case["entry_parameters"]:
        name = f"s8_{parameter['file']}"
        count = int(np.prod(parameter["shape"]))
        np.save(folder / name, (np.arange(count) * 37 % 251 - 125).astype(np.int8).reshape(parameter["shape"]))
        parameters.append({**parameter, "dtype": "s8", "file": name})
    return {**case, "entry_parameters": parameters}


def run_loop_and_kernels(tools):
    """("BEGIN:BYTES" of the machine's run loop, address -> name of each kernel)."""
    loop, kernels = None, {}
    for name, address, size in functions(tools):
        if name.startswith("tmb::Run(tmb_machine&"):
            loop = f"{address}:{size}"
        found = KERNEL.match(name)
        if found:
            kernels[int(address, 16)] = found[1]
    return loop, kernels


def measure_instructions(tools, folder, case, *options):
    """A list of (instruction as tmconvert --json describes it, cycles from its kernel's entry to the next one's), or
    None for a program with jumps: what runs is told from the kernels' order alone."""
    loop, kernels = run_loop_and_kernels(tools)
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        convert(tools, module_of(folder), work / "m.tmb", "--json", work / "m.json", *options)
        code = json.loads((work / "m.json").read_text(encoding="utf-8"))["instructions"]
        if any(instruction["opcode"].startswith("Jump") for instruction in code):
            return None
        run_counted(tools, work / "m.tmb", folder, case, work, f",calls={work / 'calls.csv'},caller={loop}")
        left = departures(work / "calls.csv")
    called = [kernels[to] for to, _ in left if to in kernels]
    if called != [instruction["opcode"] for instruction in code]:
        raise RuntimeError(f"{folder.name}: calls of the run loop are not the program's instructions")
    begins = [at for to, at in left if to in kernels] + [left[-1][1]]
    return [(instruction, end - begin) for instruction, begin, end in zip(code, begins, begins[1:])]


def in_parallel(function, items):
    """(item, result or the error that it ended with), in order."""
    def guarded(item):
        try:
            return item, function(item)
        except (RuntimeError, OSError, KeyError, subprocess.TimeoutExpired) as error:
            return item, error
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(guarded, items)
