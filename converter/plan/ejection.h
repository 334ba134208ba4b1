// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Ejection search: what ends above a target is taken out and put back below it, at the
// offset where the items that are in the way weigh least; those are taken out in turn. An
// item that had to push others away gets heavier, so no two of them push each other for
// ever. Of all the searches here the one that wins most where thousands of items are dense.
#ifndef TMB_CONVERTER_PLAN_EJECTION_H_
#define TMB_CONVERTER_PLAN_EJECTION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "converter/plan/conflicts.h"
#include "converter/plan/placement.h"
#include "converter/plan/random.h"

namespace tmb {

class Ejection {
 public:
  // Both must outlive it. `start` is a placement without conflicts.
  Ejection(const Conflicts& conflicts, Placement start, uint64_t bound);

  // Places the items that `fixed` does not place (kNoOffset) below `target`, largest first. The
  // fixed ones may be pushed away. Gives up when `work` is done.
  void Complete(std::span<const uint64_t> fixed, uint64_t target, uint64_t work);
  // Lowers the peak until it meets the bound or `work` is done.
  void Run(uint64_t work);

  // Takes `other` where it is better.
  void Offer(const Placement& other) {
    if (other.peak < best_.peak) best_ = other;
  }
  const Placement& best() const { return best_; }
  uint64_t work() const { return work_; }  // see PlacementSearch::work()

 private:
  // Offsets strictly between low and high are in the way of an item.
  struct Obstacle {
    int64_t low = 0, high = 0;
    double weight = 0;
    uint32_t item = 0;
  };
  using Shelf = std::vector<uint32_t>;  // placed items, in no order
  struct Life {
    uint32_t first = 0, last = 0;
  };

  // Whether everything could be put below `target`, from `start` on, before work() reaches
  // `end_work`; then it is the best.
  bool Reach(uint64_t target, std::span<const uint64_t> start, uint64_t end_work);
  // Fills obstacles_ with what is placed and lives together with `item`.
  void FindObstacles(uint32_t item);
  // The lowest offset up to `most` that no obstacle is in the way of.
  std::optional<uint64_t> FreeOffset(uint64_t alignment, uint64_t most);
  // The offset up to `most` where what is in the way weighs least; behind FreeOffset.
  uint64_t LightestOffset(uint64_t alignment, uint64_t most);
  // Puts `item` below `target` and takes out what is in the way.
  void PutBelow(uint32_t item, uint64_t target);
  void Take(uint32_t item);
  void Put(uint32_t item, uint64_t offset);
  double Area(uint32_t item) const;
  void AddObstacle(uint32_t item, uint32_t other);  // if it is one
  // Calls visit(shelf) with each shelf that `item` stands on.
  void ForEachShelf(uint32_t item, auto visit);

  const Conflicts& conflicts_;
  uint64_t bound_;
  Placement best_;
  Random random_{3};
  std::vector<Life> life_;
  std::vector<bool> plain_;
  std::vector<uint64_t> offset_;
  std::vector<double> weight_;
  std::vector<uint32_t> out_;   // items that are taken out; the last one goes back first
  uint32_t stretch_ = 1;        // points of each stretch
  std::vector<Shelf> shelves_;  // of each stretch, then that of items which live in many
  std::vector<Obstacle> obstacles_;
  std::vector<uint64_t> by_low_, by_high_, spare_;  // edges of the obstacles, see LightestOffset
  uint64_t work_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_EJECTION_H_
