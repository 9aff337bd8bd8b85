#include "crawler/extract/pager.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/url.h"
#include "crawler/extract/hints.h"
#include "crawler/extract/kind_words.h"
#include "crawler/extract/part_forms.h"

namespace storyfold::crawler::extract {
namespace {

using parse::Dom;
using parse::kNoNode;
using parse::NodeId;

// What a link says of where it leads.
enum class Leads : std::uint8_t { kElsewhere, kNumbered, kNext, kBack, kWhole };

struct LinkWords {
  Leads leads = Leads::kElsewhere;
  std::uint32_t number = 0;  // of kNumbered
};

// Marks around the words go: "[2]", "下一页 >>", "« Back".
std::string_view without_marks(std::string_view text) {
  constexpr std::array<std::string_view, 19> kMarks{" ", "[",  "]",  "(",  ")", "<", ">",
                                                    "|", ".",  "«",  "»",  "‹", "›", "→",
                                                    "←", "【", "】", "》", "《"};
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view mark : kMarks) {
      if (text.starts_with(mark)) {
        text.remove_prefix(mark.size());
        found = true;
      } else if (text.ends_with(mark)) {
        text.remove_suffix(mark.size());
        found = true;
      }
    }
  }
  return text;
}

LinkWords words_of_link(std::string_view folded) {
  constexpr std::array<std::string_view, 23> kNext{
      "下一页",   "下页",      "下一頁",           "下頁",          "后一页", "后页",
      "余下全文", "next",      "next page",        "go to page 2",  "次へ",   "次のページ",
      "次ページ", "다음",      "다음 페이지",      "nächste seite", "weiter", "page suivante",
      "suivant",  "siguiente", "página siguiente", "próxima",       "avanti"};
  constexpr std::array<std::string_view, 14> kBack{
      "上一页", "上页", "上一頁", "上頁", "前一页",          "首页",      "previous",
      "prev",   "back", "前へ",   "이전", "vorherige seite", "précédent", "anterior"};
  constexpr std::array<std::string_view, 22> kWhole{"阅读全文",
                                                    "查看全文",
                                                    "全文阅读",
                                                    "显示全文",
                                                    "在本页阅读全文",
                                                    "在本页阅读",
                                                    "单页阅读",
                                                    "閱讀全文",
                                                    "查看全部",
                                                    "全文",
                                                    "show full article",
                                                    "single page",
                                                    "view as single page",
                                                    "view on one page",
                                                    "view as one page",
                                                    "read full article",
                                                    "full article",
                                                    "view all",
                                                    "show all",
                                                    "auf einer seite lesen",
                                                    "lire sur une seule page",
                                                    "全文を読む"};
  const auto among = [](const auto& words, std::string_view text) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  std::string_view text = without_marks(folded);
  if (text.empty()) {
    return {folded.find_first_not_of("> ") == std::string_view::npos || folded == "»" ||
                    folded == "›" || folded == "→"
                ? Leads::kNext
                : Leads::kElsewhere,
            0};
  }
  if (among(kNext, text)) return {Leads::kNext, 0};
  if (among(kBack, text)) return {Leads::kBack, 0};
  if (among(kWhole, text)) return {Leads::kWhole, 0};
  for (const std::string_view word : {"第", "page ", "seite "}) {
    if (text.starts_with(word)) text.remove_prefix(word.size());
  }
  for (const std::string_view word : {"ページ", "页", "頁"}) {
    if (text.ends_with(word)) text.remove_suffix(word.size());
  }
  const std::uint32_t number = part_number(without_marks(text));
  return {number == 0 ? Leads::kElsewhere : Leads::kNumbered, number};
}

struct PartLink {
  LinkWords words;
  std::string url;
  std::vector<PartForm> forms;
};

class PagerReader {
 public:
  explicit PagerReader(const PageView& page) : page_(page), dom_(page.dom), hints_(page.dom) {}

  Pager read(bool teaser) {
    Pager pager;
    const auto own = parse_url(page_.url);
    if (!own) return pager;
    own_ = *own;
    collect_links();
    pager.single_page = whole_page(teaser);
    const PartForm form = own_form();
    if (!form.base.empty()) number_parts(form, pager);
    return pager;
  }

 private:
  void collect_links() {
    constexpr std::size_t kMostLinks = 60;
    base_ = page_.url;
    if (const NodeId id = dom_.find(GUMBO_TAG_BASE); id != kNoNode) {
      if (auto base = resolve_url(page_.url, dom_.attribute(id, "href"))) base_ = std::move(*base);
    }
    for (NodeId id = 1; id < dom_.size() && links_.size() < kMostLinks; ++id) {
      if (dom_.tag(id) == GUMBO_TAG_LINK) {
        const std::string rel = fold_words(dom_.attribute(id, "rel"));
        if (rel == "next") add_link(id, {Leads::kNext, 0});
        if (rel == "prev") add_link(id, {Leads::kBack, 0});
      } else if (dom_.tag(id) == GUMBO_TAG_A && !dom_.attribute(id, "href").empty()) {
        read_anchor(id);
      }
    }
  }

  void read_anchor(NodeId id) {
    constexpr std::size_t kLongestText = 60;  // bytes
    if (page_.heading != kNoNode && id < page_.heading) return;
    std::size_t bytes = 0;
    for (NodeId at = id; at < dom_.end(id) && bytes <= kLongestText; ++at) {
      bytes += dom_.text(at).size();
    }
    if (bytes > kLongestText) return;
    const std::string text = fold_words(dom_.text_of(id));
    LinkWords words = words_of_link(text);
    if (words.leads == Leads::kElsewhere && dom_.attribute(id, "rel") == "next") {
      words.leads = Leads::kNext;
    }
    if (words.leads == Leads::kElsewhere || is_of_others(id)) return;
    add_link(id, words);
  }

  // In a list of comments or of other stories, or beside the article.
  [[nodiscard]] bool is_of_others(NodeId id) {
    constexpr Hints kOthers = kHintComments | kHintRelated | kHintRail;
    for (; id != kNoNode && dom_.tag(id) != GUMBO_TAG_BODY; id = dom_.parent(id)) {
      if (page_.content != kNoNode && dom_.holds(id, page_.content)) return false;
      if (dom_.tag(id) == GUMBO_TAG_ASIDE || dom_.tag(id) == GUMBO_TAG_FOOTER) return true;
      if ((hints_.of(id) & kOthers) != 0) return true;
    }
    return false;
  }

  void add_link(NodeId id, LinkWords words) {
    auto url = resolve_url(base_, dom_.attribute(id, "href"));
    if (!url) return;
    const auto parts = parse_url(*url);
    if (!parts || parts->host != own_.host || parts->port != own_.port) return;
    if (parts->path.find("comment") != std::string::npos) return;
    links_.push_back({words, std::move(*url), part_forms(*parts)});
  }

  static const PartForm* form_of(const PartLink& link, const std::string& base) {
    for (const PartForm& form : link.forms) {
      if (form.base == base) return &form;
    }
    return nullptr;
  }

  // How this page's address is read: the way that most of the links share, another part among them.
  [[nodiscard]] PartForm own_form() const {
    PartForm best;
    std::size_t most = 0;
    for (const PartForm& form : part_forms(own_)) {
      const auto others = static_cast<std::size_t>(
          std::count_if(links_.begin(), links_.end(), [&](const PartLink& link) {
            const PartForm* other = form_of(link, form.base);
            return other != nullptr && other->number != form.number &&
                   link.words.leads != Leads::kWhole;
          }));
      if (others > most) {
        most = others;
        best = form;
      }
    }
    return best;
  }

  void number_parts(const PartForm& own, Pager& pager) const {
    // Some systems call the second page "_1": what the links are numbered with tells, or that the
    // address without a number is the one before it.
    bool numbered = false;     // some link names a number
    bool one_more = false;     // and it is one more than that of the address
    bool after_plain = false;  // the address without a number is a page before or behind this one
    bool next_is_one = false;
    for (const PartLink& link : links_) {
      const PartForm* form = form_of(link, own.base);
      if (form == nullptr) continue;
      if (form->number == 0) {
        after_plain = true;
        continue;
      }
      numbered = numbered || link.words.number != 0;
      one_more = one_more || link.words.number == form->number + 1;
      next_is_one = next_is_one || (form->number == 1 && link.words.leads == Leads::kNext);
    }
    const bool from_one = own.number == 0 ? next_is_one : own.number == 1 && after_plain;
    const std::uint32_t offset = one_more || (!numbered && from_one) ? 1 : 0;
    pager.page_number = own.number == 0 ? 1 : own.number + offset;
    for (const PartLink& link : links_) {
      const PartForm* form = form_of(link, own.base);
      if (form == nullptr || form->number == 0 || link.words.leads == Leads::kWhole) continue;
      if (form->number + offset != pager.page_number + 1 || pager.page_number >= kMostParts)
        continue;
      if (link.words.leads == Leads::kNext || pager.next_page.empty()) pager.next_page = link.url;
    }
  }

  // "a_all.html" of "a.html" and the like; of a teaser any page of the host.
  [[nodiscard]] std::string whole_page(bool teaser) const {
    for (const PartLink& link : links_) {
      if (link.words.leads != Leads::kWhole || link.forms.front().base == part_forms(own_)[0].base)
        continue;
      if (teaser) return link.url;
      for (const PartForm& own : part_forms(own_)) {
        const std::string_view stem = std::string_view(own.base).substr(0, own.base.rfind('.'));
        if (stem.size() > 1 && link.forms.front().base.starts_with(stem)) return link.url;
      }
    }
    return {};
  }

  const PageView& page_;
  const Dom& dom_;
  HintReader hints_;
  UrlParts own_;
  std::string base_;
  std::vector<PartLink> links_;
};

}  // namespace

Pager read_pager(const PageView& page, bool teaser) { return PagerReader(page).read(teaser); }

}  // namespace storyfold::crawler::extract
