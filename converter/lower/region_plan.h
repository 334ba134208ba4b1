// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// RegionPlan: cuts a region into units. Walking backwards, a fusible value that is read by
// one Map only is computed inside it, a cheap one in two; every other one is a root. Walking forwards, roots
// with equal loops join one group when nothing that they need comes later.
#ifndef TMB_CONVERTER_LOWER_REGION_PLAN_H_
#define TMB_CONVERTER_LOWER_REGION_PLAN_H_

#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "converter/hlo/ir.h"

namespace tmb {

// Who reads a value; null stands for the region's result.
using Users = std::unordered_map<const hlo::Instruction*, std::vector<const hlo::Instruction*>>;

// The instructions of one Map, or a single instruction with a lowering of its own.
struct Unit {
  std::vector<const hlo::Instruction*> members;
  bool is_group = false;
};

class RegionPlan {
 public:
  RegionPlan(const hlo::Computation& region, const Users& users);

  const std::vector<Unit>& units() const { return units_; }
  // Group members that are read outside their own Map.
  const std::unordered_set<const hlo::Instruction*>& needed() const { return needed_; }

 private:
  using InstructionSet = std::set<const hlo::Instruction*>;
  struct Fate {
    InstructionSet readers;  // roots and units whose Map computes or reads this value
    bool needs_buffer = false;
    bool needs_base = false;  // a kernel reads it through strides: what is behind the view needs one
    bool is_root = false;
    int64_t moved_elements = 0;  // read through views at another index than their own
  };
  // What the Map that ends in a root or reader takes from outside, as far as values were met.
  struct Leaves {
    InstructionSet values;
    int words = 0;
    int nodes = 1;  // computed inside
  };
  struct Dependencies {
    int last_unit = -1;
    std::set<int> moved;  // units whose values are read at another index than their own
    std::set<int> direct;
  };

  void FindRoots(const hlo::Computation& region, const Users& users);
  void MeetUser(const hlo::Instruction& value, const hlo::Instruction& user, Fate& fate) const;
  void MeetFusibleUser(const hlo::Instruction& value, const hlo::Instruction& user, Fate& fate) const;
  void Decide(const hlo::Instruction& value, Fate& fate);
  // Whether the Map of `reader` may compute `value`, too.
  bool HasRoom(const hlo::Instruction& value, const hlo::Instruction& reader);
  Leaves& LeavesOf(const hlo::Instruction& reader);
  static void AddOperands(const hlo::Instruction& value, Leaves& leaves);
  static int WordsWithout(const hlo::Instruction& value, const Leaves& leaves);  // with its operands instead
  static void Open(const hlo::Instruction& value,
                   Leaves& leaves);  // computed inside: its operands are leaves
  void FormUnits(const hlo::Computation& region);
  void PlaceRoot(const hlo::Instruction& root);
  Dependencies DependenciesOf(const hlo::Instruction& root) const;
  bool MayJoin(const hlo::Instruction& root, int unit, const Dependencies& needs) const;
  void FindNeeded();

  std::unordered_map<const hlo::Instruction*, Fate> fates_;
  std::unordered_map<const hlo::Instruction*, Leaves> leaves_;
  std::unordered_map<const hlo::Instruction*, int> unit_of_;
  std::vector<Unit> units_;
  std::vector<int> unit_words_, unit_nodes_;
  std::map<std::vector<int64_t>, int> latest_group_;
  std::unordered_set<const hlo::Instruction*> needed_;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_LOWER_REGION_PLAN_H_
