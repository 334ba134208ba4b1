// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Liveness, buffer by buffer, so that the work is that of the result and no bit set of
// all buffers is kept for each block. For one buffer:
//   1. backward from each use to its starts: where may the value still be read?
//   2. forward from each write, inside 1 only: where may there be a value at all?
//   3. inside the blocks of 2, from touch to touch.
// Step 2 keeps a buffer that is only ever written in parts from living since the entry.
#include "converter/plan/liveness.h"

#include <algorithm>

namespace tmb {
namespace {

// The touches of one buffer in one block.
struct Group {
  uint32_t block = 0;
  std::span<const TouchAt> touches;
};

class BufferLiveness {
 public:
  BufferLiveness(const Flow& flow, const std::vector<uint32_t>& block_of)
      : flow_(flow), block_of_(block_of), state_(flow.blocks.size()) {}

  LiveRange Compute(std::span<const TouchAt> touches) {
    Clear();
    SplitByBlock(touches);
    SpreadUses();
    SpreadValues();
    return MakeSpans();
  }

 private:
  struct State {
    bool visited = false;
    bool used_in = false, used_out = false;    // may be read from the block's start, end on
    bool value_in = false, value_out = false;  // may hold a value there
    bool starts = false;                       // a value starts in the block
    uint32_t group = 0;                        // 1 + index of the block's touches
  };

  State& Visit(uint32_t block) {
    if (!state_[block].visited) visited_.push_back(block);
    state_[block].visited = true;
    return state_[block];
  }

  void Clear() {
    for (const uint32_t block : visited_) state_[block] = {};
    visited_.clear();
    groups_.clear();
  }

  void SplitByBlock(std::span<const TouchAt> touches) {
    for (size_t i = 0; i < touches.size();) {
      const uint32_t block = block_of_[touches[i].point];
      size_t end = i;
      State& state = Visit(block);
      for (; end < touches.size() && block_of_[touches[end].point] == block; ++end) {
        state.starts |= touches[end].touch.starts;
      }
      groups_.push_back({block, touches.subspan(i, end - i)});
      state.group = static_cast<uint32_t>(groups_.size());
      i = end;
    }
  }

  static bool ReadsFromStart(const Group& group) {
    for (const TouchAt& at : group.touches) {
      if (at.touch.starts) return false;
      if (at.touch.reads) return true;
    }
    return false;
  }

  void SpreadUses() {
    for (const Group& group : groups_) {
      if (ReadsFromStart(group)) MarkUsedIn(group.block);
    }
    while (!work_.empty()) {
      const uint32_t block = work_.back();
      work_.pop_back();
      for (const uint32_t previous : flow_.blocks[block].previous) {
        State& state = Visit(previous);
        state.used_out = true;
        if (!state.starts) MarkUsedIn(previous);
      }
    }
  }

  void MarkUsedIn(uint32_t block) {
    State& state = Visit(block);
    if (state.used_in) return;
    state.used_in = true;
    work_.push_back(block);
  }

  void SpreadValues() {
    for (const Group& group : groups_) {
      const bool writes =
          std::ranges::any_of(group.touches, [](const TouchAt& at) { return at.touch.writes; });
      if (writes) MarkValueOut(group.block);
    }
    while (!work_.empty()) {
      const uint32_t block = work_.back();
      work_.pop_back();
      for (const uint32_t next : flow_.blocks[block].next) {
        if (!state_[next].used_in) continue;
        state_[next].value_in = true;
        MarkValueOut(next);
      }
    }
  }

  void MarkValueOut(uint32_t block) {
    if (state_[block].value_out) return;
    state_[block].value_out = true;
    work_.push_back(block);
  }

  LiveRange MakeSpans() {
    LiveRange range;
    bool reaches_end = false;  // the last span goes on behind its block
    std::ranges::sort(visited_);
    for (const uint32_t block : visited_) {
      const State& state = state_[block];
      const bool in = state.used_in && state.value_in;
      const bool out = state.used_out && state.value_out;
      if (!in && state.group == 0) continue;
      const Block& steps = flow_.blocks[block];
      if (in && reaches_end && range.back().last + 1 == steps.first) {
        range.back().last = steps.first;
      } else if (in) {
        range.push_back({steps.first, steps.first});
      }
      if (state.group != 0) AddSpansOf(groups_[state.group - 1], in, out, range);
      if (out) range.back().last = steps.end - 1;
      reaches_end = out;
    }
    return range;
  }

  // `open`: the last span goes on into the group's first touch.
  void AddSpansOf(const Group& group, bool open, bool used_out, LiveRange& range) {
    used_behind_.assign(group.touches.size(), used_out);
    for (size_t i = group.touches.size() - 1; i > 0; --i) {
      const Touch& touch = group.touches[i].touch;
      used_behind_[i - 1] = !touch.starts && (touch.reads || used_behind_[i]);
    }
    for (size_t i = 0; i < group.touches.size(); ++i) {
      const TouchAt& at = group.touches[i];
      if (open && !at.touch.starts) {
        range.back().last = at.point;
      } else {
        range.push_back({at.point, at.point});
      }
      open = used_behind_[i];
    }
  }

  const Flow& flow_;
  const std::vector<uint32_t>& block_of_;
  std::vector<State> state_;
  std::vector<uint32_t> visited_, work_;
  std::vector<Group> groups_;
  std::vector<bool> used_behind_;
};

}  // namespace

std::span<const TouchAt> Liveness::TouchesIn(BufferId buffer, uint32_t first, uint32_t last) const {
  const std::vector<TouchAt>& all = touches[buffer];
  const auto begin = std::ranges::lower_bound(all, first, {}, &TouchAt::point);
  const auto end = std::ranges::upper_bound(begin, all.end(), last, {}, &TouchAt::point);
  return {begin, end};
}

const LiveSpan* Liveness::SpanAt(BufferId buffer, uint32_t point) const {
  const LiveRange& spans = range[buffer];
  const auto span = std::ranges::lower_bound(spans, point, {}, &LiveSpan::last);
  return span != spans.end() && span->first <= point ? &*span : nullptr;
}

Liveness ComputeLiveness(const Flow& flow, std::span<const uint32_t> order, size_t buffers) {
  Liveness liveness;
  liveness.range.resize(buffers);
  liveness.touches.resize(buffers);
  liveness.pieces.resize(buffers);
  for (uint32_t point = 0; point < order.size(); ++point) {
    for (const Touch& touch : flow.TouchesOf(order[point]))
      liveness.touches[touch.buffer].push_back({point, touch});
  }
  std::vector<uint32_t> block_of(flow.Steps());
  for (uint32_t block = 0; block < flow.blocks.size(); ++block) {
    for (uint32_t step = flow.blocks[block].first; step < flow.blocks[block].end; ++step)
      block_of[step] = block;
  }
  BufferLiveness one(flow, block_of);
  for (size_t buffer = 0; buffer < buffers; ++buffer) {
    liveness.range[buffer] = one.Compute(liveness.touches[buffer]);
    liveness.pieces[buffer] = PiecesOf(flow, block_of, liveness.range[buffer], liveness.touches[buffer]);
  }
  return liveness;
}

}  // namespace tmb
