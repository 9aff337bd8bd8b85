#include "crawler/extract/author_names.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "crawler/extract/title_text.h"
#include "crawler/parse/claims_names.h"
#include "crawler/parse/claims_text.h"
#include "crawler/parse/outlet.h"
#include "crawler/parse/text.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::extract {
namespace {

using parse::piece;
using parse::view;

constexpr std::size_t kLongestName = 80;  // bytes
constexpr std::size_t kMostWords = 6;
constexpr std::size_t kMostAuthors = 20;
constexpr std::size_t kLongestText = 1000;

const RE2& byline_word() {
  static const RE2 kWord(
      R"((?i)^\s*(?:(?:an? )?(?:(?:story|text|words|report|recipe|article|publiziert|written|posted|published|authored|analysis|reviewed|geschrieben|verfasst|veröffentlicht|erstellt|ein (?:beitrag|kommentar|gastbeitrag|artikel)|publié|écrit|escrito|scritto|geschreven|inlägg|skrevet) )?(?:by|von|vom|par|por|di|av|af|door|von:|od|przez|autor:|от)\b\s*:?|(?:text|texte|texto|autor(?:in|en|a)?|author|authors|auteur|autore|verfasser|szerző|автор|текст)\s*[:：]|文[=＝／/:：|]|取材・文[=＝／/:：]?)\s*)");
  return kWord;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> marks) {
  return std::any_of(marks.begin(), marks.end(), [text](std::string_view mark) {
    return text.find(mark) != std::string_view::npos;
  });
}

std::vector<std::string_view> split(std::string_view text, const RE2& separator) {
  std::vector<std::string_view> parts;
  re2::StringPiece found;
  std::size_t at = 0;
  while (parts.size() < kMostAuthors &&
         separator.Match(piece(text), at, text.size(), RE2::UNANCHORED, &found, 1)) {
    const std::size_t begin = parse::offset_in(text, view(found));
    parts.push_back(text.substr(at, begin - at));
    at = begin + found.size();
  }
  parts.push_back(text.substr(at));
  return parts;
}

// "Political Editor", "Redakteurin Wirtschaft", "Reuters correspondent".
bool is_role(std::string_view part) {
  static const RE2 kRole(
      R"((?i)\b(?:editors?|reporters?|correspondents?|writers?|journalists?|columnists?|contributors?|producers?|analysts?|photographers?|staff|bureau|chief|director|professor|fellow|redakteur(?:in)?|redaktion|reda[ck]teure|korrespondent(?:in)?|journalistin|reporterin|volontär(?:in)?|autor(?:in)?|leiter(?:in)?|chefredakteur(?:in)?|ressort\w*|freier?|fotograf(?:in)?|stellvertretende\w*|redactor[a]?|periodista|corresponsal|journaliste|rédact\w+|inviato|corrispondente|giornalista|desk|team|newsroom|min(?:ute)?s? read|hours? ago)\b|(?:記者|编辑|編集|编委|论説委員|論説委員|特派員|편집|기자)$)");
  return RE2::PartialMatch(piece(part), kRole);
}

std::size_t words_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

// A name has a letter: a number is an id.
bool has_letter(std::string_view text) {
  const std::string form = bare(text);
  return form.find_first_not_of("0123456789") != std::string::npos;
}

std::string tidy(std::string_view part) {
  static const RE2 kEdges(
      R"(^[\s,.:;|/\-–—•·*"“”()\[\]【】（）<>©]+|[\s,:;|/\-–—•·*"“”(\[【（<>©]+$)");
  // "Jane Doe on Monday", "Max Muster am"
  static const RE2 kTail(
      R"((?i)\s+(?:on|at|am|um|le|el|den)(?:\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day)?[\s:]*$)");
  std::string name(part);
  RE2::GlobalReplace(&name, kEdges, "");
  RE2::Replace(&name, kTail, "");
  if (name.ends_with(')') && name.find('(') == std::string::npos) name.pop_back();
  return parse::clean_line(name);
}

bool has_east_asian(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = parse::code_point_at(text, at);
    if (c.value >= 0x3041 && c.value <= 0xD7A3) return true;
    at += c.size;
  }
  return false;
}

}  // namespace

std::string_view after_byline_word(std::string_view line) {
  re2::StringPiece found;
  if (!byline_word().Match(piece(line), 0, line.size(), RE2::ANCHOR_START, &found, 1)) return {};
  return parse::trim(line.substr(found.size()));
}

bool is_generic_author(std::string_view name) {
  static const RE2 kGeneric(
      R"((?i)(?:site ?)?(?:admin(?:istrator)?|webmaster|root|guest|gast|user|author|autor|unknown|anonymous|anonym|redaktion|redazione|redacción|rédaction|la redaction|editor(?:s|ial)?|editorial (?:team|staff)|news ?(?:desk|room)|staff(?: writer| reporter)?|online|team|web|press|presse|by|null|none|undefined|no author|name|guest author|autor:?in|share|follow|匿名|佚名|未知|网络|网友|小编|管理员|本站|原创|编辑部|互联网|转载|关注|登录|注册|分享|时间|来源|出处|出自|更多|整合|微信|微博|我已授权|责任编辑|编辑|作者|记者|综合|新規登録|ログイン|会員登録))");
  return RE2::FullMatch(piece(name), kGeneric);
}

bool is_full_name(std::string_view name) {
  static const RE2 kLatin(
      R"(\p{Lu}[\p{L}\p{M}'’.\-]*(?:\s(?:\p{Lu}[\p{L}\p{M}'’.\-]*|(?:von|van|vom|zu|zur|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|bint|ibn|ter|ten|af|av|y|e)\b)){1,4})");
  if (parse::looks_like_outlet(name) || is_role(name)) return false;
  return RE2::FullMatch(piece(name), kLatin) || parse::looks_like_person(name);
}

std::vector<std::string> author_names(std::string_view raw) {
  std::string text = parse::clean_line(raw.substr(0, std::min(raw.size(), kLongestText + 200)));
  if (text.empty() || text.size() > kLongestText) return {};
  static const RE2 kMail(R"([<(\[]?[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+[>)\]]?|(?:^|\s)@\w+)");
  if (text.find('@') != std::string::npos) RE2::GlobalReplace(&text, kMail, " ");
  static const RE2 kWeb(R"(https?://\S*|\bwww\.\S+)");
  if (has_any(text, {"http", "www."})) RE2::GlobalReplace(&text, kWeb, " ");
  if (has_any(text, {"{", "}", "function", "<", "=", "\""})) return {};
  // Dates and all behind them.
  static const RE2 kDate(
      R"((?i)\s*(?:\b\d{1,2}[./:]\s?\d{1,2}\b|\b\d{4}\b|\b\d{1,2}\.? (?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\b(?:published|updated|posted on|aktualisiert|veröffentlicht|stand:|last modified|erstellt am|written on|contributed to)\b).*$)");
  RE2::Replace(&text, kDate, "");
  if (const std::string_view rest = after_byline_word(text); !rest.empty())
    text = std::string(rest);
  std::vector<std::string> names;
  const auto add = [&names](std::string name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  };
  if (has_east_asian(text)) {
    for (std::string& name : parse::split_people(text)) {
      if (!is_generic_author(name)) add(std::move(name));
    }
    if (!names.empty()) return names;
    if (has_any(text, {"：", "来源", "作者", "编辑"})) return {};
  }
  static const RE2 kBetween(
      R"((?i)\s*[,;|•、，；]\s*|\s+[/·–—\-]\s+|\s*&\s+|\s+(?:and|und|et|och|og|with|mit|и|та|ve|for|für)\s+|\s+y\s+)");
  for (const std::string_view part : split(text, kBetween)) {
    std::string name = tidy(part);
    if (!has_letter(name) || name.size() > kLongestName || words_in(name) > kMostWords) continue;
    if (!names.empty() && (is_role(name) || parse::looks_like_outlet(name))) continue;
    add(std::move(name));
  }
  return names;
}

std::vector<std::string> leading_names(std::string_view text, bool pen_names) {
  text = parse::trim(text);
  // Longest run of words that are all names.
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at < text.size() && ends.size() < 12;) {
    const std::size_t space = std::min(text.find(' ', at), text.size());
    ends.push_back(space);
    at = space + 1;
  }
  std::vector<std::string> names;
  for (auto end = ends.rbegin(); end != ends.rend() && names.empty(); ++end)
    names = parse::split_people(text.substr(0, *end));
  std::erase_if(names, [](const std::string& name) { return is_generic_author(name); });
  if (names.empty() && pen_names && !ends.empty()) {
    std::string pen = tidy(text.substr(0, ends.front()));
    if (has_letter(pen) && parse::count_code_points(pen) <= 16 &&
        !has_any(pen, {"=", "作者", "文章", "编辑", "记者", "来源", "\""}))
      names.push_back(std::move(pen));
  }
  return names;
}

}  // namespace storyfold::crawler::extract
