// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Table instructions for kernel tests: from the schema's object API to a table in memory.
#ifndef TMB_TESTS_RUNTIME_KERNELS_PACKED_TABLE_H_
#define TMB_TESTS_RUNTIME_KERNELS_PACKED_TABLE_H_

#include <memory>

#include "tmb_generated.h"

namespace tmb {

template <typename Table>
class Packed {
 public:
  explicit Packed(const typename Table::NativeTableType& native) {
    builder_.Finish(Table::Pack(builder_, &native));
  }
  const Table& operator*() const { return *flatbuffers::GetRoot<Table>(builder_.GetBufferPointer()); }

 private:
  flatbuffers::FlatBufferBuilder builder_;
};

inline std::unique_ptr<fb::Ref> Own(fb::Ref ref) { return std::make_unique<fb::Ref>(ref); }

}  // namespace tmb

#endif  // TMB_TESTS_RUNTIME_KERNELS_PACKED_TABLE_H_
