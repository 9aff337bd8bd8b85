#pragma once
// A place in folded text, and the small steps that readers of dates take from it. A step that fails
// leaves the place where it was. Borrows the text. Pure; safe from any thread.
#include <cstddef>
#include <optional>
#include <string_view>

#include "crawler/extract/date_text.h"

namespace storyfold::crawler::extract {

struct DateScan {
  std::string_view text;
  std::size_t at = 0;

  [[nodiscard]] bool ended() const noexcept { return at >= text.size(); }
  [[nodiscard]] char peek() const noexcept { return ended() ? '\0' : text[at]; }
  [[nodiscard]] std::string_view rest() const noexcept { return text.substr(at); }

  bool take(char c) noexcept;
  bool take(std::string_view literal) noexcept;
  // Up to `most` spaces and line ends; how many.
  std::size_t spaces(std::size_t most = 3) noexcept;
  // A whole run of `least`..`most` digits (at most 9).
  std::optional<int> number(std::size_t least, std::size_t most) noexcept;
  // Letters and marks, at most 48 bytes; "" when none or when there are more.
  std::string_view word() noexcept;
};

// Letters that end at `end`, at most 48 bytes.
[[nodiscard]] std::string_view word_before(std::string_view text, std::size_t end) noexcept;

// Time of day and zone that follow a date which ends at `scan.at`, weekday and joining words in
// between passed over; moves past what it took.
void read_time_after(DateScan& scan, WrittenDate& date);

// "08:30, 7 September 2019": the time in front of a date that has none yet.
void read_time_before(std::string_view text, WrittenDate& date);

// Z, +08:00, +0800, GMT+8, CET, ...
[[nodiscard]] std::optional<int> read_zone(DateScan& scan);

}  // namespace storyfold::crawler::extract
