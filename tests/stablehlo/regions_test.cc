// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Regions: their computations, and what they use of the program around them.
#include "tests/stablehlo/reading.h"

namespace tmb::stablehlo {
namespace {

TEST(Regions, WhileStateHoldsWhatIsCaptured) {
  EXPECT_EQ(Printed(Main("%n: tensor<i32>, %x: tensor<f32>", R"(
      %c = stablehlo.constant dense<0> : tensor<i32>
      %one = stablehlo.constant dense<1> : tensor<i32>
      %0:2 = stablehlo.while(%i = %c, %v = %x) : tensor<i32>, tensor<f32>
      cond {
        %1 = stablehlo.compare LT, %i, %n, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
        stablehlo.return %1 : tensor<i1>
      } do {
        %1 = stablehlo.add %i, %one : tensor<i32>
        %2 = stablehlo.multiply %v, %x : tensor<f32>
        stablehlo.return %1, %2 : tensor<i32>, tensor<f32>
      }
      %r = stablehlo.negate %0#1 : tensor<f32>)",
                         "tensor<f32>")),
            R"(HloModule module, entry_computation_layout={(s32[], f32[])->f32[]}

region.6 {
  parameter.7 = (s32[], f32[], s32[], f32[]) parameter(0)
  get-tuple-element.8 = s32[] get-tuple-element(parameter.7), index=0
  get-tuple-element.9 = f32[] get-tuple-element(parameter.7), index=1
  get-tuple-element.10 = s32[] get-tuple-element(parameter.7), index=2
  ROOT compare.11 = pred[] compare(get-tuple-element.8, get-tuple-element.10), direction=LT
}

region.12 {
  parameter.13 = (s32[], f32[], s32[], f32[]) parameter(0)
  get-tuple-element.14 = s32[] get-tuple-element(parameter.13), index=0
  get-tuple-element.15 = f32[] get-tuple-element(parameter.13), index=1
  constant.16 = s32[] constant(1)
  add.17 = s32[] add(get-tuple-element.14, constant.16)
  get-tuple-element.18 = f32[] get-tuple-element(parameter.13), index=3
  multiply.19 = f32[] multiply(get-tuple-element.15, get-tuple-element.18)
  get-tuple-element.20 = s32[] get-tuple-element(parameter.13), index=2
  ROOT tuple.21 = (s32[], f32[], s32[], f32[]) tuple(add.17, multiply.19, get-tuple-element.20, get-tuple-element.18)
}

ENTRY main.1 {
  n.2 = s32[] parameter(0)
  x.3 = f32[] parameter(1)
  constant.4 = s32[] constant(0)
  constant.5 = s32[] constant(1)
  tuple.22 = (s32[], f32[], s32[], f32[]) tuple(constant.4, x.3, n.2, x.3)
  while.23 = (s32[], f32[], s32[], f32[]) while(tuple.22), condition=region.6, body=region.12
  get-tuple-element.24 = s32[] get-tuple-element(while.23), index=0
  get-tuple-element.25 = f32[] get-tuple-element(while.23), index=1
  ROOT negate.26 = f32[] negate(get-tuple-element.25)
}
)");
}

TEST(Regions, BranchesTakeTuplesOfTheirOwn) {
  const std::string printed = Printed(Main("%i: tensor<i32>, %x: tensor<f32>, %y: tensor<f32>", R"(
      %r = "stablehlo.case"(%i) ({
        stablehlo.return %y : tensor<f32>
      }, {
        %p = "stablehlo.compare"(%x, %y) <{comparison_direction = #stablehlo<comparison_direction LT>}> : (tensor<f32>, tensor<f32>) -> tensor<i1>
        %0 = "stablehlo.if"(%p) ({ stablehlo.return %x : tensor<f32> }, { stablehlo.return %y : tensor<f32> }) : (tensor<i1>) -> tensor<f32>
        stablehlo.return %0 : tensor<f32>
      }) : (tensor<i32>) -> tensor<f32>)",
                                           "tensor<f32>"));
  ExpectContains(printed, "parameter.6 = (f32[]) parameter(0)");
  ExpectContains(printed, "(f32[], f32[]) tuple(x.3, y.4)");
  ExpectContains(printed, "conditional(compare.");
  ExpectContains(printed, "branch_computations={region.5, region.8}");
}

TEST(Regions, ReducersTakeAccumulatorsFirst) {
  const std::string printed =
      Printed(Main("%a: tensor<4xf32>, %b: tensor<4xi32>, %c: tensor<f32>, %d: tensor<i32>", R"(
      %0:2 = stablehlo.reduce(%a init: %c), (%b init: %d) across dimensions = [0] : (tensor<4xf32>, tensor<4xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
       reducer(%v: tensor<f32>, %w: tensor<f32>) (%i: tensor<i32>, %j: tensor<i32>)  {
        %1 = stablehlo.maximum %v, %w : tensor<f32>
        stablehlo.return %1, %j : tensor<f32>, tensor<i32>
      }
      %r = stablehlo.negate %0#0 : tensor<f32>)",
                   "tensor<f32>"));
  ExpectContains(printed,
                 "  v.7 = f32[] parameter(0)\n  i.8 = s32[] parameter(1)\n  w.9 = f32[] parameter(2)\n"
                 "  j.10 = s32[] parameter(3)\n");
  ExpectContains(printed, "reduce(a.2, b.3, c.4, d.5), dimensions={0}, to_apply=region.6");
}

TEST(Regions, ReduceAppliesOneOperation) {
  const std::string printed = Printed(Main("%a: tensor<2x4xf32>, %c: tensor<f32>",
                                           "%r = stablehlo.reduce(%a init: %c) applies stablehlo.maximum "
                                           "across dimensions = [1] : (tensor<2x4xf32>, "
                                           "tensor<f32>) -> tensor<2xf32>",
                                           "tensor<2xf32>"));
  ExpectContains(printed, "maximum.7 = f32[] maximum(parameter.5, parameter.6)");
  ExpectContains(printed, "f32[2] reduce(a.2, c.3), dimensions={1}, to_apply=region.4");
}

// A comparator may use constants of the program around it: they are copied, splats too.
TEST(Regions, CombinersSeeConstants) {
  const std::string printed = Printed(Main("%a: tensor<4xf32>", R"(
      %c = stablehlo.constant dense<2.0> : tensor<f32>
      %r = "stablehlo.sort"(%a) <{dimension = 0 : i64, is_stable = true}> ({
      ^bb0(%x: tensor<f32>, %y: tensor<f32>):
        %0 = stablehlo.multiply %y, %c : tensor<f32>
        %1 = stablehlo.compare LT, %x, %0 : (tensor<f32>, tensor<f32>) -> tensor<i1>
        stablehlo.return %1 : tensor<i1>
      }) : (tensor<4xf32>) -> tensor<4xf32>)",
                                           "tensor<4xf32>"));
  ExpectContains(printed,
                 "  constant.7 = f32[] constant(2)\n  multiply.8 = f32[] multiply(y.6, constant.7)\n");
  ExpectContains(printed, "sort(a.2), dimensions={0}, to_apply=region.4, is_stable=true");
}

TEST(Regions, WindowsAndScatter) {
  const std::string window = R"(
      %z = stablehlo.constant dense<0.0> : tensor<f32>
      %r = "stablehlo.reduce_window"(%a, %z) <{base_dilations = array<i64: 1, 2>, padding = dense<[[0, 0], [1, 2]]> : tensor<2x2xi64>, window_dilations = array<i64: 1, 1>, window_dimensions = array<i64: 1, 3>, window_strides = array<i64: 1, 1>}> ({
      ^bb0(%x: tensor<f32>, %y: tensor<f32>):
        %0 = stablehlo.add %x, %y : tensor<f32>
        stablehlo.return %0 : tensor<f32>
      }) : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x8xf32>)";
  ExpectContains(Printed(Main("%a: tensor<2x4xf32>", window, "tensor<2x8xf32>")),
                 "window={size=1x3 pad=0_0x1_2 lhs_dilate=1x2}");
  const std::string scatter = R"(
      %r = "stablehlo.scatter"(%a, %i, %u) <{indices_are_sorted = false, scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = [1], inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>, unique_indices = true}> ({
      ^bb0(%x: tensor<f32>, %y: tensor<f32>):
        stablehlo.return %y : tensor<f32>
      }) : (tensor<2x4xf32>, tensor<1x1xi32>, tensor<1x4xf32>) -> tensor<2x4xf32>)";
  ExpectContains(Printed(Main("%a: tensor<2x4xf32>, %i: tensor<1x1xi32>, %u: tensor<1x4xf32>", scatter,
                              "tensor<2x4xf32>")),
                 "update_window_dims={1}, inserted_window_dims={0}, scatter_dims_to_operand_dims={0}, "
                 "index_vector_dim=1, to_apply=region.5, unique_indices=true");
}

TEST(Regions, ManualComputationIsInlined) {
  ExpectContains(Printed("sdy.mesh @mesh = <[\"x\"=1]>\n" + Main("%a: tensor<4xf32>", R"(
      %r = sdy.manual_computation(%a) in_shardings=[<@mesh, [{"x"}]>] out_shardings=[<@mesh, [{"x"}]>] manual_axes={"x"} (%b: tensor<4xf32>) {
        %0 = stablehlo.negate %b : tensor<4xf32>
        sdy.return %0 : tensor<4xf32>
      } : (tensor<4xf32>) -> tensor<4xf32>)",
                                                                 "tensor<4xf32>")),
                 "  a.2 = f32[4] parameter(0)\n  ROOT negate.3 = f32[4] negate(a.2)\n");
}

TEST(Regions, ScanKeepsItsBody) {
  ExpectContains(Printed(Main("%a: tensor<4x6xf32>, %b: tensor<6xf32>", R"(
      %0:2 = chlo.scan(%a) inits (%b) dimension=0  attributes {is_reverse = true} {
      ^bb0(%input: tensor<6xf32>, %carry: tensor<6xf32>):
        %1 = stablehlo.add %input, %carry : tensor<6xf32>
        stablehlo.return %1, %1 : tensor<6xf32>, tensor<6xf32>
      } : (tensor<4x6xf32>, tensor<6xf32>) -> (tensor<4x6xf32>, tensor<6xf32>)
      %r = stablehlo.negate %0#1 : tensor<6xf32>)",
                              "tensor<6xf32>")),
                 "scan(a.2, b.3), num_carries=1, to_apply=region.4, dimensions={0}, is_reverse=true");
}

TEST(Regions, FunctionsAreCalledBeforeTheyAreDefined) {
  const std::string printed = Printed(R"(module @m {
    func.func public @main(%a: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
      %0:2 = call @"a b"(%a) : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
      %1 = stablehlo.composite "my.op" %0#0 {composite_attributes = {k = 1 : i32}, decomposition = @f} : (tensor<2xf32>) -> tensor<2xf32>
      return %0#1, %1 : tensor<2xf32>, tensor<2xf32>
    }
    func.func private @"a b"(%a: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) { return %a, %a : tensor<2xf32>, tensor<2xf32> }
    func.func private @f(%a: tensor<2xf32>) -> tensor<2xf32> { return %a : tensor<2xf32> }
  })");
  ExpectContains(printed, "(f32[2], f32[2]) call(a.2), to_apply=a_b.3");
  ExpectContains(printed, "ROOT tuple.9 = (f32[2], f32[2]) tuple(get-tuple-element.6, call.8)");
}

}  // namespace
}  // namespace tmb::stablehlo
