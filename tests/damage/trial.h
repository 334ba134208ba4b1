// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// One damaged file: it is refused, or it runs inside its memory and leaves the model
// alone. The sanitizers end the test when it does not.
#ifndef TMB_TESTS_DAMAGE_TRIAL_H_
#define TMB_TESTS_DAMAGE_TRIAL_H_

#include <cstdint>
#include <vector>

namespace tmb::test {

enum class Verdict : uint8_t { kRefused, kRan };

// Loads the file as it is and steps each of its entries with a bounded budget.
Verdict Try(const std::vector<uint8_t>& file);

// The same with the checksums made right, whatever else is wrong.
Verdict TryRepaired(std::vector<uint8_t> file);

}  // namespace tmb::test

#endif  // TMB_TESTS_DAMAGE_TRIAL_H_
