// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// HloModuleProto: modules built field by field, wrapped, and damaged; and the same
// program read from text and from the file that jax wrote.
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include "hlo.pb.h"
#include "tests/hlo/reading.h"

namespace tmb::hlo {
namespace {

using hlo_proto::HloComputationProto;
using hlo_proto::HloInstructionProto;
using hlo_proto::HloModuleProto;
using hlo_proto::ShapeProto;

void SetShape(ShapeProto& shape, Type type, const std::vector<int64_t>& dims) {
  shape.set_element_type(static_cast<int>(type));
  for (const int64_t dim : dims) shape.add_dimensions(dim);
  for (size_t d = dims.size(); d-- > 0;) shape.mutable_layout()->add_minor_to_major(static_cast<int64_t>(d));
}

HloInstructionProto& Add(HloComputationProto& computation, std::string_view opcode, int64_t id, Type type,
                         const std::vector<int64_t>& dims, const std::vector<int64_t>& operands) {
  HloInstructionProto& i = *computation.add_instructions();
  i.set_name(std::string(opcode) + "." + std::to_string(id));
  i.set_opcode(std::string(opcode));
  i.set_id(id);
  SetShape(*i.mutable_shape(), type, dims);
  for (const int64_t operand : operands) i.add_operand_ids(operand);
  return i;
}

// main(x: f32[2]) = while(x) { body: negate, condition: true }
HloModuleProto Loop() {
  constexpr int64_t kHigh = int64_t{1} << 32;  // jaxlib: computation id above, instruction below
  HloModuleProto module;
  module.set_name("loop");
  module.set_entry_computation_id(0);
  HloComputationProto& main = *module.add_computations();  // before what it calls
  main.set_name("main");
  Add(main, "parameter", 0, Type::kF32, {2}, {});
  HloInstructionProto& loop = Add(main, "while", 1, Type::kF32, {2}, {0});
  loop.add_called_computation_ids(1);
  loop.add_called_computation_ids(2);
  main.set_root_id(1);
  HloComputationProto& body = *module.add_computations();
  body.set_name("body");
  body.set_id(1);
  Add(body, "parameter", kHigh, Type::kF32, {2}, {});
  Add(body, "negate", kHigh + 1, Type::kF32, {2}, {kHigh});
  body.set_root_id(kHigh + 1);
  HloComputationProto& condition = *module.add_computations();
  condition.set_name("condition");
  condition.set_id(2);
  Add(condition, "parameter", 2 * kHigh, Type::kF32, {2}, {});
  HloInstructionProto& yes = Add(condition, "constant", 2 * kHigh + 1, Type::kPred, {}, {});
  SetShape(*yes.mutable_literal()->mutable_shape(), Type::kPred, {});
  yes.mutable_literal()->add_preds(true);
  condition.set_root_id(2 * kHigh + 1);
  return module;
}

TEST(Proto, Loop) {
  EXPECT_EQ(ToText(MustRead(Loop().SerializeAsString())),
            "HloModule loop, entry_computation_layout={(f32[2])->f32[2]}\n\n"
            "condition {\n  parameter.8589934592 = f32[2] parameter(0)\n"
            "  ROOT constant.8589934593 = pred[] constant(true)\n}\n\n"
            "body {\n  parameter.4294967296 = f32[2] parameter(0)\n"
            "  ROOT negate.4294967297 = f32[2] negate(parameter.4294967296)\n}\n\n"
            "ENTRY main {\n  parameter.0 = f32[2] parameter(0)\n"
            "  ROOT while.1 = f32[2] while(parameter.0), condition=condition, body=body\n}\n");
}

TEST(Proto, Wrapped) {
  hlo_proto::Wrapper proto, snapshot;
  proto.set_inner(Loop().SerializeAsString());
  snapshot.set_inner(proto.SerializeAsString());
  const std::string text = ToText(MustRead(Loop().SerializeAsString()));
  EXPECT_EQ(ToText(MustRead(proto.SerializeAsString())), text);
  EXPECT_EQ(ToText(MustRead(snapshot.SerializeAsString())), text);
}

HloModuleProto OneConstant(Type type, const std::vector<int64_t>& dims,
                           const std::function<void(hlo_proto::LiteralProto&)>& fill) {
  HloModuleProto module;
  module.set_name("constants");
  HloComputationProto& main = *module.add_computations();
  main.set_name("main");
  HloInstructionProto& constant = Add(main, "constant", 0, type, dims, {});
  SetShape(*constant.mutable_literal()->mutable_shape(), type, dims);
  fill(*constant.mutable_literal());
  return module;
}

std::vector<uint8_t> DataOf(const HloModuleProto& module) {
  return MustRead(module.SerializeAsString()).entry->root->literal->data;
}

TEST(Proto, LiteralsOfEveryKindOfField) {
  EXPECT_EQ(DataOf(OneConstant(Type::kS32, {2}, [](auto& l) { l.add_s32s(-1), l.add_s32s(2); })),
            (std::vector<uint8_t>{255, 255, 255, 255, 2, 0, 0, 0}));
  EXPECT_EQ(DataOf(OneConstant(Type::kBF16, {1}, [](auto& l) { l.set_bf16s("\x80\x3f"); })),
            (std::vector<uint8_t>{0x80, 0x3f}));
  EXPECT_EQ(DataOf(OneConstant(Type::kC64, {}, [](auto& l) { l.add_c64s(1), l.add_c64s(2); })),
            (std::vector<uint8_t>{0, 0, 0x80, 0x3f, 0, 0, 0, 0x40}));
  EXPECT_EQ(DataOf(OneConstant(Type::kS4, {4}, [](auto& l) { l.set_s4s("\x01\x0e\x03\x08"); })),
            (std::vector<uint8_t>{1, 0xfe, 3, 0xf8}));
  EXPECT_EQ(DataOf(OneConstant(Type::kU4, {2}, [](auto& l) { l.set_u4s("\xff\x07"); })),
            (std::vector<uint8_t>{15, 7}));
}

// Column-major: the file holds columns, the module rows.
TEST(Proto, LiteralsBecomeRowMajor) {
  const HloModuleProto module = OneConstant(Type::kU8, {2, 3}, [](auto& l) {
    auto& layout = *l.mutable_shape()->mutable_layout();
    layout.set_minor_to_major(0, 0);
    layout.set_minor_to_major(1, 1);
    l.set_u8s("\x01\x04\x02\x05\x03\x06");
  });
  EXPECT_EQ(DataOf(module), (std::vector<uint8_t>{1, 2, 3, 4, 5, 6}));
}

struct Damage {
  std::string_view error;
  void (*apply)(HloModuleProto&);
};

TEST(Proto, DamageIsRefused) {
  const Damage cases[] = {
      {"m.hlo: while.1: operand 7 does not stand before its use",
       [](HloModuleProto& m) { m.mutable_computations(0)->mutable_instructions(1)->set_operand_ids(0, 7); }},
      {"m.hlo: while.1: operand 1 does not stand before its use",
       [](HloModuleProto& m) { m.mutable_computations(0)->mutable_instructions(1)->set_operand_ids(0, 1); }},
      {"m.hlo: while.1: there is no computation 9",
       [](HloModuleProto& m) {
         m.mutable_computations(0)->mutable_instructions(1)->set_called_computation_ids(0, 9);
       }},
      {"m.hlo: while.1: main calls itself",
       [](HloModuleProto& m) {
         m.mutable_computations(0)->mutable_instructions(1)->set_called_computation_ids(0, 0);
       }},
      {"m.hlo: main: has no root 5", [](HloModuleProto& m) { m.mutable_computations(0)->set_root_id(5); }},
      {"m.hlo: body: a second computation with id 0",
       [](HloModuleProto& m) { m.mutable_computations(1)->set_id(0); }},
      {"m.hlo: while.1: a second instruction with id 0",
       [](HloModuleProto& m) { m.mutable_computations(0)->mutable_instructions(1)->set_id(0); }},
      {"m.hlo: loop: has no entry computation", [](HloModuleProto& m) { m.set_entry_computation_id(77); }},
      {"m.hlo: parameter.0: element type 99 is not known",
       [](HloModuleProto& m) {
         m.mutable_computations(0)->mutable_instructions(0)->mutable_shape()->set_element_type(99);
       }},
      {"m.hlo: parameter.0: shape f32[-4] is out of range",
       [](HloModuleProto& m) {
         m.mutable_computations(0)->mutable_instructions(0)->mutable_shape()->set_dimensions(0, -4);
       }},
      {"m.hlo: parameter.0: shape f32[2] is out of range",  // its layout
       [](HloModuleProto& m) {
         m.mutable_computations(0)
             ->mutable_instructions(0)
             ->mutable_shape()
             ->mutable_layout()
             ->set_minor_to_major(0, 1);
       }},
      {"m.hlo: constant.8589934593: the constant holds 2 bytes, pred[] needs 1",
       [](HloModuleProto& m) {
         m.mutable_computations(2)->mutable_instructions(1)->mutable_literal()->add_preds(true);
       }},
      {"m.hlo: constant.8589934593: constant: has no value",
       [](HloModuleProto& m) { m.mutable_computations(2)->mutable_instructions(1)->clear_literal(); }},
      {"m.hlo: while.1: there is no payload 3",
       [](HloModuleProto& m) {
         m.mutable_computations(0)->mutable_instructions(1)->mutable_backend_config_payload()->set_id(3);
       }},
  };
  for (const Damage& damage : cases) {
    HloModuleProto module = Loop();
    damage.apply(module);
    EXPECT_EQ(ErrorOf(module.SerializeAsString()), damage.error);
  }
}

TEST(Proto, CutAnywhereIsRefused) {
  const std::string whole = Loop().SerializeAsString();
  for (size_t length = 1; length < whole.size(); ++length) {
    EXPECT_NE(ErrorOf(whole.substr(0, length)), "") << length;
  }
}

std::string Contents(const std::string& name) {
  std::ifstream file(std::string(TMB_TEST_DATA) + "/" + name, std::ios::binary);
  std::stringstream contents;
  contents << file.rdbuf();
  EXPECT_FALSE(contents.str().empty()) << name;
  return contents.str();
}

TEST(Proto, JaxWritesTheSameProgramAsText) {
  for (const std::string name :
       {"newton_while", "int4_weights", "sort_keys", "conv_reversed", "gather_batched"}) {
    const Module text = MustRead(Contents(name + ".hlo.txt"));
    const Module proto = MustRead(Contents(name + ".pb"));
    EXPECT_EQ(ToText(text, Constants::kWhole), ToText(proto, Constants::kWhole)) << name;
  }
}

}  // namespace
}  // namespace tmb::hlo
