module @jit_temporal_conv attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<4xf32>, %arg1: tensor<3x3x4xf32>, %arg2: tensor<4xf32>, %arg3: tensor<3x4x4xf32>, %arg4: tensor<1x20x3xf32>) -> (tensor<1x20x4xf32> {jax.result_info = "result"}) {
    %0 = stablehlo.convolution(%arg4, %arg1) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [1], pad = [[2, 0]], lhs_dilate = [1], rhs_dilate = [1], reverse = [false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x20x3xf32>, tensor<3x3x4xf32>) -> tensor<1x20x4xf32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [2] : (tensor<4xf32>) -> tensor<1x1x4xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2] : (tensor<1x1x4xf32>) -> tensor<1x20x4xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x20x4xf32>
    %4 = stablehlo.tanh %3 : tensor<1x20x4xf32>
    %5 = stablehlo.convolution(%4, %arg3) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [1], pad = [[4, 0]], lhs_dilate = [1], rhs_dilate = [2], reverse = [false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x20x4xf32>, tensor<3x4x4xf32>) -> tensor<1x20x4xf32>
    %6 = stablehlo.broadcast_in_dim %arg2, dims = [2] : (tensor<4xf32>) -> tensor<1x1x4xf32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [0, 1, 2] : (tensor<1x1x4xf32>) -> tensor<1x20x4xf32>
    %8 = stablehlo.add %5, %7 : tensor<1x20x4xf32>
    %9 = stablehlo.tanh %8 : tensor<1x20x4xf32>
    return %9 : tensor<1x20x4xf32>
  }
}
