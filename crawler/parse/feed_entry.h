#pragma once
// One entry of a feed in XML while its fields come in, in whatever order and however often. Pure.
#include <string>
#include <string_view>

#include "crawler/parse/feed.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/feed_vocabulary.h"

namespace storyfold::crawler::parse {

// How good a link is as the address of an article, worst first.
enum class LinkRank { kNone, kOtherForm, kPlain, kPage, kOriginal };

// The first of the best links.
class BestLink {
 public:
  void offer(std::string_view base, std::string_view written, LinkRank rank);
  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  std::string url_;
  LinkRank rank_ = LinkRank::kNone;
};

// An element's content, and the attributes that matter to it, as the XML says them.
struct FieldContent {
  std::string_view text;
  std::string_view attribute;  // isPermaLink of guid, url of source, href of link
  std::string_view type;       // lower case
  std::string_view base;       // that relative links start from
  bool atom = false;           // Atom tells text from HTML by the type; in RSS bodies are HTML
};

class FeedEntryBuilder {
 public:
  // `about` is rdf:about, which stands for both id and link; may be empty.
  explicit FeedEntryBuilder(std::string_view about);

  // Fields that do not belong to entries are ignored. Where a field repeats, the first one that
  // says something counts; authors and categories add up.
  void set(Field field, const FieldContent& content, FeedDates& dates);
  void add_category(std::string_view written);
  void add_source_url(std::string_view base, std::string_view written);
  [[nodiscard]] BestLink& link() noexcept { return link_; }

  [[nodiscard]] FeedEntry take();

 private:
  void set_source(const FieldContent& content);
  void set_body(const FieldContent& content);

  FeedEntry entry_;
  BestLink link_;
  std::string permalink_;  // an id that is a URL, for an entry without link
};

}  // namespace storyfold::crawler::parse
