# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# Elementary functions and tensor kernels. Rare paths are built for size with the rest;
# what loops over elements for speed, on the device too.
set(tmb_hot_kernels
  kernels/dot_product.cc
  kernels/max_pool_s8.cc
  kernels/sort_pass.cc
  kernels/weight_columns.cc
  kernels/winograd_f32.cc)
set(tmb_f32_kernels conv_f32.cc depthwise_f32.cc dot_f32.cc mat_vec_f32.cc winograd_product.cc)
set(tmb_integer_kernels conv_s8.cc depthwise_s8.cc mat_vec_s8.cc winograd_s8.cc)
set(tmb_dot kernels/dot.cc)
if(TMB_DEVICE AND TMB_TUNED_KERNELS)
  set(tmb_dot kernels/cortex_m4/dot.cc kernels/cortex_m4/dot_strided.S)
  list(TRANSFORM tmb_f32_kernels PREPEND kernels/cortex_m4/)
  list(APPEND tmb_f32_kernels kernels/cortex_m4/tile.cc)
  list(TRANSFORM tmb_integer_kernels PREPEND kernels/cortex_m4/)
  target_sources(tmb_runtime PRIVATE
    kernels/cortex_m4/conv_dilated.cc
    kernels/cortex_m4/conv_s8.S
    kernels/cortex_m4/depthwise.S
    kernels/cortex_m4/depthwise_s8.S
    kernels/cortex_m4/depthwise_s8_copy.S
    kernels/cortex_m4/depthwise_s8_windows.S
    kernels/cortex_m4/mat_vec.S
    kernels/cortex_m4/mat_vec_s8.S
    kernels/cortex_m4/tile.S
    kernels/cortex_m4/tile_narrow.S
    kernels/cortex_m4/windows_s8.S
    kernels/cortex_m4/winograd.S
    kernels/cortex_m4/winograd_s8.S
    kernels/cortex_m4/winograd_s8_transforms.S)
elseif(TMB_HOST_KERNELS)
  tmb_add_host_f32_kernels(tmb_runtime)
  set(tmb_f32_kernels kernels/host/choose_loops.cc kernels/winograd_product.cc)
else()
  list(TRANSFORM tmb_f32_kernels PREPEND kernels/)
endif()
if(NOT (TMB_DEVICE AND TMB_TUNED_KERNELS))
  list(TRANSFORM tmb_integer_kernels PREPEND kernels/)
endif()
if(TMB_TUNED_KERNELS)
  list(APPEND tmb_hot_kernels ${tmb_f32_kernels})
endif()
target_sources(tmb_runtime PRIVATE
  kernels/conv.cc
  kernels/custom_call.cc
  ${tmb_dot}
  ${tmb_integer_kernels}
  kernels/extended.cc
  kernels/functions.cc
  kernels/functions64_arithmetic.cc
  kernels/functions64_convert.cc
  kernels/functions64_exp.cc
  kernels/functions64_root.cc
  kernels/functions64_round.cc
  kernels/functions64_trig.cc
  kernels/functions_pow.cc
  kernels/gather.cc
  kernels/gather_window.cc
  kernels/kernel_sizes.cc
  kernels/scatter.cc
  kernels/sort.cc
  kernels/wide.cc
  ${tmb_hot_kernels})
if(NOT TMB_TUNED_KERNELS)
  target_sources(tmb_runtime PRIVATE ${tmb_f32_kernels})
endif()
if(TMB_TUNED_KERNELS)
  list(APPEND tmb_hot_kernels ${tmb_integer_kernels})
  # What loops is assembly.
  list(REMOVE_ITEM tmb_hot_kernels kernels/cortex_m4/conv_s8.cc kernels/cortex_m4/mat_vec_s8.cc
    kernels/cortex_m4/winograd_s8.cc kernels/cortex_m4/depthwise_s8.cc kernels/cortex_m4/depthwise_f32.cc
    kernels/cortex_m4/mat_vec_f32.cc)
endif()
set_source_files_properties(${tmb_hot_kernels} PROPERTIES COMPILE_OPTIONS -O2)
