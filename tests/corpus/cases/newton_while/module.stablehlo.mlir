module @jit_newton_root attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<f32>, %arg1: tensor<f32>, %arg2: tensor<f32>, %arg3: tensor<f32>) -> (tensor<f32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %0:5 = stablehlo.while(%iterArg = %arg0, %iterArg_0 = %arg1, %iterArg_1 = %arg2, %iterArg_2 = %arg3, %iterArg_3 = %cst) : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
    cond {
      %cst_4 = stablehlo.constant dense<9.99999997E-7> : tensor<f32>
      %1 = stablehlo.compare GT, %iterArg_3, %cst_4, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %1 : tensor<i1>
    } do {
      %1 = stablehlo.multiply %iterArg, %iterArg_2 : tensor<f32>
      %2 = stablehlo.multiply %1, %iterArg_2 : tensor<f32>
      %3 = stablehlo.multiply %iterArg_0, %iterArg_2 : tensor<f32>
      %4 = stablehlo.add %2, %3 : tensor<f32>
      %5 = stablehlo.add %4, %iterArg_1 : tensor<f32>
      %cst_4 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
      %6 = stablehlo.multiply %cst_4, %iterArg : tensor<f32>
      %7 = stablehlo.multiply %6, %iterArg_2 : tensor<f32>
      %8 = stablehlo.add %7, %iterArg_0 : tensor<f32>
      %9 = stablehlo.divide %5, %8 : tensor<f32>
      %10 = stablehlo.subtract %iterArg_2, %9 : tensor<f32>
      %11 = stablehlo.subtract %10, %iterArg_2 : tensor<f32>
      %12 = stablehlo.abs %11 : tensor<f32>
      stablehlo.return %iterArg, %iterArg_0, %iterArg_1, %10, %12 : tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>
    }
    return %0#3 : tensor<f32>
  }
}
