// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The steps are tiles of rows of a product (its units), and up to kTile positions of a row of a convolution's
// output (runtime/kernels/kernel_units.h).
#include "converter/plan/overlap.h"

#include <algorithm>

#include "runtime/isa_host.h"
#include "runtime/kernels/kernel_units.h"

namespace tmb {
namespace {

constexpr int64_t kFloat = 4;

// An operand of the instruction that is marked kDiagonal, and the one that is written.
struct Operands {
  fb::Ref input{kNoOperand}, output{kNoOperand};
};

Operands OperandsOf(const fb::InstructionUnion& op) {
  Operands operands;
  const InstructionInfo& info = InfoOf(op.type);
  for (uint32_t i = 0; i < info.operand_count; ++i) {
    const OperandInfo& row = info.operands[i];
    const auto ref = *reinterpret_cast<const fb::Ref*>(static_cast<const uint8_t*>(op.value) + row.ref);
    if (row.overlap == Overlap::kDiagonal) operands.input = ref;
    if (row.access == Access::kWrite) operands.output = ref;
  }
  return operands;
}

// Nothing where no steps are known.
std::optional<std::vector<UnitReach>> ReachOfOp(const fb::InstructionUnion& op) {
  if (const fb::DotF32* dot = op.AsDotF32()) return ReachOf(*dot);
  if (const fb::ConvF32* conv = op.AsConvF32()) return ReachOf(*conv);
  if (const fb::MatVecS8* product = op.AsMatVecS8()) return ReachOf(*product);
  if (const fb::ConvS8* conv = op.AsConvS8()) return ReachOf(*conv);
  if (const fb::MaxPoolS8* pool = op.AsMaxPoolS8()) return ReachOf(*pool);
  return std::nullopt;
}

// How many operands are in the buffer.
int Uses(const Program& program, const Instruction& instruction, BufferId buffer) {
  int uses = 0;
  fb::InstructionUnion op = instruction.op;
  ForEachRef(op, [&](fb::Ref& ref, Access, const char*) {
    uses += ref.word() < program.operands.size() && program.operands[ref.word()].buffer == buffer;
  });
  return uses;
}

}  // namespace

// The nearest that they may come is where one lies within the other.
uint64_t SavedBytes(ByteRange output, ByteRange input, int64_t most) {
  const int64_t distance = std::min(most, std::max(input.begin - output.begin, input.end - output.end));
  const int64_t together =
      std::max(output.end + distance, input.end) - std::min(output.begin + distance, input.begin);
  const int64_t apart = output.end - output.begin + input.end - input.begin;
  return static_cast<uint64_t>(std::max<int64_t>(apart - together, 0));
}

std::vector<UnitReach> ReachOf(const fb::DotF32& op) {
  const uint32_t units = Units(op);
  const int64_t x_row = op.k() * kFloat, y_row = op.n() * kFloat, m = op.m();
  std::vector<UnitReach> reach;
  for (int64_t unit = 0; unit < units; ++unit) {
    const int64_t end = std::min<int64_t>((unit + 1) * kTile, m);
    const int64_t read = HasOperand(CopiesOf(op)) ? end : unit * kTile;
    reach.push_back({end * y_row, read * x_row});
  }
  return reach;
}

namespace {

// Of windows, with the bytes of a pixel of the input and of the output: `first_left(column)` is the first
// column whose window may be read once that of `column` is written; later ones of the row and the next rows
// follow.
template <typename Op, typename FirstLeft>
std::vector<UnitReach> ReachOfWindows(const Op& op, int64_t pixel, int64_t position,
                                      const FirstLeft& first_left) {
  const int64_t in_w = op.in_w(), in_h = op.in_h();
  const auto first_read = [&](int64_t image, int64_t row, int64_t column) {
    if (row == op.out_h()) return (image + 1) * in_h * in_w;
    const int64_t y = std::clamp<int64_t>(row * op.stride_h() - op.pad_h(), 0, in_h);
    const int64_t x = std::clamp<int64_t>(column * op.stride_w() - op.pad_w(), 0, in_w);
    return (image * in_h + y) * in_w + x;
  };
  std::vector<UnitReach> reach;
  int64_t end = 0;
  for (int64_t image = 0; image < op.batch(); ++image) {
    for (int64_t row = 0; row < op.out_h(); ++row) {
      const int64_t next_row = first_read(image, row + 1, 0);
      for (int64_t column = 0; column < op.out_w(); ++column) {
        const int64_t left = first_left(column);
        const int64_t read = left < op.out_w() ? std::min(first_read(image, row, left), next_row) : next_row;
        reach.push_back({++end * position, read * pixel});
      }
    }
  }
  return reach;
}

}  // namespace

// A tile may have begun some columns before; with weights of S4 all of a row is read for each panel.
std::vector<UnitReach> ReachOf(const fb::ConvF32& op) {
  const bool by_rows = op.w_type() == fb::Type::S4;
  return ReachOfWindows(op, op.in_c() * kFloat, op.out_c() * kFloat, [&](int64_t column) {
    return by_rows ? 0 : std::max<int64_t>(0, column - (kTile - 1));
  });
}

// Windows are copied before anything of their pair is written.
std::vector<UnitReach> ReachOf(const fb::ConvS8& op) {
  return ReachOfWindows(op, int64_t{op.in_c()} * ElementBytes(op.x_type()),
                        int64_t{op.out_c()} * ElementBytes(op.y_type()),
                        [](int64_t column) { return column + 1; });
}

// Some channels are written before others of the window are read.
std::vector<UnitReach> ReachOf(const fb::MaxPoolS8& op) {
  return ReachOfWindows(op, op.c(), op.c(), [](int64_t column) { return column; });
}

std::vector<UnitReach> ReachOf(const fb::MatVecS8& op) {
  std::vector<UnitReach> reach;
  const int64_t x_row = int64_t{op.k()} * ElementBytes(op.x_type()),
                copied = HasOperand(op.scratch()) ? 0 : 1;
  for (int64_t row = 1; row <= op.m(); ++row)
    reach.push_back({row * op.n() * ElementBytes(op.y_type()), (row - copied) * x_row});
  return reach;
}

namespace {

// The outputs of each strip of rows lie within the rows that were copied before they are stored.
template <typename Op>
bool StaysInCopiedRows(const Op& op, int64_t strip_rows) {
  const int64_t in_h = op.in_h(), out_h = op.out_h(), window = WindowSpan(1, 1, op.k_h(), op.dilation_h());
  for (int64_t row = 0; row < out_h; row += strip_rows) {
    const int64_t end = std::min(row + strip_rows, out_h);
    const int64_t copied = std::clamp<int64_t>((end - 1) * op.stride_h() - op.pad_h() + window, 0, in_h);
    if (copied < in_h && end * op.out_w() > copied * op.in_w()) return false;
  }
  return true;
}

// Each window begins behind the outputs that come before it.
bool ReadsAhead(const fb::DepthwiseF32& op) {
  const int64_t in_w = op.in_w(), out_w = op.out_w(), out_h = op.out_h();
  for (int64_t output = 0; output + 1 < out_h * out_w; ++output) {
    // What the next outputs of this row read first, and those of the next row.
    const int64_t row = (output + 1) / out_w, column = (output + 1) % out_w;
    const auto first = [&](int64_t y, int64_t x) {
      return std::max<int64_t>(0, y * op.stride_h() - op.pad_h()) * in_w +
             std::max<int64_t>(0, x * op.stride_w() - op.pad_w());
    };
    if (std::min(first(row, column), first(row + 1, 0)) <= output) return false;
  }
  return true;
}

}  // namespace

bool MayLieOnInput(const fb::DepthwiseF32& op) {
  if (int64_t{op.out_h()} * op.out_w() > int64_t{op.in_h()} * op.in_w()) return false;
  return HasOperand(op.scratch()) ? StaysInCopiedRows(op, 1) : ReadsAhead(op);
}

bool MayLieOnInput(const fb::DepthwiseS8& op) {
  if (op.x_type() != op.y_type()) return false;  // channels done already must lie where no others do
  if (int64_t{op.out_h()} * op.out_w() > int64_t{op.in_h()} * op.in_w()) return false;
  return StaysInCopiedRows(op, op.strip_rows());
}

std::optional<Diagonal> DiagonalOf(const Program& program, const Instruction& instruction) {
  const auto [input, output] = OperandsOf(instruction.op);
  if (!HasOperand(input) || !HasOperand(output)) return std::nullopt;
  const Operand &from = program.operands[input.word()], &to = program.operands[output.word()];
  if (from.buffer == to.buffer) return std::nullopt;
  // Read in a second way, too.
  if (Uses(program, instruction, from.buffer) != 1) return std::nullopt;
  const std::optional<std::vector<UnitReach>> reach = ReachOfOp(instruction.op);
  if (!reach) return std::nullopt;
  Diagonal diagonal{to.buffer, from.buffer, static_cast<int64_t>(program.buffers[from.buffer].bytes),
                    static_cast<uint64_t>(to.offset)};
  for (const UnitReach& unit : *reach) {
    diagonal.most = std::min(diagonal.most, from.offset - to.offset + unit.read_begin - unit.write_end);
  }
  return diagonal;
}

}  // namespace tmb
