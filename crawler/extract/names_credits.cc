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
#include "crawler/extract/title_text.h"
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
constexpr std::size_t kFarFromStart = 12;  // bytes before a label in the middle of the article
constexpr std::size_t kLastLines = 12;

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
      R"((?i)本[站网報报刊社台]|原创|互联网|网络|网络转载|网络整理|未知|不详|其他|转载|综合|其它|作者|本站原创|本网站|转载文章|详细|详情|文|图|x+|.*(?:[=]|的所有).*|admin|internet|unknown|none|null|未注明|网友|佚名|网页|站内|自媒体)");
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

// Names and where they stand: near the heading they speak of this article for sure.
struct People {
  std::vector<std::string> in_head;
  std::vector<std::string> elsewhere;
};

class CreditReader {
 public:
  CreditReader(const std::vector<PageLine>& lines, std::string_view title)
      : lines_(lines), title_(title), signature_(title_signature(title)) {}

  Credits run() {
    for (const Place place : {Place::kHead, Place::kInside, Place::kBelow, Place::kAbove}) {
      place_ = place;
      for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (lines_[i].place == place && is_near(lines_[i])) read_line(i);
      }
    }
    Credits credits;
    for (auto* group : {&labelled_.in_head, &reporters_.in_head, &plain_.in_head,
                        &labelled_.elsewhere, &plain_.elsewhere, &reporters_.elsewhere}) {
      if (credits.authors.empty()) credits.authors = std::move(*group);
    }
    credits.hinted = std::move(hinted_.elsewhere);
    credits.editors = std::move(editors_.elsewhere);
    credits.claims = std::move(claims_);
    return credits;
  }

 private:
  void read_line(std::size_t i) {
    const PageLine& line = lines_[i];
    const auto values = labelled_values(line.text);
    for (const LabelledValue& found : values) {
      // In the text, tables and pictures have their own: "Source: Harbor Statistics Office, p. 4".
      const auto lead = static_cast<std::size_t>(found.quote.data() - line.text.data());
      if (line.place == Place::kInside && lead > kFarFromStart && !near_end(i)) continue;
      if (!found.value.empty()) {
        read_value(found.kind, found.value, found.quote);
      } else if (i + 1 < lines_.size() && lines_[i + 1].text.size() <= 60 &&
                 found.quote.data() + found.quote.size() >= line.text.data() + line.text.size() &&
                 labelled_values(lines_[i + 1].text).empty()) {
        const std::string quote = line.text + " " + lines_[i + 1].text;
        read_value(found.kind, lines_[i + 1].text, quote);
      }
    }
    if (line.text.size() > 240) return;
    read_reporters(line);
    if (line.place == Place::kHead && line.distance <= 6 && line.text != title_)
      read_plain(line, values.empty());
    if (line.place == Place::kInside && near_end(i)) read_signature(line);
    // "林一舟：我看海港", and the name alone in a line.
    if (!signature_.empty() && line.text == signature_)
      people(plain_, ClaimKind::kAuthor, {line.text}, line.text);
  }

  bool near_end(std::size_t i) const {
    return i + kLastLines >= lines_.size() || lines_[i + kLastLines].place != Place::kInside;
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
        place_people(editors_.elsewhere, ClaimKind::kEditor, names_in(value, false), quote);
        break;
      case LabelKind::kOther:
        break;
    }
  }

  static std::vector<std::string> names_in(std::string_view value, bool pen_names) {
    if (value.find("http") != std::string_view::npos) return {};
    auto names = leading_names(value, false);
    if (names.empty() && value.size() <= 120) {
      for (std::string& name : author_names(value)) {
        if (is_full_name(name)) names.push_back(std::move(name));
      }
    }
    if (names.empty() && pen_names && value.size() <= 120) names = leading_names(value, true);
    std::erase_if(names, [](const std::string& name) {
      return is_generic_author(name) || parse::looks_like_outlet(name) || is_no_source(name);
    });
    return names;
  }

  void source(LabelKind kind, std::string_view value, std::string_view quote) {
    std::string name = parse::outlet_name(first_name_of(value));
    if (name.empty()) name = parse::outlet_name(value);
    if (name.empty() || is_no_source(name) || parse::is_own_outlet(name)) return;
    if (parse::looks_like_person(name) && hinted_.elsewhere.empty())
      hinted_.elsewhere.push_back(name);
    const ClaimKind claim =
        kind == LabelKind::kSource ? ClaimKind::kSource : ClaimKind::kReprintedFrom;
    const auto same = [&](const Claim& known) { return known.name == name; };
    if (sources_ >= kMostSources || std::any_of(claims_.begin(), claims_.end(), same)) return;
    ++sources_;
    claims_.push_back({claim, std::move(name), std::string(quote), std::nullopt});
  }

  void people(People& group, ClaimKind kind, std::vector<std::string> names,
              std::string_view quote) {
    place_people(place_ == Place::kHead ? group.in_head : group.elsewhere, kind, std::move(names),
                 quote);
  }

  void place_people(std::vector<std::string>& group, ClaimKind kind, std::vector<std::string> names,
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

  // "本报记者 林一舟", not "记者 林一舟 摄" below a picture.
  void read_reporters(const PageLine& line) {
    static constexpr std::array<std::string_view, 6> kTriggers{"记者", "記者",   "通讯员",
                                                               "撰稿", "实习生", "记 者"};
    const auto held = [&line](std::string_view word) {
      return line.text.find(word) != std::string::npos;
    };
    if (std::none_of(kTriggers.begin(), kTriggers.end(), held)) return;
    static const RE2 kReporter(
        R"((?:记\s?者|通讯员|特约撰稿人?|撰稿人?|記者|实习生)[\s/／]{0,3}([\p{Han}·、，\s]+))");
    static const RE2 kPhotographer(R"((?:摄|摄影|供图|图|攝)[）)]?$)");
    re2::StringPiece found[2];
    if (!kReporter.Match(piece(line.text), 0, line.text.size(), RE2::UNANCHORED, found, 2)) return;
    if (RE2::PartialMatch(piece(line.text), kPhotographer)) return;
    std::string_view names = view(found[1]);
    const std::string_view behind =
        std::string_view(line.text).substr(parse::offset_in(line.text, names) + names.size());
    // "记者 林一舟 来源：..." goes on with a label.
    if (behind.starts_with(":") || behind.starts_with("：")) {
      names = names.substr(0, names.find_last_of(' ') + 1);
    }
    people(reporters_, ClaimKind::kReporter, leading_names(names, false), view(found[0]));
  }

  // "林一舟 欧阳明月" below the heading, "2015年1月2日 [ 林一舟 ] 来源：..."
  void read_plain(const PageLine& line, bool unlabelled) {
    if (unlabelled && line.text.size() <= 48) {
      if (!parse::is_han(parse::code_point_at(line.text, 0).value)) return;
      auto names = leading_names(line.text, false);
      std::size_t named = 0;
      for (const std::string& name : names) {
        named += parse::looks_like_person(name) ? name.size() : 0;
      }
      const std::size_t letters = bare(line.text).size();
      if (named > 0 && named == letters)
        people(plain_, ClaimKind::kAuthor, std::move(names), line.text);
      return;
    }
    static const RE2 kBeside(
        R"(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\s*[\[【（(]?\s?(\p{Han}{2,3})\s?[\]】）)]?(?:\s|$))");
    re2::StringPiece found[2];
    if (!kBeside.Match(piece(line.text), 0, line.text.size(), RE2::UNANCHORED, found, 2)) return;
    if (parse::looks_like_person(view(found[1])) && hinted_.elsewhere.empty())
      hinted_.elsewhere.emplace_back(view(found[1]));
  }

  // "（林一舟）" in a line of its own at the end of the text.
  void read_signature(const PageLine& line) {
    std::string_view text = line.text;
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
      if (text.size() > 6 && text.starts_with(open) && text.ends_with(close)) {
        text = parse::trim(text.substr(open.size(), text.size() - open.size() - close.size()));
        auto names = leading_names(text, false);
        const bool all = !names.empty() && std::all_of(names.begin(), names.end(), [](auto& name) {
          return parse::looks_like_person(name);
        });
        if (all && parse::count_code_points(text) <= 24)
          people(plain_, ClaimKind::kAuthor, std::move(names), line.text);
      }
    }
  }

  // Opinion pieces show the writer before a colon; it counts once a line confirms it.
  static std::string title_signature(std::string_view title) {
    const std::size_t colon = std::min(title.find("："), title.find(':'));
    if (colon == std::string_view::npos || colon > 24) return {};
    const std::string name(parse::trim(title.substr(0, colon)));
    return parse::split_people(name).size() == 1 ? name : std::string();
  }

  const std::vector<PageLine>& lines_;
  std::string_view title_;
  std::string signature_;
  Place place_ = Place::kHead;
  People labelled_, reporters_, plain_, hinted_, editors_;
  std::vector<Claim> claims_;
  std::size_t sources_ = 0;
};

}  // namespace

Credits read_credits(const std::vector<PageLine>& lines, const PageTitle& title) {
  return CreditReader(lines, title.text).run();
}

}  // namespace storyfold::crawler::extract
