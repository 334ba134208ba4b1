// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Programs of any length, as HLO text, each of one kind that could make a stage of the
// converter slow.
#ifndef TMB_BENCH_CONVERTER_PROGRAMS_H_
#define TMB_BENCH_CONVERTER_PROGRAMS_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace tmb::bench {

struct ProgramKind {
  std::string_view name, what;
  std::string (*text)(int64_t instructions);
};

std::string Chain(int64_t instructions);
std::string FanOut(int64_t instructions);
std::string Layers(int64_t instructions);
std::string Dots(int64_t instructions);
std::string Loops(int64_t instructions);
std::string State(int64_t instructions);
std::string Constants(int64_t instructions);
std::string Calls(int64_t instructions);

inline constexpr ProgramKind kPrograms[] = {
    {"chain", "one chain of element-wise operations", Chain},
    {"fan-out", "one value used by many, all summed", FanOut},
    {"layers", "element-wise operations and a reduction, by turns", Layers},
    {"dots", "a chain of products with clamps", Dots},
    {"loops", "many small loops, one behind the other", Loops},
    {"state", "one loop with many arrays in its state", State},
    {"constants", "many small constants, each used once", Constants},
    {"calls", "many calls of small functions", Calls},
};

}  // namespace tmb::bench

#endif  // TMB_BENCH_CONVERTER_PROGRAMS_H_
