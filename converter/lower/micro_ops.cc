// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// The table of exchanged forms.

#include "converter/lower/micro_ops.h"

namespace tmb {
namespace {

using fb::MicroOp;

struct Exchange {
  MicroOp op, reversed;
};

constexpr Exchange kExchanges[] = {
    {MicroOp::SubF, MicroOp::RSubF},     {MicroOp::DivF, MicroOp::RDivF}, {MicroOp::PowF, MicroOp::RPowF},
    {MicroOp::Atan2F, MicroOp::RAtan2F}, {MicroOp::RemF, MicroOp::RRemF}, {MicroOp::SubI, MicroOp::RSubI},
    {MicroOp::DivS, MicroOp::RDivS},     {MicroOp::DivU, MicroOp::RDivU}, {MicroOp::RemS, MicroOp::RRemS},
    {MicroOp::RemU, MicroOp::RRemU},     {MicroOp::PowI, MicroOp::RPowI}, {MicroOp::Shl, MicroOp::RShl},
    {MicroOp::ShrA, MicroOp::RShrA},     {MicroOp::ShrL, MicroOp::RShrL}, {MicroOp::LtF, MicroOp::GtF},
    {MicroOp::LeF, MicroOp::GeF},        {MicroOp::GtF, MicroOp::LtF},    {MicroOp::GeF, MicroOp::LeF},
    {MicroOp::LtS, MicroOp::GtS},        {MicroOp::LeS, MicroOp::GeS},    {MicroOp::GtS, MicroOp::LtS},
    {MicroOp::GeS, MicroOp::LeS},        {MicroOp::LtU, MicroOp::GtU},    {MicroOp::LeU, MicroOp::GeU},
    {MicroOp::GtU, MicroOp::LtU},        {MicroOp::GeU, MicroOp::LeU},    {MicroOp::AddF, MicroOp::AddF},
    {MicroOp::MulF, MicroOp::MulF},      {MicroOp::MaxF, MicroOp::MaxF},  {MicroOp::MinF, MicroOp::MinF},
    {MicroOp::EqF, MicroOp::EqF},        {MicroOp::NeF, MicroOp::NeF},    {MicroOp::AddI, MicroOp::AddI},
    {MicroOp::MulI, MicroOp::MulI},      {MicroOp::MaxS, MicroOp::MaxS},  {MicroOp::MinS, MicroOp::MinS},
    {MicroOp::MaxU, MicroOp::MaxU},      {MicroOp::MinU, MicroOp::MinU},  {MicroOp::And, MicroOp::And},
    {MicroOp::Or, MicroOp::Or},          {MicroOp::Xor, MicroOp::Xor},    {MicroOp::EqI, MicroOp::EqI},
    {MicroOp::NeI, MicroOp::NeI},
};

}  // namespace

MicroOp Reversed(MicroOp op) {
  for (const Exchange& exchange : kExchanges) {
    if (exchange.op == op) return exchange.reversed;
  }
  return MicroOp::End;
}

}  // namespace tmb
