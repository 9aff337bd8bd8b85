#include "crawler/fetch/robots.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/ascii.h"
#include "crawler/fetch/robots_line.h"

namespace storyfold::crawler::fetch {
namespace {

constexpr std::string_view kLineEnds = "\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Octets of patterns and targets that one question may go through. 5000 wildcards against a target
// of 100 octets are half a million; the most that a file can hold against one of 8 KB are forty
// times this bound, and all transfers would wait for it.
constexpr std::size_t kMostWork = std::size_t{8} * 1024 * 1024;

constexpr bool is_unreserved(char c) {
  return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// -1: no digit.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ascii_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

enum class Side : std::uint8_t { kPattern, kTarget };
enum class Query : std::uint8_t { kAsWritten, kDelimsDecoded };

// RFC 9309 2.2.2: the one form in which octets are compared. Percent-encodings of unreserved
// characters are decoded, all else that is not allowed in a URL is encoded, digits are upper case.
// "*" and "$" are "%2A" and "%24" where they are meant verbatim (2.2.3), so that a "*" left in a
// pattern is always the wildcard.
std::string normalized(std::string_view text, Side side, Query query) {
  constexpr std::string_view kReserved = ":/?#[]@!&'()+,;=";
  constexpr std::string_view kQueryDelims = ":/?[]@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  bool in_query = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    bool encoded = false;
    if (c == '%' && text.size() - i > 2) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      encoded = high >= 0 && low >= 0;
      if (encoded) c = static_cast<char>(high * 16 + low);
      if (encoded) i += 2;
    }
    const bool plain = is_unreserved(c) ||
                       (in_query && kQueryDelims.find(c) != std::string_view::npos) ||
                       (!encoded && (kReserved.find(c) != std::string_view::npos || c == '%' ||
                                     (c == '*' && side == Side::kPattern)));
    if (plain) {
      result += c;
    } else {
      const auto octet = static_cast<unsigned char>(c);
      result += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
    }
    in_query = in_query || (c == '?' && !encoded && query == Query::kDelimsDecoded);
  }
  return result;
}

// Knuth, Morris, Pratt: linear in both, whatever they are. string_view::find, and memmem of glibc
// for pieces of up to 256 octets, go back in `text` after each near miss.
std::size_t find_in(std::string_view text, std::string_view piece) {
  if (piece.empty()) return 0;
  const auto first = text.find(piece.front());
  if (first == std::string_view::npos || text.size() - first < piece.size()) {
    return std::string_view::npos;
  }
  // borders[i]: the most octets short of all that piece[0, i] both begins and ends with.
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

// ---- Rules ----

// Whether `a` goes before `b` (2.2.2): more octets; of as many, Allow.
bool RobotsRules::wins(const Rule& a, const Rule* b) {
  if (b == nullptr) return true;
  return std::tuple(a.octets, a.allow) > std::tuple(b->octets, b->allow);
}

void RobotsRules::add(std::vector<Rule>& rules, std::string_view written, bool allow) {
  if (written.empty() || (written.front() != '/' && written.front() != '*')) return;
  Rule rule;
  rule.allow = allow;
  rule.anchored = written.back() == '$';
  if (rule.anchored) written.remove_suffix(1);
  rule.pattern = normalized(written, Side::kPattern, Query::kDelimsDecoded);
  rule.octets = static_cast<std::uint32_t>(rule.pattern.size()) + (rule.anchored ? 1 : 0);
  while (rule.pattern.ends_with('*')) {
    rule.pattern.pop_back();
    rule.anchored = false;
  }
  rules.push_back(std::move(rule));
}

void RobotsRules::keep(std::vector<Rule> rules) {
  for (Rule& rule : rules) {
    const bool wildcard = rule.pattern.find('*') != std::string::npos;
    (wildcard ? wildcards_ : prefixes_).push_back(std::move(rule));
  }
  // Of equal patterns the one that wins comes first, and the others go.
  std::sort(prefixes_.begin(), prefixes_.end(), [](const Rule& a, const Rule& b) {
    const auto order = std::tie(a.pattern, a.anchored) <=> std::tie(b.pattern, b.anchored);
    return order != 0 ? order < 0 : wins(a, &b);
  });
  const auto same = [](const Rule& a, const Rule& b) {
    return std::tie(a.pattern, a.anchored) == std::tie(b.pattern, b.anchored);
  };
  prefixes_.erase(std::unique(prefixes_.begin(), prefixes_.end(), same), prefixes_.end());
  std::sort(wildcards_.begin(), wildcards_.end(), [](const Rule& a, const Rule& b) {
    return std::tie(a.octets, a.allow, a.pattern) > std::tie(b.octets, b.allow, b.pattern);
  });
  wildcards_.erase(std::unique(wildcards_.begin(), wildcards_.end(),
                               [&](const Rule& a, const Rule& b) {
                                 return same(a, b) && a.octets == b.octets && a.allow == b.allow;
                               }),
                   wildcards_.end());
}

// The rule without "*" that wins of those that match; null: none does.
const RobotsRules::Rule* RobotsRules::longest_prefix(std::string_view text) const {
  const Rule* best = nullptr;
  auto first = prefixes_.begin();
  auto last = prefixes_.end();
  for (std::size_t depth = 0; first != last; ++depth) {
    // Patterns in [first, last) begin with text[0, depth); those that end there come first.
    for (; first != last && first->pattern.size() == depth; ++first) {
      if ((!first->anchored || depth == text.size()) && wins(*first, best)) best = &*first;
    }
    if (depth == text.size()) break;
    const auto octet_of = [depth](const Rule& rule) { return rule.pattern[depth]; };
    first = std::ranges::lower_bound(first, last, text[depth], {}, octet_of);
    last = std::ranges::upper_bound(first, last, text[depth], {}, octet_of);
  }
  return best;
}

// Whether the pattern from its first "*" on matches `text`, in which what is before it was found.
// Each piece is taken where it is first found: that leaves the most to those after it.
bool RobotsRules::matches_from_star(const Rule& rule, std::size_t star, std::string_view text) {
  std::string_view pattern = rule.pattern;
  while (star != std::string_view::npos) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    const auto piece = pattern.substr(0, star);
    if (star == std::string_view::npos && rule.anchored) return text.ends_with(piece);
    const auto at = find_in(text, piece);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + piece.size());
  }
  return true;
}

bool RobotsRules::allows(std::string_view target) const {
  if (prefixes_.empty() && wildcards_.empty()) return true;
  std::string rooted;  // an empty path is "/" (RFC 9110 4.2.3)
  if (!target.starts_with('/')) target = rooted.append("/").append(target);
  const auto written = normalized(target, Side::kTarget, Query::kAsWritten);
  if (written == "/robots.txt") return true;
  // A pattern with "?" has its query in this form, too. Other patterns see the query, if their "*"
  // comes so far, as it is written: "/*%5B" is for those that encode it.
  const auto decoded = normalized(target, Side::kTarget, Query::kDelimsDecoded);
  const Rule* best = longest_prefix(decoded);
  std::size_t work = 0;
  for (const Rule& rule : wildcards_) {
    if (!wins(rule, best)) break;
    const std::string_view text = rule.pattern.find('?') != std::string::npos ? decoded : written;
    const auto star = rule.pattern.find('*');
    if (!text.starts_with(std::string_view(rule.pattern).substr(0, star))) continue;
    work += rule.pattern.size() + text.size();
    if (work > kMostWork) return false;
    if (matches_from_star(rule, star, text.substr(star))) {
      best = &rule;
      break;
    }
  }
  return best == nullptr || best->allow;
}

// ---- The file ----

// Groups of the same agent are one (2.2.1).
struct RobotsRules::Group {
  bool present = false;
  std::vector<Rule> rules;
  std::optional<std::chrono::milliseconds> delay;
};

class RobotsRules::Reader {
 public:
  explicit Reader(std::string_view product) : product_(product_token(product)) {}

  void read(const RobotsLine& line) {
    switch (line.field) {
      case RobotsField::kUserAgent:
        begin_agent(line.value);
        break;
      case RobotsField::kAllow:
      case RobotsField::kDisallow:
        listing_ = listing_for_delay_ = false;
        if (rules_for_.ours) add(ours_.rules, line.value, line.field == RobotsField::kAllow);
        if (rules_for_.all) add(all_.rules, line.value, line.field == RobotsField::kAllow);
        break;
      case RobotsField::kCrawlDelay:
        listing_for_delay_ = false;
        if (const auto delay = read_crawl_delay(line.value)) {
          if (delay_for_.ours) ours_.delay = std::max(ours_.delay, delay);
          if (delay_for_.all) all_.delay = std::max(all_.delay, delay);
        }
        break;
      case RobotsField::kSitemap:
        if (!line.value.empty()) rules_.sitemaps_.emplace_back(line.value);
        break;
      case RobotsField::kOther:
        break;
    }
  }

  // "*" is for those that no group names.
  RobotsRules finish() {
    Group& group = ours_.present ? ours_ : all_;
    rules_.keep(std::move(group.rules));
    rules_.delay_ = group.delay;
    return std::move(rules_);
  }

 private:
  struct Audience {
    bool ours = false, all = false;
  };

  void begin_agent(std::string_view value) {
    if (!std::exchange(listing_, true)) rules_for_ = {};
    if (!std::exchange(listing_for_delay_, true)) delay_for_ = {};
    if (names_everyone(value)) {
      rules_for_.all = delay_for_.all = all_.present = true;
    } else if (!product_.empty() && product_token(value) == product_) {
      rules_for_.ours = delay_for_.ours = ours_.present = true;
    }
  }

  std::string product_;
  Group ours_, all_;
  // Whom the lines of the group are for, and whether its User-agent lines still go on.
  Audience rules_for_, delay_for_;
  bool listing_ = false, listing_for_delay_ = false;
  RobotsRules rules_;
};

RobotsRules RobotsRules::parse(std::string_view bytes, std::string_view product) {
  if (bytes.size() > kMaxRobotsBytes) {
    const auto whole = bytes.substr(0, kMaxRobotsBytes + 1).find_last_of(kLineEnds);
    bytes = bytes.substr(0, whole == std::string_view::npos ? 0 : whole);
  }
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  Reader reader(product);
  while (!bytes.empty()) {
    // CR LF is two ends with an empty line between them, which says nothing.
    const auto end = std::min(bytes.find_first_of(kLineEnds), bytes.size());
    reader.read(read_robots_line(bytes.substr(0, end)));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return reader.finish();
}

}  // namespace storyfold::crawler::fetch
