#include "storage/crawl_codec.h"

#include <catch2/catch.hpp>
#include <limits>

#include "tests/gzip.h"
#include "tests/unit/storage/hex.h"

namespace storyfold::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using test::hex;
using test::is_damage;
using test::only_whole;

sys_seconds at(std::int64_t second) { return sys_seconds(seconds(second)); }

UrlRecord rich_url() {
  UrlRecord url;
  url.url = "https://news.example/2026/11/harbour-ferries-1234.html";
  url.outlet = "harbour-news";
  url.found_on = "https://news.example/feed.xml";
  url.role = UrlRole::kArticle;
  url.depth = 2;
  url.source = true;
  url.found_at = at(1'795'000'000);
  url.title = "Nine ferries return";
  url.published = {.at = at(1'794'999'000),
                   .offset_minutes = 480,
                   .zone_assumed = true,
                   .precision = TimePrecision::kSecond,
                   .clue = TimeClue::kRecord};
  url.end = VisitEnd::kStored;
  url.status = 200;
  url.reason = "read";
  url.visited_at = at(1'795'000'100);
  url.changed_at = at(1'795'000'050);
  url.visits = 3;
  url.unchanged = 1;
  url.failures = 2;
  url.etag = "\"abc\"";
  url.last_modified = "Sat, 21 Nov 2026 14:00:00 GMT";
  url.body_hash = 0x1122334455667788;
  url.target = "https://news.example/2026/11/other.html";
  url.sighting = 70000;
  url.extractor_version = 1;
  url.due = at(1'795'003'600);
  url.priority = 20;
  url.listed.authors = {"Ada Berg", "林一舟"};
  url.listed.categories = {"Harbour"};
  url.listed.origin = "Pier Gazette";
  url.listed.text = "<p>Nine ferries return.</p>";
  url.led_here = {"https://sho.example/x1", "https://reader.example/go/77"};
  return url;
}

TEST_CASE("golden: an address that was just found", "[storage][codec]") {
  UrlRecord url;
  url.url = "http://a.example/b";
  url.outlet = "a";
  url.found_on = "http://a.example/";
  url.found_at = at(100);
  url.due = at(160);
  const std::string bytes = encode_url(url);
  CHECK(hex(bytes) ==
        "01 82 80 08 00 00 00 12 68 74 74 70 3a 2f 2f 61 2e 65 78 61 6d 70 6c 65 2f 62 01 61 c8 01 "
        "11 00 78");
  CHECK(*decode_url(bytes) == url);
}

TEST_CASE("an address keeps all that is known of it, in little room", "[storage][codec]") {
  const UrlRecord url = rich_url();
  const std::string bytes = encode_url(url);
  const auto back = decode_url(bytes);
  REQUIRE(back);
  CHECK(*back == url);
  CHECK(bytes.size() < 340);
  CHECK(only_whole(bytes, [](auto part) { return is_damage(decode_url(part)); }));
}

TEST_CASE("times of an address that lie far apart come back", "[storage][codec]") {
  UrlRecord url = rich_url();
  url.found_at = sys_seconds::min();
  url.visited_at = sys_seconds::max();
  url.changed_at = sys_seconds::min();
  url.due = sys_seconds::max();
  CHECK(*decode_url(encode_url(url)) == url);
}

TEST_CASE("an address with an unknown role, end or flag is damage", "[storage][codec]") {
  UrlRecord url;
  url.url = "u";
  std::string bytes = encode_url(url);
  REQUIRE(decode_url(bytes));
  for (const auto& [place, wrong] : {std::pair(0, 2), std::pair(2, 6), std::pair(3, 12)}) {
    std::string changed = bytes;
    changed[static_cast<std::size_t>(place)] = static_cast<char>(wrong);
    CHECK(is_damage(decode_url(changed)));
  }
  CHECK(is_damage(decode_url(std::string("\x01\x80\x80\x80\x02", 5) + bytes.substr(2))));
}

TEST_CASE("golden: an address that waits", "[storage][codec]") {
  UrlRecord url;
  url.url = "http://a.example/b?c";
  url.due = at(7);
  url.priority = 9;
  CHECK(hex(encode_due(url)) == "01 09 2f 62 3f 63");
  const auto back = decode_due("http://a.example", at(7), encode_due(url));
  REQUIRE(back);
  CHECK(*back == DueEntry{"http://a.example", "http://a.example/b?c", at(7), 9});
  CHECK(is_damage(decode_due("http://a.example", at(7), "\x01")));
}

HostRecord rich_host() {
  HostRecord host;
  host.origin = "https://news.example";
  host.robots_status = 200;
  host.robots = "User-agent: *\nDisallow: /private\n";
  host.robots_at = at(1000);
  host.robots_expires = at(87400);
  host.robots_failures = 1;
  host.last_request = std::chrono::sys_time<milliseconds>(milliseconds(1'234'567));
  host.response_time = milliseconds(250);
  host.blocked_until = at(2000);
  host.failures = 4;
  host.trouble = "503";
  return host;
}

TEST_CASE("a host comes back with the robots.txt it was kept with and no other",
          "[storage][codec]") {
  const HostRecord host = rich_host();
  const std::string bytes = encode_host(host);
  CHECK(bytes.size() < 60);
  const auto back = decode_host(host.origin, bytes, host.robots);
  REQUIRE(back);
  CHECK(*back == host);
  CHECK(is_damage(decode_host(host.origin, bytes, "")));
  CHECK(is_damage(decode_host(host.origin, bytes, "User-agent: *\nDisallow: /privacy\n")));
  CHECK(has_robots(bytes, host.robots));
  CHECK(!has_robots(bytes, ""));
  CHECK(!has_robots("", ""));
  CHECK(only_whole(
      bytes, [&](auto part) { return is_damage(decode_host(host.origin, part, host.robots)); }));
}

TEST_CASE("a host of version 1 comes back without the budget that it ended in",
          "[storage][codec]") {
  const HostRecord host = rich_host();
  std::string old = encode_host(host);
  old.front() = 1;
  old += "\xaa\xa2\x01\x1f";  // day 20778, 31 addresses
  CHECK(has_robots(old, host.robots));
  const auto back = decode_host(host.origin, old, host.robots);
  REQUIRE(back);
  CHECK(*back == host);
  CHECK(only_whole(
      old, [&](auto part) { return is_damage(decode_host(host.origin, part, host.robots)); }));
}

TEST_CASE("flags of a source that are no longer used are read over", "[storage][codec]") {
  SourceRecord source;
  source.url = "https://news.example/feed.xml";
  std::string old = encode_source(source);
  REQUIRE(old[1] == 0);
  old[1] = 0b101;
  CHECK(*decode_source(source.url, old) == source);
  old[1] = 0b10000;
  CHECK(is_damage(decode_source(source.url, old)));
}

TEST_CASE("what was learned about a source comes back", "[storage][codec]") {
  SourceRecord source;
  source.url = "https://news.example/feed.xml";
  source.outlet = "harbour-news";
  source.role = UrlRole::kFeed;
  source.arrivals[8] = 2.5F;
  source.arrivals[23] = 0.125F;
  source.observed_hours = 30;
  source.first_polled = at(1000);
  source.last_polled = at(2000);
  source.last_news = at(1900);
  source.interval = seconds(600);
  source.ttl = seconds(60);
  source.polls = 40;
  source.news = 7;
  source.last_entries = 20;
  source.gaps = 1;
  source.last_gap = at(1500);
  source.silent = true;
  source.moved_to = "https://news.example/new.xml";
  source.moved_confirmed = 2;
  source.link_shapes = "/N/N.html";
  source.given = 0x8877665544332211;
  const std::string bytes = encode_source(source);
  const auto back = decode_source(source.url, bytes);
  REQUIRE(back);
  CHECK(*back == source);
  CHECK(only_whole(bytes, [&](auto part) { return is_damage(decode_source(source.url, part)); }));
  source.observed_hours = std::numeric_limits<float>::infinity();  // of no use to anybody
  CHECK(decode_source(source.url, encode_source(source))->observed_hours == 0);
}

TEST_CASE("a page kept as fetched is packed and comes back", "[storage][codec]") {
  RawPage page;
  page.number = 5;
  page.url = "https://news.example/1";
  page.final_url = "https://news.example/1.html";
  page.status = 200;
  page.content_type = "text/html";
  page.charset = "gb2312";
  page.robots_tag = "noarchive";
  page.fetched_at = at(1000);
  page.extractor_version = 1;
  for (int i = 0; i < 200; ++i) page.bytes += "<p>Nine ferries return.</p>";
  const Result<std::string> bytes = encode_raw(page);
  REQUIRE(bytes);
  CHECK(bytes->size() < page.bytes.size() / 10);
  CHECK(*decode_raw(5, *bytes) == page);
  const auto head = decode_raw_head(5, *bytes);
  REQUIRE(head);
  CHECK(head->bytes.empty());
  CHECK(head->url == page.url);
  CHECK(only_whole(*bytes, [](auto part) { return is_damage(decode_raw(5, part)); }));
  page.bytes.clear();
  CHECK(*decode_raw(5, *encode_raw(page)) == page);
}

TEST_CASE("a page that came as gzip stays so until it is read", "[storage][codec]") {
  RawPage page;
  page.number = 5;
  page.url = "https://news.example/1";
  for (int i = 0; i < 200; ++i) page.bytes += "<p>Nine ferries return.</p>";
  RawPage sent = page;
  sent.gzip = storyfold::test::gzip(page.bytes);
  sent.bytes.clear();
  const Result<std::string> bytes = encode_raw(sent);
  REQUIRE(bytes);
  CHECK(bytes->ends_with(sent.gzip));
  CHECK(*decode_raw(5, *bytes) == page);
  CHECK(only_whole(*bytes, [](auto part) { return is_damage(decode_raw(5, part)); }));
  std::string damaged = *bytes;
  damaged[damaged.size() - 12] ^= 1;
  CHECK(is_damage(decode_raw(5, damaged)));
}

TEST_CASE("a page of the version before, always Zstandard, is read", "[storage][codec]") {
  RawPage page;
  page.url = "https://news.example/1";
  page.bytes = "<p>Nine ferries return.</p>";
  std::string bytes = *encode_raw(page);
  const std::size_t frame = bytes.find("\x28\xb5\x2f\xfd");
  REQUIRE(frame != bytes.npos);
  bytes.erase(frame - 1, 1);
  bytes.front() = '\1';
  CHECK(*decode_raw(0, bytes) == page);
}

TEST_CASE("a page that claims to be larger than any is damage", "[storage][codec]") {
  RawPage page;
  page.bytes = "x";
  const Result<std::string> bytes = encode_raw(page);
  REQUIRE(bytes);
  std::string claims = bytes->substr(0, 9);  // up to the length
  claims += "\xff\xff\xff\xff\x0f";
  CHECK(is_damage(decode_raw(1, claims + bytes->substr(10))));
}

TEST_CASE("tombstones and plain bytes come back", "[storage][codec]") {
  const Tombstone stone{.url = "https://news.example/1", .item = {}, .at = at(9), .why = "asked"};
  const std::string bytes = encode_tombstone(stone);
  CHECK(*decode_tombstone(std::nullopt, bytes) == stone);
  CHECK(
      only_whole(bytes, [](auto part) { return is_damage(decode_tombstone(std::nullopt, part)); }));
  CHECK(hex(encode_bytes("ab")) == "01 61 62");
  CHECK(*decode_bytes(encode_bytes("ab")) == "ab");
  CHECK(is_damage(decode_bytes("")));
  CHECK(is_damage(decode_bytes("\x02")));
}

}  // namespace
}  // namespace storyfold::storage
