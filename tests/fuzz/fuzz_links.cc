// Any bytes as a list page: its links, what they are judged to be, and where a home page leads.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "crawler/parse/charset.h"
#include "crawler/parse/home_finder.h"
#include "crawler/parse/link_pattern.h"
#include "crawler/parse/link_scan.h"
#include "crawler/parse/reference.h"
#include "tests/fuzz/check_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using namespace storyfold::crawler;
  constexpr std::string_view kUrl = "https://www.a.cn/news/index.html";
  const auto decoded = parse::decode_page({reinterpret_cast<const char*>(data), size});
  const auto page = parse::scan_links(decoded.text, kUrl);
  std::set<std::string> seen;
  for (const auto& link : page.links) {
    fuzz::require(!link.url.empty() && seen.insert(link.url).second, "each URL stands there once");
    fuzz::check_url(link.url);
    fuzz::check_plain(link.text);
    fuzz::require(fuzz::is_utf8(parse::url_shape(link.url)), "a shape is valid UTF-8");
  }
  for (const auto* url :
       {&page.canonical, &page.next, &page.amphtml, &page.mobile, &page.refresh}) {
    fuzz::check_url(*url);
  }
  fuzz::check_plain(page.title);
  const auto judgement = parse::judge_links(page, kUrl);
  fuzz::require(judgement.kinds.size() == page.links.size(), "every link is judged");
  // What is learned of a page holds for that page.
  const auto again = parse::judge_links(page, kUrl, judgement.article_shapes);
  for (std::size_t i = 0; i < judgement.kinds.size(); ++i) {
    if (judgement.kinds[i] != parse::LinkKind::kArticle) continue;
    fuzz::require(again.kinds[i] == parse::LinkKind::kArticle, "learned articles stay articles");
  }
  for (const auto& candidate : parse::candidates_of_home(page, kUrl, {})) {
    fuzz::require(!candidate.url.empty(), "a candidate leads somewhere");
    fuzz::check_url(candidate.url);
  }
  // The bytes as one reference: the short way and the parser's agree.
  if (size <= 256) {
    for (const std::string_view base : {kUrl, std::string_view("http://127.1.0.1:81/a/b?c")}) {
      const parse::UrlResolver resolver(base);
      fuzz::require(resolver.resolve(decoded.text) == parse::absolute_url(base, decoded.text),
                    "both ways to resolve agree");
    }
  }
  return 0;
}
