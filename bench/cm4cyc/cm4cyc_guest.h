/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * Region-of-interest markers for the cm4cyc QEMU plugin.
 *
 * A marker is a 32-bit Thumb-2 hint with an unallocated immediate
 * (0xF3AF80xx: 0x40+id begins region id, 0x60+id ends it, id = 0..31).
 * Unallocated hints execute as NOP on every ARMv7-M core, so marked code also
 * runs unchanged on hardware; under the plugin a marker costs 0 cycles and is
 * not counted as an instruction.  Regions may nest and overlap; re-entering a
 * region that is already open only deepens it (the outermost pair counts).
 *
 * id must be a compile-time constant.  The "memory" clobber keeps memory
 * accesses on their side of the marker; pure register arithmetic may still be
 * scheduled across it, so mark calls to noinline functions when it matters.
 */
#ifndef CM4CYC_GUEST_H
#define CM4CYC_GUEST_H

#define CM4CYC_BEGIN_OP 0xF3AF8040
#define CM4CYC_END_OP   0xF3AF8060

#ifdef __ASSEMBLER__
  .macro CM4_BEGIN id
    .inst.w CM4CYC_BEGIN_OP + (\id)
  .endm
  .macro CM4_END id
    .inst.w CM4CYC_END_OP + (\id)
  .endm
#elif defined(__arm__)
#define CM4_BEGIN(id) __asm volatile(".inst.w 0xF3AF8040 + %c0" ::"i"(id) : "memory")
#define CM4_END(id)   __asm volatile(".inst.w 0xF3AF8060 + %c0" ::"i"(id) : "memory")
#else
#define CM4_BEGIN(id) ((void)(id))
#define CM4_END(id)   ((void)(id))
#endif
#endif
