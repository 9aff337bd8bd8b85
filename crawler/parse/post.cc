#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ascii.h"
#include "core/clock.h"
#include "crawler/parse/archive.h"
#include "crawler/parse/article_build.h"
#include "crawler/parse/front_matter.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

std::string stem_of(std::string_view file_name) {
  return std::string(file_name.substr(0, std::min(file_name.rfind('.'), file_name.size())));
}

// "2022-02-08-title.md" (Jekyll names its posts so).
std::optional<Timestamp> date_in_file_name(std::string_view file_name, int offset_minutes) {
  constexpr std::size_t kDateBytes = 10;
  if (file_name.size() <= kDateBytes) return std::nullopt;
  const char behind = file_name[kDateBytes];
  if (behind != '-' && behind != '_' && behind != '.') return std::nullopt;
  auto time = parse_timestamp(file_name.substr(0, kDateBytes), offset_minutes);
  if (time) time->clue = TimeClue::kFileName;
  return time;
}

void set_published(Article& article, std::string_view date, const RecordContext& context,
                   int offset_minutes) {
  if (auto time = parse_timestamp(date, offset_minutes); time && !date.empty()) {
    article.published = *time;
    article.published.clue = TimeClue::kFrontMatter;
    return;
  }
  const auto from_name = date_in_file_name(context.file_name, offset_minutes);
  if (from_name) article.published = *from_name;
  if (date.empty() && from_name) return;
  article.notes.push_back((date.empty()
                               ? std::string("no date")
                               : "date \"" + clean_line(date.substr(0, 40)) + "\" cannot be read") +
                          (from_name ? ", the file name's is used" : ", time unknown"));
}

std::vector<std::string> cleaned(const FrontMatter& front, std::string_view key) {
  std::vector<std::string> values;
  const auto found = front.fields.find(key);
  if (found == front.fields.end()) return values;
  for (const std::string& value : found->second) {
    std::string name = clean_field(value);
    if (!name.empty()) values.push_back(std::move(name));
  }
  return values;
}

void append_new(std::vector<std::string>& list, std::vector<std::string> more) {
  for (std::string& value : more) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
  }
}

constexpr std::string_view kContainers[] = {"div",    "section", "article",    "table",
                                            "ul",     "ol",      "blockquote", "dl",
                                            "figure", "main",    "center",     "header"};

bool is_container(std::string_view lower) {
  return std::find(std::begin(kContainers), std::end(kContainers), lower) != std::end(kContainers);
}

bool is_paragraph_tag(std::string_view lower) {
  return lower == "p" || lower == "br" || lower == "hr" || lower == "pre" ||
         (lower.size() == 2 && lower[0] == 'h' && lower[1] >= '1' && lower[1] <= '6');
}

// Text of its own paragraph (behind a blank line) in `html[from, to)`: written as Markdown.
bool holds_markdown(std::string_view html, std::size_t from, std::size_t to) {
  const std::string_view between = html.substr(from, to - from);
  const std::size_t first = between.find_first_not_of(" \t\n");
  return first != std::string_view::npos &&
         std::count(between.begin(), between.begin() + static_cast<std::ptrdiff_t>(first), '\n') >
             1;
}

// Archives hold HTML with Markdown behind it, HTML indented so that Markdown would take it for
// code, Markdown with some HTML in it, and plain Markdown. A body that starts with a block-level
// tag is HTML up to its last block-level tag, and Markdown after; unless Markdown paragraphs stand
// between its blocks. Everything else is Markdown with HTML passed through.
std::string body_html(std::string_view text) {
  const std::string body = drop_unread_markup(text);
  const std::string_view lead = trim(body);
  Tag tag = next_tag(body, 0);
  bool html_led = !tag.name.empty() && lead.data() == body.data() + tag.begin;
  std::size_t html_end = 0;
  std::size_t depth = 0;
  for (; html_led && !tag.name.empty(); tag = next_tag(body, tag.end)) {
    const std::string name = ascii_lower(tag.name.substr(0, 16));
    const bool container = is_container(name);
    if (!container && !is_paragraph_tag(name)) {
      html_led = html_end > 0 || depth > 0;
      continue;
    }
    if (html_end > 0 && depth == 0 && holds_markdown(body, html_end, tag.begin)) html_led = false;
    if (container && !tag.closing) ++depth;
    if (container && tag.closing && depth > 0) --depth;
    html_end = tag.end;
  }
  if (!html_led) return markdown_to_html(body);
  const std::string_view rest = trim(std::string_view(body).substr(html_end));
  if (rest.empty()) return body;
  return body.substr(0, html_end) + "\n" + markdown_to_html(rest);
}

}  // namespace

Result<Article> parse_post(std::string_view bytes, const RecordContext& context,
                           const config::ParseSettings& settings) {
  const DecodedText decoded = to_utf8(bytes);
  auto front = read_front_matter(decoded.text, context.where);
  if (!front) return front.error();

  Article article;
  article.record_id = clean_line(stem_of(context.file_name));
  article.title = clean_field(front->first("title"));
  article.replaced_characters = decoded.replaced_characters;
  if (decoded.replaced_characters > 0) {
    article.notes.push_back(std::to_string(decoded.replaced_characters) + " bytes are not " +
                            decoded.charset + " and were replaced");
  }
  set_published(article, trim(front->first("date")), context, settings.assumed_utc_offset_minutes);
  for (const std::string_view key : {"categories", "category", "tags"}) {
    append_new(article.categories, cleaned(*front, key));
  }
  std::vector<std::string> authors = cleaned(*front, "author");
  article.outlet = outlet_of_post(authors, article.categories);
  std::erase(authors, article.outlet);
  article.authors = std::move(authors);

  set_body(article, body_html(front->body), BodyForm::kHtml, settings);
  settle(article, context.folder);
  if (article.title.empty() && article.body.empty()) {
    return Error{Errc::kBadInput,
                 context.where + ":1: neither a title in the front matter nor any text after it"};
  }
  if (article.title.empty()) article.notes.emplace_back("no title");
  return article;
}

}  // namespace storyfold::crawler::parse
