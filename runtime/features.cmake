# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# What the build has of the features (features.h), as built_features.h: all, all but 64-bit types, or with
# -DTMB_OPS=FILE what `tmconvert --ops-of` listed. What is left out is not linked, and refused by name.
set(TMB_OPS "" CACHE FILEPATH "list of tmconvert --ops-of: a firmware with nothing else")

# tmb_built_features(TARGET FOLDER EXPRESSION): the header into FOLDER, with the FeatureSet that the target has.
function(tmb_built_features target folder built)
  configure_file("${CMAKE_SOURCE_DIR}/runtime/built_features.h.in" "${folder}/runtime/built_features.h" @ONLY)
  target_include_directories(${target} BEFORE PUBLIC "${folder}")
endfunction()

# tmb_lacks_features(FEATURE...): tells the assembly.
function(tmb_lacks_features)
  list(TRANSFORM ARGN PREPEND TMB_LACKS_)
  target_compile_definitions(tmb_runtime PRIVATE "$<$<COMPILE_LANGUAGE:ASM>:${ARGN}>")
endfunction()

set(built)
if(TMB_OPS)
  file(STRINGS "${TMB_OPS}" ops REGEX "^(feature|instruction) ")
  file(READ features.h features)
  string(REGEX MATCHALL " FEATURE\\([A-Za-z0-9]+" lacking "${features}")
  list(TRANSFORM lacking REPLACE " FEATURE\\(" "")
  foreach(line ${ops})
    string(REGEX REPLACE "^feature ([A-Za-z0-9]+).*" "\\1" feature "${line}")
    list(REMOVE_ITEM lacking "${feature}")
  endforeach()
  tmb_lacks_features(${lacking})
  list(TRANSFORM ops REPLACE "^feature ([A-Za-z0-9]+).*" "BitOf(Feature::k\\1)")
  list(TRANSFORM ops REPLACE "^instruction ([A-Za-z0-9]+).*" "BitOf(fb::Instruction::\\1)")
  list(JOIN ops ",\n                                                      " ops)
  set(built "OnlyFeatures({${ops}})")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${TMB_OPS}")
elseif(NOT TMB_WIDE_TYPES)
  set(built "EveryFeatureBut(BitOf(Feature::kTypesWide))")
  tmb_lacks_features(TypesWide)
endif()
target_include_directories(tmb_runtime PUBLIC "${CMAKE_SOURCE_DIR}" "${CMAKE_SOURCE_DIR}/include")
if(built)
  tmb_built_features(tmb_runtime "${CMAKE_CURRENT_BINARY_DIR}/built" "${built}")
endif()
