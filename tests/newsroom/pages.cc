#include "tests/newsroom/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/newsroom/dates.h"
#include "tests/newsroom/encode.h"

namespace storyfold::newsroom {
namespace {

constexpr std::size_t kRelated = 3;

std::string feed_type(Feed feed) {
  switch (feed) {
    case Feed::kAtom:
      return "application/atom+xml";
    case Feed::kJson:
      return "application/feed+json";
    default:
      return "application/rss+xml";
  }
}

std::string feed_link(const Outlet& outlet) {
  if (outlet.feed == Feed::kNone) return "";
  return fmt::format("<link rel=\"alternate\" type=\"{}\" title=\"{}\" href=\"{}\">\n",
                     feed_type(outlet.feed), escape(outlet.name), feed_path(outlet));
}

std::string in_frame(const Front& front, std::string_view title, std::string head,
                     std::string main) {
  const std::string list = list_page_path(front.outlet, 1);
  return fill(front.layout.frame, {{"title", escape(title)},
                                   {"site", escape(front.outlet.name)},
                                   {"charset", std::string(front.outlet.charset)},
                                   {"origin", front.origin},
                                   {"list", list.empty() ? "/" : list},
                                   {"head", feed_link(front.outlet) + std::move(head)},
                                   {"main", std::move(main)}});
}

std::string item(const Front& front, const Article& article) {
  const Version& version = *article.at(front.now);
  const LocalTime published(article.published(), front.outlet.utc_offset);
  return fill(front.layout.item, {{"href", escape(article.path)},
                                  {"title", escape(version.text.title)},
                                  {"minute", published.minute()}});
}

std::string body(const Front& front, const Text& text) {
  std::string result;
  for (const std::string& paragraph : text.paragraphs) {
    result += fill(front.layout.paragraph, {{"text", escape(paragraph)}});
  }
  return result;
}

// Older articles only: a page that has not changed keeps its bytes.
std::string related(const Front& front, const Article& article) {
  const auto self = std::ranges::find(front.visible, &article);
  const auto older = front.visible.subspan(std::size_t(self - front.visible.begin()) + 1);
  std::string result;
  for (const Article* other : older.first(std::min(older.size(), kRelated))) {
    result += item(front, *other);
  }
  return result;
}

std::string pager(const Front& front, std::size_t page) {
  std::string result;
  for (std::size_t other = 1; other <= list_pages(front); ++other) {
    if (other == page) {
      result += fmt::format("<span>{}</span>\n", other);
    } else {
      result += fmt::format("<a href=\"{}\">{}</a>\n", escape(list_page_path(front.outlet, other)),
                            other);
    }
  }
  return result;
}

}  // namespace

std::string article_page(const Front& front, const Article& article) {
  const Version& version = *article.at(front.now);
  const LocalTime published(article.published(), front.outlet.utc_offset);
  const LocalTime modified(version.from, front.outlet.utc_offset);
  const std::string source =
      article.source.empty() ? std::string(front.outlet.name) : article.source;
  const Values values{{"title", escape(version.text.title)},
                      {"site", escape(front.outlet.name)},
                      {"url", escape(front.origin + article.path)},
                      {"path", escape(article.path)},
                      {"source", escape(source)},
                      {"author", escape(article.author.empty() ? source : article.author)},
                      {"iso", published.iso()},
                      {"second", published.second()},
                      {"minute", published.minute()},
                      {"chinese", published.chinese()},
                      {"english", published.english()},
                      {"modified", modified.iso()},
                      {"related", related(front, article)},
                      {"body", body(front, version.text)}};
  std::string head = fill(front.layout.head, values);
  if (article.noindex) head += "<meta name=\"robots\" content=\"noindex\">\n";
  return in_frame(front, version.text.title, std::move(head), fill(front.layout.article, values));
}

std::size_t list_pages(const Front& front) {
  if (front.outlet.list_path.empty()) return 0;
  return std::max<std::size_t>(1, (front.visible.size() + kItemsOnAPage - 1) / kItemsOnAPage);
}

std::string list_page_path(const Outlet& outlet, std::size_t page) {
  if (outlet.list_path.empty()) return "";
  return fmt::format(fmt::runtime(outlet.list_path), fmt::arg("p", page));
}

std::string list_page(const Front& front, std::size_t page) {
  const std::size_t first = page == 0 ? 0 : (page - 1) * kItemsOnAPage;
  const std::size_t last = std::min(front.visible.size(), first + kItemsOnAPage);
  std::string items;
  for (std::size_t i = first; i < last; ++i) items += item(front, *front.visible[i]);
  const std::string title =
      page <= 1 ? std::string(front.outlet.name) : fmt::format("{} - {}", front.outlet.name, page);
  return in_frame(
      front, title, "",
      fill(front.layout.list,
           {{"items", items}, {"pager", pager(front, page)}, {"site", escape(front.outlet.name)}}));
}

std::chrono::sys_seconds last_change(const Front& front) {
  std::chrono::sys_seconds last{};
  for (const Article* article : front.visible) last = std::max(last, article->at(front.now)->from);
  return last;
}

std::string plain_page(const Front& front, std::string_view title, std::string_view text) {
  return in_frame(
      front, title, "",
      fmt::format("<h2>{}</h2>\n<div class=\"note\">{}</div>\n", escape(title), escape(text)));
}

}  // namespace storyfold::newsroom
