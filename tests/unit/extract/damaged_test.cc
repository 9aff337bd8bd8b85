// FAULTS 30: damaged and mislabelled bytes through the whole extraction of a page.
#include <simdjson.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "crawler/extract/page.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::extract {
namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }

const char* const kLabels[] = {"utf-8",      "gb2312", "gb18030", "big5",  "shift_jis",
                               "euc-kr",     "euc-jp", "utf-16",  "utf-7", "iso-2022-jp",
                               "iso-8859-1", "koi8-r", "nosuch",  ""};

// Bytes that are wrong in some way of their own.
std::string damage(Random& random) {
  switch (below(random, 9)) {
    case 0:
      return "\xC0\xAF\xE0\x80\xAF\xF0\x80\x80\xAF";  // overlong
    case 1:
      return "\xED\xA0\x80\xED\xBF\xBF\xF4\x90\x80\x80";  // surrogates, past the last one
    case 2:
      return std::string("\0\0a\0", 4);
    case 3:
      return "\xE4\xB8";  // cut off
    case 4:
      return "\xD6\xD0\xB9\xFA\xD0\xC2\xCE\xC5";  // GBK
    case 5:
      return "+AGEAYgBj-\x1B$B$\"\x1B(B";  // UTF-7, ISO-2022-JP
    case 6:
      return "\xFF\xFE" + std::string("a\0b\0", 4);
    case 7:
      return "\xEF\xBB\xBF\x7F\x01\x1B\xC2\x85\xE2\x80\xA8";  // controls
    default: {
      std::string bytes;
      for (std::size_t n = below(random, 64); n > 0; --n)
        bytes.push_back(static_cast<char>(below(random, 256)));
      return bytes;
    }
  }
}

std::string damaged_page(Random& random) {
  std::string page = "<html><head><meta charset=" + std::string(kLabels[below(random, 14)]) +
                     "><title>Title of it, \xE6\xA0\x87\xE9\xA2\x98</title></head><body><h1>Title "
                     "of it</h1><article>";
  for (int i = 0; i < 12; ++i)
    page +=
        "<p>A sentence, with words; "
        "\xE6\x9C\xAC\xE6\x8A\xA5\xE8\xAE\xAF\xEF\xBC\x8C\xE6\x96\x87.</p>";
  for (std::size_t n = 1 + below(random, 30); n > 0; --n)
    page.insert(below(random, page.size()), damage(random));
  if (below(random, 4) == 0) page.resize(below(random, page.size()));
  if (below(random, 8) == 0) page.insert(0, damage(random));
  return page;
}

bool is_clean(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size())) return false;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("five hundred damaged pages give valid text, and what was lost is counted",
          "[extract][charset]") {
  Random random(20240517);
  for (int i = 0; i < 500; ++i) {
    const std::string bytes = damaged_page(random);
    PageInput input;
    input.bytes = bytes;
    input.http_charset = kLabels[below(random, 14)];
    const ExtractedPage page = extract_page(input, {});
    INFO("page " << i << ", read as " << page.charset);
    CHECK(is_clean(page.article.body));
    CHECK(is_clean(page.article.title));
    for (const Claim& claim : page.article.claims) CHECK(is_clean(claim.quote));
    // Bytes read as UTF-16 may be a U+FFFD of their own.
    if (page.charset.rfind("utf-16", 0) != 0 &&
        page.article.body.find("\uFFFD") != std::string::npos) {
      CHECK(page.article.replaced_characters > 0);
    }
    // Line by line it is what cleaning leaves alone.
    for (std::string_view rest = page.article.body; !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      CHECK(parse::clean_line(rest.substr(0, end)) == rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

TEST_CASE("bytes that are no text at all give no article", "[extract][charset]") {
  Random random(7);
  std::string bytes;
  for (int i = 0; i < 20000; ++i) bytes.push_back(static_cast<char>(below(random, 256)));
  PageInput input;
  input.bytes = bytes;
  CHECK(extract_page(input, {}).kind != PageKind::kArticle);
}

}  // namespace storyfold::crawler::extract
