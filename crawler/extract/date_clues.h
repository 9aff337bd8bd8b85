#pragma once
// Where a page may say its date, each place with how far it is trusted. Pure; safe from any thread.
#include <string_view>
#include <vector>

#include "crawler/extract/clues.h"
#include "crawler/extract/date_text.h"
#include "crawler/extract/page.h"

namespace storyfold::crawler::extract {

enum class DateRole : std::uint8_t { kPublished, kModified, kUnsaid };

struct DateCandidate {
  WrittenDate date;
  TimeClue clue = TimeClue::kNone;
  DateRole role = DateRole::kUnsaid;
  int trust = 0;  // 100: says of itself that it is the article's date; below 35: not an answer
};

inline constexpr std::size_t kMostDateCandidates = 400;

// meta elements by name. The name says the role.
void add_meta_dates(const Metas& metas, const DateReading& reading,
                    std::vector<DateCandidate>& found);

void add_linked_dates(const LinkedData& linked, const DateReading& reading,
                      std::vector<DateCandidate>& found);

// Year and month that a URL's path names; 0 when it does not.
struct UrlMonth {
  int year = 0;
  int month = 0;
};

// /2019/09/07/, /2019-09/07/, /2019/0907/, /20190907/, t20190907_12, ?date=2019-09-07
UrlMonth add_url_dates(std::string_view url, std::vector<DateCandidate>& found);

// Dates of <time> and other elements' attributes, and of the text around heading and body.
void add_page_dates(const PageView& page, const DateReading& reading,
                    std::vector<DateCandidate>& found);

}  // namespace storyfold::crawler::extract
