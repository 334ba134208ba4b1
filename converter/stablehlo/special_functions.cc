// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Accurate to a few ulp of f32; with f64 to about 1e-13. Constants: Lanczos' approximation
// with g = 7 and 9 terms; erf_inv after Giles, "Approximating the erfinv function" (2010),
// improved by Newton's method in f64; erfc's rational functions after Cody (1969) as in
// Cephes; Chebyshev series computed with 40 digits; zeta by Euler and Maclaurin.
#include "converter/stablehlo/special_functions.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace tmb::stablehlo {
namespace {

using hlo::Builder;
using hlo::Type;
using hlo::Value;
using Values = std::vector<Value>;

constexpr double kPi = 3.14159265358979323846;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Value Abs(Builder& b, Value x) { return b.Unary("abs", x); }
Value Floor(Builder& b, Value x) { return b.Unary("floor", x); }
Value Log(Builder& b, Value x) { return b.Unary("log", x); }
Value Exp(Builder& b, Value x) { return b.Unary("exponential", x); }
Value Square(Value x) { return x * x; }

// c[0] x^n + ... + c[n]
template <size_t kCount>
Value Polynomial(Builder& b, Value x, const double (&c)[kCount]) {
  Value sum = b.Like(x, c[0]);
  for (size_t i = 1; i < kCount; ++i) sum = sum * x + c[i];
  return sum;
}

// c[0] / 1 + c[1] T1(x) + ..., by Clenshaw's recurrence; f32 stops at terms that it cannot hold.
template <size_t kCount>
Value Chebyshev(Builder& b, Value x, const double (&c)[kCount]) {
  const double smallest = x.type() == Type::kF64 ? 0 : 1e-10;
  size_t count = kCount;
  while (count > 2 && std::abs(c[count - 1]) < smallest) --count;
  Value last = b.Like(x, 0), sum = b.Like(x, c[count - 1]);
  for (size_t i = count - 1; i-- > 1;) {
    const Value next = 2.0 * x * sum - last + c[i];
    last = sum;
    sum = next;
  }
  return x * sum - last + c[0];
}

// ---- gamma functions

constexpr double kLanczosG = 7;
constexpr double kLanczosBase = 0.99999999999980993227684700473478;
constexpr double kLanczos[] = {676.520368121885098567009190444019, -1259.13921672240287047156078755283,
                               771.3234287776530788486528258894,   -176.61502916214059906584551354,
                               12.507343278686904814458936853,     -0.13857109526572011689554707,
                               9.984369578019570859563e-6,         1.50563273514931155834e-7};

// Where the argument is reflected: gamma(x) gamma(1 - x) = pi / sin(pi x).
Value IsReflected(Builder& b, Value x) { return b.Compare("LT", x, 0.5); }
Value Reflected(Builder& b, Value x) { return b.Select(IsReflected(b, x), -x, x - 1.0); }
// log(z + g + 1/2), which must not lose the small z.
Value LogOfShifted(Builder& b, Value z) {
  return b.Unary("log-plus-one", z / (kLanczosG + 0.5)) + std::log(kLanczosG + 0.5);
}

Value Lgamma(Builder& b, const Values& operands) {
  const Value x = operands[0];
  const Value z = Reflected(b, x);
  Value sum = b.Like(x, kLanczosBase);
  for (size_t i = 0; i < std::size(kLanczos); ++i) sum = sum + kLanczos[i] / (z + static_cast<double>(i + 1));
  const Value log_t = LogOfShifted(b, z);
  const Value positive =
      (z + 0.5 - (z + (kLanczosG + 0.5)) / log_t) * log_t + 0.5 * std::log(2 * kPi) + Log(b, sum);
  // sin(pi x) of the distance to the nearest integer keeps its digits.
  const Value fraction = Abs(b, x) - Floor(b, Abs(b, x));
  const Value distance = b.Select(b.Compare("GT", fraction, 0.5), 1.0 - fraction, fraction);
  const Value log_sine = Log(b, b.Unary("sine", distance * kPi));
  const Value mirrored =
      b.Select(b.Unary("is-finite", log_sine), std::log(kPi) - log_sine - positive, -log_sine);  // poles
  const Value value = b.Select(IsReflected(b, x), mirrored, positive);
  return b.Select(b.Compare("EQ", Abs(b, x), kInfinity), b.Like(x, kInfinity), value);
}

Value Digamma(Builder& b, const Values& operands) {
  const Value x = operands[0];
  const Value z = Reflected(b, x);
  Value sum = b.Like(x, kLanczosBase), slope = b.Like(x, 0);
  for (size_t i = 0; i < std::size(kLanczos); ++i) {
    const Value at = z + static_cast<double>(i + 1);
    sum = sum + kLanczos[i] / at;
    slope = slope - kLanczos[i] / Square(at);
  }
  const Value positive = LogOfShifted(b, z) + slope / sum - kLanczosG / (z + (kLanczosG + 0.5));
  const Value angle = (x + Abs(b, Floor(b, x + 0.5))) * kPi;
  const Value mirrored = positive - kPi * b.Unary("cosine", angle) / b.Unary("sine", angle);
  const Value value = b.Select(IsReflected(b, x), mirrored, positive);
  const Value is_pole = b.Compare("LE", x, 0.0) & b.Eq(x, Floor(b, x));
  return b.Select(is_pole, b.Like(x, kNan), value);
}

// Hurwitz' zeta: the sum of (q + k)^-x over k. The first terms one by one, the others as
// their integral and corrections with Bernoulli numbers B2j / (2j)!.
Value Zeta(Builder& b, const Values& operands) {
  constexpr int kTerms = 10;
  constexpr double kCorrections[] = {1.0 / 12,          -1.0 / 720,
                                     1.0 / 30240,       -1.0 / 1209600,
                                     1.0 / 47900160,    -691.0 / 1307674368000,
                                     1.0 / 74724249600, -3617.0 / 10670622842880000};
  const Value x = operands[0], q = operands[1];
  const auto term = [&](Value base) { return b.Binary("power", base, -x); };
  Value sum = term(q);
  for (int k = 1; k < kTerms; ++k) sum = sum + term(q + static_cast<double>(k));
  const Value end = q + static_cast<double>(kTerms);
  const Value last = term(end);
  sum = sum + last * end / (x - 1.0) + last * 0.5;
  Value factor = last * x / end;
  for (size_t j = 0; j < std::size(kCorrections); ++j) {
    sum = sum + factor * kCorrections[j];
    const auto order = static_cast<double>(2 * j);
    factor = factor * (x + (order + 1)) / end * (x + (order + 2)) / end;
  }
  const Value infinity = b.Like(x, kInfinity), nan = b.Like(x, kNan);
  const Value q_is_pole = b.Compare("LE", q, 0.0) & b.Eq(q, Floor(b, q));
  const Value x_is_even = b.Eq(x * 0.5, Floor(b, x * 0.5));
  const Value no_power = b.Compare("LE", q, 0.0) & b.Ne(x, Floor(b, x));
  sum = b.Select(no_power, nan, sum);
  sum = b.Select(q_is_pole, b.Select(x_is_even, infinity, nan), sum);
  sum = b.Select(b.Compare("LT", x, 1.0), nan, sum);
  return b.Select(b.Compare("EQ", x, 1.0), infinity, sum);
}

// Derivative n of digamma: (-1)^(n+1) n! zeta(n + 1, x).
Value Polygamma(Builder& b, const Values& operands) {
  const Value n = operands[0], x = operands[1];
  const Value half = n * 0.5;
  const Value sign = b.Select(b.Eq(half, Floor(b, half)), b.Like(n, -1), b.Like(n, 1));
  const Value value = sign * Exp(b, Lgamma(b, {n + 1.0})) * Zeta(b, {n + 1.0, x});
  const Value is_order = b.Eq(n, Floor(b, n)) & b.Compare("GE", n, 0.0);
  return b.Select(b.Compare("EQ", n, 0.0), Digamma(b, {x}), b.Select(is_order, value, b.Like(n, kNan)));
}

// ---- error functions

// exp(-x^2) P(|x|) / Q(|x|), for |x| from 1 to 8 and beyond.
constexpr double kErfcP[] = {2.46196981473530512524E-10, 5.64189564831068821977E-1, 7.46321056442269912687E0,
                             4.86371970985681366614E1,   1.96520832956077098242E2,  5.26445194995477358631E2,
                             9.34528527171957607540E2,   1.02755188689515710272E3,  5.57535335369399327526E2};
constexpr double kErfcQ[] = {1.0,
                             1.32281951154744992508E1,
                             8.67072140885989742329E1,
                             3.54937778887819891062E2,
                             9.75708501743205489753E2,
                             1.82390916687909736289E3,
                             2.24633760818710981792E3,
                             1.65666309194161350182E3,
                             5.57535340817727675546E2};
constexpr double kErfcR[] = {5.64189583547755073984E-1, 1.27536670759978104416E0, 5.01905042251180477414E0,
                             6.16021097993053585195E0,  7.40974269950448939160E0, 2.97886665372100240670E0};
constexpr double kErfcS[] = {1.0,
                             2.26052863220117276590E0,
                             9.39603524938001434673E0,
                             1.20489539808096656605E1,
                             1.70814450747565897222E1,
                             9.60896809063285878198E0,
                             3.36907645100081516050E0};

Value Erfc(Builder& b, const Values& operands) {
  const Value x = operands[0];
  const Value magnitude = Abs(b, x);
  // Beyond 30 even f64 is zero; the bound keeps infinities out of the polynomials.
  const Value a = b.Clamp(b.Like(x, 0), magnitude, b.Like(x, 30));
  const Value near = Polynomial(b, a, kErfcP) / Polynomial(b, a, kErfcQ);
  const Value far = Polynomial(b, a, kErfcR) / Polynomial(b, a, kErfcS);
  const Value tail = Exp(b, -(a * a)) * b.Select(b.Compare("LT", a, 8.0), near, far);
  const Value outside = b.Select(b.Compare("LT", x, 0.0), 2.0 - tail, tail);
  return b.Select(b.Compare("LT", magnitude, 1.0), 1.0 - b.Unary("erf", x), outside);
}

constexpr double kErfInvCentre[] = {2.81022636e-08,  3.43273939e-07, -3.5233877e-06,
                                    -4.39150654e-06, 0.00021858087,  -0.00125372503,
                                    -0.00417768164,  0.246640727,    1.50140941};
constexpr double kErfInvTail[] = {-0.000200214257, 0.000100950558, 0.00134934322,
                                  -0.00367342844,  0.00573950773,  -0.0076224613,
                                  0.00943887047,   1.00167406,     2.83297682};

Value ErfInv(Builder& b, const Values& operands) {
  const Value x = operands[0];
  const Value w = -b.Unary("log-plus-one", -(x * x));
  const Value tail = b.Unary("sqrt", b.Binary("maximum", w, b.Like(w, 5))) - 3.0;
  Value y = x * b.Select(b.Compare("LT", w, 5.0), Polynomial(b, w - 2.5, kErfInvCentre),
                         Polynomial(b, tail, kErfInvTail));
  if (x.type() == Type::kF64) {
    constexpr int kSteps = 2;  // from 1e-7 or, in the far tail, 1e-4
    for (int step = 0; step < kSteps; ++step) {
      const Value central = b.Unary("erf", y) - x;
      const Value outer = b.Unary("sign", x) * ((1.0 - Abs(b, x)) - Erfc(b, {Abs(b, y)}));
      const Value error = b.Select(b.Compare("LT", Abs(b, x), 0.5), central, outer);
      const Value newton = error * Exp(b, y * y) * (std::sqrt(kPi) / 2);
      y = y - newton / (1.0 + y * newton);  // Halley
    }
  }
  return b.Select(b.Compare("EQ", Abs(b, x), 1.0), x * kInfinity, y);
}

// ---- others

// exp(-|x|) I1(x): series of I1(x) exp(-x) / x in [0, 8], of I1(x) exp(-x) sqrt(x) beyond.
constexpr double kBesselNear[] = {
    0.12629359322181682,    -0.17641651835783406,    0.1026436586898471,     -0.05294598120809499,
    0.024726449030626516,   -0.010564084894626197,   0.004156422944312888,   -0.0015135724506312532,
    0.0005122859561685758,  -0.00016176081582589674, 4.781565107550054e-05,  -1.3273163656039436e-05,
    3.4702513081376785e-06, -8.568720264695455e-07,  2.0032947535521353e-07, -4.445059128796328e-08,
    9.381537386495773e-09,  -1.8872497517228294e-09, 3.625590281552117e-10,  -6.663489723502027e-11,
    1.1736186298890901e-11, -1.9839743977649436e-12, 3.223793365945575e-13,  -5.042185504727912e-14,
    7.600684294735408e-15,  -1.1055969477353862e-15, 1.5536319577362005e-16, -2.111421214358166e-17};
constexpr double kBesselFar[] = {
    0.38928811750914005,     -0.009761097491361469,   -0.00011058893876262371, -3.882564808877691e-06,
    -2.512236237870209e-07,  -2.6314688468895196e-08, -3.835380385964237e-09,  -5.589743462196584e-10,
    -1.8974958123505413e-11, 3.2526035830154884e-11,  1.4125807436613782e-11,  2.0356285441470896e-12,
    -7.198551776245908e-13,  -4.0835511110921974e-13, -2.1015418427726643e-14, 4.272440016711951e-14,
    1.0420276984128802e-14,  -3.8144030724370075e-15, -1.8803547755107825e-15, 3.3082023109209285e-16,
    2.96262899764595e-16,    -3.209525921993424e-17,  -4.6503053684893586e-17};

Value BesselI1e(Builder& b, const Values& operands) {
  const Value x = operands[0];
  const Value magnitude = Abs(b, x);
  const Value near = b.Binary("minimum", magnitude, b.Like(x, 8));
  const Value far = b.Binary("maximum", magnitude, b.Like(x, 8));
  const Value inside = x * Chebyshev(b, near * 0.25 - 1.0, kBesselNear);
  const Value outside =
      b.Unary("sign", x) * Chebyshev(b, 16.0 / far - 1.0, kBesselFar) / b.Unary("sqrt", far);
  return b.Select(b.Compare("LE", magnitude, 8.0), inside, outside);
}

// On the bits: floats of one sign are in the order of their bits.
Value NextAfter(Builder& b, const Values& operands) {
  const Value x = operands[0], y = operands[1];
  const Type bits_type = x.type() == Type::kF64   ? Type::kU64
                         : x.type() == Type::kF32 ? Type::kU32
                                                  : Type::kU16;
  const int sign_bit = 8 * static_cast<int>(hlo::TypeBytes(x.type())) - 1;
  const auto constant = [&](uint64_t bits) {
    return b.BroadcastScalar(b.ScalarBits(bits_type, bits), x.dims());
  };
  const Value sign = constant(uint64_t{1} << sign_bit), one = constant(1), zero = constant(0);
  const Value x_bits = b.BitcastConvert(x, bits_type), y_bits = b.BitcastConvert(y, bits_type);
  const Value magnitude = constant((uint64_t{1} << sign_bit) - 1);
  const Value x_magnitude = x_bits & magnitude, y_magnitude = y_bits & magnitude;
  const Value shrinks = b.Ne(x_bits & sign, y_bits & sign) | b.Gt(x_magnitude, y_magnitude);
  const Value moved = b.Select(shrinks, x_bits - one, x_bits + one);
  const Value from_zero = (y_bits & sign) | one;
  Value next = b.BitcastConvert(b.Select(b.Eq(x_magnitude, zero), from_zero, moved), x.type());
  next = b.Select(b.Eq(x, y), y, next);
  const Value is_nan = b.Ne(x, x) | b.Ne(y, y);
  return b.Select(is_nan, x + y, next);
}

Value IsInf(Builder& b, const Values& operands) { return b.Compare("EQ", Abs(b, operands[0]), kInfinity); }
Value IsPosInf(Builder& b, const Values& operands) { return b.Compare("EQ", operands[0], kInfinity); }
Value IsNegInf(Builder& b, const Values& operands) { return b.Compare("EQ", operands[0], -kInfinity); }

constexpr SpecialFunction kFunctions[] = {
    {"chlo.bessel_i1e", 1, BesselI1e, true},
    {"chlo.digamma", 1, Digamma, true},
    {"chlo.erf_inv", 1, ErfInv, true},
    {"chlo.erfc", 1, Erfc, true},
    {"chlo.is_inf", 1, IsInf, false},
    {"chlo.is_neg_inf", 1, IsNegInf, false},
    {"chlo.is_pos_inf", 1, IsPosInf, false},
    {"chlo.lgamma", 1, Lgamma, true},
    {"chlo.next_after", 2, NextAfter, false},
    {"chlo.polygamma", 2, Polygamma, true},
    {"chlo.zeta", 2, Zeta, true},
};

}  // namespace

const SpecialFunction* FindSpecialFunction(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                   [name](const SpecialFunction& f) { return f.name == name; });
  return found != std::end(kFunctions) ? found : nullptr;
}

}  // namespace tmb::stablehlo
