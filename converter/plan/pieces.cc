// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// In straight-line code a byte matters between its first touch and its last one, so what is
// live at a point lies within the bytes touched so far and within those still to be touched.
// Anywhere else all bytes that are ever touched count.
#include "converter/plan/pieces.h"

#include <algorithm>

namespace tmb {
namespace {

// More of a span are joined: placement compares all pieces of two buffers.
constexpr size_t kMostPieces = 256;

struct Hull {
  uint64_t begin = ~uint64_t{0}, end = 0;

  void Add(uint64_t other_begin, uint64_t other_end) {
    begin = std::min(begin, other_begin);
    end = std::max(end, other_end);
  }
  void Add(const Touch& touch) { Add(touch.begin, touch.end); }
};

// Whether the span's value begins and ends in code without jumps, where points follow each other.
bool IsStraight(const Flow& flow, std::span<const uint32_t> block_of, const LiveSpan& span,
                std::span<const TouchAt> touches) {
  if (touches.front().point != span.first || !touches.front().touch.starts) return false;
  if (touches.back().point != span.last) return false;
  const auto leads_on = [&](uint32_t block) {
    const std::vector<uint32_t>& next = flow.blocks[block].next;
    return next.size() == 1 && next[0] == block + 1 && flow.blocks[block + 1].previous.size() == 1;
  };
  const uint32_t last = block_of[span.last];
  for (uint32_t block = block_of[span.first]; block < last; ++block) {
    if (!leads_on(block)) return false;
  }
  // A touch at the end of a block may be of a value that a jump takes elsewhere.
  return flow.blocks[last].next.empty() || span.last + 1 < flow.blocks[last].end || leads_on(last);
}

void Append(const Piece& piece, std::vector<Piece>& pieces) {
  if (piece.first > piece.last || piece.begin >= piece.end) return;
  const bool continues = !pieces.empty() && pieces.back().last + 1 == piece.first &&
                         pieces.back().begin == piece.begin && pieces.back().end == piece.end;
  if (continues) {
    pieces.back().last = piece.last;
  } else {
    pieces.push_back(piece);
  }
}

std::vector<Piece> StraightPieces(std::span<const TouchAt> touches) {
  std::vector<Hull> behind(touches.size());  // of each touch and those that follow
  for (size_t i = touches.size(); i-- > 0;) {
    if (i + 1 < touches.size()) behind[i] = behind[i + 1];
    behind[i].Add(touches[i].touch);
  }
  std::vector<Piece> pieces;
  Hull before;
  const auto append = [&](uint32_t first, uint32_t last, const Hull& still) {
    Append({first, last, std::max(before.begin, still.begin), std::min(before.end, still.end)}, pieces);
  };
  for (size_t i = 0; i < touches.size(); ++i) {
    before.Add(touches[i].touch);
    append(touches[i].point, touches[i].point, behind[i]);
    if (i + 1 < touches.size()) append(touches[i].point + 1, touches[i + 1].point - 1, behind[i + 1]);
  }
  return pieces;
}

// Joins pieces that follow each other, the same number of them everywhere.
std::vector<Piece> Coarse(const std::vector<Piece>& pieces) {
  const size_t joined = (pieces.size() + kMostPieces - 1) / kMostPieces;
  std::vector<Piece> coarse;
  for (size_t i = 0; i < pieces.size(); i += joined) {
    const std::span<const Piece> group = std::span(pieces).subspan(i, std::min(joined, pieces.size() - i));
    Hull hull;
    for (const Piece& piece : group) hull.Add(piece.begin, piece.end);
    coarse.push_back({group.front().first, group.back().last, hull.begin, hull.end});
  }
  return coarse;
}

}  // namespace

std::vector<Piece> PiecesOf(const Flow& flow, std::span<const uint32_t> block_of, const LiveRange& range,
                            std::span<const TouchAt> touches) {
  Hull all;
  for (const TouchAt& at : touches) all.Add(at.touch);
  const auto reaches_all = [&](const TouchAt& at) {
    return at.touch.begin == all.begin && at.touch.end == all.end;
  };
  const bool always_whole = std::ranges::all_of(touches, reaches_all);
  std::vector<Piece> pieces;
  for (const LiveSpan& span : range) {
    const auto first = std::ranges::lower_bound(touches, span.first, {}, &TouchAt::point);
    const auto end = std::ranges::upper_bound(touches, span.last, {}, &TouchAt::point);
    const std::span<const TouchAt> inside(first, end);
    if (always_whole || inside.empty() || !IsStraight(flow, block_of, span, inside)) {
      pieces.push_back({span.first, span.last, all.begin, all.end});
      continue;
    }
    const std::vector<Piece> straight = Coarse(StraightPieces(inside));
    pieces.insert(pieces.end(), straight.begin(), straight.end());
  }
  return pieces;
}

}  // namespace tmb
