// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// MapBuilder::Build: loops that run on alike are merged, accesses become rows of strides,
// and the code, its immediates and its scratch are laid down as the schema's Map.

#include <algorithm>

#include "converter/lower/map_builder.h"
#include "converter/lower/micro_code.h"
#include "runtime/isa.h"
#include "runtime/map_layout.h"

namespace tmb {
namespace {

// A loop of the finished Map: the builder's loops it consists of, outermost first.
struct Loop {
  int64_t extent = 1;
  bool reduced = false;
  bool strip = false;                 // the last loop of a Rows reduction stays by itself
  std::vector<int64_t> coefficients;  // of every access, then every guard
};

// All affine functions that the Map evaluates in its loops.
std::vector<const Affine*> Functions(const MapBuilder& builder, const MicroCode& code) {
  std::vector<const Affine*> functions;
  for (const uint32_t input : code.inputs) functions.push_back(&builder.accesses()[input].address);
  for (const MapStore& store : builder.stores()) functions.push_back(&store.access.address);
  return functions;
}

// The guards of each input in order: pairs of operand number and variable.
std::vector<std::pair<uint32_t, int>> GuardsOf(const MapBuilder& builder, const MicroCode& code) {
  std::vector<std::pair<uint32_t, int>> guards;
  for (uint32_t operand = 0; operand < code.inputs.size(); ++operand) {
    for (const int guard : builder.accesses()[code.inputs[operand]].guards)
      guards.emplace_back(operand, guard);
  }
  return guards;
}

bool RunsOn(const Loop& outer, const Loop& inner) {
  if (outer.reduced != inner.reduced || outer.strip || inner.strip) return false;
  for (size_t i = 0; i < outer.coefficients.size(); ++i) {
    if (outer.coefficients[i] != inner.coefficients[i] * inner.extent) return false;
  }
  return true;
}

std::vector<Loop> MergedLoops(const MapBuilder& builder, const std::vector<const Affine*>& functions,
                              bool guarded) {
  const bool rows = builder.reduction().kind == fb::Reduction::Rows;
  int last_loop = -1;
  for (int id = 0; id < static_cast<int>(builder.variables().size()); ++id) {
    if (builder.IsLoop(id)) last_loop = id;
  }
  std::vector<Loop> loops;
  for (int id = 0; id < static_cast<int>(builder.variables().size()); ++id) {
    const Variable& variable = builder.variable(id);
    const bool strip = rows && id == last_loop;
    if (!builder.IsLoop(id) || (variable.extent == 1 && !strip)) continue;
    Loop loop{variable.extent, variable.reduced, strip, {}};
    for (const Affine* function : functions) loop.coefficients.push_back(function->CoefficientOf(id));
    if (!loops.empty() && RunsOn(loops.back(), loop)) {
      loop.extent *= loops.back().extent;
      loops.back() = loop;
    } else {
      loops.push_back(loop);
    }
  }
  if (rows) {  // kept loops, reduced ones, then the strip: a split loop may have come between
    std::stable_sort(loops.begin(), loops.end(), [](const Loop& a, const Loop& b) {
      return (a.strip ? 2 : a.reduced ? 1 : 0) < (b.strip ? 2 : b.reduced ? 1 : 0);
    });
  }
  const bool lanes = builder.reduction().kind == fb::Reduction::Lanes;
  if (loops.empty() && (lanes || guarded)) {
    loops.push_back({1, lanes, false, std::vector<int64_t>(functions.size(), 0)});
  }
  return loops;  // none: a formula of scalars
}

fb::Access MakeAccess(const MapAccess& access, fb::Ref ref) {
  return fb::Access(ref, access.fill, access.type,
                    access.memory ? fb::AccessKind::Memory : fb::AccessKind::Index, 0);
}

// Whether output `store` may lie on input `access`: the same elements in the same order.
bool MayShare(const MapAccess& access, const MapStore& store) {
  return access.memory && access.guards.empty() && access.address == store.access.address &&
         ElementBytes(access.type) == ElementBytes(store.access.type) && access.place.offset == 0 &&
         store.access.place.offset == 0;
}

class Emitter {
 public:
  Emitter(const MapBuilder& builder, const MicroCode& code, Program& program)
      : builder_(builder), code_(code), program_(program), guards_(GuardsOf(builder, code)) {}

  Result<Instruction> Emit() {
    std::vector<const Affine*> functions = Functions(builder_, code_);
    for (const auto& [operand, guard] : guards_) functions.push_back(&builder_.variable(guard).definition);
    const std::vector<Loop> loops = MergedLoops(builder_, functions, !guards_.empty());
    if (loops.size() > kMaxRank) return Unsupported("a loop nest of more than 8 loops that do not merge");
    EmitLoops(loops);
    EmitAccesses();
    EmitGuards();
    EmitCode();
    EmitScratch();
    Instruction instruction;
    if (builder_.reduction().kind == fb::Reduction::None) FindInPlace(instruction);
    for (const MapStore& store : builder_.stores()) {
      if (store.starts) instruction.starts.push_back(store.access.place.buffer);
    }
    instruction.starts.push_back(scratch_);
    instruction.op.Set(std::move(map_));
    return instruction;
  }

 private:
  void EmitLoops(const std::vector<Loop>& loops) {
    for (const Loop& loop : loops) {
      map_.dims.push_back(static_cast<uint32_t>(loop.extent));
      map_.reduced = static_cast<uint8_t>(map_.reduced + (loop.reduced ? 1 : 0));
    }
    const size_t accesses = code_.inputs.size() + builder_.stores().size();
    for (size_t access = 0; access < accesses; ++access) {
      for (const Loop& loop : loops) map_.strides.push_back(static_cast<int32_t>(loop.coefficients[access]));
    }
    for (size_t guard = 0; guard < guards_.size(); ++guard) {
      for (const Loop& loop : loops) {
        map_.guard_coefficients.push_back(static_cast<int32_t>(loop.coefficients[accesses + guard]));
      }
    }
  }

  void EmitAccesses() {
    for (const uint32_t input : code_.inputs) {
      const MapAccess& access = builder_.accesses()[input];
      const fb::Ref ref = access.memory ? program_.AddOperand(access.place.buffer, access.place.offset)
                                        : fb::Ref(static_cast<uint32_t>(access.start));
      map_.inputs.push_back(MakeAccess(access, ref));
      EmitDynamics(access, static_cast<uint32_t>(map_.inputs.size() - 1));
    }
    for (const MapStore& store : builder_.stores()) {
      const MapAccess& access = store.access;
      map_.outputs.push_back(
          MakeAccess(access, program_.AddOperand(access.place.buffer, access.place.offset)));
      EmitDynamics(access, static_cast<uint32_t>(map_.inputs.size() + map_.outputs.size() - 1));
    }
  }

  void EmitDynamics(const MapAccess& access, uint32_t operand) {
    for (const AffineTerm& term : access.address.terms) {
      const Variable& variable = builder_.variable(term.variable);
      if (variable.kind != Variable::Kind::kDynamic) continue;
      map_.dynamic_offsets.push_back(
          fb::DynamicOffset(operand, program_.AddOperand(variable.start.buffer, variable.start.offset),
                            static_cast<uint32_t>(variable.extent - 1),
                            static_cast<int32_t>(term.coefficient), variable.start_type));
    }
  }

  void EmitGuards() {
    for (const auto& [operand, guard] : guards_) {
      const Variable& variable = builder_.variable(guard);
      const int64_t stride = builder_.accesses()[code_.inputs[operand]].address.CoefficientOf(guard);
      map_.guards.push_back(fb::Guard(operand, static_cast<uint32_t>(variable.extent),
                                      static_cast<int32_t>(variable.definition.offset),
                                      static_cast<int32_t>(stride)));
    }
  }

  void EmitCode() {
    map_.immediates = code_.immediates;
    map_.code = code_.code;
    map_.temporaries = static_cast<uint8_t>(code_.temporaries);
    map_.reduction = builder_.reduction().kind;
    map_.values = static_cast<uint8_t>(builder_.reduction().combined.size());
    map_.section1 = static_cast<uint16_t>(code_.section1);
    map_.section2 = static_cast<uint16_t>(code_.section2);
  }

  void EmitScratch() {
    scratch_ = program_.AddScratch(MapScratchBytes(map_));
    map_.scratch = std::make_unique<fb::Ref>(program_.AddOperand(scratch_));
  }

  // An input that is read for the last time before the output is stored may give it its place.
  void FindInPlace(Instruction& instruction) const {
    for (size_t output = 0; output < builder_.stores().size(); ++output) {
      const MapStore& store = builder_.stores()[output];
      for (size_t input = 0; input < code_.inputs.size(); ++input) {
        const MapAccess& access = builder_.accesses()[code_.inputs[input]];
        if (!store.starts || !MayShare(access, store) || code_.last_read[input] > code_.store_at[output])
          continue;
        if (ReadOtherwise(access, store, code_.store_at[output])) continue;
        instruction.in_place.push_back({store.access.place.buffer, access.place.buffer});
      }
    }
  }

  // Another access to the same buffer, which would see the output.
  bool ReadOtherwise(const MapAccess& shared, const MapStore& store, uint32_t store_at) const {
    for (size_t input = 0; input < code_.inputs.size(); ++input) {
      const MapAccess& access = builder_.accesses()[code_.inputs[input]];
      const bool same_buffer = access.memory && access.place.buffer == shared.place.buffer;
      if (same_buffer && (!MayShare(access, store) || code_.last_read[input] > store_at)) return true;
    }
    return false;
  }

  const MapBuilder& builder_;
  const MicroCode& code_;
  Program& program_;
  const std::vector<std::pair<uint32_t, int>> guards_;
  fb::MapT map_;
  BufferId scratch_ = 0;
};

}  // namespace

Result<Instruction> MapBuilder::Build(Program& program) const {
  TMB_ASSIGN(const MicroCode code, GenerateCode(*this));
  return Emitter(*this, code, program).Emit();
}

}  // namespace tmb
