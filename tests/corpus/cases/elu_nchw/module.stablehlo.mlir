module @jit__lambda attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x2x9x7xf32>) -> (tensor<1x3x5x3xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[[0.230992988, -0.121108383, 0.0591571033], [0.32674408, -0.0779617652, -0.272171795], [-0.0125347748, -0.0802529677, 0.265575379]], [[0.0326834507, -0.163726866, 0.490009099], [-0.102085955, 0.0964375957, 0.138035193], [0.160099074, 0.0352963097, 0.1197543]]], [[[-0.0138604641, -0.289689302, -0.0448686555], [-0.040500693, -0.0362769961, 0.027779609], [-0.12751694, 0.270108789, 0.319804341]], [[-0.449146926, 0.00190366642, -0.145049497], [-0.531997323, 0.0837186426, -0.126311943], [-7.669650e-02, -0.133002788, 0.221884072]]], [[[0.252970666, 0.0565006211, 0.141480252], [-0.0229493305, 0.0286098849, -0.151411667], [7.051020e-03, -0.145677373, 0.0761436597]], [[0.168878272, 0.063491337, 0.241709337], [5.491440e-01, -4.300000e-01, 0.00279323873], [-0.116081432, -0.0932225734, -0.277236342]]], [[[0.010723711, -0.0527196974, -0.129163772], [-0.0519133881, -0.120993316, -0.478246927], [0.21992518, -0.0619460977, -0.193843916]], [[0.0625461041, -0.135219663, -0.443765372], [0.181038186, -0.342256814, -0.0445821583], [0.0245267916, 0.27549988, 0.242920116]]]]> : tensor<4x2x3x3xf32>
    %cst_0 = stablehlo.constant dense<[0.165748075, -0.763391554, -0.415897161, 1.08770168]> : tensor<4xf32>
    %0 = stablehlo.broadcast_in_dim %cst_0, dims = [0] : (tensor<4xf32>) -> tensor<4x1x1xf32>
    %cst_1 = stablehlo.constant dense<"0x9571983EFA9CB93D601BDCBDF4AD2F3EFA1480BD6B368BBD4E713EBD0170C93DC5EB3B3D2870293E4A405D3E1530AF3D1305C7BEBDC690BEA386D83CD1B130BC5C40B83E5102A5BB0A5DD0BC1A17213ECEA9353EE8B420BD0885A13D697541BEEEF620BECA71523EB12670BE74681D3ECA62E73D1F5F033E38CA1B3E1A77C03DE2BCB6BE036A2BBE6A3FCDBD1E211C3E907A40BEAB9AF0BD00AE77BDC8AB603E8FF075BE161267BE2E12D63DDD60B5BE59A1623DB3FA9ABD089186BEE0738FBD08082BBE0615E53C845E783DB91D7E3E1CA60BBBFF49893C300EC5BD4B1481BBD521333EE753A4BE8FFBE03D79ACB6BD04C5493CB3E55D3D072B113EFCBF223D10FA85BD89C8543DB7AF013BF09A0BBD280C0C3D5017153E8EDEBC3C7144D43C30BC5BBEA569ADBC038D9EBE7DC3F53D9F4C20BE16145D3EA270FF3E46A587BD6EEC623E04C3893D4B1EBEBD74950FBE37CFBF3DB20C6E3E8376713DEB0381BE04E131BE65A11BBD809F673E6B7A413D2C695F3DB7974E3EA6AB0BBD9B5873BCD04EF8BC24B897BE054B9F3DA43B8C3DBB79263EF9E74ABE9C3D0BBE997B1F3E1C8B5C3DCAAB6A3E744A13BEDE14093D"> : tensor<3x4x3x3xf32>
    %cst_2 = stablehlo.constant dense<[-0.675997436, 0.309753329, -0.485044807]> : tensor<3xf32>
    %1 = stablehlo.broadcast_in_dim %cst_2, dims = [0] : (tensor<3xf32>) -> tensor<3x1x1xf32>
    %2 = stablehlo.convolution(%arg0, %cst) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x2x9x7xf32>, tensor<4x2x3x3xf32>) -> tensor<1x4x7x5xf32>
    %3 = stablehlo.broadcast_in_dim %0, dims = [1, 2, 3] : (tensor<4x1x1xf32>) -> tensor<1x4x1x1xf32>
    %4 = stablehlo.broadcast_in_dim %3, dims = [0, 1, 2, 3] : (tensor<1x4x1x1xf32>) -> tensor<1x4x7x5xf32>
    %5 = stablehlo.add %2, %4 : tensor<1x4x7x5xf32>
    %6 = call @elu(%5) : (tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32>
    %7 = stablehlo.convolution(%6, %cst_1) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x4x7x5xf32>, tensor<3x4x3x3xf32>) -> tensor<1x3x5x3xf32>
    %8 = stablehlo.broadcast_in_dim %1, dims = [1, 2, 3] : (tensor<3x1x1xf32>) -> tensor<1x3x1x1xf32>
    %9 = stablehlo.broadcast_in_dim %8, dims = [0, 1, 2, 3] : (tensor<1x3x1x1xf32>) -> tensor<1x3x5x3xf32>
    %10 = stablehlo.add %7, %9 : tensor<1x3x5x3xf32>
    %11 = call @elu_1(%10) : (tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32>
    return %11 : tensor<1x3x5x3xf32>
  }
  func.func private @elu(%arg0: tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x4x7x5xf32>
    %1 = stablehlo.compare GT, %arg0, %0, FLOAT : (tensor<1x4x7x5xf32>, tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xi1>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x4x7x5xf32>
    %3 = stablehlo.compare GT, %arg0, %2, FLOAT : (tensor<1x4x7x5xf32>, tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xi1>
    %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %4 = call @_where(%3, %cst_1, %arg0) : (tensor<1x4x7x5xi1>, tensor<f32>, tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32>
    %5 = stablehlo.exponential_minus_one %4 : tensor<1x4x7x5xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<1x4x7x5xf32>
    %7 = stablehlo.multiply %6, %5 : tensor<1x4x7x5xf32>
    %8 = call @_where_0(%1, %arg0, %7) : (tensor<1x4x7x5xi1>, tensor<1x4x7x5xf32>, tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32>
    return %8 : tensor<1x4x7x5xf32>
  }
  func.func private @_where(%arg0: tensor<1x4x7x5xi1>, %arg1: tensor<f32>, %arg2: tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32> {
    %0 = stablehlo.convert %arg1 : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [] : (tensor<f32>) -> tensor<1x4x7x5xf32>
    %2 = stablehlo.select %arg0, %1, %arg2 : tensor<1x4x7x5xi1>, tensor<1x4x7x5xf32>
    return %2 : tensor<1x4x7x5xf32>
  }
  func.func private @_where_0(%arg0: tensor<1x4x7x5xi1>, %arg1: tensor<1x4x7x5xf32>, %arg2: tensor<1x4x7x5xf32>) -> tensor<1x4x7x5xf32> {
    %0 = stablehlo.select %arg0, %arg1, %arg2 : tensor<1x4x7x5xi1>, tensor<1x4x7x5xf32>
    return %0 : tensor<1x4x7x5xf32>
  }
  func.func private @elu_1(%arg0: tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x3x5x3xf32>
    %1 = stablehlo.compare GT, %arg0, %0, FLOAT : (tensor<1x3x5x3xf32>, tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xi1>
    %cst_0 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x3x5x3xf32>
    %3 = stablehlo.compare GT, %arg0, %2, FLOAT : (tensor<1x3x5x3xf32>, tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xi1>
    %cst_1 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %4 = call @_where_2(%3, %cst_1, %arg0) : (tensor<1x3x5x3xi1>, tensor<f32>, tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32>
    %5 = stablehlo.exponential_minus_one %4 : tensor<1x3x5x3xf32>
    %cst_2 = stablehlo.constant dense<1.000000e+00> : tensor<f32>
    %6 = stablehlo.broadcast_in_dim %cst_2, dims = [] : (tensor<f32>) -> tensor<1x3x5x3xf32>
    %7 = stablehlo.multiply %6, %5 : tensor<1x3x5x3xf32>
    %8 = call @_where_3(%1, %arg0, %7) : (tensor<1x3x5x3xi1>, tensor<1x3x5x3xf32>, tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32>
    return %8 : tensor<1x3x5x3xf32>
  }
  func.func private @_where_2(%arg0: tensor<1x3x5x3xi1>, %arg1: tensor<f32>, %arg2: tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32> {
    %0 = stablehlo.convert %arg1 : tensor<f32>
    %1 = stablehlo.broadcast_in_dim %0, dims = [] : (tensor<f32>) -> tensor<1x3x5x3xf32>
    %2 = stablehlo.select %arg0, %1, %arg2 : tensor<1x3x5x3xi1>, tensor<1x3x5x3xf32>
    return %2 : tensor<1x3x5x3xf32>
  }
  func.func private @_where_3(%arg0: tensor<1x3x5x3xi1>, %arg1: tensor<1x3x5x3xf32>, %arg2: tensor<1x3x5x3xf32>) -> tensor<1x3x5x3xf32> {
    %0 = stablehlo.select %arg0, %arg1, %arg2 : tensor<1x3x5x3xi1>, tensor<1x3x5x3xf32>
    return %0 : tensor<1x3x5x3xf32>
  }
}
