#include "crawler/extract/date_text.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <string>
#include <string_view>

#include "crawler/extract/date_months.h"

using namespace storyfold;
using namespace storyfold::crawler::extract;

namespace {

std::string show(const WrittenDate& date) {
  char out[80];
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", date.year, date.month, date.day);
  std::string text = out;
  if (date.precision == TimePrecision::kDay) return text;
  std::snprintf(out, sizeof out, " %02d:%02d", date.hour, date.minute);
  text += out;
  if (date.precision == TimePrecision::kSecond) {
    std::snprintf(out, sizeof out, ":%02d", date.second);
    text += out;
  }
  if (date.offset_minutes) text += ' ' + std::to_string(*date.offset_minutes);
  return text;
}

// All dates of a text, with ", " between.
std::string dates_of(std::string_view text, DateReading reading = {}) {
  std::string out;
  for (const auto& date : find_dates(fold_date_text(text), reading)) {
    out += (out.empty() ? "" : ", ") + show(date);
  }
  return out;
}

std::string field(std::string_view text, DateReading reading = {}) {
  const auto date = read_date_field(text, reading);
  return date ? show(*date) : "";
}

}  // namespace

TEST_CASE("a date is read in the forms that begin with a year", "[extract][dates]") {
  CHECK(dates_of("发布时间：2019-09-07 08:30:15 来源") == "2019-09-07 08:30:15");
  CHECK(dates_of("2019年9月7日 08:30") == "2019-09-07 08:30");
  CHECK(dates_of("2019 年 9 月 7 日下午3:05") == "2019-09-07 15:05");
  CHECK(dates_of("2019/9/7") == "2019-09-07");
  CHECK(dates_of("2019.09.07 星期六") == "2019-09-07");
  CHECK(dates_of("2019年9月7日 8時30分") == "2019-09-07 08:30");
  CHECK(dates_of("입력 2019년 9월 7일 오후 3:05") == "2019-09-07 15:05");
  CHECK(dates_of("2019. 9. 7. 15:05") == "2019-09-07 15:05");
  CHECK(dates_of("２０１９年９月７日") == "2019-09-07");
  CHECK(dates_of("2021\n01/29\n08:30:00") == "2021-01-29 08:30:00");
}

TEST_CASE("Han numerals, eras and Buddhist years are read", "[extract][dates]") {
  CHECK(dates_of("二〇一九年九月七日") == "2019-09-07");
  CHECK(dates_of("二○二一年十二月三十一日") == "2021-12-31");
  CHECK(dates_of("二零二零年十月二十日") == "2020-10-20");
  CHECK(dates_of("令和5年9月7日") == "2023-09-07");
  CHECK(dates_of("令和元年9月7日") == "2019-09-07");
  CHECK(dates_of("平成31年4月30日") == "2019-04-30");
  CHECK(dates_of("民國108年9月7日") == "2019-09-07");
  CHECK(dates_of("19年9月7日") == "2019-09-07");
  CHECK(dates_of("7 กันยายน 2562") == "2019-09-07");
}

TEST_CASE("a named month is read before and after its day", "[extract][dates]") {
  CHECK(dates_of("Sept. 7th, 2019, 8:30 p.m.") == "2019-09-07 20:30");
  CHECK(dates_of("Posted on September 7, 2019 at 08:30") == "2019-09-07 08:30");
  CHECK(dates_of("7 September 2019") == "2019-09-07");
  CHECK(dates_of("07-Sep-2019") == "2019-09-07");
  CHECK(dates_of("7 Sep '19") == "2019-09-07");
  CHECK(dates_of("Samstag, 7. September 2019, 08.30 Uhr") == "2019-09-07 08:30");
  CHECK(dates_of("Sat Sep 07 08:30:00 +0800 2019") == "2019-09-07 08:30:00 480");
  CHECK(dates_of("Sat Sep 07 08:30:00 CST 2019") == "2019-09-07 08:30:00");
  CHECK(dates_of("2019. szeptember 7.") == "2019-09-07");
  CHECK(dates_of("2019 m. rugsėjo 7 d.") == "2019-09-07");
  CHECK(dates_of("2019. gada 7. septembris") == "2019-09-07");
  CHECK(dates_of("ngày 7 tháng 9 năm 2019") == "2019-09-07");
  CHECK(dates_of("7 كانون الثاني 2019") == "2019-01-07");
  CHECK(dates_of("12\nMay\n2019") == "2019-05-12");
}

TEST_CASE("each language's month names are known", "[extract][dates]") {
  const char* const seventh[] = {
      "7 March 2019",        "7. März 2019",       "7 mars 2019",       "7 de marzo de 2019",
      "7 marzo 2019",        "7 de março de 2019", "7 maart 2019",      "7 марта 2019 г.",
      "7 marca 2019",        "7. března 2019",     "7 березня 2019",    "7 Mart 2019",
      "7 martie 2019",       "2019. március 7.",   "7 Μαρτίου 2019",    "7. marts 2019",
      "7. maaliskuuta 2019", "7. märts 2019",      "2019 m. kovo 7 d.", "7. ožujka 2019",
      "7. марта 2019",       "7 март 2019",        "7 сакавіка 2019",   "7 de març de 2019",
      "7 Maret 2019",        "7 Mac 2019",         "7 Machi 2019",      "7 Mawrth 2019",
      "7 مارس 2019",         "٧ آذار ٢٠١٩",        "7 مارچ 2019",       "7 במרץ 2019",
      "7 मार्च 2019",         "৭ মার্চ ২০১৯",        "7 மார்ச் 2019",       "7 มีนาคม 2562",
      "7 მარტი 2019",        "7 մարտի 2019",       "7 mars 2019",       "Martxoaren 7, 2019"};
  for (const char* text : seventh) {
    INFO(text);
    CHECK(dates_of(text) == "2019-03-07");
  }
}

TEST_CASE("where two languages disagree on a month, the page's language decides",
          "[extract][dates]") {
  CHECK(month_of_name("listopada", "") == 11);
  CHECK(month_of_name("listopada", "pl") == 11);
  CHECK(month_of_name("listopada", "hr") == 10);
  CHECK(month_of_name("FÉVR", "") == 2);
  CHECK(month_of_name("fevr", "") == 2);
  CHECK(month_of_name("Σεπτεμβρίου", "el") == 9);
  CHECK(month_of_name("monday", "en") == 0);
}

TEST_CASE("day and month in figures follow the page's habit and what is possible",
          "[extract][dates]") {
  CHECK(dates_of("03/04/2019") == "2019-04-03");
  CHECK(dates_of("03/04/2019", {.month_first = true}) == "2019-03-04");
  CHECK(dates_of("03/14/2019") == "2019-03-14");
  CHECK(dates_of("14/03/2019", {.month_first = true}) == "2019-03-14");
  CHECK(dates_of("03.04.2019", {.month_first = true}) == "2019-04-03");
  CHECK(dates_of("3. 4. 2019") == "2019-04-03");
  CHECK(dates_of("07.09.19, 08:30") == "2019-09-07 08:30");
  CHECK(dates_of("19-09-07 08:30") == "2019-09-07 08:30");
  const auto guessed = find_dates("03/04/2019", {});
  REQUIRE(guessed.size() == 1);
  CHECK(guessed[0].order_guessed);
  CHECK_FALSE(find_dates("13/04/2019", {}).at(0).order_guessed);
}

TEST_CASE("what only looks like a date is left alone", "[extract][dates]") {
  CHECK(dates_of("version 1.2.3.4, tel. 010-6655-2019, 3:2 and 99.99.2019").empty());
  CHECK(dates_of("2019-13-01 2019-02-30 31.04.2019 31 February 2019").empty());
  CHECK(dates_of("id 20199999 and 123456789").empty());
  CHECK(dates_of("May 2019, 2019, September").empty());
}

TEST_CASE("a day without a year is given without one", "[extract][dates]") {
  CHECK(dates_of("09-07 08:30") == "0000-09-07 08:30");
  CHECK(dates_of("9月7日 08:30") == "0000-09-07 08:30");
  CHECK(dates_of("7 September") == "0000-09-07");
  CHECK(dates_of("09-07").empty());
  CHECK(find_dates("9月7日", {}).at(0).form == DateForm::kNoYear);
}

TEST_CASE("a clock in front of its date belongs to it, and so does the zone behind",
          "[extract][dates]") {
  CHECK(dates_of("08:30, 7 September 2019") == "2019-09-07 08:30");
  CHECK(dates_of("7 September 2019 | 08:30 CET") == "2019-09-07 08:30 60");
  CHECK(dates_of("2019-09-07T08:30:00.123+08:00") == "2019-09-07 08:30:00 480");
  CHECK(dates_of("2019-09-07T08:30Z") == "2019-09-07 08:30 0");
  CHECK(dates_of("7 September 2019 at 12:05 am") == "2019-09-07 00:05");
  CHECK(dates_of("7 September 2019 - 12 comments") == "2019-09-07");
}

TEST_CASE("the end of a range of days is marked", "[extract][dates]") {
  const auto dates = find_dates(fold_date_text("7.–9. September 2019"), {});
  REQUIRE(dates.size() == 1);
  CHECK(dates[0].ends_range);
  CHECK(dates[0].day == 9);
}

TEST_CASE("a field holds a date in machine forms too", "[extract][dates]") {
  CHECK(field("2019-09-07T08:30:00+0800") == "2019-09-07 08:30:00 480");
  CHECK(field(" 2019-09-07 ") == "2019-09-07");
  CHECK(field("20190907") == "2019-09-07");
  CHECK(field("20190907083000") == "2019-09-07 08:30:00");
  CHECK(field("20190907T083000Z") == "2019-09-07 08:30:00 0");
  CHECK(field("1567816200") == "2019-09-07 00:30:00 0");
  CHECK(field("1567816200000") == "2019-09-07 00:30:00 0");
  CHECK(field("2019090708") == "2019-09-07");
  CHECK(field("Sat, 07 Sep 2019 08:30:00 GMT") == "2019-09-07 08:30:00 0");
  CHECK(field("tomorrow").empty());
  CHECK(field("").empty());
}

TEST_CASE("reading dates is bounded by its limit", "[extract][dates]") {
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "2019-09-07 ";
  CHECK(find_dates(many, {.most_dates = 10}).size() == 10);
}
