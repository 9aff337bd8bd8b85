#include "tests/newsroom/opened.h"

#include <catch2/catch.hpp>

#include "tests/newsroom/outlets.h"

namespace storyfold::newsroom {

std::vector<Article> published() {
  auto stories = read_stories(STORYFOLD_NEWSROOM_STORIES);
  if (!stories) FAIL(stories.error().what);
  auto articles = publish(std::move(*stories), kClock);
  if (!articles) FAIL(articles.error().what);
  return std::move(*articles);
}

Site opened() {
  std::vector<Layout> layouts;
  for (const Outlet& outlet : all_outlets()) {
    auto layout = read_layout(STORYFOLD_NEWSROOM_LAYOUTS "/" + std::string(outlet.id) + ".html");
    if (!layout) FAIL(layout.error().what);
    layouts.push_back(std::move(*layout));
  }
  return Site(published(), std::move(layouts), kPort);
}

Response get(Site& site, std::string_view outlet, std::string target, Instant now) {
  Request request;
  request.target = std::move(target);
  return site.answer(find_outlet(outlet).value(), request, now);
}

Response get_patiently(Site& site, std::string_view outlet, std::string target) {
  constexpr std::chrono::seconds kLongEnough{2};
  constexpr int kAttempts = 10;
  Instant now = kEnd;
  Response response;
  for (int attempt = 0; attempt < kAttempts; ++attempt, now += kLongEnough) {
    response = get(site, outlet, target, now);
    if (response.status != 429 && response.status != 503) break;
  }
  return response;
}

}  // namespace storyfold::newsroom
