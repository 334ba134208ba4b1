module @jit_step attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<8xf32>, %arg1: tensor<16xf32>, %arg2: tensor<32xf32>, %arg3: tensor<10xf32>, %arg4: tensor<3x3x1x8xf32>, %arg5: tensor<3x3x8x16xf32>, %arg6: tensor<64x32xf32>, %arg7: tensor<32x10xf32>, %arg8: tensor<1x8x8x1xf32>, %arg9: tensor<1xi32>) -> (tensor<f32> {jax.result_info = "result[0]"}, tensor<8xf32> {jax.result_info = "result[1]['b1']"}, tensor<16xf32> {jax.result_info = "result[1]['b2']"}, tensor<32xf32> {jax.result_info = "result[1]['b3']"}, tensor<10xf32> {jax.result_info = "result[1]['b4']"}, tensor<3x3x1x8xf32> {jax.result_info = "result[1]['c1']"}, tensor<3x3x8x16xf32> {jax.result_info = "result[1]['c2']"}, tensor<64x32xf32> {jax.result_info = "result[1]['w3']"}, tensor<32x10xf32> {jax.result_info = "result[1]['w4']"}) {
    %0 = stablehlo.convolution(%arg8, %arg4) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x8x8x1xf32>, tensor<3x3x1x8xf32>) -> tensor<1x8x8x8xf32>
    %1 = stablehlo.broadcast_in_dim %arg0, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x8x8x8xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x8x8x8xf32>
    %4 = call @relu(%3) : (tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32>
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %5 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x8x8x8xf32>
    %6 = stablehlo.compare GT, %3, %5, FLOAT : (tensor<1x8x8x8xf32>, tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xi1>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %7 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x8x8x8xf32>
    %cst_1 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %8 = stablehlo.broadcast_in_dim %cst_1, dims = [] : (tensor<f32>) -> tensor<f32>
    %9 = "stablehlo.reduce_window"(%4, %8) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<0> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.maximum %arg10, %arg11 : tensor<f32>
      stablehlo.return %99 : tensor<f32>
    }) : (tensor<1x8x8x8xf32>, tensor<f32>) -> tensor<1x4x4x8xf32>
    %10 = stablehlo.convolution(%9, %arg5) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x4x4x8xf32>, tensor<3x3x8x16xf32>) -> tensor<1x4x4x16xf32>
    %11 = stablehlo.broadcast_in_dim %arg1, dims = [3] : (tensor<16xf32>) -> tensor<1x1x1x16xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [0, 1, 2, 3] : (tensor<1x1x1x16xf32>) -> tensor<1x4x4x16xf32>
    %13 = stablehlo.add %10, %12 : tensor<1x4x4x16xf32>
    %14 = call @relu_0(%13) : (tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
    %cst_2 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %15 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<1x4x4x16xf32>
    %16 = stablehlo.compare GT, %13, %15, FLOAT : (tensor<1x4x4x16xf32>, tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xi1>
    %cst_3 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %17 = stablehlo.broadcast_in_dim %cst_3, dims = [] : (tensor<f32>) -> tensor<1x4x4x16xf32>
    %cst_4 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %18 = stablehlo.broadcast_in_dim %cst_4, dims = [] : (tensor<f32>) -> tensor<f32>
    %19 = "stablehlo.reduce_window"(%14, %18) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<0> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 1, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.maximum %arg10, %arg11 : tensor<f32>
      stablehlo.return %99 : tensor<f32>
    }) : (tensor<1x4x4x16xf32>, tensor<f32>) -> tensor<1x2x2x16xf32>
    %20 = stablehlo.reshape %19 : (tensor<1x2x2x16xf32>) -> tensor<1x64xf32>
    %21 = stablehlo.dot_general %20, %arg6, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x64xf32>, tensor<64x32xf32>) -> tensor<1x32xf32>
    %22 = stablehlo.broadcast_in_dim %arg2, dims = [1] : (tensor<32xf32>) -> tensor<1x32xf32>
    %23 = stablehlo.add %21, %22 : tensor<1x32xf32>
    %24 = call @relu_1(%23) : (tensor<1x32xf32>) -> tensor<1x32xf32>
    %cst_5 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %25 = stablehlo.broadcast_in_dim %cst_5, dims = [] : (tensor<f32>) -> tensor<1x32xf32>
    %26 = stablehlo.compare GT, %23, %25, FLOAT : (tensor<1x32xf32>, tensor<1x32xf32>) -> tensor<1x32xi1>
    %cst_6 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %27 = stablehlo.broadcast_in_dim %cst_6, dims = [] : (tensor<f32>) -> tensor<1x32xf32>
    %28 = stablehlo.dot_general %24, %arg7, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x32xf32>, tensor<32x10xf32>) -> tensor<1x10xf32>
    %29 = stablehlo.broadcast_in_dim %arg3, dims = [1] : (tensor<10xf32>) -> tensor<1x10xf32>
    %30 = stablehlo.add %28, %29 : tensor<1x10xf32>
    %31:3 = call @log_softmax(%30) : (tensor<1x10xf32>) -> (tensor<1x10xf32>, tensor<1x10xf32>, tensor<1x1xf32>)
    %32 = call @_one_hot(%arg9) : (tensor<1xi32>) -> tensor<1x10xf32>
    %33 = stablehlo.multiply %31#0, %32 : tensor<1x10xf32>
    %cst_7 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %34 = stablehlo.reduce(%33 init: %cst_7) applies stablehlo.add across dimensions = [1] : (tensor<1x10xf32>, tensor<f32>) -> tensor<1xf32>
    %cst_8 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %35 = stablehlo.reduce(%34 init: %cst_8) applies stablehlo.add across dimensions = [0] : (tensor<1xf32>, tensor<f32>) -> tensor<f32>
    %cst_9 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %36 = stablehlo.divide %35, %cst_9 : tensor<f32>
    %37 = stablehlo.negate %36 : tensor<f32>
    %cst_10 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %38 = stablehlo.negate %cst_10 : tensor<f32>
    %cst_11 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %39 = stablehlo.divide %38, %cst_11 : tensor<f32>
    %40 = stablehlo.broadcast_in_dim %39, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %41 = stablehlo.broadcast_in_dim %40, dims = [0] : (tensor<1xf32>) -> tensor<1x10xf32>
    %42 = stablehlo.multiply %41, %32 : tensor<1x10xf32>
    %43 = call @log_softmax_2(%31#1, %31#2, %42) : (tensor<1x10xf32>, tensor<1x1xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
    %cst_12 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %44 = stablehlo.reduce(%43 init: %cst_12) applies stablehlo.add across dimensions = [0] : (tensor<1x10xf32>, tensor<f32>) -> tensor<10xf32>
    %45 = stablehlo.dot_general %43, %24, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x10xf32>, tensor<1x32xf32>) -> tensor<10x32xf32>
    %46 = stablehlo.transpose %45, dims = [1, 0] : (tensor<10x32xf32>) -> tensor<32x10xf32>
    %47 = stablehlo.dot_general %43, %arg7, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x10xf32>, tensor<32x10xf32>) -> tensor<1x32xf32>
    %cst_13 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %48 = stablehlo.broadcast_in_dim %cst_13, dims = [] : (tensor<f32>) -> tensor<1x32xf32>
    %49 = stablehlo.select %26, %47, %48 : tensor<1x32xi1>, tensor<1x32xf32>
    %cst_14 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %50 = stablehlo.reduce(%49 init: %cst_14) applies stablehlo.add across dimensions = [0] : (tensor<1x32xf32>, tensor<f32>) -> tensor<32xf32>
    %51 = stablehlo.dot_general %49, %20, contracting_dims = [0] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x32xf32>, tensor<1x64xf32>) -> tensor<32x64xf32>
    %52 = stablehlo.transpose %51, dims = [1, 0] : (tensor<32x64xf32>) -> tensor<64x32xf32>
    %53 = stablehlo.dot_general %49, %arg6, contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<1x32xf32>, tensor<64x32xf32>) -> tensor<1x64xf32>
    %54 = stablehlo.reshape %53 : (tensor<1x64xf32>) -> tensor<1x2x2x16xf32>
    %cst_15 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %55 = stablehlo.pad %14, %cst_15, low = [0, 0, 0, 0], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x4x4x16xf32>, tensor<f32>) -> tensor<1x4x4x16xf32>
    %cst_16 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %56 = "stablehlo.select_and_scatter"(%55, %54, %cst_16) <{padding = dense<0> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.compare GE, %arg10, %arg11, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %99 : tensor<i1>
    }, {
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.add %arg10, %arg11 : tensor<f32>
      stablehlo.return %99 : tensor<f32>
    }) : (tensor<1x4x4x16xf32>, tensor<1x2x2x16xf32>, tensor<f32>) -> tensor<1x4x4x16xf32>
    %57 = stablehlo.slice %56 [0:1, 0:4, 0:4, 0:16] : (tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32>
    %cst_17 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %58 = stablehlo.broadcast_in_dim %cst_17, dims = [] : (tensor<f32>) -> tensor<1x4x4x16xf32>
    %59 = stablehlo.select %16, %57, %58 : tensor<1x4x4x16xi1>, tensor<1x4x4x16xf32>
    %cst_18 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %60 = stablehlo.reduce(%59 init: %cst_18) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x4x4x16xf32>, tensor<f32>) -> tensor<1x16xf32>
    %61 = stablehlo.reshape %60 : (tensor<1x16xf32>) -> tensor<1x1x1x16xf32>
    %cst_19 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %62 = stablehlo.reduce(%61 init: %cst_19) applies stablehlo.add across dimensions = [0, 1, 2] : (tensor<1x1x1x16xf32>, tensor<f32>) -> tensor<16xf32>
    %63 = stablehlo.convolution(%9, %59) dim_numbers = [f, 0, 1, b]x[i, 0, 1, o]->[0, 1, b, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x4x4x8xf32>, tensor<1x4x4x16xf32>) -> tensor<3x3x8x16xf32>
    %64 = stablehlo.reverse %arg5, dims = [0, 1] : tensor<3x3x8x16xf32>
    %65 = stablehlo.convolution(%59, %64) dim_numbers = [b, 0, 1, f]x[0, 1, o, i]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x4x4x16xf32>, tensor<3x3x8x16xf32>) -> tensor<1x4x4x8xf32>
    %cst_20 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %66 = stablehlo.pad %4, %cst_20, low = [0, 0, 0, 0], high = [0, 0, 0, 0], interior = [0, 0, 0, 0] : (tensor<1x8x8x8xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
    %cst_21 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %67 = "stablehlo.select_and_scatter"(%66, %65, %cst_21) <{padding = dense<0> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.compare GE, %arg10, %arg11, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %99 : tensor<i1>
    }, {
    ^bb0(%arg10: tensor<f32>, %arg11: tensor<f32>):
      %99 = stablehlo.add %arg10, %arg11 : tensor<f32>
      stablehlo.return %99 : tensor<f32>
    }) : (tensor<1x8x8x8xf32>, tensor<1x4x4x8xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
    %68 = stablehlo.slice %67 [0:1, 0:8, 0:8, 0:8] : (tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32>
    %cst_22 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %69 = stablehlo.broadcast_in_dim %cst_22, dims = [] : (tensor<f32>) -> tensor<1x8x8x8xf32>
    %70 = stablehlo.select %6, %68, %69 : tensor<1x8x8x8xi1>, tensor<1x8x8x8xf32>
    %cst_23 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %71 = stablehlo.reduce(%70 init: %cst_23) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x8x8x8xf32>, tensor<f32>) -> tensor<1x8xf32>
    %72 = stablehlo.reshape %71 : (tensor<1x8xf32>) -> tensor<1x1x1x8xf32>
    %cst_24 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %73 = stablehlo.reduce(%72 init: %cst_24) applies stablehlo.add across dimensions = [0, 1, 2] : (tensor<1x1x1x8xf32>, tensor<f32>) -> tensor<8xf32>
    %74 = stablehlo.convolution(%arg8, %70) dim_numbers = [f, 0, 1, b]x[i, 0, 1, o]->[0, 1, b, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x8x8x1xf32>, tensor<1x8x8x8xf32>) -> tensor<3x3x1x8xf32>
    %cst_25 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %75 = stablehlo.broadcast_in_dim %cst_25, dims = [] : (tensor<f32>) -> tensor<8xf32>
    %76 = stablehlo.multiply %75, %73 : tensor<8xf32>
    %77 = stablehlo.subtract %arg0, %76 : tensor<8xf32>
    %cst_26 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %78 = stablehlo.broadcast_in_dim %cst_26, dims = [] : (tensor<f32>) -> tensor<16xf32>
    %79 = stablehlo.multiply %78, %62 : tensor<16xf32>
    %80 = stablehlo.subtract %arg1, %79 : tensor<16xf32>
    %cst_27 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %81 = stablehlo.broadcast_in_dim %cst_27, dims = [] : (tensor<f32>) -> tensor<32xf32>
    %82 = stablehlo.multiply %81, %50 : tensor<32xf32>
    %83 = stablehlo.subtract %arg2, %82 : tensor<32xf32>
    %cst_28 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %84 = stablehlo.broadcast_in_dim %cst_28, dims = [] : (tensor<f32>) -> tensor<10xf32>
    %85 = stablehlo.multiply %84, %44 : tensor<10xf32>
    %86 = stablehlo.subtract %arg3, %85 : tensor<10xf32>
    %cst_29 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %87 = stablehlo.broadcast_in_dim %cst_29, dims = [] : (tensor<f32>) -> tensor<3x3x1x8xf32>
    %88 = stablehlo.multiply %87, %74 : tensor<3x3x1x8xf32>
    %89 = stablehlo.subtract %arg4, %88 : tensor<3x3x1x8xf32>
    %cst_30 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %90 = stablehlo.broadcast_in_dim %cst_30, dims = [] : (tensor<f32>) -> tensor<3x3x8x16xf32>
    %91 = stablehlo.multiply %90, %63 : tensor<3x3x8x16xf32>
    %92 = stablehlo.subtract %arg5, %91 : tensor<3x3x8x16xf32>
    %cst_31 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %93 = stablehlo.broadcast_in_dim %cst_31, dims = [] : (tensor<f32>) -> tensor<64x32xf32>
    %94 = stablehlo.multiply %93, %52 : tensor<64x32xf32>
    %95 = stablehlo.subtract %arg6, %94 : tensor<64x32xf32>
    %cst_32 = stablehlo.constant dense<1.000000e-01> : tensor<f32>
    %96 = stablehlo.broadcast_in_dim %cst_32, dims = [] : (tensor<f32>) -> tensor<32x10xf32>
    %97 = stablehlo.multiply %96, %46 : tensor<32x10xf32>
    %98 = stablehlo.subtract %arg7, %97 : tensor<32x10xf32>
    return %37, %77, %80, %83, %86, %89, %92, %95, %98 : tensor<f32>, tensor<8xf32>, tensor<16xf32>, tensor<32xf32>, tensor<10xf32>, tensor<3x3x1x8xf32>, tensor<3x3x8x16xf32>, tensor<64x32xf32>, tensor<32x10xf32>
  }
  func.func private @relu(%arg0: tensor<1x8x8x8xf32>) -> tensor<1x8x8x8xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x8x8x8xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x8x8x8xf32>
    return %1 : tensor<1x8x8x8xf32>
  }
  func.func private @relu_0(%arg0: tensor<1x4x4x16xf32>) -> tensor<1x4x4x16xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x4x4x16xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x4x4x16xf32>
    return %1 : tensor<1x4x4x16xf32>
  }
  func.func private @relu_1(%arg0: tensor<1x32xf32>) -> tensor<1x32xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x32xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x32xf32>
    return %1 : tensor<1x32xf32>
  }
  func.func private @log_softmax(%arg0: tensor<1x10xf32>) -> (tensor<1x10xf32>, tensor<1x10xf32>, tensor<1x1xf32>) {
    %cst = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %0 = stablehlo.reduce(%arg0 init: %cst) applies stablehlo.maximum across dimensions = [1] : (tensor<1x10xf32>, tensor<f32>) -> tensor<1xf32>
    %cst_0 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %2 = stablehlo.maximum %1, %0 : tensor<1xf32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x10xf32>
    %5 = stablehlo.subtract %arg0, %4 : tensor<1x10xf32>
    %6 = stablehlo.exponential %5 : tensor<1x10xf32>
    %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %7 = stablehlo.reduce(%6 init: %cst_1) applies stablehlo.add across dimensions = [1] : (tensor<1x10xf32>, tensor<f32>) -> tensor<1xf32>
    %8 = stablehlo.broadcast_in_dim %7, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %9 = stablehlo.log %8 : tensor<1x1xf32>
    %10 = stablehlo.broadcast_in_dim %9, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x10xf32>
    %11 = stablehlo.subtract %5, %10 : tensor<1x10xf32>
    return %11, %6, %8 : tensor<1x10xf32>, tensor<1x10xf32>, tensor<1x1xf32>
  }
  func.func private @_one_hot(%arg0: tensor<1xi32>) -> tensor<1x10xf32> {
    %0 = stablehlo.broadcast_in_dim %arg0, dims = [0] : (tensor<1xi32>) -> tensor<1x1xi32>
    %1 = stablehlo.iota dim = 1 : tensor<1x10xi32>
    %2 = stablehlo.broadcast_in_dim %0, dims = [0, 1] : (tensor<1x1xi32>) -> tensor<1x10xi32>
    %3 = stablehlo.compare EQ, %2, %1, SIGNED : (tensor<1x10xi32>, tensor<1x10xi32>) -> tensor<1x10xi1>
    %4 = stablehlo.convert %3 : (tensor<1x10xi1>) -> tensor<1x10xf32>
    return %4 : tensor<1x10xf32>
  }
  func.func private @log_softmax_2(%arg0: tensor<1x10xf32>, %arg1: tensor<1x1xf32>, %arg2: tensor<1x10xf32>) -> tensor<1x10xf32> {
    %0 = stablehlo.negate %arg2 : tensor<1x10xf32>
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %1 = stablehlo.reduce(%0 init: %cst) applies stablehlo.add across dimensions = [1] : (tensor<1x10xf32>, tensor<f32>) -> tensor<1xf32>
    %2 = stablehlo.reshape %1 : (tensor<1xf32>) -> tensor<1x1xf32>
    %3 = stablehlo.divide %2, %arg1 : tensor<1x1xf32>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %4 = stablehlo.reduce(%3 init: %cst_0) applies stablehlo.add across dimensions = [0, 1] : (tensor<1x1xf32>, tensor<f32>) -> tensor<f32>
    %5 = stablehlo.broadcast_in_dim %4, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %6 = stablehlo.broadcast_in_dim %5, dims = [0] : (tensor<1xf32>) -> tensor<1x10xf32>
    %7 = stablehlo.multiply %6, %arg0 : tensor<1x10xf32>
    %8 = stablehlo.add %arg2, %7 : tensor<1x10xf32>
    return %8 : tensor<1x10xf32>
  }
}
