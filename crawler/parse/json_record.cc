#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/clock.h"
#include "crawler/parse/archive.h"
#include "crawler/parse/article_build.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

namespace dom = simdjson::dom;

// The record's fields as they stand in the line; they live as long as the parser's document.
struct Fields {
  std::string id;
  std::string_view url, outlet, title, published, html, text, lang;
  std::vector<std::string_view> authors;
};

std::string_view type_name(dom::element_type type) {
  switch (type) {
    case dom::element_type::ARRAY:
      return "a list";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::STRING:
      return "a string";
    case dom::element_type::BOOL:
      return "true or false";
    case dom::element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

Error bad(const RecordContext& context, const std::string& what) {
  return {Errc::kBadInput, context.where + ": " + what};
}

Error wrong_type(const RecordContext& context, std::string_view key, std::string_view wanted,
                 const dom::element& value) {
  std::string what("\"");
  what.append(key).append("\" should be ").append(wanted);
  what.append(", not ").append(type_name(value.type()));
  return bad(context, what);
}

Result<std::string> read_id(const RecordContext& context, const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::STRING:
      return clean_line(value.get_string().value_unsafe());
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return simdjson::minify(value);
    default:
      return wrong_type(context, "id", "a string or a number", value);
  }
}

Result<void> read_authors(const RecordContext& context, const dom::element& value, Fields& fields) {
  if (value.is_string()) {
    fields.authors = {value.get_string().value_unsafe()};
    return {};
  }
  dom::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) {
    return wrong_type(context, "author", "a string or a list of strings", value);
  }
  fields.authors.clear();
  for (const dom::element entry : list) {
    if (!entry.is_string()) {
      return wrong_type(context, "author", "a string or a list of strings", entry);
    }
    fields.authors.push_back(entry.get_string().value_unsafe());
  }
  return {};
}

Result<Fields> read_fields(const dom::object& object, const RecordContext& context) {
  Fields fields;
  const std::pair<std::string_view, std::string_view*> texts[] = {
      {"url", &fields.url},     {"outlet", &fields.outlet},
      {"title", &fields.title}, {"published", &fields.published},
      {"html", &fields.html},   {"text", &fields.text},
      {"lang", &fields.lang}};
  for (const auto& [key, value] : object) {
    if (value.is_null()) continue;
    if (key == "id") {
      auto id = read_id(context, value);
      if (!id) return id.error();
      fields.id = *std::move(id);
    } else if (key == "author") {
      if (auto read = read_authors(context, value, fields); !read) return read.error();
    } else {
      for (const auto& [name, field] : texts) {
        if (key != name) continue;
        if (!value.is_string()) return wrong_type(context, key, "a string", value);
        *field = value.get_string().value_unsafe();
      }
    }
  }
  return fields;
}

// The primary tag of a BCP 47 tag: "zh" of "zh-CN".
std::string primary_language(std::string_view tag) {
  std::string primary;
  for (const char c : tag.substr(0, tag.find_first_of("-_"))) {
    const char lower = ascii_lower(c);
    if (lower < 'a' || lower > 'z' || primary.size() == 8) return {};
    primary.push_back(lower);
  }
  return primary.size() < 2 ? std::string{} : primary;
}

void set_published(Article& article, std::string_view published, int offset_minutes) {
  if (trim(published).empty()) return;
  const auto time = parse_timestamp(published, offset_minutes);
  if (!time) {
    article.notes.push_back("published \"" + clean_line(published.substr(0, 40)) +
                            "\" cannot be read, time unknown");
    return;
  }
  article.published = *time;
  article.published.clue = TimeClue::kRecord;
}

Result<Article> to_article(const Fields& fields, const RecordContext& context,
                           const config::ParseSettings& settings) {
  Article article;
  article.record_id = fields.id;
  article.url = clean_line(fields.url);
  article.outlet = clean_field(fields.outlet);
  article.title = clean_field(fields.title);
  article.language = primary_language(trim(fields.lang));
  for (const std::string_view author : fields.authors) {
    std::string name = clean_field(author);
    if (!name.empty()) article.authors.push_back(std::move(name));
  }
  set_published(article, fields.published, settings.assumed_utc_offset_minutes);
  if (!trim(fields.html).empty()) set_body(article, fields.html, BodyForm::kHtml, settings);
  if (article.body.empty() && !trim(fields.text).empty()) {
    set_body(article, fields.text, BodyForm::kText, settings);
  }
  settle(article, context.folder);
  // A flash may be all headline; a record with neither says nothing.
  if (article.title.empty() && article.body.empty()) {
    return bad(context,
               "no text: \"html\" or \"text\" should hold the body, or \"title\" a headline");
  }
  return article;
}

bool is_hex(std::string_view digits) {
  return digits.size() == 4 && std::all_of(digits.begin(), digits.end(), is_hex_digit);
}

bool is_surrogate(std::string_view line, std::size_t at, char from, char to) {
  if (line.substr(at, 2) != "\\u" || !is_hex(line.substr(at + 2, 4))) return false;
  const char second = static_cast<char>(line[at + 3] | 0x20);
  return (line[at + 2] | 0x20) == 'd' && second >= from && second <= to;
}

// Half of a surrogate pair, as some programs write damaged text, becomes \uFFFD. Counts them.
std::uint32_t mend_surrogates(std::string& line) {
  std::uint32_t mended = 0;
  for (std::size_t at = line.find('\\'); at != std::string::npos; at = line.find('\\', at + 2)) {
    const bool high = is_surrogate(line, at, '8', '9') || is_surrogate(line, at, 'a', 'b');
    const bool low = is_surrogate(line, at, 'c', 'f');
    if (high && is_surrogate(line, at + 6, 'c', 'f')) {
      at += 6;
    } else if (high || low) {
      line.replace(at, 6, "\\uFFFD");
      ++mended;
    }
  }
  return mended;
}

}  // namespace

Result<Article> parse_json_record(std::string_view line, const RecordContext& context,
                                  const config::ParseSettings& settings) {
  // Its buffers are kept from record to record; nothing of a record outlives the call.
  thread_local dom::parser parser;
  std::uint32_t replaced = 0;
  dom::element document;
  auto error = parser.parse(line.data(), line.size()).get(document);
  if (error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR) {
    DecodedText decoded = to_utf8(line);
    replaced = decoded.replaced_characters + mend_surrogates(decoded.text);
    error = parser.parse(decoded.text).get(document);
  }
  if (error != simdjson::SUCCESS) {
    return bad(context, std::string("not valid JSON: ") + simdjson::error_message(error));
  }
  dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) {
    return bad(context, "a record should be a JSON object {...}, not " +
                            std::string(type_name(document.type())));
  }
  const auto fields = read_fields(object, context);
  if (!fields) return fields.error();
  auto article = to_article(*fields, context, settings);
  if (article && replaced > 0) {
    article->replaced_characters = replaced;
    article->notes.push_back(std::to_string(replaced) + " undecodable characters were replaced");
  }
  return article;
}

}  // namespace storyfold::crawler::parse
