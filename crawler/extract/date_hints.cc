#include "crawler/extract/date_hints.h"

#include <algorithm>
#include <string>

#include "crawler/extract/any_word.h"

namespace storyfold::crawler::extract {
namespace {

constexpr std::size_t kLongestNames = 200;

// Class and id words.
const AnyWord& elsewhere_names() {
  static const AnyWord words{
      "comment",  "reply",   "replies",   "related",    "sidebar",  "side-bar",
      "widget",   "footer",  "recommend", "teaser",     "calendar", "copyright",
      "weather",  "ranking", "hotlist",   "latest",     "archive",  "more-",
      "popular",  "recent",  "read-next", "readnext",   "listing",  "carousel",
      "slider",   "promo",   "advert",    "newsletter", "event",    "navigation",
      "breaking", "ticker",  "most-read", "also-",      "similar",  "next-post"};
  return words;
}

// The foot of an article is not the foot of the site.
const AnyWord& article_foot_names() {
  static const AnyWord words{"entry-footer", "post-footer", "article-footer", "asset-footer",
                             "postmetadata"};
  return words;
}

const AnyWord& published_names() {
  static const AnyWord words{"publi",       "posted",   "pubdate",    "pub-date",  "pub_date",
                             "pubtime",     "pub_time", "entry-date", "post-date", "createtime",
                             "create-time", "created",  "fabu"};
  return words;
}

const AnyWord& modified_names() {
  static const AnyWord words{"updat", "modif", "revis"};
  return words;
}

const AnyWord& date_names() {
  static const AnyWord words{"date", "time", "datum", "fecha", "riqi", "shijian", "stamp"};
  return words;
}

const AnyWord& beside_date_names() {
  static const AnyWord words{"byline",    "meta",         "info",       "author",   "source",
                             "post-head", "article-head", "entry-head", "headline", "header",
                             "kicker",    "credit",       "laiyuan"};
  return words;
}

const AnyWord& all_names() {
  static const AnyWord words{&article_foot_names(), &elsewhere_names(), &published_names(),
                             &modified_names(),     &date_names(),      &beside_date_names()};
  return words;
}

// Labels in front of a date.
const AnyWord& other_labels() {
  static const AnyWord words{"copyright",   "©",
                             "今天是",      "today is",
                             "现在是",      "截止",
                             "deadline",    "expires",
                             "joined",      "注册",
                             "registered",  "mitglied seit",
                             "registriert", "member since",
                             "born",        "geboren",
                             "生于",        "有效期",
                             "last visit",  "abgerufen",
                             "retrieved",   "accessed",
                             "引用",        "访问",
                             "consulté",    "consultado",
                             "opgehaald"};
  return words;
}

const AnyWord& modified_labels() {
  static const AnyWord words{
      "updat",       "modif",     "revis",     "aktualis", "stand:",     "stand ",    "geändert",
      "zuletzt",     "last edit", "更新",      "修改",     "編集",       "actualiz",  "mis à jour",
      "mise à jour", "maj ",      "aggiornat", "atualiz",  "bijgewerkt", "gewijzigd", "обновл",
      "оновл",       "수정",      "aktualiz",  "güncel",   "diperbarui", "cập nhật",  "päivitetty",
      "uppdaterad",  "oppdatert", "opdateret", "frissít",  "ažurirano",  "تحديث"};
  return words;
}

const AnyWord& published_labels() {
  static const AnyWord words{
      "publi",       "posted",       "pubbl",       "veröffentlicht", "erschienen", "erstellt",
      "geplaatst",   "gepubliceerd", "opublik",     "dodano",         "опублик",    "发布",
      "發布",        "發佈",         "发表",        "發表",           "発表",       "刊登",
      "日期",        "时间",         "時間",        "公開",           "投稿",       "配信",
      "掲載",        "등록",         "입력",        "작성",           "게시",       "date",
      "created",     "data:",        "datum",       "fecha",          "yayın",      "diterbitkan",
      "đăng",        "julkaistu",    "közzé",       "objavljeno",     "نشر",        "written",
      "geschrieben", "verfasst",     "eingestellt", "撰写",           "发稿",       "发文",
      "上传",        "录入",         "添加",        "submitted",      "first "};
  return words;
}

const AnyWord& all_labels() {
  static const AnyWord words{&other_labels(), &modified_labels(), &published_labels()};
  return words;
}

// "am 7. September 2019 veröffentlicht"
const AnyWord& published_behind() {
  static const AnyWord words{"veröffentlicht", "publié",      "gepostet", "gepubliceerd",
                             "publicado",      "pubblicato",  "发布",     "发表",
                             "posted",         "geschrieben", "投稿",     "опублик"};
  return words;
}

const AnyWord& modified_behind() {
  static const AnyWord words{"aktualisiert", "更新", "updated"};
  return words;
}

// `class="published"` of hAtom, as a word of its own.
bool has_word(std::string_view names, std::string_view word) {
  for (std::size_t at = names.find(word); at != std::string_view::npos;
       at = names.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || names[at - 1] == ' ') && (end == names.size() || names[end] == ' '))
      return true;
  }
  return false;
}

DateHint hint_of_names(std::string_view names) {
  if (names.empty() || !all_names().in(names)) return {};
  if (article_foot_names().in(names)) return {6, DateRole::kUnsaid};
  if (elsewhere_names().in(names)) return {-26, DateRole::kUnsaid};
  if (has_word(names, "published")) return {kVocabularyTrust, DateRole::kPublished};
  const bool modified = modified_names().in(names);
  // "published updated" is a date that was never changed, "pub-date updated" one that was.
  if (published_names().in(names) &&
      !(modified && names.find("publish") == std::string_view::npos)) {
    return {18, DateRole::kPublished};
  }
  if (modified) return {8, DateRole::kModified};
  if (date_names().in(names)) return {14, DateRole::kUnsaid};
  if (beside_date_names().in(names)) return {6, DateRole::kUnsaid};
  return {};
}

}  // namespace

DateHint hint_of(std::string_view class_names, std::string_view id, std::string_view itemprop) {
  if (!itemprop.empty() && itemprop.size() < kLongestNames) {
    if (itemprop.find("datePublished") != std::string_view::npos) return {26, DateRole::kPublished};
    if (itemprop.find("dateModified") != std::string_view::npos) return {20, DateRole::kModified};
    if (itemprop.find("dateCreated") != std::string_view::npos) return {18, DateRole::kPublished};
  }
  std::string names(class_names.substr(0, kLongestNames));
  if (!id.empty()) names.append(" ").append(id.substr(0, kLongestNames));
  return hint_of_names(names);
}

DateLabel label_of(std::string_view before, std::size_t line_begin) {
  std::string_view own = before.substr(std::min(line_begin, before.size()));
  if (own.size() < 2 && line_begin > 0) {
    std::string_view above = before.substr(0, line_begin);
    while (!above.empty() && (above.back() == '\n' || above.back() == ' ')) above.remove_suffix(1);
    const std::size_t start = above.rfind('\n');
    if (start != std::string_view::npos) above.remove_prefix(start + 1);
    own = above.size() < 32 ? above : std::string_view{};
  }
  if (own.empty() || !all_labels().in(own)) return {};
  if (other_labels().in(own)) return {-30, DateRole::kUnsaid};
  // Of two labels the nearer one counts: "Published 7 May, updated 9 May".
  const std::string_view near = own.substr(own.size() - std::min<std::size_t>(own.size(), 24));
  if (modified_labels().in(near)) return {4, DateRole::kModified};
  if (published_labels().in(near)) return {22, DateRole::kPublished};
  if (modified_labels().in(own)) return {2, DateRole::kModified};
  if (published_labels().in(own)) return {14, DateRole::kPublished};
  return {};
}

DateLabel label_behind(std::string_view after) {
  const std::string_view text = after.substr(0, after.find('\n'));
  if (text.empty()) return {};
  if (published_behind().in(text)) return {14, DateRole::kPublished};
  if (modified_behind().in(text)) return {2, DateRole::kModified};
  return {};
}

}  // namespace storyfold::crawler::extract
