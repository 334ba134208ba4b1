// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The shape rules: what each operation refuses, shapes that text leaves out, and the
// order and recursion of computations.
#include <fmt/format.h>

#include "tests/hlo/reading.h"

namespace tmb::hlo {
namespace {

// Parameters and computations that the cases below use.
constexpr std::string_view kComputations =
    "add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = f32[] add(a, b) }\n"
    "less { a = f32[] parameter(0) b = f32[] parameter(1) ROOT r = pred[] compare(a, b), direction=LT }\n"
    "id { ROOT a = f32[] parameter(0) }\n"
    "yes { a = f32[] parameter(0) ROOT r = pred[] constant(true) }\n";
constexpr std::string_view kParameters =
    "s = f32[] parameter(0) v = f32[4] parameter(1) m = f32[2,3] parameter(2) p = pred[] parameter(3)\n"
    "i = s32[] parameter(4) iv = s32[2,1] parameter(5) c = c64[4] parameter(6) img = f32[1,8,8,2] "
    "parameter(7)\n"
    "k = f32[3,3,2,4] parameter(8) t = (f32[], s32[]) parameter(9) u = u32[4] parameter(10) q = f32[3,3] "
    "parameter(11)\n";

std::string Program(std::string_view instruction) {
  return std::string(kComputations) + "ENTRY e {\n" + std::string(kParameters) +
         "ROOT r = " + std::string(instruction) + "\n}";
}

struct Refused {
  std::string_view instruction, error;  // the error behind "m.hlo:9:6: r: "
};

TEST(Shapes, Refused) {
  const Refused cases[] = {
      // elementwise
      {"f32[4] add(v, s)", "add: operand 1 is f32[], expected f32[4]"},
      {"f32[3] add(v, v)", "add: the result is f32[3], expected f32[4]"},
      {"f32[4] add(v)", "add: has 1 operands, expected 2"},
      {"f32[4] add(v, t)", "add: operand 1 is (f32[], s32[]), expected an array"},
      {"f32[4] and(v, v)", "and: is not defined for f32[4]"},
      {"s32[] sine(i)", "sine: is not defined for s32[]"},
      {"pred[4] compare(c, c), direction=LT", "compare: complex numbers have no order"},
      {"pred[4] compare(v, v), direction=LESS", "compare: direction LESS is none of EQ, NE, LT, LE, GT, GE"},
      {"pred[4] compare(v, v), direction=EQ, type=SIGNED", "compare: type SIGNED is no order of f32"},
      {"f32[4] select(v, v, v)", "select: is not defined for f32[4]"},
      {"f32[4] clamp(s, v, m)", "clamp: operand 2 is f32[2,3], expected f32[4]"},
      {"f32[4] convert(c)", "convert: cannot convert c64[4] to f32[4]"},
      {"c64[4] complex(v, u)", "complex: operand 1 is u32[4], expected f32[4]"},
      {"u8[4] bitcast-convert(u)", "bitcast-convert: the result is u8[4], expected u8[4,4]"},
      {"u64[] bitcast-convert(u)",
       "bitcast-convert: operand 0 is u32[4], expected an array whose last dimension is 2"},
      {"f32[4] reduce-precision(v), exponent_bits=0, mantissa_bits=3",
       "reduce-precision: 0 exponent bits and 3 mantissa bits make no format"},
      // movement
      {"f32[4,2] broadcast(v), dimensions={1}", "broadcast: the result is f32[4,2], expected f32[4,4]"},
      {"f32[4,4] broadcast(v), dimensions={2}",
       "broadcast: dimensions {2} are not distinct dimensions of rank 2"},
      {"f32[4,4] broadcast(v)", "broadcast: has 0 dimensions, operand 0 is f32[4]"},
      {"f32[5] reshape(v)", "reshape: cannot make f32[5] of f32[4]"},
      {"s32[4] reshape(v)", "reshape: the result is s32[4], expected f32[4]"},
      {"f32[8] bitcast(v)", "bitcast: cannot make f32[8] of f32[4]"},
      {"f32[3,2] transpose(m), dimensions={1,1}",
       "transpose: dimensions {1,1} are not distinct dimensions of rank 2"},
      {"f32[3,2] transpose(m), dimensions={1}", "transpose: has 1 dimensions, operand 0 is f32[2,3]"},
      {"f32[2] slice(v), slice={[3:5]}", "slice: [3:5:1] does not lie in dimension 0 of f32[4]"},
      {"f32[2] slice(v), slice={[0:4:0]}", "slice: [0:4:0] does not lie in dimension 0 of f32[4]"},
      {"f32[2] slice(v), slice={}", "slice: slices 0 dimensions, operand 0 is f32[4]"},
      {"f32[2] pad(v, i), padding=0_0", "pad: operand 1 is s32[], expected f32[]"},
      {"f32[2] pad(v, s), padding=-5_0", "pad: padding makes a dimension negative"},
      {"f32[2] pad(v, s), padding=0_0_-1", "pad: interior padding is negative"},
      {"f32[2] pad(v, s), padding=0_0_9223372036854775807", "pad: padding makes a dimension too large"},
      {"f32[6] concatenate(v, m), dimensions={0}", "concatenate: operand 1 is f32[2,3], expected f32[4]"},
      {"f32[8] concatenate(v, v), dimensions={1}", "concatenate: needs one dimension of f32[4]"},
      {"f32[4] reverse(v), dimensions={0,0}",
       "reverse: dimensions {0,0} are not distinct dimensions of rank 1"},
      {"f32[4] iota(), iota_dimension=1", "iota: cannot count along dimension 1 of f32[4]"},
      // contraction
      {"f32[4,2] dot(v, m), lhs_contracting_dims={0}, rhs_contracting_dims={0}",
       "dot: dimension 0 of f32[4] and 0 of f32[2,3] differ"},
      {"f32[] dot(v, v), lhs_contracting_dims={0}", "dot: the operands' dimensions differ in number"},
      {"f32[] dot(v, v), lhs_contracting_dims={0}, lhs_batch_dims={0}, rhs_contracting_dims={0}, "
       "rhs_batch_dims={0}",
       "dot: lhs dimensions {0,0} are not distinct dimensions of rank 1"},
      {"dot(v, u), lhs_contracting_dims={0}, rhs_contracting_dims={0}",
       "dot: operand 1 is u32[4], expected f32"},
      {"f32[1,6,6,4] convolution(img, k), dim_labels=b01f_01io->b01f, window={size=3x2}",
       "convolution: the window's size 2 is not the kernel's 3"},
      {"f32[1,6,6,4] convolution(img, k), dim_labels=b01f_01io->b01f, window={size=3x3}, "
       "feature_group_count=2",
       "convolution: 2 features in 2 groups and batch 1 in 1 groups do not fit a kernel of 2 to 4"},
      {"f32[1,6,6,4] convolution(img, k), dim_labels=b01f_01io->b01f",
       "convolution: operands f32[1,8,8,2] and f32[3,3,2,4], dimension labels and window differ in rank"},
      {"f32[1,6,5,4] convolution(img, k), dim_labels=b01f_01io->b01f, window={size=3x3}",
       "convolution: the result is f32[1,6,5,4], expected f32[1,6,6,4]"},
      {"f32[4] reduce-window(v, s), to_apply=add, window={size=2 stride=0}",
       "reduce-window: a window's size, stride or dilation is not positive"},
      {"f32[4] reduce-window(v, s), to_apply=add, window={size=2x2}",
       "reduce-window: a window of rank 2 over f32[4]"},
      {"f32[4] reduce-window(v, s), to_apply=less, window={size=1}",
       "reduce-window: less returns pred[], expected f32[]"},
      {"f32[4] select-and-scatter(v, v, s), select=add, scatter=add, window={size=1}",
       "select-and-scatter: add returns f32[], expected pred[]"},
      // indexing
      {"f32[2,3] gather(m, iv), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={2}, "
       "index_vector_dim=1,"
       " slice_sizes={1,3}",
       "gather: indexed dimensions {2} are not distinct dimensions of rank 2"},
      {"f32[2,3] gather(m, iv), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, "
       "index_vector_dim=1,"
       " slice_sizes={1,4}",
       "gather: slice size 4 in dimension 1 of f32[2,3]"},
      {"f32[2,3] gather(m, iv), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0,1},"
       " index_vector_dim=1, slice_sizes={1,3}",
       "gather: 2 indexed dimensions for index vectors of 1"},
      {"f32[2,3] gather(m, v), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, "
       "index_vector_dim=1,"
       " slice_sizes={1,3}",
       "gather: operand 1 is f32[4], expected an array of integers"},
      {"f32[2,3] scatter(m, iv, v), update_window_dims={1}, inserted_window_dims={0},"
       " scatter_dims_to_operand_dims={0}, index_vector_dim=1, to_apply=add",
       "scatter: operand 2 is f32[4], expected of rank 2"},
      {"f32[4] scatter(v, iv, q), update_window_dims={1}, inserted_window_dims={}, "
       "scatter_dims_to_operand_dims={0},"
       " index_vector_dim=1, to_apply=add",
       "scatter: operand 2 is f32[3,3], expected f32[2,3]"},
      {"f32[2] dynamic-slice(v, i), dynamic_slice_sizes={5}",
       "dynamic-slice: a slice of 5 does not lie in f32[4]"},
      {"f32[2] dynamic-slice(v, i, i), dynamic_slice_sizes={2}",
       "dynamic-slice: has 2 start indices for f32[4]"},
      {"f32[2] dynamic-slice(v, s), dynamic_slice_sizes={2}",
       "dynamic-slice: operand 1 is f32[], expected a scalar integer"},
      {"f32[4] dynamic-update-slice(v, m, i)",
       "dynamic-update-slice: operand 1 is f32[2,3], expected an update that lies in f32[4]"},
      // algebra
      {"c64[4] fft(c), fft_type=FFT, fft_length={3}", "fft: fft_length 3 does not fit c64[4]"},
      {"c64[4] fft(v), fft_type=FFT, fft_length={4}", "fft: operand 0 is f32[4], expected complex"},
      {"f32[2,3] cholesky(m)", "cholesky: operand 0 is f32[2,3], expected a square matrix"},
      {"f32[2,3] triangular-solve(q, m), left_side=true",
       "triangular-solve: operand 1 is f32[2,3], expected a right-hand side for f32[3,3]"},
      {"(u32[4], u32[8]) rng-bit-generator(u), algorithm=rng_fast",
       "rng-bit-generator: algorithm rng_fast is not known"},
      {"(f32[5], s32[5]) topk(v), k=5", "topk: the top 5 of f32[4]"},
      // control
      {"f32[] reduce(v, s), dimensions={1}, to_apply=add",
       "reduce: dimensions {1} are not distinct dimensions of rank 1"},
      {"f32[] reduce(v), dimensions={0}, to_apply=add", "reduce: needs an initial value for each input"},
      {"f32[] reduce(v, i), dimensions={0}, to_apply=add", "reduce: operand 1 is s32[], expected f32[]"},
      {"f32[] reduce(v, s), dimensions={0}, to_apply=id", "reduce: id has 1 parameters, expected 2"},
      {"f32[4] sort(v), dimensions={0}, to_apply=add", "sort: add returns f32[], expected pred[]"},
      {"f32[4] sort(v), dimensions={}, to_apply=less", "sort: needs one dimension of f32[4]"},
      {"f32[4] map(v), to_apply=add", "map: add has 2 parameters, expected 1"},
      {"(f32[]) tuple(s, s)", "tuple: 2 operands cannot make (f32[])"},
      {"(s32[]) tuple(s)", "tuple: operand 0 is f32[], expected s32[]"},
      {"f32[] get-tuple-element(t), index=2",
       "get-tuple-element: operand 0 is (f32[], s32[]), expected a tuple with element 2"},
      {"f32[] get-tuple-element(s), index=0",
       "get-tuple-element: operand 0 is f32[], expected a tuple with element 0"},
      {"f32[] while(s), condition=id, body=id", "while: id returns f32[], expected pred[]"},
      {"f32[4] while(v), condition=yes, body=id", "while: parameter 0 of yes is f32[], expected f32[4]"},
      {"f32[] conditional(p, s), true_computation=id, false_computation=id",
       "conditional: has 2 branches and 2 operands"},
      {"f32[] conditional(s, s, s), branch_computations={id, id}",
       "conditional: operand 0 is f32[], expected pred[] or s32[]"},
      {"f32[] conditional(i, s, s), branch_computations={id, yes}",
       "conditional: yes returns pred[], expected f32[]"},
      {"f32[] call(v), to_apply=id", "call: parameter 0 of id is f32[], expected f32[4]"},
      {"custom-call(v), custom_call_target=\"f\"", "custom-call: needs its shape written"},
      {"mystery(v)", "mystery: needs its shape written"},
      {"f32[4] parameter(13)", "parameter(13) stands where parameter(12) is missing"},
      {"f32[4] parameter(3)", "parameter(3) stands where parameter(4) is missing"},
  };
  for (const Refused& c : cases) {
    const std::string error = ErrorOf(Program(c.instruction));
    const std::string found = error.substr(std::min(error.size(), error.find(": r: ") + 5));
    EXPECT_EQ(found, c.error) << error;
  }
}

struct Inferred {
  std::string_view instruction, shape;
};

TEST(Shapes, LeftOutOnesAreInferred) {
  const Inferred cases[] = {
      {"add(v, v)", "f32[4]"},
      {"compare(v, v), direction=EQ", "pred[4]"},
      {"abs(c)", "f32[4]"},
      {"transpose(m), dimensions={1,0}", "f32[3,2]"},
      {"slice(v), slice={[1:4:2]}", "f32[2]"},
      {"pad(v, s), padding=1_-1_2", "f32[10]"},
      {"concatenate(v, v), dimensions={0}", "f32[8]"},
      {"dot(m, q), lhs_contracting_dims={1}, rhs_contracting_dims={0}", "f32[2,3]"},
      {"convolution(img, k), dim_labels=b01f_01io->b01f, window={size=3x3 stride=2x2 pad=1_1x0_1 "
       "rhs_dilate=2x1}",
       "f32[1,3,4,4]"},
      {"reduce-window(v, s), to_apply=add, window={size=2 stride=2 lhs_dilate=2}", "f32[3]"},
      {"gather(m, iv), offset_dims={1}, collapsed_slice_dims={0}, start_index_map={0}, index_vector_dim=1,"
       " slice_sizes={1,2}",
       "f32[2,2]"},
      {"reduce(m, s), dimensions={0}, to_apply=add", "f32[3]"},
      {"sort(v), dimensions={0}, to_apply=less", "f32[4]"},
      {"fft(v), fft_type=RFFT, fft_length={4}", "c64[3]"},
      {"fft(c), fft_type=IRFFT, fft_length={6}", "f32[6]"},
      {"(u32[4], f32[7]) rng-bit-generator(u), algorithm=rng_default", "(u32[4], f32[7])"},
      {"all-reduce(v, s), to_apply=add", "(f32[4], f32[])"},
      {"topk(v), k=2", "(f32[2], s32[2])"},
      {"tuple(s, t)", "(f32[], (f32[], s32[]))"},
      {"get-tuple-element(t), index=1", "s32[]"},
      {"while(s), condition=yes, body=id", "f32[]"},
      {"call(s), to_apply=id", "f32[]"},
      {"map(v), to_apply=yes", "pred[4]"},
  };
  for (const Inferred& c : cases) {
    EXPECT_EQ(MustRead(Program(c.instruction)).entry->root->shape.ToString(), c.shape) << c.instruction;
  }
}

TEST(Shapes, LeftOutOnesAreBounded) {
  std::string text = "t0 = (f32[], f32[]) parameter(0)\n";
  for (int n = 1; n < 40; ++n) text += fmt::format("t{} = tuple(t{}, t{})\n", n, n - 1, n - 1);
  EXPECT_NE(ErrorOf(Entry(text)).find("too many shapes are left out"), std::string::npos);
}

TEST(Shapes, UsualComparisonTypeIsNotKept) {
  EXPECT_EQ(MustRead(Program("pred[4] compare(v, v), direction=LT, type=FLOAT")).entry->root->compare_type,
            "");
  EXPECT_EQ(
      MustRead(Program("pred[4] compare(v, v), direction=LT, type=TOTALORDER")).entry->root->compare_type,
      "TOTALORDER");
}

TEST(Shapes, CalledComputationsComeFirst) {
  Module module = MustRead(
      "id { ROOT a = f32[] parameter(0) }\nENTRY e { a = f32[] parameter(0) ROOT r = call(a), to_apply=id }");
  std::swap(module.computations[0], module.computations[1]);
  ASSERT_TRUE(CheckShapes(module, "m").ok());
  EXPECT_EQ(module.computations[1].get(), module.entry);
}

// `levels` computations, each of which calls the one above it.
std::string Nested(int levels) {
  std::string text = "f1 { ROOT a = f32[] parameter(0) }\n";
  for (int n = 2; n <= levels; ++n) {
    text += "f" + std::to_string(n) + " { a = f32[] parameter(0) ROOT r = call(a), to_apply=f" +
            std::to_string(n - 1) + " }\n";
  }
  return text;
}

TEST(Shapes, NestingOfCallsIsBounded) {
  EXPECT_EQ(ErrorOf(Nested(500)), "");
  EXPECT_EQ(ErrorOf(Nested(501)), "m.hlo:501:36: r: calls are nested more than 500 deep");
}

TEST(Shapes, RecursionIsRefused) {
  Module module = MustRead(Program("call(s), to_apply=id"));
  Instruction& call = *module.entry->root;
  call.called[0] = module.entry;
  EXPECT_EQ(CheckShapes(module, "m.hlo").error().text, "m.hlo:9:6: r: e calls itself");
}

TEST(Shapes, EntryLayoutMustFit) {
  EXPECT_EQ(ErrorOf("HloModule m, entry_computation_layout={(f32[3])->f32[2]}\nENTRY e { ROOT a = f32[2] "
                    "parameter(0) }"),
            "m.hlo:2:16: a: is f32[2], but the entry layout has f32[3]");
  EXPECT_EQ(ErrorOf("HloModule m, entry_computation_layout={(f32[2])->f32[3]}\nENTRY e { ROOT a = f32[2] "
                    "parameter(0) }"),
            "m.hlo:2:16: a: the result is f32[2], but the entry layout has f32[3]");
  EXPECT_EQ(
      ErrorOf("HloModule m, input_output_alias={ {0}: (0, {}) }\nENTRY e { ROOT a = f32[2] parameter(0) }"),
      "m.hlo: input_output_alias names a value that does not exist");
}

}  // namespace
}  // namespace tmb::hlo
