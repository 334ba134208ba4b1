// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The part of QEMU's plugin API (version 1) that cm4cyc calls, declared here so that no
// QEMU header is needed.
#ifndef TMB_BENCH_CM4CYC_QEMU_PLUGIN_API_H_
#define TMB_BENCH_CM4CYC_QEMU_PLUGIN_API_H_

#include <cstddef>
#include <cstdint>

extern "C" {
struct qemu_plugin_tb;
struct qemu_plugin_insn;
using qp_id = uint64_t;
using qp_memi = uint32_t;
enum qp_cb_flags { QP_NO_REGS = 0 };
enum qp_mem_rw { QP_MEM_RW = 3 };
size_t qemu_plugin_tb_n_insns(const qemu_plugin_tb*);
qemu_plugin_insn* qemu_plugin_tb_get_insn(const qemu_plugin_tb*, size_t);
const void* qemu_plugin_insn_data(const qemu_plugin_insn*);
uint64_t qemu_plugin_insn_vaddr(const qemu_plugin_insn*);
unsigned qemu_plugin_mem_size_shift(qp_memi);
void qemu_plugin_register_vcpu_tb_trans_cb(qp_id, void (*)(qp_id, qemu_plugin_tb*));
void qemu_plugin_register_vcpu_tb_exec_cb(qemu_plugin_tb*, void (*)(unsigned, void*), qp_cb_flags, void*);
void qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_insn*, void (*)(unsigned, void*), qp_cb_flags, void*);
void qemu_plugin_register_vcpu_mem_cb(qemu_plugin_insn*, void (*)(unsigned, qp_memi, uint64_t, void*),
                                      qp_cb_flags, qp_mem_rw, void*);
void qemu_plugin_register_atexit_cb(qp_id, void (*)(qp_id, void*), void*);
}

#endif  // TMB_BENCH_CM4CYC_QEMU_PLUGIN_API_H_
