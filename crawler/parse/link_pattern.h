#pragma once
// Which links of a list page lead to articles. Learned from the page itself: articles of an outlet
// share the shape of their URLs, repeat on its lists and carry headlines as texts. Pure; safe from
// any thread.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "crawler/parse/link_scan.h"

namespace re2 {
class RE2;
}

namespace storyfold::crawler::parse {

// A URL with what changes from article to article taken out, so that two articles of an outlet have
// one shape. In path and query: dates become D, numbers n (up to three digits) or N, mixed ids and
// hexadecimal ones H, slugs of three words or more S; other words stay, in lower case.
//   https://a.cn/2026-08/01/content_12345.htm -> a.cn/D/D/content_N.htm
//   https://a.cn/view?id=17                   -> a.cn/view?id=n
// "" for what is no URL.
[[nodiscard]] std::string url_shape(std::string_view url);

enum class LinkKind : std::uint8_t {
  kArticle,
  kList,        // a channel, column or tag
  kPagination,  // an older or newer part of this list
  kOther,       // about, login, search, downloads, advertisements
};
[[nodiscard]] std::string_view to_string(LinkKind kind);

// An operator's word on which URLs are articles: an RE2 expression that is searched for in the
// normalized URL. Copies share the compiled expression.
class LinkPattern {
 public:
  // kBadInput tells what is wrong with the expression.
  [[nodiscard]] static Result<LinkPattern> compile(std::string_view expression);
  [[nodiscard]] bool matches(std::string_view url) const;

 private:
  explicit LinkPattern(std::shared_ptr<const re2::RE2> expression);
  std::shared_ptr<const re2::RE2> expression_;
};

struct LinkJudgement {
  std::vector<LinkKind> kinds;              // of PageLinks::links, in the same order
  std::vector<std::string> article_shapes;  // that articles of this page have, most links first
};

// Judges every link, on whatever host it is; which hosts are the outlet's own, the caller tells.
// `known_shapes` are article shapes learned before: links of these are articles whatever else they
// look like. With `given`, articles are what it matches and nothing else; the rest is judged among
// the other three kinds.
[[nodiscard]] LinkJudgement judge_links(const PageLinks& page, std::string_view page_url,
                                        const std::vector<std::string>& known_shapes = {},
                                        const LinkPattern* given = nullptr);

}  // namespace storyfold::crawler::parse
