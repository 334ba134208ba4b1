# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Sourced: the M4's integer kernels, for bare-metal images.
tuned=runtime/kernels/cortex_m4
integer_sources="$tuned/conv_s8.cc $tuned/conv_s8.S $tuned/windows_s8.S $tuned/mat_vec_s8.cc $tuned/mat_vec_s8.S
  $tuned/winograd_s8.cc $tuned/winograd_s8.S $tuned/winograd_s8_transforms.S"
