# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Sourced: the M4's f32 kernels with what they need, for bare-metal images.
kernels=runtime/kernels
tuned=$kernels/cortex_m4
f32_sources="$tuned/dot_f32.cc $tuned/mat_vec_f32.cc $tuned/conv_f32.cc $tuned/conv_dilated.cc $tuned/depthwise_f32.cc
  $tuned/tile.cc $kernels/weight_columns.cc $tuned/winograd_product.cc $tuned/winograd.S $kernels/winograd_f32.cc $tuned/tile.S
  $tuned/tile_narrow.S $tuned/mat_vec.S $tuned/depthwise.S $kernels/map_element.cc"
