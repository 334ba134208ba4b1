// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One instruction as text: a struct by the schema's field names, a table by hand.

#include <fmt/format.h>

#include "ports/host/tmdump_listing.h"
#include "ports/host/tmdump_micro_code.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

constexpr char kIndent[] = "             ";

std::string Join(const int32_t* numbers, uint32_t count) {
  return fmt::format("{}", fmt::join(numbers, numbers + count, ","));
}

std::string LineOf(const std::string& text) { return kIndent + text + "\n"; }

std::string AccessText(const Schema& schema, const MapView& map, uint32_t i, const OperandCounts& counts) {
  const fb::Access& access = map.AccessAt(i);
  const bool index = access.kind() == fb::AccessKind::Index;
  std::string text = fmt::format("{:<6} {} {} strides {}", OperandName(counts, i),
                                 index ? fmt::format("index {}", static_cast<int32_t>(access.ref().word())) : RefText(access.ref()),
                                 schema.EnumName("Type", static_cast<uint64_t>(access.type())),
                                 Join(map.StridesOf(i), map.rank));
  for (uint32_t g = 0; g < map.guard_count; ++g) {
    const fb::Guard& guard = map.guards[g];
    if (guard.access() != i) continue;
    text += fmt::format(" guard({}+[{}] below {}, {} bytes, else {})", guard.offset(),
                        Join(map.guard_coefficients + g * map.rank, map.rank), guard.extent(), guard.stride(),
                        ImmediateText(access.fill()));
  }
  for (uint32_t d = 0; d < map.dynamic_count; ++d) {
    const fb::DynamicOffset& start = map.dynamic_offsets[d];
    if (start.access() != i) continue;
    const std::string from = HasOperand(start.ref()) ? RefText(start.ref()) : "of the code";
    text += fmt::format(" start({} {} up to {}, {} bytes)", schema.EnumName("Type", static_cast<uint64_t>(start.type())),
                        from, start.limit(), start.stride());
  }
  return LineOf(text);
}

std::string CodeText(const Schema& schema, const OperandCounts& counts, const uint8_t* code, uint32_t code_bytes,
                     const uint32_t* immediates) {
  std::string text;
  for (uint32_t i = 0; i < counts.immediates; ++i) {
    const uint32_t operand = counts.inputs + counts.outputs + i;
    text += LineOf(fmt::format("{:<6} {}", OperandName(counts, operand), ImmediateText(immediates[i])));
  }
  for (const std::string& section : Disassemble(schema, counts, code, code_bytes)) text += LineOf("| " + section);
  return text;
}

std::string MapText(const Schema& schema, const fb::Map& op) {
  const MapView map = ViewOf(op);
  const OperandCounts counts = {map.input_count, map.output_count, map.immediate_count, map.temporaries};
  std::string text = map.rank == 0 ? "no loops" : fmt::format("loops {}", fmt::join(map.dims, map.dims + map.rank, ","));
  if (map.reduction == fb::Reduction::Repeat) {
    text = fmt::format("repeat up to {}", map.dims[0]);
  } else if (map.reduction != fb::Reduction::None) {
    text += fmt::format(" reduce {} of {} loops", schema.EnumName("Reduction", static_cast<uint64_t>(map.reduction)),
                        map.reduced);
  }
  if (op.scratch() != nullptr && HasOperand(*op.scratch())) text += " scratch=" + RefText(*op.scratch());
  text += "\n";
  for (uint32_t i = 0; i < map.Accesses(); ++i) text += AccessText(schema, map, i, counts);
  return text + CodeText(schema, counts, map.code, map.code_bytes, map.immediates);
}

std::string Optional(const fb::Ref* ref) { return ref == nullptr ? "none" : RefText(*ref); }

// What gather and scatter have in common: loops with two rows of strides, and the index vector.
template <typename Windows>
std::string WindowsText(const Schema& schema, const Windows& op) {
  const auto row = [&](const flatbuffers::Vector<int32_t>* strides) {
    return strides == nullptr ? std::string() : Join(strides->data(), strides->size());
  };
  std::string text;
  if (op.dims() != nullptr) text += LineOf(fmt::format("loops {}", fmt::join(*op.dims(), ",")));
  text += LineOf("operand strides " + row(op.operand_strides()) + ", index strides " + row(op.index_strides()));
  for (uint32_t i = 0; op.components() != nullptr && i < op.components()->size(); ++i) {
    const auto* component = reinterpret_cast<const uint8_t*>(op.components()->Get(i));
    text += LineOf("index " + schema.StructText("IndexComponent", component));
  }
  return text;
}

std::string GatherText(const Schema& schema, const fb::Gather& op) {
  return fmt::format("operand={} indices={} output={} element_bytes={} index_type={}\n", Optional(op.operand()),
                     Optional(op.indices()), Optional(op.output()), op.element_bytes(),
                     schema.EnumName("Type", static_cast<uint64_t>(op.index_type()))) +
         WindowsText(schema, op);
}

std::string ScatterText(const Schema& schema, const fb::Scatter& op) {
  OperandCounts counts = {2, 1, op.immediates() == nullptr ? 0 : op.immediates()->size(), op.temporaries()};
  std::string text = fmt::format("operand={} indices={} updates={} type={} index_type={}\n", Optional(op.operand()),
                                 Optional(op.indices()), Optional(op.updates()),
                                 schema.EnumName("Type", static_cast<uint64_t>(op.type())),
                                 schema.EnumName("Type", static_cast<uint64_t>(op.index_type())));
  text += WindowsText(schema, op);
  const uint32_t* immediates = op.immediates() == nullptr ? nullptr : op.immediates()->data();
  if (op.code() != nullptr) text += CodeText(schema, counts, op.code()->data(), op.code()->size(), immediates);
  return text;
}

std::string SortText(const Schema& schema, const fb::Sort& op) {
  const uint32_t keys = op.keys() == nullptr ? 0 : op.keys()->size();
  OperandCounts counts = {2 * keys, 1, op.immediates() == nullptr ? 0 : op.immediates()->size(), op.temporaries()};
  std::string text = fmt::format("order={} rows={} count={} kept={} scratch={}\n", Optional(op.order()), op.rows(),
                                 op.count(), op.kept(), Optional(op.scratch()));
  for (uint32_t i = 0; i < keys; ++i) {
    std::string key = fmt::format("key {} {}", i, Optional(op.keys()->Get(i)));
    if (op.comparisons() != nullptr && i < op.comparisons()->size()) {
      key += " " + schema.EnumName("MicroOp", static_cast<uint64_t>(op.comparisons()->Get(i)));
    }
    text += LineOf(key);
  }
  const uint32_t* immediates = op.immediates() == nullptr ? nullptr : op.immediates()->data();
  if (op.code() != nullptr) text += CodeText(schema, counts, op.code()->data(), op.code()->size(), immediates);
  return text;
}

std::string CustomCallText(const Schema& schema, const fb::CustomCall& op) {
  std::string text = fmt::format("target=\"{}\" scratch={}\n", op.target()->str(), Optional(op.scratch()));
  if (op.config() != nullptr) text += LineOf("config " + op.config()->str());
  const uint32_t* dims = op.dims() == nullptr ? nullptr : op.dims()->data();
  const auto add = [&](const char* name, const flatbuffers::Vector<const fb::CallArray*>* arrays) {
    for (uint32_t i = 0; arrays != nullptr && i < arrays->size(); ++i) {
      const fb::CallArray& array = *arrays->Get(i);
      text += LineOf(fmt::format("{} {} {} {}[{}]", name, i, RefText(array.ref()),
                                 schema.EnumName("Type", static_cast<uint64_t>(array.type())),
                                 fmt::join(dims, dims + array.rank(), ",")));
      dims += array.rank();
    }
  };
  add("operand", op.operands());
  add("result", op.results());
  return text;
}

// "add.3 (train.py:88 in loss_fn)", or nothing.
std::string SourceText(const fb::Program& program, uint32_t index) {
  const fb::Debug* debug = program.debug();
  if (debug == nullptr || debug->instructions() == nullptr || index >= debug->instructions()->size()) return "";
  const fb::InstructionDebug& row = *debug->instructions()->Get(index);
  const auto string = [&](uint32_t i) {
    const bool exists = i != 0 && debug->strings() != nullptr && i < debug->strings()->size();
    return exists ? debug->strings()->Get(i)->str() : std::string();
  };
  std::string text = string(row.name());
  const std::string file = string(row.file()), function = string(row.function());
  if (!file.empty()) text += fmt::format(" ({}:{}{})", file, row.line(), function.empty() ? "" : " in " + function);
  return text;
}

}  // namespace

std::string InstructionText(const Schema& schema, const fb::Program& program, uint32_t index) {
  const auto type = static_cast<fb::Instruction>(program.code_type()->Get(index));
  const void* op = program.code()->Get(index);
  const std::string name = schema.EnumName("Instruction", static_cast<uint64_t>(type));
  const std::string source = SourceText(program, index);
  std::string text = fmt::format("{:>5}  {}{}\n{}", index, name, source.empty() ? "" : "  ; " + source, kIndent);
  if (type == fb::Instruction::Map) return text + MapText(schema, *static_cast<const fb::Map*>(op));
  if (type == fb::Instruction::Gather) return text + GatherText(schema, *static_cast<const fb::Gather*>(op));
  if (type == fb::Instruction::Scatter) return text + ScatterText(schema, *static_cast<const fb::Scatter*>(op));
  if (type == fb::Instruction::Sort) return text + SortText(schema, *static_cast<const fb::Sort*>(op));
  if (type == fb::Instruction::CustomCall) {
    return text + CustomCallText(schema, *static_cast<const fb::CustomCall*>(op));
  }
  return text + schema.StructText(name, static_cast<const uint8_t*>(op)) + "\n";
}

}  // namespace tmb
