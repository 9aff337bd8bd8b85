#include <catch2/catch.hpp>
#include <string>

#include "crawler/parse/archive.h"

namespace storyfold::crawler::parse {
namespace {

Result<Article> record(std::string_view line) {
  return parse_json_record(line, {"in.jsonl:7", "in.jsonl", "harbor"}, {});
}

}  // namespace

TEST_CASE("a record with every key", "[json]") {
  const auto article = record(
      R"({"id":"r-1","url":"https://a.example/1","outlet":"海港早报","title":"大桥&amp;港","published":"2026-06-01T08:30:00+08:00","html":"<p>一</p><p>二</p>","lang":"zh-CN","author":["林一舟","王立"],"extra":{"x":[1]}})");
  REQUIRE(article);
  CHECK(article->record_id == "r-1");
  CHECK(article->url == "https://a.example/1");
  CHECK(article->outlet == "海港早报");
  CHECK(article->title == "大桥&港");
  CHECK(format_timestamp(article->published) == "2026-06-01T08:30:00+08:00");
  CHECK(article->published.clue == TimeClue::kRecord);
  CHECK(article->body == "一\n二");
  CHECK(article->language == "zh");
  CHECK(article->authors == std::vector<std::string>{"林一舟", "王立"});
}

TEST_CASE("only a body is needed, or only a headline", "[json]") {
  const auto body = record(R"({"text":"one\ntwo"})");
  REQUIRE(body);
  CHECK(body->body == "one\ntwo");
  CHECK(body->outlet == "harbor");
  CHECK_FALSE(body->published.known());
  CHECK(body->notes.empty());
  const auto headline = record(R"({"title":"t","html":""})");
  REQUIRE(headline);
  CHECK(headline->body.empty());
}

TEST_CASE("html wins over text unless there is nothing in it", "[json]") {
  CHECK(record(R"({"html":"<p>h</p>","text":"t"})")->body == "h");
  CHECK(record(R"({"html":" ","text":"t"})")->body == "t");
  CHECK(record(R"({"html":"<!-- x -->","text":"t"})")->body == "t");
  CHECK(record(R"({"html":null,"text":"t < u & v"})")->body == "t < u & v");
}

TEST_CASE("what a body of credits alone says is not lost", "[json]") {
  const auto article = record(R"({"title":"t","html":"<p>来源：海港早报</p>"})");
  REQUIRE(article);
  CHECK(article->body.empty());
  REQUIRE(article->claims.size() == 1);
  CHECK(article->claims[0].name == "海港早报");
}

TEST_CASE("numbers are ids too", "[json]") {
  CHECK(record(R"({"id":42,"text":"t"})")->record_id == "42");
  CHECK(record(R"({"id":18446744073709551615,"text":"t"})")->record_id == "18446744073709551615");
}

TEST_CASE("a time that cannot be read is a note", "[json]") {
  const auto article = record(R"({"text":"t","published":"soon"})");
  REQUIRE(article);
  CHECK_FALSE(article->published.known());
  CHECK(article->notes ==
        std::vector<std::string>{"published \"soon\" cannot be read, time unknown"});
}

TEST_CASE("a line that is no record says what it should be", "[json]") {
  const auto what = [](std::string_view line) { return record(line).error().what; };
  CHECK(what("[1]") == "in.jsonl:7: a record should be a JSON object {...}, not a list");
  CHECK(what("\"x\"") == "in.jsonl:7: a record should be a JSON object {...}, not a string");
  CHECK(what("{\"a\":").find("in.jsonl:7: not valid JSON") == 0);
  CHECK(what("{} {}").find("in.jsonl:7: not valid JSON") == 0);
  CHECK(what(R"({"title":5})") == "in.jsonl:7: \"title\" should be a string, not a number");
  CHECK(what(R"({"author":[1]})") ==
        "in.jsonl:7: \"author\" should be a string or a list of strings, not a number");
  CHECK(what(R"({"id":{}})") == "in.jsonl:7: \"id\" should be a string or a number, not an object");
  CHECK(what("{}").find("no text") != std::string::npos);
  CHECK(what(R"({"html":"<p></p>"})").find("no text") != std::string::npos);
  CHECK(what(std::string(5000, '[')).find("not valid JSON") != std::string::npos);
}

TEST_CASE("damaged text in a record is mended and counted", "[json]") {
  const auto half = record(R"({"text":"a\ud83db \ud83d\ude00 \udc00"})");
  REQUIRE(half);
  CHECK(half->body == "a\uFFFDb \U0001F600 \uFFFD");
  CHECK(half->replaced_characters == 2);
  const auto bytes = record("{\"text\":\"海港大桥今日合龙\xFF\"}");
  REQUIRE(bytes);
  CHECK(bytes->body == "海港大桥今日合龙\uFFFD");
  CHECK(bytes->replaced_characters == 1);
}

TEST_CASE("an escaped backslash before a u is no surrogate", "[json]") {
  const auto article = record(R"({"text":"\\ud83d \ud83d"})");
  REQUIRE(article);
  CHECK(article->body == "\\ud83d \uFFFD");
}

TEST_CASE("a record in GB18030 is read", "[json]") {
  const auto article =
      record("{\"text\":\"\xBA\xA3\xB8\xDB\xB4\xF3\xC7\xC5\xBD\xF1\xC8\xD5\xBA\xCF\xC1\xFA\"}");
  REQUIRE(article);
  CHECK(article->body == "海港大桥今日合龙");
}

}  // namespace storyfold::crawler::parse
