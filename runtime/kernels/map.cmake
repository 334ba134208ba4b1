# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# The Map machine: shared set-up, loops and staging; the evaluator is the port's.
target_sources(tmb_runtime PRIVATE
  kernels/map.cc
  kernels/map_element.cc
  kernels/map_formula_access.cc
  kernels/map_reduce.cc
  kernels/map_repeat.cc
  kernels/map_stage.cc
  kernels/map_walk.cc)
if(TMB_DEVICE)
  target_sources(tmb_runtime PRIVATE
    kernels/cortex_m4/map_evaluator.cc
    kernels/cortex_m4/map_evaluator.S
    kernels/cortex_m4/map_formula.S
    kernels/cortex_m4/map_repeat.S
    kernels/cortex_m4/map_repeat_body.cc)
  # Set-up, rows and staging for speed; the rest is small or assembly.
  set_source_files_properties(kernels/cortex_m4/map_flat.cc kernels/cortex_m4/map_repeat_body.cc kernels/map.cc
    kernels/map_element.cc kernels/map_formula_access.cc kernels/map_repeat.cc kernels/map_stage.cc kernels/map_walk.cc
    PROPERTIES COMPILE_OPTIONS -O2)
  if(TMB_TUNED_KERNELS)
    target_sources(tmb_runtime PRIVATE kernels/cortex_m4/map_flat.cc)
  else()
    set_property(SOURCE kernels/cortex_m4/map_formula.S APPEND PROPERTY COMPILE_DEFINITIONS RunWholeLoops=RunLoops)
  endif()
else()
  target_sources(tmb_runtime PRIVATE
    kernels/map_evaluator.cc
    kernels/map_formula.cc
    kernels/map_repeat_body.cc)
endif()
