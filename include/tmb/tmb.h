/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * The public API: load a .tmb program, give it memory, run it. C99; tmb.hpp wraps it
 * for C++. The caller owns every byte: the model (flash), the machine object, the
 * arena, the state, bound buffers; none of them may overlap. Nothing here allocates, blocks
 * or throws.
 *
 *     tmb_machine machine;
 *     if (tmb_load(&machine, model, model_bytes) != TMB_OK) ...
 *     tmb_set_arena(&machine, 0, arena, sizeof arena);   // tmb_arena_bytes() of them
 *     memcpy(tmb_input(&machine, 0, 0).data, image, ...);
 *     tmb_run(&machine, 0);
 *     ... tmb_output(&machine, 0, 0).data ...
 */
#ifndef TMB_TMB_H_
#define TMB_TMB_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tmb_status {
  TMB_OK = 0,
  TMB_NOT_A_MODEL,       /* no .tmb file identifier at that address */
  TMB_MISALIGNED,        /* model not 16-byte aligned, or memory not aligned as asked */
  TMB_TRUNCATED,         /* fewer bytes than the file says it has */
  TMB_BAD_CHECKSUM,      /* program part or constants damaged */
  TMB_MALFORMED,         /* the verifier refused it: see tmb_fault */
  TMB_UNSUPPORTED,       /* needs an instruction or type that this build lacks */
  TMB_ARENA_TOO_SMALL,   /* give tmb_arena_bytes() */
  TMB_NO_MEMORY_SET,     /* arena, state or a bound buffer was not given before a run */
  TMB_NO_SUCH_ENTRY,     /* entry, input, output or slot out of range */
  TMB_PAUSED,            /* tmb_step: the budget is used up, call again */
  TMB_FAULT,             /* a run was stopped by the port */
  TMB_NO_FUNCTION,       /* a custom-call has no function: see tmb_missing_function */
  TMB_FUNCTION_FAILED    /* a function for a custom-call ended the run: see tmb_fault */
} tmb_status;

/* Element types, numbered as XLA's PrimitiveType. */
typedef enum tmb_type {
  TMB_PRED = 1, TMB_S8 = 2, TMB_S16 = 3, TMB_S32 = 4, TMB_S64 = 5,
  TMB_U8 = 6, TMB_U16 = 7, TMB_U32 = 8, TMB_U64 = 9,
  TMB_F16 = 10, TMB_F32 = 11, TMB_F64 = 12, TMB_C64 = 15, TMB_BF16 = 16, TMB_C128 = 18,
  /* these take a byte each */
  TMB_F8E5M2 = 19, TMB_F8E4M3FN = 20, TMB_S4 = 21, TMB_U4 = 22, TMB_F8E4M3B11FNUZ = 23,
  TMB_F8E5M2FNUZ = 24, TMB_F8E4M3FNUZ = 25, TMB_F8E4M3 = 28, TMB_F8E3M4 = 29
} tmb_type;

#define TMB_MAX_RANK 8
#define TMB_MAX_BOUND 16
#define TMB_ALIGNMENT 16  /* of the model, the arenas, the state and bound buffers */

/* An input or output of an entry point. `data` lies in the arena, the state, a bound
 * buffer or the constants; NULL while that memory is not set. Names live in the model. */
typedef struct tmb_tensor {
  const char* name;      /* the Python argument's path, e.g. "params[0]['w']" */
  void* data;
  uint32_t bytes;
  uint32_t rank;
  uint32_t dims[TMB_MAX_RANK];
  tmb_type type;
  float scale;           /* of integers that stand for numbers, scale * (integer - zero_point); else 0 */
  int32_t zero_point;
} tmb_tensor;

#define TMB_NO_INSTRUCTION 0xffffffffu

/* Where a load or a run stopped. */
typedef struct tmb_fault {
  tmb_status status;
  uint32_t instruction;  /* index, or TMB_NO_INSTRUCTION: the file's frame; tmdump maps it to
                            the HLO instruction and source line */
  uint32_t unit;         /* of the instruction; TMB_UNSUPPORTED: the missing feature's bit;
                            TMB_FUNCTION_FAILED: what the function returned */
} tmb_fault;

/* A custom-call of the program, while its function runs. Arrays are row-major; their names
 * are NULL, so is the data of one without elements. */
typedef struct tmb_call {
  const char* target;
  const char* config;            /* the call's backend_config, e.g. "{gain = 2.0 : f32}", or "" */
  uint32_t config_bytes;
  uint32_t operand_count;
  uint32_t result_count;
  const tmb_tensor* operands;    /* to read only: they may lie in flash */
  const tmb_tensor* results;     /* to write whole */
} tmb_call;

/* A C function for the custom-calls of one target. It runs to its end inside tmb_run or
 * tmb_step, may not run the machine that calls it, and returns 0; any other number ends
 * the run with TMB_FUNCTION_FAILED. */
typedef struct tmb_function {
  const char* target;
  int (*run)(void* user, const tmb_call* call);
  void* user;
} tmb_function;

/* Called before each instruction (begin = 1) and after it (begin = 0) when set. */
typedef void (*tmb_trace_fn)(void* user, uint32_t instruction, int begin);

/* A loaded program with its memory. No pointer into itself: it may be copied. Read `fault`;
 * the rest is the runtime's own. */
typedef struct tmb_machine {
  uint8_t* base[8];            /* of each space */
  uint8_t* bound[TMB_MAX_BOUND];
  const tmb_function* functions;
  uint32_t function_count;
  const uint8_t* types;        /* of the instructions, in the model */
  const uint8_t* code;         /* their offsets */
  const uint8_t* entries;      /* offsets of the entry points */
  uint32_t entry_count;
  uint32_t missing;            /* bits of spaces, bound slots, functions not given yet */
  tmb_trace_fn trace;
  void* trace_user;
  const uint8_t* model;
  const void* program;         /* the model's root table */
  uint32_t model_bytes, program_bytes;
  tmb_fault fault;
  struct { uint32_t entry, instruction, unit, active; } resume;  /* of tmb_step */
} tmb_machine;

/* Checks the file completely (but for the constants' checksum, see tmb_check_constants)
 * and prepares `machine`. `model` must be 16-byte aligned, at most `bytes` long (longer is
 * fine: a partition), and stay unchanged as long as the machine is used. */
tmb_status tmb_load(tmb_machine* machine, const void* model, size_t bytes);

/* The constants' checksum: at boot and after flashing; takes time linear in the file. */
tmb_status tmb_check_constants(const tmb_machine* machine);

/* Bytes needed of arena `region` 0 to 3: inputs, outputs, scratch, everything. */
size_t tmb_arena_bytes(const tmb_machine* machine, unsigned region);
tmb_status tmb_set_arena(tmb_machine* machine, unsigned region, void* memory, size_t bytes);

/* State: the only memory whose contents survive a run. tmb_set_state also resets it. */
size_t tmb_state_bytes(const tmb_machine* machine);
tmb_status tmb_set_state(tmb_machine* machine, void* memory, size_t bytes);
tmb_status tmb_reset_state(tmb_machine* machine);

/* Buffers that the caller binds (zero-copy inputs and outputs). */
unsigned tmb_bound_count(const tmb_machine* machine);
size_t tmb_bound_bytes(const tmb_machine* machine, unsigned slot);
tmb_status tmb_bind(tmb_machine* machine, unsigned slot, void* memory, size_t bytes);

/* Gives the functions for the program's custom-calls (tmconvert --custom-call). The table must
 * outlive the machine and may hold more than the program needs. TMB_NO_FUNCTION, also from
 * runs without this call: a target has none. */
tmb_status tmb_set_functions(tmb_machine* machine, const tmb_function* functions, unsigned count);
/* The target of the program's first custom-call that has no function, or NULL. */
const char* tmb_missing_function(const tmb_machine* machine);

unsigned tmb_entry_count(const tmb_machine* machine);
const char* tmb_entry_name(const tmb_machine* machine, unsigned entry);
/* Index of the entry with that name, or -1. */
int tmb_find_entry(const tmb_machine* machine, const char* name);

unsigned tmb_input_count(const tmb_machine* machine, unsigned entry);
unsigned tmb_output_count(const tmb_machine* machine, unsigned entry);
/* A tensor with NULL name, zero type when there is none of that index. */
tmb_tensor tmb_input(const tmb_machine* machine, unsigned entry, unsigned index);
tmb_tensor tmb_output(const tmb_machine* machine, unsigned entry, unsigned index);

/* Runs an entry from start to end. Inputs may be overwritten by the run; outputs stay
 * valid until the next run. */
tmb_status tmb_run(tmb_machine* machine, unsigned entry);

/* The same in bounded steps: runs at most *budget units of work (one unit is a row or
 * tile of a kernel), subtracts what it used, and answers TMB_PAUSED when there is more to
 * do; call again with the same entry to go on. */
tmb_status tmb_step(tmb_machine* machine, unsigned entry, uint32_t* budget);

/* Gives up a run that tmb_step paused. */
void tmb_abandon(tmb_machine* machine);

void tmb_set_trace(tmb_machine* machine, tmb_trace_fn trace, void* user);

/* Number of instructions in the program. */
uint32_t tmb_instruction_count(const tmb_machine* machine);

/* The features of this build, as the bit set `required` of a file; *words gets its length. */
const uint32_t* tmb_features(unsigned* words);

/* After TMB_UNSUPPORTED: what the file needs and this build lacks; NULL when it has no name. */
const char* tmb_missing_feature(const tmb_machine* machine);

/* Static text for a status. */
const char* tmb_status_text(tmb_status status);

#ifdef __cplusplus
}
#endif
#endif  /* TMB_TMB_H_ */
