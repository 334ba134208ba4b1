// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builds the graph of a block: reads after writes, writes after reads, writes after
// writes, each by whole buffers.
#include "converter/plan/block_graph.h"

#include <algorithm>
#include <unordered_map>

#include "converter/plan/overlap.h"

namespace tmb {
namespace {

constexpr uint32_t kNone = 0xffffffffu;
// Nodes visited to find cycles in one block; wishes behind that stay wishes.
constexpr uint64_t kCycleEffort = 20'000'000;

// Whether the buffer holds a value at the block's start that is still to be read.
bool LiveAtStart(const Liveness& liveness, BufferId buffer, const Block& block) {
  if (liveness.SpanAt(buffer, block.first) == nullptr) return false;
  const auto touch = liveness.TouchesIn(buffer, block.first, block.first);
  return touch.empty() || !touch.front().touch.starts;
}

bool LiveAtEnd(const Flow& flow, const Liveness& liveness, BufferId buffer, const Block& block) {
  return std::ranges::any_of(block.next,
                             [&](uint32_t next) { return LiveAtStart(liveness, buffer, flow.blocks[next]); });
}

class GraphBuilder {
 public:
  GraphBuilder(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness, uint32_t block)
      : flow_(flow), buffers_(buffers), liveness_(liveness), block_(flow.blocks[block]) {}

  BlockGraph Build() {
    graph_.nodes.resize(block_.end - block_.first);
    for (uint32_t node = 0; node < graph_.nodes.size(); ++node) {
      for (const Touch& touch : flow_.TouchesOf(block_.first + node)) AddTouch(node, touch);
      AddPairs(node);
    }
    for (auto& [buffer, state] : states_) {
      graph_.values[state.value].live_out = LiveAtEnd(flow_, liveness_, buffer, block_);
    }
    KeepEffectsInOrder();
    if (block_.ends_in_jump) PinJump();
    return std::move(graph_);
  }

 private:
  // A buffer's current value while the block is walked through.
  struct State {
    uint32_t value = kNone;
    uint32_t begun_by = kNone;            // node that started the value
    uint32_t writer = kNone;              // last one
    std::vector<uint32_t> readers;        // since then
    std::vector<uint32_t> older_readers;  // of the value before
  };

  void AddEdge(uint32_t from, uint32_t to) {
    if (from == kNone || from == to) return;
    graph_.nodes[from].after.push_back(to);
    graph_.nodes[to].before.push_back(from);
  }

  void AddTouch(uint32_t node, const Touch& touch) {
    State& state = states_[touch.buffer];
    const bool first_touch = state.value == kNone;
    if (touch.starts || touch.writes) {
      for (const uint32_t reader : state.readers) AddEdge(reader, node);
      if (state.readers.empty()) AddEdge(state.writer, node);
    }
    if (touch.reads && !touch.starts) AddEdge(state.writer, node);
    if (first_touch || touch.starts) {
      if (!first_touch) state.older_readers = graph_.values[state.value].nodes;
      state.value = static_cast<uint32_t>(graph_.values.size());
      state.begun_by = touch.starts ? node : kNone;
      const bool live_in = !touch.starts && LiveAtStart(liveness_, touch.buffer, block_);
      graph_.values.push_back({buffers_[touch.buffer].bytes, live_in, false, {}});
    }
    graph_.values[state.value].nodes.push_back(node);
    graph_.nodes[node].values.push_back(state.value);
    if (touch.starts || touch.writes) {
      state.writer = node;
      state.readers.clear();
    }
    if (touch.reads && !touch.writes && !touch.starts) state.readers.push_back(node);
  }

  void AddPairs(uint32_t node) {
    const uint32_t step = block_.first + node;
    const auto add = [&](const SharingPair& pair, uint64_t saved) {
      graph_.nodes[node].pairs.push_back({states_[pair.output].value, states_[pair.input].value, saved});
    };
    const auto smaller = [&](const SharingPair& pair) {
      return std::min(buffers_[pair.output].bytes, buffers_[pair.input].bytes);
    };
    for (const SharingPair& pair : PairsOf(flow_.in_place, step)) add(pair, smaller(pair));
    const auto whole = [&](BufferId id) { return ByteRange{0, static_cast<int64_t>(buffers_[id].bytes)}; };
    for (const DiagonalPair& diagonal : DiagonalsOf(flow_.diagonals, step)) {
      const SharingPair& pair = diagonal.pair;
      add(pair, SavedBytes(whole(pair.output), whole(pair.input), diagonal.most));
    }
    for (const SharingPair& copy : PairsOf(flow_.copies, step)) {
      const State &output = states_[copy.output], &input = states_[copy.input];
      add(copy, smaller(copy));
      if (input.begun_by == kNone) continue;
      for (const uint32_t reader : output.older_readers) {
        if (reader != input.begun_by) graph_.wishes.push_back({reader, input.begun_by});
      }
    }
  }

  void KeepEffectsInOrder() {
    const auto& effects = flow_.effects;
    const auto first = std::ranges::lower_bound(effects, block_.first);
    const auto end = std::ranges::lower_bound(effects, block_.end);
    for (auto effect = first; effect != end && effect + 1 != end; ++effect) {
      AddEdge(*effect - block_.first, *(effect + 1) - block_.first);
    }
  }

  void PinJump() {
    const auto last = static_cast<uint32_t>(graph_.nodes.size()) - 1;
    for (uint32_t node = 0; node < last; ++node) {
      if (graph_.nodes[node].after.empty()) AddEdge(node, last);
    }
  }

  const Flow& flow_;
  const std::vector<Buffer>& buffers_;
  const Liveness& liveness_;
  const Block& block_;
  std::unordered_map<BufferId, State> states_;
  BlockGraph graph_;
};

// Whether `to` can be reached from `from`; counts the nodes it visits down from `effort`.
bool Reaches(const BlockGraph& graph, uint32_t from, uint32_t to, std::vector<uint32_t>& seen, uint32_t round,
             uint64_t& effort) {
  std::vector<uint32_t> work{from};
  while (!work.empty()) {
    const uint32_t node = work.back();
    work.pop_back();
    if (node == to) return true;
    if (seen[node] == round) continue;
    seen[node] = round;
    effort -= std::min<uint64_t>(effort, 1 + graph.nodes[node].after.size());
    work.insert(work.end(), graph.nodes[node].after.begin(), graph.nodes[node].after.end());
  }
  return false;
}

}  // namespace

BlockGraph MakeBlockGraph(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness,
                          uint32_t block) {
  return GraphBuilder(flow, buffers, liveness, block).Build();
}

void EnforceWishes(BlockGraph& graph) {
  const auto add = [&](uint32_t from, uint32_t to) {
    graph.nodes[from].after.push_back(to);
    graph.nodes[to].before.push_back(from);
  };
  // Those that the program's own order fulfils cannot close a cycle.
  for (const auto& [reader, beginner] : graph.wishes) {
    if (reader < beginner) add(reader, beginner);
  }
  std::vector<uint32_t> seen(graph.nodes.size(), 0);
  uint32_t round = 0;
  uint64_t effort = kCycleEffort;
  for (const auto& [reader, beginner] : graph.wishes) {
    if (reader < beginner || effort == 0) continue;
    if (!Reaches(graph, beginner, reader, seen, ++round, effort)) add(reader, beginner);
  }
}

BlockSweep::BlockSweep(const BlockGraph& graph, Direction direction, std::span<const uint64_t> bytes)
    : graph_(graph), direction_(direction), bytes_(bytes), state_(graph.values.size()) {
  for (uint32_t i = 0; i < graph.values.size(); ++i) {
    const BlockValue& value = graph.values[i];
    State& state = state_[i];
    state.alive = direction == Direction::kForward ? value.live_in : value.live_out;
    state.stays = direction == Direction::kForward ? value.live_out : value.live_in;
    state.left = static_cast<uint32_t>(value.nodes.size());
    for (const uint32_t node : value.nodes) state.left_xor ^= node;
    if (state.alive) live_ += static_cast<int64_t>(bytes[i]);
  }
  peak_ = live_;
}

BlockSweep::Effect BlockSweep::EffectOf(uint32_t node) const {
  Effect effect;
  for (const uint32_t value : graph_.nodes[node].values) {
    const auto bytes = static_cast<int64_t>(bytes_[value]);
    if (Begins(value)) effect.growth += bytes, effect.during += bytes;
    if (Ends(value)) effect.growth -= bytes;
  }
  int64_t saved = 0;
  for (const ValuePair& pair : graph_.nodes[node].pairs) {
    const bool forward = direction_ == Direction::kForward;
    const uint32_t begins = forward ? pair.output : pair.input, ends = forward ? pair.input : pair.output;
    if (!Begins(begins) || !Ends(ends)) continue;
    saved = std::max(saved, static_cast<int64_t>(pair.saved));
  }
  effect.during -= saved;
  return effect;
}

void BlockSweep::Take(uint32_t node, std::vector<uint32_t>& changed) {
  const Effect effect = EffectOf(node);
  peak_ = std::max(peak_, live_ + effect.during);
  live_ += effect.growth;
  for (const uint32_t value : graph_.nodes[node].values) {
    State& state = state_[value];
    if (!state.alive) {
      state.alive = true;
      changed.insert(changed.end(), graph_.values[value].nodes.begin(), graph_.values[value].nodes.end());
    }
    --state.left;
    state.left_xor ^= node;
    if (state.left == 1) changed.push_back(state.left_xor);
  }
}

}  // namespace tmb
