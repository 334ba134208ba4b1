// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The expansions by opcode that table.cc lists, one file a family.
#ifndef TMB_CONVERTER_EXPAND_EXPANSIONS_H_
#define TMB_CONVERTER_EXPAND_EXPANSIONS_H_

#include "converter/expand/expand.h"

namespace tmb {

// batch_norm.cc
Result<hlo::Value> ExpandBatchNormGrad(hlo::Builder& b, const hlo::Instruction& instruction);
Result<hlo::Value> ExpandBatchNormInference(hlo::Builder& b, const hlo::Instruction& instruction);
Result<hlo::Value> ExpandBatchNormTraining(hlo::Builder& b, const hlo::Instruction& instruction);

// bits.cc
Result<hlo::Value> ExpandBitcastConvert(hlo::Builder& b, const hlo::Instruction& convert);
Result<hlo::Value> ExpandMulhi(hlo::Builder& b, const hlo::Instruction& mulhi);
Result<hlo::Value> ExpandReducePrecision(hlo::Builder& b, const hlo::Instruction& reduce);
Result<hlo::Value> ExpandStochasticConvert(hlo::Builder& b, const hlo::Instruction& convert);

// contraction.cc
Result<hlo::Value> ExpandConvolution(hlo::Builder& b, const hlo::Instruction& convolution);
Result<hlo::Value> ExpandDot(hlo::Builder& b, const hlo::Instruction& dot);

// elementwise.cc
Result<hlo::Value> ExpandClamp(hlo::Builder& b, const hlo::Instruction& clamp);
Result<hlo::Value> ExpandCompare(hlo::Builder& b, const hlo::Instruction& compare);
Result<hlo::Value> ExpandConvert(hlo::Builder& b, const hlo::Instruction& convert);
Result<hlo::Value> ExpandElementwise(hlo::Builder& b, const hlo::Instruction& instruction);
Result<hlo::Value> ExpandIota(hlo::Builder& b, const hlo::Instruction& iota);
Result<hlo::Value> ExpandPart(hlo::Builder& b, const hlo::Instruction& instruction);  // real, imag

// fft.cc
Result<hlo::Value> ExpandFft(hlo::Builder& b, const hlo::Instruction& fft);

// random.cc
Result<hlo::Value> ExpandRng(hlo::Builder& b, const hlo::Instruction& rng);
Result<hlo::Value> ExpandRngBitGenerator(hlo::Builder& b, const hlo::Instruction& generator);

// reduce_window.cc
Result<hlo::Value> ExpandReduceWindow(hlo::Builder& b, const hlo::Instruction& window);

// reducers.cc
Result<hlo::Value> ExpandMap(hlo::Builder& b, const hlo::Instruction& map);
Result<hlo::Value> ExpandReduce(hlo::Builder& b, const hlo::Instruction& reduce);
Result<hlo::Value> ExpandSort(hlo::Builder& b, const hlo::Instruction& sort);

// scan.cc
Result<hlo::Value> ExpandScan(hlo::Builder& b, const hlo::Instruction& scan);

// scatter.cc
Result<hlo::Value> ExpandScatter(hlo::Builder& b, const hlo::Instruction& scatter);

// select_and_scatter.cc
Result<hlo::Value> ExpandSelectAndScatter(hlo::Builder& b, const hlo::Instruction& instruction);

// structure.cc
Result<hlo::Value> ExpandAllGatherStart(hlo::Builder& b, const hlo::Instruction& start);
Result<hlo::Value> ExpandCollective(hlo::Builder& b, const hlo::Instruction& collective);
Result<hlo::Value> ExpandPad(hlo::Builder& b, const hlo::Instruction& pad);
Result<hlo::Value> ExpandCollectivePermute(hlo::Builder& b, const hlo::Instruction& permute);
Result<hlo::Value> ExpandCollectivePermuteStart(hlo::Builder& b, const hlo::Instruction& start);
Result<hlo::Value> ExpandCopyStart(hlo::Builder& b, const hlo::Instruction& start);
Result<hlo::Value> ExpandDeviceId(hlo::Builder& b, const hlo::Instruction& id);
Result<hlo::Value> ExpandDone(hlo::Builder& b, const hlo::Instruction& done);
Result<hlo::Value> ExpandExternal(hlo::Builder& b, const hlo::Instruction& instruction);  // refused
Result<hlo::Value> ExpandGather(hlo::Builder& b, const hlo::Instruction& gather);
Result<hlo::Value> ExpandGetDimensionSize(hlo::Builder& b, const hlo::Instruction& size);
Result<hlo::Value> ExpandSetDimensionSize(hlo::Builder& b, const hlo::Instruction& set);

}  // namespace tmb

#endif  // TMB_CONVERTER_EXPAND_EXPANSIONS_H_
