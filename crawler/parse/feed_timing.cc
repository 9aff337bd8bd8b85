#include "crawler/parse/feed_timing.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "core/ascii.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::int64_t kMinutesADay = 24 * 60;
constexpr std::int64_t kLongestTtl = 7 * kMinutesADay;

std::int64_t number_of(std::string_view text) {
  const std::string_view digits = trim(text);
  std::int64_t value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} && end == digits.data() + digits.size() ? value : -1;
}

// Minutes between two updates; -1 for no such period.
std::int64_t period_minutes(std::string_view text) {
  const std::string period = ascii_lower(trim(text));
  if (period == "hourly") return 60;
  if (period == "daily") return kMinutesADay;
  if (period == "weekly" || period == "monthly" || period == "yearly") return kLongestTtl;
  return -1;
}

}  // namespace

void FeedTiming::set(Field field, std::string_view text) {
  switch (field) {
    case Field::kTtl:
      ttl_minutes_ = number_of(text);
      break;
    case Field::kUpdatePeriod:
      period_minutes_ = period_minutes(text);
      break;
    case Field::kUpdateFrequency:
      frequency_ = number_of(text);
      break;
    case Field::kHour:
      if (const auto hour = number_of(text); hour >= 0 && hour <= 24) {
        skipped_ |= std::uint32_t{1} << (hour % 24);
      }
      break;
    default:
      break;
  }
}

std::optional<std::chrono::minutes> FeedTiming::ttl() const {
  std::int64_t minutes = ttl_minutes_;
  if (minutes <= 0 && period_minutes_ > 0) {
    minutes = std::max<std::int64_t>(1, period_minutes_ / std::max<std::int64_t>(1, frequency_));
  }
  if (minutes <= 0) return std::nullopt;
  return std::chrono::minutes(std::min(minutes, kLongestTtl));
}

std::vector<int> FeedTiming::skip_hours() const {
  std::vector<int> hours;
  for (int hour = 0; hour < 24; ++hour) {
    if ((skipped_ >> hour & 1) != 0) hours.push_back(hour);
  }
  return hours;
}

}  // namespace storyfold::crawler::parse
