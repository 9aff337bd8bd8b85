#include "crawler/extract/labels.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "core/ascii.h"
#include "crawler/parse/claims_text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using enum LabelKind;
using parse::piece;
using parse::view;

constexpr std::size_t kMostLabels = 32;     // of one line
constexpr std::size_t kLongestLabel = 30;   // bytes, without spaces
constexpr std::size_t kLongestBefore = 60;  // bytes before a colon in which a label may start

const std::vector<LabelRow>& rows() {
  static const std::vector<LabelRow> kRows{
      {kEditor,
       "责任编辑|責任編輯|责编|责任编|本文编辑|文章编辑|网络编辑|网站编辑|编辑|編輯|编审|主编|"
       "执行编辑|"
       "实习编辑|录入|录入者|录入员|发布人|发布者|上传者",
       "2020-01-02 责任编辑：林一舟", "林一舟"},
      {kEditor, "editor|editors|editedby|editingby|managingeditor", "Editor: Ada Quill",
       "Ada Quill"},
      {kReprinted, "转载自|转自|轉載自|摘自|原载|原载于|原載|本文转自|本文转载自", "转自：海港早报",
       "海港早报"},
      {kSource,
       "来源|來源|文章来源|文章來源|新闻来源|消息来源|信息来源|稿件来源|内容来源|资讯来源|数据来源|"
       "原文来源|本文来源|本文来源于|来源于|稿源|出处|文章出处|出處|发布单位|供稿单位|信息发布机构",
       "时间：2020-01-02 来 源：海港早报 作者：林一", "海港早报"},
      {kSource, "source|quelle|fuente|fonte|источник|出典|情報元|출처|kaynak|źródło",
       "Source: Harbor Wire", "Harbor Wire"},
      {kAuthor,
       "作者|文章作者|本文作者|原作者|撰文|撰稿|撰稿人|执笔|执笔人|撰写|作家|供稿|供稿人|投稿人|"
       "发表人|"
       "发帖人|楼主|博主|译者|文字|采写|文",
       "作者：林一舟 来源：海港早报", "林一舟"},
      {kAuthor,
       "author|writtenby|storyby|wordsby|reportby|postedby|text|texte|texto|autor|autorin|autora|"
       "auteur|autore|автор|текст|執筆|執筆者|文責|저자|글|yazar|verfasser|verfasserin",
       "Author: Ada Quill", "Ada Quill"},
      {kReporter,
       "记者|本报记者|本网记者|本刊记者|特约记者|见习记者|实习记者|通讯员|特约撰稿|特约撰稿人|"
       "取材・文|記者|기자",
       "记 者：林一舟", "林一舟"},
      {kOther,
       "时间|发布时间|发表时间|发布日期|更新时间|日期|发布于|浏览|浏览量|浏览次数|点击|点击数|"
       "点击次数|"
       "点击率|阅读|阅读数|阅读次数|阅读量|访问量|访问次数|评论|评论数|人气|热度|查看|回复|字体|"
       "字号|"
       "字体大小|分享|分享到|关键词|关键字|标签|栏目|频道|分类|所属|摄影|摄|图|图片|制图|校对|审核|"
       "监制|"
       "编译|翻译|译|美编|排版|责任校对|电话|地址|邮箱|微信|微信号|公众号|微博|打印|收藏|投稿|编号|"
       "索引号",
       "浏览次数：120", "120"},
      {kOther,
       "published|updated|date|posted|tag|tags|category|categories|foto|fotos|photo|photos|photoby|"
       "image|images|illustration|copyright|stand|datum|views|comments|video",
       "Photo: Otto Beck", "Otto Beck"},
  };
  return kRows;
}

const std::unordered_map<std::string_view, LabelKind>& kinds_by_word() {
  static const auto kWords = [] {
    std::unordered_map<std::string_view, LabelKind> words;
    for (const LabelRow& row : rows()) {
      for (std::string_view rest = row.words; !rest.empty();) {
        const std::size_t bar = std::min(rest.find('|'), rest.size());
        words.emplace(rest.substr(0, bar), row.kind);
        rest.remove_prefix(std::min(bar + 1, rest.size()));
      }
    }
    return words;
  }();
  return kWords;
}

struct Mark {
  std::size_t begin = std::string_view::npos;
  std::size_t end = 0;
  bool colon = true;
};

// The next colon, or what does for one.
Mark next_mark(std::string_view line, std::size_t from) {
  static constexpr std::array<std::string_view, 3> kColons{"：", "﹕", "∶"};
  static constexpr std::array<std::string_view, 3> kOthers{"／", "｜", "＝"};
  for (std::size_t at = from; at < line.size(); ++at) {
    const char c = line[at];
    if (c == ':') return {at, at + 1, true};
    if (c == '/' || c == '|' || c == '=') return {at, at + 1, false};
    if (c != '\xEF' && c != '\xE2') continue;
    const std::string_view here = line.substr(at, 3);
    if (std::find(kColons.begin(), kColons.end(), here) != kColons.end()) return {at, at + 3, true};
    if (std::find(kOthers.begin(), kOthers.end(), here) != kOthers.end())
      return {at, at + 3, false};
  }
  return {};
}

bool is_letter(char32_t c) {
  return c >= 0x80 ? c != 0xA0 && c < 0x2000 : storyfold::is_letter(static_cast<char>(c));
}

struct Label {
  LabelKind kind;
  std::size_t begin;  // in the line
};

// Does a label end where `line` ends? Read backwards, without spaces; the longest one counts.
bool label_before(std::string_view line, Label& label) {
  const auto& words = kinds_by_word();
  std::string word;
  bool found = false;
  const std::size_t floor = line.size() > kLongestBefore ? line.size() - kLongestBefore : 0;
  for (std::size_t end = line.size(); end > floor && word.size() < kLongestLabel;) {
    const std::size_t at = parse::last_code_point(line.substr(0, end));
    std::string_view character = line.substr(at, end - at);
    end = at;
    if (character == " ") continue;
    char lower[1];
    if (character.size() == 1) {
      lower[0] = ascii_lower(character[0]);
      character = std::string_view(lower, 1);
    }
    word.insert(0, character);
    const auto known = words.find(word);
    if (known == words.end()) continue;
    // A label starts at the border of a word: not inside "resource:" or "本文：".
    const char32_t first = parse::code_point_at(line, at).value;
    const char32_t before =
        at == 0 ? 0 : parse::code_point_at(line, parse::last_code_point(line.substr(0, at))).value;
    const bool inside =
        first < 0x2E80 ? is_letter(before) : parse::is_han(before) && character.size() > 1;
    if (inside) continue;
    label = {known->second, at};
    found = true;
  }
  return found;
}

std::string_view trimmed_value(std::string_view value) {
  static const RE2 kEnd(
      R"([|｜]|\s[-–—•·]\s|\s*\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\s\d{1,2}:\d{2}|\s\d{1,2}月\d|[)）\]】]\s)");
  re2::StringPiece found;
  if (kEnd.Match(piece(value), 0, value.size(), RE2::UNANCHORED, &found, 1)) {
    std::size_t cut = static_cast<std::size_t>(found.data() - value.data());
    // A bracket that was opened in the value belongs to it: "21世纪经济报道(广州) 2015".
    const std::string_view taken = value.substr(0, cut);
    const bool opened = taken.find_first_of("([") != std::string_view::npos ||
                        taken.find("（") != std::string_view::npos ||
                        taken.find("【") != std::string_view::npos;
    if (opened && view(found).find_first_of("|-0123456789") == std::string_view::npos)
      cut += found.size();
    value = value.substr(0, cut);
  }
  return parse::trim(value);
}

}  // namespace

const std::vector<LabelRow>& label_rows() { return rows(); }

std::vector<LabelledValue> labelled_values(std::string_view line) {
  struct Start {
    LabelKind kind;
    std::size_t begin;
    std::size_t value;
  };
  std::vector<Start> starts;
  for (Mark mark = next_mark(line, 0); mark.begin != std::string_view::npos;
       mark = next_mark(line, mark.end)) {
    const std::size_t from = starts.empty() ? 0 : starts.back().value;
    Label label{kOther, 0};
    if (!label_before(line.substr(from, mark.begin - from), label)) continue;
    if (!mark.colon && label.kind != kAuthor && label.kind != kReporter) continue;
    starts.push_back({label.kind, from + label.begin, mark.end});
    if (starts.size() >= kMostLabels) break;
  }
  std::vector<LabelledValue> values;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1].begin : line.size();
    const std::string_view value =
        trimmed_value(line.substr(starts[i].value, end - starts[i].value));
    const auto quote_end = static_cast<std::size_t>(value.data() + value.size() - line.data());
    values.push_back(
        {starts[i].kind, value, line.substr(starts[i].begin, quote_end - starts[i].begin)});
  }
  return values;
}

bool starts_with_label(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kHtmlSpaces);
  if (first == std::string_view::npos) return false;
  text = text.substr(first, kLongestBefore);
  const Mark mark = next_mark(text, 0);
  if (mark.begin == std::string_view::npos || !mark.colon) return false;
  Label label{kOther, 0};
  return label_before(text.substr(0, mark.begin), label) && label.begin == 0;
}

}  // namespace storyfold::crawler::extract
