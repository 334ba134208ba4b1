# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# tmdump: what is inside a .tmb file. The schema's text is compiled in: field names and JSON come from it.
set(schema_file "${CMAKE_SOURCE_DIR}/schema/tmb.fbs")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${schema_file}")
file(READ "${schema_file}" TMB_SCHEMA_TEXT)
configure_file("${CMAKE_CURRENT_LIST_DIR}/tmdump_schema_text.cc.in"
  "${CMAKE_CURRENT_BINARY_DIR}/tmdump_schema_text.cc" @ONLY)

add_executable(tmdump
  "${CMAKE_CURRENT_LIST_DIR}/tmdump.cc"
  "${CMAKE_CURRENT_LIST_DIR}/tmdump_code.cc"
  "${CMAKE_CURRENT_LIST_DIR}/tmdump_listing.cc"
  "${CMAKE_CURRENT_LIST_DIR}/tmdump_micro_code.cc"
  "${CMAKE_CURRENT_LIST_DIR}/tmdump_repair.cc"
  "${CMAKE_CURRENT_LIST_DIR}/tmdump_schema.cc"
  "${CMAKE_CURRENT_BINARY_DIR}/tmdump_schema_text.cc")
set_target_properties(tmdump PROPERTIES CXX_STANDARD 20 RUNTIME_OUTPUT_DIRECTORY "${TMB_BIN_DIR}")
target_include_directories(tmdump PRIVATE "${CMAKE_SOURCE_DIR}")
target_link_libraries(tmdump PRIVATE tmb_runtime tmb_warnings CLI11::CLI11 fmt::fmt flatbuffers)
