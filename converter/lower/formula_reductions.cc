// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Formulas of small reductions: every element written out, in the order that the format fixes
// (runtime/kernels/map_reduce.cc). Each lane has its own copy of the temporaries.

#include <algorithm>

#include "converter/lower/formula.h"
#include "runtime/map_layout.h"

namespace tmb {

std::optional<Formula> Formula::OfLanes(const Program& program, const fb::MapT& map) {
  const size_t rank = map.dims.size(), kept = rank - map.reduced;
  const uint32_t lanes = map.dims.back(), values = map.values, count = map.temporaries;
  if (lanes > kMapStrip) return std::nullopt;
  Formula formula;
  formula.temporaries_ = lanes * count;
  std::vector<uint32_t> index(rank, 0);
  do {
    bool first = true;
    do {  // a row
      for (uint32_t lane = 0; lane < lanes; ++lane) {
        index.back() = lane;
        std::vector<Symbol> temporaries = TemporariesFrom(lane * count, count);
        if (first)
          std::swap_ranges(temporaries.begin(), temporaries.begin() + values, temporaries.begin() + values);
        formula.AddSection(program, map, index, 0, temporaries);
        if (!first) formula.AddSection(program, map, index, map.section1, temporaries);
      }
      index.back() = 0;
      first = false;
    } while (NextIndex(index, map.dims, kept, rank - 1));
    for (uint32_t apart = kMapStrip / 2; apart != 0; apart /= 2) {
      for (uint32_t i = 0; i < apart && i + apart < lanes; ++i) {
        std::vector<Symbol> temporaries = TemporariesFrom(i * count, count);
        const std::vector<Symbol> others = TemporariesFrom((i + apart) * count, values);
        std::copy(others.begin(), others.end(), temporaries.begin() + values);
        formula.AddSection(program, map, index, map.section1, temporaries);
      }
    }
    formula.AddSection(program, map, index, map.section2, TemporariesFrom(0, count));
  } while (NextIndex(index, map.dims, 0, kept));
  return formula;
}

std::optional<Formula> Formula::OfRows(const Program& program, const fb::MapT& map) {
  const size_t rank = map.dims.size(), loops = rank - 1, kept = loops - map.reduced;
  const std::vector<Symbol> temporaries = TemporariesFrom(0, map.temporaries);
  Formula formula;
  formula.temporaries_ = map.temporaries;
  std::vector<uint32_t> index(rank, 0);
  do {
    do {  // an output
      formula.AddSection(program, map, index, 0, temporaries);
      do {
        formula.AddSection(program, map, index, map.section1, temporaries);
      } while (NextIndex(index, map.dims, kept, loops));
      formula.AddSection(program, map, index, map.section2, temporaries);
    } while (NextIndex(index, map.dims, loops, rank));
  } while (NextIndex(index, map.dims, 0, kept));
  return formula;
}

}  // namespace tmb
