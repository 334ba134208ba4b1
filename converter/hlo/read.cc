// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Recognizes a form by its first bytes, then reads and checks it.
#include "converter/hlo/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "converter/hlo/lexer.h"
#include "converter/hlo/parser.h"
#include "converter/hlo/proto_reader.h"
#include "converter/stablehlo/parser.h"

namespace tmb::hlo {
namespace {

enum class Form : uint8_t { kEmpty, kHloText, kMlirText, kMlirBytecode, kProto };

constexpr std::string_view kMlirMagic = "ML\xefR";

// Text has no control characters; a proto's first tag and length nearly always are some.
bool LooksLikeText(std::string_view bytes) {
  constexpr size_t kLooked = 512;
  return std::none_of(
      bytes.begin(), bytes.begin() + static_cast<int64_t>(std::min(bytes.size(), kLooked)),
      [](char c) { return static_cast<uint8_t>(c) < ' ' && c != '\n' && c != '\r' && c != '\t'; });
}

Form Recognize(std::string_view bytes) {
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) return Form::kEmpty;
  if (bytes.starts_with(kMlirMagic)) return Form::kMlirBytecode;
  const Lexer lexer(bytes);
  if (lexer.IsName("HloModule") || lexer.IsName("ENTRY")) return Form::kHloText;
  if (!LooksLikeText(bytes)) return Form::kProto;
  // MLIR begins with module, #loc or an alias; all its names and attributes use @, # or !.
  // Its generic form begins with a string.
  const bool mlir = lexer.IsName("module") || lexer.Is('#') || lexer.Is('!') || lexer.IsName("func.func") ||
                    lexer.token().kind == TokenKind::kString ||
                    bytes.find("stablehlo.") != std::string_view::npos;
  return mlir ? Form::kMlirText : Form::kHloText;
}

Error RefuseBytecode(std::string_view file_name) {
  return Unsupported(
      fmt::format("{}: this is MLIR bytecode; hand over text: lowered.as_text(), or "
                  "jax.export's exported.mlir_module()",
                  file_name));
}

Result<Module> Read(std::string_view bytes, std::string_view file_name) {
  switch (Recognize(bytes)) {
    case Form::kEmpty:
      return Malformed(fmt::format("{}: the file is empty", file_name));
    case Form::kHloText:
      return Parser(bytes, file_name).Parse();
    case Form::kMlirText:
      return stablehlo::Parser(bytes, file_name).Parse();
    case Form::kMlirBytecode:
      return RefuseBytecode(file_name);
    case Form::kProto:
      break;
  }
  Result<Module> module = ReadProto(bytes, file_name);
  // jax.export wraps bytecode into a file of its own.
  if (!module.ok() && bytes.find(kMlirMagic) != std::string_view::npos) return RefuseBytecode(file_name);
  return module;
}

}  // namespace

Result<Module> ReadModule(std::string_view bytes, std::string_view file_name) {
  TMB_ASSIGN(Module module, Read(bytes, file_name));
  TMB_CHECK_OK(CheckShapes(module, file_name));
  return module;
}

}  // namespace tmb::hlo
