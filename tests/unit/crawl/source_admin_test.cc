#include "app/crawl/source_admin.h"

#include <catch2/catch.hpp>

#include "tests/unit/crawl/crawl_store.h"

namespace storyfold::app {
namespace {

using Texts = std::vector<std::string>;

AddedOutlets add(const CrawlStore& place, const std::vector<NewOutlet>& outlets) {
  auto added = add_outlets(*place.store, place.settings, outlets);
  REQUIRE(added);
  return *std::move(added);
}

config::OutletConfig kept(const CrawlStore& place, const std::string& key) {
  const auto texts = place.store->outlets();
  REQUIRE(texts);
  REQUIRE(texts->count(key) == 1);
  auto outlet = config::parse_outlet(texts->at(key), "store", key);
  REQUIRE(outlet);
  return *std::move(outlet);
}

NewOutlet home(const std::string& url) { return {url, {}, {}}; }

}  // namespace

TEST_CASE("a list of addresses may have comments and empty lines", "[crawl][sources]") {
  const auto outlets = read_outlet_list(
      "# outlets of the coast\n"
      "https://tide.example/\r\n"
      "\n"
      "  https://pier.example/news#today   # a fragment is no comment\n"
      "https://quay.example",
      "homes.txt");
  REQUIRE(outlets);
  REQUIRE(outlets->size() == 3);
  CHECK((*outlets)[0].home == "https://tide.example/");
  CHECK((*outlets)[1].home == "https://pier.example/news#today");
  CHECK((*outlets)[2].home == "https://quay.example");
  CHECK((*outlets)[2].feed.empty());
}

TEST_CASE("a line that is no address is named with file and number", "[crawl][sources]") {
  const auto outlets = read_outlet_list("https://tide.example/\n\nthe tide wire\n", "homes.txt");
  REQUIRE_FALSE(outlets);
  CHECK(outlets.error().code == Errc::kBadInput);
  CHECK_THAT(outlets.error().what, Catch::StartsWith("homes.txt:3: not an address"));
}

TEST_CASE("an empty list names no outlets", "[crawl][sources]") {
  const auto outlets = read_outlet_list("", "homes.txt");
  REQUIRE(outlets);
  CHECK(outlets->empty());
}

TEST_CASE("OPML gives feeds with their titles and home pages", "[crawl][sources]") {
  const auto outlets = read_outlet_list(
      R"(<?xml version="1.0"?><opml version="2.0"><body><outline text="Coast">)"
      R"(<outline type="rss" text="Tide Wire" xmlUrl="https://tide.example/rss.xml")"
      R"( htmlUrl="https://tide.example/"/>)"
      R"(<outline type="rss" text="Pier" xmlUrl="https://pier.example/feed"/>)"
      R"(</outline></body></opml>)",
      "feeds.opml");
  REQUIRE(outlets);
  REQUIRE(outlets->size() == 2);
  CHECK((*outlets)[0].home == "https://tide.example/");
  CHECK((*outlets)[0].feed == "https://tide.example/rss.xml");
  CHECK((*outlets)[0].title == "Tide Wire");
  CHECK((*outlets)[1].home.empty());
}

TEST_CASE("home pages become outlets once", "[crawl][sources]") {
  const CrawlStore place;
  const auto first = add(place, {home("https://www.tide.example/"), home("https://pier.example/")});
  CHECK(first.added == Texts{"pier.example", "tide.example"});
  CHECK(first.known.empty());
  const auto second =
      add(place, {home("https://www.tide.example/"), home("https://quay.example/")});
  CHECK(second.added == Texts{"quay.example"});
  CHECK(second.known == Texts{"https://www.tide.example/"});
}

TEST_CASE("an address that cannot be asked is refused, the others are taken", "[crawl][sources]") {
  const CrawlStore place;
  const auto added = add(place, {home("ftp://tide.example/"), home("https://pier.example/")});
  CHECK(added.added == Texts{"pier.example"});
  REQUIRE(added.refused.size() == 1);
  CHECK_THAT(added.refused[0].what, Catch::StartsWith("ftp://tide.example/: "));
}

TEST_CASE("a feed joins the outlet of its host", "[crawl][sources]") {
  const CrawlStore place;
  (void)add(place, {home("https://tide.example/")});
  const NewOutlet feed{{}, "https://www.tide.example/rss.xml", {}};
  CHECK(add(place, {feed}).added == Texts{"tide.example"});
  const auto outlet = kept(place, "tide.example");
  CHECK(outlet.home == "https://tide.example/");
  REQUIRE(outlet.sources.size() == 1);
  CHECK(outlet.sources[0].kind == UrlRole::kFeed);
  CHECK(outlet.sources[0].url == "https://www.tide.example/rss.xml");
  CHECK(add(place, {feed}).known.size() == 1);
}

TEST_CASE("a feed alone makes an outlet without a home, which may get one later",
          "[crawl][sources]") {
  const CrawlStore place;
  (void)add(place, {{{}, "https://tide.example/rss.xml", "Tide Wire"}});
  CHECK(kept(place, "tide.example").home.empty());
  CHECK(kept(place, "tide.example").name == "Tide Wire");
  CHECK(add(place, {home("https://tide.example/")}).added == Texts{"tide.example"});
  CHECK(kept(place, "tide.example").home == "https://tide.example/");
  CHECK(kept(place, "tide.example").name == "Tide Wire");
  CHECK(kept(place, "tide.example").sources.size() == 1);
}

TEST_CASE("a second home page on one host is one more list page of the outlet",
          "[crawl][sources]") {
  const CrawlStore place;
  (void)add(place, {home("https://tide.example/")});
  CHECK(add(place, {home("https://tide.example/money/")}).added == Texts{"tide.example"});
  const auto outlet = kept(place, "tide.example");
  CHECK(outlet.home == "https://tide.example/");
  REQUIRE(outlet.sources.size() == 1);
  CHECK(outlet.sources[0].kind == UrlRole::kList);
  CHECK(outlet.sources[0].url == "https://tide.example/money/");
  CHECK(add(place, {home("https://tide.example/money/")}).known.size() == 1);
}

TEST_CASE("what a file of the operator's follows is known and not added", "[crawl][sources]") {
  const CrawlStore place;
  place.operator_file("tide.toml",
                      "[outlet]\nname = \"Tide Wire\"\nhome = \"https://tide.example/\"\n");
  const auto added = add(place, {home("https://m.tide.example/")});
  CHECK(added.added.empty());
  CHECK(added.known == Texts{"https://m.tide.example/"});
  CHECK(place.store->outlets()->empty());
}

TEST_CASE("sources are shown with what was learned of them, the operator's and those found",
          "[crawl][sources]") {
  const CrawlStore place;
  (void)add(place, {{"https://tide.example/", "https://tide.example/rss.xml", {}}});
  storage::Finished with;
  SourceRecord found;
  found.url = "https://tide.example/sitemap.xml";
  found.outlet = "tide.example";
  found.role = UrlRole::kSitemap;
  found.polls = 3;
  with.polled.push_back(found);
  UrlRecord visited;
  visited.url = "https://tide.example/rss.xml";
  visited.outlet = "tide.example";
  visited.role = UrlRole::kFeed;
  visited.end = VisitEnd::kUnchanged;
  with.urls.push_back(visited);
  REQUIRE(place.store->append(with));
  const auto catalog = load_catalog(place.settings, *place.store);
  REQUIRE(catalog);
  const auto views = view_sources(*place.store, *catalog);
  REQUIRE(views);
  REQUIRE(views->size() == 3);  // in order of outlet, then address
  CHECK((*views)[0].record.url == "https://tide.example/");
  CHECK((*views)[0].record.role == UrlRole::kList);
  CHECK((*views)[0].given);
  CHECK((*views)[1].record.end == VisitEnd::kUnchanged);
  CHECK((*views)[2].learned.polls == 3);
  CHECK_FALSE((*views)[2].given);
}

}  // namespace storyfold::app
