#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "core/identity.h"
#include "storage/codec.h"
#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::hex;

const std::string kBody =
    "(Harbour Wire) The harbour office said on Monday that nine ferries will return in spring.";

struct Text {
  explicit Text(std::string text) : body(std::move(text)), id(item_id(body)) {}
  [[nodiscard]] ItemText view() const { return {id, body}; }
  std::string body;
  Sha256 id;
};

Sighting plain(const Text& text) {
  Sighting sighting;
  sighting.number = 7;
  sighting.item = 5;
  sighting.story = {0x42};
  sighting.source = "archive:a";
  sighting.outlet = "Quay";
  sighting.first_seen = sighting.last_seen = sys_seconds(seconds(64));
  sighting.extractor_version = 1;
  sighting.id = sighting_id(sighting.source, sighting.record_id, sighting.url, text.id);
  return sighting;
}

Sighting rich(const Text& text) {
  Sighting sighting = plain(text);
  sighting.relation = Relation::kRepost;
  sighting.record_id = "r-1";
  sighting.url = "https://quay.example/r-1";
  sighting.title = "nine ferries will return";  // stands in the body
  sighting.earlier_titles = {{"Ferries to return", sys_seconds(seconds(60))}};
  sighting.published = {.at = sys_seconds(seconds(50)),
                        .offset_minutes = -300,
                        .zone_assumed = false,
                        .precision = TimePrecision::kMinute,
                        .clue = TimeClue::kFrontMatter};
  sighting.last_seen = sys_seconds(seconds(99));
  sighting.authors = {"A. Mole", "B. Pier"};
  sighting.language = "en";
  sighting.categories = {"harbour"};
  sighting.claims = {
      {ClaimKind::kDateline, "Harbour Wire", "(Harbour Wire)", ByteRange{0, 14}},
      {ClaimKind::kEditor, "C. Buoy", "Editor: C. Buoy", std::nullopt},
      {ClaimKind::kAccordingTo, "the office", "The harbour office said", ByteRange{15, 38}},
  };
  sighting.headline = ByteRange{0, 14};
  sighting.replaced_characters = 2;
  sighting.evidence.other = 3;
  sighting.evidence.containment = 1;
  sighting.evidence.simhash_distance = 9;
  sighting.evidence.shared_chunks = 4;
  sighting.evidence.matches = {{{0, 40}, {10, 52}}};
  sighting.evidence.conflicts = {{"nine", "eight"}};
  sighting.evidence.reason = "near copy";
  sighting.id = sighting_id(sighting.source, sighting.record_id, sighting.url, text.id);
  return sighting;
}

TEST_CASE("golden: the least sighting", "[storage][codec]") {
  const Text text(kBody);
  const std::string bytes = encode_sighting(plain(text), text.view());
  CHECK(
      hex(bytes) ==
      "01 04 00 01 01 42 00 00 00 00 00 00 00 09 61 72 63 68 69 76 65 3a 61 04 51 75 61 79 80 01");
  const auto back = decode_sighting(7, bytes, text.view());
  REQUIRE(back);
  CHECK(*back == plain(text));
}

TEST_CASE("a sighting with everything comes back whole", "[storage][codec]") {
  const Text text(kBody);
  const Sighting sighting = rich(text);
  const std::string bytes = encode_sighting(sighting, text.view());
  CHECK(decode_sighting_item(7, bytes).operator*() == 5);
  const auto back = decode_sighting(7, bytes, text.view());
  REQUIRE(back);
  CHECK(*back == sighting);
}

TEST_CASE("a sighting's URL is read without its item", "[storage][codec]") {
  const Text text(kBody);
  Sighting sighting = rich(text);
  REQUIRE_FALSE(sighting.url.empty());
  for (const bool own_id : {false, true}) {
    if (own_id) sighting.id = {1, 2};
    const std::string bytes = encode_sighting(sighting, text.view());
    const auto url = decode_sighting_url(bytes);
    REQUIRE(url);
    CHECK(*url == sighting.url);
    CHECK_FALSE(decode_sighting_url(std::string_view(bytes).substr(0, 12)));
  }
  const auto none = decode_sighting_url(encode_sighting(plain(text), text.view()));
  REQUIRE(none);
  CHECK(none->empty());
}

TEST_CASE("what stands in the body is not stored again", "[storage][codec]") {
  const Text text(kBody);
  const std::string bytes = encode_sighting(rich(text), text.view());
  CHECK(bytes.find("(Harbour Wire)") == std::string::npos);
  CHECK(bytes.find("nine ferries") == std::string::npos);
  CHECK(bytes.find("Editor: C. Buoy") != std::string::npos);
}

TEST_CASE("a quote that is not what its range holds is kept as given", "[storage][codec]") {
  const Text text(kBody);
  Sighting sighting = plain(text);
  sighting.claims = {{ClaimKind::kSource, "elsewhere", "taken from elsewhere", ByteRange{0, 14}},
                     {ClaimKind::kSource, "x", "far out", ByteRange{5000, 9000}}};
  const auto back = decode_sighting(7, encode_sighting(sighting, text.view()), text.view());
  REQUIRE(back);
  CHECK(back->claims == sighting.claims);
}

TEST_CASE("an id of another making is kept", "[storage][codec]") {
  const Text text(kBody);
  Sighting sighting = plain(text);
  sighting.id = {1, 2};
  const auto back = decode_sighting(7, encode_sighting(sighting, text.view()), text.view());
  REQUIRE(back);
  CHECK(back->id == SightingId{1, 2});
}

TEST_CASE("ratios keep 16 bits and stay within 0 and 1", "[storage][codec]") {
  Evidence evidence;
  evidence.containment = 2.0 / 3;
  evidence.coverage = 1.5;
  evidence.replaced = std::nan("");
  std::string bytes;
  ByteWriter out(bytes);
  put_evidence(out, evidence);
  ByteReader in(bytes);
  const Evidence back = take_evidence(in);
  CHECK(in.finished());
  CHECK(back.containment == Approx(2.0 / 3).margin(1.0 / 65535));
  CHECK(back.coverage == 1);
  CHECK(back.replaced == 0);
  CHECK(back.numbers_shared == 1);
}

TEST_CASE("evidence keeps a limited number of matches", "[storage][codec]") {
  Evidence evidence;
  evidence.matches.assign(100, {{1, 2}, {3, 4}});
  evidence.conflicts.assign(100, {"1", "2"});
  std::string bytes;
  ByteWriter out(bytes);
  put_evidence(out, evidence);
  ByteReader in(bytes);
  const Evidence back = take_evidence(in);
  CHECK(back.matches.size() == kMaxStoredMatches);
  CHECK(back.conflicts.size() == kMaxStoredConflicts);
}

TEST_CASE("every cut of a sighting is damage", "[storage][codec]") {
  const Text text(kBody);
  const std::string bytes = encode_sighting(rich(text), text.view());
  CHECK(test::only_whole(bytes, [&](auto part) {
    const auto back = decode_sighting(7, part, text.view());
    return !back && back.error().code == Errc::kCorruption;
  }));
}

TEST_CASE("a sighting read with another text is damage or another sighting", "[storage][codec]") {
  const Text text(kBody);
  const Text other("Short.");
  const auto back = decode_sighting(7, encode_sighting(rich(text), text.view()), other.view());
  REQUIRE(!back);
  CHECK(back.error().code == Errc::kCorruption);
}

TEST_CASE("garbage never decodes into something that encodes otherwise", "[storage][codec]") {
  const Text text(kBody);
  const std::string good = encode_sighting(rich(text), text.view());
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = good;
    for (int flips = 0; flips < 3; ++flips) {
      bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
    }
    const auto once = decode_sighting(7, bytes, text.view());
    if (!once) continue;
    const auto twice = decode_sighting(7, encode_sighting(*once, text.view()), text.view());
    REQUIRE(twice);
    REQUIRE(*twice == *once);
  }
}

}  // namespace
}  // namespace storyfold::storage
