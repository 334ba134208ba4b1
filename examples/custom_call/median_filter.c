/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
 *
 * A running median, by insertion: windows are small.
 */
#include "examples/custom_call/median_filter.h"

#include <string.h>

#define MAX_WIDTH 31

/* The number behind "width = ", 0 when there is none. */
static uint32_t WidthOf(const char* config) {
  static const char kName[] = "width = ";
  const char* at = strstr(config, kName);
  uint32_t width = 0;
  if (at == NULL) return 0;
  for (at += sizeof kName - 1; *at >= '0' && *at <= '9' && width <= MAX_WIDTH; ++at)
    width = 10 * width + (uint32_t)(*at - '0');
  return width;
}

static float Median(const float* x, uint32_t count, uint32_t center, uint32_t width) {
  float sorted[MAX_WIDTH];
  for (uint32_t i = 0; i < width; ++i) {
    const int32_t at = (int32_t)(center + i) - (int32_t)(width / 2);
    const float value = x[at < 0 ? 0 : at >= (int32_t)count ? (int32_t)count - 1 : at];
    uint32_t place = i;
    for (; place > 0 && sorted[place - 1] > value; --place) sorted[place] = sorted[place - 1];
    sorted[place] = value;
  }
  return sorted[width / 2];
}

int MedianFilter(void* user, const tmb_call* call) {
  const uint32_t width = WidthOf(call->config);
  const tmb_tensor* const x = call->operands;
  const tmb_tensor* const y = call->results;
  (void)user;
  if (call->operand_count != 1 || call->result_count != 1 || x->type != TMB_F32 || y->type != TMB_F32)
    return 1;
  if (x->rank != 1 || y->bytes != x->bytes) return 1;
  if (width % 2 == 0 || width > MAX_WIDTH) return 2;
  for (uint32_t i = 0; i < x->dims[0]; ++i) {
    ((float*)y->data)[i] = Median((const float*)x->data, x->dims[0], i, width);
  }
  return 0;
}
