// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The report's fields are part of the tools' contract: names keep their meaning.

#include "converter/report/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "converter/report/cycles.h"

namespace tmb {
namespace {

using Json = nlohmann::ordered_json;

Json TensorJson(const Signature& signature) {
  Json json = {{"name", signature.name},
               {"type", hlo::TypeName(signature.shape.type)},
               {"dims", signature.shape.dims},
               {"bytes", signature.shape.Bytes()}};
  if (signature.scale.scale != 0) {
    json["scale"] = signature.scale.scale;
    json["zero_point"] = signature.scale.zero;
  }
  return json;
}

Json EntryJson(const EntryPoint& entry) {
  Json inputs = Json::array(), outputs = Json::array();
  for (const Signature& input : entry.inputs) inputs.push_back(TensorJson(input));
  for (const Signature& output : entry.outputs) outputs.push_back(TensorJson(output));
  return {{"name", entry.name},
          {"first", entry.first},
          {"end", entry.end},
          {"inputs", inputs},
          {"outputs", outputs}};
}

// What of cycle_terms.h the estimate counts, for bench/target/fit_cycles.py.
Json WorkJson(const CycleWork& work) {
  Json counts = Json::object();
  for (size_t i = 0; i < kCycleTerms; ++i) {
    const CycleTerm term = static_cast<CycleTerm>(i);
    if (work[term] != 0) counts[NameOf(term)] = work[term];
  }
  return counts;
}

Json InstructionJson(const Instruction& instruction) {
  const CycleWork work = CycleWorkOf(instruction.op);
  return {{"opcode", fb::EnumNameInstruction(instruction.op.type)},
          {"name", instruction.name},
          {"op_name", instruction.source.op_name},
          {"file", instruction.source.file},
          {"line", instruction.source.line},
          {"cycles", std::llround(work.Cycles())},
          {"cycle_terms", WorkJson(work)}};
}

Json PlanJson(const Program& program, const MemoryPlan& plan) {
  Json buffers = Json::array();
  for (size_t i = 0; i < program.buffers.size(); ++i) {
    const Buffer& buffer = program.buffers[i];
    if (buffer.kind == Buffer::Kind::kConstant || plan.offset[i] == kUnplaced) continue;
    buffers.push_back({{"name", buffer.name},
                       {"bytes", buffer.bytes},
                       {"region", plan.region[i]},
                       {"offset", plan.offset[i]}});
  }
  return buffers;
}

Json RegionsJson(const MemoryPlan& plan) {
  Json regions = Json::array();
  for (const Region& region : plan.regions)
    regions.push_back({{"name", region.name}, {"bytes", region.bytes}});
  return regions;
}

// Of programs with integer weights. An SQNR is null where rounding lost nothing.
Json WeightsJson(const std::vector<WeightsNote>& weights) {
  Json list = Json::array();
  for (const WeightsNote& note : weights) {
    Json row = {{"name", note.name}, {"bytes_before", note.bytes_before}, {"bytes", note.bytes}};
    if (note.sqnr_db.has_value()) row["sqnr_db"] = *note.sqnr_db;
    if (!note.why.empty()) row["stays_f32"] = note.why;
    list.push_back(std::move(row));
  }
  return list;
}

// An SQNR is null where there is no error.
Json RowsJson(const std::vector<ValidationRow>& rows) {
  Json list = Json::array();
  for (const ValidationRow& row : rows) {
    list.push_back({{"name", row.name},
                    {"type", row.type},
                    {"sqnr_db", std::isfinite(row.sqnr_db) ? Json(row.sqnr_db) : Json()},
                    {"max_error", row.largest_error},
                    {"cosine", row.cosine},
                    {"top1_agreement", row.agreement}});
  }
  return list;
}

Json ValidationsJson(const std::vector<Validation>& validations) {
  Json list = Json::array();
  for (const Validation& validation : validations) {
    list.push_back({{"module", validation.entry},
                    {"samples", validation.samples},
                    {"outputs", RowsJson(validation.outputs)},
                    {"layers", RowsJson(validation.layers)}});
  }
  return list;
}

// Of programs that compute with integers.
Json LayersJson(const std::vector<LayerNote>& layers) {
  Json list = Json::array();
  for (const LayerNote& layer : layers) {
    Json row = {{"name", layer.name}, {"result", layer.result}, {"type", layer.type}};
    if (layer.why.empty()) {
      row["weights_sqnr_db"] = std::isfinite(layer.weights_sqnr_db) ? Json(layer.weights_sqnr_db) : Json();
    } else {
      row["stays_f32"] = layer.why;
    }
    list.push_back(std::move(row));
  }
  return list;
}

// What --max-loss kept. Decibels are null where nothing is lost.
Json LossesJson(const std::vector<LossNote>& losses) {
  const auto number = [](double decibels) { return std::isfinite(decibels) ? Json(decibels) : Json(); };
  Json list = Json::array();
  for (const LossNote& loss : losses) {
    Json kept = Json::array();
    for (const LossNote::Kept& each : loss.kept)
      kept.push_back({{"name", each.name},
                      {"what", each.what},
                      {"type", each.type},
                      {"alone_db", number(each.alone_db)}});
    list.push_back({{"module", loss.entry},
                    {"asked_db", loss.asked_db},
                    {"plain_db", number(loss.plain_db)},
                    {"reached_db", number(loss.reached_db)},
                    {"kept", kept}});
  }
  return list;
}

}  // namespace

std::string ToJson(const Converted& converted) {
  Json entries = Json::array(), instructions = Json::array();
  for (const EntryPoint& entry : converted.program.entries) entries.push_back(EntryJson(entry));
  double cycles = 0;  // of each instruction once
  for (const Instruction& instruction : converted.program.code) {
    instructions.push_back(InstructionJson(instruction));
    cycles += CyclesOf(instruction);
  }
  const Json report = {{"file_bytes", converted.file.size()},
                       {"arena_bytes", converted.plan.arena_bytes},
                       {"arena_lower_bound", converted.plan.lower_bound},
                       {"regions", RegionsJson(converted.plan)},
                       {"constants_bytes", converted.plan.constants_bytes},
                       {"state_bytes", 0},
                       {"cycles", std::llround(cycles)},
                       {"weights", WeightsJson(converted.program.weights)},
                       {"layers", LayersJson(converted.program.layers)},
                       {"max_loss", LossesJson(converted.program.losses)},
                       {"validations", ValidationsJson(converted.validations)},
                       {"entries", entries},
                       {"instructions", instructions},
                       {"buffers", PlanJson(converted.program, converted.plan)}};
  return report.dump(1) + "\n";
}

}  // namespace tmb
