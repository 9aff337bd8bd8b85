#pragma once
// The names that feeds in XML give to what they hold. Pure; safe from any thread.
#include <optional>
#include <string_view>

#include "crawler/parse/xml_scan.h"

namespace storyfold::crawler::parse {

enum class Vocabulary { kRss, kAtom, kContent, kDublinCore, kSyndication, kFeedburner, kOther };

// By its namespace, or by its prefix where that is not declared.
[[nodiscard]] Vocabulary vocabulary_of(const XmlName& name);

enum class Field {
  kTitle,
  kLink,
  kId,
  kGuid,
  kPublished,
  kUpdated,
  kAuthor,
  kCategory,
  kSource,
  kBody,
  kSummary,
  kOriginalLink,
  kTtl,
  kUpdatePeriod,
  kUpdateFrequency,
  kHour,
  kPersonName,
  kSourceTitle,
};

// What an element right inside an entry or a channel means; `name` in lower case. Nothing: it is
// not read.
[[nodiscard]] std::optional<Field> entry_field(Vocabulary vocabulary, std::string_view name);
[[nodiscard]] std::optional<Field> channel_field(Vocabulary vocabulary, std::string_view name);

}  // namespace storyfold::crawler::parse
