// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Where the fields of the struct instructions lie, in bytes: FlatBuffers keeps its
// members private, and isa.h's rows need them as constants. The structs are frozen once
// released; isa_test holds these lists against the schema's own reflection.
#ifndef TMB_RUNTIME_ISA_FIELDS_H_
#define TMB_RUNTIME_ISA_FIELDS_H_

#include <cstdint>

namespace tmb {

inline constexpr uint8_t kNoField = 0xff;

namespace jump_fields {
enum : uint8_t { target = 0, end = 4 };
}
namespace jump_if_fields {
enum : uint8_t { predicate = 0, target = 4, when = 8, end = 12 };
}
namespace dot_f32_fields {
enum : uint8_t {
  x = 0, w = 4, bias = 8, residual = 12, y = 16, scratch = 20, m = 24, n = 28, k = 32, clamp_lo = 36, clamp_hi = 40,
  w_type = 44, end = 48
};
}
namespace mat_vec_f32_fields {
enum : uint8_t {
  x = 0, w = 4, bias = 8, y = 12, m = 16, n = 20, k = 24, clamp_lo = 28, clamp_hi = 32, w_type = 36, end = 40
};
}
namespace dot_fields {
enum : uint8_t {
  x = 0, w = 4, y = 8, batch = 12, m = 16, n = 20, k = 24, x_batch = 28, x_m = 32, x_k = 36,
  w_batch = 40, w_k = 44, w_n = 48, x_type = 52, w_type = 53, y_type = 54, end = 56
};
}
namespace conv_f32_fields {
enum : uint8_t {
  x = 0, w = 4, bias = 8, residual = 12, y = 16, scratch = 20, batch = 24, in_h = 28, in_w = 32, in_c = 36,
  out_h = 40, out_w = 44, out_c = 48, k_h = 52, k_w = 56, stride_h = 60, stride_w = 64, pad_h = 68, pad_w = 72,
  dilation_h = 76, dilation_w = 80, clamp_lo = 84, clamp_hi = 88, w_type = 92, end = 96
};
}
namespace winograd_f32_fields {
enum : uint8_t {
  x = 0, w = 4, bias = 8, residual = 12, y = 16, scratch = 20, batch = 24, in_h = 28, in_w = 32, in_c = 36,
  out_h = 40, out_w = 44, out_c = 48, pad_h = 52, pad_w = 56, clamp_lo = 60, clamp_hi = 64, end = 68
};
}
namespace depthwise_f32_fields {
enum : uint8_t {
  x = 0, w = 4, bias = 8, y = 12, scratch = 16, batch = 20, in_h = 24, in_w = 28, c = 32, out_h = 36,
  out_w = 40, k_h = 44, k_w = 48, stride_h = 52, stride_w = 56, pad_h = 60, pad_w = 64, dilation_h = 68,
  dilation_w = 72, clamp_lo = 76, clamp_hi = 80, w_type = 84, end = 88
};
}
namespace mat_vec_s8_fields {
enum : uint8_t {
  x = 0, w = 4, y = 8, scratch = 12, m = 16, n = 20, k = 24, y_zero = 28, clamp_lo = 32, clamp_hi = 36, x_type = 40,
  y_type = 41, multiplier_shift = 42, end = 44
};
}
namespace conv_s8_fields {
enum : uint8_t {
  x = 0, w = 4, parameters = 8, residual = 12, residual_multiplier = 16, y = 20, scratch = 24, batch = 28, in_h = 32,
  in_w = 36, in_c = 40, out_h = 44, out_w = 48, out_c = 52, k_h = 56, k_w = 60, stride_h = 64, stride_w = 68,
  pad_h = 72, pad_w = 76, dilation_h = 80, dilation_w = 84, x_zero = 88, y_zero = 92, clamp_lo = 96, clamp_hi = 100,
  x_type = 104, y_type = 105, residual_type = 106, end = 108
};
}
namespace winograd_s8_fields {
enum : uint8_t {
  x = 0, w = 4, parameters = 8, residual = 12, residual_multiplier = 16, y = 20, scratch = 24, batch = 28, in_h = 32,
  in_w = 36, in_c = 40, out_h = 44, out_w = 48, out_c = 52, pad_h = 56, pad_w = 60, x_zero = 64, y_zero = 68,
  clamp_lo = 72, clamp_hi = 76, y_type = 80, residual_type = 81, end = 84
};
}
namespace depthwise_s8_fields {
enum : uint8_t {
  x = 0, w = 4, parameters = 8, y = 12, scratch = 16, batch = 20, in_h = 24, in_w = 28, c = 32, out_h = 36, out_w = 40,
  k_h = 44, k_w = 48, stride_h = 52, stride_w = 56, pad_h = 60, pad_w = 64, dilation_h = 68, dilation_w = 72,
  strip_rows = 76, x_zero = 80, y_zero = 84, clamp_lo = 88, clamp_hi = 92, x_type = 96, y_type = 97, end = 100
};
}
namespace max_pool_s8_fields {
enum : uint8_t {
  x = 0, y = 4, batch = 8, in_h = 12, in_w = 16, out_h = 20, out_w = 24, c = 28, k_h = 32, k_w = 36, stride_h = 40,
  stride_w = 44, pad_h = 48, pad_w = 52, end = 56
};
}
// Arrays have one element for each spatial dimension.
namespace conv_fields {
enum : uint8_t {
  x = 0, w = 4, y = 8, batch = 12, groups = 16, in_c = 20, out_c = 24, in = 28, out = 40, k = 52,
  stride = 64, pad = 76, in_dilation = 88, k_dilation = 100, x_batch = 112, x_group = 116,
  x_channel = 120, x_spatial = 124, w_group = 136, w_in = 140, w_out = 144, w_spatial = 148,
  y_batch = 160, y_group = 164, y_channel = 168, y_spatial = 172, x_type = 184, w_type = 185,
  y_type = 186, end = 188
};
}

}  // namespace tmb

#endif  // TMB_RUNTIME_ISA_FIELDS_H_
