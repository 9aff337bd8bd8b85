#include "app/json.h"

#include <catch2/catch.hpp>
#include <string>

namespace storyfold::app {

TEST_CASE("a JSON line is one line, whatever the text holds", "[json]") {
  Json value;
  value["text"] = "a\nb\r\"c\"";
  const auto line = json_line(value);
  CHECK(line == "{\"text\":\"a\\nb\\r\\\"c\\\"\"}\n");
}

TEST_CASE("JSON keeps Chinese readable", "[json]") {
  Json value;
  value["title"] = "新闻";
  CHECK(json_line(value) == "{\"title\":\"新闻\"}\n");
}

TEST_CASE("what could command a terminal is escaped and means the same to a reader", "[json]") {
  const std::string evil =
      "\x1b[2J \x7F \xC2\x9B \xD8\x9C \xE2\x80\xAE \xE2\x80\xA8 \xE2\x81\xA6 \xE2\x80\x8F end";
  Json value;
  value["text"] = evil;
  const auto line = json_line(value);
  CHECK(line ==
        "{\"text\":\"\\u001b[2J \\u007f \\u009b \\u061c \\u202e \\u2028 \\u2066 \\u200f end\"}\n");
  CHECK(Json::parse(line)["text"] == evil);
}

TEST_CASE("characters that share a first byte with harmful ones stay", "[json]") {
  const std::string text = "\xC2\xA9 \xD8\xB9 \xE2\x82\xAC \xE2\x80\x9C quoted \xE2\x80\x9D …";
  Json value;
  value["text"] = text;
  CHECK(json_line(value) == "{\"text\":\"" + text + "\"}\n");
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD instead of an exception", "[json]") {
  Json value;
  value["text"] = "a\xFFz\xE4";
  CHECK(json_line(value) == "{\"text\":\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"}\n");
}

TEST_CASE("a text is taken from an object, and nothing else for one", "[json]") {
  const Json object = {{"file", "page.html"}, {"id", 7}, {"url", nullptr}};
  CHECK(text_of(object, "file") == "page.html");
  CHECK(text_of(object, "id").empty());
  CHECK(text_of(object, "url").empty());
  CHECK(text_of(object, "charset").empty());
}

}  // namespace storyfold::app
