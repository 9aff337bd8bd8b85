#include "crawler/parse/loose_date.h"

#include <catch2/catch.hpp>
#include <string>

namespace storyfold::crawler::parse {
namespace {

// As written, and "~" when the zone was assumed; "none".
std::string read(std::string_view text, int offset = 480) {
  const auto time = read_loose_date(text, offset);
  if (!time) return "none";
  CHECK(time->clue == TimeClue::kFeed);
  return format_timestamp(*time) + (time->zone_assumed ? "~" : "");
}

}  // namespace

TEST_CASE("the strict forms are read as ever", "[loose_date]") {
  CHECK(read("2026-11-21T10:00:05+08:00") == "2026-11-21T10:00:05+08:00");
  CHECK(read("Sat, 21 Nov 2026 10:00:05 GMT") == "2026-11-21T10:00:05+00:00");
  CHECK(read("21 Nov 26 10:00 EST", 0) == "2026-11-21T10:00-05:00");
}

TEST_CASE("dates with a year first are read in many dresses", "[loose_date]") {
  for (const auto* text : {"2026-11-21 10:00", "2026/11/21 10:00", "2026.11.21 10:00",
                           "2026年11月21日 10:00", "2026年11月21日10时00分", "2026-11-21, 10:00",
                           "2026年11月21日 上午10:00", "202611211000"}) {
    CAPTURE(text);
    CHECK(read(text) == "2026-11-21T10:00+08:00~");
  }
  CHECK(read("2026-1-2 3:04:05") == "2026-01-02T03:04:05+08:00~");
  CHECK(read("2026年1月2日 下午3:04") == "2026-01-02T15:04+08:00~");
  CHECK(read("2026/1/2") == "2026-01-02~");
  CHECK(read("20260102") == "2026-01-02~");
  CHECK(read("20260102T030405Z") == "2026-01-02T03:04:05+00:00");
  CHECK(read("2026-01-02 03:04:05 UTC") == "2026-01-02T03:04:05+00:00");
  CHECK(read("2026-01-02 03:04:05 GMT+0900") == "2026-01-02T03:04:05+09:00");
  CHECK(read("2026-01-02T03:04:05.123") == "2026-01-02T03:04:05+08:00~");
}

TEST_CASE("English dates are read in many dresses", "[loose_date]") {
  CHECK(read("Friday, 2 January 2026 03:04:05 +0000") == "2026-01-02T03:04:05+00:00");
  CHECK(read("Fri 02 Jan 2026 03:04:05 GMT") == "2026-01-02T03:04:05+00:00");
  CHECK(read("Fri, 02 Jan 2026 03:04:05") == "2026-01-02T03:04:05+08:00~");
  CHECK(read("02-Jan-2026 03:04") == "2026-01-02T03:04+08:00~");
  CHECK(read("2 Sept 2026") == "2026-09-02~");
  CHECK(read("January 2, 2026") == "2026-01-02~");
  CHECK(read("Jan 2, 2026 3:04 PM EST", 0) == "2026-01-02T15:04-05:00");
  CHECK(read("Jan. 2nd, 2026 at 12:04 am", 0) == "2026-01-02T00:04+00:00~");
  CHECK(read("Fri Jan 02 03:04:05 2026") == "2026-01-02T03:04:05+08:00~");
  CHECK(read("Fri, 02 Jan 2026 03:04:05 +0000 (UTC)") == "2026-01-02T03:04:05+00:00");
}

TEST_CASE("CST is China's time in China", "[loose_date]") {
  CHECK(read("Fri Jan 02 03:04:05 CST 2026", 480) == "2026-01-02T03:04:05+08:00");
  CHECK(read("Fri, 02 Jan 2026 03:04:05 CST", 480) == "2026-01-02T03:04:05+08:00");
  CHECK(read("Fri, 02 Jan 2026 03:04:05 CST", -300) == "2026-01-02T03:04:05-06:00");
}

TEST_CASE("what is no date, or none that can be, is none", "[loose_date]") {
  for (const auto* text :
       {"", "now", "2026", "2026-13-01", "2026-02-30", "31 Foo 2026", "9999-12-31", "2202-01-01",
        "2026年13月1日", "25:00", "20261301", "1234567", "2026-01-02 25:00", "Jan 2026"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
  CHECK(read(std::string(5000, '1')) == "none");
}

TEST_CASE("epoch times are seconds or milliseconds", "[loose_date]") {
  CHECK(format_timestamp(*read_epoch(1'800'000'000, 480)) == "2027-01-15T16:00:00+08:00");
  CHECK(read_epoch(1'800'000'000'123.0, 480) == read_epoch(1'800'000'000, 480));
  CHECK_FALSE(read_epoch(0, 480));
  CHECK_FALSE(read_epoch(-5, 480));
  CHECK_FALSE(read_epoch(20260801, 480));
  CHECK_FALSE(read_epoch(1e300, 480));
}

}  // namespace storyfold::crawler::parse
