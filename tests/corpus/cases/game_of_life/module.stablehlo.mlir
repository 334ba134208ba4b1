module @jit_game_of_life attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<8x8xi1>) -> (tensor<8x8xi1> {jax.result_info = "result"}) {
    %0 = call @_roll_static(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %1 = stablehlo.convert %0 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %2 = stablehlo.broadcast_in_dim %c, dims = [] : (tensor<i32>) -> tensor<8x8xi32>
    %3 = stablehlo.add %2, %1 : tensor<8x8xi32>
    %4 = call @_roll_static_0(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %5 = stablehlo.convert %4 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %6 = stablehlo.add %3, %5 : tensor<8x8xi32>
    %7 = call @_roll_static_1(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %8 = stablehlo.convert %7 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %9 = stablehlo.add %6, %8 : tensor<8x8xi32>
    %10 = call @_roll_static_2(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %11 = stablehlo.convert %10 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %12 = stablehlo.add %9, %11 : tensor<8x8xi32>
    %13 = call @_roll_static_3(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %14 = stablehlo.convert %13 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %15 = stablehlo.add %12, %14 : tensor<8x8xi32>
    %16 = call @_roll_static_4(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %17 = stablehlo.convert %16 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %18 = stablehlo.add %15, %17 : tensor<8x8xi32>
    %19 = call @_roll_static_5(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %20 = stablehlo.convert %19 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %21 = stablehlo.add %18, %20 : tensor<8x8xi32>
    %22 = call @_roll_static_6(%arg0) : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %23 = stablehlo.convert %22 : (tensor<8x8xi1>) -> tensor<8x8xi32>
    %24 = stablehlo.add %21, %23 : tensor<8x8xi32>
    %c_0 = stablehlo.constant dense<3> : tensor<i32>
    %25 = stablehlo.broadcast_in_dim %c_0, dims = [] : (tensor<i32>) -> tensor<8x8xi32>
    %26 = stablehlo.compare EQ, %24, %25, SIGNED : (tensor<8x8xi32>, tensor<8x8xi32>) -> tensor<8x8xi1>
    %c_1 = stablehlo.constant dense<2> : tensor<i32>
    %27 = stablehlo.broadcast_in_dim %c_1, dims = [] : (tensor<i32>) -> tensor<8x8xi32>
    %28 = stablehlo.compare EQ, %24, %27, SIGNED : (tensor<8x8xi32>, tensor<8x8xi32>) -> tensor<8x8xi1>
    %29 = stablehlo.and %arg0, %28 : tensor<8x8xi1>
    %30 = stablehlo.or %26, %29 : tensor<8x8xi1>
    return %30 : tensor<8x8xi1>
  }
  func.func private @_roll_static(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [1:8, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %1 = stablehlo.slice %arg0 [0:1, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<7x8xi1>, tensor<1x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 1:8] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %4 = stablehlo.slice %2 [0:8, 0:1] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x7xi1>, tensor<8x1xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_0(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [1:8, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %1 = stablehlo.slice %arg0 [0:1, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<7x8xi1>, tensor<1x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 0:8] : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %4 = stablehlo.slice %2 [0:8, 0:0] : (tensor<8x8xi1>) -> tensor<8x0xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x8xi1>, tensor<8x0xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_1(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [1:8, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %1 = stablehlo.slice %arg0 [0:1, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<7x8xi1>, tensor<1x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 7:8] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %4 = stablehlo.slice %2 [0:8, 0:7] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x1xi1>, tensor<8x7xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_2(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [0:8, 0:8] : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %1 = stablehlo.slice %arg0 [0:0, 0:8] : (tensor<8x8xi1>) -> tensor<0x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<8x8xi1>, tensor<0x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 1:8] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %4 = stablehlo.slice %2 [0:8, 0:1] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x7xi1>, tensor<8x1xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_3(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [0:8, 0:8] : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %1 = stablehlo.slice %arg0 [0:0, 0:8] : (tensor<8x8xi1>) -> tensor<0x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<8x8xi1>, tensor<0x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 7:8] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %4 = stablehlo.slice %2 [0:8, 0:7] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x1xi1>, tensor<8x7xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_4(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [7:8, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %1 = stablehlo.slice %arg0 [0:7, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<1x8xi1>, tensor<7x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 1:8] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %4 = stablehlo.slice %2 [0:8, 0:1] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x7xi1>, tensor<8x1xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_5(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [7:8, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %1 = stablehlo.slice %arg0 [0:7, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<1x8xi1>, tensor<7x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 0:8] : (tensor<8x8xi1>) -> tensor<8x8xi1>
    %4 = stablehlo.slice %2 [0:8, 0:0] : (tensor<8x8xi1>) -> tensor<8x0xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x8xi1>, tensor<8x0xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
  func.func private @_roll_static_6(%arg0: tensor<8x8xi1>) -> tensor<8x8xi1> {
    %0 = stablehlo.slice %arg0 [7:8, 0:8] : (tensor<8x8xi1>) -> tensor<1x8xi1>
    %1 = stablehlo.slice %arg0 [0:7, 0:8] : (tensor<8x8xi1>) -> tensor<7x8xi1>
    %2 = stablehlo.concatenate %0, %1, dim = 0 : (tensor<1x8xi1>, tensor<7x8xi1>) -> tensor<8x8xi1>
    %3 = stablehlo.slice %2 [0:8, 7:8] : (tensor<8x8xi1>) -> tensor<8x1xi1>
    %4 = stablehlo.slice %2 [0:8, 0:7] : (tensor<8x8xi1>) -> tensor<8x7xi1>
    %5 = stablehlo.concatenate %3, %4, dim = 1 : (tensor<8x1xi1>, tensor<8x7xi1>) -> tensor<8x8xi1>
    return %5 : tensor<8x8xi1>
  }
}
