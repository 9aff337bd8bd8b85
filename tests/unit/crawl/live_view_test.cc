#include "app/crawl/live_view.h"

#include <catch2/catch.hpp>
#include <optional>

namespace storyfold::app {
namespace {

struct Screen {
  explicit Screen(LiveView::Mode mode, std::size_t width = 60)
      : view(std::in_place, out, Style(false), mode, width) {}

  std::string text;
  Output out{text};
  std::optional<LiveView> view;
};

}  // namespace

TEST_CASE("status_line tells the state of a crawl in one line", "[crawl][live_view]") {
  CrawlTotals totals;
  totals.visits = 12'480;
  totals.stories = 31;
  totals.reposts = 8;
  CHECK(status_line(totals, 12.34, 1'200, 5) ==
        "12.3 pages/s, 12,480 pages, 31 stories, 8 reposts, 5 in flight, 1,200 waiting");
}

TEST_CASE("on a terminal each folded article is a line within its width", "[crawl][live_view]") {
  Screen screen(LiveView::Mode::kScreen);
  FoldOutcome folded;
  folded.relation = Relation::kCopy;
  folded.story.value = 0xabcdef0123456789;
  UrlRecord record;
  const std::string title(200, 'x');
  screen.view->visited({record, &folded, title, "Tide\x1b[2J Wire"});
  screen.view.reset();
  (void)screen.out.flush();
  const std::string first = screen.text.substr(0, screen.text.find('\n'));
  CHECK_THAT(first, Catch::StartsWith("copy"));
  CHECK_THAT(first, Catch::Contains("abcdef01"));
  CHECK(columns(first) <= 60);
  // What an outlet wrote does not move the cursor: only the view's own erasing does.
  CHECK(screen.text.find("\x1b[2J") == std::string::npos);
}

TEST_CASE("an article that founds a story is new", "[crawl][live_view]") {
  Screen screen(LiveView::Mode::kScreen);
  FoldOutcome folded;
  folded.relation = Relation::kOriginal;
  UrlRecord record;
  screen.view->visited({record, &folded, "Ferry runs again", "Tide Wire"});
  screen.view.reset();
  (void)screen.out.flush();
  CHECK_THAT(screen.text, Catch::StartsWith("new ") && Catch::Contains("Ferry runs again"));
}

TEST_CASE("visits without a new article, and views that are no terminal, draw nothing",
          "[crawl][live_view]") {
  UrlRecord record;
  FoldOutcome folded;
  SECTION("nothing folded") {
    Screen screen(LiveView::Mode::kScreen);
    screen.view->visited({record, nullptr, "Ferry", "Tide"});
    CHECK(screen.text.empty());
  }
  SECTION("lines") {
    Screen screen(LiveView::Mode::kLines);
    screen.view->visited({record, &folded, "Ferry", "Tide"});
    screen.view.reset();
    CHECK(screen.text.empty());
  }
}

TEST_CASE("a message stays", "[crawl][live_view]") {
  Screen screen(LiveView::Mode::kQuiet);
  screen.view->say("storyfold: following 2 outlets");
  CHECK(screen.text == "storyfold: following 2 outlets\n");
}

}  // namespace storyfold::app
