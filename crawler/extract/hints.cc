#include "crawler/extract/hints.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/ascii.h"

namespace storyfold::crawler::extract {
namespace {

using enum HintWord::Match;

constexpr HintWord kWords[] = {
    // not shown
    {"hidden", kHintHidden, kToken},
    {"hide", kHintHidden, kToken},
    {"visually-hidden", kHintHidden, kStart},
    {"visuallyhidden", kHintHidden, kStart},
    {"sr-only", kHintHidden, kStart},
    {"screen-reader", kHintHidden, kStart},
    {"offscreen", kHintHidden, kToken},
    {"d-none", kHintHidden, kToken},
    {"is-hidden", kHintHidden, kToken},
    {"noprint", kHintChrome, kToken},
    {"no-print", kHintChrome, kToken},
    // chrome
    {"nav", kHintChrome, kWord},
    {"navi", kHintChrome, kStart},
    {"navbar", kHintChrome, kStart},
    {"menu", kHintChrome, kWord},
    {"submenu", kHintChrome, kWord},
    {"breadcrumb", kHintChrome, kAnywhere},
    {"crumb", kHintChrome, kStart},
    {"sidebar", kHintChrome | kHintRail, kAnywhere},
    {"side-bar", kHintChrome | kHintRail, kStart},
    {"sidecol", kHintChrome | kHintRail, kStart},
    {"siderail", kHintChrome | kHintRail, kStart},
    {"rail", kHintChrome | kHintRail, kWord},
    {"footer", kHintChrome, kStart},
    {"foot", kHintChrome, kWord},
    {"masthead", kHintChrome, kStart},
    {"topbar", kHintChrome, kStart},
    {"toolbar", kHintChrome, kStart},
    {"toolbox", kHintChrome, kStart},
    {"pager", kHintChrome, kWord},
    {"paging", kHintChrome, kWord},
    {"pagination", kHintChrome, kStart},
    {"pagenav", kHintChrome, kStart},
    {"page-nav", kHintChrome, kStart},
    {"widget", kHintChrome, kWord},
    {"widgets", kHintChrome, kWord},
    {"login", kHintChrome, kWord},
    {"search", kHintChrome, kWord},
    {"searchbox", kHintChrome, kStart},
    {"skip-link", kHintChrome, kStart},
    {"modal", kHintChrome, kWord},
    {"popup", kHintChrome, kStart},
    {"layer", kHintChrome, kWord},
    {"layerpopup", kHintChrome, kStart},
    {"lightbox", kHintChrome, kStart},
    {"cookie", kHintConsent, kStart},
    {"gdpr", kHintConsent, kStart},
    {"consent", kHintConsent, kStart},
    {"onetrust", kHintConsent, kStart},
    {"video-title", kHintCaption, kStart},
    {"jwplayer", kHintCaption, kStart},
    {"dropdown", kHintChrome, kStart},
    {"ticker", kHintChrome, kStart},
    {"tooltip", kHintChrome, kStart},
    {"flash-message", kHintChrome, kStart},
    // other stories
    {"related", kHintRelated, kAnywhere},
    {"recommend", kHintRelated, kAnywhere},
    {"recirc", kHintRelated, kStart},
    {"readmore", kHintRelated, kTokenStart},
    {"read-more", kHintRelated, kTokenStart},
    {"read-also", kHintRelated, kTokenStart},
    {"readalso", kHintRelated, kTokenStart},
    {"read-next", kHintRelated, kTokenStart},
    {"more-news", kHintRelated, kStart},
    {"more-stories", kHintRelated, kStart},
    {"morestories", kHintRelated, kStart},
    {"more-from", kHintRelated, kStart},
    {"most-read", kHintRelated, kStart},
    {"mostread", kHintRelated, kStart},
    {"most-popular", kHintRelated, kStart},
    {"mostpopular", kHintRelated, kStart},
    {"popular", kHintRelated, kWord},
    {"trending", kHintRelated, kWord},
    {"hotnews", kHintRelated, kStart},
    {"hot-news", kHintRelated, kStart},
    {"tuijian", kHintRelated, kAnywhere},
    {"xiangguan", kHintRelated, kAnywhere},
    {"xgnews", kHintRelated, kStart},
    {"xgyd", kHintRelated, kStart},
    {"prevnext", kHintRelated, kAnywhere},
    {"prev-next", kHintRelated, kAnywhere},
    {"next-post", kHintRelated, kAnywhere},
    {"post-nav", kHintRelated, kAnywhere},
    {"outbrain", kHintRelated, kAnywhere},
    {"taboola", kHintRelated, kAnywhere},
    {"see-also", kHintRelated, kAnywhere},
    {"seealso", kHintRelated, kAnywhere},
    {"also-like", kHintRelated, kAnywhere},
    {"jp-relatedposts", kHintRelated, kStart},
    {"yarpp", kHintRelated, kStart},
    {"up-next", kHintRelated, kStart},
    {"rank", kHintRelated, kWord},
    {"ranking", kHintRelated, kWord},
    {"paihang", kHintRelated, kAnywhere},
    // share bars
    {"share", kHintShare, kStart},
    {"sharing", kHintShare, kStart},
    {"sharedaddy", kHintShare, kStart},
    {"bdshare", kHintShare, kAnywhere},
    {"jiathis", kHintShare, kAnywhere},
    {"addthis", kHintShare, kAnywhere},
    {"addtoany", kHintShare, kAnywhere},
    {"a2a", kHintShare, kWord},
    {"social", kHintShare, kStart},
    {"like-button", kHintShare, kAnywhere},
    {"fenxiang", kHintShare, kAnywhere},
    {"dianzan", kHintShare, kAnywhere},
    {"bookmark", kHintShare, kWord},
    {"rating", kHintShare, kWord},
    {"reactions", kHintShare, kWord},
    {"emoji", kHintShare, kWord},
    // promotion
    {"ad", kHintPromotion, kWord},
    {"ads", kHintPromotion, kWord},
    {"adv", kHintPromotion, kWord},
    {"advert", kHintPromotion, kStart},
    {"adsbygoogle", kHintPromotion, kStart},
    {"adbox", kHintPromotion, kStart},
    {"adslot", kHintPromotion, kStart},
    {"banner", kHintPromotion, kWord},
    {"sponsor", kHintPromotion, kStart},
    {"promo", kHintPromotion, kStart},
    {"newsletter", kHintPromotion, kAnywhere},
    {"subscribe", kHintPromotion, kStart},
    {"subscription", kHintPromotion, kStart},
    {"signup", kHintPromotion, kStart},
    {"sign-up", kHintPromotion, kStart},
    {"donate", kHintPromotion, kStart},
    {"donation", kHintPromotion, kStart},
    {"qrcode", kHintPromotion, kAnywhere},
    {"qr-code", kHintPromotion, kAnywhere},
    {"erweima", kHintPromotion, kAnywhere},
    {"ewm", kHintPromotion, kWord},
    {"weixin", kHintPromotion, kWord},
    {"wx", kHintPromotion, kWord},
    {"wxfollow", kHintPromotion, kAnywhere},
    {"guanggao", kHintPromotion, kAnywhere},
    {"download", kHintPromotion, kWord},
    {"appdown", kHintPromotion, kStart},
    {"openapp", kHintPromotion, kStart},
    {"zhuanti", kHintPromotion, kWord},
    // comments
    {"comment", kHintComments, kWord},
    {"comments", kHintComments, kWord},
    {"commentlist", kHintComments, kStart},
    {"comment-", kHintComments, kStart},
    {"comment_", kHintComments, kStart},
    {"comments-", kHintComments, kStart},
    {"commentbox", kHintComments, kStart},
    {"commentarea", kHintComments, kStart},
    {"commenting", kHintComments, kStart},
    {"disqus", kHintComments, kStart},
    {"respond", kHintComments, kWord},
    {"replies", kHintComments, kWord},
    {"reply", kHintComments, kWord},
    {"replylist", kHintComments, kStart},
    {"pinglun", kHintComments, kAnywhere},
    {"pingback", kHintComments, kStart},
    {"trackback", kHintComments, kStart},
    {"livefyre", kHintComments, kStart},
    {"guestbook", kHintComments, kStart},
    {"kommentar", kHintComments, kStart},
    {"commentaires", kHintComments, kStart},
    {"comentarios", kHintComments, kStart},
    // captions
    {"caption", kHintCaption, kAnywhere},
    {"img-desc", kHintCaption, kStart},
    {"img_desc", kHintCaption, kStart},
    {"imgdesc", kHintCaption, kStart},
    {"pic-desc", kHintCaption, kStart},
    {"picdesc", kHintCaption, kStart},
    {"picinfo", kHintCaption, kStart},
    {"image-credit", kHintCaption, kStart},
    {"photo-credit", kHintCaption, kStart},
    {"photocredit", kHintCaption, kStart},
    {"img-credit", kHintCaption, kStart},
    {"video-player", kHintCaption, kStart},
    {"videoplayer", kHintCaption, kStart},
    {"video-box", kHintCaption, kStart},
    {"gallery", kHintCaption, kWord},
    {"slideshow", kHintCaption, kStart},
    {"carousel", kHintCaption, kStart},
    // bylines
    {"byline", kHintByline, kStart},
    {"dateline", kHintByline, kStart},
    {"author", kHintByline, kWord},
    {"authors", kHintByline, kWord},
    {"author-", kHintByline, kStart},
    {"author_", kHintByline, kStart},
    {"timestamp", kHintByline, kStart},
    {"datetime", kHintByline, kWord},
    {"date", kHintByline, kWord},
    {"pubtime", kHintByline, kStart},
    {"pubdate", kHintByline, kStart},
    {"publish-time", kHintByline, kStart},
    {"publishdate", kHintByline, kStart},
    {"published", kHintByline, kWord},
    {"meta", kHintByline, kWord},
    {"postmeta", kHintByline, kStart},
    {"entry-meta", kHintByline, kStart},
    {"tags", kHintByline, kWord},
    {"tag-list", kHintByline, kStart},
    {"taglist", kHintByline, kStart},
    {"post-tags", kHintByline, kStart},
    {"keywords", kHintByline, kWord},
    {"source", kHintByline, kWord},
    {"ep-source", kHintByline, kStart},
    {"laiyuan", kHintByline, kAnywhere},
    {"category", kHintByline, kWord},
    {"categories", kHintByline, kWord},
    {"view-count", kHintByline, kAnywhere},
    {"show_author", kHintByline, kStart},
    // legal and editor lines
    {"copyright", kHintLegal, kAnywhere},
    {"disclaimer", kHintLegal, kStart},
    {"statement", kHintLegal, kWord},
    {"shengming", kHintLegal, kAnywhere},
    {"shenming", kHintLegal, kAnywhere},
    {"article-editor", kHintLegal, kStart},
    {"editors", kHintLegal, kWord},
    {"zebian", kHintLegal, kAnywhere},
    {"zdfy", kHintLegal, kStart},
    {"toc-list", kHintChrome, kStart},
    {"table-of-contents", kHintChrome, kStart},
    {"bio", kHintAbout, kWord},
    {"biography", kHintAbout, kWord},
    {"about-author", kHintAbout, kAnywhere},
    {"about-the-author", kHintAbout, kAnywhere},
    {"author-box", kHintAbout, kStart},
    {"authorbox", kHintAbout, kStart},
    {"author-bio", kHintAbout, kStart},
    {"author-info", kHintAbout, kStart},
    {"authorinfo", kHintAbout, kStart},
    {"author_info", kHintAbout, kStart},
    {"author-details", kHintAbout, kStart},
    {"author-content", kHintAbout, kStart},
    {"author-description", kHintAbout, kStart},
    {"author-desc", kHintAbout, kStart},
    {"post-author", kHintAbout, kStart},
    {"credit", kHintCaption, kWord},
    {"credits", kHintCaption, kWord},
    {"copyright-image", kHintCaption, kStart},
    {"twitter-tweet", kHintCaption, kStart},
    {"instagram-media", kHintCaption, kStart},
    {"fb-post", kHintCaption, kStart},
    {"factbox", kHintRelated, kAnywhere},
    {"fact-box", kHintRelated, kAnywhere},
    {"infobox", kHintRelated, kAnywhere},
    {"lead", kHintSummary, kWord},
    {"lede", kHintSummary, kWord},
    {"intro", kHintSummary, kWord},
    {"dek", kHintSubtitle, kWord},
    {"subhead", kHintSubtitle, kWord},
    {"sub-head", kHintSubtitle, kWord},
    {"subtitle", kHintSubtitle, kWord},
    {"sub-title", kHintSubtitle, kWord},
    // title
    {"title", kHintTitle, kWord},
    {"headline", kHintTitle, kWord},
    {"otitle", kHintTitle, kWord},
    // lead
    {"summary", kHintSummary, kWord},
    {"abstract", kHintSummary, kWord},
    {"standfirst", kHintSummary, kStart},
    {"zhaiyao", kHintSummary, kAnywhere},
    {"daodu", kHintSummary, kAnywhere},
    // content
    {"article", kHintContent, kWord},
    {"content", kHintContent, kWord},
    {"contents", kHintContent, kWord},
    {"post", kHintContent, kWord},
    {"entry", kHintContent, kWord},
    {"story", kHintContent, kWord},
    {"news", kHintContent, kWord},
    {"text", kHintContent, kWord},
    {"body", kHintContent, kWord},
    {"detail", kHintContent, kWord},
    {"main", kHintContent, kWord},
    {"article-body", kHintBody, kAnywhere},
    {"article_body", kHintBody, kAnywhere},
    {"articlebody", kHintBody, kAnywhere},
    {"article__body", kHintBody, kAnywhere},
    {"article-content", kHintBody, kAnywhere},
    {"article_content", kHintBody, kAnywhere},
    {"articlecontent", kHintBody, kAnywhere},
    {"article__content", kHintBody, kAnywhere},
    {"article-text", kHintBody, kAnywhere},
    {"article_text", kHintBody, kAnywhere},
    {"articletext", kHintBody, kAnywhere},
    {"article__text", kHintBody, kAnywhere},
    {"article-main", kHintBody, kAnywhere},
    {"article-con", kHintBody, kStart},
    {"artibody", kHintBody, kAnywhere},
    {"body-article", kHintBody, kAnywhere},
    {"content-article", kHintBody, kAnywhere},
    {"content-text", kHintBody, kAnywhere},
    {"content-body", kHintBody, kAnywhere},
    {"content_body", kHintBody, kAnywhere},
    {"content__body", kHintBody, kAnywhere},
    {"detail-content", kHintBody, kAnywhere},
    {"detail_content", kHintBody, kAnywhere},
    {"endtext", kHintBody, kWord},
    {"entry-content", kHintBody, kAnywhere},
    {"entry-body", kHintBody, kAnywhere},
    {"entrybody", kHintBody, kAnywhere},
    {"entrytext", kHintBody, kAnywhere},
    {"field-name-body", kHintBody, kAnywhere},
    {"main-text", kHintBody, kAnywhere},
    {"maintext", kHintBody, kAnywhere},
    {"news-content", kHintBody, kAnywhere},
    {"news_content", kHintBody, kAnywhere},
    {"newscontent", kHintBody, kAnywhere},
    {"news-text", kHintBody, kAnywhere},
    {"newstext", kHintBody, kAnywhere},
    {"news_txt", kHintBody, kAnywhere},
    {"post-body", kHintBody, kAnywhere},
    {"postbody", kHintBody, kAnywhere},
    {"post-content", kHintBody, kAnywhere},
    {"post_content", kHintBody, kAnywhere},
    {"postcontent", kHintBody, kAnywhere},
    {"post-text", kHintBody, kAnywhere},
    {"post_text", kHintBody, kAnywhere},
    {"rich-text", kHintBody, kAnywhere},
    {"rich_media_content", kHintBody, kAnywhere},
    {"rwb_zw", kHintBody, kWord},
    {"single-content", kHintBody, kAnywhere},
    {"story-body", kHintBody, kAnywhere},
    {"story_body", kHintBody, kAnywhere},
    {"storybody", kHintBody, kAnywhere},
    {"story-content", kHintBody, kAnywhere},
    {"storytext", kHintBody, kAnywhere},
    {"story-text", kHintBody, kAnywhere},
    {"article_view", kHintBody, kAnywhere},
    {"article-view", kHintBody, kAnywhere},
    {"articleview", kHintBody, kAnywhere},
    {"article_txt", kHintBody, kAnywhere},
    {"article-txt", kHintBody, kAnywhere},
    {"art_body", kHintBody, kAnywhere},
    {"art-body", kHintBody, kAnywhere},
    {"artbody", kHintBody, kAnywhere},
    {"art_content", kHintBody, kAnywhere},
    {"art-content", kHintBody, kAnywhere},
    {"artcontent", kHintBody, kAnywhere},
    {"arc_body", kHintBody, kAnywhere},
    {"news_body", kHintBody, kAnywhere},
    {"news-body", kHintBody, kAnywhere},
    {"newsbody", kHintBody, kAnywhere},
    {"news_con", kHintBody, kAnywhere},
    {"view_cont", kHintBody, kAnywhere},
    {"text_content", kHintBody, kAnywhere},
    {"text-content", kHintBody, kAnywhere},
    {"contenttext", kHintBody, kAnywhere},
    {"content_text", kHintBody, kAnywhere},
    {"con_text", kHintBody, kAnywhere},
    {"pages_content", kHintBody, kAnywhere},
    {"ucap-content", kHintBody, kAnywhere},
    {"trs_ueditor", kHintBody, kAnywhere},
    {"detail-body", kHintBody, kAnywhere},
    {"detail_body", kHintBody, kAnywhere},
    {"detail-text", kHintBody, kAnywhere},
    {"detail_text", kHintBody, kAnywhere},
    {"paragraph-content", kHintBody, kAnywhere},
    {"story__body", kHintBody, kAnywhere},
    {"story__content", kHintBody, kAnywhere},
    {"post__content", kHintBody, kAnywhere},
    {"post__body", kHintBody, kAnywhere},
    {"article-detail-content", kHintBody, kAnywhere},
    {"body-text", kHintBody, kAnywhere},
    {"bodytext", kHintBody, kAnywhere},
    {"body_text", kHintBody, kAnywhere},
    {"body-copy", kHintBody, kAnywhere},
    {"bodycopy", kHintBody, kAnywhere},
    {"richtext-article", kHintBody, kAnywhere},
    {"td-post-content", kHintBody, kAnywhere},
    {"c-article-body", kHintBody, kAnywhere},
    {"node__content", kHintBody, kAnywhere},
    {"trs_editor", kHintBody, kAnywhere},
    {"zhengwen", kHintBody, kAnywhere},
    {"zw", kHintBody, kWord},
    {"zoom", kHintBody, kWord},
};

// What makes names of templates end: letters and digits do not.
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

// Rows by their first letter.
const std::array<std::vector<const HintWord*>, 26>& buckets() {
  static const auto kBuckets = [] {
    std::array<std::vector<const HintWord*>, 26> all;
    for (const HintWord& row : kWords)
      all[static_cast<std::size_t>(row.word[0] - 'a')].push_back(&row);
    return all;
  }();
  return kBuckets;
}

bool starts_word(std::string_view names, std::size_t at) noexcept {
  return at == 0 || !is_letter(names[at - 1]) ||
         (is_capital(names[at]) && !is_capital(names[at - 1]));
}

bool ends_word(std::string_view names, std::size_t at) noexcept {
  return at >= names.size() || !is_letter(names[at]) ||
         (is_capital(names[at]) && !is_capital(names[at - 1]));
}

bool is_gap(char c) noexcept { return c == ' ' || c == '\t' || c == '\n'; }

// "article-content-left" is a column, "article-body__header" a part: what stands behind the name of
// a body in one class name may say that it is something else.
constexpr std::array<std::string_view, 14> kParts{"left",  "right", "top",   "bottom", "head",
                                                  "title", "meta",  "info",  "foot",   "tool",
                                                  "side",  "share", "relat", "column"};

bool names_part(std::string_view names, std::size_t from) {
  std::string rest;
  while (from < names.size() && !is_gap(names[from])) rest.push_back(ascii_lower(names[from++]));
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return rest.find(part) != std::string::npos; });
}

bool matches(std::string_view names, std::size_t at, const HintWord& row) noexcept {
  const std::size_t end = at + row.word.size();
  if (end > names.size()) return false;
  if ((row.match == kToken || row.match == kTokenStart) && at > 0 && !is_gap(names[at - 1])) {
    return false;
  }
  if (row.match == kToken && end < names.size() && !is_gap(names[end])) return false;
  for (std::size_t i = 1; i < row.word.size(); ++i) {
    if (ascii_lower(names[at + i]) != row.word[i]) return false;
  }
  if ((row.hints & kHintBody) != 0 && names_part(names, end)) return false;
  return row.match != kWord || ends_word(names, end);
}

constexpr std::size_t kLongestNames = 256;

}  // namespace

Hints hints_in(std::string_view names) {
  names = names.substr(0, kLongestNames);
  Hints hints = 0;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (!is_letter(names[at])) continue;
    const bool word = starts_word(names, at);
    for (const HintWord* row : buckets()[static_cast<std::size_t>(ascii_lower(names[at]) - 'a')]) {
      if (!word && row->match != kAnywhere) continue;
      if ((hints & row->hints) != row->hints && matches(names, at, *row)) hints |= row->hints;
    }
  }
  return hints;
}

namespace {

bool is_hidden(const parse::Dom& dom, parse::NodeId id) {
  if (dom.has_attribute(id, "hidden")) return true;
  const auto style = dom.attribute(id, "style");
  if (style.empty()) return false;
  std::string packed;
  for (const char c : style.substr(0, kLongestNames)) {
    if (c != ' ') packed.push_back(ascii_lower(c));
  }
  return packed.find("display:none") != std::string::npos ||
         packed.find("visibility:hidden") != std::string::npos;
}

Hints hints_of(GumboTag tag) noexcept {
  switch (tag) {
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_MENU:
      return kHintApart;
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_CAPTION:
      return kHintCaption;
    default:
      return 0;
  }
}

}  // namespace

Hints hints_of(const parse::Dom& dom, parse::NodeId id) { return HintReader(dom).of(id); }

Hints HintReader::of_names(std::string_view names) {
  if (names.empty()) return 0;
  const auto [found, fresh] = known_.try_emplace(names, 0);
  if (fresh) found->second = hints_in(names);
  return found->second;
}

Hints HintReader::of(parse::NodeId id) {
  const parse::DomNode& node = dom_[id];
  if (node.tag == parse::kTextNode || id == 0) return 0;
  Hints hints = hints_of(node.tag);
  const GumboVector& attributes = node.source->v.element.attributes;
  if (attributes.length == 0) return hints;
  hints |= of_names(dom_.attribute(id, "class")) | of_names(dom_.attribute(id, "id"));
  const auto item = dom_.attribute(id, "itemprop");
  if (item == "articleBody") hints |= kHintBody;
  if (item == "headline") hints |= kHintTitle;
  const auto role = dom_.attribute(id, "role");
  if (role == "navigation" || role == "complementary" || role == "search" || role == "banner" ||
      role == "contentinfo" || role == "dialog") {
    hints |= kHintChrome;
  }
  if (is_hidden(dom_, id)) hints |= kHintHidden;
  return hints;
}

}  // namespace storyfold::crawler::extract
