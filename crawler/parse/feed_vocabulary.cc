#include "crawler/parse/feed_vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace storyfold::crawler::parse {
namespace {

struct FieldRow {
  Vocabulary vocabulary;
  std::string_view name;  // lower case
  Field field;
};

constexpr std::array<FieldRow, 29> kEntryFields{{
    {Vocabulary::kRss, "title", Field::kTitle},
    {Vocabulary::kRss, "link", Field::kLink},
    {Vocabulary::kRss, "guid", Field::kGuid},
    {Vocabulary::kRss, "pubdate", Field::kPublished},
    {Vocabulary::kRss, "author", Field::kAuthor},
    {Vocabulary::kRss, "category", Field::kCategory},
    {Vocabulary::kRss, "source", Field::kSource},
    {Vocabulary::kRss, "description", Field::kSummary},
    {Vocabulary::kContent, "encoded", Field::kBody},
    {Vocabulary::kAtom, "title", Field::kTitle},
    {Vocabulary::kAtom, "id", Field::kId},
    {Vocabulary::kAtom, "published", Field::kPublished},
    {Vocabulary::kAtom, "issued", Field::kPublished},
    {Vocabulary::kAtom, "created", Field::kPublished},
    {Vocabulary::kAtom, "updated", Field::kUpdated},
    {Vocabulary::kAtom, "modified", Field::kUpdated},
    {Vocabulary::kAtom, "content", Field::kBody},
    {Vocabulary::kAtom, "summary", Field::kSummary},
    {Vocabulary::kDublinCore, "title", Field::kTitle},
    {Vocabulary::kDublinCore, "identifier", Field::kId},
    {Vocabulary::kDublinCore, "date", Field::kPublished},
    {Vocabulary::kDublinCore, "created", Field::kPublished},
    {Vocabulary::kDublinCore, "issued", Field::kPublished},
    {Vocabulary::kDublinCore, "modified", Field::kUpdated},
    {Vocabulary::kDublinCore, "creator", Field::kAuthor},
    {Vocabulary::kDublinCore, "subject", Field::kCategory},
    {Vocabulary::kDublinCore, "source", Field::kSource},
    {Vocabulary::kDublinCore, "description", Field::kSummary},
    {Vocabulary::kFeedburner, "origlink", Field::kOriginalLink},
}};

constexpr std::array<FieldRow, 8> kChannelFields{{
    {Vocabulary::kRss, "title", Field::kTitle},
    {Vocabulary::kRss, "link", Field::kLink},
    {Vocabulary::kRss, "ttl", Field::kTtl},
    {Vocabulary::kAtom, "title", Field::kTitle},
    {Vocabulary::kAtom, "id", Field::kId},
    {Vocabulary::kDublinCore, "title", Field::kTitle},
    {Vocabulary::kSyndication, "updateperiod", Field::kUpdatePeriod},
    {Vocabulary::kSyndication, "updatefrequency", Field::kUpdateFrequency},
}};

template <std::size_t N>
std::optional<Field> find_field(const std::array<FieldRow, N>& rows, Vocabulary vocabulary,
                                std::string_view name) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const FieldRow& candidate) {
    return candidate.vocabulary == vocabulary && candidate.name == name;
  });
  return row == rows.end() ? std::nullopt : std::optional(row->field);
}

}  // namespace

Vocabulary vocabulary_of(const XmlName& name) {
  using Row = std::pair<std::string_view, Vocabulary>;
  static constexpr std::array<Row, 14> kSpaces{{
      {"http://www.w3.org/2005/Atom", Vocabulary::kAtom},
      {"https://www.w3.org/2005/Atom", Vocabulary::kAtom},
      {"http://purl.org/atom/ns#", Vocabulary::kAtom},
      {"http://purl.org/rss/1.0/", Vocabulary::kRss},
      {"http://my.netscape.com/rdf/simple/0.9/", Vocabulary::kRss},
      {"http://channel.netscape.com/rdf/simple/0.9/", Vocabulary::kRss},
      {"http://backend.userland.com/rss2", Vocabulary::kRss},
      {"http://backend.userland.com/RSS2", Vocabulary::kRss},
      {"http://blogs.law.harvard.edu/tech/rss", Vocabulary::kRss},
      {"http://purl.org/rss/1.0/modules/content/", Vocabulary::kContent},
      {"http://purl.org/dc/elements/1.1/", Vocabulary::kDublinCore},
      {"http://purl.org/dc/terms/", Vocabulary::kDublinCore},
      {"http://purl.org/rss/1.0/modules/syndication/", Vocabulary::kSyndication},
      {"http://rssnamespace.org/feedburner/ext/1.0", Vocabulary::kFeedburner},
  }};
  static constexpr std::array<Row, 8> kPrefixes{{
      {"", Vocabulary::kRss},
      {"atom", Vocabulary::kAtom},
      {"atom10", Vocabulary::kAtom},
      {"a10", Vocabulary::kAtom},
      {"content", Vocabulary::kContent},
      {"dc", Vocabulary::kDublinCore},
      {"sy", Vocabulary::kSyndication},
      {"feedburner", Vocabulary::kFeedburner},
  }};
  for (const auto& [space, vocabulary] : kSpaces) {
    if (name.space == space) return vocabulary;
  }
  for (const auto& [prefix, vocabulary] : kPrefixes) {
    if (name.prefix == prefix) return vocabulary;
  }
  return Vocabulary::kOther;
}

std::optional<Field> entry_field(Vocabulary vocabulary, std::string_view name) {
  return find_field(kEntryFields, vocabulary, name);
}

std::optional<Field> channel_field(Vocabulary vocabulary, std::string_view name) {
  return find_field(kChannelFields, vocabulary, name);
}

}  // namespace storyfold::crawler::parse
