#include <algorithm>
#include <string>
#include <utility>

#include "core/ascii.h"
#include "crawler/extract/date_choice.h"
#include "crawler/extract/date_clues.h"
#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {
namespace {

// "en-US", "zh_CN": as the page says it.
std::string language_of(const PageView& page) {
  const parse::NodeId html = page.dom.find(GUMBO_TAG_HTML);
  std::string said;
  if (html != parse::kNoNode) {
    said = page.dom.attribute(html, "lang");
    if (said.empty()) said = page.dom.attribute(html, "xml:lang");
  }
  for (const char* name : {"content-language", "og:locale", "language"}) {
    if (said.empty()) said = page.metas.find(name);
  }
  return ascii_lower(said.substr(0, 16));
}

// 3/4/2019 is the third of April nearly everywhere, and in March in the United States.
bool is_month_first(std::string_view language, std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view host =
      scheme == std::string_view::npos ? std::string_view{} : url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/:?#"));
  const std::size_t dot = host.rfind('.');
  const std::string_view top =
      dot == std::string_view::npos ? std::string_view{} : host.substr(dot + 1);
  for (const std::string_view day_first :
       {"uk", "au", "nz", "in", "ie", "za", "sg", "my", "hk", "ng", "ke", "pk"}) {
    if (top == day_first) return false;
  }
  if (language.starts_with("en")) {
    return language.size() < 5 || language.substr(3, 2) == "us" || language.substr(3, 2) == "ph";
  }
  return (language.empty() &&
          (top == "com" || top == "org" || top == "net" || top == "us" || top == "gov")) ||
         language.starts_with("zh");
}

}  // namespace

PageDates read_dates(const PageView& page, int assumed_utc_offset_minutes,
                     std::optional<std::chrono::sys_seconds> fetched_at) {
  const std::string language = language_of(page);
  const DateReading reading{is_month_first(language, page.url),
                            std::string_view(language).substr(0, language.find_first_of("-_"))};
  std::vector<DateCandidate> candidates;
  add_linked_dates(page.linked, reading, candidates);
  add_meta_dates(page.metas, reading, candidates);
  const UrlMonth url_month = add_url_dates(page.url, candidates);
  add_page_dates(page, reading, candidates);
  return choose_dates(std::move(candidates), url_month, assumed_utc_offset_minutes, fetched_at);
}

}  // namespace storyfold::crawler::extract
