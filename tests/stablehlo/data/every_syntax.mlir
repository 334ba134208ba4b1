#loc = loc(unknown)
#loc1 = loc("x")
module @"every syntax" attributes {mhlo.num_partitions = 1 : i32, flag, jax.uses_shape_polymorphism = false} {
  sdy.mesh @mesh = <["x"=1]> {stablehlo.mesh = {axes = []}}
  func.func public @main(%arg0: tensor<2x3xf32> {jax.buffer_donor = true} loc("x"), %n: tensor<i32> loc(#loc1)) -> (tensor<2x3xf32> {jax.result_info = "y"}, tensor<2xf32>) {
    %cst = stablehlo.constant dense<[[1.0, -2.5e+00, 0x7FC00000], [0.0, 1.0, 2.0]]> : tensor<2x3xf32> loc(#loc2)
    %z = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %w = stablehlo.constant dense_resource<w> : tensor<2xf32>
    %h = stablehlo.constant dense<"0x0000803F000000C0"> : tensor<2xf32>
    %0 = stablehlo.add %arg0, %cst {note = "a\22b"} : tensor<2x3xf32> loc("jit(f)/add"("f.py":3:4 to :9))
    %1 = stablehlo.slice %0 [0:2, 0:3:2] : (tensor<2x3xf32>) -> tensor<2x2xf32>
    %2 = stablehlo.dot_general %1, %0, contracting_dims = [1] x [0], precision = [DEFAULT, DEFAULT] : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    %3 = stablehlo.reduce(%2 init: %z) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
    %4:2 = stablehlo.while(%i = %n, %v = %3) : tensor<i32>, tensor<2xf32> attributes {bound = 3 : i64}
    cond {
      %c = stablehlo.constant dense<0> : tensor<i32>
      %5 = stablehlo.compare GT, %i, %c, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %5 : tensor<i1>
    } do {
      %c = stablehlo.constant dense<1> : tensor<i32>
      %5 = stablehlo.subtract %i, %c : tensor<i32>
      %6 = func.call @half(%v, %w) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      stablehlo.return %5, %6 : tensor<i32>, tensor<2xf32>
    }
    %7 = "stablehlo.case"(%4#0) ({
      stablehlo.return %4#1 : tensor<2xf32>
    }, {
      %8 = chlo.lgamma %h : tensor<2xf32> -> tensor<2xf32>
      stablehlo.return %8 : tensor<2xf32>
    }) {tag = [1, 2.0, @half, f32, unit]} : (tensor<i32>) -> tensor<2xf32>
    %9 = "stablehlo.sort"(%7) <{dimension = -1 : i64, is_stable = true}> ({
    ^bb0(%a: tensor<f32> loc(unknown), %b: tensor<f32>):
      %10 = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %10 : tensor<i1>
    }) : (tensor<2xf32>) -> tensor<2xf32>
    %11 = stablehlo.custom_call @f(%9) {backend_config = {k = 1 : i64}, operand_layouts = [dense<0> : tensor<1xindex>], sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}]>]>} : (tensor<2xf32>) -> tensor<2xf32>
    %12 = stablehlo.constant() <{value = dense<[1, -2]> : tensor<2xi8>}> : () -> tensor<2x!quant.uniform<i8<-127:127>:f32:0, {0.5:3, 2.5e-1}>>
    %13 = stablehlo.uniform_quantize %12 : (tensor<2x!quant.uniform<i8<-127:127>:f32:0, {0.5:3, 2.5e-1}>>) -> tensor<2x!quant.uniform<u8:f32, 0.125:128>>
    %14 = stablehlo.uniform_dequantize %13 : (tensor<2x!quant.uniform<u8:f32, 0.125:128>>) -> tensor<2xf32>
    return %2, %11 : tensor<2x3xf32>, tensor<2xf32> loc(#loc)
  } loc(#loc)
  "func.func"() <{function_type = (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>, sym_name = "half"}> ({
  ^bb0(%x: tensor<2xf32>, %y: tensor<2xf32>):
    %0 = "stablehlo.multiply"(%x, %y) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    "func.return"(%0) : (tensor<2xf32>) -> ()
  }) : () -> ()
}
#loc2 = loc(callsite("g"("g.py":1:2) at #loc))

{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F000000C0"
    }
  }
#-}
