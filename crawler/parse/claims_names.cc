#include "crawler/parse/claims_names.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "core/ascii.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

using Words = std::string_view;

constexpr std::size_t kMaxPeople = 12;
constexpr std::size_t kMaxOutletCharacters = 24;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// Hiragana and katakana, with the long mark and the dot between foreign names.
bool is_kana(char32_t value) { return value >= 0x3041 && value <= 0x30FE; }

struct Script {
  bool east_asian = false;  // ideographs, kana and dots, nothing else
  bool kana = false;
};

Script script_of(std::string_view text) {
  Script script;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const bool kana = is_kana(point.value);
    if (!kana && !is_han(point.value) && point.value != 0xB7) return {};
    script.kana = script.kana || kana;
    at += point.size;
  }
  script.east_asian = !text.empty();
  return script;
}

// Words that stand among names without being one.
bool is_filler(std::string_view word) {
  static const RE2 kFiller(
      "(?:.{0,4}(?:综合|摄影|联合|独家|现场)?(?:报道|報道|采写|摄|供稿|撰文|供图|整理|编译|发自.{0,"
      "4}))|北京|上海|广州|深圳|"
      "香港|台北|华盛顿|伦敦|纽约|东京|实习|见习|摄影|文|图|等|发|综合|特约|本报|本网|本刊");
  return RE2::FullMatch(piece(word), kFiller);
}

// Words that a person's name does not hold: they betray a sentence.
bool reads_like_sentence(std::string_view word) {
  static const RE2 kVerb(
      "从|获悉|了解|采访|表示|介绍|注意|发现|获得|看到|今天|今日|昨日|近日|在现场|提问|问|称|说|们|"
      "是|"
      "的|了|将|已|对|为|被|和谐|节|证|协会|公司|集团|部门|会议|工作|中心|委员|手记|观察|调查|连线|"
      "专访|探访|报告|访谈|体验|编辑部");
  return RE2::PartialMatch(piece(word), kVerb);
}

// Chinese or Japanese: 王强, 早川ひかり, or a foreign name with its dots.
bool is_east_asian_name(std::string_view word) {
  constexpr std::size_t kMaxHan = 4;
  constexpr std::size_t kMaxWithKana = 8;
  constexpr std::size_t kMaxForeign = 14;
  const Script script = script_of(word);
  if (!script.east_asian || reads_like_sentence(word)) return false;
  const std::size_t characters = count_code_points(word);
  const bool foreign =
      word.find("·") != std::string_view::npos || word.find("・") != std::string_view::npos;
  const std::size_t most = foreign ? kMaxForeign : script.kana ? kMaxWithKana : kMaxHan;
  return characters >= 2 && characters <= most;
}

bool is_latin_name(std::string_view words) {
  static const RE2 kName(
      R"((?:[A-Z][\p{L}'’.-]*|de|van|von|der|den|al|bin|la|le|da|dos|di)(?: (?:[A-Z][\p{L}'’.-]*|de|van|von|der|den|al|bin|la|le|da|dos|di)){1,4})");
  return RE2::FullMatch(piece(words), kName);
}

std::vector<std::string_view> split(std::string_view text, const RE2& separator) {
  std::vector<std::string_view> parts;
  re2::StringPiece rest = piece(text);
  re2::StringPiece found;
  std::size_t at = 0;
  while (separator.Match(rest, at, rest.size(), RE2::UNANCHORED, &found, 1)) {
    const auto begin = static_cast<std::size_t>(found.data() - rest.data());
    parts.push_back(text.substr(at, begin - at));
    at = begin + found.size();
  }
  parts.push_back(text.substr(at));
  return parts;
}

// A given name of one character is set apart to align with longer ones: 王 强.
std::vector<std::string> join_spaced_names(const std::vector<std::string_view>& words) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool single = count_code_points(words[i]) == 1;
    const bool next_single = i + 1 < words.size() && count_code_points(words[i + 1]) == 1;
    std::string name(words[i]);
    if (single && next_single) name += words[++i];
    names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> split_chinese(std::string_view text) {
  static const RE2 kBetween(R"([\s、，,/／;；&|｜]+|和|与)");
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, kBetween)) {
    const std::string_view trimmed = trim(word);
    if (!trimmed.empty() && !is_filler(trimmed)) words.push_back(trimmed);
  }
  return join_spaced_names(words);
}

std::vector<std::string> split_latin(std::string_view text) {
  static const RE2 kBetween(R"(\s*,\s*(?:and\s+)?|\s+and\s+|\s*[;&/|]\s*)");
  static const RE2 kPlace(R"(\s+(?:in|at|for|of)\s+.*$)");
  std::vector<std::string> names;
  for (const std::string_view part : split(text, kBetween)) {
    std::string name(trim(part));
    RE2::Replace(&name, kPlace, "");
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

bool has_han(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (is_han(point.value)) return true;
    at += point.size;
  }
  return false;
}

// "JANE DOE" is Jane Doe shouted.
std::string unshout(std::string name) {
  if (std::any_of(name.begin(), name.end(), is_lower)) return name;
  bool first = true;
  for (char& c : name) {
    const bool letter = is_upper(c);
    if (letter && !first) c = ascii_lower(c);
    first = !letter;
  }
  return name;
}

}  // namespace

std::vector<std::string> split_people(std::string_view text) {
  text = trim(text);
  const bool chinese = has_han(text);
  std::vector<std::string> names = chinese ? split_chinese(text) : split_latin(text);
  // "财新周刊 安丽敏", "Jane Doe, Harbor News": whom they write for.
  std::erase_if(names, [](const std::string& name) { return looks_like_outlet(name); });
  const bool good = !names.empty() && names.size() <= kMaxPeople &&
                    std::all_of(names.begin(), names.end(), [&](const std::string& name) {
                      return is_east_asian_name(name) || is_latin_name(name);
                    });
  if (!good) return {};
  if (!chinese) {
    for (std::string& name : names) name = unshout(std::move(name));
  }
  return names;
}

std::string outlet_name(std::string_view text) {
  // A bracket, a bar, a date; the next label of the line, known or not: "海港早报 阅读：120".
  static const RE2 kTail(
      R"((?:[（(\[【].*|\s*[|｜].*|\s+\d{4}[-年/.].*|\s*\d{4}[-/年]\d{1,2}.*|[,，;；].*|\s+\p{Han}{2,6}\s?[:：].*|\s+(?:作者|编辑|记者|责编|责任编辑|时间|日期)(?:\P{Han}.*)?)$)");
  std::string name(trim(text));
  RE2::Replace(&name, kTail, "");
  static const RE2 kQuotes(R"([“”"'‘’《》〈〉「」『』【】\[\]（）()*_#])");
  RE2::GlobalReplace(&name, kQuotes, "");
  static const RE2 kLead(R"(^(?:微信公众号|公众号|微信号|官方微信|微博)?\s*[:：@]\s*|^@)");
  RE2::Replace(&name, kLead, "");
  const std::string_view trimmed = trim(name);
  static const RE2 kNoName("[。！？!?=]|https?:");  // '=': markup that lost its tags
  if (count_code_points(trimmed) < 2 || count_code_points(trimmed) > kMaxOutletCharacters * 2 ||
      (has_han(trimmed) && count_code_points(trimmed) > kMaxOutletCharacters) ||
      RE2::PartialMatch(piece(trimmed), kNoName)) {
    return {};
  }
  return std::string(trimmed);
}

bool is_own_outlet(std::string_view name) {
  static const RE2 kOwn("本[报報网網刊台臺社站版]");
  return RE2::FullMatch(piece(name), kOwn);
}

std::string agency_name(std::string_view text) {
  constexpr std::array kForeign{Words("路透社"), Words("路透"),  Words("法新社"), Words("法新"),
                                Words("彭博社"), Words("彭博"),  Words("美联社"), Words("共同社"),
                                Words("韩联社"), Words("塔斯社")};
  std::string name = outlet_name(text);
  // "海港社记者从港务局官网" is 海港社 speaking.
  for (const Words end : {Words("记者"), Words("从")}) {
    if (const std::size_t at = name.find(end); at != std::string::npos && at > 0) name.resize(at);
  }
  for (const Words agency : kForeign) {
    if (name.starts_with(agency)) return std::string(agency);
  }
  // The place stands behind the last character that ends an outlet's name.
  constexpr std::array kEndings{
      Words("社"),   Words("网"),   Words("報"),   Words("报"),     Words("台"),   Words("網"),
      Words("财经"), Words("新闻"), Words("在线"), Words("客户端"), Words("之家"), Words("财讯"),
      Words("AI"),   Words("APP"),  Words("日报"), Words("周刊"),   Words("科技"), Words("证券")};
  std::size_t end = 0;
  for (const Words ending : kEndings) {
    const std::size_t at = name.rfind(ending);
    if (at != std::string::npos && at > 0) end = std::max(end, at + ending.size());
  }
  return end == 0 ? name : name.substr(0, end);
}

}  // namespace storyfold::crawler::parse
