#include "crawler/extract/date_clues.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/ascii.h"

namespace storyfold::crawler::extract {
namespace {

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

struct MetaRow {
  std::string_view name;
  DateRole role;
  int trust;
};

// Names that the general rule below would weigh wrongly.
constexpr std::array<MetaRow, 34> kMetaRows{{
    {"article:published_time", DateRole::kPublished, 96},
    {"og:article:published_time", DateRole::kPublished, 96},
    {"og:published_time", DateRole::kPublished, 95},
    {"datepublished", DateRole::kPublished, 94},
    {"weibo:article:create_at", DateRole::kPublished, 94},
    {"apub:time", DateRole::kPublished, 94},
    {"sailthru.date", DateRole::kPublished, 90},
    {"parsely-pub-date", DateRole::kPublished, 92},
    {"dc.date", DateRole::kPublished, 84},
    {"dcterms.date", DateRole::kPublished, 84},
    {"dc.date.issued", DateRole::kPublished, 90},
    {"dcterms.issued", DateRole::kPublished, 90},
    {"dcterms.available", DateRole::kPublished, 80},
    {"dc.date.created", DateRole::kPublished, 84},
    {"dcterms.created", DateRole::kPublished, 84},
    {"dc.created", DateRole::kPublished, 84},
    {"citation_date", DateRole::kPublished, 84},
    {"citation_online_date", DateRole::kPublished, 86},
    {"date", DateRole::kPublished, 80},
    {"time", DateRole::kPublished, 60},
    {"issued", DateRole::kPublished, 80},
    {"displaydate", DateRole::kPublished, 84},
    {"firstcreated", DateRole::kPublished, 84},
    {"created", DateRole::kPublished, 78},
    {"og:release_date", DateRole::kPublished, 84},
    {"uploaddate", DateRole::kPublished, 60},
    {"revised", DateRole::kModified, 60},
    {"lastmod", DateRole::kModified, 80},
    {"og:updated_time", DateRole::kModified, 80},
    {"article:modified_time", DateRole::kModified, 90},
    {"datemodified", DateRole::kModified, 88},
    {"last-modified", DateRole::kModified, 55},
    {"moddate", DateRole::kModified, 70},
    {"pdate", DateRole::kPublished, 80},
}};

MetaRow row_of(std::string_view name) {
  for (const MetaRow& row : kMetaRows) {
    if (row.name == name) return row;
  }
  constexpr MetaRow kNoDate{"", DateRole::kUnsaid, 0};
  if (!has_any(name, {"date", "time", "publish", "created", "modified", "posted"})) return kNoDate;
  if (has_any(name, {"expir",      "valid",   "until",     "start",  "end",   "event",
                     "deadline",   "birth",   "copyright", "zone",   "next",  "timeout",
                     "timestamp_", "runtime", "crawl",     "cache",  "build", "render",
                     "generated",  "server",  "current",   "reading"})) {
    return kNoDate;
  }
  if (has_any(name, {"updat", "modif", "revis", "lastmod", "last_mod", "last-mod"})) {
    return {"", DateRole::kModified, 76};
  }
  if (has_any(name, {"publi", "pubdate", "pub_date", "pub-date", "pubtime", "issue", "release",
                     "posted", "post_date"})) {
    return {"", DateRole::kPublished, 88};
  }
  if (has_any(name, {"creat"})) return {"", DateRole::kPublished, 74};
  if (has_any(name, {"date"})) return {"", DateRole::kPublished, 66};
  return {"", DateRole::kUnsaid, 45};
}

void add_field(std::string_view text, const DateReading& reading, DateCandidate candidate,
               std::vector<DateCandidate>& found) {
  if (found.size() >= kMostDateCandidates) return;
  if (const auto date = read_date_field(text, reading)) {
    candidate.date = *date;
    found.push_back(candidate);
  }
}

// The number that `count` digits at `at` stand for; -1 when they are not digits.
int digits_at(std::string_view text, std::size_t at, std::size_t count) noexcept {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool is_year(int year) noexcept { return year >= 1990 && year <= 2060; }

std::size_t run_of_digits(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

struct UrlDate {
  WrittenDate date;
  int trust = 0;  // 0: none
};

UrlDate url_day(int year, int month, int day, int trust) {
  UrlDate out;
  if (!is_year(year) || !is_day(year, month, day)) return out;
  out.date.year = year;
  out.date.month = month;
  out.date.day = day;
  out.trust = trust;
  return out;
}

// YYYY<sep>MM<sep>DD and its kin; `at` is where four digits begin that are a whole run.
UrlDate separated_url_day(std::string_view url, std::size_t at, UrlMonth& month_seen) {
  const int year = digits_at(url, at, 4);
  if (!is_year(year) || at + 5 >= url.size()) return {};
  const char first = url[at + 4];
  if (first != '/' && first != '-' && first != '_' && first != '.') return {};
  const std::size_t month_at = at + 5;
  const std::size_t month_digits = run_of_digits(url, month_at);
  // /2019/0907/
  if (month_digits == 4 && first != '.') {
    return url_day(year, digits_at(url, month_at, 2), digits_at(url, month_at + 2, 2), 78);
  }
  if (month_digits == 0 || month_digits > 2) return {};
  const int month = digits_at(url, month_at, month_digits);
  if (month < 1 || month > 12) return {};
  const std::size_t mark = month_at + month_digits;
  if (month_seen.year == 0 && (mark == url.size() || url[mark] == '/')) month_seen = {year, month};
  if (mark + 1 >= url.size()) return {};
  if (url[mark] != '/' && url[mark] != '-' && url[mark] != '_' && url[mark] != '.') return {};
  const std::size_t day_digits = run_of_digits(url, mark + 1);
  if (day_digits == 0 || day_digits > 2) return {};
  return url_day(year, month, digits_at(url, mark + 1, day_digits), 80);
}

// A run that begins with YYYYMMDD: the whole run, or one that goes on with a time or a number.
UrlDate joined_url_day(std::string_view url, std::size_t at, std::size_t digits) {
  if (digits < 8) return {};
  int trust = 72;
  if (digits > 8) {
    const int hour = digits_at(url, at + 8, 2);
    const int minute = digits_at(url, at + 10, 2);
    if (hour > 23 || digits > 24) return {};
    trust = digits >= 12 && minute <= 59 ? 56 : 44;
  }
  return url_day(digits_at(url, at, 4), digits_at(url, at + 4, 2), digits_at(url, at + 6, 2),
                 trust);
}

// /19/0907/08/ and /1909/07/: two digits of the year.
UrlDate short_url_day(std::string_view url, std::size_t at, std::size_t digits) {
  if (at == 0 || url[at - 1] != '/') return {};
  const auto slash = [&](std::size_t where) { return where < url.size() && url[where] == '/'; };
  if (digits == 2 && slash(at + 2) && run_of_digits(url, at + 3) == 4 && slash(at + 7)) {
    return url_day(2000 + digits_at(url, at, 2), digits_at(url, at + 3, 2),
                   digits_at(url, at + 5, 2), 60);
  }
  return {};
}

}  // namespace

void add_meta_dates(const Metas& metas, const DateReading& reading,
                    std::vector<DateCandidate>& found) {
  std::vector<std::string_view> seen;
  for (const Meta& meta : metas.all()) {
    const MetaRow row = row_of(meta.name);
    if (row.trust == 0 || meta.content.size() > 128) continue;
    DateCandidate candidate{{}, TimeClue::kMeta, row.role, row.trust};
    // A second one of the same name belongs to a comment or to another article.
    if (std::find(seen.begin(), seen.end(), meta.name) != seen.end()) candidate.trust -= 45;
    if (seen.size() < 32) seen.push_back(meta.name);
    add_field(meta.content, reading, candidate, found);
  }
}

void add_linked_dates(const LinkedData& linked, const DateReading& reading,
                      std::vector<DateCandidate>& found) {
  int trust = 100;
  for (const LinkedArticle& article : linked.articles) {
    if (article.type == "Review" || article.type == "Comment") trust = std::min(trust, 50);
    add_field(article.published, reading, {{}, TimeClue::kJsonLd, DateRole::kPublished, trust},
              found);
    add_field(article.modified, reading, {{}, TimeClue::kJsonLd, DateRole::kModified, trust - 5},
              found);
    trust = 50;
  }
  add_field(linked.page_published, reading, {{}, TimeClue::kJsonLd, DateRole::kPublished, 80},
            found);
  add_field(linked.page_modified, reading, {{}, TimeClue::kJsonLd, DateRole::kModified, 60}, found);
}

UrlMonth add_url_dates(std::string_view url, std::vector<DateCandidate>& found) {
  constexpr std::size_t kLongestUrl = 1024;
  UrlMonth month;
  url = url.substr(0, std::min({url.size(), url.find('#'), kLongestUrl}));
  const std::size_t scheme = url.find("://");
  std::size_t at = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  const std::size_t query = url.find('?');
  UrlDate best;
  for (; at < url.size(); ++at) {
    if (!is_digit(url[at])) continue;
    const std::size_t digits = run_of_digits(url, at);
    UrlDate day;
    if (digits == 4) day = separated_url_day(url, at, month);
    if (day.trust == 0 && digits == 2) day = short_url_day(url, at, digits);
    if (day.trust == 0) day = joined_url_day(url, at, digits);
    if (at > query) day.trust = day.trust * 3 / 4;
    if (day.trust > best.trust) best = day;
    at += digits - 1;
  }
  if (best.trust > 0) {
    month = {best.date.year, best.date.month};
    found.push_back({best.date, TimeClue::kUrl, DateRole::kPublished, best.trust});
  }
  return month;
}

}  // namespace storyfold::crawler::extract
