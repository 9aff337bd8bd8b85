#include "config/outlet_values.h"

#include <catch2/catch.hpp>

namespace storyfold::config {

TEST_CASE("a line has no control characters", "[config][sources]") {
  CHECK(is_one_line("The Daily News, 晨报"));
  CHECK(is_one_line(""));
  CHECK_FALSE(is_one_line("two\nlines"));
  CHECK_FALSE(is_one_line("a\tb"));
  CHECK_FALSE(is_one_line("\x7f"));
}

TEST_CASE("a JSON pointer starts with a slash and escapes tildes", "[config][sources]") {
  CHECK(is_json_pointer("/data/list"));
  CHECK(is_json_pointer("/"));
  CHECK(is_json_pointer("/a~1b/m~0n"));
  for (const char* const text : {"", "data", "/a~", "/a~2", "/a\nb"}) {
    CAPTURE(text);
    CHECK_FALSE(is_json_pointer(text));
  }
}

TEST_CASE("a host is a name or an address and nothing besides", "[config][sources]") {
  CHECK(host_name("News.Example") == "news.example");
  CHECK(host_name("127.0.0.1") == "127.0.0.1");
  CHECK(host_name("2001:DB8::1") == "2001:db8::1");
  for (const char* const text : {"", "n.example:80", "n.example/", "user@n.example",
                                 "http://n.example", "[2001:db8::1]", "n example", "n%2eexample"}) {
    CAPTURE(text);
    CHECK(host_name(text).empty());
  }
}

TEST_CASE("www is taken off a name that stays one", "[config][sources]") {
  CHECK(without_www("www.example.com") == "example.com");
  CHECK(without_www("www.com") == "www.com");
  CHECK(without_www("wwwx.example.com") == "wwwx.example.com");
}

}  // namespace storyfold::config
