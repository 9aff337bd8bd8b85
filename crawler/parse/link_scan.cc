#include "crawler/parse/link_scan.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/html_markup.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/reference.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kMaxText = 300;
constexpr std::size_t kMaxRawText = 4096;  // as written, markup between taken out
constexpr std::size_t kMaxFeeds = 64;

// gumbo's number of a tag, whose table knows the name in any case.
GumboTag tag_of(std::string_view name) noexcept {
  return gumbo_tagn_enum(name.data(), static_cast<unsigned>(name.size()));
}

bool has_links(GumboTag tag) noexcept {
  switch (tag) {
    case GUMBO_TAG_A:
    case GUMBO_TAG_AREA:
    case GUMBO_TAG_LINK:
    case GUMBO_TAG_META:
    case GUMBO_TAG_BASE:
    case GUMBO_TAG_IMG:
      return true;
    default:
      return false;
  }
}

// One line of plain text of at most kMaxText bytes.
std::string short_text(std::string_view raw) {
  std::string text = clean_line(decode_entities(raw));
  if (text.size() <= kMaxText) return text;
  return std::string(trim(cut_text(text, kMaxText)));
}

// `words` are separated by white space or commas, in any case.
bool has_word(std::string_view words, std::string_view wanted) {
  const std::string lower = ascii_lower(words);
  constexpr std::string_view kSeparators = " \t\r\n\f,";
  for (std::size_t at = lower.find(wanted); at != std::string::npos;
       at = lower.find(wanted, at + 1)) {
    const bool begins = at == 0 || kSeparators.find(lower[at - 1]) != std::string_view::npos;
    const std::size_t end = at + wanted.size();
    const bool ends = end == lower.size() || kSeparators.find(lower[end]) != std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

// What follows "url=" in the content of a refresh or a mobile-agent.
std::string_view url_in_content(std::string_view content) {
  const std::size_t mark = ascii_lower(content).find("url=");
  if (mark == std::string::npos) return {};
  std::string_view url = trim(content.substr(mark + 4));
  const char quote = url.empty() ? '\0' : url.front();
  if (quote == '"' || quote == '\'') {
    url.remove_prefix(1);
    return url.substr(0, url.find(quote));
  }
  return url.substr(0, url.find(';'));
}

// The attributes of a tag that links care for, as written.
struct Attributes {
  std::string_view href, rel, title, media, type, name, content, http_equiv, alt;

  void set(const TagAttribute& attribute) {
    const std::array<std::pair<std::string_view, std::string_view*>, 9> known{
        {{"href", &href},
         {"rel", &rel},
         {"title", &title},
         {"media", &media},
         {"type", &type},
         {"name", &name},
         {"content", &content},
         {"http-equiv", &http_equiv},
         {"alt", &alt}}};
    for (const auto& [key, value] : known) {
      if (is_name(attribute.name, key) && value->empty()) *value = attribute.value;
    }
  }
};

class LinkScanner {
 public:
  LinkScanner(std::string_view html, std::string_view url) : html_(html), resolver_(url) {}

  PageLinks run() {
    std::size_t at = 0;
    while (at < html_.size()) {
      const std::size_t tag = std::min(html_.find('<', at), html_.size());
      if (anchor_open_) {
        add_text(html_.substr(at, tag - at));
      } else {
        paragraph_ += trim(html_.substr(at, tag - at)).size();
      }
      if (tag == html_.size()) break;
      at = markup(tag);
    }
    close_anchor();
    end_paragraph();
    page_.base = resolver_.base();
    return std::move(page_);
  }

 private:
  void add_text(std::string_view text) {
    if (text_.size() < kMaxRawText) text_ += cut_text(text, kMaxRawText);
  }

  // `at` is on '<'; returns where to go on.
  std::size_t markup(std::size_t at) {
    const std::string_view rest = html_.substr(at);
    if (rest.starts_with("<!") || rest.starts_with("<?")) return read_declaration(html_, at).end;
    const bool closing = rest.starts_with("</");
    const std::size_t begin = at + (closing ? 2 : 1);
    if (begin >= html_.size() || !is_letter(html_[begin])) {
      if (anchor_open_) add_text("<");
      return at + 1;
    }
    std::size_t end = begin;
    while (end < html_.size() && (is_letter(html_[end]) || is_digit_or_dash(html_[end]))) ++end;
    const std::string_view name = html_.substr(begin, end - begin);
    return closing ? end_tag(tag_of(name), end) : start_tag(name, end);
  }

  static bool is_digit_or_dash(char c) noexcept { return (c >= '0' && c <= '9') || c == '-'; }

  std::size_t end_tag(GumboTag tag, std::size_t at) {
    if (tag == GUMBO_TAG_A) {
      close_anchor();
    } else {
      flow(tag, -1);
    }
    const std::size_t close = html_.find('>', at);
    return close == std::string_view::npos ? html_.size() : close + 1;
  }

  std::size_t start_tag(std::string_view name, std::size_t at) {
    const GumboTag tag = tag_of(name);
    Attributes attributes;
    const bool of_use = has_links(tag);
    while (const auto attribute = next_attribute(html_, at)) {
      if (of_use) attributes.set(*attribute);
    }
    at = std::min(at + 1, html_.size());
    switch (tag) {
      case GUMBO_TAG_A:
        close_anchor();
        open_anchor(attributes);
        break;
      case GUMBO_TAG_AREA:
        close_anchor();
        open_anchor(attributes);
        close_anchor();
        break;
      case GUMBO_TAG_LINK:
        link_tag(attributes);
        break;
      case GUMBO_TAG_META:
        meta_tag(attributes);
        break;
      case GUMBO_TAG_BASE:
        base_tag(attributes);
        break;
      case GUMBO_TAG_IMG:
        if (anchor_open_ && picture_.empty()) picture_ = attributes.alt;
        break;
      case GUMBO_TAG_TITLE: {
        const EndTag end = find_end_tag(html_, at, name);
        if (page_.title.empty()) {
          page_.title = short_text(cut_text(html_.substr(at, end.begin - at), kMaxRawText));
        }
        return end.end;
      }
      // Their content is no part of the page that is seen.
      case GUMBO_TAG_SCRIPT:
      case GUMBO_TAG_STYLE:
      case GUMBO_TAG_TEMPLATE:
      case GUMBO_TAG_TEXTAREA:
      case GUMBO_TAG_IFRAME:
      case GUMBO_TAG_NOEMBED:
      case GUMBO_TAG_NOFRAMES:
      case GUMBO_TAG_XMP:
        return find_end_tag(html_, at, name).end;
      default:
        flow(tag, 1);
    }
    return at;
  }

  // What the start (1) or end (-1) of an element does to the text around it.
  void flow(GumboTag tag, int step) {
    switch (tag) {
      case GUMBO_TAG_HEADER:
      case GUMBO_TAG_NAV:
        return nest(header_, step);
      case GUMBO_TAG_FOOTER:
        return nest(footer_, step);
      case GUMBO_TAG_ASIDE:
        return nest(aside_, step);
      case GUMBO_TAG_UL:
      case GUMBO_TAG_OL:
      case GUMBO_TAG_DL:
        return nest(list_, step);
      case GUMBO_TAG_H1:
      case GUMBO_TAG_H2:
      case GUMBO_TAG_H3:
      case GUMBO_TAG_H4:
      case GUMBO_TAG_H5:
      case GUMBO_TAG_H6:
        nest(heading_, step);
        return break_paragraph();
      case GUMBO_TAG_P:
      case GUMBO_TAG_DIV:
      case GUMBO_TAG_LI:
      case GUMBO_TAG_TD:
      case GUMBO_TAG_DD:
        return break_paragraph();
      // A line of its own is no paragraph: many articles have nothing but <br> between theirs.
      case GUMBO_TAG_BR:
        return break_line();
      default:
        return;
    }
  }

  void break_paragraph() {
    end_paragraph();
    break_line();
  }

  void break_line() {
    if (anchor_open_) add_text(" ");
  }

  void end_paragraph() {
    page_.text_bytes += paragraph_;
    if (paragraph_ >= kLeastParagraph) page_.paragraph_bytes += paragraph_;
    paragraph_ = 0;
  }

  static void nest(int& depth, int step) noexcept { depth = std::max(0, depth + step); }

  [[nodiscard]] LinkPlace place() const {
    if (footer_ > 0) return LinkPlace::kFooter;
    if (header_ > 0) return LinkPlace::kHeader;
    return aside_ > 0 ? LinkPlace::kAside : LinkPlace::kBody;
  }

  [[nodiscard]] std::string resolve(std::string_view written) const {
    if (written.find('&') == std::string_view::npos) return resolver_.resolve(written);
    return resolver_.resolve(decode_entities(written));
  }

  void open_anchor(const Attributes& attributes) {
    const std::string_view href = trim(attributes.href);
    if (href.empty() || href.front() == '#') return;
    anchor_ = {};
    anchor_.url = resolve(href);
    if (anchor_.url.empty()) return;
    anchor_open_ = true;
    text_.clear();
    title_ = attributes.title;
    picture_ = attributes.alt;
    anchor_.place = place();
    anchor_.in_heading = heading_ > 0;
    anchor_.in_list = list_ > 0;
    anchor_.nofollow = has_word(attributes.rel, "nofollow");
    if (page_.next.empty() && has_word(attributes.rel, "next")) page_.next = anchor_.url;
  }

  void close_anchor() {
    if (!std::exchange(anchor_open_, false)) return;
    anchor_.text = short_text(text_);
    if (!title_.empty()) {
      std::string title = short_text(title_);
      if (title.size() > anchor_.text.size()) anchor_.text = std::move(title);
    }
    if (anchor_.text.empty() && !picture_.empty()) anchor_.text = short_text(picture_);
    anchor_.in_heading = anchor_.in_heading || heading_ > 0;
    keep_link();
  }

  void keep_link() {
    const auto known = index_.find(anchor_.url);
    if (known != index_.end()) {
      Link& first = page_.links[known->second];
      if (anchor_.text.size() > first.text.size()) first.text = std::move(anchor_.text);
      first.in_heading = first.in_heading || anchor_.in_heading;
      first.in_list = first.in_list || anchor_.in_list;
      first.nofollow = first.nofollow && anchor_.nofollow;
    } else if (page_.links.size() >= kMaxLinks) {
      page_.cut = true;
    } else {
      index_.emplace(anchor_.url, page_.links.size());
      page_.links.push_back(std::move(anchor_));
    }
  }

  void link_tag(const Attributes& attributes) {
    if (attributes.rel.empty() || attributes.href.empty()) return;
    if (has_word(attributes.rel, "alternate") || has_word(attributes.rel, "feed")) {
      alternate(attributes);
      return;
    }
    const std::array<std::pair<std::string_view, std::string*>, 3> known{
        {{"canonical", &page_.canonical}, {"next", &page_.next}, {"amphtml", &page_.amphtml}}};
    for (const auto& [rel, url] : known) {
      if (url->empty() && has_word(attributes.rel, rel)) *url = resolve(attributes.href);
    }
  }

  void alternate(const Attributes& attributes) {
    static constexpr std::array<std::string_view, 4> kFeedTypes{
        "application/rss+xml", "application/atom+xml", "application/feed+json",
        "application/rdf+xml"};
    const std::string type = ascii_lower(trim(attributes.type));
    const bool feed = std::find(kFeedTypes.begin(), kFeedTypes.end(),
                                type.substr(0, type.find(';'))) != kFeedTypes.end();
    if (feed || has_word(attributes.rel, "feed")) {
      if (page_.feeds.size() >= kMaxFeeds) return;
      std::string url = resolve(attributes.href);
      const bool known = std::any_of(page_.feeds.begin(), page_.feeds.end(),
                                     [&](const FeedLink& each) { return each.url == url; });
      if (!url.empty() && !known) {
        page_.feeds.push_back({std::move(url), short_text(attributes.title)});
      }
      return;
    }
    const std::string media = ascii_lower(attributes.media);
    if (media.find("handheld") != std::string::npos ||
        media.find("max-width") != std::string::npos) {
      page_.mobile = resolve(attributes.href);
    }
  }

  void meta_tag(const Attributes& attributes) {
    const std::string name = ascii_lower(attributes.name);
    if (name == "robots") {
      const bool none = has_word(attributes.content, "none");
      page_.nofollow = page_.nofollow || none || has_word(attributes.content, "nofollow");
      page_.noindex = page_.noindex || none || has_word(attributes.content, "noindex");
    } else if (name == "mobile-agent" && page_.mobile.empty()) {
      page_.mobile = resolve(url_in_content(attributes.content));
    } else if (ascii_lower(attributes.http_equiv) == "refresh" && page_.refresh.empty()) {
      page_.refresh = resolve(url_in_content(decode_entities(attributes.content)));
    }
  }

  // The first one counts (HTML 4.2.3).
  void base_tag(const Attributes& attributes) {
    if (attributes.href.empty() || std::exchange(base_seen_, true)) return;
    const std::string base = resolve(attributes.href);
    if (!base.empty()) resolver_ = UrlResolver(base);
  }

  std::string_view html_;
  UrlResolver resolver_;
  bool base_seen_ = false;
  PageLinks page_;
  std::unordered_map<std::string, std::size_t> index_;                // of page_.links by URL
  int header_ = 0, footer_ = 0, aside_ = 0, list_ = 0, heading_ = 0;  // elements open

  std::size_t paragraph_ = 0;  // bytes of the one that is open

  bool anchor_open_ = false;
  Link anchor_;
  std::string text_;          // of the anchor, as written but without tags
  std::string_view title_;    // its attribute
  std::string_view picture_;  // alternative text of the first picture in it
};

}  // namespace

PageLinks scan_links(std::string_view html, std::string_view url) {
  return LinkScanner(html, url).run();
}

}  // namespace storyfold::crawler::parse
