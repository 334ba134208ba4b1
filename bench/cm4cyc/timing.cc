// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Parameters of the model, and pipelining and register hazards between neighbours.
#include "timing.h"

#include <algorithm>

namespace cm4cyc {

Config cfg;

const char* const kCls[NCLS] = {"int_alu",  "mul_mac",  "dsp_simd",     "int_div",
                                "load",     "store",    "branch_taken", "branch_not_taken",
                                "fp_arith", "fp_mac",   "fp_div_sqrt",  "fp_move",
                                "fp_load",  "fp_store", "system",       "stall"};

const OptName kOpts[] = {{"p_dir", &Config::p_dir},
                         {"p_reg", &Config::p_reg},
                         {"p_mem", &Config::p_mem},
                         {"p_unalign", &Config::p_unalign},
                         {"div", &Config::div},
                         {"it", &Config::it},
                         {"it_fold", &Config::it_fold},
                         {"agu", &Config::agu},
                         {"st_ld", &Config::st_ld},
                         {"ld_st", &Config::ld_st},
                         {"ldw_align", &Config::ldw_align},
                         {"vstr", &Config::vstr},
                         {"fp_dep", &Config::fp_dep},
                         {"fdiv_overlap", &Config::fdiv_overlap},
                         {"flash_ws", &Config::flash_ws},
                         {"exc", &Config::exc},
                         {"unaligned", &Config::unaligned}};

// Never destroyed: QEMU runs the exit callback after this library's destructors.
std::string& g_model = *new std::string("trm");
const int kOptCount = sizeof kOpts / sizeof kOpts[0];

const std::string& model_name() { return g_model; }

bool set_model(const std::string& m) {
  cfg = Config{};
  g_model = m;
  if (m == "hw") {  // TRM plus two hazards seen on silicon; see README for the evidence
    cfg.agu = cfg.st_ld = 1;
    return true;
  }
  return m == "trm";
}

int issue(const Insn* p, const Insn& c, int& stall) {
  int cyc = c.cyc;
  stall = 0;
  if (c.flags & F_IT) cyc = cfg.it_fold && p && p->size == 2 ? 0 : cfg.it;
  if (c.cls == FDIV && cfg.fdiv_overlap) cyc = 1;
  if (c.flags & F_LIT) cyc += cfg.flash_ws;
  if (!p) return cyc;
  const bool after_ld = (p->flags & F_LD) && !(p->dst & c.areg) && p->cond == c.cond &&
                        !(cfg.ldw_align && c.size == 4 && (c.addr & 2));
  if (after_ld && (c.flags & F_LD)) cyc = std::max(1, cyc - 1);
  if (after_ld && (c.flags & F_ST)) {
    if (cfg.ld_st && !(c.flags & F_REGOFF))
      cyc = std::max(0, cyc - 1);
    else
      cyc = std::max(1, cyc - 1);
  }
  if ((c.flags & F_ST) && (c.flags & F_FP) && (p->flags & F_ST)) cyc = 1;  // VSTR behind a store
  if (cfg.st_ld && (c.flags & F_LOADS) && (p->flags & F_ST)) stall += cfg.st_ld;
  if (cfg.agu && (c.areg & p->dp) && !(p->flags & F_LD)) stall += cfg.agu;
  if ((p->flags & F_FPROD || p->cls == FDIV) && (p->fdst & c.fsrc)) stall += cfg.fp_dep;
  return cyc;
}

}  // namespace cm4cyc
