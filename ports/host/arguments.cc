// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Every error names the option, its position and the program's own name for it.
#include "ports/host/arguments.h"

#include <fmt/format.h>

#include "ports/host/literal.h"
#include "converter/arrays/npy.h"

namespace tmb {
namespace {

constexpr std::string_view kIgnored = "(ignored)";  // as iree-run-module has it

std::string Described(size_t index, const tmb_tensor& tensor) {
  return fmt::format("{} ({}: {})", index, tensor.name, ShapeText(DimsOf(tensor), tensor.type));
}

Error AtOption(std::string_view option, size_t index, const tmb_tensor& tensor, const Error& error) {
  return Error{error.kind, fmt::format("{} {}: {}", option, Described(index, tensor), error.text)};
}

Error TooMany(std::string_view option, size_t given, size_t wanted) {
  return Error{ErrorKind::kUsage, fmt::format("{} of {}, the entry point has {}", given, option, wanted)};
}

Result<Array> ReadArgument(const std::string& argument, tmb_type type) {
  if (argument.starts_with('@')) return ReadNpy(argument.substr(1));
  TMB_ASSIGN(const Literal literal, ParseLiteral(argument));
  if (literal.type != type) {
    return Error{ErrorKind::kUsage, fmt::format("elements are {}, {} is wanted",
                                                FindElementType(literal.type)->name, ShapeText({}, type))};
  }
  return literal.array;
}

std::vector<uint32_t> WithoutFirst(const std::vector<uint32_t>& dims) {
  return {dims.begin() + 1, dims.end()};
}

Error MissingInputs(const std::vector<tmb_tensor>& tensors, size_t given) {
  std::string names;
  for (size_t i = given; i < tensors.size(); ++i) {
    names += fmt::format("{}{}", i == given ? "" : ", ", Described(i, tensors[i]));
  }
  return Error{ErrorKind::kUsage, "missing --input " + names};
}

}  // namespace

Result<Inputs> Inputs::Read(const std::vector<std::string>& arguments, const std::vector<tmb_tensor>& tensors,
                            Rows rows) {
  if (arguments.size() > tensors.size()) return TooMany("--input", arguments.size(), tensors.size());
  if (arguments.size() < tensors.size()) return MissingInputs(tensors, arguments.size());
  Inputs inputs;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Result<void> added = inputs.Add(arguments[i], tensors[i], rows);
    if (!added.ok()) return AtOption("--input", i, tensors[i], added.error());
  }
  if (rows == Rows::kEach && !inputs.stacked()) {
    return Error{ErrorKind::kUsage, "--each: no input has one dimension more than the program's"};
  }
  return inputs;
}

Result<void> Inputs::Add(const std::string& argument, const tmb_tensor& tensor, Rows rows) {
  TMB_ASSIGN(Array array, ReadArgument(argument, tensor.type));
  const bool stacked = rows == Rows::kEach && array.dims.size() == tensor.rank + 1;
  if (stacked) {
    if (rows_.value_or(array.dims[0]) != array.dims[0]) {
      return Error{ErrorKind::kUsage,
                   fmt::format("it has {} rows, an input before has {}", array.dims[0], *rows_)};
    }
    rows_ = array.dims[0];
    Array row = {array.storage, WithoutFirst(array.dims), {}};
    TMB_CHECK_OK(CheckFits(row, tensor.type, DimsOf(tensor)));
  } else {
    TMB_CHECK_OK(CheckFits(array, tensor.type, DimsOf(tensor)));
  }
  values_.push_back({std::move(array), stacked});
  return {};
}

std::span<const uint8_t> Inputs::Row(size_t input, uint32_t row) const {
  const Value& value = values_[input];
  const std::span<const uint8_t> all = value.array.data;
  if (!value.stacked) return all;
  const size_t bytes = all.size() / value.array.dims[0];
  return all.subspan(row * bytes, bytes);
}

Result<std::vector<OutputRequest>> ReadOutputRequests(const std::vector<std::string>& outputs,
                                                      const std::vector<std::string>& expected,
                                                      const std::vector<tmb_tensor>& tensors,
                                                      const std::vector<std::vector<uint32_t>>& dims) {
  if (outputs.size() > tensors.size()) return TooMany("--output", outputs.size(), tensors.size());
  if (expected.size() > tensors.size()) return TooMany("--expected_output", expected.size(), tensors.size());
  const bool print_all = outputs.empty() && expected.empty();
  std::vector<OutputRequest> requests(tensors.size());
  for (OutputRequest& request : requests) request.print = print_all;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i] == "-") {
      requests[i].print = true;
    } else if (outputs[i].starts_with('@')) {
      requests[i].path = outputs[i].substr(1);
    } else {
      return AtOption("--output", i, tensors[i], {ErrorKind::kUsage, "write - or @FILE.npy"});
    }
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] == kIgnored) continue;
    Result<Array> array = ReadArgument(expected[i], tensors[i].type);
    if (!array.ok()) return AtOption("--expected_output", i, tensors[i], array.error());
    const Result<void> fits = CheckFits(array.value(), tensors[i].type, dims[i]);
    if (!fits.ok()) return AtOption("--expected_output", i, tensors[i], fits.error());
    requests[i].expected = std::move(array.value());
  }
  return requests;
}

}  // namespace tmb
