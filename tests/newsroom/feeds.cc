#include "tests/newsroom/feeds.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/newsroom/dates.h"
#include "tests/newsroom/encode.h"

namespace storyfold::newsroom {
namespace {

constexpr std::string_view kSitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

std::span<const Article* const> latest(const Front& front) {
  return front.visible.first(std::min(front.visible.size(), kItemsInAFeed));
}

std::string summary(const Text& text) { return text.paragraphs.front(); }

std::string html_of(const Text& text) {
  std::string html;
  for (const std::string& paragraph : text.paragraphs) html += "<p>" + escape(paragraph) + "</p>";
  return html;
}

std::string language_of(const Outlet& outlet) {
  if (outlet.english) return "en";
  return outlet.traditional ? "zh-TW" : "zh-CN";
}

std::string rss_item(const Front& front, const Article& article, bool full_text) {
  const Text& text = article.at(front.now)->text;
  const std::string url = escape(front.origin + article.path);
  std::string result = fmt::format(
      "<item>\n<title>{}</title>\n<link>{}</link>\n<guid>{}</guid>\n"
      "<pubDate>{}</pubDate>\n<description>{}</description>\n",
      escape(text.title), url, url, LocalTime(article.published(), front.outlet.utc_offset).mail(),
      escape(summary(text)));
  if (!article.source.empty()) {
    result += fmt::format("<dc:source>{}</dc:source>\n", escape(article.source));
  }
  if (full_text) {
    result += fmt::format("<content:encoded><![CDATA[{}]]></content:encoded>\n", html_of(text));
  }
  return result + "</item>\n";
}

std::string rss(const Front& front) {
  std::string result = fmt::format(
      "<?xml version=\"1.0\" encoding=\"{}\"?>\n"
      "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n"
      "<title>{}</title>\n<link>{}/</link>\n<description>{}</description>\n"
      "<language>{}</language>\n",
      front.outlet.charset, escape(front.outlet.name), front.origin, escape(front.outlet.name),
      language_of(front.outlet));
  for (const Article* article : latest(front)) {
    result += rss_item(front, *article, front.outlet.feed == Feed::kFullTextRss);
  }
  return result + "</channel>\n</rss>\n";
}

// The faults that feeds have most: a blank line before the declaration, a bare ampersand, an
// entity of HTML, an element that is never closed.
std::string malformed_rss(const Front& front) {
  std::string result = fmt::format(
      "\n<?xml version=\"1.0\" encoding=\"{}\"?>\n<rss version=\"2.0\">\n<channel>\n"
      "<title>{} & 副刊</title>\n<link>{}/</link>\n<description>要闻&nbsp;副刊<br></description>\n",
      front.outlet.charset, escape(front.outlet.name), front.origin);
  for (const Article* article : latest(front)) result += rss_item(front, *article, false);
  return result + "</channel>\n</rss>\n";
}

std::string atom(const Front& front) {
  std::string result = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n"
      "<id>{}/</id>\n<link rel=\"self\" href=\"{}{}\"/>\n<link href=\"{}/\"/>\n"
      "<updated>{}</updated>\n",
      language_of(front.outlet), escape(front.outlet.name), front.origin, front.origin,
      feed_path(front.outlet), front.origin,
      LocalTime(last_change(front), front.outlet.utc_offset).iso());
  for (const Article* article : latest(front)) {
    const Version& version = *article->at(front.now);
    const std::string url = escape(front.origin + article->path);
    result += fmt::format(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<link rel=\"alternate\" href=\"{}\"/>\n"
        "<published>{}</published>\n<updated>{}</updated>\n<author><name>{}</name></author>\n"
        "<summary>{}</summary>\n</entry>\n",
        escape(version.text.title), url, url,
        LocalTime(article->published(), front.outlet.utc_offset).iso(),
        LocalTime(version.from, front.outlet.utc_offset).iso(),
        escape(article->author.empty() ? article->source : article->author),
        escape(summary(version.text)));
  }
  return result + "</feed>\n";
}

std::string json_feed(const Front& front) {
  nlohmann::json items = nlohmann::json::array();
  for (const Article* article : latest(front)) {
    const Version& version = *article->at(front.now);
    items.push_back(
        {{"id", front.origin + article->path},
         {"url", front.origin + article->path},
         {"title", version.text.title},
         {"content_html", html_of(version.text)},
         {"date_published", LocalTime(article->published(), front.outlet.utc_offset).iso()}});
  }
  const nlohmann::json document{{"version", "https://jsonfeed.org/version/1.1"},
                                {"title", front.outlet.name},
                                {"home_page_url", front.origin + "/"},
                                {"feed_url", front.origin + std::string(feed_path(front.outlet))},
                                {"language", language_of(front.outlet)},
                                {"items", std::move(items)}};
  return document.dump(1);
}

}  // namespace

std::string feed(const Front& front) {
  switch (front.outlet.feed) {
    case Feed::kNone:
      return "";
    case Feed::kRss:
    case Feed::kFullTextRss:
      return rss(front);
    case Feed::kMalformedRss:
      return malformed_rss(front);
    case Feed::kAtom:
      return atom(front);
    case Feed::kJson:
      return json_feed(front);
  }
  return "";
}

std::string sitemap(const Front& front) {
  std::string result = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{}\">\n", kSitemapNamespace);
  for (const Article* article : front.visible) {
    const std::string& path = article->old_path.empty() ? article->path : article->old_path;
    result +=
        fmt::format("<url><loc>{}</loc><lastmod>{}</lastmod></url>\n", escape(front.origin + path),
                    LocalTime(article->at(front.now)->from, front.outlet.utc_offset).iso());
  }
  return result + "</urlset>\n";
}

std::string news_sitemap(const Front& front) {
  std::string result = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{}\" "
      "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n",
      kSitemapNamespace);
  for (const Article* article : latest(front)) {
    result += fmt::format(
        "<url><loc>{}</loc><news:news><news:publication><news:name>{}</news:name>"
        "<news:language>{}</news:language></news:publication>"
        "<news:publication_date>{}</news:publication_date><news:title>{}</news:title>"
        "</news:news></url>\n",
        escape(front.origin + article->path), escape(front.outlet.name), language_of(front.outlet),
        LocalTime(article->published(), front.outlet.utc_offset).iso(),
        escape(article->at(front.now)->text.title));
  }
  return result + "</urlset>\n";
}

std::string sitemap_index(const Front& front) {
  std::string result =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{}\">\n",
                  kSitemapNamespace);
  for (const std::string_view path : {kArticlesSitemapPath, kNewsSitemapPath}) {
    result += fmt::format("<sitemap><loc>{}{}</loc></sitemap>\n", front.origin, path);
  }
  return result + "</sitemapindex>\n";
}

}  // namespace storyfold::newsroom
