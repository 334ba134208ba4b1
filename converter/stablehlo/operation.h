// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One operation as parsed, whichever form it was written in: the parser brings the pretty
// and the generic form to this, the translation goes on from here.
#ifndef TMB_CONVERTER_STABLEHLO_OPERATION_H_
#define TMB_CONVERTER_STABLEHLO_OPERATION_H_

#include <memory>
#include <string_view>
#include <vector>

#include "converter/stablehlo/attribute.h"
#include "converter/stablehlo/region.h"

namespace tmb::stablehlo {

struct ResultName {
  std::string_view name;
  size_t count = 1;  // %0:2
};

struct Operation {
  std::string_view name;  // "stablehlo.add"
  size_t offset = 0;
  hlo::TextPosition position;
  LocationId location = kNoLocation;
  std::vector<ResultName> result_names;
  std::vector<hlo::Instruction*> operands;
  // Of <{..}>, {..} and the pretty form, where words without a key are called "" (compare's
  // LT), a symbol "@", and what stands in brackets behind an operand "[]".
  std::vector<Attribute> attributes;
  std::vector<std::unique_ptr<Region>> regions;
  std::vector<ValueType> results;

  size_t ResultCount() const {
    size_t count = 0;
    for (const ResultName& result : result_names) count += result.count;
    return count;
  }
};

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_OPERATION_H_
