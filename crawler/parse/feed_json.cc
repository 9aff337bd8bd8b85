// JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).
#include <simdjson.h>

#include "crawler/parse/feed_fields.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kVersion = "jsonfeed.org/version/";

// "" when it is not there or no text.
std::string_view text_of(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

// An id should be text, but numbers are met.
std::string id_of(const dom::element& item) {
  dom::element id;
  if (item["id"].get(id) != simdjson::SUCCESS || id.is_null()) return {};
  if (id.is_string()) return clean_line(id.get_string().value_unsafe());
  return id.is_object() || id.is_array() ? std::string{} : simdjson::minify(id);
}

// Version 1.0 has "author", 1.1 "authors".
void add_authors(const dom::element& object, std::vector<std::string>& names) {
  dom::element author;
  if (object["author"].get(author) == simdjson::SUCCESS && author.is_object()) {
    add_name(names, text_of(author, "name"));
  }
  dom::array authors;
  if (object["authors"].get(authors) != simdjson::SUCCESS) return;
  for (const dom::element each : authors) {
    if (each.is_object()) add_name(names, text_of(each, "name"));
  }
}

FeedEntry read_item(const dom::element& item, std::string_view base, FeedDates& dates) {
  FeedEntry entry;
  entry.id = id_of(item);
  entry.url = feed_url(base, text_of(item, "url"));
  if (entry.url.empty()) entry.url = feed_url(base, text_of(item, "external_url"));
  if (entry.url.empty() && entry.id.starts_with("http")) entry.url = feed_url({}, entry.id);
  entry.title = plain_text(text_of(item, "title"));
  entry.published = dates.read(text_of(item, "date_published"));
  entry.updated = dates.read(text_of(item, "date_modified"));
  add_authors(item, entry.authors);
  dom::array tags;
  if (item["tags"].get(tags) == simdjson::SUCCESS) {
    for (const dom::element tag : tags) {
      if (tag.is_string()) add_name(entry.categories, tag.get_string().value_unsafe());
    }
  }
  entry.body_html = std::string(trim(text_of(item, "content_html")));
  if (entry.body_html.empty()) entry.body_html = escape_html(trim(text_of(item, "content_text")));
  entry.summary = plain_text(text_of(item, "summary"));
  return entry;
}

}  // namespace

Result<Feed> read_json_feed(std::string_view utf8, std::string_view url,
                            int assumed_utc_offset_minutes) {
  dom::parser parser;
  dom::element document;
  if (const auto error = parser.parse(utf8.data(), utf8.size()).get(document);
      error != simdjson::SUCCESS) {
    return Error{Errc::kBadInput,
                 std::string("feed: not valid JSON: ") + simdjson::error_message(error)};
  }
  const std::string_view version =
      document.is_object() ? text_of(document, "version") : std::string_view{};
  const std::size_t number = version.find(kVersion);
  dom::array items;
  if (number == std::string_view::npos || document["items"].get(items) != simdjson::SUCCESS) {
    return Error{Errc::kBadInput,
                 "feed: JSON without the \"version\" and \"items\" of a JSON Feed"};
  }
  Feed feed;
  feed.kind = "json feed " + clean_line(cut_text(version.substr(number + kVersion.size()), 3));
  feed.title = plain_text(text_of(document, "title"));
  feed.home_url = feed_url(url, text_of(document, "home_page_url"));
  feed.self_url = feed_url(url, text_of(document, "feed_url"));
  feed.next_url = feed_url(url, text_of(document, "next_url"));
  FeedDates dates(assumed_utc_offset_minutes);
  std::size_t left_out = 0;
  for (const dom::element item : items) {
    if (!item.is_object()) continue;
    if (feed.entries.size() == kMaxFeedEntries) {
      ++left_out;
      continue;
    }
    keep_entry(feed.entries, read_item(item, url, dates), left_out);
  }
  std::vector<std::string> feed_authors;
  add_authors(document, feed_authors);
  for (FeedEntry& entry : feed.entries) {
    if (entry.authors.empty()) entry.authors = feed_authors;
  }
  dates.note_into(feed.notes);
  if (left_out > 0) feed.notes.push_back(std::to_string(left_out) + " entries were left out");
  return feed;
}

}  // namespace storyfold::crawler::parse
