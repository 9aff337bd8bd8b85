#pragma once
// The one way an expected failure is returned. Exceptions are bugs or no memory.
// "Not found" is an answer (std::optional, an empty list), not an error.
// Values; safe to move between threads.
#include <string>
#include <utility>
#include <variant>

namespace storyfold {

enum class Errc {
  kNone,
  kBadInput,    // what the user or an outlet gave cannot be used; `what` names file, line or field
  kAmbiguous,   // a hash prefix that fits several things; `what` lists them
  kIo,          // the operating system refused
  kCorruption,  // stored bytes are not what was written
  kVersion,     // a store or record of another version
  kLocked,      // another process holds the store for writing
  kTooLarge,    // past a stated limit
  kTimeout,
  kNetwork,
  kRobots,
  kCancelled,
};

// `what` is one line a person can act on. It never holds secrets or raw control characters.
struct Error {
  Errc code = Errc::kNone;
  std::string what;
  bool retryable = false;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result() = default;  // an empty Error: Asio's co_spawn needs a default state
  // Implicit, so that a function returns a value or an Error as it stands.
  Result(T value)  // NOLINT(google-explicit-constructor)
      : state_(std::in_place_index<1>, std::move(value)) {}
  Result(Error error)  // NOLINT(google-explicit-constructor)
      : state_(std::in_place_index<0>, std::move(error)) {}

  [[nodiscard]] explicit operator bool() const noexcept { return state_.index() == 1; }
  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 1; }

  // Calling these in the wrong state throws std::bad_variant_access: that is a bug, not a failure.
  [[nodiscard]] T& operator*() & { return std::get<1>(state_); }
  [[nodiscard]] const T& operator*() const& { return std::get<1>(state_); }
  [[nodiscard]] T&& operator*() && { return std::get<1>(std::move(state_)); }
  [[nodiscard]] T* operator->() { return &std::get<1>(state_); }
  [[nodiscard]] const T* operator->() const { return &std::get<1>(state_); }
  [[nodiscard]] const Error& error() const { return std::get<0>(state_); }

 private:
  std::variant<Error, T> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;  // success
  Result(Error error)  // NOLINT(google-explicit-constructor)
      : error_(std::move(error)), failed_(true) {}

  [[nodiscard]] explicit operator bool() const noexcept { return !failed_; }
  [[nodiscard]] bool has_value() const noexcept { return !failed_; }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace storyfold
