#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "crawler/extract/page.h"
#include "crawler/parse/gumbo_arena.h"

using namespace storyfold;
using namespace storyfold::crawler;
using namespace storyfold::crawler::extract;

namespace {

constexpr int kShanghai = 480;

struct Page {
  std::string html;
  std::string url = "https://post.example/story";
  LinkedData linked = {};
  std::optional<std::chrono::sys_seconds> fetched_at = {};
};

std::optional<std::chrono::sys_seconds> at(int year, unsigned month, unsigned day) {
  return std::chrono::sys_seconds(std::chrono::sys_days(
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)));
}

// The heading is the first h1, the content the element <article>.
PageDates dates_of(const Page& page) {
  const config::ParseSettings settings;
  auto tree = parse::parse_html(page.html, {settings.html_memory_bytes, settings.html_deadline});
  REQUIRE(tree);
  const parse::Dom dom(std::move(*tree));
  const Metas metas = read_metas(dom);
  PageView view{page.url, dom, metas, page.linked};
  view.heading = dom.find(GUMBO_TAG_H1);
  view.content = dom.find(GUMBO_TAG_ARTICLE);
  return read_dates(view, kShanghai, page.fetched_at);
}

std::string published(const Page& page) { return format_timestamp(dates_of(page).published); }

std::string story(std::string_view head, std::string_view above, std::string_view below = {},
                  std::string_view behind = {}) {
  const std::string sentence =
      "<p>The ferry between the two islands runs again, the harbour office said, and carries "
      "lorries for the first time since the storm took the old pier away with it.</p>";
  return "<html lang=en><head>" + std::string(head) + "</head><body><div class=nav>Home</div>" +
         std::string(above) + "<h1>Ferry runs again</h1>" + std::string(below) + "<article>" +
         sentence + sentence + sentence + sentence + "</article>" + std::string(behind) +
         "</body></html>";
}

LinkedData linked(std::string published_at, std::string modified_at = {}) {
  LinkedData data;
  LinkedArticle article;
  article.type = "NewsArticle";
  article.published = std::move(published_at);
  article.modified = std::move(modified_at);
  data.articles.push_back(article);
  return data;
}

}  // namespace

TEST_CASE("a page without a date has none", "[extract][dates]") {
  const auto dates = dates_of({story("", "")});
  CHECK_FALSE(dates.published.known());
  CHECK_FALSE(dates.modified.known());
  CHECK(dates.notes.empty());
}

TEST_CASE("JSON-LD gives both times with their zone", "[extract][dates]") {
  const auto dates = dates_of({story("", ""), "https://post.example/story",
                               linked("2024-05-01T23:30:00-05:00", "2024-05-02T08:00:00-05:00")});
  CHECK(format_timestamp(dates.published) == "2024-05-01T23:30:00-05:00");
  CHECK(dates.published.clue == TimeClue::kJsonLd);
  CHECK_FALSE(dates.published.zone_assumed);
  CHECK(format_timestamp(dates.modified) == "2024-05-02T08:00:00-05:00");
}

TEST_CASE("metas of publication and of change are told apart", "[extract][dates]") {
  const auto dates =
      dates_of({story("<meta property='article:modified_time' content='2024-05-03T10:00:00Z'>"
                      "<meta property='article:published_time' content='2024-05-01T10:00:00Z'>",
                      "")});
  CHECK(format_timestamp(dates.published) == "2024-05-01T10:00:00+00:00");
  CHECK(dates.published.clue == TimeClue::kMeta);
  CHECK(format_timestamp(dates.modified) == "2024-05-03T10:00:00+00:00");
}

TEST_CASE("a date without a zone is in the outlet's", "[extract][dates]") {
  const auto dates =
      dates_of({story("", "", "<div class=info>2019年9月7日 08:30 来源：海港晚报</div>")});
  CHECK(format_timestamp(dates.published) == "2019-09-07T08:30+08:00");
  CHECK(dates.published.zone_assumed);
  CHECK(dates.published.clue == TimeClue::kText);
}

TEST_CASE("the date beside the heading beats dates of rails, comments and the site's clock",
          "[extract][dates]") {
  CHECK(published({story("", "<div id=clock>Today is 9 September 2019</div><p>Menu</p>",
                         "<p class=byline>By Mara Lind, 7 September 2019</p>",
                         "<div class=related><a>Older</a> 3 September 2019</div>"
                         "<div class=comments>8 September 2019 at 10:00</div>")}) == "2019-09-07");
}

TEST_CASE("the clock of the chosen day comes from whichever clue has one", "[extract][dates]") {
  CHECK(published({story("<meta name=date content='2019-09-07'>", "",
                         "<time datetime='2019-09-07T08:30:00+02:00'>7 Sept</time>")}) ==
        "2019-09-07T08:30:00+02:00");
}

TEST_CASE("a day in the URL is a clue of its own", "[extract][dates]") {
  for (const char* path : {"/2019/09/07/ferry", "/2019-09/07/content_1.htm", "/2019/0907/c1-2.html",
                           "/a/20190907/1.shtml", "/gov/t20190907_12.html", "/19/0907/08/EOH.html",
                           "/a/20190907083012345.html"}) {
    INFO(path);
    const auto dates = dates_of({story("", ""), std::string("https://post.example") + path});
    CHECK(format_timestamp(dates.published) == "2019-09-07");
    CHECK(dates.published.clue == TimeClue::kUrl);
  }
  for (const char* path : {"/2019/13/07/", "/123456789/", "/2019/", "/id/99990907/"}) {
    INFO(path);
    CHECK(published({story("", ""), std::string("https://post.example") + path}).empty());
  }
}

TEST_CASE("two clues of different kinds beat one of another day", "[extract][dates]") {
  CHECK(published({story("<meta name=date content='2019-09-01'>", "",
                         "<p class=date>Published 7 September 2019</p>"),
                   "https://post.example/2019/09/07/ferry"}) == "2019-09-07");
}

TEST_CASE("day and month in figures follow the other dates of the page", "[extract][dates]") {
  CHECK(published({story("", "", "<p class=date>09/07/2019</p>"),
                   "https://post.example/2019/09/ferry"}) == "2019-09-07");
  CHECK(published({story("", "", "<p class=date>09/07/2019</p>"),
                   "https://post.example/2019/07/ferry"}) == "2019-07-09");
  CHECK(published({story("", "", "<p class=date>09/07/2019</p>"), "https://post.co.uk/ferry"}) ==
        "2019-07-09");
}

TEST_CASE("a day without a year takes the URL's, else the last one before the fetch",
          "[extract][dates]") {
  const std::string html = story("", "", "<div class=time>12-30 08:30</div>");
  CHECK(published({html, "https://post.example/2018/ferry12.html", {}, at(2020, 1, 5)}) ==
        "2019-12-30T08:30+08:00");
  CHECK(published({html, "https://post.example/2018/12/ferry.html", {}, at(2020, 1, 5)}) ==
        "2018-12-30T08:30+08:00");
  const std::string told = story("", "", "<div class=time>12-30 08:30</div>",
                                 "<p>The storm of 3 March 2015 took the old pier.</p>");
  CHECK(published({told, "https://post.example/12.html", {}, at(2020, 1, 5)}) ==
        "2019-12-30T08:30+08:00");
  CHECK(published({html}).empty());
}

TEST_CASE("a future or impossibly old date is refused with a note", "[extract][dates]") {
  Page page{story("<meta name=date content='2031-05-01'>", ""),
            "https://post.example/s",
            {},
            at(2020, 1, 5)};
  auto dates = dates_of(page);
  CHECK_FALSE(dates.published.known());
  REQUIRE(dates.notes.size() == 1);
  CHECK(dates.notes[0] == "2031-05-01 is after the fetch");
  page.html = story("<meta name=date content='1970-01-01'>", "");
  dates = dates_of(page);
  CHECK_FALSE(dates.published.known());
  REQUIRE(dates.notes.size() == 1);
  CHECK(dates.notes[0] == "1970-01-01 is before 1990");
}

TEST_CASE("a date of change before publication is dropped with a note", "[extract][dates]") {
  const auto dates =
      dates_of({story("", ""), "https://post.example/story", linked("2024-05-05", "2024-05-01")});
  CHECK(format_timestamp(dates.published) == "2024-05-05");
  CHECK_FALSE(dates.modified.known());
  CHECK(dates.notes.size() == 1);
}

TEST_CASE("a page that only says when it changed is dated by that", "[extract][dates]") {
  const auto dates = dates_of({story("", "", "<p class=date>Updated: 7 September 2019</p>")});
  CHECK(format_timestamp(dates.published) == "2019-09-07");
  CHECK(format_timestamp(dates.modified) == "2019-09-07");
}

TEST_CASE("an instant in UTC is shown on the day that the page shows", "[extract][dates]") {
  const auto dates =
      dates_of({story("", "", "<p class=date>Posted May 1, 2024, 9:30 pm</p>"),
                "https://post.example/2024/05/01/ferry", linked("2024-05-02T02:30:00Z")});
  CHECK(format_timestamp(dates.published) == "2024-05-01T21:30:00-05:00");
  CHECK(dates.published.at == *at(2024, 5, 2) + std::chrono::minutes(150));
}

TEST_CASE("a list of dates is no date of the article", "[extract][dates]") {
  std::string archive = "<ul>";
  for (int day = 10; day < 28; ++day) archive += "<li>2018-03-" + std::to_string(day) + "</li>";
  CHECK(published({story("", archive + "</ul>", "<div>2019-09-07 08:30</div>")}) ==
        "2019-09-07T08:30+08:00");
}

TEST_CASE("a notice is dated by its last line", "[extract][dates]") {
  CHECK(published({"<body><h1>关于渡口恢复通航的通知</h1><article><p>各有关单位：</"
                   "p><p>渡口自下月起恢复通航，"
                   "请各单位做好准备，并于到期前报送方案。</p><p>海港管理处</p>"
                   "<p>二〇一九年九月七日</p></article></body>"}) == "2019-09-07");
}

TEST_CASE("thousands of dates cost no more than the first hundreds", "[extract][dates]") {
  std::string html = "<body><h1>Ferry</h1><article>";
  for (int i = 0; i < 20000; ++i) html += "<p title='2019-09-07 08:30'>2019-09-07 08:30</p>";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(published({html}).substr(0, 10) == "2019-09-07");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

namespace {

// A page that says its date nowhere but in `html`, fetched on 2024-05-17 at 20:30 in Shanghai.
PageDates last_dates_of(const std::string& html) {
  PageInput input;
  const std::string page =
      "<html><head><title>渡口复航</title></head><body><h1>渡口复航</h1>" + html +
      "<article><p>海港的渡口在停航两年之后于本周重新开放，"
      "首日运送旅客三千余人次，比停航之前多出一成。</p></article></body></html>";
  input.bytes = page;
  input.fetched_at = *at(2024, 5, 17) + std::chrono::minutes(12 * 60 + 30);
  config::ParseSettings settings;
  settings.assumed_utc_offset_minutes = kShanghai;
  const auto extracted = extract_page(input, settings);
  return {extracted.article.published, extracted.modified, extracted.article.notes};
}

std::string last_published(const std::string& html) {
  return format_timestamp(last_dates_of(html).published);
}

}  // namespace

TEST_CASE("a date that only scripts name is taken when the page shows none", "[extract][dates]") {
  CHECK(last_published("<script>var ct = \"1577836800\";</script>") == "2020-01-01T08:00:00+08:00");
  CHECK(last_published("<script>var publish_time = '2020-01-02 09:10' || '';</script>") ==
        "2020-01-02T09:10+08:00");
  CHECK(last_published("<script>window.publishDate='2020-01-02'</script>") == "2020-01-02");
  CHECK(last_published("<script>S={\"a\":{\"publishTime\":1577836800000}}</script>") ==
        "2020-01-01T08:00:00+08:00");
  // Keys on several days are those of several stories.
  CHECK(last_published("<script>[{\"ptime\":\"2020-01-02 09:10\"},{\"ptime\":\"2020-01-03 "
                       "09:10\"}]</script>")
            .empty());
  CHECK(last_published("<script>var acct = 1577836800; var ct = 12;</script>").empty());
  const auto dates = last_dates_of("<script>var ct = \"1577836800\";</script>");
  REQUIRE(dates.notes.size() == 1);
  CHECK(dates.notes[0] == "published time read in a script");
  CHECK(last_published("<script>var ct='1577836800'</script><p>2019-09-07 08:30</p>") ==
        "2019-09-07T08:30+08:00");
  CHECK(last_published("<script>var publishTime='2031-01-02 09:10'</script>").empty());
}

TEST_CASE("how long ago a page came out is counted back from its fetch", "[extract][dates]") {
  CHECK(last_published("<p>25分钟前</p>") == "2024-05-17T20:05+08:00");
  CHECK(last_published("<p>来源：某报 3小时前</p>") == "2024-05-17");
  CHECK(last_published("<p>22小時前</p>") == "2024-05-16");
  CHECK(last_published("<p>2 days ago</p>") == "2024-05-15");
  CHECK(last_published("<p>Posted an hour ago by A. Reporter</p>") == "2024-05-17");
  CHECK(last_published("<p>vor 2 Tagen</p>") == "2024-05-15");
  CHECK(last_published("<p>昨天 08:30</p>") == "2024-05-16");
  const auto dates = last_dates_of("<p>2 hours ago</p>");
  REQUIRE(dates.notes.size() == 1);
  CHECK(dates.notes[0] == "published time counted back from the fetch: \"2 hours ago\"");
  // Sentences tell of other things.
  CHECK(last_published("<p>The ferry was sold 2 days ago, and the harbour has been without one for "
                       "the first time since 1871, says the town.</p>")
            .empty());
}
