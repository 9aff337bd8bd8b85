#include "core/clock.h"

#include <catch2/catch.hpp>
#include <string>

using namespace storyfold;

namespace {

constexpr int kShanghai = 480;

// "UTC instant | as written | precision | assumed?" of a text read in Shanghai time, or "none".
std::string read(std::string_view text, int assumed_offset_minutes = kShanghai) {
  const auto time = parse_timestamp(text, assumed_offset_minutes);
  if (!time) return "none";
  CHECK(time->known());
  CHECK(time->clue == TimeClue::kNone);
  return format_utc(time->at) + " | " + format_timestamp(*time) +
         (time->zone_assumed ? " | assumed" : "");
}

}  // namespace

TEST_CASE("front matter dates are read with their zone", "[core][clock]") {
  CHECK(read("2022-02-08 05:32:12 +0800") == "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00");
  CHECK(read("2022-02-08 05:32:12 +08:00") == "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00");
  CHECK(read("2022-02-08 05:32:12 +08") == "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00");
  CHECK(read("2022-02-08 05:32:12 -0330") == "2022-02-08T09:02:12Z | 2022-02-08T05:32:12-03:30");
  CHECK(read("2022-02-08 05:32:12 Z") == "2022-02-08T05:32:12Z | 2022-02-08T05:32:12+00:00");
}

TEST_CASE("RFC 3339 dates are read", "[core][clock]") {
  CHECK(read("2022-02-08T05:32:12+08:00") == "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00");
  CHECK(read("2022-02-08T05:32:12Z") == "2022-02-08T05:32:12Z | 2022-02-08T05:32:12+00:00");
  CHECK(read("2022-02-08t05:32:12z") == "2022-02-08T05:32:12Z | 2022-02-08T05:32:12+00:00");
  CHECK(read("2022-02-08T05:32:12.123456789Z") ==
        "2022-02-08T05:32:12Z | 2022-02-08T05:32:12+00:00");
  CHECK(read("2022-02-08T05:32:12.9+08:00") == "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00");
}

TEST_CASE("a date without a zone is read in the assumed one and marked", "[core][clock]") {
  CHECK(read("2022-02-08 05:32:12") ==
        "2022-02-07T21:32:12Z | 2022-02-08T05:32:12+08:00 | assumed");
  CHECK(read("2022-02-08 05:32:12", -300) ==
        "2022-02-08T10:32:12Z | 2022-02-08T05:32:12-05:00 | assumed");
}

TEST_CASE("a date is only as exact as it is written", "[core][clock]") {
  CHECK(read("2022-02-08 05:32") == "2022-02-07T21:32:00Z | 2022-02-08T05:32+08:00 | assumed");
  CHECK(read("2022-02-08T05:32Z") == "2022-02-08T05:32:00Z | 2022-02-08T05:32+00:00");
  CHECK(read("2022-02-08") == "2022-02-07T16:00:00Z | 2022-02-08 | assumed");
  CHECK(parse_timestamp("2022-02-08", 0)->precision == TimePrecision::kDay);
  CHECK(parse_timestamp("2022-02-08 05:32", 0)->precision == TimePrecision::kMinute);
  CHECK(parse_timestamp("2022-02-08 05:32:00", 0)->precision == TimePrecision::kSecond);
}

TEST_CASE("RFC 5322 dates are read", "[core][clock]") {
  CHECK(read("Mon, 01 Aug 2022 03:23:57 GMT") ==
        "2022-08-01T03:23:57Z | 2022-08-01T03:23:57+00:00");
  CHECK(read("1 Aug 2022 03:23:57 +0800") == "2022-07-31T19:23:57Z | 2022-08-01T03:23:57+08:00");
  CHECK(read("Mon, 1 aug 2022 03:23 +0000") == "2022-08-01T03:23:00Z | 2022-08-01T03:23+00:00");
  CHECK(read("Mon,  01  Aug  2022  03:23:57  -0000") ==
        "2022-08-01T03:23:57Z | 2022-08-01T03:23:57+00:00");
  CHECK(read("Sun, 01 Aug 2022 03:23:57 GMT") ==  // it was a Monday
        "2022-08-01T03:23:57Z | 2022-08-01T03:23:57+00:00");
}

// RFC 5322 4.3: "EDT is semantically equivalent to -0400 ... PST is equivalent to -0800".
TEST_CASE("the obsolete zones mean what RFC 5322 says", "[core][clock]") {
  const auto hour_of = [](std::string_view zone) {
    return read("01 Aug 2022 00:00:00 " + std::string(zone)).substr(11, 2);
  };
  for (const auto* zone : {"UT", "GMT", "Z", "gmt", "UTC"}) CHECK(hour_of(zone) == "00");
  CHECK(hour_of("EDT") == "04");
  CHECK(hour_of("EST") == "05");
  CHECK(hour_of("CDT") == "05");
  CHECK(hour_of("CST") == "06");
  CHECK(hour_of("MDT") == "06");
  CHECK(hour_of("MST") == "07");
  CHECK(hour_of("PDT") == "07");
  CHECK(hour_of("PST") == "08");
}

// RFC 5322 4.3: military and other alphabetic zones "SHOULD all be considered equivalent to
// "-0000" unless there is out-of-band information confirming their meaning".
TEST_CASE("zones nobody can know are read as UTC and marked", "[core][clock]") {
  CHECK(read("01 Aug 2022 03:23:57 A") ==
        "2022-08-01T03:23:57Z | 2022-08-01T03:23:57+00:00 | assumed");
  CHECK(read("01 Aug 2022 03:23:57 CEST") ==
        "2022-08-01T03:23:57Z | 2022-08-01T03:23:57+00:00 | assumed");
}

// RFC 5322 4.3: two digits 00..49 are 2000..2049, 50..99 are 1950..1999, three add 1900.
TEST_CASE("obsolete years are completed", "[core][clock]") {
  CHECK(read("01 Aug 22 03:23:57 GMT").substr(0, 4) == "2022");
  CHECK(read("01 Aug 49 03:23:57 GMT").substr(0, 4) == "2049");
  CHECK(read("01 Aug 50 03:23:57 GMT").substr(0, 4) == "1950");
  CHECK(read("01 Aug 122 03:23:57 GMT").substr(0, 4) == "2022");
}

TEST_CASE("white space around a date is allowed, other text is not", "[core][clock]") {
  CHECK(read(" \t2022-02-08\r\n") == "2022-02-07T16:00:00Z | 2022-02-08 | assumed");
  for (const std::string_view text :
       {"2022-02-08x", "2022-02-08 05:32:12 +0800 x", "x2022-02-08", "2022-02-08 05:32:12 Zulu",
        "Mon, 01 Aug 2022 03:23:57 GMT x", "2022-02-08 +0800", "2022-02-08T", "2022-02-08 05",
        "2022-02-08 05:32:", "2022-02-08 05:32:12.", "2022-02-08 05:32:12.x"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
}

TEST_CASE("dates that do not exist are none", "[core][clock]") {
  for (const std::string_view text :
       {"2022-13-01", "2022-00-01", "2022-02-29", "2022-02-31", "2022-04-31", "2022-01-00",
        "2022-01-32", "1900-02-29", "2022-02-08 25:00", "2022-02-08 24:00:00", "2022-02-08 05:60",
        "2022-02-08 05:32:61", "31 Feb 2022 00:00 GMT", "0 Aug 2022 00:00 GMT"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
  CHECK(read("2024-02-29") != "none");
  CHECK(read("2000-02-29") != "none");
}

TEST_CASE("what is no date is none", "[core][clock]") {
  for (const std::string_view text : {"",
                                      " ",
                                      "yesterday",
                                      "2022",
                                      "2022-02",
                                      "20220208",
                                      "2022/02/08",
                                      "22-02-08",
                                      "2022-2-8",
                                      "08.02.2022",
                                      "1644269532",
                                      "-2022-02-08",
                                      "Mon 01 Aug 2022 03:23:57 GMT",
                                      "Mon, 01 Foo 2022 03:23:57 GMT",
                                      "Xyz, 01 Aug 2022 03:23:57 GMT",
                                      "01 Aug 2022 03:23:57",
                                      "01 Aug 2022",
                                      "2022-02-08 05:32:12 +",
                                      "2022-02-08 05:32:12 +8",
                                      "2022-02-08 05:32:12 +800",
                                      "2022-02-08 05:32:12 +08:",
                                      "2022-02-08 05:32:12 +0860",
                                      "2022-02-08 05:32:12 +1600",
                                      "99999999999999999999-01-01",
                                      "01 Aug 20220 00:00 GMT"}) {
    CAPTURE(text);
    CHECK(read(text) == "none");
  }
}

TEST_CASE("years from 1900 to 9999 are read, others not", "[core][clock]") {
  CHECK(read("1899-12-31", 0) == "none");
  CHECK(read("1900-01-01", 0) == "1900-01-01T00:00:00Z | 1900-01-01 | assumed");
  CHECK(read("9999-12-31T23:59:59Z") == "9999-12-31T23:59:59Z | 9999-12-31T23:59:59+00:00");
  // It would be the year 10000 in UTC, which no text form has.
  CHECK(read("9999-12-31T23:59:59-01:00") == "none");
}

TEST_CASE("a leap second counts as the second before it", "[core][clock]") {
  CHECK(read("2016-12-31T23:59:60Z") == "2016-12-31T23:59:59Z | 2016-12-31T23:59:59+00:00");
  CHECK(read("2017-01-01T07:59:60+08:00") == "2016-12-31T23:59:59Z | 2017-01-01T07:59:59+08:00");
  CHECK(read("2016-12-31T12:00:60Z") == "none");
}

TEST_CASE("a written date reads back as itself", "[core][clock]") {
  for (const std::string_view text : {"2022-02-08T05:32:12+08:00", "2022-02-08T05:32:12-03:30",
                                      "2022-02-08T05:32+00:00", "1969-12-31T23:59:59+00:00"}) {
    CHECK(format_timestamp(*parse_timestamp(text, 0)) == text);
  }
}

TEST_CASE("an unknown time has no text", "[core][clock]") {
  CHECK(format_timestamp(Timestamp{}) == "");
  CHECK_FALSE(Timestamp{}.known());
}

TEST_CASE("times before 1970 are written as what they are", "[core][clock]") {
  CHECK(format_utc(std::chrono::sys_seconds{std::chrono::seconds(-1)}) == "1969-12-31T23:59:59Z");
  CHECK(format_utc(std::chrono::sys_seconds{}) == "1970-01-01T00:00:00Z");
}
