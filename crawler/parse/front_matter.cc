#include "crawler/parse/front_matter.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstddef>
#include <istream>
#include <optional>
#include <streambuf>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kMaxFrontMatterBytes = 64u << 10;
constexpr std::size_t kMaxDepth = 8;

Error bad(std::string_view where, std::size_t line, std::string_view what) {
  return {Errc::kBadInput,
          std::string(where) + ":" + std::to_string(line) + ": " + std::string(what)};
}

// Reads events as they come, so that nothing is built that could grow past the text.
class FieldReader : public YAML::EventHandler {
 public:
  explicit FieldReader(FrontMatter& out) : out_(out) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    if (depth_ == 0) return;  // nothing stands between the marks
    add(mark, std::nullopt);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    throw YAML::ParserException(mark, "aliases are not allowed here");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    const bool plain = tag == "?";
    scalar_line_ = mark.line;
    const bool null = plain && (value.empty() || value == "~" || value == "null");
    add(mark, null ? std::nullopt : std::optional(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    refuse_anchor(mark, anchor);
    if (depth_ == 0) throw YAML::ParserException(mark, "expected \"key: value\" lines");
    deeper(mark);
  }
  void OnSequenceEnd() override { shallower(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    refuse_anchor(mark, anchor);
    deeper(mark);
    if (depth_ > 1) ++inner_maps_;
  }
  void OnMapEnd() override {
    if (depth_ > 1) --inner_maps_;
    shallower();
  }

  // Of the newest scalar, counted from 0.
  [[nodiscard]] int scalar_line() const noexcept { return scalar_line_; }

 private:
  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      throw YAML::ParserException(mark, "anchors are not allowed here");
    }
  }

  void deeper(const YAML::Mark& mark) {
    if (++depth_ > kMaxDepth) throw YAML::ParserException(mark, "nested too deep");
  }

  void shallower() {
    if (--depth_ == 1) key_.reset();
  }

  void add(const YAML::Mark& mark, std::optional<std::string> value) {
    if (depth_ == 0) throw YAML::ParserException(mark, "expected \"key: value\" lines");
    if (depth_ == 1 && !key_) {
      key_ = value.value_or("");
      std::transform(key_->begin(), key_->end(), key_->begin(),
                     [](unsigned char c) { return ascii_lower(static_cast<char>(c)); });
      return;
    }
    if (inner_maps_ == 0 && key_ && value) out_.fields[*key_].push_back(*std::move(value));
    if (depth_ == 1) key_.reset();
  }

  FrontMatter& out_;
  std::optional<std::string> key_;  // of the top-level pair being read
  std::size_t depth_ = 0;
  std::size_t inner_maps_ = 0;
  int scalar_line_ = 0;
};

// A stream over bytes that it does not copy.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // only ever read from
    setg(begin, begin, begin + text.size());
  }
};

void parse_yaml(std::string_view yaml, FieldReader& reader) {
  ViewBuffer buffer(yaml);
  std::istream stream(&buffer);
  YAML::Parser parser(stream);
  parser.HandleNextDocument(reader);
}

// yaml-cpp closes an open quote where its input ends: of input without the closing mark, the
// scalar that swallowed the rest is the last one it tells of.
int line_of_open_quote(std::string_view yaml) {
  FrontMatter ignored;
  FieldReader reader(ignored);
  try {
    parse_yaml(yaml, reader);
  } catch (const YAML::Exception&) {
    // What misses behind that scalar, as the "]" around it.
  }
  return reader.scalar_line();
}

// One line of `text` from `at` on, without its end; moves `at` past it.
std::string_view take_line(std::string_view text, std::size_t& at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  const std::string_view line = text.substr(at, end - at);
  at = std::min(text.size(), end + 1);
  return line;
}

}  // namespace

std::string_view FrontMatter::first(std::string_view key) const {
  const auto found = fields.find(key);
  return found == fields.end() || found->second.empty() ? std::string_view{}
                                                        : std::string_view(found->second.front());
}

Result<FrontMatter> read_front_matter(std::string_view text, std::string_view where) {
  std::size_t at = 0;
  std::size_t line_number = 1;
  std::string_view line = take_line(text, at);
  while (trim(line).empty() && at < text.size()) {
    line = take_line(text, at);
    ++line_number;
  }
  if (trim(line) != "---") {
    return bad(where, line_number,
               "no front matter: a post starts with a line \"---\", then \"title:\" and "
               "\"date:\" lines, then \"---\"");
  }
  const std::size_t begin = at;
  const std::size_t first_line = line_number;
  std::size_t end = at;
  bool closed = false;
  while (!closed && at < text.size() && at - begin <= kMaxFrontMatterBytes) {
    end = at;
    line = take_line(text, at);
    const std::string_view mark = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    closed = mark == "---" || mark == "...";
  }
  if (!closed) {
    return bad(where, first_line,
               at < text.size()
                   ? "front matter is larger than 64 KiB: is its closing \"---\" missing?"
                   : "front matter is never closed: a second line \"---\" is missing");
  }
  FrontMatter result;
  FieldReader reader(result);
  try {
    // With the closing mark, which may not stand in a quote: without it, a quote that is never
    // closed takes all lines up to the end for its value.
    parse_yaml(text.substr(begin, at - begin), reader);
  } catch (const YAML::Exception& error) {
    if (error.msg == YAML::ErrorMsg::DOC_IN_SCALAR || error.msg == YAML::ErrorMsg::EOF_IN_SCALAR) {
      const int open = line_of_open_quote(text.substr(begin, end - begin));
      return bad(where, first_line + 1 + static_cast<std::size_t>(open),
                 "front matter is not valid YAML: a quote that is opened here is never closed (the "
                 "value should end with the same quote)");
    }
    // yaml-cpp counts lines from 0 after the opening "---".
    const std::size_t in_yaml =
        error.mark.is_null() ? 0 : static_cast<std::size_t>(error.mark.line);
    return bad(where, first_line + 1 + in_yaml,
               "front matter is not valid YAML: " + error.msg +
                   " (a value with ': ' or a leading quote, bracket or '#' needs quotes)");
  }
  result.body = text.substr(at);
  return result;
}

}  // namespace storyfold::crawler::parse
