// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// BlockGraph: one block's steps as a graph of dependencies, and the values that live
// while they run. A value is a buffer from one start to the next; it is alive from its
// first touch (or the block's start) to its last (or the block's end).
// Everything is symmetric in time: a block may as well be ordered from its end.
#ifndef TMB_CONVERTER_PLAN_BLOCK_GRAPH_H_
#define TMB_CONVERTER_PLAN_BLOCK_GRAPH_H_

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "converter/plan/flow.h"
#include "converter/plan/liveness.h"

namespace tmb {

struct BlockValue {
  uint64_t bytes = 0;
  bool live_in = false, live_out = false;  // alive at the block's start, end
  std::vector<uint32_t> nodes;             // that touch it
};

// `output` may begin on the bytes where `input` ends.
struct ValuePair {
  uint32_t output = 0, input = 0;
  uint64_t saved = 0;  // bytes that the two take less than side by side
};

struct BlockNode {
  std::vector<uint32_t> before, after;  // nodes that must run earlier, later
  std::vector<uint32_t> values;         // touched
  std::vector<ValuePair> pairs;
};

struct BlockGraph {
  std::vector<BlockNode> nodes;  // step first + i of the block is node i
  std::vector<BlockValue> values;
  // For each copy onto a buffer: its older readers should run before the copied value is
  // begun, then the copy can be dropped. Pairs (reader, beginner).
  std::vector<std::pair<uint32_t, uint32_t>> wishes;
};

// `liveness` is that of the program's own order.
BlockGraph MakeBlockGraph(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness,
                          uint32_t block);

// Adds an edge for each wish that leaves the graph without a cycle.
void EnforceWishes(BlockGraph& graph);

enum class Direction { kForward, kBackward };

// Walks through a block in one direction and counts the bytes alive.
class BlockSweep {
 public:
  // `bytes` of each value: the true ones, or others to try another order.
  BlockSweep(const BlockGraph& graph, Direction direction, std::span<const uint64_t> bytes);

  struct Effect {
    int64_t growth = 0;  // bytes alive behind the node less those before it
    int64_t during = 0;  // bytes alive during the node less those before it
    auto operator<=>(const Effect&) const = default;
  };
  Effect EffectOf(uint32_t node) const;
  // Takes the node next. Adds to `changed` the nodes whose effect is another one now.
  void Take(uint32_t node, std::vector<uint32_t>& changed);
  int64_t live() const { return live_; }
  int64_t peak() const { return peak_; }

 private:
  struct State {
    bool alive = false;
    bool stays = false;     // to the end of the sweep
    uint32_t left = 0;      // nodes that have yet to touch it
    uint32_t left_xor = 0;  // of their numbers: the last one left
  };
  bool Begins(uint32_t value) const { return !state_[value].alive; }
  bool Ends(uint32_t value) const { return state_[value].left == 1 && !state_[value].stays; }

  const BlockGraph& graph_;
  Direction direction_;
  std::span<const uint64_t> bytes_;
  std::vector<State> state_;
  int64_t live_ = 0, peak_ = 0;
};

}  // namespace tmb

#endif  // TMB_CONVERTER_PLAN_BLOCK_GRAPH_H_
