// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What the assembly knows of the schema and of the frame; map_evaluator.cc checks that it is so.
#ifndef TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_NUMBERS_H_
#define TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_NUMBERS_H_

// fb::MicroOp
#define MAP_OP_STORE 2
#define MAP_OP_SELECT 3
#define MAP_OP_MAXF 10
#define MAP_OP_MINF 11
#define MAP_OP_WIDE 65
#define MAP_OP_NEGF 66  // and what follows has no operand
#define MAP_OP_MULADDF 109  // and what follows is not for strips
#define MAP_OP_LOADAT 111
#define MAP_OP_STOREAT 112

// Operations of which the body of a Repeat has four forms
#define MAP_BODY_FORMS 24
#define MAP_BODY_ENDS 6  // the first of them, which the body may end with

// fb::Type
#define MAP_TYPE_PRED 1
#define MAP_TYPE_S32 4
#define MAP_TYPE_U32 8
#define MAP_TYPE_F32 11

// Where the vtable of a Map has its fields.
#define MAP_VT_DIMS 4
#define MAP_VT_INPUTS 6
#define MAP_VT_OUTPUTS 8
#define MAP_VT_DYNAMIC_OFFSETS 16
#define MAP_VT_IMMEDIATES 18
#define MAP_VT_CODE 20
#define MAP_VT_SCRATCH 22

// tmb::Cursor
#define MAP_CURSOR_BYTES 20
#define MAP_CURSOR_MODE 12
#define MAP_CURSOR_STRIP 14

#endif  // TMB_RUNTIME_KERNELS_CORTEX_M4_MAP_NUMBERS_H_
