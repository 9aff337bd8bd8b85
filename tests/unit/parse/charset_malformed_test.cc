#include <simdjson.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "crawler/parse/charset.h"
#include "tests/unit/parse/encode.h"

namespace storyfold::crawler::parse {
namespace {

const std::vector<std::string> kLabels{"",       "utf-8",     "utf-7",    "utf-16le",    "gbk",
                                       "big5",   "shift_jis", "euc-jp",   "iso-2022-jp", "euc-kr",
                                       "koi8-r", "latin1",    "nonsense", "iso-8859-16"};

// Makes one damaged page after the other; the same ones in every run.
class Damage {
 public:
  std::string next() {
    std::string page = "<html><head>";
    if (chance(2)) page += "<meta charset=\"" + pick(kLabels) + "\">";
    page += "</head><body><p>";
    const std::size_t pieces = 1 + random_() % 40;
    for (std::size_t i = 0; i < pieces; ++i) page += piece();
    page += "</p></body></html>";
    if (chance(2)) page.resize(random_() % (page.size() + 1));  // cut anywhere
    return page;
  }
  const std::string& label() { return pick(kLabels); }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  template <class T>
  const T& pick(const std::vector<T>& of) {
    return of[random_() % of.size()];
  }

  std::string piece() {
    static const std::string kText = "海港の橋が今日 개통 大桥通车 мост открыт café “bridge” ";
    static const std::vector<const char*> kConverters{
        "UTF-8",       "gb18030", "Big5-HKSCS", "EUC-JP",   "ISO-2022-JP",
        "windows-949", "KOI8-R",  "UTF-16LE",   "UTF-32BE", "UTF-7"};
    switch (random_() % 8) {
      case 0:  // overlong, surrogates, past U+10FFFF, never bytes, torn
        return pick(std::vector<std::string>{"\xC0\x80", "\xE0\x80\xAF", "\xF0\x80\x80\xAF",
                                             "\xED\xA0\x80\xED\xB0\x80", "\xF4\x90\x80\x80",
                                             "\xFE\xFF", "\xE6\xB5", "\xF0\x9F\x98", "\x80"});
      case 1:
        return std::string(1 + random_() % 5, '\0');
      case 2: {  // any bytes
        std::string noise(random_() % 64, ' ');
        for (char& c : noise) c = static_cast<char>(random_());
        return noise;
      }
      case 3:
        return "\x1B$B" + std::string(random_() % 9, '\x24') + (chance(2) ? "\x1B(B" : "");
      default: {
        std::string text = encode(kText, pick(kConverters));
        text.resize(random_() % (text.size() + 1));
        return text;
      }
    }
  }

  std::mt19937 random_{20260101};
};

bool is_valid(const DecodedText& decoded) {
  return simdjson::validate_utf8(decoded.text.data(), decoded.text.size());
}

std::size_t replacements_in(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find("\uFFFD"); at != std::string::npos;
       at = text.find("\uFFFD", at + 3)) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("five hundred malformed pages become valid UTF-8 with their replacements counted",
          "[charset]") {
  Damage damage;
  for (int i = 0; i < 500; ++i) {
    const std::string page = damage.next();
    const std::string& label = damage.label();
    CAPTURE(i, label);
    for (const DecodedText& decoded : {decode_page(page, label), to_utf8(page, label)}) {
      REQUIRE(is_valid(decoded));
      REQUIRE_FALSE(decoded.charset.empty());
      REQUIRE(decoded.text.find('\0') == std::string::npos);
      // A page may hold U+FFFD of its own.
      REQUIRE(decoded.replaced_characters <= replacements_in(decoded.text));
      if (!simdjson::validate_utf8(page.data(), page.size()) && decoded.charset == "utf-8") {
        REQUIRE(decoded.replaced_characters > 0);
      }
    }
  }
}

// Anything worse than linear would not end on these.
TEST_CASE("much of one malformed thing is read in linear time", "[charset]") {
  constexpr std::size_t kBytes = 1u << 19;
  for (const std::string unit :
       {"<", "<!--", "<script ", "<meta charset=", "<meta content='", "</", "\x1B$B", "\xE6",
        "\xFF", "\xC2\x85", "Ã©", "é", "<html lang='", "锟斤", "\r", "<p>\x81</p>", "\x81\x30"}) {
    std::string bytes;
    while (bytes.size() < kBytes) bytes += unit;
    CAPTURE(unit);
    REQUIRE(is_valid(decode_page(bytes)));
    REQUIRE(is_valid(decode_page(bytes + "\xE6", "gbk")));
  }
}

}  // namespace storyfold::crawler::parse
