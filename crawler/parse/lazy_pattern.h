#pragma once
// An RE2 that is compiled when it is first asked for: of the hundreds that tables hold, most pages
// need few, and compiling takes longer than a page does. Safe from any thread.
#include <re2/re2.h>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace storyfold::crawler::parse {

class LazyPattern {
 public:
  LazyPattern(std::string expression, const RE2::Options& options)
      : expression_(std::move(expression)), options_(options) {}

  [[nodiscard]] const RE2& get() const {
    std::call_once(once_, [this] { compiled_.emplace(expression_, options_); });
    return *compiled_;
  }

 private:
  std::string expression_;
  RE2::Options options_;
  mutable std::once_flag once_;
  mutable std::optional<RE2> compiled_;
};

}  // namespace storyfold::crawler::parse
