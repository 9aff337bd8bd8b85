#include "crawler/extract/date_hints.h"

#include <algorithm>
#include <string>

namespace storyfold::crawler::extract {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

constexpr std::size_t kLongestNames = 200;

bool says_modified(std::string_view text) {
  return has_any(
      text,
      {"updat",       "modif",     "revis",     "aktualis", "stand:",     "stand ",    "geändert",
       "zuletzt",     "last edit", "更新",      "修改",     "編集",       "actualiz",  "mis à jour",
       "mise à jour", "maj ",      "aggiornat", "atualiz",  "bijgewerkt", "gewijzigd", "обновл",
       "оновл",       "수정",      "aktualiz",  "güncel",   "diperbarui", "cập nhật",  "päivitetty",
       "uppdaterad",  "oppdatert", "opdateret", "frissít",  "ažurirano",  "تحديث"});
}

bool says_published(std::string_view text) {
  return has_any(text, {"publi",       "posted",   "pubblic",     "pubbl",        "veröffentlicht",
                        "erschienen",  "erstellt", "geplaatst",   "gepubliceerd", "opublik",
                        "dodano",      "опублик",  "发布",        "發布",         "發佈",
                        "发表",        "發表",     "刊登",        "日期",         "时间",
                        "時間",        "公開",     "投稿",        "配信",         "掲載",
                        "등록",        "입력",     "작성",        "게시",         "date",
                        "created",     "data:",    "datum",       "fecha",        "yayın",
                        "diterbitkan", "đăng",     "julkaistu",   "közzé",        "objavljeno",
                        "نشر",         "written",  "geschrieben", "verfasst",     "eingestellt",
                        "発表",        "撰写",     "发稿",        "发文",         "上传",
                        "录入",        "添加",     "submitted",   "first "});
}

}  // namespace

DateHint hint_of(std::string_view class_names, std::string_view id, std::string_view itemprop) {
  if (class_names.empty() && id.empty() && itemprop.empty()) return {};
  const std::string names =
      lower(class_names.substr(0, kLongestNames)) + ' ' + lower(id.substr(0, kLongestNames));
  DateHint hint;
  const std::string item = lower(itemprop.substr(0, kLongestNames));
  if (item.find("datepublished") != std::string::npos) return {26, DateRole::kPublished};
  if (item.find("datemodified") != std::string::npos) return {20, DateRole::kModified};
  if (item.find("datecreated") != std::string::npos) return {18, DateRole::kPublished};
  // The foot of an article is not the foot of the site.
  if (has_any(names,
              {"entry-footer", "post-footer", "article-footer", "asset-footer", "postmetadata"}))
    return {6, DateRole::kUnsaid};
  if (has_any(names, {"comment",  "reply",   "replies",   "related",    "sidebar",  "side-bar",
                      "widget",   "footer",  "recommend", "teaser",     "calendar", "copyright",
                      "weather",  "ranking", "hotlist",   "latest",     "archive",  "more-",
                      "popular",  "recent",  "read-next", "readnext",   "listing",  "carousel",
                      "slider",   "promo",   "advert",    "newsletter", "event",    "navigation",
                      "breaking", "ticker",  "most-read", "also-",      "similar",  "next-post"})) {
    hint.trust = -26;
    return hint;
  }
  if (std::string_view(names).starts_with("published ") ||
      names.find(" published ") != std::string::npos)
    return {kVocabularyTrust, DateRole::kPublished};
  const bool published =
      has_any(names, {"publi", "posted", "pubdate", "pub-date", "pub_date", "pubtime", "pub_time",
                      "entry-date", "post-date", "createtime", "create-time", "created", "fabu"});
  const bool modified = has_any(names, {"updat", "modif", "revis"});
  if (published && !(modified && names.find("publish") == std::string::npos)) {
    hint = {18, DateRole::kPublished};
  } else if (modified) {
    hint = {8, DateRole::kModified};
  } else if (has_any(names, {"date", "time", "datum", "fecha", "riqi", "shijian", "stamp"})) {
    hint.trust = 14;
  } else if (has_any(names,
                     {"byline", "meta", "info", "author", "source", "post-head", "article-head",
                      "entry-head", "headline", "header", "kicker", "credit", "laiyuan", "ly"})) {
    hint.trust = 6;
  }
  return hint;
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
  if (own.empty()) return {};
  const std::string text = lower(own);
  if (has_any(text, {"copyright",   "©",
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
                     "opgehaald"})) {
    return {-30, DateRole::kUnsaid};
  }
  // Of two labels the nearer one counts: "Published 7 May, updated 9 May".
  const std::string_view near =
      std::string_view(text).substr(text.size() - std::min<std::size_t>(text.size(), 24));
  if (says_modified(near)) return {4, DateRole::kModified};
  if (says_published(near)) return {22, DateRole::kPublished};
  if (says_modified(text)) return {2, DateRole::kModified};
  if (says_published(text)) return {14, DateRole::kPublished};
  return {};
}

DateLabel label_behind(std::string_view after) {
  const std::string text = lower(after.substr(0, after.find('\n')));
  if (has_any(text, {"veröffentlicht", "publié", "gepostet", "gepubliceerd", "publicado",
                     "pubblicato", "发布", "发表", "posted", "geschrieben", "投稿", "опублик"}))
    return {14, DateRole::kPublished};
  if (has_any(text, {"aktualisiert", "更新", "updated"})) return {2, DateRole::kModified};
  return {};
}

}  // namespace storyfold::crawler::extract
