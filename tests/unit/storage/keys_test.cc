#include "storage/keys.h"

#include <catch2/catch.hpp>

#include "storage/hex_prefix.h"
#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::hex;

TEST_CASE("keys have the bytes docs/storage-format.md gives", "[storage][keys]") {
  CHECK(hex(number_key(1)) == "01 01");
  CHECK(hex(story_key({0x0102030405060708})) == "01 02 03 04 05 06 07 08");
  CHECK(hex(member_key({0x0102030405060708}, 300)) == "01 02 03 04 05 06 07 08 02 01 2c");
  CHECK(hex(alias_key({9})) == "00 00 00 00 00 00 00 00 09");
  CHECK(hex(alias_reverse_key({8}, {9})) == "01 00 00 00 00 00 00 00 08 00 00 00 00 00 00 00 09");
  CHECK(hex(edge_key({1}, {2}, LinkKind::kSameFrame, true)) ==
        "00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 02");
  CHECK(hex(edge_key({2}, {1}, LinkKind::kSameFrame, false)) ==
        "00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 01 82");
  CHECK(hex(time_key(sys_seconds(seconds(1)), 5)) == "80 00 00 00 00 00 00 01 01 05");
  CHECK(hex(exact_key({1, 2})) == "00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02");
  CHECK(hex(seen_key({0x0102030405060708, 9})) == "01 02 03 04 05 06");
  CHECK(hex(chrome_key(1, std::nullopt)) == "00 00 00 00 00 00 00 01");
  CHECK(hex(chrome_key(1, 2)) == "00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02");
  CHECK(parse_chrome_key(chrome_key(1, 2))->block == 2);
  CHECK(!parse_chrome_key("12345"));
  Sha256 id;
  id.bytes = {1, 2, 3, 4, 5, 6, 7};
  CHECK(hex(id_key(id)) == "01 02 03 04 05 06");
}

TEST_CASE("golden: keys of the crawl", "[storage][keys]") {
  const std::string url = "https://a.example/1";
  const std::string page = page_key(url, 7);
  CHECK(hex(page) == "e3 0b 4d 00 6f 8e 78 19 72 57 f7 50 58 89 99 f7");
  CHECK(page_key(url, 8) != page);
  const std::string due = due_key(url, sys_seconds(seconds(1)), 7);
  CHECK(due ==
        "https://a.example" + std::string(1, '\0') + std::string("\x80\0\0\0\0\0\0\1", 8) + page);
  const auto parsed = parse_due_key(due);
  REQUIRE(parsed);
  CHECK(parsed->origin == "https://a.example");
  CHECK(parsed->due == sys_seconds(seconds(1)));
  CHECK(parsed->page == page);
  CHECK(!parse_due_key(due + "x"));
  CHECK(!parse_due_key("https://a.example"));
  CHECK(hex(raw_key(300)) == "00 02 01 2c");
  CHECK(parse_raw_key(raw_key(300)) == std::uint64_t{300});
  CHECK(raw_url_key(url, 300, 7) == "\1" + page + number_key(300));
  CHECK(!parse_raw_key(raw_url_key(url, 300, 7)));
  CHECK(forgotten_key("https://A.example/1", 7) == std::string(1, '\0') + page);
  Sha256 id;
  id.bytes[31] = 9;
  REQUIRE(parse_forgotten_key(forgotten_key(id)));
  CHECK(parse_forgotten_key(forgotten_key(id))->item == id);
  CHECK(!parse_forgotten_key(forgotten_key(url, 7))->item);
  CHECK(!parse_forgotten_key(forgotten_key(url, 7) + "x"));
  CHECK(!parse_forgotten_key(""));
}

TEST_CASE("one origin's waiting addresses stand apart from another's", "[storage][keys]") {
  // Whatever follows the shorter origin, all of its keys come before those of the longer one.
  const auto late = sys_seconds(seconds(4'000'000'000));
  CHECK(due_key("http://a.example/z", late, 7) < due_key("http://a.example.org/a", {}, 7));
  CHECK(due_key("http://a.example/z", late, 7) < due_key("http://a.example:81/a", {}, 7));
  CHECK(due_key("http://a.example/b", sys_seconds(seconds(5)), 7) <
        due_key("http://a.example/a", sys_seconds(seconds(6)), 7));
}

TEST_CASE("times before 1970 order before those after", "[storage][keys]") {
  CHECK(time_key(sys_seconds(seconds(-1)), 9) < time_key(sys_seconds(seconds(0)), 1));
  CHECK(time_key(sys_seconds(seconds(0)), 300) < time_key(sys_seconds(seconds(1)), 1));
  const auto parsed = parse_time_key(time_key(sys_seconds(seconds(-5)), 7));
  REQUIRE(parsed);
  CHECK(parsed->at == sys_seconds(seconds(-5)));
  CHECK(parsed->sighting == 7);
}

TEST_CASE("keys are read back, other bytes are not", "[storage][keys]") {
  const auto member = parse_story_key(member_key({77}, 5));
  REQUIRE(member);
  CHECK(member->story.value == 77);
  CHECK(member->sighting == SightingNumber{5});
  const auto story = parse_story_key(story_key({77}));
  REQUIRE(story);
  CHECK(!story->sighting);
  const auto edge = parse_edge_key(edge_key({1}, {2}, LinkKind::kContains, false));
  REQUIRE(edge);
  CHECK(!edge->forward);
  CHECK(edge->kind == LinkKind::kContains);
  CHECK(!parse_story_key("short"));
  CHECK(!parse_edge_key(std::string(17, '\x7f')));
  CHECK(!parse_alias_key(std::string(9, '\x02')));
  CHECK(!parse_number_key("\x01\x01\x01"));
  CHECK(!parse_time_key("1234567"));
}

TEST_CASE("one URL written in two ways has one key", "[storage][keys]") {
  CHECK(url_key("HTTP://Example.org", 7) == url_key("http://example.org/", 7));
  CHECK(url_key("http://example.org/a", 7) != url_key("http://example.org/b", 7));
  CHECK(url_key("http://example.org/a", 7) != url_key("http://example.org/a", 8));
  CHECK(url_key("no url at all", 7) == url_key("no url at all", 7));
}

TEST_CASE("a hash prefix fits by digit, not by byte", "[storage][keys]") {
  const auto prefix = HexPrefix::parse("0A1", 64);
  REQUIRE(prefix);
  CHECK(hex(prefix->whole_bytes(6)) == "0a");
  CHECK(prefix->fits_key("\x0a\x1f"));
  CHECK(!prefix->fits_key("\x0a\x2f"));
  CHECK(prefix->fits("0a1ff"));
  CHECK(!prefix->fits("0a2ff"));
}

TEST_CASE("a hash prefix of other characters or lengths is refused", "[storage][keys]") {
  CHECK(HexPrefix::parse("xyz", 64).error().code == Errc::kBadInput);
  CHECK(HexPrefix::parse("", 64).error().code == Errc::kBadInput);
  CHECK(HexPrefix::parse(std::string(17, 'a'), 16).error().code == Errc::kBadInput);
}

TEST_CASE("keys in messages read as a person would name them", "[storage][keys]") {
  CHECK(printable_key(Family::kItem, number_key(12)) == "12");
  CHECK(printable_key(Family::kStory, story_key({0xab})) == "0x00000000000000ab");
}

}  // namespace
}  // namespace storyfold::storage
