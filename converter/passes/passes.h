// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Passes over hlo::Module, in the order of kPasses: each rewrites the module in place and
// keeps its invariants (operands before users, shapes right). After them no call, fusion
// or copy is left and only control flow refers to computations that are run as regions.
#ifndef TMB_CONVERTER_PASSES_PASSES_H_
#define TMB_CONVERTER_PASSES_PASSES_H_

#include <functional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "converter/hlo/builder.h"
#include "converter/result.h"

namespace tmb {

struct Pass {
  std::string_view name;  // of --dump-after
  Result<void> (*run)(hlo::Module& module);
};

// Replaces bitcasts by what they do to row-major arrays, and forgets all layouts.
Result<void> ResolveLayouts(hlo::Module& module);
// Replaces call, fusion and async wrappers by the computation they run.
Result<void> InlineCalls(hlo::Module& module);
// Resolves tuples, drops operations that change nothing.
Result<void> Simplify(hlo::Module& module);
// Writes rare operations as common ones (converter/expand).
Result<void> Expand(hlo::Module& module);
// Takes out of loop states what never changes, is constant, or is not read.
Result<void> SimplifyLoops(hlo::Module& module);
// Makes integer kernels of layers whose values are rounded to integers times a scale
// (converter/quantize/recognize_quantization.cc).
Result<void> RecognizeQuantization(hlo::Module& module);
// Moves constants for each channel behind a product or convolution into its weights.
Result<void> FoldScales(hlo::Module& module);
// Computes what depends on constants only, as far as the file stays small.
Result<void> FoldConstants(hlo::Module& module);
// Makes integer kernels of products and convolutions of narrow integers
// (converter/quantize/recognize_integers.cc).
Result<void> RecognizeIntegers(hlo::Module& module);
// Writes pooling over small windows as operations on slices.
Result<void> UnrollWindows(hlo::Module& module);
// Applies algebra that keeps bits, or changes them as XLA does (algebra_*.cc).
Result<void> SimplifyAlgebra(hlo::Module& module);
// Reads rows of constant tables where one-hot rows are multiplied with them.
Result<void> LookUpOneHots(hlo::Module& module);
// Computes before a loop what each of its trips would compute alike.
Result<void> HoistInvariants(hlo::Module& module);
// Gives equal instructions of one computation one value.
Result<void> EliminateCommon(hlo::Module& module);
// Drops instructions that nothing uses and computations that nothing runs.
Result<void> EliminateDead(hlo::Module& module);

inline constexpr Pass kPasses[] = {
    {"resolve-layouts", ResolveLayouts},
    {"inline-calls", InlineCalls},
    {"expand", Expand},
    {"simplify", Simplify},
    {"simplify-loops", SimplifyLoops},
    {"recognize-quantization", RecognizeQuantization},
    {"fold-scales", FoldScales},
    {"fold-constants", FoldConstants},
    {"recognize-integers", RecognizeIntegers},
    {"unroll-windows", UnrollWindows},
    {"simplify-algebra", SimplifyAlgebra},
    {"look-up-one-hots", LookUpOneHots},
    {"hoist-invariants", HoistInvariants},
    {"eliminate-common", EliminateCommon},
    {"eliminate-dead", EliminateDead},
};

// Computations that run as regions of the program (entry, while, conditional), each once,
// callees first.
std::vector<hlo::Computation*> Regions(hlo::Module& module);

// Every computation that the entry reaches, reducers included, callees first.
std::vector<hlo::Computation*> Reachable(hlo::Module& module);

// Who reads each value of a computation; null: it is the result.
using ValueUsers = std::unordered_map<const hlo::Instruction*, std::vector<hlo::Instruction*>>;
ValueUsers UsersIn(const hlo::Computation& computation);

// Rewrites the computation's instructions one by one. `visit` sees each instruction with its
// operands already replaced and returns the instruction that stands for it: itself, or another
// one that stands earlier.
void Rewrite(hlo::Computation& computation, const std::function<hlo::Instruction*(hlo::Instruction&)>& visit);

// The same with new instructions: `visit` may build some with the builder, which stand before
// the one it sees, and returns one of them; then the one it saw is gone. Errors are the builder's.
Result<void> Rebuild(hlo::Module& module, hlo::Computation& computation,
                     const std::function<hlo::Instruction*(hlo::Builder&, hlo::Instruction&)>& visit);

}  // namespace tmb

#endif  // TMB_CONVERTER_PASSES_PASSES_H_
