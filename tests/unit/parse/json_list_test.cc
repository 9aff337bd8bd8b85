#include "crawler/parse/json_list.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/bombs.h"
#include "tests/unit/parse/encode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::string_view kUrl = "https://api.a.cn/list?cb=jQuery1";

JsonListShape shape() {
  JsonListShape made;
  made.items = "/data/list";
  made.link = "/url";
  made.id = "/code";
  made.title = "/title";
  made.time = "/time";
  made.body = "/content";
  made.summary = "/digest";
  made.author = "/author/name";
  made.source = "/media";
  return made;
}

JsonList read(std::string_view bytes, const JsonListShape& made = shape()) {
  auto list = read_json_list(bytes, {}, kUrl, made, 480);
  INFO((list ? std::string() : list.error().what));
  REQUIRE(list);
  return *std::move(list);
}

std::string answer(std::string_view items) {
  return "{\"data\":{\"list\":[" + std::string(items) + "]}}";
}

}  // namespace

TEST_CASE("a JSON list is read by pointers, wrapped or not", "[json_list]") {
  const std::string json = answer(
      R"({"code":17,"url":"//www.a.cn/17.html","title":"One &amp; <em>two</em>",
          "time":"2026-11-21 10:00:00","content":"<p>x</p>","digest":"d",
          "author":{"name":"Li Ming"},"media":"Paper A"})");
  for (const std::string& bytes :
       {json, "jQuery1(" + json + ")", " jQuery1_2({} && 0) " + std::string(),
        "var x = " + json + ";", "/**/a.b(" + json + ");", "try{cb(" + json + ");}catch(e){}",
        "cb && cb(" + json + ")"}) {
    if (bytes.find("Li Ming") == std::string::npos) continue;
    CAPTURE(bytes);
    const JsonList list = read(bytes);
    REQUIRE(list.entries.size() == 1);
    const FeedEntry& entry = list.entries[0];
    CHECK(entry.id == "17");
    CHECK(entry.url == "https://www.a.cn/17.html");
    CHECK(entry.title == "One & two");
    CHECK(format_timestamp(entry.published) == "2026-11-21T10:00:00+08:00");
    CHECK(entry.body_html == "<p>x</p>");
    CHECK(entry.summary == "d");
    CHECK(entry.authors == std::vector<std::string>{"Li Ming"});
    CHECK(entry.source_name == "Paper A");
  }
}

TEST_CASE("a link is made from a template where the answer has none", "[json_list]") {
  JsonListShape made = shape();
  made.link_template = "https://www.a.cn/{/kind}/a,{/code}.html";
  const JsonList list = read(answer(R"({"code":17,"kind":"bonds","title":"a"},
      {"code":18,"title":"b"},{"code":19,"kind":"x","url":"https://b.cn/"})"),
                             made);
  REQUIRE(list.entries.size() == 3);
  CHECK(list.entries[0].url == "https://www.a.cn/bonds/a,17.html");
  CHECK(list.entries[1].url == "");
  CHECK(list.entries[2].url == "https://b.cn/");
}

TEST_CASE("times are text, seconds or milliseconds", "[json_list]") {
  const JsonList list = read(answer(R"({"url":"/1","time":1800000000},
    {"url":"/2","time":1800000000123},{"url":"/3","time":"1800000000"},
    {"url":"/4","time":"2027年1月15日 16:00:00"},{"url":"/5","time":20270115},{"url":"/6","time":0},
    {"url":"/7","time":null})"));
  for (std::size_t i = 0; i < 4; ++i) {
    CAPTURE(i);
    CHECK(format_timestamp(list.entries[i].published) == "2027-01-15T16:00:00+08:00");
  }
  CHECK(format_timestamp(list.entries[4].published) == "2027-01-15");
  CHECK_FALSE(list.entries[5].published.known());
  CHECK_FALSE(list.entries[6].published.known());
}

TEST_CASE("entries may be the values of an object or the whole document", "[json_list]") {
  JsonListShape made = shape();
  made.items = "";
  CHECK(read(R"([{"url":"/1"},{"url":"/2"}])", made).entries.size() == 2);
  CHECK(read(R"({"a":{"url":"/1"},"b":{"url":"/2"}})", made).entries.size() == 2);
}

TEST_CASE("entries that lead nowhere are dropped and counted", "[json_list]") {
  const JsonList list =
      read(answer(R"({"url":"javascript:x","title":"a"},{"x":1},3,{"url":"/1"})"));
  CHECK(list.entries.size() == 1);
  CHECK(list.dropped == 3);
}

TEST_CASE("a JSON list in GBK is read", "[json_list]") {
  const std::string json =
      answer(R"({"url":"/1","title":"上海证券交易所发布新闻公告称市场平稳运行"})");
  CHECK(read(encode("cb(" + json + ")", "GB18030")).entries[0].title ==
        "上海证券交易所发布新闻公告称市场平稳运行");
}

TEST_CASE("what cannot be read is refused with its reason", "[json_list][bad]") {
  const auto why = [](std::string_view bytes) {
    const auto list = read_json_list(bytes, {}, kUrl, shape(), 0);
    REQUIRE_FALSE(list);
    return list.error().what;
  };
  CHECK(why("{\"data\":{}}") ==
        "JSON list: nothing at \"/data/list\", where the entries should be");
  CHECK(why("{\"data\":{\"list\":3}}") ==
        "JSON list: no list at \"/data/list\", where the entries should be");
  CHECK(why("<html>").starts_with("JSON list: not valid JSON"));
  CHECK(why("cb(alert(1))").starts_with("JSON list: not valid JSON"));
  CHECK(why(tests::repeat("[", 1'000'000)).starts_with("JSON list: not valid JSON"));
  CHECK(why(tests::repeat(" ", kMaxFeedBytes + 1)) == "JSON list: longer than 16777216 bytes");
}

}  // namespace storyfold::crawler::parse
