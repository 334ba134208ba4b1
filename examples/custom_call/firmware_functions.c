/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * The generic firmware's table of functions, filled: it replaces the empty one.
 */
#include "examples/custom_call/median_filter.h"
#include "ports/cortex_m/functions.h"

const tmb_function tmb_firmware_functions[] = {{"median_filter", MedianFilter, NULL}};
const unsigned tmb_firmware_function_count = sizeof tmb_firmware_functions / sizeof tmb_firmware_functions[0];
