// RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0. They share one reader, since outlets mix them: Atom links
// in RSS, Dublin Core in either.
#include <string>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/feed_entry.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/feed_timing.h"
#include "crawler/parse/feed_vocabulary.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"
#include "crawler/parse/xml_scan.h"

namespace storyfold::crawler::parse {
namespace {

// Which element is open: its meaning depends on where it stands.
enum class Place { kRoot, kChannel, kEntry, kPerson, kSource, kSkipHours, kField, kUnread };

// The value of an attribute without prefix; "" when absent.
std::string_view attribute(const std::vector<XmlAttribute>& attributes, std::string_view name) {
  for (const XmlAttribute& each : attributes) {
    if (each.name.prefix.empty() && each.name.local == name) return each.value;
  }
  return {};
}

std::string_view prefixed(const std::vector<XmlAttribute>& attributes, std::string_view prefix,
                          std::string_view name) {
  for (const XmlAttribute& each : attributes) {
    if (each.name.prefix == prefix && each.name.local == name) return each.value;
  }
  return {};
}

class FeedReader final : public XmlReader {
 public:
  FeedReader(std::string_view url, int assumed_utc_offset_minutes)
      : dates_(assumed_utc_offset_minutes) {
    bases_.push_back({0, std::string(url)});
  }

  bool start(const XmlName& name, const std::vector<XmlAttribute>& attributes) override {
    const std::string local = ascii_lower(name.local);
    if (places_.empty()) return start_root(name, local, attributes);
    enter_base(attributes);
    const Place place = place_of(vocabulary_of(name), local, attributes);
    places_.push_back(place);
    if (place == Place::kUnread && in_field_) add_markup(name, attributes);
    return true;
  }

  bool text(std::string_view utf8) override {
    if (!in_field_) return true;
    // Beside markup that was not escaped, what was escaped is text.
    if (keeps_markup_ && type_ == "xhtml") {
      text_ += escape_html(utf8);
    } else {
      text_ += utf8;
    }
    return true;
  }

  bool end(const XmlName& name) override {
    const Place place = places_.back();
    places_.pop_back();
    if (place == Place::kField) {
      finish_field();
    } else if (place == Place::kEntry) {
      finish_entry();
    } else if (place == Place::kUnread && in_field_ && keeps_markup_) {
      text_ += "</" + std::string(name.local) + ">";
    }
    while (bases_.back().first > places_.size()) bases_.pop_back();
    return true;
  }

  // A field that was cut is none: half a link leads elsewhere.
  void torn() override { field_torn_ = in_field_; }

  Result<Feed> take(const XmlScan& scan) {
    if (feed_.kind.empty()) {
      return Error{Errc::kBadInput,
                   "feed: the outermost element is <" + root_ + ">, not one of RSS, RDF or Atom"};
    }
    feed_.home_url = home_.url();
    feed_.ttl = timing_.ttl();
    feed_.skip_hours = timing_.skip_hours();
    for (FeedEntry& entry : feed_.entries) {
      if (entry.authors.empty()) entry.authors = authors_;
    }
    dates_.note_into(feed_.notes);
    if (left_out_ > 0) feed_.notes.push_back(std::to_string(left_out_) + " entries were left out");
    if (scan.mended > 0) {
      feed_.notes.push_back("XML mended in " + std::to_string(scan.mended) + " places");
    }
    if (scan.torn) feed_.notes.push_back("XML ends before its last element does");
    return std::move(feed_);
  }

 private:
  bool start_root(const XmlName& name, const std::string& local,
                  const std::vector<XmlAttribute>& attributes) {
    root_ = local.substr(0, 40);
    enter_base(attributes);
    places_.push_back(Place::kRoot);
    const std::string version = clean_line(cut_text(attribute(attributes, "version"), 8));
    if (local == "rss") {
      feed_.kind = version.empty() ? "rss" : "rss " + version;
    } else if (local == "rdf") {
      feed_.kind = "rss 1.0";
    } else if (local == "feed") {
      feed_.kind = name.space == "http://purl.org/atom/ns#" ? "atom 0.3" : "atom 1.0";
      atom_ = true;
      places_.back() = Place::kChannel;
    } else if (local == "channel") {  // RSS without its outermost element
      feed_.kind = "rss";
      places_.back() = Place::kChannel;
    } else {
      return false;
    }
    return true;
  }

  [[nodiscard]] const std::string& base() const { return bases_.back().second; }

  // The base holds from this element to its end.
  void enter_base(const std::vector<XmlAttribute>& attributes) {
    const std::string_view written = prefixed(attributes, "xml", "base");
    if (written.empty()) return;
    std::string url = feed_url(base(), written);
    if (!url.empty()) bases_.push_back({places_.size() + 1, std::move(url)});
  }

  Place place_of(Vocabulary vocabulary, const std::string& local,
                 const std::vector<XmlAttribute>& attributes) {
    // An Atom feed without its namespace is met as often as RSS with a strange one.
    if (atom_ && vocabulary == Vocabulary::kRss) vocabulary = Vocabulary::kAtom;
    if (in_field_) return Place::kUnread;
    const bool own = vocabulary == Vocabulary::kRss || vocabulary == Vocabulary::kAtom;
    if (own && (local == "item" || local == "entry") && !in_entry_) return start_entry(attributes);
    switch (places_.back()) {
      case Place::kRoot:
        return own && local == "channel" ? Place::kChannel : Place::kUnread;
      case Place::kChannel:
        return in_channel(vocabulary, local, attributes);
      case Place::kEntry:
        return in_entry(vocabulary, local, attributes);
      case Place::kPerson:
        return local == "name" ? start_field(Field::kPersonName, attributes) : Place::kUnread;
      case Place::kSource:
        return in_source(vocabulary, local, attributes);
      case Place::kSkipHours:
        return local == "hour" ? start_field(Field::kHour, attributes) : Place::kUnread;
      case Place::kField:
      case Place::kUnread:
        break;
    }
    return Place::kUnread;
  }

  Place start_entry(const std::vector<XmlAttribute>& attributes) {
    in_entry_ = true;
    entry_ = FeedEntryBuilder(prefixed(attributes, "rdf", "about"));
    return Place::kEntry;
  }

  Place in_channel(Vocabulary vocabulary, const std::string& local,
                   const std::vector<XmlAttribute>& attributes) {
    if (vocabulary == Vocabulary::kAtom && local == "link") {
      atom_link(attributes);
      return Place::kUnread;
    }
    if (vocabulary == Vocabulary::kAtom && local == "author") return Place::kPerson;
    if (vocabulary == Vocabulary::kRss && local == "skiphours") return Place::kSkipHours;
    const auto field = channel_field(vocabulary, local);
    return field ? start_field(*field, attributes) : Place::kUnread;
  }

  Place in_entry(Vocabulary vocabulary, const std::string& local,
                 const std::vector<XmlAttribute>& attributes) {
    if (vocabulary == Vocabulary::kAtom) {
      if (local == "link") atom_link(attributes);
      if (local == "author") return Place::kPerson;
      if (local == "source") return Place::kSource;
      if (local == "category") {
        const std::string_view label = attribute(attributes, "label");
        entry_.add_category(label.empty() ? attribute(attributes, "term") : label);
      }
    }
    const auto field = entry_field(vocabulary, local);
    return field ? start_field(*field, attributes) : Place::kUnread;
  }

  Place in_source(Vocabulary vocabulary, const std::string& local,
                  const std::vector<XmlAttribute>& attributes) {
    if (vocabulary != Vocabulary::kAtom) return Place::kUnread;
    if (local == "title") return start_field(Field::kSourceTitle, attributes);
    const std::string_view rel = attribute(attributes, "rel");
    if (local == "link" && (rel.empty() || rel == "alternate")) {
      entry_.add_source_url(base(), attribute(attributes, "href"));
    }
    return Place::kUnread;
  }

  void atom_link(const std::vector<XmlAttribute>& attributes) {
    const std::string rel = ascii_lower(trim(attribute(attributes, "rel")));
    const std::string_view href = attribute(attributes, "href");
    if (rel.empty() || rel == "alternate") {
      const std::string_view type = attribute(attributes, "type");
      const bool page = type.empty() || type.find("html") != std::string_view::npos;
      const LinkRank rank = page ? LinkRank::kPage : LinkRank::kOtherForm;
      (in_entry_ ? entry_.link() : home_).offer(base(), href, rank);
    } else if (in_entry_) {
      return;
    } else if (rel == "self") {
      feed_.self_url = feed_url(base(), href);
    } else if (rel == "next" || rel == "prev-archive") {
      feed_.next_url = feed_url(base(), href);
    }
  }

  Place start_field(Field field, const std::vector<XmlAttribute>& attributes) {
    in_field_ = true;
    field_ = field;
    text_.clear();
    type_ = ascii_lower(trim(attribute(attributes, "type")));
    if (ascii_lower(attribute(attributes, "mode")) == "escaped") type_ = "html";
    keeps_markup_ = field == Field::kBody || field == Field::kSummary;
    attribute_ = std::string(field == Field::kGuid     ? attribute(attributes, "isPermaLink")
                             : field == Field::kSource ? attribute(attributes, "url")
                             : field == Field::kLink   ? attribute(attributes, "href")
                                                       : std::string_view{});
    return Place::kField;
  }

  // Markup that was not escaped, XHTML in Atom for one.
  void add_markup(const XmlName& name, const std::vector<XmlAttribute>& attributes) {
    if (!keeps_markup_) {
      text_ += ' ';
      return;
    }
    if (type_.empty() || type_ == "text") type_ = "xhtml";
    text_ += "<" + std::string(name.local);
    for (const XmlAttribute& each : attributes) {
      text_ += " " + std::string(each.name.local) + "=\"" + escape_html(each.value) + "\"";
    }
    text_ += ">";
  }

  void finish_field() {
    in_field_ = false;
    if (field_torn_) return;
    if (in_entry_) {
      entry_.set(field_, {text_, attribute_, type_, base(), atom_}, dates_);
    } else {
      finish_channel_field();
    }
  }

  void finish_channel_field() {
    switch (field_) {
      case Field::kTitle:
        if (feed_.title.empty()) feed_.title = plain_text(text_);
        break;
      case Field::kLink:
        home_.offer(base(), trim(text_).empty() ? attribute_ : text_, LinkRank::kPlain);
        break;
      case Field::kPersonName:
        add_name(authors_, text_);
        break;
      default:
        timing_.set(field_, text_);
        break;
    }
  }

  void finish_entry() {
    in_entry_ = false;
    keep_entry(feed_.entries, entry_.take(), left_out_);
  }

  FeedDates dates_;
  Feed feed_;
  std::string root_;
  bool atom_ = false;
  std::vector<Place> places_;                               // of the open elements
  std::vector<std::pair<std::size_t, std::string>> bases_;  // depth from which each holds
  BestLink home_;
  std::vector<std::string> authors_;  // of the feed: of all entries that name none
  FeedTiming timing_;
  std::size_t left_out_ = 0;

  bool in_entry_ = false;
  FeedEntryBuilder entry_{{}};

  bool in_field_ = false;
  bool field_torn_ = false;
  Field field_ = Field::kTitle;
  std::string text_;
  std::string type_;
  std::string attribute_;  // the one that matters to the field
  bool keeps_markup_ = false;
};

}  // namespace

Result<Feed> read_xml_feed(std::string_view utf8, std::string_view url,
                           int assumed_utc_offset_minutes) {
  FeedReader reader(url, assumed_utc_offset_minutes);
  const auto scan = scan_xml(utf8, reader);
  if (!scan) return Error{scan.error().code, "feed: " + scan.error().what};
  return reader.take(*scan);
}

}  // namespace storyfold::crawler::parse
