#pragma once
// A page with only what is read of it, for the parser. Pure; safe from any thread.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::parse {

// Texts that wait beside a page while its markup is parsed: gumbo takes its time for every
// character, and what a page says is no concern of its. Each is stood for by one character of the
// private use plane 15.
class Placeholders {
 public:
  // Appends what stands for the text that was appended to texts() since the last call. False: no
  // placeholder is left, nothing was done.
  bool stand_in(std::string& html);
  [[nodiscard]] std::string& texts() noexcept { return texts_; }

  [[nodiscard]] std::size_t bytes() const noexcept { return texts_.size(); }
  // The text that `marked` stands for: a view of this when it is one placeholder, of `marked` when
  // it has none, else of `room`, where the text is put together.
  [[nodiscard]] std::string_view text_of(std::string_view marked, std::string& room) const;
  // `marked` with all texts in their places.
  [[nodiscard]] std::string restore(std::string_view marked) const;

 private:
  [[nodiscard]] std::size_t index_of(std::string_view marked) const noexcept;
  [[nodiscard]] std::string_view text(std::size_t index) const noexcept;

  std::string texts_;
  std::vector<std::uint32_t> ends_;  // of each in `texts_`
};

struct SlimPage {
  std::string html;
  Placeholders placeholders;
};

// A whole page without what is not read of it: scripts, styles, comments, declarations, frames,
// pictures, drawings, forms' fields, <noscript>, runs of white space, and all attributes but those
// that name, date or hide something. An element that is not closed is kept. Text that a parser
// would only copy has a placeholder, unless the page uses such characters itself. `linked_data`,
// when given, gets the content of each <script type="application/ld+json">. kShown: <noscript> and
// <template> are taken off, but not what they hold: a page may keep its text there for a script to
// put in place.
enum class Unscripted : std::uint8_t { kDropped, kShown };
[[nodiscard]] SlimPage slim_page(std::string_view html,
                                 std::vector<std::string>* linked_data = nullptr,
                                 Unscripted unscripted = Unscripted::kDropped);

}  // namespace storyfold::crawler::parse
