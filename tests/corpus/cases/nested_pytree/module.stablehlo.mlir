module @jit_axpy_tree attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<f32>, %arg1: tensor<2x3xf32>, %arg2: tensor<2x3xf32>) -> (tensor<2x3xf32> {jax.result_info = "result['pair'][0]"}, tensor<3x2xf32> {jax.result_info = "result['pair'][1]"}, tensor<2x3xf32> {jax.result_info = "result['sum']"}) {
    %0 = stablehlo.broadcast_in_dim %arg0, dims = [] : (tensor<f32>) -> tensor<2x3xf32>
    %1 = stablehlo.multiply %0, %arg1 : tensor<2x3xf32>
    %2 = stablehlo.add %1, %arg2 : tensor<2x3xf32>
    %3 = stablehlo.transpose %arg2, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
    return %arg1, %3, %2 : tensor<2x3xf32>, tensor<3x2xf32>, tensor<2x3xf32>
  }
}
