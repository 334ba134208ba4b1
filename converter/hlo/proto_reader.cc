// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Modules, computations, and the links between them by id. Computations may stand in any
// order; operands stand before their users, as XLA writes them.
#include "converter/hlo/proto_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "converter/hlo/source_table.h"
#include "hlo.pb.h"

namespace tmb::hlo {
namespace {

class ProtoReader {
 public:
  ProtoReader(const hlo_proto::HloModuleProto& proto, std::string_view file_name)
      : proto_(proto), file_name_(file_name) {}

  Result<Module> Read();

 private:
  void ReadSources();
  Result<void> MakeComputations();
  Result<void> ReadComputation(const hlo_proto::HloComputationProto& proto, Computation& computation);
  Result<void> ReadInstruction(const hlo_proto::HloInstructionProto& proto, Instruction& instruction);
  Result<void> Link(const hlo_proto::HloInstructionProto& proto, Instruction& instruction);
  void ReadSource(const hlo_proto::OpMetadata& metadata, Source& source);
  Result<void> FindEntry();
  Result<void> ReadEntryLayout();
  Error At(std::string_view what, std::string_view text) {
    return Malformed(fmt::format("{}: {}: {}", file_name_, what, text));
  }

  const hlo_proto::HloModuleProto& proto_;
  std::string_view file_name_;
  Module module_;
  SourceTable sources_;
  std::unordered_map<int64_t, Computation*> computations_;
  std::unordered_map<int64_t, Instruction*> instructions_;  // of the computation being read
};

Result<Module> ProtoReader::Read() {
  module_.name = proto_.name();
  ReadSources();
  TMB_CHECK_OK(MakeComputations());
  for (int n = 0; n < proto_.computations_size(); ++n) {
    TMB_CHECK_OK(ReadComputation(proto_.computations(n), *module_.computations[static_cast<size_t>(n)]));
  }
  TMB_CHECK_OK(FindEntry());
  TMB_CHECK_OK(ReadEntryLayout());
  for (const hlo_proto::AliasEntry& entry : proto_.input_output_alias().entries()) {
    Alias& alias = module_.aliases.emplace_back();
    alias.output_index.assign(entry.output_shape_index().begin(), entry.output_shape_index().end());
    alias.parameter = entry.parameter_number();
    alias.parameter_index.assign(entry.parameter_shape_index().begin(), entry.parameter_shape_index().end());
  }
  return std::move(module_);
}

void ProtoReader::ReadSources() {
  const hlo_proto::StackFrameIndexProto& index = proto_.stack_frame_index();
  for (const std::string& name : index.file_names()) sources_.files.emplace(sources_.files.size() + 1, name);
  for (const std::string& name : index.function_names()) {
    sources_.functions.emplace(sources_.functions.size() + 1, name);
  }
  for (const hlo_proto::FileLocation& l : index.file_locations()) {
    sources_.locations[static_cast<int64_t>(sources_.locations.size()) + 1] = {
        l.file_name_id(), l.function_name_id(), l.line()};
  }
  for (const hlo_proto::StackFrame& frame : index.stack_frames()) {
    sources_.frames.emplace(sources_.frames.size() + 1, frame.file_location_id());
  }
}

Result<void> ProtoReader::MakeComputations() {
  for (const hlo_proto::HloComputationProto& proto : proto_.computations()) {
    auto computation = std::make_unique<Computation>();
    computation->name = proto.name();
    if (!computations_.emplace(proto.id(), computation.get()).second) {
      return At(proto.name(), fmt::format("a second computation with id {}", proto.id()));
    }
    module_.computations.push_back(std::move(computation));
  }
  return {};
}

Result<void> ProtoReader::ReadComputation(const hlo_proto::HloComputationProto& proto,
                                          Computation& computation) {
  instructions_.clear();
  for (const hlo_proto::HloInstructionProto& instruction : proto.instructions()) {
    auto owned = std::make_unique<Instruction>();
    TMB_CHECK_OK(ReadInstruction(instruction, *owned));
    if (!instructions_.emplace(instruction.id(), owned.get()).second) {
      return At(owned->name, fmt::format("a second instruction with id {}", instruction.id()));
    }
    computation.instructions.push_back(std::move(owned));
  }
  const auto root = instructions_.find(proto.root_id());
  if (root == instructions_.end())
    return At(computation.name, fmt::format("has no root {}", proto.root_id()));
  computation.root = root->second;
  return {};
}

Result<void> ProtoReader::ReadInstruction(const hlo_proto::HloInstructionProto& proto,
                                          Instruction& instruction) {
  instruction.name = proto.name();
  instruction.opcode = proto.opcode();
  ReadSource(proto.metadata(), instruction.source);
  Result<Shape> shape = ReadShape(proto.shape());
  if (!shape.ok()) return ErrorAt(instruction, file_name_, shape.error().kind, shape.error().text);
  instruction.shape = std::move(shape.value());
  ReadAttributes(proto, instruction);
  if (proto.backend_config_payload().has_value())
    instruction.backend_config = proto.backend_config_payload().value();
  if (proto.backend_config_payload().has_id()) {
    const int64_t id = proto.backend_config_payload().id();
    if (id < 0 || id >= proto_.payloads_size())
      return At(instruction.name, fmt::format("there is no payload {}", id));
    instruction.backend_config = proto_.payloads(static_cast<int>(id));
  }
  if (proto.has_literal() && instruction.opcode == "constant") {
    Result<Literal> literal = ReadLiteral(proto.literal());
    if (!literal.ok()) return ErrorAt(instruction, file_name_, literal.error().kind, literal.error().text);
    instruction.literal = std::make_shared<const Literal>(std::move(literal.value()));
  }
  return Link(proto, instruction);
}

Result<void> ProtoReader::Link(const hlo_proto::HloInstructionProto& proto, Instruction& instruction) {
  for (const int64_t id : proto.operand_ids()) {
    const auto operand = instructions_.find(id);
    if (operand == instructions_.end()) {
      return At(instruction.name, fmt::format("operand {} does not stand before its use", id));
    }
    instruction.operands.push_back(operand->second);
  }
  for (const int64_t id : proto.called_computation_ids()) {
    const auto called = computations_.find(id);
    if (called == computations_.end())
      return At(instruction.name, fmt::format("there is no computation {}", id));
    instruction.called.push_back(called->second);
  }
  // The file has body, condition; the module condition, body.
  if (instruction.opcode == "while") std::reverse(instruction.called.begin(), instruction.called.end());
  return {};
}

void ProtoReader::ReadSource(const hlo_proto::OpMetadata& metadata, Source& source) {
  source.op_name = metadata.op_name();
  source.file = metadata.source_file();
  source.line = metadata.source_line();
  if (metadata.stack_frame_id() != 0) sources_.Resolve(metadata.stack_frame_id(), source);
}

Result<void> ProtoReader::FindEntry() {
  const auto entry = computations_.find(proto_.entry_computation_id());
  if (entry != computations_.end()) module_.entry = entry->second;
  for (const auto& computation : module_.computations) {
    if (module_.entry == nullptr && computation->name == proto_.entry_computation_name()) {
      module_.entry = computation.get();
    }
  }
  if (module_.entry != nullptr) return {};
  return At(module_.name, "has no entry computation");
}

Result<void> ProtoReader::ReadEntryLayout() {
  if (!proto_.has_host_program_shape()) return {};
  for (const hlo_proto::ShapeProto& parameter : proto_.host_program_shape().parameters()) {
    Result<Shape> shape = ReadShape(parameter);
    if (!shape.ok()) return At("the entry layout", shape.error().text);
    module_.entry_parameters.push_back(std::move(shape.value()));
  }
  Result<Shape> result = ReadShape(proto_.host_program_shape().result());
  if (!result.ok()) return At("the entry layout", result.error().text);
  module_.entry_result = std::move(result.value());
  return {};
}

// HloSnapshot and HloProto hold a module in their field 1, where a module has its name:
// a name has no control characters, an inner message begins with one.
Result<std::string> Unwrap(std::string_view bytes, std::string_view file_name) {
  constexpr int kMaxWrappers = 3;
  std::string current(bytes);
  for (int n = 0; n < kMaxWrappers; ++n) {
    hlo_proto::Wrapper wrapper;
    if (!wrapper.ParseFromString(current)) break;
    const std::string& inner = wrapper.inner();
    const bool is_name =
        std::none_of(inner.begin(), inner.end(), [](char c) { return static_cast<uint8_t>(c) < ' '; });
    if (is_name) return current;
    current = inner;
  }
  return Malformed(fmt::format(
      "{}: neither HLO text nor a serialized HloModuleProto, HloProto or HloSnapshot", file_name));
}

}  // namespace

Result<Module> ReadProto(std::string_view bytes, std::string_view file_name) {
  TMB_ASSIGN(const std::string module_bytes, Unwrap(bytes, file_name));
  hlo_proto::HloModuleProto proto;
  if (!proto.ParseFromString(module_bytes) || proto.computations().empty()) {
    return Malformed(fmt::format("{}: not a serialized HloModuleProto, or a damaged one", file_name));
  }
  return ProtoReader(proto, file_name).Read();
}

Result<Shape> ReadShape(const hlo_proto::ShapeProto& proto) {
  Shape shape;
  shape.type = static_cast<Type>(proto.element_type());
  if (proto.element_type() == static_cast<int>(Type::kTuple)) {
    for (const hlo_proto::ShapeProto& element : proto.tuple_shapes()) {
      TMB_ASSIGN(shape.tuple.emplace_back(), ReadShape(element));
    }
    return shape;
  }
  const bool known = proto.element_type() > 0 && proto.element_type() <= static_cast<int>(Type::kF6E2M3FN);
  if (!known || shape.type == Type::kBuffer) {
    return Unsupported(fmt::format("element type {} is not known", proto.element_type()));
  }
  const auto& dynamic = proto.is_dynamic_dimension();
  if (std::find(dynamic.begin(), dynamic.end(), true) != dynamic.end()) {
    return Unsupported("dynamic dimensions have no static memory plan; lower the program at fixed shapes");
  }
  shape.dims.assign(proto.dimensions().begin(), proto.dimensions().end());
  const auto& minor_to_major = proto.layout().minor_to_major();
  const std::vector<int64_t> layout(minor_to_major.begin(), minor_to_major.end());
  if (layout.size() == shape.dims.size() && !IsDefaultLayout(layout)) shape.layout = layout;
  if (!shape.IsValid()) return Malformed(fmt::format("shape {} is out of range", shape.ToString()));
  return shape;
}

}  // namespace tmb::hlo
