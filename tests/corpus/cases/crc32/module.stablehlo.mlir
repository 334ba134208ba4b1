module @jit_crc32 attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<9xui8>) -> (tensor<ui32> {jax.result_info = "result"}) {
    %c = stablehlo.constant dense<4294967295> : tensor<ui32>
    %c_0 = stablehlo.constant dense<0> : tensor<i32>
    %0:3 = stablehlo.while(%iterArg = %arg0, %iterArg_1 = %c_0, %iterArg_2 = %c) : tensor<9xui8>, tensor<i32>, tensor<ui32>
    cond {
      %c_3 = stablehlo.constant dense<9> : tensor<i32>
      %2 = stablehlo.compare LT, %iterArg_1, %c_3, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %2 : tensor<i1>
    } do {
      %2 = func.call @dynamic_index_in_dim(%iterArg, %iterArg_1) : (tensor<9xui8>, tensor<i32>) -> tensor<ui8>
      %3 = func.call @closed_call(%iterArg_2, %2) : (tensor<ui32>, tensor<ui8>) -> tensor<ui32>
      %c_3 = stablehlo.constant dense<1> : tensor<i32>
      %4 = stablehlo.add %iterArg_1, %c_3 : tensor<i32>
      stablehlo.return %iterArg, %4, %3 : tensor<9xui8>, tensor<i32>, tensor<ui32>
    }
    %1 = stablehlo.not %0#2 : tensor<ui32>
    return %1 : tensor<ui32>
  }
  func.func private @dynamic_index_in_dim(%arg0: tensor<9xui8>, %arg1: tensor<i32>) -> tensor<ui8> {
    %0 = stablehlo.dynamic_slice %arg0, %arg1, sizes = [1] : (tensor<9xui8>, tensor<i32>) -> tensor<1xui8>
    %1 = stablehlo.reshape %0 : (tensor<1xui8>) -> tensor<ui8>
    return %1 : tensor<ui8>
  }
  func.func private @closed_call(%arg0: tensor<ui32>, %arg1: tensor<ui8>) -> tensor<ui32> {
    %0 = stablehlo.convert %arg1 : (tensor<ui8>) -> tensor<ui32>
    %1 = stablehlo.xor %arg0, %0 : tensor<ui32>
    %c = stablehlo.constant dense<0> : tensor<i32>
    %c_0 = stablehlo.constant dense<0> : tensor<i32>
    %2:3 = stablehlo.while(%iterArg = %c_0, %iterArg_1 = %c, %iterArg_2 = %1) : tensor<i32>, tensor<i32>, tensor<ui32>
    cond {
      %c_3 = stablehlo.constant dense<8> : tensor<i32>
      %3 = stablehlo.compare LT, %iterArg, %c_3, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %3 : tensor<i1>
    } do {
      %3:2 = func.call @closed_call_0(%iterArg_1, %iterArg_2) : (tensor<i32>, tensor<ui32>) -> (tensor<i32>, tensor<ui32>)
      %c_3 = stablehlo.constant dense<1> : tensor<i32>
      %4 = stablehlo.add %iterArg, %c_3 : tensor<i32>
      stablehlo.return %4, %3#0, %3#1 : tensor<i32>, tensor<i32>, tensor<ui32>
    }
    return %2#2 : tensor<ui32>
  }
  func.func private @closed_call_0(%arg0: tensor<i32>, %arg1: tensor<ui32>) -> (tensor<i32>, tensor<ui32>) {
    %c = stablehlo.constant dense<1> : tensor<i32>
    %0 = stablehlo.add %arg0, %c : tensor<i32>
    %c_0 = stablehlo.constant dense<1> : tensor<ui32>
    %1 = stablehlo.and %arg1, %c_0 : tensor<ui32>
    %c_1 = stablehlo.constant dense<1> : tensor<ui32>
    %2 = stablehlo.shift_right_logical %arg1, %c_1 : tensor<ui32>
    %c_2 = stablehlo.constant dense<3988292384> : tensor<ui32>
    %3 = stablehlo.xor %2, %c_2 : tensor<ui32>
    %c_3 = stablehlo.constant dense<1> : tensor<ui32>
    %4 = stablehlo.shift_right_logical %arg1, %c_3 : tensor<ui32>
    %5 = call @_where(%1, %3, %4) : (tensor<ui32>, tensor<ui32>, tensor<ui32>) -> tensor<ui32>
    return %0, %5 : tensor<i32>, tensor<ui32>
  }
  func.func private @_where(%arg0: tensor<ui32>, %arg1: tensor<ui32>, %arg2: tensor<ui32>) -> tensor<ui32> {
    %c = stablehlo.constant dense<0> : tensor<ui32>
    %0 = stablehlo.compare NE, %arg0, %c, UNSIGNED : (tensor<ui32>, tensor<ui32>) -> tensor<i1>
    %1 = stablehlo.select %0, %arg1, %arg2 : tensor<i1>, tensor<ui32>
    return %1 : tensor<ui32>
  }
}
