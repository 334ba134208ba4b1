module @jit__lambda attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 1 : i32} {
  func.func public @main(%arg0: tensor<1x12x10x1xf32>) -> (tensor<1x4xf32> {jax.result_info = "result"}) {
    %cst = stablehlo.constant dense<[[[[0.619824529, 0.284046918, -0.253933519, -0.255339056, -0.0190656185, -0.480684638, 0.145275727, -0.431412935]], [[-0.12347766, -0.341607541, -0.159949437, -0.443719059, -5.242740e-01, -0.322046965, -0.226669952, -0.0982964783]], [[0.0229945444, 0.508965373, 0.270750612, -0.0842997357, 0.241972774, -0.229632422, 0.482830465, 1.831590e-01]]], [[[-0.451946437, 0.251795173, 0.272030771, -0.895198404, -0.249364987, -0.157940835, -0.642837405, -0.355725825]], [[-0.316119403, 0.169031933, 0.100154392, 0.875391304, -0.131419808, 0.384410322, 0.0262821577, 0.0903085917]], [[-0.386543274, -0.636966586, -0.255716085, 0.254056185, 0.527601898, 0.201330349, 0.166093633, -0.279588938]]], [[[0.511431277, 0.447935432, -0.176944166, -0.0154568898, -0.332017303, 0.489068955, 0.135451391, -0.0316882245]], [[0.135633335, 0.1468741, -0.137165561, -0.413855076, -0.427915126, -0.579455495, 1.537510e-01, 0.739513933]], [[-0.566356421, 0.0460958183, 0.136994645, -0.328208566, 0.0681419373, -0.365645647, 0.400134027, -0.198083013]]]]> : tensor<3x3x1x8xf32>
    %cst_0 = stablehlo.constant dense<[0.0100560384, 0.0684241578, -0.0429819375, -0.179123089, -0.0531255677, 0.0762995258, -0.00845326576, 0.0229789186]> : tensor<8xf32>
    %cst_1 = stablehlo.constant dense<[[[[0.147600278, -0.549128413, -0.0199795477, 0.0421748981, 0.418401659, -0.0346131958, 0.176330581, -0.325808525]], [[-0.0625182092, -0.148511767, 0.234434798, -0.329606414, -0.278107494, 0.191996053, 0.596478879, 0.127567783]], [[0.101186767, -0.115380801, 0.362808406, 0.179972321, 0.577730894, 0.110237174, -0.316225648, -0.189980507]]], [[[-0.329134852, -0.416940302, 0.421239138, 0.269112289, -0.412881464, 0.593773544, 0.0815202445, -3.189640e-01]], [[0.128740653, -0.0230647512, -0.257551581, -0.647644758, 0.0122399684, 0.0973319485, -0.859692454, 0.184969112]], [[0.205877766, -0.156598538, 0.0373743512, -0.0935527235, -0.279034197, -0.120018326, 0.450534612, -0.483539015]]], [[[0.0790640935, 0.0613725856, -0.235876769, -0.146779731, -0.466804475, -0.283987403, 0.00498394342, 0.1089053]], [[-0.299458921, 1.01878083, -0.190114856, 0.0424433351, -0.0768600255, -0.133259922, 0.433689654, -0.159603789]], [[0.444796264, 0.380605429, -0.348555058, 0.345164508, -0.216792688, 0.912152886, -0.128610119, -0.313642085]]]]> : tensor<3x3x1x8xf32>
    %cst_2 = stablehlo.constant dense<[-0.191107631, -0.129304513, -0.0580648929, -0.0998027771, -0.122868687, -0.0695339739, -0.0206547752, 0.144934744]> : tensor<8xf32>
    %cst_3 = stablehlo.constant dense<[[[[-0.602205694, -0.195034549, -0.337252319, -0.535685658, -0.447646916, -0.320225626, 0.253513128, -0.0685542077], [-0.190206453, 0.216124251, 0.0992670059, -0.0789586678, 0.135865569, -0.29286629, 0.2218128, 0.165082902], [-0.145771578, -0.43114993, 0.537423909, 0.0333050862, 1.07878506, -2.310150e-01, 0.301525533, -0.15351966], [8.968520e-02, 0.29464829, -2.825980e-01, -0.0353873223, 0.0569014475, 0.0401212759, 0.210877284, 0.362591326], [0.294732124, 0.0929889828, -0.122814886, -0.399403453, -2.600380e-01, -0.186870217, 0.241375878, -0.128555611], [-0.439233094, 0.221447155, -0.283992022, -0.270761311, -0.0799990221, 0.167293638, -0.85318923, -0.396493852], [0.0620801374, -0.128750354, -0.305662632, -0.191432506, 0.489761263, -0.161124274, 0.251965106, 2.799680e-01], [-0.159177169, 0.156779379, -0.15918304, -0.215815187, -0.398099124, 0.309343755, -0.140770584, -0.195211813]]]]> : tensor<1x1x8x8xf32>
    %cst_4 = stablehlo.constant dense<[-0.112744495, 0.180884495, 0.0741805583, -0.0132804476, -0.069473438, -1.529800e-01, 0.0291813668, 0.028842181]> : tensor<8xf32>
    %cst_5 = stablehlo.constant dense<[[[[-0.469466895, 0.387183458, 0.258652121, -0.320691258, -0.185232177, -0.142440215, 0.0535596535, -0.0485231429]], [[-0.546313047, 0.49136582, 0.105436809, 0.420257777, 0.418274105, -0.0693002716, 0.113987379, 0.245554864]], [[0.256537795, -0.0546395853, -0.206061825, 0.0117621897, -0.26718092, -0.185311332, -0.67672646, 0.0278808903]]], [[[-0.342297107, -0.185279891, -0.0175667796, 0.10461171, 0.629723966, 0.0681321248, -0.47108832, 0.0435821638]], [[-0.198575288, 0.133128494, -0.228509262, -0.236135602, -0.170421258, -0.209187552, -0.608260333, -0.222757235]], [[-0.00467036478, 0.400162905, -0.0977260097, -0.123914115, 0.193279475, 0.179800838, 0.533175111, 0.195037186]]], [[[-0.00648342865, 0.446109653, 0.509827316, -0.15845947, 0.0527132936, -0.560213506, -0.121375822, -0.294583857]], [[-0.0713574886, -0.160544842, -0.0553499535, -0.0343448445, 0.164489374, 0.0769794956, -0.187268108, -4.297210e-01]], [[0.411617249, 0.472434133, -0.151481658, 0.18713811, -0.508701622, -0.520738304, -0.0899615064, 0.490560561]]]]> : tensor<3x3x1x8xf32>
    %cst_6 = stablehlo.constant dense<[-0.104655147, -0.0834124311, 0.160759479, -0.189344794, 0.0646222234, 0.0487813912, -0.0206270777, 0.0188624971]> : tensor<8xf32>
    %cst_7 = stablehlo.constant dense<[[[[0.926925659, -0.398399234, -0.110994622, -0.0841893405, -0.243839085, -0.474427253, 0.563316703, 0.0778153613], [-0.621544063, -0.24847883, 0.143330798, 0.142630547, -0.509232521, -0.0323242806, 0.0922356247, 0.138795108], [0.139512017, -0.644532859, 0.65300703, 7.464700e-02, 0.638513803, 1.01225841, -5.676560e-02, -0.436200976], [0.305516273, -0.0639343187, -0.159597471, -0.365321904, 0.596721947, -0.156509057, -0.494827956, -0.158240378], [-0.409152776, 0.0558275543, -0.148267761, -0.373855919, 0.21275647, -0.227488235, 0.255888253, 0.445824981], [-0.127969638, -0.228577346, 7.046180e-02, 3.151750e-01, -9.87496343E-4, 0.049481865, -0.00950733107, 0.110030986], [0.222294226, -0.249630943, -0.170601472, 0.0154110128, -0.235371858, 0.048127614, 0.189557344, -0.00767983636], [-0.213387027, -0.274782509, 0.619151711, 0.310598731, -0.395952046, -0.297347873, 0.662504136, 0.534324408]]]]> : tensor<1x1x8x8xf32>
    %cst_8 = stablehlo.constant dense<[0.0128176315, 0.115784891, -0.148698136, 1.31195513E-4, 0.0740809217, -0.185996741, -0.0782994255, 0.0782854855]> : tensor<8xf32>
    %cst_9 = stablehlo.constant dense<[[-0.381979734, 0.0506369472, 0.257445902, 0.0128863212], [0.674585044, -0.0734661222, -0.368172914, -0.571928918], [0.407295585, -2.086610e-02, 0.35766232, 0.161810398], [0.574554086, 0.447636545, -0.13348569, 0.0968329384], [0.383736938, -0.437018543, 0.512969196, 0.428504348], [0.347516775, -0.0710402504, 0.10682299, -0.395003736], [0.0204898939, -0.207670018, 0.0306049827, -0.174876794], [0.100339696, 0.416956902, -0.463014632, 0.327175081]]> : tensor<8x4xf32>
    %cst_10 = stablehlo.constant dense<[-0.199181259, -0.21610333, -0.0119368676, 6.72938185E-4]> : tensor<4xf32>
    %0 = stablehlo.convolution(%arg0, %cst) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = [[0, 1], [0, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x12x10x1xf32>, tensor<3x3x1x8xf32>) -> tensor<1x6x5x8xf32>
    %1 = stablehlo.broadcast_in_dim %cst_0, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x6x5x8xf32>
    %3 = stablehlo.add %0, %2 : tensor<1x6x5x8xf32>
    %4 = call @relu6(%3) : (tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32>
    %5 = stablehlo.convolution(%4, %cst_1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 8 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x5x8xf32>, tensor<3x3x1x8xf32>) -> tensor<1x6x5x8xf32>
    %6 = stablehlo.broadcast_in_dim %cst_2, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %7 = stablehlo.broadcast_in_dim %6, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x6x5x8xf32>
    %8 = stablehlo.add %5, %7 : tensor<1x6x5x8xf32>
    %9 = call @relu6(%8) : (tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32>
    %10 = stablehlo.convolution(%9, %cst_3) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x5x8xf32>, tensor<1x1x8x8xf32>) -> tensor<1x6x5x8xf32>
    %11 = stablehlo.broadcast_in_dim %cst_4, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %12 = stablehlo.broadcast_in_dim %11, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x6x5x8xf32>
    %13 = stablehlo.add %10, %12 : tensor<1x6x5x8xf32>
    %14 = call @relu6(%13) : (tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32>
    %15 = stablehlo.convolution(%14, %cst_5) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 8 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x5x8xf32>, tensor<3x3x1x8xf32>) -> tensor<1x6x5x8xf32>
    %16 = stablehlo.broadcast_in_dim %cst_6, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %17 = stablehlo.broadcast_in_dim %16, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x6x5x8xf32>
    %18 = stablehlo.add %15, %17 : tensor<1x6x5x8xf32>
    %19 = call @relu6(%18) : (tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32>
    %20 = stablehlo.convolution(%19, %cst_7) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]], lhs_dilate = [1, 1], rhs_dilate = [1, 1], reverse = [false, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGHEST>, #stablehlo<precision HIGHEST>]} : (tensor<1x6x5x8xf32>, tensor<1x1x8x8xf32>) -> tensor<1x6x5x8xf32>
    %21 = stablehlo.broadcast_in_dim %cst_8, dims = [3] : (tensor<8xf32>) -> tensor<1x1x1x8xf32>
    %22 = stablehlo.broadcast_in_dim %21, dims = [0, 1, 2, 3] : (tensor<1x1x1x8xf32>) -> tensor<1x6x5x8xf32>
    %23 = stablehlo.add %20, %22 : tensor<1x6x5x8xf32>
    %24 = call @relu6(%23) : (tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32>
    %cst_11 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %25 = stablehlo.reduce(%24 init: %cst_11) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x6x5x8xf32>, tensor<f32>) -> tensor<1x8xf32>
    %cst_12 = stablehlo.constant dense<3.000000e+01> : tensor<f32>
    %26 = stablehlo.broadcast_in_dim %cst_12, dims = [] : (tensor<f32>) -> tensor<1x8xf32>
    %27 = stablehlo.divide %25, %26 : tensor<1x8xf32>
    %28 = stablehlo.dot_general %27, %cst_9, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<1x8xf32>, tensor<8x4xf32>) -> tensor<1x4xf32>
    %29 = stablehlo.broadcast_in_dim %cst_10, dims = [1] : (tensor<4xf32>) -> tensor<1x4xf32>
    %30 = stablehlo.add %28, %29 : tensor<1x4xf32>
    %cst_13 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %31 = stablehlo.reduce(%30 init: %cst_13) applies stablehlo.maximum across dimensions = [1] : (tensor<1x4xf32>, tensor<f32>) -> tensor<1xf32>
    %cst_14 = stablehlo.constant dense<0xFF800000> : tensor<f32>
    %32 = stablehlo.broadcast_in_dim %cst_14, dims = [] : (tensor<f32>) -> tensor<1xf32>
    %33 = stablehlo.maximum %32, %31 : tensor<1xf32>
    %34 = stablehlo.broadcast_in_dim %33, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %35 = stablehlo.broadcast_in_dim %34, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x4xf32>
    %36 = stablehlo.subtract %30, %35 : tensor<1x4xf32>
    %37 = stablehlo.exponential %36 : tensor<1x4xf32>
    %cst_15 = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %38 = stablehlo.reduce(%37 init: %cst_15) applies stablehlo.add across dimensions = [1] : (tensor<1x4xf32>, tensor<f32>) -> tensor<1xf32>
    %39 = stablehlo.broadcast_in_dim %38, dims = [0] : (tensor<1xf32>) -> tensor<1x1xf32>
    %40 = stablehlo.broadcast_in_dim %39, dims = [0, 1] : (tensor<1x1xf32>) -> tensor<1x4xf32>
    %41 = stablehlo.divide %37, %40 : tensor<1x4xf32>
    return %41 : tensor<1x4xf32>
  }
  func.func private @relu6(%arg0: tensor<1x6x5x8xf32>) -> tensor<1x6x5x8xf32> {
    %cst = stablehlo.constant dense<0.000000e+00> : tensor<f32>
    %0 = stablehlo.broadcast_in_dim %cst, dims = [] : (tensor<f32>) -> tensor<1x6x5x8xf32>
    %1 = stablehlo.maximum %arg0, %0 : tensor<1x6x5x8xf32>
    %cst_0 = stablehlo.constant dense<6.000000e+00> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %cst_0, dims = [] : (tensor<f32>) -> tensor<1x6x5x8xf32>
    %3 = stablehlo.minimum %1, %2 : tensor<1x6x5x8xf32>
    return %3 : tensor<1x6x5x8xf32>
  }
}
