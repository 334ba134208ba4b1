// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/report/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tmb {

WeightsTotal TotalOf(const std::vector<WeightsNote>& weights) {
  WeightsTotal total;
  for (const WeightsNote& note : weights) {
    total.bytes_before += note.bytes_before;
    total.bytes += note.bytes;
    if (!note.why.empty()) total.bytes_f32 += note.bytes;
  }
  return total;
}

std::string ToText(const std::vector<WeightsNote>& weights) {
  const WeightsTotal total = TotalOf(weights);
  double least = std::numeric_limits<double>::infinity();
  for (const WeightsNote& note : weights) least = std::min(least, note.sqnr_db.value_or(least));
  std::string text = fmt::format("weights: {} bytes instead of {}, {} of them stay f32", total.bytes,
                                 total.bytes_before, total.bytes_f32);
  if (least != std::numeric_limits<double>::infinity())
    text += fmt::format("; SQNR of a layer's weights {:.1f} dB or more", least);
  return text;
}

std::string ToText(const LossNote& loss) {
  std::string text = fmt::format(
      "max loss: outputs {:.1f} dB on the calibration samples, {} asked for, {:.1f} with "
      "nothing kept finer",
      loss.reached_db, loss.asked_db, loss.plain_db);
  for (const LossNote::Kept& kept : loss.kept)
    text += fmt::format("\n  {}: {} in {}; rounded alone they leave {:.1f} dB", kept.name, kept.what,
                        kept.type, kept.alone_db);
  return text;
}

std::string SqnrText(const WeightsNote& weights) {
  if (!weights.why.empty()) return "f32: " + weights.why;
  return weights.sqnr_db.has_value() ? fmt::format("{:.1f}", *weights.sqnr_db) : "";
}

}  // namespace tmb
