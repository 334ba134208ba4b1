/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * The C function that the model calls: host program and firmware register the same one.
 */
#ifndef TMB_EXAMPLES_CUSTOM_CALL_MEDIAN_FILTER_H_
#define TMB_EXAMPLES_CUSTOM_CALL_MEDIAN_FILTER_H_

#include "tmb/tmb.h"

#ifdef __cplusplus
extern "C" {
#endif

/* f32[n] to f32[n]: each element the median of the `width` around it, ends repeated. The call's
 * attribute is {width = W : i64}. Returns 1 for arrays, 2 for a width that it does not take. */
int MedianFilter(void* user, const tmb_call* call);

#ifdef __cplusplus
}
#endif
#endif /* TMB_EXAMPLES_CUSTOM_CALL_MEDIAN_FILTER_H_ */
