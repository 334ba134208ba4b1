// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Translates the body of a Repeat to what map_repeat.S steps through: at most 4 bytes for each byte of code, as
// map_layout.h plans, then the indexed accesses.

#include "runtime/kernels/cortex_m4/map_numbers.h"
#include "runtime/kernels/map_element.h"
#include "runtime/kernels/map_fields.h"
#include "runtime/kernels/map_repeat.h"

namespace tmb {

class IndexedTable;
struct Translation {  // how far
  const uint8_t* code;
  uint32_t* entry;
};

extern "C" {
extern const uint32_t MapBodyHandlers[];  // of each micro-operation, then of what follows
// What MapTranslateBody leaves: all that has no forms. False at the end of the body.
bool MapTranslateOne(Translation* at, uint32_t words, IndexedTable* indexed);
void MapTranslateBody(const uint8_t* code, uint32_t* entries, uint32_t words, IndexedTable* indexed);
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
constexpr uint32_t kLoadConverted = MAP_OP_STOREAT + 1, kStoreConverted = MAP_OP_STOREAT + 2, kCopy = MAP_OP_STOREAT + 3,
                   kLoadAtStore = MAP_OP_STOREAT + 4, kLoadStoreAt = MAP_OP_STOREAT + 5,
                   kProductForms = MAP_OP_STOREAT + 6;  // with a Load before, a Store behind, both: of two operations

}  // namespace

// The row of MapBodyForms (map_repeat.S) for each operation, counted from 1; 0: it has no other forms.
struct FormRows {
  uint8_t of[MAP_OP_STOREAT + 1] = {};
  uint8_t count = 0;

  constexpr void Add(MicroOp first, MicroOp last) {
    for (uint8_t op = Byte(first); op <= Byte(last); ++op) of[op] = ++count;
  }
  constexpr FormRows() {
    Add(MicroOp::EqI, MicroOp::GeS);
    Add(MicroOp::AddF, MicroOp::RDivF);
    Add(MicroOp::AddI, MicroOp::MulI);
    Add(MicroOp::MaxS, MicroOp::MinS);
    Add(MicroOp::And, MicroOp::Shl);
    Add(MicroOp::ShrA, MicroOp::ShrA);
    Add(MicroOp::ShrL, MicroOp::ShrL);
  }
};
static_assert(FormRows().count == MAP_BODY_FORMS && Byte(MicroOp::GeS) - Byte(MicroOp::EqI) + 1 == MAP_BODY_ENDS);

extern "C" {
extern const FormRows MapBodyRows;
constexpr FormRows MapBodyRows;
}

namespace {

inline uint32_t AddressOf(const void* object) { return reinterpret_cast<uint32_t>(object); }

}  // namespace

// The indexed accesses: one for each, however often the code names it.
class IndexedTable {
 public:
  IndexedTable(const RepeatFrame& frame, Indexed* first) : frame_(frame), first_(first), end_(first) {}

  const Indexed& Of(uint8_t access) {
    for (Indexed* at = first_; at != end_; ++at) {
      if (at->access == access) return *at;
    }
    *end_ = IndexedOf(frame_.op, frame_.context, access);
    return *end_++;
  }

 private:
  const RepeatFrame& frame_;
  Indexed* const first_;
  Indexed* end_;
};

namespace {

// An operation without other forms, at `code`.
uint32_t* TranslatePlain(const uint8_t* code, uint32_t words, uint32_t* entry) {
  const uint8_t op = *code;
  const uint32_t handler = MapBodyHandlers[op], operand = words + 4u * code[1];
  *entry++ = handler;
  if (handler == MapBodyHandlers[MAP_OP_MAXF]) {  // none of its own
    *entry++ = op | static_cast<uint32_t>(code[1]) << 8;
  } else if (op == MAP_OP_WIDE) {
    *entry++ = code[2];
    *entry++ = operand;
  } else if (op < MAP_OP_NEGF) {
    *entry++ = operand;
    if (op == MAP_OP_SELECT) *entry++ = words + 4u * code[2];
  }
  return entry;
}

// LoadAt or StoreAt at `code`, with the Load before it or the Store behind it (`word`, or none).
uint32_t* TranslateIndexed(const uint8_t* code, const uint8_t* word, uint32_t words, IndexedTable& indexed,
                           uint32_t* entry) {
  const bool load = *code == MAP_OP_LOADAT;
  const Indexed& element = indexed.Of(code[1]);
  uint32_t handler = word == nullptr ? *code : load ? kLoadAtStore : kLoadStoreAt;
  if (!IsFourByteType(element.type)) handler = load ? kLoadConverted : kStoreConverted;
  *entry++ = MapBodyHandlers[handler];
  if (word != nullptr && !load) *entry++ = words + 4u * word[1];
  *entry++ = AddressOf(&element);
  *entry++ = words + 4u * code[2];
  if (word != nullptr && load) *entry++ = words + 4u * word[1];
  return entry;
}

// The multiply-add at `code`, with the Load before it and the Store behind it where they are there.
uint32_t* TranslateProduct(const uint8_t* code, const uint8_t* load, const uint8_t* store, uint32_t words,
                           uint32_t* entry) {
  uint32_t handler = *code;
  if (load != nullptr || store != nullptr) {
    handler = kProductForms + 3u * (*code - MAP_OP_MULADDF) + (store == nullptr ? 0 : load == nullptr ? 1 : 2);
  }
  *entry++ = MapBodyHandlers[handler];
  if (load != nullptr) *entry++ = words + 4u * load[1];
  *entry++ = words + 4u * code[1];
  *entry++ = words + 4u * code[2];
  if (store != nullptr) *entry++ = words + 4u * store[1];
  return entry;
}

bool IsProduct(uint8_t op) { return op == MAP_OP_MULADDF || op == MAP_OP_MULADDF + 1; }

static_assert(sizeof(Indexed) == kMapIndexedBytes);

}  // namespace

bool MapTranslateOne(Translation* at, uint32_t words, IndexedTable* indexed) {
  const uint8_t* const code = at->code;
  uint32_t* const entry = at->entry;
  const uint8_t op = *code, next = op == Byte(MicroOp::End) ? op : code[MicroOpBytes(op)];
  const auto is_word = [&](uint8_t access) { return IsFourByteType(indexed->Of(access).type); };
  at->code += MicroOpBytes(op);
  if (op == Byte(MicroOp::End)) {
    *entry = MapBodyHandlers[0];
    return false;
  }
  if (IsProduct(op) || (op == Byte(MicroOp::Load) && IsProduct(next))) {
    const uint8_t *const load = IsProduct(op) ? nullptr : code, *const product = IsProduct(op) ? code : code + 2,
                  *const behind = product + 3;
    const bool stores = *behind == MAP_OP_STORE;
    at->entry = TranslateProduct(product, load, stores ? behind : nullptr, words, entry);
    at->code = stores ? behind + 2 : behind;
  } else if (op == Byte(MicroOp::Load) && next == MAP_OP_STORE) {
    entry[0] = MapBodyHandlers[kCopy];
    entry[1] = words + 4u * code[1];
    entry[2] = words + 4u * code[3];
    at->entry += 3;
    at->code += 2;
  } else if (op == Byte(MicroOp::Load) && next == MAP_OP_STOREAT && is_word(code[3])) {
    at->entry = TranslateIndexed(code + 2, code, words, *indexed, entry);
    at->code += 3;
  } else if (op == MAP_OP_LOADAT && next == MAP_OP_STORE && is_word(code[1])) {
    at->entry = TranslateIndexed(code, code + 3, words, *indexed, entry);
    at->code += 2;
  } else if (op >= MAP_OP_LOADAT) {
    at->entry = TranslateIndexed(code, nullptr, words, *indexed, entry);
  } else {
    at->entry = TranslatePlain(code, words, entry);
  }
  return true;
}

uint32_t RunBody(const RepeatFrame& frame) {
  uint32_t* const entries = frame.words + frame.operands;
  const uint32_t entry_words = static_cast<uint32_t>(frame.op.section2() - frame.op.section1());
  IndexedTable indexed(frame, reinterpret_cast<Indexed*>(entries + entry_words));
  MapTranslateBody(frame.body, entries, AddressOf(frame.words), &indexed);
  return MapRunBody(entries, frame.trips, frame.words);
}

}  // namespace tmb
