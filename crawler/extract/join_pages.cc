#include "crawler/extract/join_pages.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "crawler/extract/title_text.h"

namespace storyfold::crawler::extract {
namespace {

struct Paragraph {
  std::string_view text;
  const Article* page = nullptr;
  std::uint32_t begin = 0;  // in the body of its page
};

std::vector<Paragraph> paragraphs_of(const Article& page) {
  std::vector<Paragraph> paragraphs;
  const std::string_view body = page.body;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    paragraphs.push_back({body.substr(at, end - at), &page, static_cast<std::uint32_t>(at)});
    at = end + 1;
  }
  return paragraphs;
}

// "Bridge opens again (2)" is still about the bridge.
bool is_same_title(std::string_view first, std::string_view later) {
  constexpr double kAlike = 0.75;
  const std::string a = bare(first);
  const std::string b = bare(later);
  if (a.empty() || b.empty() || b.starts_with(a) || a.starts_with(b)) return true;
  return alike(words_of(first), words_of(later)) >= kAlike;
}

class Joiner {
 public:
  explicit Joiner(const Article& first) : paragraphs_(paragraphs_of(first)) {
    for (const Paragraph& each : paragraphs_) known_.insert(bare(each.text));
  }

  // False: it brings nothing new.
  bool add(const Article& page) {
    std::vector<Paragraph> more = paragraphs_of(page);
    const auto is_known = [&](const Paragraph& each) { return known_.contains(bare(each.text)); };
    const auto begin = std::find_if_not(more.begin(), more.end(), is_known);
    if (begin == more.end()) return false;
    // The notice below each page stays below the last.
    auto end = more.end();
    std::size_t below = 0;
    while (below < paragraphs_.size() && end - 1 > begin &&
           bare((end - 1)->text) == bare(paragraphs_[paragraphs_.size() - 1 - below].text)) {
      --end;
      ++below;
    }
    paragraphs_.resize(paragraphs_.size() - below);
    paragraphs_.insert(paragraphs_.end(), begin, more.end());
    for (auto each = begin; each != more.end(); ++each) known_.insert(bare(each->text));
    return true;
  }

  [[nodiscard]] std::string body() const {
    std::string text;
    for (const Paragraph& each : paragraphs_) {
      if (!text.empty()) text.push_back('\n');
      text.append(each.text);
    }
    return text;
  }

  // Where a range of a page's body stands in body(); none when its paragraph was left out.
  [[nodiscard]] std::optional<ByteRange> moved(const Article& page, ByteRange range) const {
    std::uint32_t at = 0;
    for (const Paragraph& each : paragraphs_) {
      const auto size = static_cast<std::uint32_t>(each.text.size());
      if (each.page == &page && range.begin >= each.begin && range.end <= each.begin + size) {
        return ByteRange{at + range.begin - each.begin, at + range.end - each.begin};
      }
      at += size + 1;
    }
    return std::nullopt;
  }

 private:
  std::vector<Paragraph> paragraphs_;
  std::unordered_set<std::string> known_;  // bare
};

void add_claims(const Joiner& joiner, const Article& page, std::vector<Claim>& claims) {
  for (Claim claim : page.claims) {
    if (claim.body) claim.body = joiner.moved(page, *claim.body);
    const auto said = std::find_if(claims.begin(), claims.end(), [&](const Claim& each) {
      return each.kind == claim.kind && each.name == claim.name && each.quote == claim.quote &&
             (!each.body || !claim.body || each.body == claim.body);
    });
    if (said == claims.end()) {
      claims.push_back(std::move(claim));
    } else if (!said->body) {
      said->body = claim.body;
    }
  }
}

template <class T>
void add_missing(std::vector<T>& to, const std::vector<T>& from) {
  for (const T& each : from) {
    if (std::find(to.begin(), to.end(), each) == to.end()) to.push_back(each);
  }
}

}  // namespace

Article join_pages(Article first, const std::vector<Article>& later) {
  Joiner joiner(first);
  Article joined = first;
  std::vector<const Article*> pages{&first};
  for (std::size_t i = 0; i < later.size(); ++i) {
    const Article& page = later[i];
    const bool same = is_same_title(first.title, page.title);
    if (!same || !joiner.add(page)) {
      joined.notes.push_back("page " + std::to_string(i + 2) +
                             (same ? " brings no new text" : " has another title") +
                             ": the article ends before it");
      break;
    }
    pages.push_back(&page);
    add_missing(joined.authors, page.authors);
    add_missing(joined.categories, page.categories);
    add_missing(joined.notes, page.notes);
    joined.replaced_characters += page.replaced_characters;
    if (!joined.published.known()) joined.published = page.published;
  }
  joined.body = joiner.body();
  joined.claims.clear();
  for (const Article* page : pages) add_claims(joiner, *page, joined.claims);
  if (first.headline) joined.headline = joiner.moved(first, *first.headline);
  return joined;
}

}  // namespace storyfold::crawler::extract
