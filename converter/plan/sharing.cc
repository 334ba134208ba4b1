// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Two buffers may share a place when neither is written while the other is live, except
// by the copy between them (then both hold the same value) or by an instruction that may
// write in place and in which the other one dies. Places are merged greedily, the most
// expensive copies first, then the in-place pairs where the most bytes are live.
#include "converter/plan/sharing.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "converter/plan/placement.h"

namespace tmb {
namespace {

struct OwnedSpan {
  LiveSpan span;
  BufferId owner = 0;
};

// A set of buffers at one place, with their spans by first point.
struct Place {
  std::vector<BufferId> members;
  std::vector<OwnedSpan> spans;
  uint32_t longest = 0;  // points of the longest span: how far back an overlap can start
};

class Sharer {
 public:
  Sharer(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness,
         std::span<const uint32_t> order)
      : flow_(flow),
        buffers_(buffers),
        liveness_(liveness),
        order_(order),
        point_of_(order.size()),
        places_(buffers.size()) {
    for (uint32_t point = 0; point < order.size(); ++point) point_of_[order[point]] = point;
    sharing_.place.resize(buffers.size());
    std::iota(sharing_.place.begin(), sharing_.place.end(), 0u);
    sharing_.dropped.resize(order.size(), false);
    for (BufferId id = 0; id < buffers.size(); ++id) {
      places_[id].members = {id};
      for (const LiveSpan& span : liveness.range[id]) {
        places_[id].spans.push_back({span, id});
        places_[id].longest = std::max(places_[id].longest, span.last - span.first);
      }
    }
  }

  void DropCopies() {
    std::vector<SharingPair> copies = flow_.copies;
    std::ranges::stable_sort(copies, std::ranges::greater{}, [&](const SharingPair& c) { return CostOf(c); });
    for (const SharingPair& copy : copies) {
      Merge(copy);
      if (sharing_.place[copy.output] == sharing_.place[copy.input]) {
        sharing_.dropped[copy.step] = true;
        ++sharing_.copies_dropped;
      } else {
        sharing_.copied_bytes += CostOf(copy);
      }
    }
  }

  void TakeInPlace(uint64_t live_limit) {
    const std::vector<uint64_t> live_sum =
        LiveSums(MakeItems(buffers_, liveness_.pieces, sharing_.place).items, {},
                 static_cast<uint32_t>(order_.size()));
    struct Candidate {
      uint64_t live = 0, saved = 0;
      SharingPair pair;
    };
    std::vector<Candidate> candidates;
    for (const SharingPair& pair : flow_.in_place) {
      const uint64_t live = live_sum[point_of_[pair.step]];
      if (live <= live_limit) continue;
      candidates.push_back({live, std::min(buffers_[pair.output].bytes, buffers_[pair.input].bytes), pair});
    }
    std::ranges::stable_sort(candidates, [](const Candidate& a, const Candidate& b) {
      return a.live != b.live ? a.live > b.live : a.saved > b.saved;
    });
    for (const Candidate& candidate : candidates) Merge(candidate.pair);
  }

  Sharing Take() { return std::move(sharing_); }

 private:
  uint64_t CostOf(const SharingPair& copy) const {
    const uint32_t depth = std::min(flow_.loop_depth[copy.step], 8u);
    return buffers_[copy.output].bytes << (3 * depth);
  }

  // Gives both buffers' places one place if they can share it.
  void Merge(const SharingPair& pair) {
    BufferId into = sharing_.place[pair.output], from = sharing_.place[pair.input];
    if (into == from) return;
    if (places_[into].spans.size() < places_[from].spans.size()) std::swap(into, from);
    if (Interfere(places_[into], places_[from])) return;
    Place& target = places_[into];
    Place& source = places_[from];
    for (const BufferId member : source.members) sharing_.place[member] = into;
    target.members.insert(target.members.end(), source.members.begin(), source.members.end());
    const auto middle = static_cast<std::ptrdiff_t>(target.spans.size());
    target.spans.insert(target.spans.end(), source.spans.begin(), source.spans.end());
    std::inplace_merge(target.spans.begin(), target.spans.begin() + middle, target.spans.end(), StartsBefore);
    target.longest = std::max(target.longest, source.longest);
    source = {};
  }

  static bool StartsBefore(const OwnedSpan& a, const OwnedSpan& b) { return a.span.first < b.span.first; }

  bool Interfere(const Place& many, const Place& few) const {
    for (const OwnedSpan& one : few.spans) {
      const uint32_t earliest = one.span.first - std::min(one.span.first, many.longest);
      auto other =
          std::ranges::lower_bound(many.spans, earliest, {}, [](const OwnedSpan& s) { return s.span.first; });
      for (; other != many.spans.end() && other->span.first <= one.span.last; ++other) {
        if (other->span.last < one.span.first) continue;
        if (SpansInterfere(one, *other) || SpansInterfere(*other, one)) return true;
      }
    }
    return false;
  }

  // Whether a's buffer is written while b is live, other than by what leaves b's value or
  // what b may die in.
  bool SpansInterfere(const OwnedSpan& a, const OwnedSpan& b) const {
    const uint32_t first = std::max(a.span.first, b.span.first), last = std::min(a.span.last, b.span.last);
    for (const TouchAt& at : liveness_.TouchesIn(a.owner, first, last)) {
      if (!at.touch.writes) continue;
      const uint32_t step = order_[at.point];
      if (Has(flow_.copies, {step, a.owner, b.owner})) continue;
      const bool dies = at.point == b.span.last && !WritesAt(b.owner, at.point);
      if (dies && Has(flow_.in_place, {step, a.owner, b.owner})) continue;
      return true;
    }
    return false;
  }

  bool WritesAt(BufferId buffer, uint32_t point) const {
    const std::span<const TouchAt> at = liveness_.TouchesIn(buffer, point, point);
    return !at.empty() && at.front().touch.writes;
  }

  static bool Has(const std::vector<SharingPair>& pairs, const SharingPair& wanted) {
    return std::ranges::any_of(PairsOf(pairs, wanted.step), [&](const SharingPair& pair) {
      return pair.output == wanted.output && pair.input == wanted.input;
    });
  }

  const Flow& flow_;
  const std::vector<Buffer>& buffers_;
  const Liveness& liveness_;
  const std::span<const uint32_t> order_;
  std::vector<uint32_t> point_of_;
  std::vector<Place> places_;
  Sharing sharing_;
};

}  // namespace

Sharing SharePlaces(const Flow& flow, const std::vector<Buffer>& buffers, const Liveness& liveness,
                    std::span<const uint32_t> order, uint64_t live_limit) {
  Sharer sharer(flow, buffers, liveness, order);
  sharer.DropCopies();
  sharer.TakeInPlace(live_limit);
  return sharer.Take();
}

}  // namespace tmb
