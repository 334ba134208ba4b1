module @jit_dense_s8_dynamic attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<64x10xi8>, %arg1: tensor<10xf32>, %arg2: tensor<1x64xf32>) -> (tensor<1x10xf32> {jax.result_info = "result"}) {
    %0 = stablehlo.abs %arg2 : tensor<1x64xf32>
    %cst = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %1 = stablehlo.reduce(%0 init: %cst) applies stablehlo.maximum across dimensions = [0, 1] : (tensor<1x64xf32>, tensor<f32>) -> tensor<f32>
    %cst_0 = stablehlo.constant dense<1.270000e+02> : tensor<f32>
    %2 = stablehlo.divide %1, %cst_0 : tensor<f32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [] : (tensor<f32>) -> tensor<1x64xf32>
    %4 = stablehlo.divide %arg2, %3 : tensor<1x64xf32>
    %5 = call @round(%4) : (tensor<1x64xf32>) -> tensor<1x64xf32>
    %c = stablehlo.constant dense<-127> : tensor<i32>
    %c_1 = stablehlo.constant dense<127> : tensor<i32>
    %6 = call @clip(%5, %c, %c_1) : (tensor<1x64xf32>, tensor<i32>, tensor<i32>) -> tensor<1x64xf32>
    %7 = stablehlo.convert %6 : (tensor<1x64xf32>) -> tensor<1x64xi8>
    %8 = stablehlo.dot_general %7, %arg0, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x64xi8>, tensor<64x10xi8>) -> tensor<1x10xi32>
    %9 = stablehlo.convert %8 : (tensor<1x10xi32>) -> tensor<1x10xf32>
    %10 = stablehlo.broadcast_in_dim %2, dims = [] : (tensor<f32>) -> tensor<10xf32>
    %11 = stablehlo.multiply %10, %arg1 : tensor<10xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [1] : (tensor<10xf32>) -> tensor<1x10xf32>
    %13 = stablehlo.multiply %9, %12 : tensor<1x10xf32>
    return %13 : tensor<1x10xf32>
  }
  func.func private @round(%arg0: tensor<1x64xf32>) -> tensor<1x64xf32> {
    %0 = stablehlo.round_nearest_even %arg0 : tensor<1x64xf32>
    return %0 : tensor<1x64xf32>
  }
  func.func private @clip(%arg0: tensor<1x64xf32>, %arg1: tensor<i32>, %arg2: tensor<i32>) -> tensor<1x64xf32> {
    %0 = stablehlo.convert %arg1 : (tensor<i32>) -> tensor<f32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [] : (tensor<f32>) -> tensor<1x64xf32>
    %2 = stablehlo.maximum %1, %arg0 : tensor<1x64xf32>
    %3 = stablehlo.convert %arg2 : (tensor<i32>) -> tensor<f32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [] : (tensor<f32>) -> tensor<1x64xf32>
    %5 = stablehlo.minimum %4, %2 : tensor<1x64xf32>
    return %5 : tensor<1x64xf32>
  }
}
