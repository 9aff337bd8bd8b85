#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/newsroom/dates.h"
#include "tests/newsroom/encode.h"
#include "tests/newsroom/opened.h"
#include "tests/newsroom/outlets.h"
#include "tests/newsroom/plan.h"
#include "tests/newsroom/site.h"

namespace storyfold::newsroom {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Article& article_of(const std::vector<Article>& articles, std::string_view outlet,
                          std::string_view story) {
  const auto found = std::ranges::find_if(articles, [&](const Article& article) {
    return all_outlets()[article.outlet].id == outlet && article.story == story;
  });
  REQUIRE(found != articles.end());
  return *found;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST_CASE("stories are read with their headlines and longer versions", "[newsroom]") {
  const auto stories = parse_stories(
      "# comment\n@id a\n@title T\n@alt U\n@topic t\n@by B\nOne {day}.\n+ More.\n", true);
  REQUIRE(stories);
  REQUIRE(stories->size() == 1);
  const Story& story = stories->front();
  CHECK(story.headlines == std::vector<std::string>{"U"});
  CHECK(story.paragraphs == std::vector<std::string>{"One {day}."});
  CHECK(story.more == std::vector<std::string>{"More."});
  CHECK_FALSE(parse_stories("text before any story\n", true));
  CHECK_FALSE(parse_stories("@id a\n@colour red\n", true));
}

TEST_CASE("the day stands in a text as its language writes it", "[newsroom]") {
  const std::chrono::sys_days day{std::chrono::year(2025) / 5 / 20};
  CHECK(dated("{day}，{dayp}", false, day) == "5月20日，5月19日");
  CHECK(dated("on {day}", true, day) == "on Tuesday");
}

TEST_CASE("editions of the market report share words, not figures", "[newsroom]") {
  const Story one = market_report(1);
  const Story two = market_report(2);
  REQUIRE(one.paragraphs.size() == two.paragraphs.size());
  for (std::size_t i = 0; i < one.paragraphs.size(); ++i) {
    CHECK(one.paragraphs[i] != two.paragraphs[i]);
  }
}

TEST_CASE("edits change what they say and no more", "[newsroom]") {
  Story story;
  story.title = "Title";
  story.headlines = {"Other"};
  story.topic = "the topic";
  story.english = true;
  story.paragraphs = {"1", "2", "3"};
  story.more = {"4"};
  CHECK(edited(story, Edit::kNone, 0).paragraphs == story.paragraphs);
  CHECK(edited(story, Edit::kHeadline, 0).title == "Other");
  CHECK(edited(story, Edit::kCut, 0).paragraphs == std::vector<std::string>{"1", "2"});
  CHECK(edited(story, Edit::kMore, 0).paragraphs.back() == "4");
  const Text lead = edited(story, Edit::kLead, 0);
  CHECK(contains(lead.paragraphs[0], "the topic"));
  CHECK(contains(lead.paragraphs[0], "{day}"));
  CHECK(lead.paragraphs[1] == "2");
  CHECK(edited(story, Edit::kDisclaimer, 0).paragraphs.size() == 4);
}

TEST_CASE("the plan can be played: every story and outlet is there, no address twice",
          "[newsroom]") {
  const auto articles = published();
  CHECK(articles.size() == all_releases().size());
  std::set<std::pair<std::size_t, std::string>> addresses;
  for (const Article& article : articles) {
    CHECK(addresses.emplace(article.outlet, article.path).second);
    for (const Version& version : article.versions) {
      CHECK_FALSE(version.text.title.empty());
      for (const std::string& paragraph : version.text.paragraphs) {
        CHECK_FALSE(contains(paragraph, "{"));
      }
    }
  }
}

TEST_CASE("the plan holds at the least pace", "[newsroom]") {
  auto stories = read_stories(STORYFOLD_NEWSROOM_STORIES);
  REQUIRE(stories);
  CHECK(publish(std::move(*stories), Clock{kClock.start, kLeastPace}));
}

TEST_CASE("a text is taken from an outlet that had it before", "[newsroom]") {
  for (const Release& release : all_releases()) {
    if (release.from.empty()) continue;
    const auto origin = std::ranges::find_if(all_releases(), [&](const Release& other) {
      return other.outlet == release.from && other.story == release.story;
    });
    REQUIRE(origin != all_releases().end());
    CHECK(kClock.instant(origin->when) < kClock.instant(release.when));
  }
}

TEST_CASE("every outlet has news before the start and after it", "[newsroom]") {
  for (const Outlet& outlet : all_outlets()) {
    INFO(outlet.id);
    const auto has = [&](bool before) {
      return std::ranges::any_of(all_releases(), [&](const Release& release) {
        return release.outlet == outlet.id &&
               (kClock.instant(release.when) < kClock.start) == before;
      });
    };
    CHECK(has(true));
    CHECK(has(false));
  }
}

TEST_CASE("a story is not there before its time", "[newsroom]") {
  Site site = opened();
  const Article& article = article_of(site.articles(), "chengjiang", "rural-credit");
  const Instant just_before = article.published() - milliseconds(1);
  CHECK(get(site, "chengjiang", article.path, just_before).status == 404);
  CHECK_FALSE(contains(get(site, "chengjiang", "/rss.xml", just_before).body, article.path));
  CHECK(get(site, "chengjiang", article.path, article.published()).status == 200);
  CHECK(contains(get(site, "chengjiang", "/rss.xml", article.published()).body, article.path));
}

TEST_CASE("a correction changes the page, its validators and nothing before", "[newsroom]") {
  Site site = opened();
  const Article& article = article_of(site.articles(), "chengjiang", "tuojia-chip");
  const Response before = get(site, "chengjiang", article.path, article.published());
  const Response after = get(site, "chengjiang", article.path);
  CHECK(contains(before.body, "187亿元"));
  CHECK_FALSE(contains(after.body, "187亿元"));
  CHECK(contains(after.body, "178亿元"));
  CHECK(before.headers != after.headers);
}

TEST_CASE("what has not changed is answered with 304", "[newsroom]") {
  Site site = opened();
  for (const std::string target : {"/", "/rss.xml", "/list/1.html"}) {
    const Response full = get(site, "chengjiang", target);
    REQUIRE(full.status == 200);
    Request request;
    request.target = target;
    for (const auto& [name, value] : full.headers) {
      if (name == "ETag") request.if_none_match = value;
    }
    const Response again = site.answer(find_outlet("chengjiang").value(), request, kEnd);
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    request.if_none_match = "\"another\"";
    CHECK(site.answer(find_outlet("chengjiang").value(), request, kEnd).status == 200);
  }
}

TEST_CASE("every page of every outlet is whole and in its character set", "[newsroom]") {
  Site site = opened();
  for (const Article& article : site.articles()) {
    const Outlet& outlet = all_outlets()[article.outlet];
    INFO(outlet.id << " " << article.path);
    const Response response = get_patiently(site, outlet.id, article.path);
    CHECK(response.status == 200);
    CHECK_FALSE(contains(response.body, "{{"));
    CHECK(contains(response.body,
                   encode(escape(article.versions.back().text.title), outlet.charset)));
    CHECK(contains(response.body, "charset=" + std::string(outlet.charset)) !=
          contains(response.body, "charset=\"" + std::string(outlet.charset)));
  }
}

TEST_CASE("each outlet shows its peculiarity", "[newsroom]") {
  Site site = opened();
  SECTION("slow") { CHECK(get(site, "marrow", "/").delay >= seconds(1)); }
  SECTION("failing at first, robots.txt excepted") {
    CHECK(get(site, "zaochao", "/robots.txt").status == 200);
    const Response refused = get(site, "zaochao", "/");
    CHECK(refused.status == 503);
    CHECK(refused.headers.front().first == "Retry-After");
    for (int i = 0; i < 3; ++i) CHECK(get(site, "zaochao", "/").status == 503);
    CHECK(get(site, "zaochao", "/").status == 200);
  }
  SECTION("429 when asked too fast, not when asked slowly") {
    for (int i = 0; i < 3; ++i) CHECK(get(site, "tallow", "/").status == 200);
    CHECK(get(site, "tallow", "/").status == 429);
    CHECK(get(site, "tallow", "/", kEnd + seconds(2)).status == 200);
  }
  SECTION("old addresses redirect") {
    const Article& article = article_of(site.articles(), "nanqiao", "shayu-port");
    const Response moved = get(site, "nanqiao", article.old_path);
    CHECK(moved.status == 301);
    CHECK(moved.headers.front().second == article.path);
    CHECK(contains(get(site, "nanqiao", "/sitemap.xml").body, article.old_path));
  }
  SECTION("soft 404") {
    CHECK(get(site, "qingfeng", "/no/such/page").status == 200);
    CHECK(get(site, "beiling", "/no/such/page").status == 404);
  }
  SECTION("noindex") {
    const Article& article = article_of(site.articles(), "shiye", "gold-record");
    CHECK(contains(get(site, "shiye", article.path).body, "content=\"noindex\""));
  }
  SECTION("rules of robots.txt, and a slow queue") {
    CHECK(contains(get(site, "yanhu", "/robots.txt").body, "Disallow: /member/"));
    CHECK(contains(get(site, "corvane", "/robots.txt").body, "Crawl-delay: 1"));
    CHECK(contains(get(site, "corvane", "/robots.txt").body,
                   "Sitemap: http://127.2.0.12:8080/sitemap.xml.gz"));
  }
}

TEST_CASE("list pages hold every article once", "[newsroom]") {
  Site site = opened();
  std::size_t found = 0;
  for (int page = 1;; ++page) {
    const Response list = get(site, "yanhu", "/news/?page=" + std::to_string(page));
    if (list.status != 200) break;
    for (std::size_t at = list.body.find(".shtml"); at != std::string::npos;
         at = list.body.find(".shtml", at + 1)) {
      ++found;
    }
  }
  const auto expected = std::ranges::count_if(
      all_releases(), [](const Release& release) { return release.outlet == "yanhu"; });
  CHECK(found == static_cast<std::size_t>(expected));
}

TEST_CASE("what a character set has not is written as a reference", "[newsroom]") {
  CHECK(encode("中", "gbk") == "\xD6\xD0");
  CHECK(encode("中", "big5") == "\xA4\xA4");
  CHECK(encode("龦", "big5") == "&#40870;");
  CHECK(encode("😀", "gb18030").size() == 4);
  CHECK(to_traditional("财经") == "財經");
}

TEST_CASE("dates are written as pages and feeds write them", "[newsroom]") {
  const LocalTime time(kClock.start, "+08:00");
  CHECK(time.iso() == "2025-05-20T13:30:00+08:00");
  CHECK(time.mail() == "Tue, 20 May 2025 13:30:00 +0800");
  CHECK(time.chinese() == "2025年05月20日 13:30:00");
  CHECK(LocalTime(kClock.start, "-03:30").minute() == "2025-05-20 02:00");
  CHECK(http_date(kClock.start) == "Tue, 20 May 2025 05:30:00 GMT");
}

TEST_CASE("a layout without a part, or with an unknown one, is refused", "[newsroom]") {
  CHECK_FALSE(parse_layout("@@ frame\nx\n"));
  CHECK_FALSE(parse_layout("@@ colour\nx\n"));
  CHECK(fill("<b>{{a}}</b>{{c}}", {{"a", "1"}}) == "<b>1</b>{{c}}");
}

}  // namespace
}  // namespace storyfold::newsroom
