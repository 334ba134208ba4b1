module @jit_kalman_step attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<2xf32>, %arg1: tensor<2x2xf32>, %arg2: tensor<1xf32>) -> (tensor<2xf32> {jax.result_info = "result[0]"}, tensor<2x2xf32> {jax.result_info = "result[1]"}) {
    %cst = stablehlo.constant dense<[[1.000000e+00, 1.000000e-01], [0.000000e+00, 1.000000e+00]]> : tensor<2x2xf32>
    %cst_0 = stablehlo.constant dense<[[1.000000e+00, 0.000000e+00]]> : tensor<1x2xf32>
    %0 = stablehlo.dot_general %cst, %arg0, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2xf32>
    %1 = stablehlo.dot_general %cst, %arg1, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    %2 = stablehlo.transpose %cst, dims = [1, 0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
    %3 = stablehlo.dot_general %1, %2, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    %4 = stablehlo.iota dim = 0 : tensor<2x2xi32>
    %5 = stablehlo.iota dim = 1 : tensor<2x2xi32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %6 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<2x2xi32>
    %7 = stablehlo.add %4, %6 : tensor<2x2xi32>
    %8 = stablehlo.compare EQ, %7, %5, SIGNED : (tensor<2x2xi32>, tensor<2x2xi32>) -> tensor<2x2xi1>
    %9 = stablehlo.convert %8 : (tensor<2x2xi1>) -> tensor<2x2xf32>
    %cst_1 = stablehlo.constant dense<0.00999999977> : tensor<f32>
    %10 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<2x2xf32>
    %11 = stablehlo.multiply %10, %9 : tensor<2x2xf32>
    %12 = stablehlo.add %3, %11 : tensor<2x2xf32>
    %13 = stablehlo.transpose %cst_0, dims = [1, 0] : (tensor<1x2xf32>) -> tensor<2x1xf32>
    %14 = stablehlo.dot_general %12, %13, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
    %15 = stablehlo.dot_general %cst_0, %12, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
    %16 = stablehlo.transpose %cst_0, dims = [1, 0] : (tensor<1x2xf32>) -> tensor<2x1xf32>
    %17 = stablehlo.dot_general %15, %16, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
    %cst_2 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %18 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<1x1xf32>
    %19 = stablehlo.add %17, %18 : tensor<1x1xf32>
    %20 = stablehlo.broadcast_in_dim %19, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<2x1xf32>
    %21 = stablehlo.divide %14, %20 : tensor<2x1xf32>
    %22 = stablehlo.reshape %21 : (tensor<2x1xf32>) -> tensor<2xf32>
    %23 = stablehlo.dot_general %cst_0, %0, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x2xf32>, tensor<2xf32>) -> tensor<1xf32>
    %24 = stablehlo.subtract %arg2, %23 : tensor<1xf32>
    %25 = stablehlo.reshape %24 : (tensor<1xf32>) -> tensor<f32>
    %26 = stablehlo.broadcast_in_dim %25, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %27 = stablehlo.multiply %22, %26 : tensor<2xf32>
    %28 = stablehlo.add %0, %27 : tensor<2xf32>
    %29 = stablehlo.iota dim = 0 : tensor<2x2xi32>
    %30 = stablehlo.iota dim = 1 : tensor<2x2xi32>
    %c_3 = stablehlo.constant dense<0> : tensor<i32>
    %31 = stablehlo.broadcast_in_dim %c_3, dims = [] : (tensor<i32>) -> tensor<2x2xi32>
    %32 = stablehlo.add %29, %31 : tensor<2x2xi32>
    %33 = stablehlo.compare EQ, %32, %30, SIGNED : (tensor<2x2xi32>, tensor<2x2xi32>) -> tensor<2x2xi1>
    %34 = stablehlo.convert %33 : (tensor<2x2xi1>) -> tensor<2x2xf32>
    %35 = stablehlo.dot_general %21, %cst_0, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
    %36 = stablehlo.subtract %34, %35 : tensor<2x2xf32>
    %37 = stablehlo.dot_general %36, %12, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    return %28, %37 : tensor<2xf32>, tensor<2x2xf32>
  }
}
