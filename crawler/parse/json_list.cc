#include "crawler/parse/json_list.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "core/ascii.h"
#include "crawler/parse/charset.h"
#include "crawler/parse/feed_fields.h"
#include "crawler/parse/loose_date.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

namespace dom = simdjson::dom;

bool is_name_character(char c) noexcept {
  return is_alphanumeric(c) || c == '_' || c == '$' || c == '.';
}

std::string_view skip_spaces(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(kJsonSpaces);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

std::string_view skip_name(std::string_view text) noexcept {
  std::size_t size = 0;
  while (size < text.size() && is_name_character(text[size])) ++size;
  return text.substr(size);
}

bool opens_json(std::string_view text) noexcept {
  return text.starts_with('{') || text.starts_with('[');
}

// Behind "cb(", "var x =", "cb && cb(", "try{cb(" and comments; empty: there is no such wrapper.
std::string_view behind_wrapper(std::string_view text) noexcept {
  if (text.starts_with("/*")) {
    const std::size_t end = text.find("*/");
    if (end == std::string_view::npos) return {};
    text = skip_spaces(text.substr(end + 2));
  }
  if (text.starts_with(';')) text = skip_spaces(text.substr(1));
  if (text.starts_with("try{")) text = skip_spaces(text.substr(4));
  for (const std::string_view keyword : {"var ", "let ", "const ", "window."}) {
    if (text.starts_with(keyword)) text = skip_spaces(text.substr(keyword.size()));
  }
  std::string_view rest = skip_name(text);
  if (rest.size() == text.size()) return {};
  rest = skip_spaces(rest);
  if (rest.starts_with("&&")) rest = skip_spaces(skip_name(skip_spaces(rest.substr(2))));
  if (!rest.starts_with('(') && !rest.starts_with('=')) return {};
  rest = skip_spaces(rest.substr(1));
  return opens_json(rest) ? rest : std::string_view{};
}

// Behind the bracket that closes the one `text` begins with; its end when it is left open.
std::size_t behind_close(std::string_view text) noexcept {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quoted) {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      ++depth;
    } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

// Text of a value that may be a number; "" for what is neither.
std::string scalar_text(const dom::element& value) {
  if (value.is_string()) return std::string(value.get_string().value_unsafe());
  return value.is_number() ? simdjson::minify(value) : std::string{};
}

class ListReader {
 public:
  ListReader(std::string_view url, const JsonListShape& shape, int assumed_utc_offset_minutes)
      : url_(url),
        shape_(shape),
        offset_(assumed_utc_offset_minutes),
        dates_(assumed_utc_offset_minutes) {}

  Result<JsonList> read(const dom::element& document) {
    dom::element items;
    if (document.at_pointer(shape_.items).get(items) != simdjson::SUCCESS) {
      return nothing_at_items("nothing");
    }
    if (items.is_array()) {
      for (const dom::element item : dom::array(items)) add(item);
    } else if (items.is_object()) {
      for (const auto& field : dom::object(items)) add(field.value);
    } else {
      return nothing_at_items("no list");
    }
    dates_.note_into(list_.notes);
    if (left_out_ > 0) list_.notes.push_back(std::to_string(left_out_) + " entries were left out");
    return std::move(list_);
  }

 private:
  [[nodiscard]] Error nothing_at_items(std::string_view what) const {
    return {Errc::kBadInput, "JSON list: " + std::string(what) + " at \"" +
                                 clean_line(shape_.items) + "\", where the entries should be"};
  }

  static std::optional<dom::element> at(const dom::element& item, std::string_view pointer) {
    dom::element value;
    if (pointer.empty() || item.at_pointer(pointer).get(value) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    return value;
  }

  static std::string text_at(const dom::element& item, std::string_view pointer) {
    const auto value = at(item, pointer);
    return value ? scalar_text(*value) : std::string{};
  }

  void add(const dom::element& item) {
    if (list_.entries.size() == kMaxFeedEntries) {
      ++left_out_;
      return;
    }
    FeedEntry entry;
    const std::string link = link_of(item);
    entry.url = feed_url(url_, link);
    entry.id = clean_line(text_at(item, shape_.id));
    entry.title = plain_text(text_at(item, shape_.title));
    entry.published = time_of(item);
    entry.body_html = std::string(trim(text_at(item, shape_.body)));
    entry.summary = plain_text(text_at(item, shape_.summary));
    entry.source_name = plain_text(text_at(item, shape_.source));
    add_authors(item, entry);
    const bool bad_link = !link.empty() && entry.url.empty();
    if (bad_link || (entry.url.empty() && entry.title.empty() && entry.body_html.empty())) {
      ++list_.dropped;
    } else {
      list_.entries.push_back(std::move(entry));
    }
  }

  // The template's pointers filled in; "" when one of them leads nowhere.
  std::string link_of(const dom::element& item) const {
    std::string link = text_at(item, shape_.link);
    if (!link.empty() || shape_.link_template.empty()) return link;
    std::string_view rest = shape_.link_template;
    while (!rest.empty()) {
      const std::size_t open = rest.find('{');
      const std::size_t close = rest.find('}', std::min(open, rest.size()));
      link += rest.substr(0, open);
      if (close == std::string_view::npos) break;
      const std::string value = text_at(item, rest.substr(open + 1, close - open - 1));
      if (value.empty()) return {};
      link += value;
      rest.remove_prefix(close + 1);
    }
    return link;
  }

  Timestamp time_of(const dom::element& item) {
    const auto value = at(item, shape_.time);
    if (!value) return {};
    const std::string text = scalar_text(*value);
    // Epoch times are written as text, too. Shorter numbers, 20260801 say, are dates.
    const std::string_view digits = trim(text);
    double number = 0;
    if (value->get(number) == simdjson::SUCCESS) {
      if (const auto time = read_epoch(number, offset_)) return *time;
    } else if ((digits.size() == 10 || digits.size() == 13) &&
               std::all_of(digits.begin(), digits.end(), is_digit)) {
      if (const auto time = read_epoch(std::stod(std::string(digits)), offset_)) return *time;
    }
    return dates_.read(text);
  }

  void add_authors(const dom::element& item, FeedEntry& entry) const {
    const auto value = at(item, shape_.author);
    if (!value) return;
    if (value->is_array()) {
      for (const dom::element author : dom::array(*value)) {
        add_name(entry.authors, scalar_text(author));
      }
    } else {
      add_name(entry.authors, scalar_text(*value));
    }
  }

  std::string_view url_;
  const JsonListShape& shape_;
  int offset_;
  FeedDates dates_;
  JsonList list_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string_view unwrap_json(std::string_view text) noexcept {
  text = trim(text);
  if (opens_json(text)) return text;
  const std::string_view inner = behind_wrapper(text);
  return inner.empty() ? text : inner.substr(0, behind_close(inner));
}

Result<JsonList> read_json_list(std::string_view bytes, std::string_view http_charset,
                                std::string_view url, const JsonListShape& shape,
                                int assumed_utc_offset_minutes) {
  if (bytes.size() > kMaxFeedBytes) {
    return Error{Errc::kTooLarge,
                 "JSON list: longer than " + std::to_string(kMaxFeedBytes) + " bytes"};
  }
  const DecodedText decoded = decode_page(bytes, http_charset);
  const std::string_view json = unwrap_json(decoded.text);
  dom::parser parser;
  dom::element document;
  if (const auto error = parser.parse(json.data(), json.size()).get(document);
      error != simdjson::SUCCESS) {
    return Error{Errc::kBadInput,
                 std::string("JSON list: not valid JSON: ") + simdjson::error_message(error)};
  }
  return ListReader(url, shape, assumed_utc_offset_minutes).read(document);
}

}  // namespace storyfold::crawler::parse
