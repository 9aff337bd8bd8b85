#include "crawler/parse/article_build.h"

#include <algorithm>
#include <utility>

#include "crawler/parse/claims.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"

namespace storyfold::crawler::parse {
namespace {

std::vector<TextBlock> lines_of(std::string_view text) {
  std::vector<TextBlock> blocks;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    TextBlock block;
    block.text = clean_line(text.substr(at, end - at));
    if (!block.text.empty()) blocks.push_back(std::move(block));
    at = end + 1;
  }
  return blocks;
}

}  // namespace

std::string clean_field(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return clean_line(text);
  return clean_line(decode_entities(text));
}

void set_body(Article& article, std::string_view body, BodyForm form,
              const config::ParseSettings& settings) {
  std::vector<TextBlock> blocks;
  if (form == BodyForm::kHtml) {
    HtmlText html = html_to_text(body, settings);
    if (html.degraded) article.notes.push_back("HTML read as plain text: " + html.why);
    blocks = std::move(html.blocks);
  } else {
    blocks = lines_of(body);
  }
  ClaimedBody claimed = read_claims(blocks, article.title);
  article.body = std::move(claimed.body);
  article.claims = std::move(claimed.claims);
  article.headline = claimed.headline;
}

void settle(Article& article, std::string_view folder) {
  if (article.authors.empty()) {
    for (const Claim& claim : article.claims) {
      if (claim.kind == ClaimKind::kAuthor) article.authors.push_back(claim.name);
    }
  }
  if (article.outlet.empty()) article.outlet = clean_line(folder);
  if (article.outlet.empty()) article.outlet = "unknown";
  // "本报讯" of two papers is not one agency's text.
  for (Claim& claim : article.claims) {
    if (is_own_outlet(claim.name)) claim.name = article.outlet;
  }
}

}  // namespace storyfold::crawler::parse
