module @jit_autoencoder attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<4xf32>, %arg1: tensor<3x3x1x4xf32>, %arg2: tensor<6xf32>, %arg3: tensor<3x3x4x6xf32>, %arg4: tensor<4xf32>, %arg5: tensor<3x3x6x4xf32>, %arg6: tensor<1xf32>, %arg7: tensor<3x3x4x1xf32>, %arg8: tensor<1x12x12x1xf32>) -> (tensor<1x12x12x1xf32> {jax.result_info = "result"}) {
    %0 = stablehlo.convolution(%arg8, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = [[0, 1], [0, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x12x12x1xf32>, tensor<3x3x1x4xf32>) -> tensor<1x6x6x4xf32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [3] : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x6x6x4xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x6x6x4xf32>
    %4 = call @relu(%3) : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
    %5 = stablehlo.convolution(%4, %arg3) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = [[0, 1], [0, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x6x4xf32>, tensor<3x3x4x6xf32>) -> tensor<1x3x3x6xf32>
    %6 = stablehlo.broadcast_in_dim %arg2, dims = [3] : (tensor<6xf32>) -> tensor<1x1x1x6xf32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [0, 1, 2, 3] : (tensor<1x1x1x6xf32>) -> tensor<1x3x3x6xf32>
    %8 = stablehlo.add %5, %7 : tensor<1x3x3x6xf32>
    %9 = call @relu_0(%8) : (tensor<1x3x3x6xf32>) -> tensor<1x3x3x6xf32>
    %10 = stablehlo.convolution(%9, %arg5) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[2, 1], [2, 1]], lhs_dilate = [2, 2], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x3x3x6xf32>, tensor<3x3x6x4xf32>) -> tensor<1x6x6x4xf32>
    %11 = stablehlo.broadcast_in_dim %arg4, dims = [3] : (tensor<4xf32>) -> tensor<1x1x1x4xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [0, 1, 2, 3] : (tensor<1x1x1x4xf32>) -> tensor<1x6x6x4xf32>
    %13 = stablehlo.add %10, %12 : tensor<1x6x6x4xf32>
    %14 = stablehlo.convolution(%13, %arg7) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[2, 1], [2, 1]], lhs_dilate = [2, 2], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x6x4xf32>, tensor<3x3x4x1xf32>) -> tensor<1x12x12x1xf32>
    %15 = stablehlo.broadcast_in_dim %arg6, dims = [3] : (tensor<1xf32>) -> tensor<1x1x1x1xf32>
    %16 = stablehlo.broadcast_in_dim %15, dims = [0, 1, 2, 3] : (tensor<1x1x1x1xf32>) -> tensor<1x12x12x1xf32>
    %17 = stablehlo.add %14, %16 : tensor<1x12x12x1xf32>
    %18 = stablehlo.negate %17 : tensor<1x12x12x1xf32>
    %19 = stablehlo.exponential %18 : tensor<1x12x12x1xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %20 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x12x12x1xf32>
    %21 = stablehlo.add %20, %19 : tensor<1x12x12x1xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %22 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x12x12x1xf32>
    %23 = stablehlo.divide %22, %21 : tensor<1x12x12x1xf32>
    return %23 : tensor<1x12x12x1xf32>
  }
  func.func private @relu(%arg0: tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x6x6x4xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x6x6x4xf32>
    return %1 : tensor<1x6x6x4xf32>
  }
  func.func private @relu_0(%arg0: tensor<1x3x3x6xf32>) -> tensor<1x3x3x6xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x3x3x6xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x3x3x6xf32>
    return %1 : tensor<1x3x3x6xf32>
  }
}
