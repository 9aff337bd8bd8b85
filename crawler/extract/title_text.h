#pragma once
// Comparing the several forms in which a page gives its title, and taking an outlet's name off
// them. Pure; safe from any thread.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::extract {

// Letters and digits only, full-width forms as ASCII, ASCII in lower case: what two forms of one
// title share. Valid UTF-8.
[[nodiscard]] std::string bare(std::string_view text);

// Hashes of the words of a text, an ideograph or kana being a word of its own; sorted.
using Words = std::vector<std::uint32_t>;
[[nodiscard]] Words words_of(std::string_view text);

// Share of words that two texts have in common, counting repeats: 0..1.
[[nodiscard]] double alike(const Words& a, const Words& b);

// The parts of "Title - Section | Outlet", as they stand in `title`: cut at a bar, a low line, a
// guillemet, a bullet, at a dash or colons with spaces around, and at a hyphen between ideographs.
// At most `kMostParts`; a separator past them stays in the last.
inline constexpr std::size_t kMostParts = 8;
[[nodiscard]] std::vector<std::string_view> title_parts(std::string_view title);

// The names a site goes by.
class Site {
 public:
  // `names` as the page gives them (og:site_name, publisher); `url` of the page, may be empty.
  Site(const std::vector<std::string>& names, std::string_view url);

  // Is `part` one of them, with or without more ("BBC", "BBC News"), or a label of the host?
  [[nodiscard]] bool is_named(std::string_view part) const;

 private:
  std::vector<std::string> names_;  // bare
  std::string host_;                // bare
};

// `title` without the parts that name the outlet or a section of it.
[[nodiscard]] std::string without_site(std::string_view title, const Site& site);

}  // namespace storyfold::crawler::extract
