#include "crawler/parse/feed_entry.h"

#include <utility>

#include "core/ascii.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

// RSS 2.0 has "mail@a.cn (Name)" for authors. An address alone names nobody.
std::string_view person_of(std::string_view text) {
  const std::string_view person = trim(text);
  const std::size_t at = person.find('@');
  if (at == std::string_view::npos) return person;
  const std::size_t open = person.find('(');
  if (open != std::string_view::npos && open > at) {
    const std::string_view name = person.substr(open + 1);
    return name.substr(0, name.find(')'));
  }
  return person.find(' ') == std::string_view::npos ? std::string_view{} : person;
}

}  // namespace

void BestLink::offer(std::string_view base, std::string_view written, LinkRank rank) {
  if (rank <= rank_) return;
  std::string url = feed_url(base, written);
  if (url.empty()) return;
  url_ = std::move(url);
  rank_ = rank;
}

FeedEntryBuilder::FeedEntryBuilder(std::string_view about) {
  entry_.id = clean_line(about);
  permalink_ = feed_url({}, entry_.id);
}

void FeedEntryBuilder::add_category(std::string_view written) {
  add_name(entry_.categories, written);
}

void FeedEntryBuilder::add_source_url(std::string_view base, std::string_view written) {
  if (entry_.source_url.empty()) entry_.source_url = feed_url(base, written);
}

FeedEntry FeedEntryBuilder::take() {
  entry_.url = link_.url().empty() ? permalink_ : link_.url();
  return std::move(entry_);
}

void FeedEntryBuilder::set(Field field, const FieldContent& content, FeedDates& dates) {
  switch (field) {
    case Field::kTitle:
      if (entry_.title.empty()) entry_.title = plain_text(content.text);
      break;
    case Field::kLink:
      link_.offer(content.base, trim(content.text).empty() ? content.attribute : content.text,
                  LinkRank::kPlain);
      break;
    case Field::kOriginalLink:
      link_.offer(content.base, content.text, LinkRank::kOriginal);
      break;
    case Field::kGuid:
      entry_.id = clean_line(content.text);
      if (ascii_lower(content.attribute) != "false") permalink_ = feed_url({}, entry_.id);
      break;
    case Field::kId:
      if (entry_.id.empty()) entry_.id = clean_line(content.text);
      if (permalink_.empty()) permalink_ = feed_url({}, content.text);
      break;
    case Field::kPublished:
      if (!entry_.published.known()) entry_.published = dates.read(content.text);
      break;
    case Field::kUpdated:
      if (!entry_.updated.known()) entry_.updated = dates.read(content.text);
      break;
    case Field::kAuthor:
    case Field::kPersonName:
      add_name(entry_.authors, person_of(content.text));
      break;
    case Field::kCategory:
      add_name(entry_.categories, content.text);
      break;
    case Field::kSource:
    case Field::kSourceTitle:
      set_source(content);
      break;
    case Field::kBody:
      set_body(content);
      break;
    case Field::kSummary:
      if (entry_.summary.empty()) entry_.summary = plain_text(content.text);
      break;
    default:
      break;
  }
}

void FeedEntryBuilder::set_source(const FieldContent& content) {
  add_source_url(content.base, content.attribute);
  std::string url = content.text.find("://") == std::string::npos ? "" : feed_url({}, content.text);
  if (url.empty()) {
    entry_.source_name = plain_text(content.text);
  } else if (entry_.source_url.empty()) {
    entry_.source_url = std::move(url);
  }
}

void FeedEntryBuilder::set_body(const FieldContent& content) {
  if (!entry_.body_html.empty()) return;
  const bool html = !content.atom || content.type.find("html") != std::string::npos;
  const bool plain = content.type.empty() || content.type == "text" || content.type == "text/plain";
  if (html) {
    entry_.body_html = std::string(trim(content.text));
  } else if (plain) {
    entry_.body_html = escape_html(trim(content.text));
  }
}

}  // namespace storyfold::crawler::parse
