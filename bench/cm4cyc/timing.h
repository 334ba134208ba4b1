// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The timing model: classes of instructions, its parameters, the decoder, and what an
// instruction costs behind another. README.md has the model and its evidence.
#ifndef TMB_BENCH_CM4CYC_TIMING_H_
#define TMB_BENCH_CM4CYC_TIMING_H_

#include <cstdint>
#include <string>

namespace cm4cyc {

enum Cls : uint8_t {
  ALU,
  MUL,
  SIMD,
  DIV,
  LOAD,
  STORE,
  BR_T,
  BR_N,
  FARITH,
  FMAC,
  FDIV,
  FMOVE,
  FLOAD,
  FSTORE,
  SYS,
  STALL,
  NCLS
};
struct Config {
  int p_dir = 2, p_reg = 2, p_mem = 2;  // pipeline refill: direct, register-indirect, loaded-PC branches
  int p_unalign = 0;                    // extra refill when the target is a 32-bit insn off a word boundary
  int div = 7;                          // SDIV/UDIV (operand dependent 2..12 on hardware)
  int it = 1, it_fold = 0;              // IT cost; fold=1: free after a 16-bit instruction
  int agu = 0;                          // stall: address register written by the previous ALU instruction
  int st_ld = 0, ld_st = 0;             // +1 on a load behind a store; a store is free behind a load
  int ldw_align = 0;                    // a 32-bit load off a word boundary does not pipeline
  int vstr = 2;                         // stand-alone VSTR.32
  int fp_dep = 1;                       // FP result consumed by the very next instruction
  int fdiv_overlap = 1;                 // VDIV/VSQRT run behind integer code
  int flash_ws = 0;                     // extra cycles per taken branch and literal load
  int exc = 12;                         // exception entry
  int unaligned = 0;                    // 1: charge unaligned loads (needs a callback per load)
};
extern Config cfg;

extern const char* const kCls[NCLS];

struct OptName {
  const char* name;
  int Config::*field;
};
extern const OptName kOpts[];
extern const int kOptCount;

// Sets all parameters to those of "trm" or "hw"; false for another name.
bool set_model(const std::string& m);
const std::string& model_name();

enum Flag : uint32_t {
  F_LD = 1,
  F_ST = 2,  // single load / store: can take part in address/data pipelining
  F_MEM = 4,
  F_LOADS = 8,  // any memory access; reads memory
  F_REGOFF = 16,
  F_LIT = 32,  // register offset; PC-relative
  F_FP = 64,
  F_FPROD = 128,  // uses the FPU; arithmetic result with the +1 rule
  F_IT = 256,
  F_COND = 512,  // IT instruction; executes inside an IT block
  F_BR = 1024,
  F_CONDBR = 2048,  // may write PC; may also fall through
  F_BKPT = 4096,
  F_BAD = 8192,
};
enum Refill : uint8_t { PDIR, PREG, PMEM };

struct Insn {
  uint32_t addr = 0, target = 0, flags = 0;
  uint32_t fdst = 0, fsrc = 0;         // S registers (an addend read is deliberately not in fsrc)
  uint16_t dst = 0, dp = 0, areg = 0;  // registers written; written early (ALU, write-back); address inputs
  uint8_t cyc = 1, size = 2, refill = PDIR, cond = 14;
  int8_t mark = -1;  // 0..31 begin, 32..63 end
  Cls cls = ALU;
};

// Decodes one instruction; hw2 is read when hw1 begins a 32-bit one.
Insn decode(uint32_t addr, uint32_t hw1, uint32_t hw2);

// Cost of `c` when it directly follows `p` (null: nothing known). `stall` gets the hazard part.
int issue(const Insn* p, const Insn& c, int& stall);

}  // namespace cm4cyc

#endif  // TMB_BENCH_CM4CYC_TIMING_H_
