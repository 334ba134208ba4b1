# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# A second build of the runtime, as TMB_WIDE_TYPES=OFF makes it, and its test.
get_target_property(sources tmb_runtime SOURCES)
list(FILTER sources EXCLUDE REGEX "kernels/(host/.*|(conv|depthwise|dot|mat_vec)_f32\\.cc)$")
list(TRANSFORM sources PREPEND "${CMAKE_SOURCE_DIR}/runtime/" REGEX "^[^/]")
add_library(tmb_runtime_no_wide STATIC ${sources})
tmb_add_portable_f32_kernels(tmb_runtime_no_wide)
target_compile_options(tmb_runtime_no_wide PRIVATE $<TARGET_PROPERTY:tmb_runtime,COMPILE_OPTIONS>)
target_include_directories(tmb_runtime_no_wide PUBLIC $<TARGET_PROPERTY:tmb_runtime,INCLUDE_DIRECTORIES>)
tmb_built_features(tmb_runtime_no_wide "${CMAKE_CURRENT_BINARY_DIR}/no_wide" "EveryFeatureBut(BitOf(Feature::kTypesWide))")
target_link_libraries(tmb_runtime_no_wide PUBLIC tmb_schema PRIVATE tmb_warnings)

set(files)
foreach(type s64 f64 f32)
  set(module "${CMAKE_CURRENT_SOURCE_DIR}/no_wide_${type}.hlo.txt")
  set(file "${CMAKE_CURRENT_BINARY_DIR}/no_wide_${type}.tmb")
  add_custom_command(OUTPUT "${file}" COMMAND tmconvert "${module}" -o "${file}" -q DEPENDS tmconvert "${module}" VERBATIM)
  list(APPEND files "${file}")
endforeach()
tmb_test(no_wide_test no_wide_test.cc ${files})
target_link_libraries(no_wide_test PRIVATE tmb_runtime_no_wide)
target_compile_definitions(no_wide_test PRIVATE TMB_FILES="${CMAKE_CURRENT_BINARY_DIR}")
