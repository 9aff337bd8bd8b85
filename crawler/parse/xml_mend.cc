#include "crawler/parse/xml_mend.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "core/contains.h"
#include "crawler/parse/html_scan.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;
constexpr std::size_t kMaxAttributes = 256;  // of one tag; more are left out
constexpr std::size_t kLongestReference = 32;

// Records of a list never lie inside each other: the next one closes one left open.
constexpr std::array<std::string_view, 4> kRecords{"item", "entry", "url", "sitemap"};
// HTML that was not escaped: without an end by nature, or closed by the next of its kind.
constexpr std::array<std::string_view, 6> kVoid{"br", "img", "hr", "wbr", "input", "embed"};
constexpr std::array<std::string_view, 2> kClosedByNext{"p", "li"};

bool starts_name(char c) noexcept {
  return is_letter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// One colon may stand between two parts; anything else that XML does not allow becomes '_'.
std::string clean_name(std::string_view raw) {
  std::string name(raw);
  bool colon = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    char& c = name[i];
    const bool separates = c == ':' && !colon && i > 0 && i + 1 < name.size() &&
                           (is_letter(name[i + 1]) || name[i + 1] == '_');
    const bool fits =
        is_letter(c) || c == '_' || (i > 0 && (is_digit(c) || c == '-' || c == '.')) || separates;
    if (separates) colon = true;
    if (!fits) c = '_';
  }
  return name;
}

// References can name controls, which XML cannot hold.
void append_shown(std::string& out, char c) {
  append_escaped(out, static_cast<unsigned char>(c) < 0x20 && !is_html_space(c) ? ' ' : c);
}

class Mender {
 public:
  Mender(std::string_view text, const XmlSink& sink) : text_(text), sink_(sink) {}

  Result<XmlScan> run() {
    at_ = std::min(text_.find('<'), text_.size());
    while (at_ < text_.size() && !stopped_) {
      if (auto error = text_[at_] == '<' ? markup() : character_data()) return *std::move(error);
      if (out_.size() >= kPieceBytes) flush();
    }
    if (!stopped_) {
      scan_.torn = !open_.empty();
      flush();
      while (!open_.empty()) close_innermost();
    }
    flush(scan_.torn);
    if (!seen_element_) return Error{Errc::kBadInput, "XML: no element in it"};
    return scan_;
  }

 private:
  static Error too_long(std::string_view what) {
    return {Errc::kTooLarge, "XML: " + std::string(what) + " longer than " +
                                 std::to_string(kMaxXmlTokenBytes) + " bytes"};
  }

  void flush(bool made_up = false) {
    if (!out_.empty() && !stopped_) stopped_ = !sink_(out_, made_up);
    out_.clear();
  }

  std::optional<Error> character_data() {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    if (end - at_ > kMaxXmlTokenBytes) return too_long("text");
    // Before the first element and behind the last nothing may stand.
    if (!open_.empty()) append_text(text_.substr(at_, end - at_));
    at_ = end;
    return std::nullopt;
  }

  std::optional<Error> markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) return skip_past("-->", 4);
    if (rest.starts_with("<![CDATA[")) return cdata();
    if (rest.starts_with("<?")) return skip_past("?>", 2);
    if (rest.starts_with("<!")) return declaration();
    if (rest.starts_with("</") && rest.size() > 2 && starts_name(rest[2])) return end_tag();
    if (rest.size() > 1 && starts_name(rest[1])) return start_tag();
    ++scan_.mended;
    if (!open_.empty()) append_shown(out_, '<');
    ++at_;
    return std::nullopt;
  }

  std::optional<Error> skip_past(std::string_view mark, std::size_t from) {
    const std::size_t found = text_.find(mark, at_ + from);
    at_ = found == std::string_view::npos ? text_.size() : found + mark.size();
    return std::nullopt;
  }

  std::optional<Error> cdata() {
    const std::size_t begin = at_ + 9;
    const std::size_t end = std::min(text_.find("]]>", begin), text_.size());
    if (end - begin > kMaxXmlTokenBytes) return too_long("a CDATA section");
    if (!open_.empty()) {
      for (const char c : text_.substr(begin, end - begin)) append_shown(out_, c);
    }
    at_ = std::min(end + 3, text_.size());
    return std::nullopt;
  }

  // RSS 0.91's DOCTYPE names a DTD that is not read. An internal subset can declare entities.
  std::optional<Error> declaration() {
    char quote = '\0';
    std::size_t i = at_ + 2;
    for (; i < text_.size() && (quote != '\0' || text_[i] != '>'); ++i) {
      const char c = text_[i];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[') {
        return Error{Errc::kBadInput, "XML: a DOCTYPE with declarations of its own is refused"};
      }
      if (i - at_ > kMaxXmlTokenBytes) return too_long("a declaration");
    }
    at_ = std::min(i + 1, text_.size());
    return std::nullopt;
  }

  std::optional<Error> end_tag() {
    const std::size_t close = std::min(text_.find_first_of("<>", at_ + 2), text_.size());
    if (close - at_ > kMaxXmlTokenBytes) return too_long("a tag");
    std::string_view raw = text_.substr(at_ + 2, close - at_ - 2);
    raw = raw.substr(0, raw.find_first_of(kHtmlSpaces));
    at_ = close < text_.size() && text_[close] == '>' ? close + 1 : close;
    const std::string name = clean_name(raw);
    const auto found = std::find_if(open_.rbegin(), open_.rend(), [&](const std::string& open) {
      return equal_ignoring_case(open, name);
    });
    if (found != open_.rbegin()) ++scan_.mended;
    if (found == open_.rend()) return std::nullopt;
    close_down_to(static_cast<std::size_t>(open_.rend() - found) - 1);
    return std::nullopt;
  }

  std::optional<Error> start_tag() {
    const std::size_t begin = at_++;
    std::string name = clean_name(take_until(" \t\n\r\f/><"));
    settle_siblings(name);
    if (open_.empty() && seen_element_) {
      // A second root: a document that was pasted behind the first. One is enough.
      ++scan_.mended;
      at_ = text_.size();
      return std::nullopt;
    }
    if (open_.size() >= kMaxXmlDepth) {
      return Error{Errc::kBadInput, "XML: nested deeper than " + std::to_string(kMaxXmlDepth)};
    }
    seen_element_ = true;
    out_ += '<';
    out_ += name;
    const bool closed = attributes(begin);
    if (at_ - begin > kMaxXmlTokenBytes) return too_long("a tag");
    if (closed || contains(kVoid, name)) {
      if (!closed) ++scan_.mended;
      out_ += "/>";
    } else {
      out_ += '>';
      open_.push_back(std::move(name));
    }
    return std::nullopt;
  }

  // Up to and with '>'. True when the tag closes itself.
  bool attributes(std::size_t begin) {
    names_.clear();
    while (at_ < text_.size() && at_ - begin <= kMaxXmlTokenBytes) {
      const char c = text_[at_];
      if (c == '>') {
        ++at_;
        return false;
      }
      if (c == '<') break;  // the tag's own end is missing
      if (c == '/' && text_.substr(at_ + 1, 1) == ">") {
        at_ += 2;
        return true;
      }
      if (starts_name(c)) {
        attribute(begin);
      } else {
        if (!is_html_space(c)) ++scan_.mended;
        ++at_;
      }
    }
    ++scan_.mended;
    return false;
  }

  void attribute(std::size_t begin) {
    std::string name = clean_name(take_until(" \t\n\r\f/><="));
    const std::string_view value = attribute_value(begin);
    const bool again = std::find(names_.begin(), names_.end(), name) != names_.end();
    if (again || names_.size() >= kMaxAttributes) {
      ++scan_.mended;
      return;
    }
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    append_text(value);
    out_ += '"';
    names_.push_back(std::move(name));
  }

  std::string_view attribute_value(std::size_t begin) {
    const std::size_t equals = text_.find_first_not_of(kHtmlSpaces, at_);
    if (equals == std::string_view::npos || text_[equals] != '=') {
      ++scan_.mended;
      return {};
    }
    at_ = std::min(text_.find_first_not_of(kHtmlSpaces, equals + 1), text_.size());
    if (at_ == text_.size()) return {};
    const char quote = text_[at_];
    if (quote != '"' && quote != '\'') {
      ++scan_.mended;
      return take_until(" \t\n\r\f><");
    }
    ++at_;
    // Looked for no further than a tag may reach: a flood of open quotes stays linear.
    const std::string_view window = text_.substr(at_, kMaxXmlTokenBytes - (at_ - begin) + 1);
    const std::size_t size = std::min(window.find(quote), window.size());
    at_ = std::min(at_ + size + 1, text_.size());
    return window.substr(0, size);
  }

  std::string_view take_until(std::string_view stops) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(stops, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void settle_siblings(std::string_view name) {
    if (contains(kRecords, name)) {
      const auto found = std::find(open_.begin(), open_.end(), name);
      if (found == open_.end()) return;
      ++scan_.mended;
      close_down_to(static_cast<std::size_t>(found - open_.begin()));
    } else if (!open_.empty() && open_.back() == name && contains(kClosedByNext, name)) {
      ++scan_.mended;
      close_innermost();
    }
  }

  void close_down_to(std::size_t count) {
    while (open_.size() > count) close_innermost();
  }

  void close_innermost() {
    out_ += "</";
    out_ += open_.back();
    out_ += '>';
    open_.pop_back();
  }

  // Text or an attribute's value as written: known references resolved, all else taken literally.
  void append_text(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '&') {
        append_shown(out_, raw[i]);
        continue;
      }
      const std::string_view window = raw.substr(i, kLongestReference);
      const std::string_view reference = window.substr(0, window.find(';') + 1);
      const std::string meant = decode_entities(reference);
      if (reference.empty() || meant == reference) {
        ++scan_.mended;
        append_shown(out_, '&');
        continue;
      }
      for (const char c : meant) append_shown(out_, c);
      i += reference.size() - 1;
    }
  }

  std::string_view text_;
  const XmlSink& sink_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<std::string> open_;   // elements, outermost first
  std::vector<std::string> names_;  // of the attributes of the tag at hand
  XmlScan scan_;
  bool seen_element_ = false;
  bool stopped_ = false;
};

}  // namespace

Result<XmlScan> mend_xml(std::string_view utf8, const XmlSink& sink) {
  return Mender(utf8, sink).run();
}

}  // namespace storyfold::crawler::parse
