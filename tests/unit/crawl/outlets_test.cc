#include "app/crawl/outlets.h"

#include <catch2/catch.hpp>

#include "app/crawl/url_cache.h"

namespace storyfold::app {
namespace {

config::OutletConfig outlet(const std::string& key, std::vector<std::string> hosts) {
  config::OutletConfig made;
  made.key = key;
  made.name = key;
  made.hosts = std::move(hosts);
  return made;
}

config::SourceConfig list(const std::string& url, const std::string& pattern = "") {
  config::SourceConfig made;
  made.kind = UrlRole::kList;
  made.url = url;
  made.link_pattern = pattern;
  return made;
}

}  // namespace

TEST_CASE("a host belongs to the outlet of its nearest parent domain", "[crawl][outlets]") {
  std::vector<Error> errors;
  const auto book = OutletBook::make(
      {outlet("tide", {"tide.example"}), outlet("tide-money", {"money.tide.example"})}, errors);
  CHECK(errors.empty());
  REQUIRE(book.owner("tide.example") != nullptr);
  CHECK(book.owner("tide.example")->config.key == "tide");
  CHECK(book.owner("www.tide.example")->config.key == "tide");
  CHECK(book.owner("a.b.tide.example")->config.key == "tide");
  CHECK(book.owner("money.tide.example")->config.key == "tide-money");
  CHECK(book.owner("m.money.tide.example")->config.key == "tide-money");
  CHECK(book.owner("lowtide.example") == nullptr);  // a suffix, not a subdomain
  CHECK(book.owner("example") == nullptr);
  CHECK(book.owner("") == nullptr);
}

TEST_CASE("of two outlets with one key the first counts, and that is told", "[crawl][outlets]") {
  std::vector<Error> errors;
  const auto book = OutletBook::make(
      {outlet("tide", {"tide.example"}), outlet("tide", {"other.example"})}, errors);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].code == Errc::kBadInput);
  CHECK(errors[0].what == "outlet tide is given twice");
  CHECK(book.all().size() == 1);
  CHECK(book.owner("other.example") == nullptr);
}

TEST_CASE("a host that two outlets claim stays the first one's", "[crawl][outlets]") {
  std::vector<Error> errors;
  const auto book = OutletBook::make(
      {outlet("tide", {"tide.example"}), outlet("pier", {"pier.example", "tide.example"})}, errors);
  REQUIRE(errors.size() == 1);
  CHECK_THAT(errors[0].what, Catch::Contains("pier") && Catch::Contains("tide.example"));
  CHECK(book.owner("tide.example")->config.key == "tide");
  CHECK(book.owner("pier.example")->config.key == "pier");
}

TEST_CASE("a source whose link_pattern is no expression is left out, its outlet is not",
          "[crawl][outlets]") {
  config::OutletConfig tide = outlet("tide", {"tide.example"});
  tide.sources = {list("https://tide.example/a/", "(unclosed"),
                  list("https://tide.example/b/", R"(/\d+\.html$)")};
  std::vector<Error> errors;
  const auto book = OutletBook::make({tide}, errors);
  REQUIRE(errors.size() == 1);
  CHECK_THAT(errors[0].what, Catch::StartsWith("tide: link_pattern of https://tide.example/a/"));
  CHECK(book.source("https://tide.example/a/") == nullptr);
  const Source* const kept = book.source("https://tide.example/b/");
  REQUIRE(kept != nullptr);
  REQUIRE(kept->pattern);
  CHECK(kept->pattern->matches("https://tide.example/b/17.html"));
  CHECK_FALSE(kept->pattern->matches("https://tide.example/b/about"));
}

TEST_CASE("sources are known by the form in which they are crawled", "[crawl][outlets]") {
  config::OutletConfig tide = outlet("tide", {"tide.example"});
  tide.sources = {list("https://tide.example//a/?utm_source=x#top")};
  std::vector<Error> errors;
  const auto book = OutletBook::make({tide}, errors);
  CHECK(book.source("https://tide.example/a/") != nullptr);
}

TEST_CASE("an outlet that is called like its host has no name of the operator's",
          "[crawl][outlets]") {
  config::OutletConfig unnamed = outlet("tide", {"tide.example"});
  unnamed.name = "tide.example";
  config::OutletConfig named = outlet("pier", {"pier.example"});
  named.name = "Pier Gazette";
  std::vector<Error> errors;
  const auto book = OutletBook::make({unnamed, named}, errors);
  CHECK_FALSE(book.find("tide")->named);
  CHECK(book.find("pier")->named);
  CHECK(book.find("quay") == nullptr);
}

TEST_CASE("UrlCache holds what was added, until it is overwritten", "[crawl][outlets]") {
  UrlCache cache(7);
  CHECK_FALSE(cache.holds("https://tide.example/"));
  CHECK_FALSE(cache.holds(""));
  cache.add("https://tide.example/");
  CHECK(cache.holds("https://tide.example/"));
  CHECK_FALSE(cache.holds("https://tide.example/a"));
  // More than it has room for: it may forget, and never invents.
  for (int i = 0; i < 300'000; ++i) cache.add("https://tide.example/" + std::to_string(i));
  CHECK(cache.holds("https://tide.example/299999"));
  int invented = 0;
  for (int i = 0; i < 1000; ++i)
    invented += cache.holds("https://pier.example/" + std::to_string(i));
  CHECK(invented == 0);
}

TEST_CASE("what decides how a source is asked and read tells it from what it was",
          "[crawl][outlets]") {
  const auto fingerprint = [](const config::SourceConfig& source) {
    config::OutletConfig outlet;
    outlet.key = "tide";
    outlet.hosts = {"tide.example"};
    outlet.sources = {source};
    std::vector<Error> errors;
    const auto book = OutletBook::make({outlet}, errors);
    REQUIRE(errors.empty());
    REQUIRE(book.source(source.url) != nullptr);
    return book.source(source.url)->fingerprint;
  };
  config::SourceConfig list;
  list.kind = UrlRole::kList;
  list.url = "https://www.tide.example/news/";
  const auto before = fingerprint(list);
  CHECK(before != 0);
  config::SourceConfig other = list;
  other.every = std::chrono::minutes{5};  // is taken at each poll
  CHECK(fingerprint(other) == before);
  other = list;
  other.kind = UrlRole::kFeed;
  CHECK(fingerprint(other) != before);
  other = list;
  other.link_pattern = "/news/";
  CHECK(fingerprint(other) != before);
  other = list;
  other.headers = {{"Referer", "a"}};
  const auto headed = fingerprint(other);
  CHECK(headed != before);
  other.headers = {{"Referer", "b"}};
  CHECK(fingerprint(other) != headed);
  other = list;
  other.json.emplace();
  other.json->title = "/title";
  const auto titled = fingerprint(other);
  other.json = config::JsonList{};
  other.json->body = "/title";
  CHECK(fingerprint(other) != titled);
}

}  // namespace storyfold::app
