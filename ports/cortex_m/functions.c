/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * The empty table, in a file of its own so that no compiler believes it while it may be replaced.
 */
#include "ports/cortex_m/functions.h"

__attribute__((weak)) const tmb_function tmb_firmware_functions[1] = {{0}};
__attribute__((weak)) const unsigned tmb_firmware_function_count = 0;
