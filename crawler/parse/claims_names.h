#pragma once
// Names out of the short pieces of text that credits are made of. Pure; safe from any thread.
#include <string>
#include <string_view>
#include <vector>

namespace storyfold::crawler::parse {

// Each person of "魏倩、王 强", "Jane Doe and John Roe in London"; words such as 北京报道, 摄 and a
// place behind them are passed over. Empty when any part of it is not a name.
[[nodiscard]] std::vector<std::string> split_people(std::string_view text);

// An outlet's name without quotes, brackets, account ids, dates and what follows a separator:
// "《科创板日报》" -> 科创板日报, "新华网 2022-08-01 10:20" -> 新华网. "" when no name remains or
// it is a sentence rather than a name.
[[nodiscard]] std::string outlet_name(std::string_view text);

// The agency at the start of a dateline, without the place: 新华社 of "新华社北京", all of
// "上证报中国证券网".
[[nodiscard]] std::string agency_name(std::string_view text);

// 本报, 本网: an outlet speaks of itself, as if its name were known.
[[nodiscard]] bool is_own_outlet(std::string_view name);

}  // namespace storyfold::crawler::parse
