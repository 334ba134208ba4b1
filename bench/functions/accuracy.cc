// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// accuracy [STRIDE] [NAME...]: the worst distance of each elementary function from the
// exact value over the floats whose bits are multiples of STRIDE (1: all 2^32; default
// 1021), and over random pairs for the functions of two arguments.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/runtime/kernels/function_hash.h"
#include "tests/runtime/kernels/function_reference.h"

namespace tmb {
namespace {

bool Wanted(std::string_view name, int count, char** names) {
  for (int i = 0; i < count; ++i) {
    if (name == names[i]) return true;
  }
  return count == 0;
}

using Binary = float (*)(float, float);
using ExactBinary = double (*)(double, double);

// Fails the run.
bool failed = false;
void Judge(double worst) { failed |= !(worst <= 1); }

void PrintWorstPair(const char* name, Binary ours, ExactBinary exact) {
  RandomBits random;
  double worst = 0;
  float worst_a = 0, worst_b = 0;
  for (uint32_t i = 0; i < 4000000; ++i) {
    const float a = RandomArgument(random, i & 1), b = RandomArgument(random, i & 1);
    const double error = UlpError(ours(a, b), exact(static_cast<double>(a), static_cast<double>(b)));
    if (error > worst) {
      worst = error;
      worst_a = a;
      worst_b = b;
    }
  }
  Judge(worst);
  std::printf("%-9s %.4f ulp at %08x %08x\n", name, worst, functions::BitsOf(worst_a),
              functions::BitsOf(worst_b));
}

}  // namespace
}  // namespace tmb

int main(int argc, char** argv) {
  const uint32_t stride = argc > 1 ? static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 0)) : 1021;
  if (stride == 0) return 2;
  const int names = argc > 2 ? argc - 2 : 0;
  for (const tmb::UnaryFunction& function : tmb::kUnaryFunctions) {
    if (!tmb::Wanted(function.name, names, argv + 2)) continue;
    const tmb::WorstError worst = tmb::FindWorst(function, stride);
    std::printf("%-9s %.4f ulp at %08x\n", function.name, worst.ulps, worst.x);
    std::fflush(stdout);
    tmb::Judge(worst.ulps);
  }
  if (tmb::Wanted("Atan2", names, argv + 2)) tmb::PrintWorstPair("Atan2", tmb::Atan2, std::atan2);
  if (tmb::Wanted("Pow", names, argv + 2)) tmb::PrintWorstPair("Pow", tmb::Pow, std::pow);
  return tmb::failed ? 1 : 0;
}
