// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// LiteralProto to row-major bytes. A literal holds exactly the elements of its shape, or
// it is refused; its elements stand in the order of its own layout.
#include <fmt/format.h>

#include <cstring>

#include "converter/hlo/proto_reader.h"
#include "hlo.pb.h"

namespace tmb::hlo {
namespace {

using Bytes = std::vector<uint8_t>;

template <typename T>
Bytes FromRepeated(const google::protobuf::RepeatedField<T>& values) {
  Bytes bytes(static_cast<size_t>(values.size()) * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Bytes FromBytes(const std::string& values) { return {values.begin(), values.end()}; }

// One element a byte, in its low bits; the high ones may hold anything.
Bytes FromSubByte(const std::string& values, int bits, bool is_signed) {
  Bytes bytes = FromBytes(values);
  for (uint8_t& byte : bytes) {
    const int shift = 8 - bits;
    const auto high = static_cast<uint8_t>(byte << shift);
    byte = is_signed ? static_cast<uint8_t>(static_cast<int8_t>(high) >> shift)
                     : static_cast<uint8_t>(high >> shift);
  }
  return bytes;
}

// Elements in the literal's own order.
Bytes Elements(const hlo_proto::LiteralProto& proto, Type type) {
  switch (type) {
    case Type::kPred: return FromRepeated(proto.preds());
    case Type::kS1: return FromSubByte(proto.s1s(), 1, true);
    case Type::kS2: return FromSubByte(proto.s2s(), 2, true);
    case Type::kS4: return FromSubByte(proto.s4s(), 4, true);
    case Type::kS8: return FromBytes(proto.s8s());
    case Type::kS16: return FromBytes(proto.s16s());
    case Type::kS32: return FromRepeated(proto.s32s());
    case Type::kS64: return FromRepeated(proto.s64s());
    case Type::kU1: return FromSubByte(proto.u1s(), 1, false);
    case Type::kU2: return FromSubByte(proto.u2s(), 2, false);
    case Type::kU4: return FromSubByte(proto.u4s(), 4, false);
    case Type::kU8: return FromBytes(proto.u8s());
    case Type::kU16: return FromBytes(proto.u16s());
    case Type::kU32: return FromRepeated(proto.u32s());
    case Type::kU64: return FromRepeated(proto.u64s());
    case Type::kF16: return FromBytes(proto.f16s());
    case Type::kBF16: return FromBytes(proto.bf16s());
    case Type::kF32: return FromRepeated(proto.f32s());
    case Type::kF64: return FromRepeated(proto.f64s());
    case Type::kC64: return FromRepeated(proto.c64s());
    case Type::kC128: return FromRepeated(proto.c128s());
    case Type::kF8E5M2: return FromBytes(proto.f8e5m2s());
    case Type::kF8E4M3: return FromBytes(proto.f8e4m3s());
    case Type::kF8E4M3FN: return FromBytes(proto.f8e4m3fns());
    case Type::kF8E4M3B11FNUZ: return FromBytes(proto.f8e4m3b11fnuzs());
    case Type::kF8E5M2FNUZ: return FromBytes(proto.f8e5m2fnuzs());
    case Type::kF8E4M3FNUZ: return FromBytes(proto.f8e4m3fnuzs());
    case Type::kF8E3M4: return FromBytes(proto.f8e3m4s());
    case Type::kF8E8M0FNU: return FromBytes(proto.f8e8m0fnus());
    case Type::kF4E2M1FN: return FromSubByte(proto.f4e2m1fns(), 4, false);
    case Type::kF6E3M2FN: return FromSubByte(proto.f6e3m2fns(), 6, false);
    case Type::kF6E2M3FN: return FromSubByte(proto.f6e2m3fns(), 6, false);
    case Type::kInvalid:
    case Type::kTuple:
    case Type::kOpaque:
    case Type::kToken:
    case Type::kBuffer: break;
  }
  return {};
}

// Walks the elements in row-major order and fetches each from its place in the layout.
Bytes ToRowMajor(const Shape& shape, const Bytes& elements) {
  const auto width = static_cast<size_t>(TypeBytes(shape.type));
  std::vector<size_t> stride(shape.dims.size());
  size_t next = width;
  for (const int64_t d : shape.layout) {
    stride[static_cast<size_t>(d)] = next;
    next *= static_cast<size_t>(shape.dims[static_cast<size_t>(d)]);
  }
  Bytes row_major(elements.size());
  std::vector<int64_t> index(shape.dims.size());
  size_t from = 0;
  for (size_t to = 0; to < row_major.size(); to += width) {
    std::memcpy(row_major.data() + to, elements.data() + from, width);
    for (size_t d = index.size(); d-- > 0;) {
      from += stride[d];
      if (++index[d] < shape.dims[d]) break;
      from -= stride[d] * static_cast<size_t>(shape.dims[d]);
      index[d] = 0;
    }
  }
  return row_major;
}

}  // namespace

Result<Literal> ReadLiteral(const hlo_proto::LiteralProto& proto) {
  Literal literal;
  TMB_ASSIGN(literal.shape, ReadShape(proto.shape()));
  if (literal.shape.IsTuple()) {
    if (static_cast<size_t>(proto.tuple_literals_size()) != literal.shape.tuple.size()) {
      return Malformed(fmt::format("the constant has {} elements for {}", proto.tuple_literals_size(),
                                   literal.shape.ToString()));
    }
    for (size_t n = 0; n < literal.shape.tuple.size(); ++n) {
      TMB_ASSIGN(literal.tuple.emplace_back(), ReadLiteral(proto.tuple_literals(static_cast<int>(n))));
      if (!SameShape(literal.tuple[n].shape, literal.shape.tuple[n])) {
        return Malformed(
            fmt::format("element {} of the constant is not as in {}", n, literal.shape.ToString()));
      }
    }
    return literal;
  }
  literal.data = Elements(proto, literal.shape.type);
  if (!literal.shape.IsArray() || literal.data.size() != static_cast<size_t>(literal.shape.Bytes())) {
    return Malformed(fmt::format("the constant holds {} bytes, {} needs {}", literal.data.size(),
                                 literal.shape.ToString(), literal.shape.Bytes()));
  }
  if (!literal.shape.layout.empty()) literal.data = ToRowMajor(literal.shape, literal.data);
  return literal;
}

}  // namespace tmb::hlo
