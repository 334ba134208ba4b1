// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Builds an hlo::Module from a serialized HloModuleProto, also inside an HloProto or
// HloSnapshot. Nothing in the file is trusted: ids, enums, sizes and nesting are checked.
#ifndef TMB_CONVERTER_HLO_PROTO_READER_H_
#define TMB_CONVERTER_HLO_PROTO_READER_H_

#include <string_view>

#include "converter/hlo/ir.h"

namespace tmb::hlo_proto {
class HloInstructionProto;
class LiteralProto;
class ShapeProto;
}  // namespace tmb::hlo_proto

namespace tmb::hlo {

// Shapes are as in the file: CheckShapes comes next.
Result<Module> ReadProto(std::string_view bytes, std::string_view file_name);

// The parts of it; their errors do not say where.
Result<Shape> ReadShape(const hlo_proto::ShapeProto& proto);
Result<Literal> ReadLiteral(const hlo_proto::LiteralProto& proto);
// All but name, shape, operands, called computations, literal and source.
void ReadAttributes(const hlo_proto::HloInstructionProto& proto, Instruction& instruction);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_PROTO_READER_H_
