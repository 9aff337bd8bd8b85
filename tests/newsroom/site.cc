#include "tests/newsroom/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "core/hash.h"
#include "tests/newsroom/dates.h"
#include "tests/newsroom/encode.h"
#include "tests/newsroom/feeds.h"

namespace storyfold::newsroom {
namespace {

using std::chrono::sys_seconds;

constexpr std::chrono::milliseconds kSlowAnswer{1500};
constexpr unsigned kRefusedAtFirst = 4;
constexpr std::size_t kRequestsInAWindow = 3;
constexpr std::chrono::seconds kWindow{1};
constexpr std::string_view kRetryAfterSeconds = "2";
constexpr std::string_view kPrint = "?print=1";

std::string html_type(const Outlet& outlet) {
  if (!outlet.charset_in_header) return "text/html";
  return fmt::format("text/html; charset={}", outlet.charset);
}

Response html(const Front& front, std::string_view page, sys_seconds changed) {
  return {200,
          html_type(front.outlet),
          {{"Last-Modified", http_date(changed)}},
          encode(page, front.outlet.charset),
          {}};
}

Response document(std::string type, std::string body, sys_seconds changed) {
  return {200, std::move(type), {{"Last-Modified", http_date(changed)}}, std::move(body), {}};
}

Response redirect(std::string to) {
  return {301, "text/html", {{"Location", std::move(to)}}, "<p>Moved.</p>\n", {}};
}

Response refusal(unsigned status, std::string_view text) {
  return {status,
          "text/plain",
          {{"Retry-After", std::string(kRetryAfterSeconds)}},
          std::string(text) + "\n",
          {}};
}

Response not_found(const Front& front) {
  const bool soft = front.outlet.quirk == Quirk::kSoftNotFound;
  const std::string_view excuse = front.outlet.english ? "The page you asked for is not here."
                                                       : "您访问的页面不存在或已被删除。";
  const std::string page =
      plain_page(front, front.outlet.english ? "Not found" : "页面不存在", excuse);
  return {soft ? 200U : 404U, html_type(front.outlet), {}, encode(page, front.outlet.charset), {}};
}

Response robots(const Front& front) {
  std::string text(front.outlet.robots);
  const std::string_view path = sitemap_path(front.outlet);
  if (!path.empty()) text += fmt::format("\nSitemap: {}{}\n", front.origin, path);
  return {200, "text/plain", {}, std::move(text), {}};
}

Response feed_response(const Front& front) {
  const Feed kind = front.outlet.feed;
  const std::string_view charset = front.outlet.charset;
  const std::string type = kind == Feed::kJson   ? "application/feed+json"
                           : kind == Feed::kAtom ? "application/atom+xml"
                                                 : "application/rss+xml";
  return document(type, encode(feed(front), charset), last_change(front));
}

// nullopt: no sitemap of this outlet lies there.
std::optional<Response> sitemap_response(const Front& front, std::string_view path) {
  const sys_seconds changed = last_change(front);
  const Sitemap kind = front.outlet.sitemap;
  if (path == sitemap_path(front.outlet) && !path.empty()) {
    switch (kind) {
      case Sitemap::kNone:
        break;
      case Sitemap::kPlain:
        return document("application/xml", sitemap(front), changed);
      case Sitemap::kIndex:
        return document("application/xml", sitemap_index(front), changed);
      case Sitemap::kGzip:
        return document("application/gzip", gzip(sitemap(front)), changed);
    }
  }
  if (kind != Sitemap::kIndex) return std::nullopt;
  if (path == kArticlesSitemapPath) return document("application/xml", sitemap(front), changed);
  if (path == kNewsSitemapPath) return document("application/xml", news_sitemap(front), changed);
  return std::nullopt;
}

// Pages that carry no news, so that there is something to leave alone.
std::optional<Response> furniture(const Front& front, std::string_view target) {
  const auto plain = [&](std::string_view title, std::string_view text) {
    return html(front, plain_page(front, title, text), sys_seconds{});
  };
  const bool english = front.outlet.english;
  if (target == "/about.html" || target == "/member/about.html") {
    return english ? plain("About us", "An invented outlet of the storyfold newsroom.")
                   : plain("关于我们", "本站为演示用的虚构媒体。");
  }
  if (target == "/member/login.html") return plain("会员登录", "请输入用户名和密码。");
  return std::nullopt;
}

bool unchanged(const Request& request, std::string_view tag, std::string_view changed) {
  if (!request.if_none_match.empty()) {
    return request.if_none_match == "*" || request.if_none_match.find(tag) != std::string::npos;
  }
  return !changed.empty() && request.if_modified_since == changed;
}

std::string_view header(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

// Adds the entity tag, answers 304 where it fits, compresses where the client can read it.
void finish(const Request& request, Response& response) {
  if (response.status != 200) return;
  const std::string tag = "\"" + to_hex(xxh3_64(response.body)) + "\"";
  if (unchanged(request, tag, header(response, "Last-Modified"))) {
    response.status = 304;
    response.body.clear();
  }
  const bool text = response.content_type != "application/gzip";
  const bool compress = request.accepts_gzip && text && !response.body.empty();
  // The compressed bytes are another representation: equal in meaning only.
  response.headers.emplace_back("ETag", compress || response.status == 304 ? "W/" + tag : tag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (compress) {
    response.body = gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
}

}  // namespace

Site::Site(std::vector<Article> articles, std::vector<Layout> layouts, unsigned port)
    : articles_(std::move(articles)), houses_(all_outlets().size()) {
  for (std::size_t i = 0; i < houses_.size(); ++i) {
    houses_[i].layout = std::move(layouts[i]);
    houses_[i].origin = origin_of(i, port);
  }
  for (const Article& article : std::views::reverse(articles_)) {
    House& house = houses_[article.outlet];
    house.articles.push_back(&article);
    house.by_path.emplace(article.path, &article);
    if (!article.old_path.empty()) house.by_path.emplace(article.old_path, &article);
  }
}

Response Site::obstacle(const Outlet& outlet, House& house, std::string_view target, Instant now) {
  Response none;
  switch (outlet.quirk) {
    case Quirk::kSlow:
      none.delay = kSlowAnswer;
      return none;
    case Quirk::kFailsAtFirst:
      if (target == "/robots.txt" || house.refused == kRefusedAtFirst) return none;
      ++house.refused;
      return refusal(503, "The presses are warming up.");
    case Quirk::kRateLimit:
      while (!house.recent.empty() && house.recent.front() + kWindow <= now) {
        house.recent.pop_front();
      }
      house.recent.push_back(now);
      if (house.recent.size() <= kRequestsInAWindow) return none;
      return refusal(429, "Slower, please.");
    case Quirk::kNone:
    case Quirk::kMoved:
    case Quirk::kSoftNotFound:
      return none;
  }
  return none;
}

Response Site::page(std::size_t outlet, std::string_view target, sys_seconds now) const {
  const House& house = houses_[outlet];
  const auto first = std::ranges::find_if(
      house.articles, [&](const Article* article) { return article->at(now) != nullptr; });
  const Front front{all_outlets()[outlet], house.layout, house.origin,
                    std::span(first, house.articles.end()), now};
  if (target == "/robots.txt") return robots(front);
  if (target == "/") return html(front, list_page(front, 0), last_change(front));
  if (target == feed_path(front.outlet)) return feed_response(front);
  if (auto found = sitemap_response(front, target)) return std::move(*found);
  for (std::size_t n = 1; n <= list_pages(front); ++n) {
    if (target == list_page_path(front.outlet, n)) {
      return html(front, list_page(front, n), last_change(front));
    }
  }
  if (auto found = furniture(front, target)) return std::move(*found);
  if (target.ends_with(kPrint)) target.remove_suffix(kPrint.size());
  const auto found = house.by_path.find(target);
  if (found == house.by_path.end()) return not_found(front);
  const Article& article = *found->second;
  const Version* version = article.at(now);
  if (version == nullptr) return not_found(front);
  if (target == article.old_path) return redirect(article.path);
  return html(front, article_page(front, article), version->from);
}

Response Site::answer(std::size_t outlet, const Request& request, Instant now) {
  const Outlet& house = all_outlets()[outlet];
  Response response = obstacle(house, houses_[outlet], request.target, now);
  if (response.status != 200) return response;
  const auto delay = response.delay;
  response = page(outlet, request.target, std::chrono::floor<std::chrono::seconds>(now));
  response.delay = delay;
  finish(request, response);
  return response;
}

}  // namespace storyfold::newsroom
