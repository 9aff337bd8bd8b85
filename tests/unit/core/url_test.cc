#include "core/url.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace storyfold;

namespace {

std::string normal(std::string_view url) {
  const auto result = normalize_url(url);
  return result ? *result : "error: " + result.error().what;
}

}  // namespace

TEST_CASE("a URL comes apart", "[core][url]") {
  const auto url = parse_url("HTTPS://News.Example:8443/2022/rain.html?page=2&full#top");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "news.example");
  CHECK(url->port == 8443);
  CHECK(url->path == "/2022/rain.html");
  CHECK(url->query == "page=2&full");
}

TEST_CASE("a URL without path and port has the usual ones", "[core][url]") {
  const auto url = parse_url("http://news.example");
  REQUIRE(url);
  CHECK(url->port == 80);
  CHECK(url->path == "/");
  CHECK(url->query.empty());
  CHECK(parse_url("https://news.example")->port == 443);
}

TEST_CASE("IPv6 hosts lose their brackets and get them back", "[core][url]") {
  const auto url = parse_url("http://[2001:DB8::1]:8080/");
  REQUIRE(url);
  CHECK(url->host == "2001:db8::1");
  CHECK(normal("http://[2001:DB8::1]:8080/") == "http://[2001:db8::1]:8080/");
}

TEST_CASE("URLs that one fetch serves are one", "[core][url]") {
  CHECK(normal("HTTP://NEWS.example:80#x") == "http://news.example/");
  CHECK(normal("https://news.example:443/a?b=C") == "https://news.example/a?b=C");
  CHECK(normal("https://news.example:80/a") == "https://news.example:80/a");
  CHECK(normal("https://news.example/a/./b/../c") == "https://news.example/a/c");
  CHECK(normal("https://news.example/a?") == "https://news.example/a");
  CHECK(normal("https://news.example/Path/Case") == "https://news.example/Path/Case");
  CHECK(normal("https://news.example/新闻") == "https://news.example/%e6%96%b0%e9%97%bb");
  CHECK(normal("https://新闻.EXAMPLE/") == "https://新闻.example/");
  CHECK(normal("http:///news.example/a") == "http://news.example/a");
  CHECK(normal("http://0x7f.1/") == "http://127.0.0.1/");
}

TEST_CASE("normalising twice is normalising once", "[core][url]") {
  for (const std::string_view url :
       {"HTTPS://新闻.Example:443/新闻/../a b", "https://news.example/%E6%96%B0?x=%2F&y=a+b#f",
        "http://[::1]/", "http://news.example:8080?x"}) {
    const auto once = normalize_url(url);
    if (once) CHECK(normal(*once) == *once);
  }
}

TEST_CASE("other schemes are refused, relative references too", "[core][url]") {
  for (const std::string_view url :
       {"ftp://news.example/", "file:///etc/passwd", "gopher://news.example/", "data:text/html,x",
        "javascript:alert(1)", "news.example/rain", "//news.example/rain", "/rain", "rain"}) {
    CAPTURE(url);
    const auto result = parse_url(url);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::kBadInput);
    CHECK(result.error().what.find("http") != std::string::npos);
  }
}

TEST_CASE("user and password are refused and not repeated", "[core][url]") {
  const auto result = parse_url("https://anna:secret@news.example/");
  REQUIRE_FALSE(result);
  CHECK(result.error().what.find("secret") == std::string::npos);
  CHECK_FALSE(parse_url("https://anna@news.example/"));
}

TEST_CASE("control characters and spaces are refused where they stand", "[core][url]") {
  using namespace std::string_view_literals;
  for (const std::string_view url :
       {"https://news.example/a b"sv, "https://news.example/a\r\nHost: x"sv,
        "https://news.example/\0"sv, " https://news.example/"sv, "https://news.example/\x7f"sv,
        "https://news.example/\t"sv}) {
    const auto result = parse_url(url);
    REQUIRE_FALSE(result);
    CHECK(result.error().what.find("at byte") != std::string::npos);
  }
}

TEST_CASE("URLs without a host that can be asked are refused", "[core][url]") {
  for (const std::string_view url :
       {"", "http://", "http://[::1", "http://news.example:0/", "http://news.example:99999/",
        "http://news.example:port/", "http://%%66f/", "http://%38/", "http://0x7f%2e1/",
        "http://[fe80::1%25eth0]/"}) {
    CAPTURE(url);
    const auto result = parse_url(url);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == Errc::kBadInput);
    CHECK(result.error().what.substr(0, 5) == "URL: ");
  }
}

TEST_CASE("a URL of 8,192 bytes is taken, one more is not", "[core][url]") {
  const std::string prefix = "https://news.example/";
  CHECK(parse_url(prefix + std::string(8192 - prefix.size(), 'a')));
  CHECK_FALSE(parse_url(prefix + std::string(8193 - prefix.size(), 'a')));
}

TEST_CASE("a link is resolved as RFC 3986 section 5 has it", "[core][url]") {
  const std::string base = "https://news.example/a/b/c.html?x=1#top";
  const auto resolved = [&](std::string_view reference) {
    const auto url = resolve_url(base, reference);
    REQUIRE(url);
    return *url;
  };
  CHECK(resolved("../d.html") == "https://news.example/a/d.html");
  CHECK(resolved("/e") == "https://news.example/e");
  CHECK(resolved("?page=2") == "https://news.example/a/b/c.html?page=2");
  CHECK(resolved("//other.example/f") == "https://other.example/f");
  CHECK(resolved("HTTP://Other.example:80") == "http://other.example/");
  CHECK(*resolve_url("", "https://news.example/g") == "https://news.example/g");
}

TEST_CASE("a link that leads to no page is refused", "[core][url]") {
  for (const char* reference : {"", "javascript:void(0)", "mailto:a@b.example", "a b"}) {
    CAPTURE(reference);
    CHECK_FALSE(resolve_url("https://news.example/", reference));
  }
  CHECK_FALSE(resolve_url("", "relative.html"));
  CHECK_FALSE(resolve_url("not a url", "x.html"));
}

// A fragment sends an address to curl's parser, and is dropped by it.
TEST_CASE("what is read without curl is read as curl reads it", "[core][url]") {
  for (const std::string_view host :
       {"news.example", "a-b.news.example.", "127.1.0.3", "127.01.0.3", "256.1.1.1", "1.2.3", "12",
        "0x7f.1", "a..b", "a_b.example", "News.example", "-a.example", "9news.example", "x", "."}) {
    for (const std::string_view port : {"", ":80", ":443", ":8080", ":0", ":", ":65536", ":080"}) {
      for (const std::string_view rest : {"",         "/",
                                          "/a",       "/a/b.html",
                                          "/a//b",    "/a/./b",
                                          "/a/../b",  "/.a",
                                          "/a.",      "/%41",
                                          "/a|b",     "?",
                                          "?x",       "/?x=1&y=a/b?c",
                                          "/a?x=%2F", "/a;p=1,2:@!$'()*+~_-",
                                          "/a\\b",    "/a[1]",
                                          "/a?b={c}", "/a?b=\"c\"",
                                          "/新闻"}) {
        for (const std::string_view scheme : {"http://", "https://", "HTTP://", "http:/"}) {
          std::string url(scheme);
          url.append(host).append(port).append(rest);
          const auto read = normalize_url(url);
          const auto by_curl = normalize_url(url + "#fragment");
          INFO(url);
          REQUIRE(read.has_value() == by_curl.has_value());
          if (read) CHECK(*read == *by_curl);
        }
      }
    }
  }
}

TEST_CASE("an origin is scheme, host and a port of its own", "[core][url]") {
  for (const auto& [url, origin] : std::vector<std::pair<std::string, std::string>>{
           {"https://www.n.example/a?b", "https://www.n.example"},
           {"https://n.example:443", "https://n.example"},
           {"http://n.example:8443?q", "http://n.example:8443"},
           {"http://[2001:DB8::1]:80/", "http://[2001:db8::1]"},
           {"http://[::1]:8080/a", "http://[::1]:8080"}}) {
    CAPTURE(url);
    CHECK(origin_of(*parse_url(url)) == origin);
    CHECK(origin_of(*normalize_url(url)) == origin);
  }
  CHECK(origin_of("no address").empty());
}

TEST_CASE("unreserved characters are those of RFC 3986, others can be encoded", "[core][url]") {
  CHECK(is_unreserved('~'));
  CHECK_FALSE(is_unreserved('/'));
  CHECK_FALSE(is_unreserved('\xe6'));
  std::string text = "a";
  append_percent_encoded(text, '\xe6');
  append_percent_encoded(text, ' ');
  CHECK(text == "a%E6%20");
}

TEST_CASE("a path on the same host is resolved as curl resolves it", "[core][url]") {
  for (const std::string_view base :
       {"http://news.example/a/b?c", "https://news.example:8443", "http://127.1.0.3:80/x"}) {
    for (const std::string_view reference : {"/", "/a.html", "/a/b?x=1", "/a?", "/a/../b", "/./a",
                                             "//host.example/a", "/a//b", "/新"}) {
      INFO(base << " " << reference);
      const auto read = resolve_url(base, reference);
      const auto by_curl = resolve_url(base, std::string(reference) + "#fragment");
      REQUIRE(read.has_value() == by_curl.has_value());
      if (read) CHECK(*read == *by_curl);
    }
  }
}
