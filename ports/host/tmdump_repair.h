// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Makes the header of a damaged file right again, for tests that must get behind the
// checksums.
#ifndef TMB_PORTS_HOST_TMDUMP_REPAIR_H_
#define TMB_PORTS_HOST_TMDUMP_REPAIR_H_

#include <cstdint>
#include <vector>

namespace tmb {

// Sets sizes and checksums of `file` (16-byte aligned) to what its bytes are; all other bytes stay.
// False when there is no .tmb with a header and constants to be found.
bool RepairHeader(std::vector<uint8_t>& file);

}  // namespace tmb

#endif  // TMB_PORTS_HOST_TMDUMP_REPAIR_H_
