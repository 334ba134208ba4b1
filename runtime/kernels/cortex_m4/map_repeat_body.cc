// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translates the body of a Repeat to what map_repeat.S steps through: at most 4 bytes for each byte of code, as
// map_layout.h plans, then the indexed accesses.

#include "runtime/kernels/cortex_m4/map_numbers.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_repeat.h"

namespace tmb {

extern "C" {
extern const uint32_t MapBodyHandlers[];         // of each micro-operation, then of what follows
extern const uint32_t MapBodyForms[][3];         // load and op, op and store, all
uint32_t MapRunBody(const uint32_t* entries, uint32_t trips, uint32_t* words);

uint32_t MapLoadElement(const Indexed& indexed, uint32_t index) {
  uint32_t word;
  LoadElements(indexed.type, indexed.At(index), 0, 1, &word);
  return word;
}
uint32_t MapStoreElement(const Indexed& indexed, uint32_t index, uint32_t word) {
  StoreElements(indexed.type, &word, 1, indexed.At(index), 0);
  return word;
}
}

namespace {

using fb::MicroOp;

constexpr uint8_t Byte(MicroOp op) { return static_cast<uint8_t>(op); }

// Handlers behind those of the micro-operations.
constexpr uint32_t kLoadConverted = MAP_OP_STOREAT + 1, kStoreConverted = MAP_OP_STOREAT + 2, kCopy = MAP_OP_STOREAT + 3;

// The row of MapBodyForms for each operation below NegF, counted from 1; 0: it has no other forms.
struct FormRows {
  uint8_t of[MAP_OP_NEGF] = {};
  uint8_t count = 0;

  constexpr void Add(MicroOp first, MicroOp last) {
    for (uint8_t op = Byte(first); op <= Byte(last); ++op) of[op] = ++count;
  }
  constexpr FormRows() {
    Add(MicroOp::AddF, MicroOp::RDivF);
    Add(MicroOp::AddI, MicroOp::MulI);
    Add(MicroOp::MaxS, MicroOp::MinS);
    Add(MicroOp::And, MicroOp::Shl);
    Add(MicroOp::ShrA, MicroOp::ShrA);
    Add(MicroOp::ShrL, MicroOp::ShrL);
    Add(MicroOp::EqI, MicroOp::GeS);
  }
};
constexpr FormRows kRows;
static_assert(kRows.count == MAP_BODY_FORMS);

inline uint32_t AddressOf(const void* object) { return reinterpret_cast<uint32_t>(object); }

class Translator {
 public:
  Translator(const RepeatFrame& frame, uint32_t* entries, Indexed* indexed)
      : frame_(frame), entry_(entries), indexed_(indexed), indexed_end_(indexed) {}

  void Run() {
    const uint8_t* code = frame_.body;
    while (*code != Byte(MicroOp::End)) code += Translate(code);
    *entry_ = MapBodyHandlers[0];
  }

 private:
  void Add(uint32_t word) { *entry_++ = word; }
  void AddOperand(uint8_t number) { Add(AddressOf(frame_.words + number)); }
  static uint32_t RowOf(uint8_t op) { return op < MAP_OP_NEGF ? kRows.of[op] : 0; }

  // Returns the bytes of the code.
  uint32_t Translate(const uint8_t* code) {
    const bool load = *code == Byte(MicroOp::Load);
    const uint8_t* const op = load ? code + 2 : code;
    const uint32_t row = RowOf(*op);
    if (row != 0) return AddForm(code, op, row);
    if (load && *op == Byte(MicroOp::Store)) {
      Add(MapBodyHandlers[kCopy]);
      AddOperand(code[1]);
      AddOperand(op[1]);
      return 4;
    }
    return AddOne(code);
  }

  uint32_t AddForm(const uint8_t* code, const uint8_t* op, uint32_t row) {
    const bool load = op != code, store = op[2] == Byte(MicroOp::Store);
    const uint32_t form = (load ? 1u : 0u) + (store ? 2u : 0u);
    Add(form == 0 ? MapBodyHandlers[*op] : MapBodyForms[row - 1][form - 1]);
    if (load) AddOperand(code[1]);
    AddOperand(op[1]);
    if (store) AddOperand(op[3]);
    return static_cast<uint32_t>(op - code) + (store ? 4 : 2);
  }

  uint32_t AddOne(const uint8_t* code) {
    const uint8_t op = *code;
    const uint32_t handler = MapBodyHandlers[op];
    if (op >= MAP_OP_LOADAT) return AddIndexed(code);
    Add(handler);
    if (handler == MapBodyHandlers[Byte(MicroOp::MaxF)]) {  // none of its own
      Add(op | static_cast<uint32_t>(code[1]) << 8);
    } else if (op == MAP_OP_WIDE) {
      Add(code[2]);
      AddOperand(code[1]);
      return 3;
    } else if (op < MAP_OP_NEGF) {
      AddOperand(code[1]);
      if (op == MAP_OP_SELECT) AddOperand(code[2]);
    }
    return op == MAP_OP_SELECT ? 3 : 2;
  }

  uint32_t AddIndexed(const uint8_t* code) {
    const Indexed& indexed = IndexedAt(code[1]);
    const bool store = *code != MAP_OP_LOADAT;
    Add(MapBodyHandlers[IsFourByteType(indexed.type) ? *code : store ? kStoreConverted : kLoadConverted]);
    Add(AddressOf(&indexed));
    AddOperand(code[2]);
    return 3;
  }

  // One for each access, however often the code names it.
  const Indexed& IndexedAt(uint8_t access) {
    for (Indexed* at = indexed_; at != indexed_end_; ++at) {
      if (at->access == access) return *at;
    }
    *indexed_end_ = IndexedOf(frame_.op, frame_.context, access);
    return *indexed_end_++;
  }

  const RepeatFrame& frame_;
  uint32_t* entry_;
  Indexed* const indexed_;
  Indexed* indexed_end_;
};

static_assert(sizeof(Indexed) == kMapIndexedBytes);

}  // namespace

uint32_t RunBody(const RepeatFrame& frame) {
  uint32_t* const entries = frame.words + frame.operands;
  const uint32_t entry_words = static_cast<uint32_t>(frame.op.section2() - frame.op.section1());
  Translator(frame, entries, reinterpret_cast<Indexed*>(entries + entry_words)).Run();
  return MapRunBody(entries, frame.trips, frame.words);
}

}  // namespace tmb
