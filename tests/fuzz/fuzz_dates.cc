// Any text read as running text and as a field, and any page read for its dates: what is found
// exists, lies in order, and can be written and read again. Run it with
// -dict=tests/fuzz/dictionaries/dates.dict.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "crawler/extract/date_text.h"
#include "crawler/extract/page.h"
#include "crawler/parse/html_scan.h"
#include "crawler/parse/text.h"
#include "tests/fuzz/require.h"

namespace {

using namespace storyfold;
using namespace storyfold::crawler;

void check_date(const extract::WrittenDate& date) {
  fuzz::require(extract::is_day(date.year == 0 ? 2020 : date.year, date.month, date.day),
                "a date that was read exists");
  fuzz::require(date.hour >= 0 && date.hour < 24 && date.minute >= 0 && date.minute < 60 &&
                    date.second >= 0 && date.second < 60,
                "and so does its time of day");
}

void check_text(std::string_view text) {
  const std::string folded = extract::fold_date_text(text);
  std::size_t last = 0;
  for (const auto& date : extract::find_dates(folded, {})) {
    check_date(date);
    fuzz::require(date.begin >= last && date.begin < date.end && date.end <= folded.size(),
                  "dates lie in order in their text");
    last = date.begin;
  }
  if (const auto date = extract::read_date_field(text, {.month_first = true})) check_date(*date);
}

void check_page(std::string_view html) {
  const config::ParseSettings settings;
  if (!parse::refuse_html(html, settings).empty()) return;
  auto tree = parse::parse_html(html, {settings.html_memory_bytes, settings.html_deadline});
  if (!tree) return;
  const parse::Dom dom(std::move(*tree));
  const extract::Metas metas = extract::read_metas(dom);
  const extract::LinkedData linked;
  extract::PageView view{html.substr(0, 200), dom, metas, linked};
  view.heading = dom.find(GUMBO_TAG_H1);
  view.content = dom.find(GUMBO_TAG_ARTICLE);
  const auto dates = extract::read_dates(view, 480, std::nullopt);
  if (!dates.published.known()) return;
  const auto again = parse_timestamp(format_timestamp(dates.published), 480);
  fuzz::require(again && format_timestamp(*again) == format_timestamp(dates.published),
                "a date of a page is written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto decoded = parse::to_utf8({reinterpret_cast<const char*>(data), size}, "utf-8");
  check_text(decoded.text);
  check_page(decoded.text);
  return 0;
}
