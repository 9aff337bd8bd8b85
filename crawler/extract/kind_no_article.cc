#include <cstddef>
#include <string>
#include <string_view>

#include "crawler/extract/kind_parts.h"

namespace storyfold::crawler::extract {
namespace {

using parse::kNoNode;
using parse::NodeId;

class SitePage {
 public:
  explicit SitePage(const JudgedPage& page)
      : page_(page), clues_(page.clues), dom_(page.clues.page.dom) {}

  [[nodiscard]] PageVerdict site_page() const {
    if (page_.marked && clues_.dated) return {};
    if (const auto name = fold_words(clues_.title.text); !name.empty()) {
      if (!clues_.outlet.empty() && name == fold_words(clues_.outlet) && page_.size() < kShort)
        return found(PageKind::kNoArticle, "headline is the outlet's name");
      if (!clues_.dated && page_.size() < kShort && leads_home(clues_.title.heading))
        return found(PageKind::kNoArticle, "headline leads to the front page");
    }
    if (clues_.dated && page_.size() >= kShort) return {};
    if (const auto words = page_.in_titles(KindWords::kSiteTitle); !words.empty())
      return found(PageKind::kNoArticle, "title", words);
    return {};
  }

  [[nodiscard]] PageVerdict no_article() const {
    if (page_.size() == 0) return found(PageKind::kNoArticle, "no text");
    const std::string_view root = root_of(clues_.html);
    if (!root.empty()) return found(PageKind::kNoArticle, "a document for programs", root);
    if (is_below(GUMBO_TAG_FOOTER, clues_.page.content) && !page_.marked)
      return found(PageKind::kNoArticle, "no text but in the footer");
    if (!page_.marked && is_list()) return found(PageKind::kNoArticle, "a list of other stories");
    if (is_front_page() && !(page_.marked && clues_.dated))
      return found(PageKind::kNoArticle, "address of a front page");
    if (clues_.title.text.empty() && !clues_.dated)
      return found(PageKind::kNoArticle, "neither headline nor date");
    if (clues_.dated || page_.marked) return {};
    if (page_.size() < 40) return found(PageKind::kNoArticle, "next to no text, and no date");
    if (page_.size() < kShort && page_.shape.link_bytes > 3 * page_.size() &&
        page_.shape.link_bytes * 10 > page_.shape.text_bytes * 6) {
      return found(PageKind::kNoArticle, "mostly links, and no date");
    }
    return {};
  }

 private:
  // A heading that is the site's sign.
  [[nodiscard]] bool leads_home(NodeId heading) const {
    if (heading == kNoNode) return false;
    const NodeId link = dom_.tag(dom_.parent(heading)) == GUMBO_TAG_A
                            ? dom_.parent(heading)
                            : dom_.find(GUMBO_TAG_A, heading, dom_.end(heading));
    return link != kNoNode && dom_.attribute(link, "href") == "/";
  }

  [[nodiscard]] bool is_below(GumboTag tag, NodeId id) const {
    for (; id != kNoNode; id = dom_.parent(id)) {
      if (dom_.tag(id) == tag) return true;
    }
    return false;
  }

  // Links that stand as lines of their own, again and again, between paragraphs: headlines with
  // what they lead to. Navigation and related stories stand together.
  [[nodiscard]] bool is_list() const {
    const NodeId content = clues_.page.content;
    if (content == kNoNode) return false;
    const NodeId behind = behind_text(dom_, content, clues_.text);
    std::size_t runs = 0;
    std::size_t paragraphs = 0;
    bool in_run = false;
    for (const ShownLine& line : lines_of(dom_, {content, behind, 400, 32768})) {
      if (line.all_link && line.text.size() >= 12) {
        in_run = true;
      } else if (!line.all_link && line.text.size() >= 30) {
        if (in_run) ++runs;
        in_run = false;
        ++paragraphs;
      }
    }
    return runs >= 4 && paragraphs * 2 <= runs * 3;
  }

  // Feeds and sitemaps that came as pages.
  [[nodiscard]] static std::string_view root_of(std::string_view html) {
    const std::string_view head = html.substr(0, 1024);
    for (const std::string_view root :
         {"<rss", "<urlset", "<sitemapindex", "<rdf:RDF", "<opml", "<feed "}) {
      const std::size_t at = head.find(root);
      if (at != std::string_view::npos && head.find("<html") > at) return root.substr(1);
    }
    return {};
  }

  [[nodiscard]] bool is_front_page() const {
    std::string_view url = clues_.page.url;
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return false;
    url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find('#'));
    const std::size_t path = url.find('/');
    if (url.find('?') != std::string_view::npos) return false;
    if (path == std::string_view::npos) return true;
    url.remove_prefix(path + 1);
    if (url.empty()) return true;
    const std::string_view name = url.substr(0, url.find('.'));
    return (name == "index" || name == "default" || name == "home") &&
           url.find('/') == std::string_view::npos;
  }

  const JudgedPage& page_;
  const KindClues& clues_;
  const parse::Dom& dom_;
};

}  // namespace

PageVerdict judge_site_page(const JudgedPage& page) { return SitePage(page).site_page(); }
PageVerdict judge_no_article(const JudgedPage& page) { return SitePage(page).no_article(); }

}  // namespace storyfold::crawler::extract
