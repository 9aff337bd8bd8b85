#include "core/identity.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace storyfold;

// Ids are stored. A test of this file that fails means that stored ids no longer fit their texts:
// change the code back, not the test.

TEST_CASE("white space folds to one space and leaves the ends", "[core][identity]") {
  CHECK(identity_form("") == "");
  CHECK(identity_form(" \n\t ") == "");
  CHECK(identity_form("rain") == "rain");
  CHECK(identity_form("  rain  fell\n\non \r\n the\tharbour ") == "rain fell on the harbour");
}

TEST_CASE("every character of Unicode White_Space is white space", "[core][identity]") {
  const std::vector<std::string> spaces{
      "\x09",         "\x0a",         "\x0b",         "\x0c",         "\x0d",
      "\x20",         "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80",
      "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85",
      "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  std::string all;
  for (const std::string& space : spaces) {
    CAPTURE(space);
    CHECK(identity_form(space + "a" + space + space + "b" + space) == "a b");
    all += space;
  }
  CHECK(identity_form("港口" + all + "开放") == "港口 开放");
}

TEST_CASE("characters beside the white ones stay", "[core][identity]") {
  // U+200B zero width space, U+2060, U+FEFF and U+180E look empty but are not White_Space.
  for (const std::string text : {"a\xe2\x80\x8b"
                                 "b",
                                 "a\xe2\x81\xa0"
                                 "b",
                                 "a\xef\xbb\xbf"
                                 "b",
                                 "a\xe1\xa0\x8e"
                                 "b",
                                 "§é®", "、。“”—…", "ぁ㌀", "\x1f"}) {
    CHECK(identity_form(text) == text);
  }
}

TEST_CASE("a text cut inside a character keeps its bytes", "[core][identity]") {
  for (const std::string text : {"a\xc2", "a\xe2\x80", "a\xe3", "a\xe1\x9a"}) {
    CHECK(identity_form(text) == text);
  }
}

TEST_CASE("folding twice is folding once", "[core][identity]") {
  const std::string once = identity_form("　台风\n已经  登陆。 \n");
  CHECK(once == "台风 已经 登陆。");
  CHECK(identity_form(once) == once);
}

TEST_CASE("item ids are golden", "[core][identity]") {
  CHECK(to_hex(item_id("")) == to_hex(sha256("")));
  CHECK(to_hex(item_id("Rain fell on the harbour.\nIt stopped at noon.")) ==
        "6e9a64b335a047d844986912445999e514ed0b1d0f6d04088d2574228241a8f5");
  CHECK(to_hex(item_id("　台风已经登陆。\n港口今晚重新开放。")) ==
        "76b6467d913d9954e5a890823f3a3398ce8e9d32b8b5d82b0c7465e60f2aab3f");
}

TEST_CASE("one text set in paragraphs or in one line is one item", "[core][identity]") {
  CHECK(item_id("First.\nSecond.") == item_id("First. Second."));
  CHECK(item_id("First.Second.") != item_id("First. Second."));
  CHECK(item_id("first.") != item_id("First."));
}

TEST_CASE("sighting ids are golden", "[core][identity]") {
  const Sha256 item = item_id("Rain fell on the harbour. It stopped at noon.");
  CHECK(to_hex(sighting_id("archive:harbour", "2022-02-08-rain", "https://news.example/rain",
                           item)) == "121847c83b222fb4e8463c6931de4b5b");
  CHECK(to_hex(sighting_id("archive:harbour", "", "", item)) == "80d14c584f3a87315357fbf91e222e90");
}

TEST_CASE("what stands in one part of a sighting cannot pass for another part",
          "[core][identity]") {
  const Sha256 item = item_id("text");
  CHECK(to_hex(sighting_id("", "archive:harbour", "",
                           item_id("Rain fell on the harbour. It stopped at noon."))) ==
        "698a0b1e0f622403b4acc0113e085790");
  CHECK(sighting_id("ab", "c", "", item) != sighting_id("a", "bc", "", item));
  CHECK(sighting_id("a", "b", "", item) != sighting_id("a", "", "b", item));
  CHECK(sighting_id("a", "b", "c", item) != sighting_id("a", "b", "c", item_id("other")));
}

TEST_CASE("ids print with all their digits", "[core][identity]") {
  CHECK(to_hex(SightingId{1, 2}) == "00000000000000010000000000000002");
  CHECK(to_hex(StoryId{0xbeef}) == "000000000000beef");
}
