#include "crawler/fetch/dns_name.h"

#include <catch2/catch.hpp>
#include <string>

using namespace storyfold;
using namespace storyfold::crawler::fetch;

TEST_CASE("a host beyond ASCII is asked for as DNS has it", "[fetch][dns_name]") {
  const auto url = ascii_host_url("https://b\u00fccher.example:8080/a?q");
  REQUIRE(url);
  CHECK(*url == "https://xn--bcher-kva.example:8080/a?q");
}

TEST_CASE("a URL of ASCII alone stays, byte for byte", "[fetch][dns_name]") {
  for (const char* const url :
       {"https://n.example/a?b=%20", "http://xn--bcher-kva.example:8080/"}) {
    CAPTURE(url);
    REQUIRE(ascii_host_url(url));
    CHECK(*ascii_host_url(url) == url);
  }
}

TEST_CASE("a host that is no name is refused", "[fetch][dns_name]") {
  // It would read in two directions (RFC 5893 section 2).
  const auto url = ascii_host_url("https://\u05d0b.example/");
  REQUIRE_FALSE(url);
  CHECK(url.error().code == Errc::kBadInput);
}
