// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Emitter: appends instructions to the hlo::Module being read and names them, in a place
// of the text that the parser sets. Functions may be called before the text defines them;
// locations and dense_resource blobs are known only at its end.
#ifndef TMB_CONVERTER_STABLEHLO_EMITTER_H_
#define TMB_CONVERTER_STABLEHLO_EMITTER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/hlo/lexer.h"
#include "converter/stablehlo/locations.h"
#include "converter/stablehlo/quantized_type.h"

namespace tmb::stablehlo {

// Values that stand at the end of the file, for all constants that name them.
struct PendingResource {
  std::shared_ptr<hlo::Literal> literal;
  size_t offset = 0;  // where the text asks for it first
};

// A function by its symbol; not defined yet: its computation is empty.
struct Function {
  hlo::Computation* computation = nullptr;
  size_t first_use = 0;  // offset
  bool defined = false;
};

class Emitter {
 public:
  // The place of instructions to come.
  void SetPlace(hlo::TextPosition position, LocationId location) {
    position_ = position;
    location_ = location;
  }

  hlo::Computation& AddComputation(std::string_view name);
  // The literal that the blob will fill; null when it is another type's already.
  std::shared_ptr<const hlo::Literal> ResourceOf(std::string_view name, const hlo::Shape& shape,
                                                 size_t offset);
  Function& FunctionOf(std::string_view symbol, size_t offset);

  hlo::Instruction& Add(hlo::Computation& into, std::string_view opcode, hlo::Shape shape,
                        std::vector<hlo::Instruction*> operands = {});
  hlo::Instruction& AddParameter(hlo::Computation& into, int64_t number, hlo::Shape shape);
  // Names an instruction made elsewhere "name.7", and gives it the place of those to come.
  void Place(hlo::Instruction& instruction, std::string_view name);
  // Its source will be the current location.
  void Locate(hlo::Instruction& instruction) { locations_.Attach(instruction, location_); }
  // "name.7" instead of the opcode's.
  void Rename(hlo::Instruction& instruction, std::string_view name);
  hlo::Instruction& AddTuple(hlo::Computation& into, std::vector<hlo::Instruction*> parts);
  hlo::Instruction& AddElement(hlo::Computation& into, hlo::Instruction& tuple, size_t index);
  // A copy of an instruction that has no operands (or of one whose operands are copied
  // already), in another computation.
  hlo::Instruction& AddCopy(hlo::Computation& into, const hlo::Instruction& original,
                            std::vector<hlo::Instruction*> operands);
  // Makes `results` what the computation returns: one alone, others as a tuple.
  void SetRoot(hlo::Computation& computation, const std::vector<hlo::Instruction*>& results);

  // What the integers of a value stand for; null: it is not quantized.
  void SetQuantized(const hlo::Instruction& value, QuantizedTypePointer type) {
    if (type != nullptr) quantized_[&value] = std::move(type);
  }
  QuantizedTypePointer QuantizedOf(const hlo::Instruction& value) const {
    const auto found = quantized_.find(&value);
    return found == quantized_.end() ? nullptr : found->second;
  }
  ValueType TypeOf(const hlo::Instruction& value) const { return {value.shape, QuantizedOf(value)}; }

  // How many shapes the tuples have that were made: regions copy those of what they use.
  int64_t tuple_shapes() const { return tuple_shapes_; }

  hlo::Module& module() { return module_; }
  Locations& locations() { return locations_; }
  std::map<std::string_view, PendingResource>& resources() { return resources_; }
  const std::unordered_map<std::string_view, Function>& functions() const { return functions_; }

 private:
  hlo::Module module_;
  Locations locations_;
  std::map<std::string_view, PendingResource> resources_;
  std::unordered_map<std::string_view, Function> functions_;
  std::unordered_map<const hlo::Instruction*, QuantizedTypePointer> quantized_;
  hlo::TextPosition position_;
  LocationId location_ = kNoLocation;
  int64_t next_number_ = 1;
  int64_t tuple_shapes_ = 0;
};

hlo::Shape ShapeOf(hlo::Type type, std::vector<int64_t> dims);

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_EMITTER_H_
