#pragma once
// Text for people on a terminal: stored text made harmless, columns that line up for Chinese too,
// colour where it is wanted. Pure but for the two questions about the terminal.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::app {

// Stored text as it may be shown: control, bidirectional and other invisible format characters
// become \u{202E}, broken UTF-8 becomes U+FFFD, newlines and tabs a space. What an outlet wrote can
// so neither move the cursor nor reverse what a reader sees.
[[nodiscard]] std::string printable(std::string_view stored);
// The same, newlines kept.
[[nodiscard]] std::string printable_lines(std::string_view stored);

// Columns that `text` (already printable) takes: 2 for East Asian wide, 0 for combining marks.
[[nodiscard]] std::size_t columns(std::string_view text);
// Cut to `width` columns, "…" at the end when something was cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);
// Filled with spaces to `width` columns.
[[nodiscard]] std::string pad(std::string_view text, std::size_t width);
// Broken into lines of at most `width` columns where Unicode line breaking allows it (UAX 14);
// newlines stay. `width` 0: unchanged. Every line but the first starts with `indent` spaces, which
// count.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::size_t indent);

[[nodiscard]] std::string group_digits(std::uint64_t value);  // 70997 -> "70,997"
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);   // "12.3 MiB"
[[nodiscard]] std::string percent(double ratio);              // "97 %", "0.4 %"
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view one, std::string_view many);

enum class Role { kTitle, kLabel, kId, kGood, kBad, kWarn, kInserted, kDeleted };

// Colours by role, or nothing at all.
class Style {
 public:
  explicit Style(bool colour = false) : colour_(colour) {}
  [[nodiscard]] bool colour() const noexcept { return colour_; }
  // `text` must be printable already.
  [[nodiscard]] std::string paint(Role role, std::string_view text) const;

 private:
  bool colour_;
};

// "auto" is colour on a terminal unless NO_COLOR is set or TERM is dumb.
enum class ColourChoice { kAuto, kAlways, kNever };
[[nodiscard]] bool use_colour(ColourChoice choice, int descriptor);
// Columns of the terminal behind `descriptor`; 0 when it is none (then nothing is cut or wrapped).
[[nodiscard]] std::size_t terminal_columns(int descriptor);

// Rows of cells, each column as wide as its widest cell. The last column is cut to what is left of
// `width` columns (0: never). Cells must be printable already.
class Table {
 public:
  struct Cell {
    std::string text;
    bool painted = false;
    Role role = Role::kTitle;
    Cell(std::string plain) : text(std::move(plain)) {}  // NOLINT(google-explicit-constructor)
    Cell(Role as, std::string plain) : text(std::move(plain)), painted(true), role(as) {}
  };

  void right_align(std::size_t column);
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  [[nodiscard]] std::string text(const Style& style, std::size_t width,
                                 std::size_t indent = 0) const;

 private:
  std::vector<std::vector<Cell>> rows_;
  std::vector<bool> right_;
};

}  // namespace storyfold::app
