#include "app/render.h"

#include <catch2/catch.hpp>
#include <cstdlib>

namespace storyfold::app {

TEST_CASE("printable shows what could command a terminal instead of sending it", "[render]") {
  CHECK(printable("plain 中文 text") == "plain 中文 text");
  CHECK(printable("\x1b[31mred") == "\\u{1B}[31mred");
  CHECK(printable("a\x07"
                  "b\x7F") == "a\\u{7}b\\u{7F}");
  CHECK(printable("\xC2\x9B"
                  "2J") == "\\u{9B}2J");  // C1: CSI in one character
  CHECK(printable("\xE2\x80\xAE"
                  "live") == "\\u{202E}live");  // right-to-left override
  CHECK(printable("a\xE2\x80\xA8"
                  "b") == "a\\u{2028}b");  // line separator
  CHECK(printable("zero\xE2\x80\x8Bwidth") == "zero\\u{200B}width");
}

TEST_CASE("printable keeps joiners, which emoji and several scripts are written with", "[render]") {
  const std::string family = "👩\xE2\x80\x8D🚀";
  CHECK(printable(family) == family);
}

TEST_CASE("printable makes broken UTF-8 whole", "[render]") {
  CHECK(printable("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(printable("\xE4\xB8") == "\xEF\xBF\xBD");
  CHECK(printable("\xED\xA0\x80").find("\xEF\xBF\xBD") == 0);  // a surrogate
}

TEST_CASE("printable folds line ends into spaces, printable_lines keeps them", "[render]") {
  CHECK(printable("a\nb\tc") == "a b c");
  CHECK(printable_lines("a\nb\tc") == "a\nb c");
  CHECK(printable_lines("a\rb") == "a\\u{D}b");
}

TEST_CASE("columns counts Chinese characters as two and marks as none", "[render]") {
  CHECK(columns("") == 0);
  CHECK(columns("abc") == 3);
  CHECK(columns("新闻abc") == 7);
  CHECK(columns("ＡＢ") == 4);       // full width
  CHECK(columns("e\xCC\x81") == 1);  // combining acute
  CHECK(columns("한국") == 4);
}

TEST_CASE("fit cuts at a character and says that it cut", "[render]") {
  CHECK(fit("abc", 3) == "abc");
  CHECK(fit("abcd", 3) == "ab…");
  CHECK(fit("上海银行", 8) == "上海银行");
  CHECK(fit("上海银行", 6) == "上海…");
  CHECK(columns(fit("上海银行", 6)) <= 6);
  CHECK(fit("abc", 0).empty());
}

TEST_CASE("pad fills by columns, not by bytes", "[render]") {
  CHECK(pad("新", 4) == "新  ");
  CHECK(pad("abcdef", 3) == "abcdef");
}

TEST_CASE("wrap breaks between Chinese characters but not before a full stop", "[render]") {
  const auto wrapped = wrap("一二三四五六七八九十。一二三", 20, 0);
  CHECK(wrapped == "一二三四五六七八九\n十。一二三");
}

TEST_CASE("wrap breaks Latin text at spaces, keeps line ends and indents what follows",
          "[render]") {
  CHECK(wrap("one two three four five six", 24, 2) == "one two three four\n  five six");
  CHECK(wrap("a\nb", 30, 3) == "a\n   b");
  CHECK(wrap("as it is", 0, 4) == "as it is");
  const std::string word(50, 'x');
  CHECK(wrap(word, 25, 0) == std::string(25, 'x') + "\n" + std::string(25, 'x'));
}

TEST_CASE("numbers are written for people", "[render]") {
  CHECK(group_digits(0) == "0");
  CHECK(group_digits(999) == "999");
  CHECK(group_digits(70997) == "70,997");
  CHECK(group_digits(1234567) == "1,234,567");
  CHECK(human_bytes(1023) == "1023 B");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(percent(0) == "0 %");
  CHECK(percent(1) == "100 %");
  CHECK(percent(0.314) == "31 %");
  CHECK(percent(0.9987) == "99.9 %");  // nearly, not exactly
  CHECK(counted(1, "story", "stories") == "1 story");
  CHECK(counted(2000, "story", "stories") == "2,000 stories");
}

TEST_CASE("a table lines up Chinese and Latin cells", "[render]") {
  Table table;
  table.right_align(1);
  table.add({{"新华"}, {"7"}, {"甲"}});
  table.add({{"Wire"}, {"12"}, {"b"}});
  table.add({{"x"}, {"3"}, {"c"}});
  CHECK(table.text(Style(false), 0) == "新华   7  甲\nWire  12  b\nx      3  c\n");
}

TEST_CASE("a table cuts its last column to the terminal", "[render]") {
  Table table;
  table.add({{"id"}, {"a title that is too long"}});
  CHECK(table.text(Style(false), 12) == "id  a title…\n");
  CHECK(table.text(Style(false), 0) == "id  a title that is too long\n");
}

TEST_CASE("colour is added only when it is wanted", "[render]") {
  CHECK(Style(false).paint(Role::kDeleted, "x") == "x");
  CHECK(Style(true).paint(Role::kDeleted, "x") == "\x1b[31mx\x1b[0m");
  CHECK(Style(true).paint(Role::kDeleted, "").empty());
  Table table;
  table.add({{Role::kId, "ab"}, {"c"}});
  CHECK(table.text(Style(true), 0) == "\x1b[36mab\x1b[0m  c\n");
}

TEST_CASE("NO_COLOR and a dumb terminal switch colour off, --color overrides both", "[render]") {
  const int no_terminal = -1;
  CHECK_FALSE(use_colour(ColourChoice::kAuto, no_terminal));
  ::setenv("NO_COLOR", "1", 1);
  CHECK(use_colour(ColourChoice::kAlways, no_terminal));
  CHECK_FALSE(use_colour(ColourChoice::kAuto, no_terminal));
  ::unsetenv("NO_COLOR");
  CHECK_FALSE(use_colour(ColourChoice::kNever, no_terminal));
  CHECK(terminal_columns(no_terminal) == 0);
}

}  // namespace storyfold::app
