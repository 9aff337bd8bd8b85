#include "core/ascii.h"

#include <catch2/catch.hpp>

namespace storyfold {
namespace {

template <class Test>
std::string bytes_that(Test test) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) {
    if (const char c = static_cast<char>(byte); test(c)) bytes += c;
  }
  return bytes;
}

}  // namespace

TEST_CASE("only ASCII letters are lowered, UTF-8 stays as it is", "[ascii]") {
  CHECK(ascii_lower("The DAILY @[`{ 09 Äß 晨报") == "the daily @[`{ 09 Äß 晨报");
  CHECK(ascii_lower('Z') == 'z');
  CHECK(ascii_upper('z') == 'Z');
  CHECK(ascii_upper('{') == '{');
  CHECK(ascii_lower("").empty());
}

TEST_CASE("case is ignored between ASCII letters only", "[ascii]") {
  CHECK(equal_ignoring_case("Content-TYPE", "content-type"));
  CHECK(equal_ignoring_case("", ""));
  CHECK_FALSE(equal_ignoring_case("content", "content-type"));
  CHECK_FALSE(equal_ignoring_case("content-type", "content"));
  CHECK_FALSE(equal_ignoring_case("@", "`"));
  CHECK_FALSE(equal_ignoring_case("Ä", "ä"));
}

TEST_CASE("the sets of characters hold no byte beyond ASCII", "[ascii]") {
  CHECK(bytes_that(is_digit) == "0123456789");
  CHECK(bytes_that(is_letter) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  CHECK(bytes_that(is_hex_digit) == "0123456789ABCDEFabcdef");
  CHECK(bytes_that(is_alphanumeric).size() == 62);
  CHECK(hex_value('9') == 9);
  CHECK(hex_value('a') == 10);
  CHECK(hex_value('F') == 15);
  CHECK(hex_value('g') == -1);
}

TEST_CASE("HTML has no vertical tab among its white space, C has", "[ascii]") {
  CHECK(bytes_that(is_html_space) == "\t\n\f\r ");
  CHECK(bytes_that(is_html_space) ==
        bytes_that([](char c) { return kHtmlSpaces.find(c) != std::string_view::npos; }));
  CHECK(bytes_that(is_c_space) == "\t\n\v\f\r ");
}

TEST_CASE("a text is stripped of the given bytes at its ends only", "[ascii]") {
  CHECK(strip("  a b ", " ") == "a b");
  CHECK(strip("\t a \r\n", " ") == "\t a \r\n");
  CHECK(strip(" \"gbk\";", " \";") == "gbk");
  CHECK(strip("  ", " ").empty());
  CHECK(strip("", " ").empty());
}

TEST_CASE("a token of HTTP has no separators", "[ascii]") {
  CHECK(is_http_token("X-Api_Key.2"));
  CHECK(is_http_token("!#$%&'*+-.^_`|~"));
  for (const char* const text : {"", "two words", "name:", "a/b", "(a)", "né"}) {
    CAPTURE(text);
    CHECK_FALSE(is_http_token(text));
  }
}

}  // namespace storyfold
