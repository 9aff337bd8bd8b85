#pragma once
// The readers behind read_names. Internal to names*.cc. Pure; safe from any thread.
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract/page.h"
#include "crawler/extract/page_lines.h"
#include "crawler/extract/title_text.h"

namespace storyfold::crawler::extract {

// The names by which the page calls its site, best first; empty ones left out.
[[nodiscard]] std::vector<std::string> site_names(const PageView& page);

// Display name of the outlet; "" when nothing tells.
[[nodiscard]] std::string read_outlet(const PageView& page, const PageTitle& title);

[[nodiscard]] std::string read_section(const PageView& page, const PageTitle& title,
                                       const Site& site);

[[nodiscard]] std::string read_canonical_url(const PageView& page);

struct Credits {
  std::vector<std::string> authors;  // labelled as such, or as reporters, or mere names: best first
  std::vector<std::string> hinted;   // people who may have written it: "来源：林一舟"
  std::vector<std::string> editors;
  std::vector<Claim> claims;  // of sources and of people named in lines; never of metas
};

// Of the labelled lines around the article: "来源：X 作者：Y", "Source: X".
[[nodiscard]] Credits read_credits(const std::vector<PageLine>& lines, const PageTitle& title);

// Of JSON-LD, metas, and elements that are marked as a byline, best first.
[[nodiscard]] std::vector<std::string> read_authors(const PageView& page,
                                                    const std::vector<PageLine>& lines,
                                                    const Site& site);

// Sources that metas and JSON-LD name.
[[nodiscard]] std::vector<Claim> read_meta_sources(const PageView& page, const Site& site);

}  // namespace storyfold::crawler::extract
