// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One bit for each instruction, and what the instruction alone does not tell.

#include "converter/emit/required.h"

#include "runtime/features.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

class Collector {
 public:
  void Add(const fb::InstructionUnion& op) {
    Set(BitOf(op.type));
    if (const fb::MapT* map = op.AsMap()) AddMap(*map);
    if (const fb::ScatterT* scatter = op.AsScatter()) AddScatter(*scatter);
    if (const fb::SortT* sort = op.AsSort()) AddSort(*sort);
    if (const fb::Dot* dot = op.AsDot()) AddTypes({dot->x_type(), dot->w_type(), dot->y_type()});
    if (const fb::Conv* conv = op.AsConv()) AddTypes({conv->x_type(), conv->w_type(), conv->y_type()});
    if (const fb::MatVecF32* product = op.AsMatVecF32()) AddWeights(Feature::kPanels16F32, product->w_type());
    if (const fb::DotF32* dot = op.AsDotF32()) AddWeights(Feature::kPanels4F32, dot->w_type());
    if (const fb::ConvF32* conv = op.AsConvF32()) AddWeights(Feature::kPanels4F32, conv->w_type());
    if (const fb::DepthwiseF32* conv = op.AsDepthwiseF32()) AddWeightsType(conv->w_type());
    if (const fb::MatVecS8* product = op.AsMatVecS8()) AddInput(product->x_type());
    if (const fb::ConvS8* conv = op.AsConvS8()) AddInput(conv->x_type()), AddInput(conv->residual_type());
    if (const fb::WinogradS8* conv = op.AsWinogradS8()) AddInput(conv->residual_type());
    if (const fb::DepthwiseS8* conv = op.AsDepthwiseS8()) AddInput(conv->x_type());
  }

  std::vector<uint32_t> Take() { return std::move(words_); }

 private:
  void Set(uint32_t bit) {
    if (words_.size() <= bit / 32) words_.resize(bit / 32 + 1);
    words_[bit / 32] |= 1u << bit % 32;
  }

  void AddTypes(std::initializer_list<fb::Type> types) {
    for (const fb::Type type : types) {
      if (IsFourByteType(type)) continue;
      if (IsWideType(type)) {
        Set(BitOf(Feature::kTypesWide));
        continue;
      }
      Set(BitOf(IsFloatOperand(type) ? Feature::kTypesHalf : Feature::kTypesNarrow));
    }
  }

  void AddWeights(Feature layout, fb::Type type) {
    Set(BitOf(layout));
    AddWeightsType(type);
  }
  void AddWeightsType(fb::Type type) {
    if (type == fb::Type::S8) return Set(BitOf(Feature::kWeightsS8));
    if (type == fb::Type::S4)
      Set(BitOf(Feature::kWeightsS4)), type = fb::Type::S8;  // as which it is unpacked
    AddTypes({type});
  }

  void AddInput(fb::Type type) {
    if (type == fb::Type::S16) Set(BitOf(Feature::kInputsS16));
  }

  void AddCode(const std::vector<uint8_t>& code) {
    for (size_t at = 0; at < code.size(); at += MicroOpBytes(code[at])) {
      const fb::MicroOp op = static_cast<fb::MicroOp>(code[at]);
      if (op > fb::MicroOp::Store) Set(BitOf(GroupOf(op)));
    }
  }

  void AddMap(const fb::MapT& map) {
    if (map.dims.empty() || map.reduction == fb::Reduction::Repeat) Set(BitOf(Feature::kScalarCode));
    for (const auto& access : map.inputs) AddTypes({access.type()});
    for (const auto& access : map.outputs) AddTypes({access.type()});
    AddCode(map.code);
    if (map.reduction == fb::Reduction::Lanes) Set(BitOf(Feature::kReductionLanes));
    if (map.reduction == fb::Reduction::Rows) Set(BitOf(Feature::kReductionRows));
    if (map.reduction == fb::Reduction::Repeat) Set(BitOf(Feature::kRepeat));
    if (!map.guards.empty()) Set(BitOf(Feature::kGuards));
    if (!map.dynamic_offsets.empty()) Set(BitOf(Feature::kDynamicOffsets));
  }

  void AddScatter(const fb::ScatterT& scatter) {
    if (ElementBytes(scatter.type) <= 4) AddTypes({scatter.type});
    Set(BitOf(Feature::kScalarCode));
    AddCode(scatter.code);
  }

  void AddSort(const fb::SortT& sort) {
    if (!sort.code.empty()) Set(BitOf(Feature::kScalarCode));
    AddCode(sort.code);
  }

  std::vector<uint32_t> words_;
};

std::string NameOfBit(uint32_t bit) {
#define TMB_NAME(feature, name) name,
  static constexpr const char* kNames[] = {TMB_FOR_EACH_FEATURE(TMB_NAME)};
#undef TMB_NAME
  if (bit < BitOf(Feature::kCount)) return kNames[bit];
  return fb::EnumNameInstruction(static_cast<fb::Instruction>(bit - kFirstInstructionBit));
}

}  // namespace

std::vector<uint32_t> RequiredFeatures(const std::vector<fb::InstructionUnion>& code) {
  Collector collector;
  for (const fb::InstructionUnion& op : code) collector.Add(op);
  return collector.Take();
}

std::vector<std::string> NamesOfFeatures(const std::vector<uint32_t>& features) {
  std::vector<std::string> names;
  for (uint32_t bit = 0; bit < 32 * features.size(); ++bit) {
    if ((features[bit / 32] >> bit % 32 & 1) != 0) names.push_back(NameOfBit(bit));
  }
  return names;
}

}  // namespace tmb
