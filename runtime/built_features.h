// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// What a build of the runtime has: everything, unless the build puts a file of this name with
// less in front (features.cmake).
#ifndef TMB_RUNTIME_BUILT_FEATURES_H_
#define TMB_RUNTIME_BUILT_FEATURES_H_

namespace tmb {

inline constexpr FeatureSet kFeatures = EveryFeature();

}  // namespace tmb

#endif  // TMB_RUNTIME_BUILT_FEATURES_H_
