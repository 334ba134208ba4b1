// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Every instruction is a Map whose one dimension is the number of bytes it writes; what it
// computes is nobody's business here.
#include "tests/plan/program_text.h"

#include <cstdlib>
#include <sstream>

#include "runtime/isa.h"

namespace tmb {
namespace {

// Words, with "f(x, c)" taken apart and "t[16:32]" kept whole.
std::vector<std::string> Split(std::string line) {
  for (char& c : line) {
    if (c == ',' || c == '(' || c == ')') c = ' ';
  }
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

fb::Access AccessOf(fb::Ref ref) { return {ref, 0, fb::Type::U8, fb::AccessKind::Memory, 0}; }

}  // namespace

Program ProgramText::Parse(std::string_view text) {
  ProgramText parser;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) parser.ParseLine(line);
  parser.Finish();
  return std::move(parser.program_);
}

EntryPoint& ProgramText::entry() {
  if (program_.entries.empty()) program_.entries.push_back({"main", 0, 0, {}, {}});
  return program_.entries.back();
}

void ProgramText::ParseLine(const std::string& line) {
  const Words words = Split(line);
  if (words.empty()) return;
  const std::string& word = words[0];
  if (word == "entry") {
    const auto first = static_cast<uint32_t>(program_.code.size());
    if (!program_.entries.empty()) program_.entries.back().end = first;
    program_.entries.push_back({words.at(1), first, first, {}, {}});
  } else if (word == "input") {
    Declare(Buffer::Kind::kInput, words, false);
  } else if (word == "output") {
    Declare(Buffer::Kind::kTemporary, words, true);
  } else if (word == "buffer") {
    Declare(Buffer::Kind::kTemporary, words, false);
  } else if (word == "constant") {
    Declare(Buffer::Kind::kConstant, words, false);
  } else if (word == "jump" || word == "jump-if" || word == "unless") {
    Jump(words, line);
  } else if (word == "copy") {
    Assign({words.begin() + 1, words.end()}, line, true);
  } else if (word.back() == ':') {
    labels_[word.substr(0, word.size() - 1)] = static_cast<uint32_t>(program_.code.size());
  } else if (words.size() > 2 && words[2] == "product") {
    Product(words, line);
  } else {
    Assign(words, line, false);
  }
}

void ProgramText::Declare(Buffer::Kind kind, const Words& words, bool is_output) {
  Buffer buffer;
  buffer.name = words.at(1);
  buffer.kind = kind;
  buffer.bytes = std::stoull(words.at(2));
  if (words.size() > 3) buffer.alignment = static_cast<uint32_t>(std::stoul(words[3]));
  if (kind == Buffer::Kind::kConstant) buffer.data.assign(buffer.bytes, static_cast<uint8_t>(buffer.bytes));
  const BufferId id = program_.AddBuffer(buffer);
  buffers_[buffer.name] = id;
  if (kind == Buffer::Kind::kInput) entry().inputs.push_back({buffer.name, {}, {id, 0}, {}});
  if (is_output) entry().outputs.push_back({buffer.name, {}, {id, 0}, {}});
}

// "t" is all of t, whatever the Map's extent; "t[16:32]" these bytes.
void ProgramText::AddInput(const std::string& word, fb::MapT* map) {
  const size_t bracket = word.find('['), colon = word.find(':');
  const BufferId input = buffers_.at(word.substr(0, bracket));
  const bool whole = bracket == std::string::npos;
  const uint64_t low = whole ? 0 : std::stoull(word.substr(bracket + 1));
  const uint64_t high = whole ? program_.buffers[input].bytes : std::stoull(word.substr(colon + 1));
  const auto number = static_cast<uint8_t>(map->inputs.size());
  map->inputs.push_back(AccessOf(program_.AddOperand(input, static_cast<int64_t>(low))));
  map->strides.insert(map->strides.begin(), 0);
  map->guards.push_back(fb::Guard(number, static_cast<uint32_t>(high - low), 0, 1));
}

// words: OUTPUT = [first] [f] INPUTS... [in-place INPUT] [scratch BYTES]
void ProgramText::Assign(const Words& words, const std::string& line, bool is_copy) {
  const size_t bracket = words.at(0).find('['), colon = words[0].find(':');
  const BufferId output = buffers_.at(words[0].substr(0, bracket));
  const bool whole = bracket == std::string::npos;
  const uint64_t low = whole ? 0 : std::stoull(words[0].substr(bracket + 1));
  const uint64_t high = whole ? program_.buffers[output].bytes : std::stoull(words[0].substr(colon + 1));
  fb::MapT map;
  map.dims = {static_cast<uint32_t>(high - low)};
  map.outputs.push_back(AccessOf(program_.AddOperand(output, static_cast<int64_t>(low))));
  map.strides = {1};
  Instruction instruction;
  const bool first = words.at(2) == "first";
  if (whole || first) instruction.starts.push_back(output);
  for (size_t i = (is_copy ? 2 : 3) + first; i < words.size(); ++i) {
    if (words[i] == "in-place") {
      instruction.in_place.push_back({output, buffers_.at(words.at(++i))});
    } else if (words[i] == "scratch") {
      const uint64_t bytes = std::stoull(words.at(++i));
      const BufferId id = program_.AddBuffer({"scratch", Buffer::Kind::kScratch, {}, bytes, 16, {}});
      map.scratch = std::make_unique<fb::Ref>(program_.AddOperand(id));
    } else {
      AddInput(words[i], &map);
    }
  }
  if (!map.scratch) map.scratch = std::make_unique<fb::Ref>(kNoOperand);
  instruction.op.Set(std::move(map));
  instruction.is_copy = is_copy;
  instruction.name = line.substr(line.find_first_not_of(' '));
  program_.code.push_back(std::move(instruction));
}

// words: OUTPUT = product INPUT N from K [scratch BYTES] [residual INPUT]
void ProgramText::Product(const Words& words, const std::string& line) {
  const BufferId y = buffers_.at(words.at(0)), x = buffers_.at(words.at(3));
  const auto n = static_cast<uint32_t>(std::stoul(words.at(4))),
             k = static_cast<uint32_t>(std::stoul(words.at(6)));
  const auto m = static_cast<uint32_t>(program_.buffers[y].bytes / (4 * n));
  const fb::Ref none(kNoOperand);
  fb::DotF32 op(program_.AddOperand(x), none, none, none, program_.AddOperand(y), none, m, n, k, 0, 0,
                fb::Type::F32);
  Instruction instruction;
  for (size_t i = 7; i + 1 < words.size(); i += 2) {
    if (words[i] == "scratch") {
      const uint64_t bytes = std::stoull(words[i + 1]);
      op.mutable_scratch() =
          program_.AddOperand(program_.AddBuffer({"scratch", Buffer::Kind::kScratch, {}, bytes, 16, {}}));
    } else {
      const BufferId residual = buffers_.at(words[i + 1]);
      op.mutable_residual() = program_.AddOperand(residual);
      instruction.in_place.push_back({y, residual});
    }
  }
  instruction.op.Set(op);
  instruction.starts.push_back(y);
  instruction.name = line.substr(line.find_first_not_of(' '));
  program_.code.push_back(std::move(instruction));
}

void ProgramText::Jump(const Words& words, const std::string& line) {
  Instruction instruction;
  instruction.name = line.substr(line.find_first_not_of(' '));
  if (words[0] == "jump") {
    instruction.op.Set(fb::Jump(0));
  } else {
    const fb::Ref predicate = program_.AddOperand(buffers_.at(words.at(1)));
    instruction.op.Set(fb::JumpIf(predicate, 0, words[0] == "unless" ? 0 : 1));
  }
  jumps_.push_back({static_cast<uint32_t>(program_.code.size()), words.back()});
  program_.code.push_back(std::move(instruction));
}

void ProgramText::Finish() {
  entry().end = static_cast<uint32_t>(program_.code.size());
  for (const auto& [index, label] : jumps_) {
    fb::InstructionUnion& op = program_.code[index].op;
    if (fb::Jump* jump = op.AsJump()) jump->mutate_target(labels_.at(label));
    if (fb::JumpIf* jump = op.AsJumpIf()) jump->mutate_target(labels_.at(label));
  }
}

BufferId BufferNamed(const Program& program, std::string_view name) {
  for (BufferId id = 0; id < program.buffers.size(); ++id) {
    if (program.buffers[id].name == name) return id;
  }
  std::abort();
}

}  // namespace tmb
