module @jit_unet_block attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<4xf32>, %arg1: tensor<3x3x2x4xf32>, %arg2: tensor<6xf32>, %arg3: tensor<3x3x4x6xf32>, %arg4: tensor<3xf32>, %arg5: tensor<1x1x10x3xf32>, %arg6: tensor<1x8x8x2xf32>) -> (tensor<1x8x8x3xf32> {jax.result_info = "result"}) {
    %0 = stablehlo.convolution(%arg6, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x8x8x2xf32>, tensor<3x3x2x4xf32>) -> tensor<1x8x8x4xf32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [3] : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x8x8x4xf32>
    %4 = call @relu(%3) : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    %cst = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %5 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<f32>
    %6 = "stablehlo.reduce_window"(%4, %5) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<0> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg7: tensor<f32>, %arg8: tensor<f32>):
      %21 = stablehlo.maximum %arg7, %arg8 : tensor<f32>
      stablehlo.return %21 : tensor<f32>
    }) : (tensor<1x8x8x4xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
    %7 = stablehlo.convolution(%6, %arg3) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x4x4x4xf32>, tensor<3x3x4x6xf32>) -> tensor<1x4x4x6xf32>
    %8 = stablehlo.broadcast_in_dim %arg2, dims = [3] : (tensor<6xf32>) -> tensor<1x1x1x6xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [0, 1, 2, 3] : (tensor<1x1x1x6xf32>) -> tensor<1x4x4x6xf32>
    %10 = stablehlo.add %7, %9 : tensor<1x4x4x6xf32>
    %11 = call @relu_0(%10) : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x6xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [0, 1, 3, 4] : (tensor<1x4x4x6xf32>) -> tensor<1x4x2x4x6xf32>
    %13 = stablehlo.reshape %12 : (tensor<1x4x2x4x6xf32>) -> tensor<1x8x4x6xf32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [0, 1, 2, 4] : (tensor<1x8x4x6xf32>) -> tensor<1x8x4x2x6xf32>
    %15 = stablehlo.reshape %14 : (tensor<1x8x4x2x6xf32>) -> tensor<1x8x8x6xf32>
    %16 = stablehlo.concatenate %4, %15, dim = 3 : (tensor<1x8x8x4xf32>, tensor<1x8x8x6xf32>) -> tensor<1x8x8x10xf32>
    %17 = stablehlo.convolution(%16, %arg5) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x8x8x10xf32>, tensor<1x1x10x3xf32>) -> tensor<1x8x8x3xf32>
    %18 = stablehlo.broadcast_in_dim %arg4, dims = [3] : (tensor<3xf32>) -> tensor<1x1x1x3xf32>
    %19 = stablehlo.broadcast_in_dim %18, dims = [0, 1, 2, 3] : (tensor<1x1x1x3xf32>) -> tensor<1x8x8x3xf32>
    %20 = stablehlo.add %17, %19 : tensor<1x8x8x3xf32>
    return %20 : tensor<1x8x8x3xf32>
  }
  func.func private @relu(%arg0: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x8x8x4xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x8x8x4xf32>
    return %1 : tensor<1x8x8x4xf32>
  }
  func.func private @relu_0(%arg0: tensor<1x4x4x6xf32>) -> tensor<1x4x4x6xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x4x4x6xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x4x4x6xf32>
    return %1 : tensor<1x4x4x6xf32>
  }
}
