// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The decoder of 16- and 32-bit Thumb-2 instructions: class, cycles, registers, branch
// target. test/check_decoder.py holds it against objdump.
#include "timing.h"

namespace cm4cyc {
namespace {

inline uint16_t bit(unsigned r) { return uint16_t(1u << r); }
inline int popc(unsigned v) { return __builtin_popcount(v); }
inline int32_t sext(uint32_t v, int bits) { return int32_t(v << (32 - bits)) >> (32 - bits); }

void alu(Insn& i, unsigned rd, Cls c = ALU) {
  i.cls = c;
  i.dst = i.dp = bit(rd);
  if (rd == 15) i.flags |= F_BR, i.refill = PREG;
}
void branch(Insn& i, Refill r, uint32_t target, bool cond = false) {
  i.cls = BR_T;
  i.flags |= F_BR | (cond ? uint32_t(F_CONDBR) : 0u);
  i.refill = r;
  i.target = target;
}
void mem1(Insn& i, bool load, unsigned rt, unsigned rn, int rm = -1, bool wb = false) {
  i.cls = load ? LOAD : STORE;
  i.flags |= F_MEM | (load ? F_LD | F_LOADS : F_ST);
  i.cyc = load || rm >= 0 ? 2 : 1;
  i.areg = rn == 15 ? 0 : bit(rn);
  if (rm >= 0) i.flags |= F_REGOFF, i.areg |= bit(unsigned(rm));
  if (rn == 15) i.flags |= F_LIT;
  if (load) i.dst = bit(rt);
  if (wb) i.dst |= bit(rn), i.dp = bit(rn);
  if (load && rt == 15) i.flags = (i.flags & ~uint32_t(F_LD)) | F_BR, i.refill = PMEM;
}
void memN(Insn& i, bool load, int words, unsigned rn, uint16_t list, bool wb) {
  i.cls = load ? LOAD : STORE;
  i.flags |= F_MEM | (load ? uint32_t(F_LOADS) : 0u);
  i.cyc = uint8_t(1 + words);
  i.areg = rn == 15 ? 0 : bit(rn);
  if (rn == 15) i.flags |= F_LIT;
  i.dst = uint16_t((load ? list : 0) | (wb ? bit(rn) : 0));
  if (wb) i.dp = bit(rn);
  if (load && (list & 0x8000)) i.flags |= F_BR, i.refill = PMEM;
}
void sys(Insn& i, int cyc = 1) {
  i.cls = SYS;
  i.cyc = uint8_t(cyc);
}

void decode16(Insn& i, uint32_t h) {
  const unsigned r0 = h & 7, r3 = (h >> 3) & 7, r6 = (h >> 6) & 7, r8 = (h >> 8) & 7;
  switch (h >> 11) {
    case 0x00:
    case 0x01:
    case 0x02:
    case 0x03:
      return alu(i, r0);
    case 0x04:
    case 0x06:
    case 0x07:
      return alu(i, r8);
    case 0x05:
      return;  // CMP
    case 0x08:
      if (h < 0x4400) {
        const unsigned op = (h >> 6) & 15;
        if (op == 8 || op == 10 || op == 11) return;  // TST CMP CMN
        return alu(i, r0, op == 13 ? MUL : ALU);
      } else {
        const unsigned op = (h >> 8) & 3, rd = r0 | ((h >> 4) & 8);
        if (op == 1) return;
        if (op == 3) return branch(i, PREG, 0);  // BX BLX
        return alu(i, rd);
      }
    case 0x09:
      return mem1(i, true, r8, 15);
    case 0x0a:
    case 0x0b:
      return mem1(i, ((h >> 9) & 7) >= 3, r0, r3, int(r6));
    case 0x0c:
    case 0x0d:
    case 0x0e:
    case 0x0f:
    case 0x10:
    case 0x11:
      return mem1(i, h & 0x800, r0, r3);
    case 0x12:
    case 0x13:
      return mem1(i, h & 0x800, r8, 13);
    case 0x14:
    case 0x15:
      return alu(i, r8);
    case 0x16:
    case 0x17:
      if ((h & 0xf500) == 0xb100)  // CBZ CBNZ
        return branch(i, PDIR, i.addr + 4 + ((h >> 3) & 0x40) + ((h >> 2) & 0x3e), true);
      if ((h & 0xff00) == 0xb000) return alu(i, 13);
      if ((h & 0xfe00) == 0xb400) return memN(i, false, popc(h & 0x1ff), 13, 0, true);
      if ((h & 0xfe00) == 0xbc00)
        return memN(i, true, popc(h & 0x1ff), 13, uint16_t((h & 0xff) | ((h & 0x100) << 7)), true);
      if ((h & 0xff00) == 0xbe00) {
        i.flags |= F_BKPT;
        return sys(i);
      }
      if ((h & 0xff00) == 0xbf00) {
        if (h & 15) i.flags |= F_IT;
        return sys(i);
      }
      if ((h & 0xffe0) == 0xb660) return sys(i);  // CPS
      return alu(i, r0);                          // extend, REV
    case 0x18:
    case 0x19: {
      const bool load = h & 0x800;
      return memN(i, load, popc(h & 0xff), r8, uint16_t(h & 0xff), !(load && (h & (1u << r8))));
    }
    case 0x1a:
    case 0x1b:
      if (((h >> 8) & 15) >= 14) return sys(i);  // UDF SVC
      return branch(i, PDIR, i.addr + 4 + uint32_t(sext(h & 0xff, 8) * 2), true);
    case 0x1c:
      return branch(i, PDIR, i.addr + 4 + uint32_t(sext(h & 0x7ff, 11) * 2));
  }
  i.flags |= F_BAD;
}

void decode_fp(Insn& i, uint32_t a, uint32_t b) {
  const unsigned vd = ((b >> 12) << 1) | ((a >> 6) & 1), vn = ((a & 15) << 1) | ((b >> 7) & 1),
                 vm = ((b & 15) << 1) | ((b >> 5) & 1);
  const bool dbl = b & 0x100, ld = a & 0x10;
  const unsigned dd = (b >> 12) << 1, dm = (b & 15) << 1;  // D registers as S pairs (only D0-D15 exist)
  const uint32_t D = 1u << vd, N = 1u << vn, M = 1u << vm;
  i.flags |= F_FP;
  if (((b >> 8) & 0xe) != 0xa) {
    i.flags |= F_BAD;
    return;
  }
  if ((a & 0xffe0) == 0xec40) {  // VMOV of two words
    i.cls = FMOVE, i.cyc = 2;
    const uint32_t s = 3u << (dbl ? dm : vm);
    if (ld)
      i.fsrc = s, i.dst = i.dp = uint16_t(bit(b >> 12) | bit(a & 15));
    else
      i.fdst = s;
  } else if ((a & 0xfe00) == 0xec00) {  // VLDR VSTR VLDM VSTM
    const unsigned rn = a & 15, words = b & 0xff;
    const uint32_t first = dbl ? dd : vd;
    uint32_t regs;
    if ((a & 0x120) == 0x100) {
      if (dbl)
        memN(i, ld, 2, rn, 0, false);
      else {
        mem1(i, ld, 0, rn);
        i.dst = 0;
        if (!ld) i.cyc = uint8_t(cfg.vstr);
      }
      regs = (dbl ? 3u : 1u) << first;
    } else {
      memN(i, ld, int(words), rn, 0, a & 0x20);
      regs = uint32_t((words >= 32 ? ~0ull : (1ull << words) - 1) << first);
    }
    i.cls = ld ? FLOAD : FSTORE;
    (ld ? i.fdst : i.fsrc) = regs;
  } else if (b & 0x10) {  // core <-> FPU, VMRS VMSR
    i.cls = FMOVE;
    if (((a >> 5) & 7) == 7) return;
    const uint32_t s = dbl ? 1u << (((a & 15) << 1) | ((a >> 5) & 1)) : N;
    if (ld)
      i.fsrc = s, i.dst = i.dp = bit(b >> 12);
    else
      i.fdst = s;
  } else {
    i.cls = FARITH, i.flags |= F_FPROD, i.fdst = D, i.fsrc = N | M;
    switch ((a >> 4) & 0xb) {
      case 0x0:
      case 0x1:
      case 0x9:
      case 0xa:
        i.cls = FMAC, i.cyc = 3;
        break;
      case 0x2:
      case 0x3:
        break;  // VMUL VNMUL VADD VSUB
      case 0x8:
        i.cls = FDIV, i.cyc = 14;
        break;
      case 0xb: {
        const unsigned op2 = a & 15, op3 = (b >> 6) & 3;
        i.fsrc = M;
        if (!(op3 & 1)) {
          i.cls = FMOVE, i.fsrc = 0, i.flags &= ~uint32_t(F_FPROD);
          break;
        }  // VMOV #imm
        if (op2 == 0) {
          i.flags &= ~uint32_t(F_FPROD);
          if (op3 == 1) i.cls = FMOVE;
        }  // VMOV, VABS
        else if (op2 == 1) {
          i.flags &= ~uint32_t(F_FPROD);
          if (op3 == 3) i.cls = FDIV, i.cyc = 14;
        }  // VNEG, VSQRT
        else if (op2 == 4 || op2 == 5)
          i.fsrc = op2 == 4 ? D | M : D, i.fdst = 0, i.flags &= ~uint32_t(F_FPROD);  // VCMP
        else if (op2 & 8 && op2 != 8 && !(op2 == 12 || op2 == 13))
          i.fsrc = D;  // fixed point, in place
        break;
      }
      default:
        i.flags |= F_BAD;
    }
  }
}

void decode32(Insn& i, uint32_t a, uint32_t b) {
  const unsigned rn = a & 15, rd = (b >> 8) & 15, rt = b >> 12;
  i.size = 4;
  if ((a & 0xfe00) == 0xec00 || (a & 0xff00) == 0xee00) return decode_fp(i, a, b);
  if ((a & 0xfe40) == 0xe800) return memN(i, a & 0x10, popc(b), rn, uint16_t(b), a & 0x20);
  if ((a & 0xfe40) == 0xe840) {
    if ((a & 0xfff0) == 0xe8d0 && (b & 0xffe0) == 0xf000) {  // TBB TBH
      branch(i, PMEM, 0);
      i.cyc = 2, i.areg = uint16_t(bit(rn) | bit(b & 15));
      return;
    }
    if ((a & 0x120) == 0) {  // exclusives behave like LDR
      const bool word = (a & 0xffe0) == 0xe840, ld = a & 0x10;
      mem1(i, true, ld ? rt : word ? rd : b & 15, rn);
      if (!ld) i.cls = STORE, i.flags &= ~uint32_t(F_LOADS);
      return;
    }
    return memN(i, a & 0x10, 2, rn, uint16_t(bit(rt) | bit(rd)), a & 0x20);  // LDRD STRD
  }
  if ((a & 0xfe00) == 0xea00) {  // shifted register
    const unsigned op = (a >> 5) & 15;
    if (rd == 15 && (a & 0x10) && (op == 0 || op == 4 || op == 8 || op == 13)) return;
    return alu(i, rd, op == 6 ? SIMD : ALU);
  }
  if ((a & 0xf800) == 0xf000 && !(b & 0x8000)) {  // immediates
    const unsigned op = (a >> 5) & 15;
    if (!(a & 0x200)) {
      if (rd == 15 && (a & 0x10) && (op == 0 || op == 4 || op == 8 || op == 13)) return;
      return alu(i, rd);
    }
    return alu(i, rd, op == 8 || op == 9 || op == 12 || op == 13 ? SIMD : ALU);  // SSAT USAT
  }
  if ((a & 0xf800) == 0xf000) {  // branches, misc control
    const uint32_t s = (a >> 10) & 1, j1 = (b >> 13) & 1, j2 = (b >> 11) & 1;
    if (b & 0x1000 || b & 0x4000) {  // B.W, BL
      const uint32_t off =
          (s << 24) | ((j1 ^ s ^ 1) << 23) | ((j2 ^ s ^ 1) << 22) | ((a & 0x3ff) << 12) | ((b & 0x7ff) << 1);
      branch(i, PDIR, i.addr + 4 + uint32_t(sext(off, 25)));
      if (b & 0x4000) i.dst = bit(14);
      return;
    }
    if ((a & 0x380) != 0x380) {
      const uint32_t off = (s << 20) | (j2 << 19) | (j1 << 18) | ((a & 0x3f) << 12) | ((b & 0x7ff) << 1);
      return branch(i, PDIR, i.addr + 4 + uint32_t(sext(off, 21)), true);
    }
    if (a == 0xf3af && (b & 0xffc0) == 0x8040) i.mark = int8_t(b & 0x3f);
    const unsigned op = (a >> 4) & 0x7f;
    if ((op & 0x7e) == 0x38) return sys(i, 2);  // MSR
    if ((op & 0x7e) == 0x3e) {
      sys(i, 2);
      i.dst = i.dp = bit(rd);
      return;
    }               // MRS
    return sys(i);  // hints, barriers
  }
  if ((a & 0xfe00) == 0xf800) {  // single loads and stores
    const bool ld = a & 0x10;
    if (ld && rt == 15 && ((a >> 5) & 3) != 2) return sys(i);  // PLD PLI
    const bool imm12 = (a & 0x80) || (ld && rn == 15);
    if (!imm12 && !(b & 0x800)) return mem1(i, ld, rt, rn, int(b & 15));
    return mem1(i, ld, rt, rn, -1, !imm12 && (b & 0x100));
  }
  if ((a & 0xff00) == 0xfa00) {
    const bool par = (a & 0x80) && !(b & 0x80), misc = (a & 0xc0) == 0x80 && (b & 0xc0) == 0x80;
    return alu(i, rd, par || (misc && ((a >> 4) & 1) == 0) ? SIMD : ALU);
  }
  if ((a & 0xff80) == 0xfb00) return alu(i, rd, MUL);
  if ((a & 0xff80) == 0xfb80) {
    const bool d = ((a >> 4) & 5) == 1;
    alu(i, rd, d ? DIV : MUL);
    if (d)
      i.cyc = uint8_t(cfg.div);
    else
      i.dst = i.dp |= bit(rt);
    return;
  }
  i.flags |= F_BAD;
}

}  // namespace

Insn decode(uint32_t addr, uint32_t hw1, uint32_t hw2) {
  Insn i;
  i.addr = addr;
  if (hw1 >= 0xe800)
    decode32(i, hw1, hw2);
  else
    decode16(i, hw1);
  return i;
}

}  // namespace cm4cyc
