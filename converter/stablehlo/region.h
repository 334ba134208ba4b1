// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Region: the values that a region of the text can name, and the computation that it
// becomes. MLIR regions see the values of the program around them; HLO computations see
// their parameters only. What a region uses from outside therefore
//   - is copied into it when it is a constant,
//   - becomes one more element of the state in loops and branches,
//   - is refused in reducers and comparators, whose parameters are fixed.
#ifndef TMB_CONVERTER_STABLEHLO_REGION_H_
#define TMB_CONVERTER_STABLEHLO_REGION_H_

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "converter/hlo/name_table.h"
#include "converter/stablehlo/emitter.h"

namespace tmb::stablehlo {

enum class RegionKind : uint8_t {
  kFunction,  // one parameter for each argument; sees nothing outside
  kCombiner,  // the same; constants may be used from outside
  kState,     // one tuple parameter: arguments, then what is captured
  kInline     // no computation of its own: a part of the one around it
};

// What a loop or branch captures: values of the region around it. The regions of a while
// share one list, as they share their state.
struct CaptureList {
  std::vector<hlo::Instruction*> values;
  std::unordered_map<const hlo::Instruction*, size_t> index;  // of each in `values`
};
using Captures = std::shared_ptr<CaptureList>;

class Region {
 public:
  // `around` is null for functions, and must outlive the region otherwise.
  Region(RegionKind kind, hlo::Computation& computation, Region* around, Captures captures = nullptr)
      : computation_(computation), kind_(kind), around_(around), captures_(std::move(captures)) {}

  // Names the results of an operation or an argument. False: the name is taken.
  bool Define(std::string_view name, const std::vector<hlo::Instruction*>& values);
  // Value `index` of `name`, as an instruction of this region's computation; null when it
  // is not defined before, or cannot be used here.
  hlo::Instruction* Use(std::string_view name, size_t index, Emitter& emitter);

  // Makes the tuple parameter of a kState region, and its arguments' elements.
  std::vector<hlo::Instruction*> OpenState(const std::vector<hlo::Shape>& arguments, Emitter& emitter);
  // Completes its shape by all captures; appends an element of each to the results when
  // the region hands its state on.
  void CloseState(bool hand_on, Emitter& emitter);

  hlo::Computation& computation() const { return computation_; }
  RegionKind kind() const { return kind_; }
  const Captures& captures() const { return captures_; }
  std::vector<hlo::Instruction*> results;  // of its return
  bool returned = false;

 private:
  struct Range {
    uint32_t first = 0, count = 0;  // in values_
  };
  hlo::Instruction* Import(hlo::Instruction* outer, Emitter& emitter);
  hlo::Instruction* Capture(hlo::Instruction* outer, Emitter& emitter);

  hlo::Computation& computation_;
  RegionKind kind_;
  Region* around_;
  Captures captures_;
  hlo::NameTable<Range> names_;
  std::vector<hlo::Instruction*> values_;
  std::unordered_map<const hlo::Instruction*, hlo::Instruction*> imported_;
  hlo::Instruction* state_ = nullptr;
  size_t argument_count_ = 0;
};

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_REGION_H_
