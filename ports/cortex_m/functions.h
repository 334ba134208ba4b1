/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * The firmware's functions for custom-calls. Its own table is empty and weak: a source that
 * defines both of these is built in with the CMake variable TMB_FIRMWARE_FUNCTIONS.
 */
#ifndef TMB_PORTS_CORTEX_M_FUNCTIONS_H_
#define TMB_PORTS_CORTEX_M_FUNCTIONS_H_

#include "tmb/tmb.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const tmb_function tmb_firmware_functions[];
extern const unsigned tmb_firmware_function_count;

#ifdef __cplusplus
}
#endif
#endif /* TMB_PORTS_CORTEX_M_FUNCTIONS_H_ */
