#include "crawler/extract/body.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/blocks.h"
#include "crawler/extract/content.h"
#include "crawler/extract/prune.h"
#include "crawler/extract/title_text.h"
#include "crawler/parse/claims.h"
#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::NodeId;

std::string describe(const Dom& dom, NodeId id) {
  std::string name = dom.tag_name(id);
  if (const auto value = dom.attribute(id, "id"); !value.empty()) {
    name += "#" + std::string(value.substr(0, 60));
  } else if (const auto words = dom.attribute(id, "class"); !words.empty()) {
    name += "." + std::string(words.substr(0, words.find_first_of(" \t\n")).substr(0, 60));
  }
  return name;
}

// Two addresses of one page, whatever their scheme and fragment.
bool is_same_page(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view url) {
    url = url.substr(0, url.find('#'));
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
      url.remove_prefix(scheme + 3);
    }
    if (url.ends_with('/')) url.remove_suffix(1);
    return url;
  };
  return !plain(a).empty() && plain(a) == plain(b);
}

// The JSON-LD article that this page is about: of those of its address or its headline the longest,
// or the only one. Pages name the stories they lead to as well.
const LinkedArticle* own_article(const PageView& page, const PageTitle& title) {
  const auto& all = page.linked.articles;
  const std::string headline = bare(title.text);
  const LinkedArticle* own = all.size() == 1 ? &all.front() : nullptr;
  for (const LinkedArticle& article : all) {
    const bool named = is_same_page(article.url, page.url) ||
                       (!headline.empty() && bare(article.headline) == headline);
    if (named && (own == nullptr || article.body.size() > own->body.size())) own = &article;
  }
  return own;
}

// A script shows the article, or all of it but its beginning: JSON-LD holds it.
void prefer_linked_body(const PageView& page, const PageTitle& title, PageBody& body) {
  constexpr std::size_t kLeast = 200;  // bytes
  const LinkedArticle* own = own_article(page, title);
  if (own == nullptr || own->body.size() < kLeast) return;
  std::size_t bytes = 0;
  for (const auto& block : body.blocks) bytes += block.text.size();
  if (bytes * 2 > own->body.size()) return;
  if (!body.blocks.empty()) {
    constexpr std::size_t kBeginning = 60;
    const std::string beginning = bare(body.blocks.front().text).substr(0, kBeginning);
    if (bare(own->body).find(beginning) == std::string::npos) return;
  }
  const std::string text =
      own->body.find('<') == std::string::npos ? own->body : parse::strip_tags(own->body);
  body.blocks.clear();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    parse::TextBlock block;
    block.text = parse::clean_line(parse::decode_entities(text.substr(at, end - at)));
    if (!block.text.empty()) body.blocks.push_back(std::move(block));
    at = end + 1;
  }
  body.clue = "json-ld";
}

// Does anything stay of it when the lines go that only say source, reporter or copyright?
bool says_something(const std::vector<parse::TextBlock>& blocks, const PageTitle& title) {
  constexpr std::size_t kSurelyText = 400;  // bytes
  std::size_t bytes = 0;
  for (const auto& block : blocks) bytes += block.text.size();
  return bytes >= kSurelyText || !parse::read_claims(blocks, title.text).body.empty();
}

}  // namespace

PageBody read_body(const PageView& page, const PageTitle& title) {
  const Dom& dom = page.dom;
  const PageBlocks blocks = read_blocks(dom, title.heading);
  PageBody body;
  for (std::size_t level = 0; level < kContentLevels; ++level) {
    const Content content = find_content(dom, blocks, title, level);
    if (content.id == parse::kNoNode) break;
    auto paragraphs = prune(dom, blocks, content, title);
    const bool text = says_something(paragraphs, title);
    if (text || body.content == parse::kNoNode) {
      body.content = content.id;
      body.clue = describe(dom, content.id);
      body.blocks = std::move(paragraphs);
    }
    if (text) break;
    level = content.level;
  }
  prefer_linked_body(page, title, body);
  return body;
}

}  // namespace storyfold::crawler::extract
