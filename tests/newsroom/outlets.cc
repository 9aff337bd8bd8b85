#include "tests/newsroom/outlets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace storyfold::newsroom {
namespace {

constexpr std::string_view kBeijing = "+08:00";
constexpr std::string_view kCorvane = "+01:00";
constexpr std::string_view kAllowAll = "User-agent: *\nDisallow:\n";

constexpr std::array kOutlets{
    Outlet{.id = "beiling",
           .name = "北岭新闻社",
           .utc_offset = kBeijing,
           .article_path = "/wire/{ymd}/{n}.html",
           .list_path = "/wire/index_{p}.html",
           .feed = Feed::kFullTextRss,
           .sitemap = Sitemap::kIndex,
           .robots = kAllowAll},
    Outlet{.id = "chengjiang",
           .name = "澄江财经时报",
           .utc_offset = kBeijing,
           .article_path = "/a/{ymd}/{n}.html",
           .list_path = "/list/{p}.html",
           .feed = Feed::kRss,
           .robots = kAllowAll},
    Outlet{.id = "yanhu",
           .name = "砚湖证券网",
           .charset = "gbk",
           .utc_offset = kBeijing,
           .article_path = "/news/{ymd}/c{n}.shtml",
           .list_path = "/news/?page={p}",
           .robots = "User-agent: *\nDisallow: /member/\nDisallow: /*?print=\n"
                     "Allow: /member/about.html\n"},
    Outlet{.id = "nanqiao",
           .name = "南桥商讯",
           .utc_offset = kBeijing,
           .article_path = "/p/{n}",
           .list_path = "/archive?page={p}",
           .feed = Feed::kAtom,
           .sitemap = Sitemap::kPlain,
           .quirk = Quirk::kMoved,
           .robots = kAllowAll},
    Outlet{.id = "wuan",
           .name = "梧岸晚报",
           .charset = "gb18030",
           .charset_in_header = false,
           .utc_offset = kBeijing,
           .article_path = "/html/{ymd}/content_{n}.htm",
           .list_path = "/html/node_{p}.htm",
           .feed = Feed::kMalformedRss,
           .robots = kAllowAll},
    Outlet{.id = "lujia",
           .name = "鷺岬日報",
           .charset = "big5",
           .traditional = true,
           .utc_offset = kBeijing,
           .article_path = "/finance/{ymd}/{n}.php",
           .list_path = "/finance/index.php?p={p}",
           .feed = Feed::kRss,
           .robots = kAllowAll},
    Outlet{.id = "qingfeng",
           .name = "青枫快讯",
           .utc_offset = kBeijing,
           .article_path = "/flash/{n}",
           .feed = Feed::kJson,
           .quirk = Quirk::kSoftNotFound,
           .robots = kAllowAll},
    Outlet{.id = "shiye",
           .name = "拾页集",
           .utc_offset = kBeijing,
           .article_path = "/reader/{n}.html",
           .list_path = "/reader/page/{p}",
           .sitemap = Sitemap::kPlain,
           .robots = kAllowAll},
    Outlet{.id = "zaochao",
           .name = "早潮财讯",
           .charset = "gbk",
           .charset_in_header = false,
           .utc_offset = kBeijing,
           .article_path = "/{ymd}/{n}.html",
           .list_path = "/roll/{p}.html",
           .feed = Feed::kRss,
           .quirk = Quirk::kFailsAtFirst,
           .robots = kAllowAll},
    Outlet{.id = "marrow",
           .name = "Marrow Bay Gazette",
           .english = true,
           .utc_offset = kCorvane,
           .article_path = "/{ymd}/story-{n}",
           .list_path = "/latest/{p}",
           .feed = Feed::kAtom,
           .quirk = Quirk::kSlow,
           .robots = kAllowAll},
    Outlet{.id = "tallow",
           .name = "Tallow Street Wire",
           .english = true,
           .utc_offset = kCorvane,
           .article_path = "/releases/{n}.html",
           .feed = Feed::kRss,
           .quirk = Quirk::kRateLimit,
           .robots = kAllowAll},
    Outlet{.id = "corvane",
           .name = "Corvane Post",
           .english = true,
           .utc_offset = kCorvane,
           .article_path = "/news/{ymd}/{n}.html",
           .list_path = "/news/archive/{p}.html",
           .sitemap = Sitemap::kGzip,
           .robots = "User-agent: *\nCrawl-delay: 1\n"},
};

}  // namespace

std::span<const Outlet> all_outlets() { return kOutlets; }

std::optional<std::size_t> find_outlet(std::string_view id) {
  const auto found = std::ranges::find(kOutlets, id, &Outlet::id);
  if (found == kOutlets.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kOutlets.begin());
}

std::string address_of(std::size_t outlet) { return fmt::format("127.2.0.{}", outlet + 1); }

std::string origin_of(std::size_t outlet, unsigned port) {
  return fmt::format("http://{}:{}", address_of(outlet), port);
}

std::string_view feed_path(const Outlet& outlet) {
  switch (outlet.feed) {
    case Feed::kNone:
      return "";
    case Feed::kRss:
      return "/rss.xml";
    case Feed::kFullTextRss:
      return "/feed/full.xml";
    case Feed::kMalformedRss:
      return "/rss/news.rss";
    case Feed::kAtom:
      return "/atom.xml";
    case Feed::kJson:
      return "/feed.json";
  }
  return "";
}

std::string_view sitemap_path(const Outlet& outlet) {
  switch (outlet.sitemap) {
    case Sitemap::kNone:
      return "";
    case Sitemap::kPlain:
      return "/sitemap.xml";
    case Sitemap::kIndex:
      return "/sitemap_index.xml";
    case Sitemap::kGzip:
      return "/sitemap.xml.gz";
  }
  return "";
}

}  // namespace storyfold::newsroom
