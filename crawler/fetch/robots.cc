#include "crawler/fetch/robots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

#include "core/ascii.h"
#include "core/url.h"

namespace storyfold::crawler::fetch {
namespace {

// Bytes of patterns and targets that one question may go through. 5000 rules with stars against a
// target of 100 bytes are half a million; the most that a file can hold against one of 8 KB are
// forty times this bound, and all transfers would wait for it.
constexpr std::size_t kMostWork = std::size_t{8} << 20;

// RFC 9309 2.2 has spaces and tabs; files in the wild have these, too.
constexpr std::string_view kBlanks{" \t\v\f\0", 5};

enum class Field { kOther, kUserAgent, kAllow, kDisallow, kCrawlDelay, kSitemap };

Field field_of(std::string_view name) {
  using Row = std::pair<std::string_view, Field>;
  static constexpr std::array kNames{
      Row{"user-agent", Field::kUserAgent},   Row{"useragent", Field::kUserAgent},
      Row{"user agent", Field::kUserAgent},   Row{"allow", Field::kAllow},
      Row{"disallow", Field::kDisallow},      Row{"dissallow", Field::kDisallow},
      Row{"dissalow", Field::kDisallow},      Row{"disalow", Field::kDisallow},
      Row{"diasllow", Field::kDisallow},      Row{"disallaw", Field::kDisallow},
      Row{"crawl-delay", Field::kCrawlDelay}, Row{"crawldelay", Field::kCrawlDelay},
      Row{"crawl delay", Field::kCrawlDelay}, Row{"sitemap", Field::kSitemap},
      Row{"site-map", Field::kSitemap},
  };
  const auto lower = ascii_lower(name);
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Row& row) { return row.first == lower; });
  return found == kNames.end() ? Field::kOther : found->second;
}

struct Line {
  Field field = Field::kOther;
  std::string_view value;
};

Line read_line(std::string_view text) {
  text = strip(text.substr(0, text.find('#')), kBlanks);
  const auto colon = text.find(':');
  // "Disallow /private": a name and one word. Before the colon is looked at, for the word may have
  // one, "Sitemap https://...".
  const auto blank = std::min(text.find_first_of(" \t"), text.size());
  const auto word = strip(text.substr(blank), kBlanks);
  if (blank < colon && !word.empty() && word.front() != ':' &&
      word.find_first_of(" \t") == std::string_view::npos) {
    const Field field = field_of(text.substr(0, blank));
    if (field != Field::kOther) return {field, word};
  }
  if (colon == std::string_view::npos) return {};
  return {field_of(strip(text.substr(0, colon), kBlanks)), strip(text.substr(colon + 1), kBlanks)};
}

// "storyfold" of "Storyfold/1.0 (+https://...)"; "*" when it stands alone.
std::string_view product_token(std::string_view value) {
  if (!value.empty() && value[0] == '*' && (value.size() == 1 || value[1] == ' ')) return "*";
  const auto is_token = [](char c) { return is_letter(c) || c == '-' || c == '_'; };
  const auto end = std::find_if_not(value.begin(), value.end(), is_token);
  return value.substr(0, static_cast<std::size_t>(end - value.begin()));
}

enum class Side { kPattern, kTarget };
enum class Query { kAsWritten, kDecoded };

// One spelling of all that RFC 9309 2.2.2 calls equal: unreserved characters decoded, others
// encoded as they were, in upper case; bytes beyond ASCII encoded. '*' and '$' are encoded where
// they mean themselves: always in a target, never a '*' in a pattern. kDecoded: delimiters that
// mean nothing behind the '?' are decoded there, for a row of the RFC's table has them equal.
std::string canonical(std::string_view text, Side side, Query query) {
  constexpr std::string_view kIdleInQuery = ":/?[]@";
  std::string out;
  out.reserve(text.size());
  bool in_query = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' && i + 2 < text.size() && is_hex_digit(text[i + 1]) && is_hex_digit(text[i + 2])) {
      const char value = static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
      if (is_unreserved(value) ||
          (in_query && kIdleInQuery.find(value) != std::string_view::npos)) {
        out += value;
      } else {
        append_percent_encoded(out, value);
      }
    } else if (byte >= 0x80 || byte <= 0x20 || c == '$' || (c == '*' && side == Side::kTarget)) {
      append_percent_encoded(out, c);
    } else {
      out += c;
      in_query = in_query || (c == '?' && query == Query::kDecoded);
    }
  }
  return out;
}

std::optional<std::chrono::milliseconds> read_delay(std::string_view value) {
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(value.data(), value.data() + value.size(), seconds, std::chars_format::fixed);
  if (error != std::errc{} || !std::isfinite(seconds) || seconds < 0) return std::nullopt;
  const auto most = static_cast<double>(Robots::kMaxCrawlDelay.count());
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(std::ceil(std::min(seconds * 1000, most))));
}

// Where `piece` first stands in `text` at or behind `from`. Knuth, Morris, Pratt: linear in both,
// whatever they are. string_view::find(), and memmem() of glibc for pieces of up to 256 bytes, go
// back after each near miss.
std::size_t find_from(std::string_view text, std::size_t from, std::string_view piece) {
  if (piece.empty()) return from;
  const auto first = text.find(piece.front(), from);
  if (first == std::string_view::npos || text.size() - first < piece.size()) {
    return std::string_view::npos;
  }
  // borders[i]: the most bytes, short of all, that piece[0, i] both begins and ends with.
  std::vector<std::uint32_t> borders(piece.size());
  std::uint32_t known = 0;
  for (std::size_t i = 1; i < piece.size(); ++i) {
    while (known > 0 && piece[i] != piece[known]) known = borders[known - 1];
    if (piece[i] == piece[known]) ++known;
    borders[i] = known;
  }
  known = 0;
  for (std::size_t i = first; i < text.size(); ++i) {
    while (known > 0 && text[i] != piece[known]) known = borders[known - 1];
    if (text[i] == piece[known]) ++known;
    if (known == piece.size()) return i + 1 - known;
  }
  return std::string_view::npos;
}

}  // namespace

struct Robots::Group {
  std::vector<Rule> rules;
  std::optional<std::chrono::milliseconds> crawl_delay;
  bool named = false;
};

// Reads line by line, and keeps what groups say to us and to everybody.
class Robots::Reader {
 public:
  explicit Reader(std::string_view agent) : agent_(ascii_lower(agent)) {}

  void read(std::string_view text) {
    const Line line = read_line(text);
    switch (line.field) {
      case Field::kUserAgent:
        return read_agent(line.value);
      case Field::kAllow:
      case Field::kDisallow:
        return read_rule(line);
      case Field::kCrawlDelay:
        rules_begun_ = true;
        if (const auto delay = read_delay(line.value)) {
          for (Group* group : current()) {
            if (group != nullptr) group->crawl_delay = std::max(group->crawl_delay, delay);
          }
        }
        return;
      case Field::kSitemap:
        if (!line.value.empty() && sitemaps_.size() < kMaxSitemaps)
          sitemaps_.emplace_back(line.value);
        return;
      case Field::kOther:
        return;
    }
  }

  void give(Robots& robots) {
    Group& group = ours_.named ? ours_ : everybody_;
    robots.rules_ = std::move(group.rules);
    robots.crawl_delay_ = group.crawl_delay;
    robots.sitemaps_ = std::move(sitemaps_);
    // A rule written twice is asked once (2.2.2 allows it).
    auto& rules = robots.rules_;
    const auto key = [](const Rule& rule) {
      return std::tuple(rule.length(), rule.allow, std::string_view(rule.pattern));
    };
    std::sort(rules.begin(), rules.end(),
              [&](const Rule& a, const Rule& b) { return key(a) > key(b); });
    rules.erase(std::unique(rules.begin(), rules.end(),
                            [&](const Rule& a, const Rule& b) { return key(a) == key(b); }),
                rules.end());
  }

 private:
  std::array<Group*, 2> current() {
    return {in_ours_ ? &ours_ : nullptr, in_everybody_ ? &everybody_ : nullptr};
  }

  // Agents before the first rule share a group. Crawl-delay is a rule to us: where it is all that a
  // group says, the next group's "Disallow: /" is meant for the next agent. Other records end
  // nothing: they "MUST NOT interfere with the parsing" (2.2.4).
  void read_agent(std::string_view value) {
    if (rules_begun_) in_ours_ = in_everybody_ = rules_begun_ = false;
    const auto token = product_token(value);
    if (token == "*") {
      in_everybody_ = true;
    } else if (ascii_lower(token) == agent_) {
      in_ours_ = ours_.named = true;
    }
  }

  void read_rule(const Line& line) {
    rules_begun_ = true;
    if (line.value.empty()) return;
    Rule rule;
    rule.allow = line.field == Field::kAllow;
    rule.anchored = line.value.back() == '$';
    rule.pattern = canonical(line.value.substr(0, line.value.size() - (rule.anchored ? 1 : 0)),
                             Side::kPattern, Query::kDecoded);
    for (Group* group : current()) {
      if (group != nullptr) group->rules.push_back(rule);
    }
  }

  std::string agent_;
  Group ours_, everybody_;
  bool in_ours_ = false, in_everybody_ = false, rules_begun_ = false;
  std::vector<std::string> sitemaps_;
};

Robots::Robots(std::string_view text, std::string_view agent) {
  // A rule that is cut could forbid more than it says: the last line goes, too. Whoever hands over
  // just so many bytes may have cut it, too.
  if (text.size() >= kMaxRobotsBytes) {
    const auto end = text.find_last_of("\r\n", kMaxRobotsBytes - 1);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || text[start] == '<') return;
  Reader reader(agent);
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    reader.read(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  reader.give(*this);
}

// The leftmost place is right for every piece but the last: what matches behind a later one matches
// behind it, too. So nothing is tried twice.
bool Robots::matches(const Rule& rule, std::string_view target) {
  std::string_view pattern = rule.pattern;
  auto star = pattern.find('*');
  const auto first = pattern.substr(0, star);
  if (!target.starts_with(first)) return false;
  if (star == std::string_view::npos) return !rule.anchored || target.size() == first.size();
  std::size_t at = first.size();
  for (;;) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    if (star == std::string_view::npos) break;
    const auto piece = pattern.substr(0, star);
    const auto found = find_from(target, at, piece);
    if (found == std::string_view::npos) return false;
    at = found + piece.size();
  }
  if (!rule.anchored) return find_from(target, at, pattern) != std::string_view::npos;
  return target.size() - at >= pattern.size() && target.ends_with(pattern);
}

bool Robots::allows(std::string_view target) const {
  if (target == "/robots.txt") return true;  // RFC 9309 2.2.2
  const auto written = canonical(target, Side::kTarget, Query::kAsWritten);
  // A pattern with "?" has its query in this form, too. Others see the query, if a star reaches it,
  // as it is written: "/*%5B" is for those that encode it.
  const auto decoded = canonical(target, Side::kTarget, Query::kDecoded);
  std::size_t work = 0;
  for (const Rule& rule : rules_) {
    const std::string_view wanted = rule.pattern.find('?') != std::string::npos ? decoded : written;
    const auto start = std::string_view(rule.pattern).substr(0, rule.pattern.find('*'));
    if (!wanted.starts_with(start)) continue;
    work += rule.pattern.size() + wanted.size();
    if (work > kMostWork) return false;
    if (matches(rule, wanted)) return rule.allow;
  }
  return true;
}

}  // namespace storyfold::crawler::fetch
