// Any bytes as a page, from charset to kind: what is extracted is clean text, and ranges lie in it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/extract/page.h"
#include "crawler/parse/text.h"
#include "tests/fuzz/check.h"

namespace {

using namespace storyfold;
using namespace storyfold::crawler;

void check_page(const extract::ExtractedPage& page) {
  const Article& article = page.article;
  fuzz::check_body(article.body);
  for (std::string_view rest = article.body; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    fuzz::require(parse::clean_line(line) == line, "a paragraph is NFC and clean");
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  if (!article.title.empty()) fuzz::check_line(article.title);
  for (const Claim& claim : article.claims) fuzz::check_claim(article.body, claim);
  if (article.headline) fuzz::check_range(article.body, *article.headline);
  for (const std::string& name : article.authors) fuzz::check_line(name);
  for (const std::string& name : page.editors) fuzz::check_line(name);
  fuzz::require(fuzz::is_utf8(article.outlet) && fuzz::is_utf8(page.section) &&
                    fuzz::is_utf8(page.canonical_url) && fuzz::is_utf8(page.why) &&
                    fuzz::is_utf8(page.body_clue),
                "what else is said is valid UTF-8");
  for (const std::string& note : article.notes)
    fuzz::require(!note.empty() && fuzz::is_utf8(note), "a note is valid UTF-8");
  fuzz::require((page.kind == extract::PageKind::kArticle) == page.why.empty(),
                "each other kind says why");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  config::ParseSettings small;
  small.html_max_depth = 32;
  small.html_memory_bytes = 4u << 20;
  for (const auto& settings : {config::ParseSettings{}, small}) {
    extract::PageInput input;
    input.bytes = bytes;
    input.url = "http://outlet.test/2024/05/17/4711.html";
    input.robots_tag = bytes.substr(0, 64);
    check_page(extract::extract_page(input, settings));
  }
  return 0;
}
