module @jit_gru attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<10x6xf32>, %arg1: tensor<10x6xf32>, %arg2: tensor<10x6xf32>, %arg3: tensor<7x4xf32>) -> (tensor<7x6xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<7x6xf32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %2:7 = stablehlo.while(%iterArg = %arg3, %iterArg_1 = %arg2, %iterArg_2 = %arg1, %iterArg_3 = %arg0, %iterArg_4 = %c, %iterArg_5 = %0, %iterArg_6 = %1) : tensor<7x4xf32>, tensor<10x6xf32>, tensor<10x6xf32>, tensor<10x6xf32>, tensor<i32>, tensor<6xf32>, tensor<7x6xf32>
    cond {
      %c_7 = stablehlo.constant dense<7> : tensor<i32>
      %3 = stablehlo.compare LT, %iterArg_4, %c_7, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %3 : tensor<i1>
    } do {
      %3 = func.call @dynamic_index_in_dim(%iterArg, %iterArg_4) : (tensor<7x4xf32>, tensor<i32>) -> tensor<4xf32>
      %4:2 = func.call @closed_call(%iterArg_1, %iterArg_2, %iterArg_3, %iterArg_5, %3) : (tensor<10x6xf32>, tensor<10x6xf32>, tensor<10x6xf32>, tensor<6xf32>, tensor<4xf32>) -> (tensor<6xf32>, tensor<6xf32>)
      %5 = func.call @dynamic_update_index_in_dim(%iterArg_6, %4#1, %iterArg_4) : (tensor<7x6xf32>, tensor<6xf32>, tensor<i32>) -> tensor<7x6xf32>
      %c_7 = stablehlo.constant dense<1> : tensor<i32>
      %6 = stablehlo.add %iterArg_4, %c_7 : tensor<i32>
      stablehlo.return %iterArg, %iterArg_1, %iterArg_2, %iterArg_3, %6, %4#0, %5 : tensor<7x4xf32>, tensor<10x6xf32>, tensor<10x6xf32>, tensor<10x6xf32>, tensor<i32>, tensor<6xf32>, tensor<7x6xf32>
    }
    return %2#6 : tensor<7x6xf32>
  }
  func.func private @dynamic_index_in_dim(%arg0: tensor<7x4xf32>, %arg1: tensor<i32>) -> tensor<4xf32> {
    %c = stablehlo.constant dense<0> : tensor<i32>
    %0 = stablehlo.dynamic_slice %arg0, %arg1, %c, sizes = [1, 4] : (tensor<7x4xf32>, tensor<i32>, tensor<i32>) -> tensor<1x4xf32>
    %1 = stablehlo.reshape %0 : (tensor<1x4xf32>) -> tensor<4xf32>
    return %1 : tensor<4xf32>
  }
  func.func private @closed_call(%arg0: tensor<10x6xf32>, %arg1: tensor<10x6xf32>, %arg2: tensor<10x6xf32>, %arg3: tensor<6xf32>, %arg4: tensor<4xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
    %0 = stablehlo.concatenate %arg4, %arg3, dim = 0 : (tensor<4xf32>, tensor<6xf32>) -> tensor<10xf32>
    %1 = stablehlo.dot_general %0, %arg0, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<10xf32>, tensor<10x6xf32>) -> tensor<6xf32>
    %2 = stablehlo.negate %1 : tensor<6xf32>
    %3 = stablehlo.exponential %2 : tensor<6xf32>
    %cst = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %4 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %5 = stablehlo.add %4, %3 : tensor<6xf32>
    %cst_0 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %7 = stablehlo.divide %6, %5 : tensor<6xf32>
    %8 = stablehlo.concatenate %arg4, %arg3, dim = 0 : (tensor<4xf32>, tensor<6xf32>) -> tensor<10xf32>
    %9 = stablehlo.dot_general %8, %arg1, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<10xf32>, tensor<10x6xf32>) -> tensor<6xf32>
    %10 = stablehlo.negate %9 : tensor<6xf32>
    %11 = stablehlo.exponential %10 : tensor<6xf32>
    %cst_1 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %12 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %13 = stablehlo.add %12, %11 : tensor<6xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %14 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %15 = stablehlo.divide %14, %13 : tensor<6xf32>
    %16 = stablehlo.multiply %15, %arg3 : tensor<6xf32>
    %17 = stablehlo.concatenate %arg4, %16, dim = 0 : (tensor<4xf32>, tensor<6xf32>) -> tensor<10xf32>
    %18 = stablehlo.dot_general %17, %arg2, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<10xf32>, tensor<10x6xf32>) -> tensor<6xf32>
    %19 = stablehlo.tanh %18 : tensor<6xf32>
    %cst_3 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %20 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<6xf32>
    %21 = stablehlo.subtract %20, %7 : tensor<6xf32>
    %22 = stablehlo.multiply %21, %19 : tensor<6xf32>
    %23 = stablehlo.multiply %7, %arg3 : tensor<6xf32>
    %24 = stablehlo.add %22, %23 : tensor<6xf32>
    return %24, %24 : tensor<6xf32>, tensor<6xf32>
  }
  func.func private @dynamic_update_index_in_dim(%arg0: tensor<7x6xf32>, %arg1: tensor<6xf32>, %arg2: tensor<i32>) -> tensor<7x6xf32> {
    %0 = stablehlo.broadcast_in_dim %arg1, dims = [1] : (tensor<6xf32>) -> tensor<1x6xf32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %1 = stablehlo.dynamic_update_slice %arg0, %0, %arg2, %c : (tensor<7x6xf32>, tensor<1x6xf32>, tensor<i32>, tensor<i32>) -> tensor<7x6xf32>
    return %1 : tensor<7x6xf32>
  }
}
