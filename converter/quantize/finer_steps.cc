// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.

#include "converter/quantize/finer_steps.h"

#include <algorithm>
#include <numeric>

namespace tmb {
namespace {

constexpr double kMargin = 0.9;  // of losses that add up only about
constexpr double kNothing = 1e-30;

}  // namespace

double LossWith(const std::vector<Rounding>& roundings, const std::vector<bool>& taken) {
  double sum = 0;
  for (const Rounding& rounding : roundings) {
    const bool is_float =
        !rounding.floats.empty() &&
        std::all_of(rounding.floats.begin(), rounding.floats.end(), [&](size_t step) { return taken[step]; });
    const bool is_finer = rounding.finer.has_value() && taken[*rounding.finer];
    sum += is_float ? 0 : is_finer ? rounding.loss * rounding.finer_share : rounding.loss;
  }
  return sum;
}

std::vector<bool> ChooseSteps(const std::vector<Rounding>& roundings, const std::vector<double>& costs,
                              double allowed) {
  std::vector<bool> taken(costs.size(), false);
  std::vector<size_t> order;  // in which they are taken
  double now = LossWith(roundings, taken);
  while (now > allowed) {
    size_t best = costs.size();
    double best_worth = 0;
    for (size_t step = 0; step < costs.size(); ++step) {
      if (taken[step]) continue;
      taken[step] = true;
      const double worth = (now - LossWith(roundings, taken)) / costs[step];
      taken[step] = false;
      if (worth > best_worth) best = step, best_worth = worth;
    }
    if (best == costs.size()) break;
    taken[best] = true;
    order.push_back(best);
    now = LossWith(roundings, taken);
  }
  std::stable_sort(order.begin(), order.end(), [&costs](size_t a, size_t b) { return costs[a] > costs[b]; });
  for (const size_t step : order) {
    taken[step] = false;
    if (LossWith(roundings, taken) > std::max(now, allowed)) taken[step] = true;
  }
  return taken;
}

std::vector<bool> MoreSteps(const std::vector<Rounding>& roundings, const std::vector<double>& costs,
                            const std::vector<bool>& taken, double share) {
  for (double allowed = LossWith(roundings, taken) * share * kMargin;;
       allowed = allowed > kNothing ? allowed / 2 : 0) {
    std::vector<bool> more = ChooseSteps(roundings, costs, allowed);
    if (more != taken || allowed == 0) return more;
  }
}

}  // namespace tmb
