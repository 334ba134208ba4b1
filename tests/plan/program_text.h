// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Programs as text, so that a plan's test shows its program. One line each:
//
//     entry NAME                        a new entry; the next lines belong to it
//     input x 64      output y 64       buffers with their bytes; outputs are written
//     buffer t 64     constant c 16     by instructions like any buffer
//     t = f(x, c) in-place x scratch 32 reads x and c, writes all of t
//     t[16:32] = f(x[0:8])              reads bytes 0 to 7 of x, writes bytes 16 to 31 of t, the rest stays
//     t[0:16] = first f(x)              the same, but what t held before is dead
//     copy t = x                        a whole-buffer copy
//     t = product(x) 2 from 4           DotF32: rows of 4 floats of x become rows of 2; also
//                                       with "scratch BYTES" (of 4 rows) and "residual r"
//     jump LABEL      jump-if p LABEL   LABEL: stands on its own line as "LABEL:"
//     unless p LABEL                    jumps when p is 0
#ifndef TMB_TESTS_PLAN_PROGRAM_TEXT_H_
#define TMB_TESTS_PLAN_PROGRAM_TEXT_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "converter/program.h"

namespace tmb {

class ProgramText {
 public:
  // The text must be right: a mistake is std::abort.
  static Program Parse(std::string_view text);

 private:
  using Words = std::vector<std::string>;
  void ParseLine(const std::string& line);
  void Declare(Buffer::Kind kind, const Words& words, bool is_output);
  void Assign(const Words& words, const std::string& line, bool is_copy);
  void AddInput(const std::string& word, fb::MapT* map);
  void Product(const Words& words, const std::string& line);
  void Jump(const Words& words, const std::string& line);
  void Finish();
  EntryPoint& entry();

  Program program_;
  std::map<std::string, BufferId> buffers_;
  std::map<std::string, uint32_t> labels_;
  std::vector<std::pair<uint32_t, std::string>> jumps_;  // instruction, label
};

// The BufferId of the buffer called `name`.
BufferId BufferNamed(const Program& program, std::string_view name);

}  // namespace tmb

#endif  // TMB_TESTS_PLAN_PROGRAM_TEXT_H_
