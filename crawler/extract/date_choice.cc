#include "crawler/extract/date_choice.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

namespace storyfold::crawler::extract {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr int kLeastTrust = 30;
constexpr int kLeastTrustAlone = 8;  // of the only day that a page names

int day_number(const WrittenDate& date) {
  return static_cast<int>(
      sys_days(std::chrono::year(date.year) / date.month / date.day).time_since_epoch().count());
}

Timestamp to_timestamp(const DateCandidate& candidate, int assumed_offset) {
  const WrittenDate& date = candidate.date;
  Timestamp out;
  out.clue = candidate.clue;
  out.precision = date.precision;
  out.zone_assumed = !date.offset_minutes.has_value();
  out.offset_minutes = static_cast<std::int16_t>(date.offset_minutes.value_or(assumed_offset));
  out.at = sys_seconds(days(day_number(date))) + hours(date.hour) + minutes(date.minute) +
           seconds(date.second) - minutes(out.offset_minutes);
  return out;
}

std::string written(const WrittenDate& date) {
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(date.year) + '-' + two(date.month) + '-' + two(date.day);
}

// The largest trust of each kind of clue that names a day.
using DayClues = std::array<int, 16>;

// Everything that weighs the candidates against each other.
class Chooser {
 public:
  Chooser(std::vector<DateCandidate> candidates, UrlMonth url_month, int assumed_offset,
          std::optional<sys_seconds> fetched_at)
      : all_(std::move(candidates)),
        url_month_(url_month),
        assumed_offset_(assumed_offset),
        fetched_at_(fetched_at) {}

  PageDates choose() {
    settle_order();
    fill_years();
    refuse_impossible();
    PageDates out;
    const DateCandidate* published = best(false);
    const DateCandidate* modified = best(true);
    if (published != nullptr) {
      out.published = in_shown_zone(*published);
    }
    if (modified != nullptr) {
      out.modified = to_timestamp(*modified, assumed_offset_);
      if (out.published.known() && out.modified.at + days(1) < out.published.at) {
        note("modified date " + written(modified->date) + " before the published one");
        out.modified = {};
      }
    }
    out.notes = std::move(notes_);
    return out;
  }

 private:
  void note(std::string text) {
    if (notes_.size() < 8 && std::find(notes_.begin(), notes_.end(), text) == notes_.end())
      notes_.push_back(std::move(text));
  }

  // Where day and month could change places, other dates of the page decide.
  void settle_order() {
    for (DateCandidate& guessed : all_) {
      if (!guessed.date.order_guessed) continue;
      WrittenDate other = guessed.date;
      std::swap(other.day, other.month);
      int votes = 0;
      for (const DateCandidate& sure : all_) {
        if (sure.date.order_guessed || sure.date.year != guessed.date.year || sure.trust < 45)
          continue;
        if (sure.date.month == guessed.date.month && sure.date.day == guessed.date.day) ++votes;
        if (sure.date.month == other.month && sure.date.day == other.day) --votes;
      }
      if (votes == 0 && url_month_.year == guessed.date.year) {
        if (url_month_.month == other.month && url_month_.month != guessed.date.month) votes = -1;
      }
      if (votes == 0 && fetched_at_) {
        const auto limit = std::chrono::floor<days>(*fetched_at_).time_since_epoch().count() + 1;
        if (day_number(guessed.date) > limit && day_number(other) <= limit) votes = -1;
      }
      if (votes < 0) guessed.date = other;
    }
  }

  // A day without a year takes the URL's, else that of the latest other date, else the last one
  // that does not lie after the fetch. Where the fetch is known, only a good other date stands
  // before it: a page just fetched is likelier new than as old as what its text tells of.
  void fill_years() {
    const int least = fetched_at_ ? 50 : 20;
    int year = url_month_.year;
    for (const DateCandidate& candidate : all_) {
      if (url_month_.year == 0 && candidate.trust >= least)
        year = std::max(year, candidate.date.year);
    }
    for (DateCandidate& candidate : all_) {
      WrittenDate& date = candidate.date;
      if (date.year != 0) continue;
      date.year = year;
      if (year == 0 && fetched_at_) {
        const std::chrono::year_month_day now{
            std::chrono::floor<days>(*fetched_at_ + minutes(assumed_offset_))};
        date.year = static_cast<int>(now.year());
        if (is_day(date.year, date.month, date.day) &&
            sys_days(std::chrono::year(date.year) / date.month / date.day) > sys_days(now))
          --date.year;
      }
      if (date.year == 0 || !is_day(date.year, date.month, date.day)) candidate.trust = 0;
    }
  }

  void refuse_impossible() {
    for (DateCandidate& candidate : all_) {
      if (candidate.trust <= 0) continue;
      if (candidate.date.year < 1990) {
        if (candidate.trust >= kLeastTrust) note(written(candidate.date) + " is before 1990");
        candidate.trust = 0;
      } else if (fetched_at_ &&
                 to_timestamp(candidate, assumed_offset_).at > *fetched_at_ + days(1)) {
        if (candidate.trust >= kLeastTrust) note(written(candidate.date) + " is after the fetch");
        candidate.trust = 0;
      }
    }
    std::erase_if(all_, [](const DateCandidate& candidate) { return candidate.trust <= 0; });
  }

  // Machines often write UTC where the page shows the outlet's own day: the URL or the visible
  // date beside it tells. The instant stays; its zone becomes one in which it falls on that day.
  [[nodiscard]] Timestamp in_shown_zone(const DateCandidate& chosen) const {
    Timestamp time = to_timestamp(chosen, assumed_offset_);
    const DateCandidate* machine = is_utc(chosen) ? &chosen : best_utc();
    const DateCandidate* shown = is_utc(chosen) ? best_shown(day_number(chosen.date)) : &chosen;
    if (machine == nullptr || shown == nullptr) return time;
    if (chosen.date.offset_minutes.value_or(0) != 0) return time;
    const int apart = day_number(shown->date) - day_number(machine->date);
    if (apart != 1 && apart != -1) return time;
    const int minute = machine->date.hour * 60 + machine->date.minute;
    const auto falls_on_shown = [&](int offset) {
      const int local = minute + offset;
      return apart == 1 ? local >= 1440 && local < 2880 : local < 0;
    };
    int offset = assumed_offset_;
    if (shown->date.precision != TimePrecision::kDay) {
      offset = apart * 1440 + shown->date.hour * 60 + shown->date.minute - minute;
      offset = (offset + (offset < 0 ? -7 : 7)) / 15 * 15;
    }
    if (!falls_on_shown(offset)) {
      offset = apart == 1 ? (1440 - minute + 59) / 60 * 60 : -(minute / 60 + 1) * 60;
    }
    if (offset < -12 * 60 || offset > 14 * 60 || !falls_on_shown(offset)) return time;
    time = to_timestamp(*machine, assumed_offset_);
    time.offset_minutes = static_cast<std::int16_t>(offset);
    time.zone_assumed = true;
    return time;
  }

  static bool is_utc(const DateCandidate& candidate) {
    return candidate.date.offset_minutes == 0 && candidate.date.precision != TimePrecision::kDay;
  }

  [[nodiscard]] const DateCandidate* best_utc() const {
    constexpr int kLeast = 80;
    const DateCandidate* best = nullptr;
    for (const DateCandidate& candidate : all_) {
      if (!is_utc(candidate) || candidate.role != DateRole::kPublished) continue;
      if (candidate.trust >= (best == nullptr ? kLeast : best->trust + 1)) best = &candidate;
    }
    return best;
  }

  // None when the page shows the UTC day itself.
  [[nodiscard]] const DateCandidate* best_shown(int utc_day) const {
    constexpr int kLeast = 60;
    const DateCandidate* best = nullptr;
    for (const DateCandidate& candidate : all_) {
      if (candidate.date.offset_minutes == 0 || candidate.role == DateRole::kModified) continue;
      if (candidate.trust < kLeast) continue;
      const bool visible =
          candidate.clue == TimeClue::kText || candidate.clue == TimeClue::kTimeElement;
      if (visible && day_number(candidate.date) == utc_day) return nullptr;
      if (best == nullptr || candidate.trust > best->trust) best = &candidate;
    }
    return best;
  }

  // A modification is some evidence of when a page without another date came out.
  [[nodiscard]] static int trust_as(const DateCandidate& candidate, bool modified) {
    if (modified) return candidate.role == DateRole::kModified ? candidate.trust : 0;
    if (candidate.role != DateRole::kModified) return candidate.trust;
    return candidate.clue == TimeClue::kText ? candidate.trust - 18 : std::min(candidate.trust, 46);
  }

  // The day that the best clue names, clues of other kinds that name the same day added up.
  [[nodiscard]] const DateCandidate* best(bool modified) const {
    constexpr int kLeastSupport = 25;
    std::unordered_map<int, DayClues> by_day;
    for (const DateCandidate& candidate : all_) {
      const int trust = trust_as(candidate, modified);
      if (trust < kLeastSupport) continue;
      int& most = by_day[day_number(candidate.date)][static_cast<std::size_t>(candidate.clue)];
      most = std::max(most, trust);
    }
    const DateCandidate* chosen = nullptr;
    int chosen_total = kLeastTrust - 1;
    for (const DateCandidate& candidate : all_) {
      const int trust = trust_as(candidate, modified);
      if (trust < kLeastTrust) continue;
      const int total = trust + agreement(candidate, by_day[day_number(candidate.date)]);
      if (total > chosen_total) {
        chosen = &candidate;
        chosen_total = total;
      }
    }
    if (chosen == nullptr && !modified) chosen = only_day();
    return chosen == nullptr ? nullptr : most_exact(*chosen, modified);
  }

  // A page that names one day in full and no other most likely means its own.
  [[nodiscard]] const DateCandidate* only_day() const {
    const DateCandidate* only = nullptr;
    for (const DateCandidate& candidate : all_) {
      if (candidate.trust < kLeastTrustAlone || candidate.date.form == DateForm::kNoYear) continue;
      if (only != nullptr && day_number(only->date) != day_number(candidate.date)) return nullptr;
      if (only == nullptr) only = &candidate;
    }
    return only;
  }

  // What the other kinds of clue add to a candidate of their day.
  [[nodiscard]] int agreement(const DateCandidate& candidate, const DayClues& clues) const {
    int sum = 0;
    for (std::size_t clue = 0; clue < clues.size(); ++clue) {
      if (clue != static_cast<std::size_t>(candidate.clue)) sum += clues[clue] / 4;
    }
    if (url_month_.year == candidate.date.year && url_month_.month == candidate.date.month)
      sum += 12;
    return sum;
  }

  // Among the clues of the chosen day: one with a clock, and midnight sharp is none.
  [[nodiscard]] const DateCandidate* most_exact(const DateCandidate& chosen, bool modified) const {
    const auto exactness = [](const DateCandidate& candidate) {
      const WrittenDate& date = candidate.date;
      if (date.precision == TimePrecision::kDay) return 0;
      return date.hour == 0 && date.minute == 0 && date.second == 0 ? 1 : 2;
    };
    const DateCandidate* found = &chosen;
    for (const DateCandidate& other : all_) {
      if (day_number(other.date) != day_number(chosen.date) || trust_as(other, modified) < 50)
        continue;
      if (exactness(other) > exactness(*found) ||
          (exactness(other) == exactness(*found) &&
           trust_as(other, modified) > trust_as(*found, modified))) {
        found = &other;
      }
    }
    return found;
  }

  std::vector<DateCandidate> all_;
  UrlMonth url_month_;
  int assumed_offset_;
  std::optional<sys_seconds> fetched_at_;
  std::vector<std::string> notes_;
};

}  // namespace

PageDates choose_dates(std::vector<DateCandidate> candidates, UrlMonth url_month,
                       int assumed_utc_offset_minutes, std::optional<sys_seconds> fetched_at) {
  return Chooser(std::move(candidates), url_month, assumed_utc_offset_minutes, fetched_at).choose();
}

}  // namespace storyfold::crawler::extract
