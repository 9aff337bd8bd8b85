#include "crawler/parse/feed.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "crawler/parse/charset.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/loose_date.h"
#include "crawler/parse/reference.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

// No entry has as many authors or categories; no feed worth its time has as many broken dates.
constexpr std::size_t kMaxNames = 64;
constexpr std::size_t kMaxUnreadableDates = 10'000;

}  // namespace

std::string plain_text(std::string_view markup) {
  if (markup.find_first_of("<&") == std::string_view::npos) return clean_line(markup);
  return clean_line(decode_entities(strip_tags(markup)));
}

std::string feed_url(std::string_view base, std::string_view written) {
  if (written.find("&amp;") == std::string_view::npos) return absolute_url(base, written);
  return absolute_url(base, decode_entities(written));
}

void add_name(std::vector<std::string>& names, std::string_view written) {
  if (names.size() == kMaxNames) return;
  std::string name = plain_text(written);
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
  names.push_back(std::move(name));
}

Timestamp FeedDates::read(std::string_view written) {
  if (trim(written).empty() || unreadable_ == kMaxUnreadableDates) return {};
  if (const auto time = read_loose_date(written, offset_)) return *time;
  if (unreadable_++ == 0) first_ = clean_line(cut_text(trim(written), 40));
  return {};
}

void FeedDates::note_into(std::vector<std::string>& notes) const {
  if (unreadable_ == 0) return;
  notes.push_back(std::to_string(unreadable_) + " dates cannot be read, the first \"" + first_ +
                  "\"");
}

void keep_entry(std::vector<FeedEntry>& entries, FeedEntry&& entry, std::size_t& left_out) {
  const bool unnamed = entry.url.empty() && entry.id.empty() && entry.title.empty();
  if (unnamed && entry.body_html.empty()) return;
  if (entries.size() < kMaxFeedEntries) {
    entries.push_back(std::move(entry));
  } else {
    ++left_out;
  }
}

Result<Feed> read_feed(std::string_view bytes, std::string_view http_charset, std::string_view url,
                       int assumed_utc_offset_minutes) {
  if (bytes.size() > kMaxFeedBytes) {
    return Error{Errc::kTooLarge, "feed: longer than " + std::to_string(kMaxFeedBytes) + " bytes"};
  }
  const DecodedText decoded = decode_page(bytes, http_charset);
  const std::string_view text = trim(decoded.text);
  auto feed = text.starts_with('{') ? read_json_feed(text, url, assumed_utc_offset_minutes)
                                    : read_xml_feed(text, url, assumed_utc_offset_minutes);
  if (!feed) return feed.error();
  if (decoded.replaced_characters > 0) {
    feed->notes.push_back(std::to_string(decoded.replaced_characters) +
                          " undecodable characters were replaced");
  }
  return feed;
}

namespace {

// Of entries with a URL: how many there are, and how many share theirs with one before.
bool urls_tell_apart(const Feed& feed) {
  std::unordered_set<std::string_view> seen;
  std::size_t with_url = 0;
  for (const FeedEntry& entry : feed.entries) {
    if (entry.url.empty()) continue;
    ++with_url;
    seen.insert(entry.url);
  }
  return with_url * 2 > feed.entries.size() && seen.size() * 2 > with_url;
}

bool ids_repeat(const Feed& feed) {
  std::unordered_map<std::string_view, std::string_view> url_of;
  for (const FeedEntry& entry : feed.entries) {
    if (entry.id.empty()) continue;
    const auto [known, added] = url_of.try_emplace(entry.id, entry.url);
    if (!added && known->second != entry.url) return true;
  }
  return false;
}

bool ids_change(const Feed& feed, const std::vector<SeenEntry>& before) {
  std::unordered_map<std::string_view, const SeenEntry*> by_url;
  std::unordered_set<std::string_view> ids;
  for (const SeenEntry& seen : before) {
    if (!seen.url.empty()) by_url.emplace(seen.url, &seen);
    ids.insert(seen.id);
  }
  return std::any_of(feed.entries.begin(), feed.entries.end(), [&](const FeedEntry& entry) {
    const auto known = by_url.find(entry.url);
    return known != by_url.end() && known->second->title == entry.title && !entry.id.empty() &&
           !known->second->id.empty() && known->second->id != entry.id && !ids.contains(entry.id);
  });
}

}  // namespace

EntryIdentity choose_identity(const Feed& feed, const std::vector<SeenEntry>& before) {
  if (!urls_tell_apart(feed)) return EntryIdentity::kId;
  return ids_repeat(feed) || ids_change(feed, before) ? EntryIdentity::kUrl : EntryIdentity::kId;
}

std::string entry_key(const FeedEntry& entry, EntryIdentity identity) {
  const bool by_url = !entry.url.empty() && (identity == EntryIdentity::kUrl || entry.id.empty());
  if (by_url) return "url:" + entry.url;
  return entry.id.empty() ? "title:" + entry.title : "id:" + entry.id;
}

}  // namespace storyfold::crawler::parse
