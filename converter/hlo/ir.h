// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// hlo::Module: one in-memory form of an HLO program, whichever text or binary it came
// from. Plain values: readers build it, passes rewrite it, lowering reads it.
// Invariant after a reader: every operand and called computation exists, operands come
// before their users and called computations before their callers, every shape was
// checked against the operation's rule.
#ifndef TMB_CONVERTER_HLO_IR_H_
#define TMB_CONVERTER_HLO_IR_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "converter/hlo/rare.h"
#include "converter/result.h"

namespace tmb::hlo {

// Numbered as XLA's PrimitiveType.
enum class Type : uint8_t {
  kInvalid = 0, kPred = 1, kS8 = 2, kS16 = 3, kS32 = 4, kS64 = 5, kU8 = 6, kU16 = 7, kU32 = 8,
  kU64 = 9, kF16 = 10, kF32 = 11, kF64 = 12, kTuple = 13, kOpaque = 14, kC64 = 15, kBF16 = 16,
  kToken = 17, kC128 = 18, kF8E5M2 = 19, kF8E4M3FN = 20, kS4 = 21, kU4 = 22,
  kF8E4M3B11FNUZ = 23, kF8E5M2FNUZ = 24, kF8E4M3FNUZ = 25, kS2 = 26, kU2 = 27, kF8E4M3 = 28,
  kF8E3M4 = 29, kS1 = 30, kU1 = 31, kF4E2M1FN = 32, kF8E8M0FNU = 33, kBuffer = 34,
  kF6E3M2FN = 35, kF6E2M3FN = 36
};

std::string_view TypeName(Type type);         // "f32"
Type TypeFromName(std::string_view name);     // kInvalid when there is none
int64_t TypeBytes(Type type);                 // in memory; sub-byte types take a byte
bool IsFloat(Type type);                      // f8 to f64
bool IsSigned(Type type);                     // s2 to s64
bool IsUnsigned(Type type);                   // u2 to u64, not pred
bool IsComplex(Type type);

// An array or a tuple. Arrays are row-major in memory here whatever `layout` says: the
// readers put literals in row-major order, callers hand over and get row-major arrays, and
// a layout is only what bitcasts refer to.
struct Shape {
  Type type = Type::kInvalid;
  std::vector<int64_t> dims;
  Rare<std::vector<int64_t>> layout;          // minor to major; empty: the default
  std::vector<Shape> tuple;                   // of kTuple

  bool IsTuple() const { return type == Type::kTuple; }
  bool IsArray() const { return !IsTuple() && type != Type::kToken && type != Type::kOpaque; }
  int64_t Rank() const { return static_cast<int64_t>(dims.size()); }
  int64_t Elements() const;
  int64_t Bytes() const { return Elements() * TypeBytes(type); }
  bool IsValid() const;                       // up to 64 dims, under 2^40 elements; layout a permutation
  std::string ToString() const;               // "f32[2,3]" without layout
};
bool SameShape(const Shape& a, const Shape& b);   // types and dims; layouts ignored
bool IsDefaultLayout(const std::vector<int64_t>& minor_to_major);

// A constant's data: row-major, TypeBytes() an element, little-endian; sub-byte integers
// are sign- or zero-extended to their byte. Tuples nest.
struct Literal {
  Shape shape;
  std::vector<uint8_t> data;
  std::vector<Literal> tuple;
};

struct WindowDimension {
  int64_t size = 1, stride = 1, pad_low = 0, pad_high = 0, window_dilation = 1, base_dilation = 1;
  bool reversal = false;
};

// batch/feature/spatial positions of input, kernel and output.
struct ConvolutionDimensions {
  int64_t input_batch = 0, input_feature = 0, kernel_input = 0, kernel_output = 0, output_batch = 0,
          output_feature = 0;
  Rare<std::vector<int64_t>> input_spatial, kernel_spatial, output_spatial;

  bool operator==(const ConvolutionDimensions&) const = default;
};

struct DotDimensions {
  Rare<std::vector<int64_t>> lhs_contracting, rhs_contracting, lhs_batch, rhs_batch;
};

struct GatherDimensions {                     // of gather; scatter uses the names beside
  Rare<std::vector<int64_t>> offset_dims;           // scatter: update_window_dims
  Rare<std::vector<int64_t>> collapsed_slice_dims;  // inserted_window_dims
  Rare<std::vector<int64_t>> start_index_map;       // scatter_dims_to_operand_dims
  Rare<std::vector<int64_t>> operand_batching_dims; // input_batching_dims
  Rare<std::vector<int64_t>> indices_batching_dims; // scatter_indices_batching_dims
  int64_t index_vector_dim = 0;
};

// Of integer-dot and integer-convolution, which only the converter makes (integer_kernels.h): zero points and the range of
// the result, in its integers.
struct IntegerRange { int32_t x_zero = 0, y_zero = 0, clamp_lo = 0, clamp_hi = 0; };

struct SliceDimension { int64_t start = 0, limit = 0, stride = 1; };
struct PaddingDimension { int64_t low = 0, high = 0, interior = 0; };

// Where an instruction came from; line 0: unknown.
struct Source {
  std::string op_name;                        // "jit(f)/mul"
  std::string file;
  std::string function;
  int64_t line = 0;
};

struct Computation;

// Opcodes stay the HLO spelling ("add", "dynamic-slice"): readers keep what they do not
// know and lowering refuses it by name.
struct Instruction {
  std::string name;
  std::string opcode;
  Shape shape;
  std::vector<Instruction*> operands;
  std::vector<Computation*> called;           // while: condition, body; conditional: branches in
                                              // index order (pred: true, false)
  Source source;
  int64_t text_line = 0, text_column = 0;     // of the name in HLO text, 0 for protos

  // Attributes; each is meaningful only for the opcodes that have it.
  std::vector<int64_t> dimensions;            // broadcast, transpose, reduce, reverse, concatenate, sort...
  int64_t parameter_number = 0;
  int64_t tuple_index = 0;
  int64_t iota_dimension = 0;
  std::string direction;                      // compare: "EQ" ...
  Rare<std::string> compare_type;             // "TOTALORDER", or "": the order of the operands' type
  std::vector<SliceDimension> slice;
  Rare<std::vector<PaddingDimension>> padding;
  Rare<std::vector<int64_t>> slice_sizes;     // dynamic-slice, gather
  Rare<std::vector<WindowDimension>> window;
  ConvolutionDimensions convolution;
  DotDimensions dot;
  GatherDimensions gather;
  int64_t feature_group_count = 1, batch_group_count = 1;
  bool is_stable = false, unique_indices = false, indices_are_sorted = false;
  bool has_side_effect = false;               // custom-call
  Rare<std::string> fusion_kind, custom_call_target, backend_config, fft_type, rng_algorithm, rng_distribution;
  Rare<std::vector<int64_t>> fft_length;
  int64_t exponent_bits = 0, mantissa_bits = 0, k = 0, feature_index = 0;
  bool largest = true;                        // topk
  double epsilon = 0;
  bool left_side = false, lower = false, unit_diagonal = false;
  Rare<std::string> transpose_a;              // "NO_TRANSPOSE", "TRANSPOSE", "ADJOINT"
  int64_t num_carries = 0;                    // scan
  bool is_reverse = false;
  int64_t replica_group_size = 1;             // collectives: devices in the largest group
  Rare<std::vector<int64_t>> source_target_pairs;  // collective-permute: source, target, source, ...
  std::shared_ptr<const Literal> literal;     // constant
  std::shared_ptr<const IntegerRange> integer_range;
  Rare<std::string> refusal;                  // why no expansion could be built for it
};

struct Computation {
  std::string name;
  std::vector<std::unique_ptr<Instruction>> instructions;  // operands before users
  Instruction* root = nullptr;
  std::vector<Instruction*> Parameters() const;            // by number
};

// One entry of input_output_alias: output (index path) may use parameter's memory.
struct Alias {
  std::vector<int64_t> output_index;
  int64_t parameter = 0;
  std::vector<int64_t> parameter_index;
};

// The numbers that an integer input or output stands for: scale * (integer - zero); scale 0: itself.
struct SignatureScale {
  float scale = 0;
  int32_t zero = 0;
};

struct Module {
  std::string name;
  std::vector<std::unique_ptr<Computation>> computations;
  Computation* entry = nullptr;
  std::vector<Shape> entry_parameters;        // entry_computation_layout; empty: from the parameters
  Shape entry_result;
  std::vector<Alias> aliases;
  std::vector<SignatureScale> parameter_scales, result_scales;  // of quantized ones, by number
};

// Checks every instruction's shape and attributes against its operation's rule, operand
// counts, parameter numbers; infers shapes that the text left out. Errors name the
// instruction, its operands' shapes and its source. Moves called computations before
// their callers and refuses recursion.
Result<void> CheckShapes(Module& module, std::string_view file_name);

// HLO text of a module, for --dump-after. Elided constants (above 16 elements) print as
// {...}; a module printed with whole constants reads back as the same module, but for
// the function names of its sources.
enum class Constants { kElided, kWhole };
std::string ToText(const Module& module, Constants constants = Constants::kElided);

// "model.hlo.txt:12:9: add.3" (protos: no line and column), a prefix for messages.
std::string Where(const Instruction& instruction, std::string_view file_name);

// "model.hlo.txt:12:9: add.3: TEXT (from train.py:88 in loss_fn)": an error about `instruction`.
Error ErrorAt(const Instruction& instruction, std::string_view file_name, ErrorKind kind,
              std::string_view text);

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_IR_H_
