#include "crawler/parse/link_pattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/ascii.h"
#include "core/contains.h"
#include "crawler/parse/reference.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

// Widths count a Chinese character twice, as print does.
constexpr std::size_t kHeadlineWidth = 14;
constexpr std::size_t kLongHeadlineWidth = 22;
constexpr std::size_t kMaxPatternMemory = 1u << 20;

constexpr std::array<std::string_view, 40> kOtherWords{
    "login",    "logout",  "register", "signup",    "signin",   "passport",  "account",
    "user",     "search",  "about",    "aboutus",   "contact",  "contactus", "help",
    "privacy",  "terms",   "legal",    "copyright", "sitemap",  "feedback",  "job",
    "jobs",     "careers", "ad",       "ads",       "adclick",  "advert",    "advertise",
    "download", "app",     "share",    "comment",   "comments", "rss",       "feed",
    "cart",     "print",   "redirect", "subscribe", "calendar"};
constexpr std::array<std::string_view, 17> kListWords{
    "tag",  "tags",  "topic",  "topics", "channel", "column",   "category", "categories", "cat",
    "list", "index", "author", "node",   "archive", "archives", "zt",       "more"};
constexpr std::array<std::string_view, 22> kFiles{
    ".pdf", ".zip", ".rar", ".gz",  ".7z",  ".exe",  ".apk", ".dmg",  ".jpg", ".jpeg", ".png",
    ".gif", ".svg", ".mp3", ".mp4", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".css",  ".js"};
constexpr std::array<std::string_view, 14> kPagerTexts{
    "下一页", "上一页", "下页",     "上页",  "尾页",  "末页",      "首页",
    "next",   "prev",   "previous", "older", "newer", "next page", "previous page"};
constexpr std::array<std::string_view, 8> kPageKeys{"page",   "p",     "pn", "pageno",
                                                    "pageid", "paged", "pg", "pageindex"};

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    width += point.value >= 0x1100 ? 2 : 1;
    at += point.size;
  }
  return width;
}

std::string_view without_query(std::string_view url) { return url.substr(0, url.find('?')); }

// From the first slash behind the host; "/" at least.
std::string_view path_of(std::string_view url) {
  const std::string_view host = url_host(url);
  if (host.empty()) return "/";
  const auto from = static_cast<std::size_t>(host.data() + host.size() - url.data());
  const std::string_view path = without_query(url.substr(from));
  return path.empty() ? std::string_view("/") : path;
}

// The directories of a path and its last part without extension, lower case.
std::vector<std::string> words_of(std::string_view path) {
  std::vector<std::string> words;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) words.push_back(ascii_lower(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  if (!words.empty()) words.back() = words.back().substr(0, words.back().find('.'));
  return words;
}

// "node" of "node_2", all of "finance".
std::string_view first_word(std::string_view word) {
  return word.substr(0, word.find_first_of("-_"));
}

bool is_file(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot != std::string_view::npos && contains(kFiles, ascii_lower(path.substr(dot)));
}

// What the words of a URL say it is, whatever else it looks like.
LinkKind named_kind(std::string_view path) {
  const std::vector<std::string> words = words_of(path);
  for (const std::string& word : words) {
    if (contains(kOtherWords, word)) return LinkKind::kOther;
  }
  if (words.empty()) return LinkKind::kList;
  const bool below = words.size() > 1 && contains(kListWords, words[words.size() - 2]);
  return below || contains(kListWords, first_word(words.back())) ? LinkKind::kList
                                                                 : LinkKind::kArticle;
}

// A URL with its mark of a page taken out, so that the parts of one list are equal:
// /a/index_2.html, /a/list/page/3, /a/?page=2.
std::string without_page(std::string_view url) {
  static const RE2 key(R"([?&](?:page|p|pn|pageno|pageid|paged|pg|pageindex)=\d{1,6})");
  static const RE2 directory(R"(/(?:page|p)/?\d{1,5}(/?)$)");
  static const RE2 suffix(R"(([a-z])?[-_](\d{1,4})(\.[a-z]{2,5})$)");
  static const RE2 index(R"(/(?:index|default|list)(?:\.[a-z]{2,5})?$)");
  std::string text = ascii_lower(url);
  if (text.find('?') != std::string::npos) RE2::GlobalReplace(&text, key, "");
  RE2::Replace(&text, directory, "/");
  RE2::Replace(&text, suffix, "\\1\\3");
  RE2::Replace(&text, index, "/");
  return text;
}

bool has_page_key(std::string_view url) {
  const std::size_t query = url.find('?');
  if (query == std::string_view::npos) return url.find("/page/") != std::string_view::npos;
  std::string_view rest = url.substr(query + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    if (contains(kPageKeys, ascii_lower(rest.substr(0, rest.find('='))))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

bool is_pager_text(std::string_view text) {
  const std::string lower = ascii_lower(text);
  if (lower.empty() || lower.size() > 16) return false;
  if (contains(kPagerTexts, lower)) return true;
  return lower.find_first_not_of("0123456789<>[]. ") == std::string::npos ||
         lower.starts_with("下一页") || lower.starts_with("上一页");
}

// How much an article's own id shows in a shape: 0 not at all, 3 beyond doubt.
int id_strength(std::string_view shape) {
  const std::string_view path = shape.substr(std::min(shape.find_first_of("/?"), shape.size()));
  int strength = 0;
  for (const char c : path) {
    // Shapes are lower case but for the classes.
    if (c == 'D' || c == 'H') return 3;
    if (c == 'N' || c == 'S') strength = 2;
  }
  if (strength > 0) return strength;
  const std::size_t last = path.find_last_of("/=_-");
  if (last == std::string_view::npos) return 0;
  const std::string_view end = path.substr(last + 1);
  return end == "n" || end.starts_with("n.") ? 1 : 0;
}

// A shape with directories that are mere words made one: outlets file the same articles in many
// channels. The last part stays, and so does the query.
std::string coarse_shape(std::string_view shape) {
  const std::size_t query = std::min(shape.find('?'), shape.size());
  const std::size_t last = shape.substr(0, query).rfind('/');
  if (last == std::string_view::npos) return std::string(shape);
  std::string coarse;
  for (std::size_t at = 0; at < last;) {
    const std::size_t end = std::min(shape.find('/', at + 1), last);
    const std::string_view part = shape.substr(at, end - at);
    const bool word = at > 0 && part.find_first_of("DHNS") == std::string_view::npos;
    coarse += word ? std::string_view("/*") : part;
    at = end;
  }
  return coarse.append(shape.substr(last));
}

// What the links of one coarse shape have in common.
struct Group {
  int strength = 0;
  std::vector<std::size_t> widths{};  // of the texts that there are

  [[nodiscard]] bool holds_articles(std::size_t links) {
    if (strength == 0) return false;
    if (widths.empty()) return strength == 3;  // pictures only
    const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
    std::nth_element(widths.begin(), middle, widths.end());
    if (links > 1 && strength > 1) return *middle >= kHeadlineWidth;
    // A number of a few digits, or a link alone of its kind, needs a clear headline.
    return *middle >= (links > 2 || strength == 3 ? kHeadlineWidth : kLongHeadlineWidth);
  }
};

class Judge {
 public:
  Judge(const PageLinks& page, std::string_view page_url,
        const std::vector<std::string>& known_shapes, const LinkPattern* given)
      : page_(page),
        page_url_(without_fragment(page_url)),
        page_stem_(without_page(page_url_)),
        known_(known_shapes.begin(), known_shapes.end()),
        given_(given) {}

  LinkJudgement run() {
    LinkJudgement judgement;
    judgement.kinds.reserve(page_.links.size());
    shapes_.reserve(page_.links.size());
    for (const Link& link : page_.links) judgement.kinds.push_back(first_look(link));
    coarse_.resize(shapes_.size());
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      if (judgement.kinds[i] == LinkKind::kArticle) count(i);
    }
    for (auto& [coarse, members] : groups_) {
      if (members.group.holds_articles(members.links)) article_groups_.insert(coarse);
    }
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
      judgement.kinds[i] = settle(i, judgement.kinds[i]);
    }
    judgement.article_shapes = article_shapes(judgement.kinds);
    return judgement;
  }

 private:
  struct Members {
    Group group{};
    std::size_t links = 0;
  };

  static std::string_view without_fragment(std::string_view url) {
    return url.substr(0, url.find('#'));
  }

  // kArticle: it may be one.
  LinkKind first_look(const Link& link) {
    shapes_.push_back(url_shape(link.url));
    if (given_ != nullptr && given_->matches(link.url)) return LinkKind::kArticle;
    const std::string_view path = path_of(link.url);
    if (link.url == page_url_ || is_file(path)) return LinkKind::kOther;
    if (is_pagination(link)) return LinkKind::kPagination;
    if (known_.contains(shapes_.back())) return LinkKind::kArticle;
    if (path == "/" && link.url.find('?') == std::string::npos) {
      return site_of(url_host(link.url)) == site_of(url_host(page_url_)) ? LinkKind::kList
                                                                         : LinkKind::kOther;
    }
    return named_kind(path);
  }

  [[nodiscard]] bool is_pagination(const Link& link) const {
    if (!page_.next.empty() && link.url == page_.next) return true;
    const bool marked = is_pager_text(link.text) || has_page_key(link.url);
    if (!marked || url_host(link.url) != url_host(page_url_)) return false;
    if (without_page(link.url) == page_stem_) return true;
    const bool in_words =
        is_pager_text(link.text) && link.text.find_first_not_of("0123456789") != std::string::npos;
    return in_words && link.text != "首页";
  }

  void count(std::size_t i) {
    coarse_[i] = coarse_shape(shapes_[i]);
    Members& members = groups_[coarse_[i]];
    members.group.strength = std::max(members.group.strength, id_strength(shapes_[i]));
    ++members.links;
    const std::size_t width = width_of(page_.links[i].text);
    if (width > 0) members.group.widths.push_back(width);
  }

  [[nodiscard]] LinkKind settle(std::size_t i, LinkKind kind) const {
    if (kind != LinkKind::kArticle) return kind;
    const Link& link = page_.links[i];
    if (given_ != nullptr) {
      if (given_->matches(link.url)) return LinkKind::kArticle;
    } else if (known_.contains(shapes_[i]) || article_groups_.contains(coarse_[i])) {
      return LinkKind::kArticle;
    }
    return link.place == LinkPlace::kFooter || link.nofollow ? LinkKind::kOther : LinkKind::kList;
  }

  [[nodiscard]] std::vector<std::string> article_shapes(const std::vector<LinkKind>& kinds) const {
    std::vector<std::pair<std::string, std::size_t>> counted;
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (kinds[i] != LinkKind::kArticle) continue;
      const auto [known, added] = index.try_emplace(shapes_[i], counted.size());
      if (added) counted.emplace_back(shapes_[i], 0);
      ++counted[known->second].second;
    }
    std::stable_sort(counted.begin(), counted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> shapes;
    for (auto& [shape, links] : counted) shapes.push_back(std::move(shape));
    return shapes;
  }

  const PageLinks& page_;
  std::string_view page_url_;
  std::string page_stem_;
  std::unordered_set<std::string> known_;
  const LinkPattern* given_;
  std::vector<std::string> shapes_;  // of page_.links
  std::vector<std::string> coarse_;  // the same, of those that may be articles
  std::unordered_map<std::string, Members> groups_;
  std::unordered_set<std::string> article_groups_;
};

}  // namespace

std::string_view to_string(LinkKind kind) {
  static constexpr std::array<std::string_view, 4> kNames{"article", "list", "pagination", "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

LinkPattern::LinkPattern(std::shared_ptr<const re2::RE2> expression)
    : expression_(std::move(expression)) {}

Result<LinkPattern> LinkPattern::compile(std::string_view expression) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternMemory);
  auto compiled =
      std::make_shared<const RE2>(re2::StringPiece(expression.data(), expression.size()), options);
  if (!compiled->ok()) {
    return Error{Errc::kBadInput, "link pattern: " + clean_line(compiled->error())};
  }
  return LinkPattern(std::move(compiled));
}

bool LinkPattern::matches(std::string_view url) const {
  return RE2::PartialMatch(re2::StringPiece(url.data(), url.size()), *expression_);
}

LinkJudgement judge_links(const PageLinks& page, std::string_view page_url,
                          const std::vector<std::string>& known_shapes, const LinkPattern* given) {
  return Judge(page, page_url, known_shapes, given).run();
}

}  // namespace storyfold::crawler::parse
