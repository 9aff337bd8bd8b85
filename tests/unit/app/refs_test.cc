#include "app/refs.h"

#include <catch2/catch.hpp>

#include "core/identity.h"
#include "tests/unit/app/sample_store.h"

namespace storyfold::app {
namespace {

Target only(const storage::Store& store, const std::string& text) {
  auto found = find_one(store, text);
  REQUIRE(found);
  REQUIRE(found->has_value());
  return **found;
}

bool nothing(const storage::Store& store, const std::string& text) {
  auto found = find_one(store, text);
  REQUIRE(found);
  return !found->has_value();
}

Error refusal(const storage::Store& store, const std::string& text) {
  auto found = find_one(store, text);
  REQUIRE_FALSE(found);
  return found.error();
}

}  // namespace

TEST_CASE("an id, a unique prefix of it in either case, and its kind lead to one thing", "[refs]") {
  SampleStore sample;
  const auto& store = sample.store();
  CHECK(only(store, sample.item_2) == Target{TargetKind::kItem, 2, 0, {}});
  CHECK(only(store, sample.item_2.substr(0, 8)).item == 2);
  std::string upper = sample.item_2.substr(0, 12);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(only(store, upper).item == 2);
  CHECK(only(store, "item:" + sample.item_2).item == 2);
  CHECK(only(store, sample.sighting_1).sighting == 1);
  CHECK(only(store, "sighting:" + sample.sighting_1.substr(0, 9)).sighting == 1);
  CHECK(only(store, "1111222233334444").story == sample.story_a);
  CHECK(only(store, "story:11112222").story == sample.story_a);
}

TEST_CASE("an id that became an alias still answers, by prefix too", "[refs]") {
  SampleStore sample;
  CHECK(only(sample.store(), "99990000aaaabbbb").story == sample.story_a);
  CHECK(only(sample.store(), "99990000").story == sample.story_a);
}

TEST_CASE("hashes of what matching compares lead to items", "[refs]") {
  SampleStore sample;
  auto print = sample.store().print(2);
  REQUIRE(print);
  const auto simhash = "simhash:" + to_hex((*print)->fingerprint.simhash);
  CHECK(only(sample.store(), simhash).item == 2);
  CHECK(nothing(sample.store(), "xxh3:" + std::string(32, '0')));
}

TEST_CASE("of a URL with several texts the newest is meant, and all are found", "[refs]") {
  SampleStore sample;
  CHECK(only(sample.store(), kUrlB).sighting == 5);
  auto all = find_all(sample.store(), kUrlB);
  REQUIRE(all);
  CHECK(all->form == RefForm::kUrl);
  CHECK(all->targets.size() == 2);
  CHECK(only(sample.store(), "HTTPS://Harbour.example/a#top").sighting == 1);
}

TEST_CASE("what is not stored is an answer, not an error", "[refs]") {
  SampleStore sample;
  CHECK(nothing(sample.store(), "00000000deadbeef"));
  CHECK(nothing(sample.store(), "https://harbour.example/none"));
  CHECK(nothing(sample.store(), "story:" + sample.item_1));
}

TEST_CASE("what is no reference is refused with what would be right", "[refs]") {
  SampleStore sample;
  const auto& store = sample.store();
  CHECK(refusal(store, "abc1234").what.find("at least 8") != std::string::npos);
  CHECK(refusal(store, "").code == Errc::kBadInput);
  CHECK(refusal(store, "not a hash").code == Errc::kBadInput);
  CHECK(refusal(store, std::string(65, 'a')).what.find("64") != std::string::npos);
  CHECK(refusal(store, "xxh3:12").what.find("32") != std::string::npos);
  CHECK(refusal(store, "simhash:zz").what.find("16") != std::string::npos);
  CHECK(refusal(store, "md5:0123456789").code == Errc::kBadInput);
}

TEST_CASE("a prefix that fits several things lists them", "[refs]") {
  SampleStore sample;
  storage::Finished more;
  storage::Story twin;
  twin.id = {0x1111222299999999};
  twin.canonical = 2;
  twin.members = 1;
  more.stories = {twin};
  REQUIRE(sample.store().append(more));
  const auto error = refusal(sample.store(), "11112222");
  CHECK(error.code == Errc::kAmbiguous);
  CHECK(error.what.find("story:1111222233334444  Harbour Post  Harbour reopens") !=
        std::string::npos);
  CHECK(error.what.find("story:1111222299999999  Tide Wire") != std::string::npos);
  CHECK(only(sample.store(), "111122223").story == sample.story_a);
}

TEST_CASE("every kind of target leads to a sighting and a story", "[refs]") {
  SampleStore sample;
  const auto& store = sample.store();
  const auto shown = [&](const std::string& text) {
    auto sighting = sighting_of(store, only(store, text));
    REQUIRE(sighting);
    REQUIRE(sighting->has_value());
    return (*sighting)->number;
  };
  CHECK(shown(sample.item_1) == 1);       // the first that brought it
  CHECK(shown("5555666677778888") == 5);  // the canonical
  CHECK(shown(sample.sighting_1) == 1);
  auto story = story_of(store, only(store, sample.item_2));
  REQUIRE(story);
  CHECK(*story == sample.story_a);
}

TEST_CASE("a file name is not taken for a reference unless it could be one", "[refs]") {
  CHECK(looks_like_reference("deadbeef"));
  CHECK(looks_like_reference("https://x.example/"));
  CHECK(looks_like_reference("xxh3:00"));
  CHECK_FALSE(looks_like_reference("deadbee"));
  CHECK_FALSE(looks_like_reference("draft.md"));
  CHECK_FALSE(looks_like_reference("./deadbeef"));
  CHECK_FALSE(looks_like_reference("-"));
}

}  // namespace storyfold::app
