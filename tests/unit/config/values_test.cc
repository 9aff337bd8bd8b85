#include "config/values.h"

#include <catch2/catch.hpp>
#include <string_view>

using namespace storyfold::config;
using namespace std::chrono_literals;

TEST_CASE("sizes are read in binary and decimal units", "[config][values]") {
  CHECK(parse_size("192 MiB") == 192ull << 20);
  CHECK(parse_size("1.5 GiB") == 3ull << 29);
  CHECK(parse_size("200MB") == 200'000'000u);
  CHECK(parse_size("4096") == 4096u);
  CHECK(parse_size("7 B") == 7u);
  CHECK(parse_size("0") == 0u);
  CHECK(parse_size(" 2  tib ") == 2ull << 40);
}

TEST_CASE("what is no size is none", "[config][values]") {
  for (const std::string_view text :
       {"", " ", "MiB", "-1 MiB", "+1 MiB", "12 apples", "1 M", "1,5 MiB", "0.3 B", "1e3 MiB",
        "inf", "nan", "0x10", "1 MiB x", "9999999999 TiB", "9007199254740992", "1e999",
        "99999999999999999999999999999999999999 B"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text));
  }
}

TEST_CASE("times need a unit", "[config][values]") {
  CHECK(parse_duration("100ms") == 100ms);
  CHECK(parse_duration("1.5 s") == 1500ms);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("5min") == 5min);
  CHECK(parse_duration("24h") == 24h);
  CHECK(parse_duration("7d") == 168h);
  for (const std::string_view text : {"", "100", "s", "-1s", "1 fortnight", "0.5ms", "1h30m"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("UTC offsets have hours and minutes", "[config][values]") {
  CHECK(parse_utc_offset("+08:00") == 480min);
  CHECK(parse_utc_offset("-03:30") == -210min);
  CHECK(parse_utc_offset("Z") == 0min);
  for (const std::string_view text :
       {"", "8", "+8", "+0800", "08:00", "+08:60", "+16:00", "+08:00 ", "Asia/Shanghai"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_utc_offset(text));
  }
}

TEST_CASE("values are written in the largest unit that leaves them whole", "[config][values]") {
  CHECK(format_size(192ull << 20) == "\"192 MiB\"");
  CHECK(format_size((1ull << 30) + 1) == "\"1073741825 B\"");
  CHECK(format_size(0) == "\"0 B\"");
  CHECK(format_duration(24h) == "\"24h\"");
  CHECK(format_duration(90s) == "\"90s\"");
  CHECK(format_duration(1ms) == "\"1ms\"");
  CHECK(format_duration(0ms) == "\"0s\"");
  CHECK(format_utc_offset(480min) == "\"+08:00\"");
  CHECK(format_utc_offset(-210min) == "\"-03:30\"");
  CHECK(format_utc_offset(-5min) == "\"-00:05\"");
  CHECK(format_utc_offset(0min) == "\"+00:00\"");
  CHECK(format_ratio(0.67) == "0.67");
  CHECK(format_ratio(1) == "1.0");
  CHECK(format_ratio(1e-7) == "1e-07");
}

TEST_CASE("strings are written so that nothing in them acts", "[config][values]") {
  CHECK(format_string("港口") == "\"港口\"");
  CHECK(format_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(format_string("\x1b[31m\n\x7f") == R"("\u001B[31m\u000A\u007F")");
  CHECK(format_names({}) == "[]");
  CHECK(format_names({"a", "b c"}) == R"(["a", "b c"])");
}
