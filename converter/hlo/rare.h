// Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0.
//
// Rare<T>: a string or vector that few instructions have. It reads and is assigned like a T
// but takes the space of a pointer while it is empty: a module has hundreds of thousands
// of instructions, and each walk over them waits for their memory.
#ifndef TMB_CONVERTER_HLO_RARE_H_
#define TMB_CONVERTER_HLO_RARE_H_

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tmb::hlo {

template <typename T>
class Rare;
template <typename U, typename T>
concept AssignableTo = std::is_assignable_v<T&, U> && !std::is_same_v<std::remove_cvref_t<U>, Rare<T>>;

template <typename T>
class Rare {
 public:
  using Element = typename T::value_type;

  Rare() = default;
  Rare(T value) { *this = std::move(value); }  // NOLINT: implicit, as T would be
  Rare(std::initializer_list<Element> elements) : Rare(T(elements)) {}
  Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Rare(Rare&& other) noexcept = default;
  ~Rare() = default;
  Rare& operator=(const Rare& other) { return *this = Rare(other); }
  Rare& operator=(Rare&& other) noexcept = default;
  Rare& operator=(T value) {
    value_ = value.empty() ? nullptr : std::make_unique<T>(std::move(value));
    return *this;
  }
  Rare& operator=(std::initializer_list<Element> elements) { return *this = T(elements); }
  template <AssignableTo<T> U>
  Rare& operator=(U&& value) {
    return *this = T(std::forward<U>(value));
  }

  const T& operator*() const { return value_ ? *value_ : kEmpty; }
  T& operator*() {
    if (value_ == nullptr) value_ = std::make_unique<T>();
    return *value_;
  }
  const T* operator->() const { return &**this; }
  T* operator->() { return &**this; }
  operator const T&() const { return **this; }  // NOLINT
  operator T&() { return **this; }              // NOLINT
  operator std::string_view() const             // NOLINT
      requires std::same_as<T, std::string> {
    return **this;
  }

  bool empty() const { return value_ == nullptr || value_->empty(); }
  size_t size() const { return (**this).size(); }
  void clear() { value_ = nullptr; }
  auto begin() const { return (**this).begin(); }
  auto end() const { return (**this).end(); }
  auto rbegin() const { return (**this).rbegin(); }
  auto rend() const { return (**this).rend(); }
  auto begin() { return (**this).begin(); }
  auto end() { return (**this).end(); }
  decltype(auto) operator[](size_t i) const { return (**this)[i]; }
  decltype(auto) operator[](size_t i) { return (**this)[i]; }
  decltype(auto) back() const { return (**this).back(); }
  decltype(auto) back() { return (**this).back(); }
  void push_back(Element element) { (**this).push_back(std::move(element)); }

  friend bool operator==(const Rare& a, const Rare& b) { return *a == *b; }
  friend bool operator==(const Rare& a, std::string_view b) requires std::same_as<T, std::string> {
    return *a == b;
  }

 private:
  inline static const T kEmpty{};
  std::unique_ptr<T> value_;
};

}  // namespace tmb::hlo

#endif  // TMB_CONVERTER_HLO_RARE_H_
