#!/usr/bin/env python3
# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
"""Cross-check cm4cyc's decoder against objdump's mnemonics: check_decoder.py DECTEST ELF..."""
import re, subprocess, sys
from collections import Counter

SKIP = re.compile(r"UNPREDICTABLE|undefined|overflow|\{\}|46c0", re.I)   # not defined encodings, MOV r8,r8 shown as nop
REG = {**{f"r{i}": i for i in range(16)}, "sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15}
F_LD, F_ST, F_MEM, F_REGOFF, F_LIT, F_BR, F_CONDBR, F_BAD = 1, 2, 4, 16, 32, 1024, 2048, 8192


def reglist(s):
    out = set()
    for part in re.search(r"\{(.*)\}", s).group(1).split(","):
        part = part.strip()
        if "-" in part:
            a, b = part.split("-")
            if a[0] in "sd" and a not in REG:
                out |= {f"{a[0]}{k}" for k in range(int(a[1:]), int(b[1:]) + 1)}
            else:
                out |= {f"r{k}" for k in range(REG[a], REG[b] + 1)}
        else:
            out.add(part)
    return out


def base(mn):
    mn = mn.split(".")[0]
    return mn


CONDS = "eq ne cs cc mi pl vs vc hi ls ge lt gt le hs lo al".split()
ALU = set("adc add addw adr and asr bfc bfi bic clz cmn cmp cpy eor lsl lsr mov movw movt mvn neg orn orr pkhbt pkhtb rbit rev rev16 revsh ror "
          "rrx rsb sbc sbfx sub subw sxtab sxtab16 sxtah sxtb sxtb16 sxth teq tst ubfx uxtab uxtab16 uxtah uxtb uxtb16 uxth".split())
MUL = set("mul mla mls smull umull smlal umlal umaal smlabb smlabt smlatb smlatt smlad smladx smlald smlaldx smlalbb smlalbt smlaltb smlaltt "
          "smlawb smlawt smlsd smlsdx smlsld smlsldx smmla smmlar smmls smmlsr smmul smmulr smuad smuadx smulbb smulbt smultb smultt "
          "smulwb smulwt smusd smusdx usad8 usada8".split())
SIMD = set("ssat usat ssat16 usat16 qadd qsub qdadd qdsub sel pkhbt pkhtb".split()) | {
    p + o for p in ("s", "q", "sh", "u", "uq", "uh") for o in ("add16", "asx", "sax", "sub16", "add8", "sub8")}
LD = set("ldr ldrb ldrh ldrsb ldrsh ldrt ldrbt ldrht ldrsbt ldrsht ldrex ldrexb ldrexh".split())
ST = set("str strb strh strt strbt strht strex strexb strexh".split())
SYS = set("nop yield wfe wfi sev dmb dsb isb cpsie cpsid clrex mrs msr svc bkpt udf pld pldw pli csdb esb dbg it".split())
FAR = set("vadd vsub vmul vnmul vcmp vcmpe vcvt vcvtr vcvtb vcvtt vabs vneg".split())
FMAC = set("vmla vmls vnmla vnmls vfma vfms vfnma vfnms".split())


def expect(mn, ops):
    """(class, cycles or None) for a mnemonic"""
    cands = [mn]
    for c in CONDS:
        if mn.endswith(c) and len(mn) > len(c):
            cands.append(mn[:-2])
    ext = []
    for c in cands:
        ext.append(c)
        if c.endswith("s") and len(c) > 2:
            ext.append(c[:-1])
    for m in ext:
        if re.fullmatch(r"it[te]{0,3}", m):
            return "system", None
        if m in SIMD:
            return "dsp_simd", 1
        if m in MUL:
            return "mul_mac", 1
        if m in ALU:
            return "int_alu", 1
        if m in ("sdiv", "udiv"):
            return "int_div", 7
        if m in LD:
            return "load", 2
        if m in ST:
            ex = m.startswith("strex")
            regoff = re.search(r"\[\w+, [a-z]\w*", ops)
            return "store", 2 if ex or regoff else 1
        if m in ("ldrd", "strd"):
            return "load" if m[0] == "l" else "store", 3
        if re.fullmatch(r"ldm(ia|db|fd|ea)?", m) or m == "pop":
            return "load", 1 + len(reglist(ops))
        if re.fullmatch(r"stm(ia|db|fd|ea)?", m) or m == "push":
            return "store", 1 + len(reglist(ops))
        if m in ("b", "bl", "bx", "blx", "cbz", "cbnz"):
            return "branch_taken", 1
        if m in ("tbb", "tbh"):
            return "branch_taken", 2
        if m in SYS:
            return "system", 2 if m in ("mrs", "msr") else 1
        if m in FMAC:
            return "fp_mac", 3
        if m in ("vdiv", "vsqrt"):
            return "fp_div_sqrt", 14
        if m in FAR:
            return "fp_arith", 1
        if m in ("vmrs", "vmsr"):
            return "fp_move", 1
        if m == "vmov":
            two = len([o for o in ops.split(",") if o.strip().split()[0] in REG]) == 2
            return "fp_move", 2 if two else 1
        if m in ("vldr", "vstr"):
            d = ops.startswith("d")
            return "fp_load" if m == "vldr" else "fp_store", 3 if d else 2
        if re.fullmatch(r"v(ldm|stm)(ia|db)?", m) or m in ("vpush", "vpop"):
            rl = reglist(ops)
            words = sum(2 if r[0] == "d" else 1 for r in rl)
            return "fp_load" if m in ("vpop",) or m.startswith("vldm") else "fp_store", 1 + words
    return None, None


def main():
    exe, elfs = sys.argv[1], sys.argv[2:]
    line = re.compile(r"^\s*([0-9a-f]+):\t([0-9a-f]{4})(?: ([0-9a-f]{4}))? *\t([a-z][\w.]*)\s*(.*)$")
    ins = []
    for e in elfs:
        dis = subprocess.run(["arm-none-eabi-objdump", "-d", "-M", "reg-names-std", e], capture_output=True, text=True).stdout
        for l in dis.splitlines():
            m = line.match(l)
            if m and not m.group(4).startswith(".") and not SKIP.search(l):
                ops = m.group(5).split("@")[0].split(";")[0].strip()
                ins.append((int(m.group(1), 16), int(m.group(2), 16), int(m.group(3) or "0", 16), bool(m.group(3)), m.group(4), ops))
    out = subprocess.run([exe], input="\n".join("%x %x %x" % i[:3] for i in ins), capture_output=True, text=True).stdout.splitlines()
    assert len(out) == len(ins)
    bad, seen, unknown = Counter(), Counter(), Counter()
    ex = {}
    for i, o in zip(ins, out):
        addr, h1, h2, wide, mn, ops = i
        f = o.split()
        cls, cyc, size, flags, target = f[1], int(f[2]), int(f[3]), int(f[4], 16), int(f[5], 16)
        dst, areg, fdst, fsrc = (int(x, 16) for x in f[6:10])
        m = base(mn)
        try:
            ecls, ecyc = expect(m, ops)
        except (ValueError, KeyError, AttributeError):
            ecls = None
        seen[m] += 1
        err = []
        if ecls is None:
            unknown[m] += 1
            continue
        if ecls != cls and not (m.startswith("pkh") and cls == "dsp_simd"):
            err.append(f"class {cls} want {ecls}")
        if ecyc is not None and ecyc != cyc and ecls == cls:
            err.append(f"cycles {cyc} want {ecyc}")
        if (size == 4) != wide:
            err.append("size")
        if flags & F_BAD:
            err.append("marked bad")
        t = re.search(r"\b([0-9a-f]+) <", ops)
        if ecls == "branch_taken" and t and target != int(t.group(1), 16):
            err.append(f"target {target:x}")
        wb = re.search(r"\b(pc)\b", ops.split(",")[0]) and ecls in ("int_alu", "load") and not m.startswith(("cmp", "tst", "cmn", "teq", "push"))
        pcpop = ecls == "load" and "{" in ops and "pc" in ops.split("{")[1]
        want_br = ecls == "branch_taken" or bool(wb) or pcpop
        if want_br != bool(flags & F_BR):
            err.append("branch flag")
        am = re.search(r"\[(\w+)(?:, ([a-z]\w*))?", ops)
        if am and ecls in ("load", "store", "fp_load", "fp_store") and am.group(1) in REG:
            want = 0 if am.group(1) == "pc" else 1 << REG[am.group(1)]
            if am.group(2) in REG:
                want |= 1 << REG[am.group(2)]
            if want != areg:
                err.append(f"address regs {areg:x} want {want:x}")
        first = ops.split(",")[0].strip()
        if ecls in ("int_alu", "mul_mac", "dsp_simd", "int_div") and first in REG and not re.match(r"(cmp|cmn|tst|teq)", m):
            if not (dst >> REG[first]) & 1:
                err.append(f"dst {dst:x}")
        if ecls in ("fp_arith", "fp_mac", "fp_div_sqrt") and re.fullmatch(r"s\d+", first):
            regs = [int(x[1:]) for x in re.findall(r"\bs\d+\b", ops)]
            cmp_ = m.startswith("vcmp")
            wd = 0 if cmp_ else 1 << regs[0]
            ws = 0
            for r in (regs if cmp_ else regs[1:]):
                ws |= 1 << r
            if wd != fdst or ws != fsrc:
                err.append(f"fp regs {fdst:x}/{fsrc:x} want {wd:x}/{ws:x}")
        for e in err:
            bad[(m, e.split()[0])] += 1
            ex.setdefault((m, e.split()[0]), f"{addr:x}: {h1:04x} {h2:04x} {mn} {ops}: {e}")
    print(f"{len(ins)} instructions, {len(seen)} mnemonics, {sum(bad.values())} mismatches, unknown to the checker: {dict(unknown)}")
    for k, v in bad.most_common(40):
        print("  ", v, ex[k])
    return 1 if bad else 0


sys.exit(main())
