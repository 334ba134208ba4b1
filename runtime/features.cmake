# Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
#
# What the build has of the features (features.h), as built_features.h: all, all but 64-bit types, or with
# -DTMB_OPS=FILE what `tmconvert --ops-of` listed. What is left out is not linked, and refused by name.
set(TMB_OPS "" CACHE FILEPATH "list of tmconvert --ops-of: a firmware with nothing else")

# tmb_built_features(FOLDER EXPRESSION): the header into the folder, with the FeatureSet that is built.
function(tmb_built_features folder built)
  configure_file("${CMAKE_SOURCE_DIR}/runtime/built_features.h.in" "${folder}/built_features.h" @ONLY)
endfunction()

if(TMB_OPS)
  file(STRINGS "${TMB_OPS}" ops REGEX "^(feature|instruction) ")
  list(TRANSFORM ops REPLACE "^feature ([A-Za-z0-9]+).*" "BitOf(Feature::k\\1)")
  list(TRANSFORM ops REPLACE "^instruction ([A-Za-z0-9]+).*" "BitOf(fb::Instruction::\\1)")
  list(JOIN ops ",\n                                                      " ops)
  set(built "OnlyFeatures({${ops}})")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${TMB_OPS}")
elseif(TMB_WIDE_TYPES)
  set(built "EveryFeature()")
else()
  set(built "EveryFeatureBut(BitOf(Feature::kTypesWide))")
endif()
tmb_built_features("${CMAKE_CURRENT_BINARY_DIR}/built" "${built}")
target_include_directories(tmb_runtime PUBLIC "${CMAKE_CURRENT_BINARY_DIR}/built")
