# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# The f32 kernels of x86. They come beside the portable ones with equal bits, so a build may do without:
# -DTMB_HOST_KERNELS=OFF, or another processor.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(TMB_X86 ON)
else()
  set(TMB_X86 OFF)
endif()
option(TMB_HOST_KERNELS "tuned f32 kernels in the host's runtime" ${TMB_X86})

# Adds them to a target of any folder. HostLoops() is the target's: choose_loops.cc or, in tests, one set of loops.
function(tmb_add_host_f32_kernels target)
  set(here "${CMAKE_SOURCE_DIR}/runtime/kernels/host")
  set(sources
    "${here}/conv_f32.cc"
    "${here}/depthwise_f32.cc"
    "${here}/dot_f32.cc"
    "${here}/loops_avx.cc"
    "${here}/loops_sse2.cc"
    "${here}/mat_vec_f32.cc")
  target_sources(${target} PRIVATE ${sources})
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -O2)
endfunction()

# Adds the portable ones: a target's own come before those of the library it links.
function(tmb_add_portable_f32_kernels target)
  set(sources conv_f32.cc depthwise_f32.cc dot_f32.cc mat_vec_f32.cc weight_columns.cc winograd_f32.cc winograd_product.cc)
  list(TRANSFORM sources PREPEND "${CMAKE_SOURCE_DIR}/runtime/kernels/")
  target_sources(${target} PRIVATE ${sources})
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -O2)
endfunction()
