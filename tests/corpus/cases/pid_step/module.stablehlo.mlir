module @jit_pid_step attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<f32>, %arg1: tensor<f32>, %arg2: tensor<f32>, %arg3: tensor<f32>) -> (tensor<f32> {jax.result_info = "result[0][0]"}, tensor<f32> {jax.result_info = "result[0][1]"}, tensor<f32> {jax.result_info = "result[1]"}) {
    %0 = stablehlo.subtract %arg2, %arg3 : tensor<f32>
    %cst = stablehlo.constant dense<0.00999999977> : tensor<f32>
    %1 = stablehlo.multiply %cst, %0 : tensor<f32>
    %2 = stablehlo.add %arg0, %1 : tensor<f32>
    %c = stablehlo.constant dense<-1> : tensor<i32>
    %c_0 = stablehlo.constant dense<1> : tensor<i32>
    %3 = call @clip(%2, %c, %c_0) : (tensor<f32>, tensor<i32>, tensor<i32>) -> tensor<f32>
    %cst_1 = stablehlo.constant dense<2.000000e+00> : tensor<f32>
    %4 = stablehlo.multiply %cst_1, %0 : tensor<f32>
    %cst_2 = stablehlo.constant dense<5.000000e-01> : tensor<f32>
    %5 = stablehlo.multiply %cst_2, %3 : tensor<f32>
    %6 = stablehlo.add %4, %5 : tensor<f32>
    %7 = stablehlo.subtract %0, %arg1 : tensor<f32>
    %cst_3 = stablehlo.constant dense<5.000000e+00> : tensor<f32>
    %8 = stablehlo.multiply %cst_3, %7 : tensor<f32>
    %9 = stablehlo.add %6, %8 : tensor<f32>
    %c_4 = stablehlo.constant dense<-10> : tensor<i32>
    %c_5 = stablehlo.constant dense<10> : tensor<i32>
    %10 = call @clip(%9, %c_4, %c_5) : (tensor<f32>, tensor<i32>, tensor<i32>) -> tensor<f32>
    return %3, %0, %10 : tensor<f32>, tensor<f32>, tensor<f32>
  }
  func.func private @clip(%arg0: tensor<f32>, %arg1: tensor<i32>, %arg2: tensor<i32>) -> tensor<f32> {
    %0 = stablehlo.convert %arg1 : (tensor<i32>) -> tensor<f32>
    %1 = stablehlo.maximum %0, %arg0 : tensor<f32>
    %2 = stablehlo.convert %arg2 : (tensor<i32>) -> tensor<f32>
    %3 = stablehlo.minimum %2, %1 : tensor<f32>
    return %3 : tensor<f32>
  }
}
