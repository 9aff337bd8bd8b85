#include "crawler/extract/labels.h"

#include <re2/re2.h>

#include <memory>
#include <string>

#include "crawler/parse/claims_text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using enum LabelKind;
using parse::piece;
using parse::view;

// Longer labels first: RE2 takes the first alternative that matches.
const std::vector<LabelRow>& rows() {
  static const std::vector<LabelRow> kRows{
      {kEditor,
       "责任编辑|責任編輯|责\\s?编|本文编辑|文章编辑|网络编辑|网站编辑|编\\s?辑|編\\s?輯|"
       "编\\s?审|主\\s?编|执行编辑|实习编辑|录入|录\\s?入\\s?者|录入员|发布人|发布者|上传者",
       "2020-01-02 责任编辑：林一", "林一"},
      {kEditor, "edited by|editor|editing by|managing editor", "Editor: Ada Quill", "Ada Quill"},
      {kReprinted, "转载自|转\\s?自|轉載自|摘\\s?自|原载于?|原載|原文链接来自|本文转自|本文转载自",
       "转自：海港早报", "海港早报"},
      {kSource,
       "文章来源|文章來源|新闻来源|消息来源|信息来源|稿件来源|内容来源|资讯来源|数据来源|"
       "原文来源|本文来源|本文来源于|来源于|来\\s{0,4}源|來\\s{0,4}源|稿\\s?源|出\\s?处|"
       "文章出处|出處|发布单位|供稿单位|信息发布机构",
       "时间：2020-01-02 来源：海港早报 作者：林一", "海港早报"},
      {kSource, "source|quelle|fuente|fonte|источник|出典|情報元|출처|kaynak|źródło",
       "Source: Harbor Wire", "Harbor Wire"},
      {kAuthor,
       "文章作者|本文作者|原\\s?作者|作\\s{0,4}者|撰\\s?文|撰\\s?稿人?|执笔人?|撰\\s?写|作\\s?家|"
       "供稿人?|投稿人|发表人|发帖人|楼主|博主|译者|文\\s?字|采写|采\\s?写|文",
       "作者：林一舟 来源：海港早报", "林一舟"},
      {kAuthor,
       "author|written by|story by|words by|report by|posted by|text|texte?|autor(?:in|a)?|"
       "auteur|autore|автор|текст|執筆者?|文責|저자|글|yazar|verfasser(?:in)?",
       "Author: Ada Quill", "Ada Quill"},
      {kReporter,
       "本报记者|本网记者|本刊记者|特约记者|见习记者|实习记者|记\\s?者|通讯员|特约撰稿人?|"
       "取材・文|記者|기자",
       "记者：林一舟", "林一舟"},
      {kOther,
       "时\\s{0,4}间|发布时间|发表时间|发布日期|更新时间|日\\s{0,4}期|发布于|浏览次数|浏览量?|"
       "点击数?|点击次数|点击率|阅读次数|阅读数?|阅读量|访问量|访问次数|评论数?|人气|热度|查看|"
       "回复|字体大小|字\\s?体|字\\s?号|分享到?|分享|关键词|关键字|标签|栏目|频道|分类|所属|"
       "摄影|摄\\s?影|图片?|制图|校\\s?对|审\\s?核|监\\s?制|编译|翻译|美编|排版|责任校对|电话|"
       "地址|邮箱|微信号?|公众号|微博|打印|打 印|收藏|投稿|编号|索引号|published|updated|date|"
       "posted|tags?|category|categories|foto(?:s)?|photos?(?: by)?|images?|illustration|"
       "copyright|stand|datum|views|comments",
       "浏览次数：120", "120"},
  };
  return kRows;
}

const RE2& label_pattern() {
  static const auto kPattern = [] {
    std::string all = "(?i)(?:";
    bool first = true;
    for (const LabelRow& row : rows()) {
      if (!first) all += '|';
      first = false;
      all += '(';
      all += row.pattern;
      all += ')';
    }
    // "文/X" and "文|X" do without a colon.
    return std::make_unique<RE2>(all + R"()\s{0,3}[:：﹕∶／/｜|＝=]\s{0,4})");
  }();
  return *kPattern;
}

// A label starts at the border of a word: not inside "resource:" or "本文：".
bool at_border(std::string_view line, std::size_t at) {
  if (at == 0) return true;
  const std::string_view head = line.substr(0, at);
  const char32_t before = parse::code_point_at(line, parse::last_code_point(head)).value;
  const char32_t first = parse::code_point_at(line, at).value;
  if (first < 0x2E80) {
    return !(before >= '0' && before <= '9') && !(before >= 'A' && before <= 'Z') &&
           !(before >= 'a' && before <= 'z') && before < 0xC0;
  }
  return !parse::is_han(before);
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
  std::vector<LabelledValue> values;
  constexpr int kKinds = 16;
  const RE2& pattern = label_pattern();
  const int groups = pattern.NumberOfCapturingGroups() + 1;
  re2::StringPiece found[kKinds];
  struct Start {
    LabelKind kind;
    std::size_t begin;
    std::size_t value;
  };
  std::vector<Start> starts;
  for (std::size_t at = 0; at < line.size() && starts.size() < 32;) {
    if (!pattern.Match(piece(line), at, line.size(), RE2::UNANCHORED, found, groups)) break;
    const auto begin = static_cast<std::size_t>(found[0].data() - line.data());
    at = begin + found[0].size();
    if (!at_border(line, begin)) continue;
    for (int group = 1; group < groups; ++group) {
      if (found[group].data() == nullptr) continue;
      const LabelKind kind = rows()[static_cast<std::size_t>(group - 1)].kind;
      // A slash or bar does for a colon where writers are named: "文/林一".
      const bool colon = view(found[0]).find_first_of("/|=") == std::string_view::npos;
      if (colon || kind == kAuthor || kind == kReporter) starts.push_back({kind, begin, at});
      break;
    }
  }
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

}  // namespace storyfold::crawler::extract
