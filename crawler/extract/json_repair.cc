#include "crawler/extract/json_repair.h"

#include <array>
#include <cstddef>
#include <utility>

#include "core/ascii.h"

namespace storyfold::crawler::extract {
namespace {

constexpr bool is_space(char c) { return kJsonSpaces.find(c) != std::string_view::npos; }

class Repair {
 public:
  Repair(std::string_view in, StrayQuotes quotes) : in_(in), quotes_(quotes) {
    out_.reserve(in.size() + 16);
  }

  std::string run() {
    out_ = "[";
    while (at_ < in_.size()) {
      if (in_[at_] == '"') {
        before_value();
        string();
      } else if (!skip_marks()) {
        structure();
      }
    }
    drop_comma();
    out_ += "]";
    return std::move(out_);
  }

 private:
  // Around the data and between its values, never inside strings.
  bool skip_marks() {
    static constexpr std::array<std::string_view, 8> kMarks{
        "<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "// <![CDATA[", "// ]]>"};
    const std::string_view rest = in_.substr(at_);
    for (const std::string_view mark : kMarks) {
      if (!rest.starts_with(mark)) continue;
      // "]]>" may as well close two arrays, and '>' then stands for nothing.
      if (mark == "]]>" && depth_ > 0) continue;
      at_ += mark.size();
      return true;
    }
    if (rest.starts_with("/*")) {
      const std::size_t close = in_.find("*/", at_ + 2);
      at_ = close == std::string_view::npos ? in_.size() : close + 2;
      return true;
    }
    return false;
  }

  void structure() {
    const char c = in_[at_++];
    if (c == ';' || is_space(c) || static_cast<unsigned char>(c) < 0x20) {
      // One is enough, and keeps last() short.
      if (out_.back() != ' ') out_.push_back(' ');
    } else if (c == '}' || c == ']') {
      drop_comma();
      if (depth_ == 0) return;  // one too many
      --depth_;
      out_.push_back(c);
    } else if (c == ',' || c == ':') {
      if (c == ',' && last() == ',') return;
      out_.push_back(c);
    } else {
      if (c == '{' || c == '[') {
        before_value();
        ++depth_;
      }
      out_.push_back(c);
    }
  }

  // Values that follow each other without a comma: several objects in one script.
  void before_value() {
    const char c = last();
    if (c == '}' || c == ']') out_.push_back(',');
  }

  void string() {
    out_.push_back('"');
    for (++at_; at_ < in_.size(); ++at_) {
      const char c = in_[at_];
      if (c == '\\') {
        escape();
      } else if (c == '"') {
        if (ends_string()) break;
        out_ += "\\\"";
      } else if (c == '\n') {
        out_ += "\\n";
      } else if (static_cast<unsigned char>(c) < 0x20) {
        out_.push_back(' ');
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
    ++at_;
  }

  bool ends_string() const {
    if (quotes_ == StrayQuotes::kEndStrings) return true;
    const std::string_view rest = in_.substr(at_ + 1, 128);  // bounded: this must stay linear
    std::size_t next = rest.find_first_not_of(kJsonSpaces);
    if (next == std::string_view::npos) return true;
    if (rest[next] != ',')
      return std::string_view(":}];").find(rest[next]) != std::string_view::npos;
    next = rest.find_first_not_of(kJsonSpaces, next + 1);
    static constexpr std::string_view kValueStarts = "\"{[}]-0123456789";
    return next == std::string_view::npos ||
           kValueStarts.find(rest[next]) != std::string_view::npos;
  }

  void escape() {
    static constexpr std::string_view kKnown = "\"\\/bfnrt";
    const char next = at_ + 1 < in_.size() ? in_[at_ + 1] : '\0';
    bool known = kKnown.find(next) != std::string_view::npos && next != '\0';
    if (next == 'u') {
      known = at_ + 5 < in_.size();
      for (std::size_t i = at_ + 2; known && i < at_ + 6; ++i) known = is_hex_digit(in_[i]);
    }
    if (!known) return;  // the backslash alone goes
    out_.push_back('\\');
    out_.push_back(next);
    ++at_;
  }

  char last() const {
    const std::size_t found = out_.find_last_not_of(' ');
    return found == std::string::npos ? '\0' : out_[found];
  }

  void drop_comma() {
    const std::size_t found = out_.find_last_not_of(' ');
    if (found != std::string::npos && out_[found] == ',') out_.resize(found);
  }

  std::string_view in_;
  StrayQuotes quotes_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

std::string repair_json(std::string_view text, StrayQuotes quotes) {
  return Repair(text, quotes).run();
}

}  // namespace storyfold::crawler::extract
