// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// scan: a loop over one dimension. Operands are inputs, then carries; the computation gets
// slices of the inputs and the carries, and returns slices of the outputs and the carries.

#include "converter/expand/expansions.h"
#include "converter/expand/reducers.h"

namespace tmb {

using hlo::Builder;
using hlo::Computation;
using hlo::Instruction;
using hlo::Shape;
using hlo::Value;

namespace {

using Values = std::vector<Value>;

// The results of `computation` for `arguments`, its instructions copied in place.
Values Inlined(Builder& b, const Computation& computation, const Values& arguments) {
  std::unordered_map<const Instruction*, Value> known;
  for (const auto& instruction : computation.instructions) {
    if (instruction->opcode == "parameter") {
      known[instruction.get()] = arguments[static_cast<size_t>(instruction->parameter_number)];
      continue;
    }
    Values operands;
    for (const Instruction* operand : instruction->operands) operands.push_back(known.at(operand));
    known[instruction.get()] = b.Copy(*instruction, operands, instruction->shape);
  }
  const Value root = known.at(computation.root);
  if (!root.shape().IsTuple()) return {root};
  Values results;
  for (size_t i = 0; i < root.shape().tuple.size(); ++i) {
    results.push_back(b.GetTupleElement(root, static_cast<int64_t>(i)));
  }
  return results;
}

Values Part(const Values& values, size_t first, size_t count) {
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
  return Values(begin, begin + static_cast<std::ptrdiff_t>(count));
}

std::vector<int64_t> Without(std::vector<int64_t> dims, int64_t d) {
  dims.erase(dims.begin() + d);
  return dims;
}

}  // namespace

Result<Value> ExpandScan(Builder& b, const Instruction& scan) {
  const auto carries = static_cast<size_t>(scan.num_carries);
  const std::vector<Shape> results = scan.shape.IsTuple() ? scan.shape.tuple : std::vector<Shape>{scan.shape};
  const bool fits = scan.called.size() == 1 && scan.dimensions.size() == 1 && scan.num_carries >= 0 &&
                    carries <= scan.operands.size() && carries <= results.size();
  if (!fits || scan.called[0]->Parameters().size() != scan.operands.size()) {
    return Malformed("its operands, carries and computation do not fit each other");
  }
  const int64_t d = scan.dimensions[0];
  const size_t inputs = scan.operands.size() - carries, outputs = results.size() - carries;
  const Shape& scanned = inputs > 0 ? scan.operands[0]->shape : results[0];
  if (inputs + outputs == 0 || d < 0 || d >= scanned.Rank()) return Malformed("it scans no dimension");
  const int64_t extent = scanned.dims[static_cast<size_t>(d)];
  Values state = UseAll(b, scan, inputs, carries);
  for (size_t i = 0; i < outputs; ++i) state.push_back(b.Full(results[i].type, 0, results[i].dims));
  state = Joined(state, UseAll(b, scan, 0, inputs));
  if (extent > 0) {
    state = b.For(0, extent, state, [&](Builder& inner, Value i, const Values& s) {
      const Value position = scan.is_reverse ? static_cast<double>(extent - 1) - i : i;
      Values arguments;
      for (const Value& input : Part(s, carries + outputs, inputs)) {
        arguments.push_back(
            inner.Reshape(inner.DynamicSliceIn(input, d, position), Without(input.dims(), d)));
      }
      const Values step = Inlined(inner, *scan.called[0], Joined(arguments, Part(s, 0, carries)));
      Values next = Part(step, outputs, carries);
      for (size_t n = 0; n < outputs; ++n) {
        const Value whole = s[carries + n];
        std::vector<int64_t> row = whole.dims();
        row[static_cast<size_t>(d)] = 1;
        next.push_back(inner.DynamicUpdateSliceIn(whole, inner.Reshape(step[n], row), d, position));
      }
      return Joined(next, Part(s, carries + outputs, inputs));
    });
  }
  const Values ordered = Joined(Part(state, carries, outputs), Part(state, 0, carries));
  return scan.shape.IsTuple() ? b.Tuple(ordered) : ordered[0];
}

}  // namespace tmb
