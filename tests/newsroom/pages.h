#pragma once
// HTML pages of an outlet, in UTF-8. Pure.
#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "tests/newsroom/layout.h"
#include "tests/newsroom/outlets.h"
#include "tests/newsroom/plan.h"

namespace storyfold::newsroom {

// What an outlet shows at one instant.
struct Front {
  const Outlet& outlet;
  const Layout& layout;
  std::string origin;                       // "http://127.2.0.1:8080"
  std::span<const Article* const> visible;  // newest first
  std::chrono::sys_seconds now;
};

inline constexpr std::size_t kItemsOnAPage = 4;
inline constexpr std::size_t kItemsInAFeed = 10;

[[nodiscard]] std::string article_page(const Front& front, const Article& article);

// `page` counts from 1; page 0 is the home page, which shows what page 1 shows and links to it.
[[nodiscard]] std::string list_page(const Front& front, std::size_t page);
[[nodiscard]] std::size_t list_pages(const Front& front);
[[nodiscard]] std::string list_page_path(const Outlet& outlet, std::size_t page);

// When anything that is visible last changed.
[[nodiscard]] std::chrono::sys_seconds last_change(const Front& front);

// A page without news: "about us", a log-in form, an excuse for what is not there.
[[nodiscard]] std::string plain_page(const Front& front, std::string_view title,
                                     std::string_view text);

}  // namespace storyfold::newsroom
