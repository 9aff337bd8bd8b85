#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/extract/author_names.h"
#include "crawler/extract/labels.h"
#include "crawler/extract/names_parts.h"
#include "crawler/parse/claims_match.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/claims_text.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using Place = PageLine::Place;
using parse::piece;
using parse::view;

constexpr std::size_t kMostSources = 4;
constexpr std::size_t kMostPeople = 12;
constexpr int kFarAbove = 8;   // lines above the heading that may still speak of the article
constexpr int kFarBelow = 12;  // lines below its end

bool is_near(const PageLine& line) {
  switch (line.place) {
    case Place::kAbove:
      return line.distance <= kFarAbove;
    case Place::kBelow:
      return line.distance <= kFarBelow;
    case Place::kHead:
    case Place::kInside:
      return true;
  }
  return false;
}

bool all_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// No one's name: "the internet", "original", "this site".
bool is_no_source(std::string_view name) {
  static const RE2 kNone(
      R"((?i)本[站网報报刊社台]|原创|互联网|网络|网络转载|网络整理|未知|不详|其他|转载|综合|其它|作者|本站原创|本网站|admin|internet|unknown|none|null|未注明|网友|佚名|网页|站内|自媒体)");
  return RE2::FullMatch(piece(name), kNone);
}

// A source's name ends at a space, save between words in Latin letters.
std::string_view first_name_of(std::string_view value) {
  std::size_t end = 0;
  while (end < value.size()) {
    const std::size_t space = std::min(value.find(' ', end), value.size());
    if (space == value.size()) return value;
    const std::size_t next = space + 1;
    const std::size_t next_end = std::min(value.find(' ', next), value.size());
    if (!all_ascii(value.substr(end, space - end)) ||
        !all_ascii(value.substr(next, next_end - next)))
      return value.substr(0, space);
    end = next;
  }
  return value;
}

class CreditReader {
 public:
  CreditReader(const std::vector<PageLine>& lines, std::string_view title)
      : lines_(lines), title_(title) {}

  Credits run() {
    for (const Place place : {Place::kHead, Place::kInside, Place::kBelow, Place::kAbove}) {
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (lines_[i].place == place && is_near(lines_[i])) read_line(i);
      }
    }
    // Who is labelled the author wrote it; reporters come next, mere names last.
    Credits credits;
    for (auto* group : {&labelled_, &reporters_, &plain_}) {
      if (credits.authors.empty()) credits.authors = std::move(*group);
    }
    credits.editors = std::move(editors_);
    credits.claims = std::move(claims_);
    return credits;
  }

 private:
  void read_line(std::size_t i) {
    const PageLine& line = lines_[i];
    for (const LabelledValue& found : labelled_values(line.text)) {
      if (!found.value.empty()) {
        read_value(found.kind, found.value, found.quote);
      } else if (i + 1 < lines_.size() && lines_[i + 1].text.size() <= 60 &&
                 found.quote.data() + found.quote.size() >= line.text.data() + line.text.size() &&
                 labelled_values(lines_[i + 1].text).empty()) {
        const std::string quote = line.text + " " + lines_[i + 1].text;
        read_value(found.kind, lines_[i + 1].text, quote);
      }
    }
    if (line.text.size() <= 240) read_unlabelled(line);
  }

  void read_value(LabelKind kind, std::string_view value, std::string_view quote) {
    switch (kind) {
      case LabelKind::kSource:
      case LabelKind::kReprinted:
        source(kind, value, quote);
        break;
      case LabelKind::kAuthor:
        people(labelled_, ClaimKind::kAuthor, names_in(value, true), quote);
        break;
      case LabelKind::kReporter:
        people(reporters_, ClaimKind::kReporter, names_in(value, false), quote);
        break;
      case LabelKind::kEditor:
        people(editors_, ClaimKind::kEditor, names_in(value, false), quote);
        break;
      case LabelKind::kOther:
        break;
    }
  }

  static std::vector<std::string> names_in(std::string_view value, bool pen_names) {
    std::string_view rest = value;
    if (rest.find("http") != std::string_view::npos) return {};
    auto names = leading_names(rest, false);
    if (names.empty() && rest.size() <= 120) {
      for (std::string& name : author_names(rest)) {
        if (is_full_name(name)) names.push_back(std::move(name));
      }
    }
    if (names.empty() && pen_names && value.size() <= 120) names = leading_names(rest, true);
    std::erase_if(names, [](const std::string& name) {
      return is_generic_author(name) || parse::looks_like_outlet(name) || is_no_source(name);
    });
    return names;
  }

  void source(LabelKind kind, std::string_view value, std::string_view quote) {
    std::string name = parse::outlet_name(first_name_of(value));
    if (name.empty()) name = parse::outlet_name(value);
    if (name.empty() || is_no_source(name) || parse::is_own_outlet(name)) return;
    const ClaimKind claim =
        kind == LabelKind::kSource ? ClaimKind::kSource : ClaimKind::kReprintedFrom;
    const auto same = [&](const Claim& known) { return known.name == name; };
    if (sources_ >= kMostSources || std::any_of(claims_.begin(), claims_.end(), same)) return;
    ++sources_;
    claims_.push_back({claim, std::move(name), std::string(quote), std::nullopt});
  }

  void people(std::vector<std::string>& group, ClaimKind kind, std::vector<std::string> names,
              std::string_view quote) {
    for (std::string& name : names) {
      if (group.size() >= kMostPeople) return;
      if (std::find(group.begin(), group.end(), name) != group.end()) continue;
      const auto same = [&](const Claim& known) {
        return known.kind == kind && known.name == name;
      };
      if (std::none_of(claims_.begin(), claims_.end(), same))
        claims_.push_back({kind, name, std::string(quote), std::nullopt});
      group.push_back(std::move(name));
    }
  }

  // "本报记者 林一舟", "林一舟 欧阳明月" below the heading.
  void read_unlabelled(const PageLine& line) {
    static const RE2 kReporter(
        R"((?:记\s?者|通讯员|特约撰稿|撰稿人|記者)\s{0,3}((?:[\p{Han}·]{1,8}[\s、，]{0,2}){1,6}))");
    re2::StringPiece found[2];
    if (line.text.find("记") != std::string::npos ||
        line.text.find("通讯员") != std::string::npos ||
        line.text.find("撰稿") != std::string::npos ||
        line.text.find("記者") != std::string::npos) {
      if (kReporter.Match(piece(line.text), 0, line.text.size(), RE2::UNANCHORED, found, 2)) {
        people(reporters_, ClaimKind::kReporter, leading_names(view(found[1]), false),
               view(found[0]));
      }
    }
    if (line.place == Place::kHead && line.distance <= 4 &&
        parse::count_code_points(line.text) <= 16 && line.text != title_) {
      auto names = leading_names(line.text, false);
      const bool all = !names.empty() &&
                       std::all_of(names.begin(), names.end(),
                                   [](const auto& name) { return parse::looks_like_person(name); });
      if (all && parse::is_han(parse::code_point_at(line.text, 0).value))
        people(plain_, ClaimKind::kAuthor, std::move(names), line.text);
    }
  }

  const std::vector<PageLine>& lines_;
  std::string_view title_;
  std::vector<std::string> labelled_, reporters_, plain_, editors_;
  std::vector<Claim> claims_;
  std::size_t sources_ = 0;
};

}  // namespace

Credits read_credits(const PageView&, const std::vector<PageLine>& lines, const PageTitle& title,
                     const Site&) {
  return CreditReader(lines, title.text).run();
}

}  // namespace storyfold::crawler::extract
