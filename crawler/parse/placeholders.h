#pragma once
// Texts that wait beside a page while its markup is parsed: gumbo takes its time for every
// character, and what a page says is no concern of its. Each is stood for by one character of the
// private use plane 15 (docs/adr/0016).
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::parse {

class Placeholders {
 public:
  // Appends to `html` what stands for the text that was appended to texts() since the last call.
  // False: no placeholder is left, nothing was done.
  bool stand_in(std::string& html);
  [[nodiscard]] std::string& texts() noexcept { return texts_; }

  [[nodiscard]] std::size_t bytes() const noexcept { return texts_.size(); }
  [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }
  // `html` with all texts in their places. Of the characters that stand for them it has no others.
  [[nodiscard]] std::string restore(std::string_view html) const;

 private:
  friend class PlaceholderReader;
  [[nodiscard]] std::size_t index_of(std::string_view marked) const noexcept;
  [[nodiscard]] std::string_view text(std::size_t index) const noexcept;

  std::string texts_;
  std::vector<std::uint32_t> ends_;  // of each in `texts_`
};

// Gives the texts back to the parsed page, each once: however often a page names such a character
// by reference, it gets no more text than it brought. Borrows the placeholders.
class PlaceholderReader {
 public:
  explicit PlaceholderReader(const Placeholders& placeholders)
      : placeholders_(placeholders), met_(placeholders.size()) {}

  // The text that `marked` stands for: a view of the placeholders' when it is one of them, of
  // `marked` when it has none, else of `room`, where the text is put together.
  [[nodiscard]] std::string_view text_of(std::string_view marked, std::string& room);
  // Every placeholder was met once. Else the parser took one for something else than text, or the
  // page has such characters of its own.
  [[nodiscard]] bool is_whole() const noexcept { return !again_ && count_ == met_.size(); }

 private:
  // The placeholder that `marked` begins with, the first time it is met.
  [[nodiscard]] bool take(std::string_view marked, std::string_view& text);

  const Placeholders& placeholders_;
  std::vector<bool> met_;
  std::size_t count_ = 0;
  bool again_ = false;
};

// Whether `html` names, by a numeric reference as a parser will read it, a character that may be a
// placeholder.
[[nodiscard]] bool names_placeholders(std::string_view html) noexcept;

// Whether gumbo copies `text` as it is: it puts U+FFFD in the place of control characters and
// noncharacters. May be false of what it copies.
[[nodiscard]] bool is_copied(std::string_view text) noexcept;

}  // namespace storyfold::crawler::parse
