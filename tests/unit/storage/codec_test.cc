#include "storage/codec.h"

#include <catch2/catch.hpp>

#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::hex;
using test::is_damage;
using test::only_whole;

Timestamp some_time() {
  return {.at = sys_seconds(seconds(1'000'000)),
          .offset_minutes = 480,
          .zone_assumed = true,
          .precision = TimePrecision::kSecond,
          .clue = TimeClue::kRecord};
}

TEST_CASE("golden: a full body and a delta", "[storage][codec]") {
  CHECK(hex(encode_full_body("ab")) == "01 00 61 62");
  CHECK(hex(encode_delta_body(300, "abc", "\x07")) == "01 01 ac 02 03 07");
  const std::string delta = encode_delta_body(300, "abc", "\x07");
  const auto stored = decode_body(delta);
  REQUIRE(stored);
  CHECK(stored->base == ItemNumber{300});
  CHECK(stored->body_bytes == 3);
  CHECK(stored->bytes == "\x07");
  CHECK(is_damage(decode_body("")));
  CHECK(is_damage(decode_body("\x01")));
  CHECK(is_damage(decode_body("\x02\x01")));
  CHECK(is_damage(decode_body("\x01\x03")));
}

TEST_CASE("golden: what stands for a body and a sighting that were taken down",
          "[storage][codec]") {
  CHECK(hex(encode_no_body()) == "01 02");
  CHECK(hex(encode_no_sighting()) == "02");
  const std::string none = encode_no_body();
  CHECK(decode_body(none)->taken_down);
  CHECK(is_damage(decode_body(none + "a")));
  CHECK(!decode_body(encode_full_body(""))->taken_down);
  CHECK(decode_sighting_item(7, encode_no_sighting()).operator*() == 0);
  CHECK(is_damage(decode_sighting_item(7, encode_no_sighting() + "a")));
}

TEST_CASE("golden: a print", "[storage][codec]") {
  Print print{.item = 4, .founding_story = {0x1122334455667788}, .fingerprint = {}, .chrome = {}};
  print.fingerprint.version = 1;
  print.fingerprint.tokens = 130;
  print.fingerprint.simhash = 0xa0;
  print.fingerprint.chunks = {1, 0x01000000};
  const std::string bytes = encode_print(print);
  CHECK(hex(bytes) ==
        "01 01 82 01 88 77 66 55 44 33 22 11 a0 00 00 00 00 00 00 00 01 00 00 00 00 00 00 01");
  const auto back = decode_print(4, bytes);
  REQUIRE(back);
  CHECK(*back == print);
}

TEST_CASE("golden: a print that leaves chrome out, and a count of it", "[storage][codec]") {
  Print print{.item = 4, .founding_story = {1}, .fingerprint = {}, .chrome = {{3, 9}, {200, 260}}};
  print.fingerprint.version = 1;
  print.fingerprint.tokens = 130;
  print.fingerprint.simhash = 2;
  print.fingerprint.chunks = {1};
  const std::string bytes = encode_print(print);
  CHECK(
      hex(bytes) ==
      "02 01 82 01 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 02 03 0c c8 01 78 01 00 00 00");
  const auto back = decode_print(4, bytes);
  REQUIRE(back);
  CHECK(*back == print);
  print.chrome = {{3, 9}, {8, 12}};
  CHECK(!decode_print(4, encode_print(print)));

  CHECK(hex(encode_chrome(300)) == "01 ac 02");
  CHECK(*decode_chrome(encode_chrome(300)) == 300);
  CHECK(!decode_chrome(encode_chrome(0)));
}

TEST_CASE("prints whose chunks are out of order or cut are damage", "[storage][codec]") {
  Print print{.item = 4, .founding_story = {}, .fingerprint = {}, .chrome = {}};
  print.fingerprint.chunks = {5, 3};
  CHECK(is_damage(decode_print(4, encode_print(print))));
  print.fingerprint.chunks = {5};
  const std::string bytes = encode_print(print);
  CHECK(is_damage(decode_print(4, std::string_view(bytes).substr(0, bytes.size() - 1))));
}

TEST_CASE("golden: a story of one member and one of many", "[storage][codec]") {
  Story story{.id = {7}, .canonical = 5, .clause = CanonicalClause::kOnlyMember, .members = 1};
  CHECK(hex(encode_story(story)) == "01 00 01 05");
  story.members = 3;
  story.clause = CanonicalClause::kEarliest;
  story.first_published = sys_seconds(seconds(100));
  story.last_published = sys_seconds(seconds(160));
  const std::string bytes = encode_story(story);
  CHECK(hex(bytes) == "01 07 03 05 03 c8 01 78");
  const auto back = decode_story({7}, bytes);
  REQUIRE(back);
  CHECK(*back == story);
  CHECK(only_whole(bytes, [](auto part) { return is_damage(decode_story({7}, part)); }));
}

TEST_CASE("golden: a member", "[storage][codec]") {
  Member member{.story = {7},
                .sighting = 12,
                .item = 10,
                .relation = Relation::kRepost,
                .published = some_time(),
                .outlet = "O",
                .tokens = 50,
                .headline_hash = 0x01020304,
                .origins = {"Wire"}};
  const std::string bytes = encode_member(member);
  CHECK(hex(bytes) == "01 07 03 04 01 4f 32 17 c0 07 80 89 7a 04 03 02 01 01 04 57 69 72 65");
  const auto back = decode_member({7}, 12, bytes);
  REQUIRE(back);
  CHECK(*back == member);
  CHECK(only_whole(bytes, [](auto part) { return is_damage(decode_member({7}, 12, part)); }));
}

TEST_CASE("a member with an item newer than itself comes back", "[storage][codec]") {
  Member member;
  member.story = {7};
  member.sighting = 3;
  member.item = 900;
  const auto back = decode_member({7}, 3, encode_member(member));
  REQUIRE(back);
  CHECK(*back == member);
}

TEST_CASE("golden: alias, log entry, input, names", "[storage][codec]") {
  CHECK(hex(encode_alias({258})) == "01 02 01 00 00 00 00 00 00");
  CHECK(decode_alias(encode_alias({258}))->value == 258);
  const LogEntry entry{.number = 3,
                       .at = sys_seconds(seconds(1)),
                       .kind = LogKind::kRejected,
                       .story = {1},
                       .what = "no"};
  CHECK(hex(encode_log(entry)) == "01 03 02 01 00 00 00 00 00 00 00 02 6e 6f");
  CHECK(*decode_log(3, encode_log(entry)) == entry);
  const InputProgress progress{.input = "in", .signature = "s", .done = 200, .complete = true};
  CHECK(hex(encode_input(progress)) == "01 01 c8 01 01 73");
  CHECK(*decode_input("in", encode_input(progress)) == progress);
  CHECK(hex(encode_names({"a", "bc"})) == "01 01 61 02 62 63");
}

TEST_CASE("golden: the state of a batch", "[storage][codec]") {
  const State state{
      .batch = 9, .next_item = 5, .next_sighting = 6, .next_log = 2, .totals = {4, -1}};
  const std::string bytes = encode_state(state);
  CHECK(hex(bytes) == "01 09 05 06 02 08 01");
  CHECK(*decode_state(bytes) == state);
  CHECK(is_damage(decode_state("\x01\x09")));
}

TEST_CASE("edges keep their evidence", "[storage][codec]") {
  Edge edge{.from = {1}, .to = {2}, .kind = LinkKind::kSameFrame, .sighting = 8, .evidence = {}};
  edge.evidence.other = 4;
  edge.evidence.numbers_shared = 0;
  edge.evidence.conflicts = {{"3%", "4%"}};
  edge.evidence.reason = "same frame";
  const std::string bytes = encode_edge(edge);
  const auto back = decode_edge({1}, {2}, LinkKind::kSameFrame, bytes);
  REQUIRE(back);
  CHECK(*back == edge);
  CHECK(only_whole(bytes, [](auto part) {
    return is_damage(decode_edge({1}, {2}, LinkKind::kSameFrame, part));
  }));
}

TEST_CASE("records of another version are refused", "[storage][codec]") {
  CHECK(is_damage(decode_story({7}, std::string("\x02\x00\x01\x05", 4))));
  CHECK(is_damage(decode_alias(std::string(9, '\x09'))));
}

}  // namespace
}  // namespace storyfold::storage
