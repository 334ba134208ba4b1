module @jit_quad_roots_or_nothing attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<f32>, %arg1: tensor<f32>, %arg2: tensor<f32>) -> (tensor<f32> {jax.result_info = "result[0]"}, tensor<f32> {jax.result_info = "result[1]"}) {
    %0 = stablehlo.multiply %arg1, %arg1 : tensor<f32>
    %cst = stablehlo.constant dense<4.000000e+00> : tensor<f32>
    %1 = stablehlo.multiply %cst, %arg0 : tensor<f32>
    %2 = stablehlo.multiply %1, %arg2 : tensor<f32>
    %3 = stablehlo.subtract %0, %2 : tensor<f32>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %4 = stablehlo.compare GE, %3, %cst_0, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %5 = stablehlo.convert %4 : (tensor<i1>) -> tensor<i32>
    %6:2 = "stablehlo.case"(%5) ({
      %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
      %cst_2 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
      stablehlo.return %cst_1, %cst_2 : tensor<f32>, tensor<f32>
    }, {
      %7 = stablehlo.multiply %arg1, %arg1 : tensor<f32>
      %cst_1 = stablehlo.constant dense<4.000000e+00> : tensor<f32>
      %8 = stablehlo.multiply %cst_1, %arg0 : tensor<f32>
      %9 = stablehlo.multiply %8, %arg2 : tensor<f32>
      %10 = stablehlo.subtract %7, %9 : tensor<f32>
      %11 = stablehlo.sqrt %10 : tensor<f32>
      %12 = stablehlo.negate %arg1 : tensor<f32>
      %13 = stablehlo.add %12, %11 : tensor<f32>
      %cst_2 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
      %14 = stablehlo.multiply %cst_2, %arg0 : tensor<f32>
      %15 = stablehlo.divide %13, %14 : tensor<f32>
      %16 = stablehlo.negate %arg1 : tensor<f32>
      %17 = stablehlo.subtract %16, %11 : tensor<f32>
      %cst_3 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
      %18 = stablehlo.multiply %cst_3, %arg0 : tensor<f32>
      %19 = stablehlo.divide %17, %18 : tensor<f32>
      stablehlo.return %15, %19 : tensor<f32>, tensor<f32>
    }) : (tensor<i32>) -> (tensor<f32>, tensor<f32>)
    return %6#0, %6#1 : tensor<f32>, tensor<f32>
  }
}
