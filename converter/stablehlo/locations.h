// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Locations of a module: a forest of names and places in files, partly written inline and
// partly as aliases (#loc7) that the end of the file defines. They are resolved when the
// whole text was read. JAX nests them as name of the operation, name of the function,
// place; of a call stack the innermost place counts.
#ifndef TMB_CONVERTER_STABLEHLO_LOCATIONS_H_
#define TMB_CONVERTER_STABLEHLO_LOCATIONS_H_

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "converter/hlo/ir.h"
#include "converter/hlo/name_table.h"

namespace tmb::stablehlo {

using LocationId = int32_t;
constexpr LocationId kNoLocation = -1;

struct Location {
  enum class Kind : uint8_t { kName, kFile, kAlias };
  Kind kind = Kind::kName;
  std::string_view text;  // quoted name or file; alias without #
  int64_t line = 0;
  LocationId child = kNoLocation;  // of a name
};

class Locations {
 public:
  LocationId Add(Location location);
  void Define(std::string_view alias, LocationId location) { *aliases_.Insert(alias, location).first = location; }
  // `instruction` stands at `location`; Resolve() fills its source.
  void Attach(hlo::Instruction& instruction, LocationId location);
  void Resolve();

 private:
  void Resolve(LocationId id, hlo::Source& source) const;
  const Location* Find(LocationId id) const;  // behind aliases; null when there is none

  std::vector<Location> locations_;
  hlo::NameTable<LocationId> aliases_;
  std::vector<std::pair<hlo::Instruction*, LocationId>> attached_;
};

}  // namespace tmb::stablehlo

#endif  // TMB_CONVERTER_STABLEHLO_LOCATIONS_H_
