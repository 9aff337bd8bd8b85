#pragma once
// Parameters that say how a reader came, not which page is asked for. Pure.
#include <string_view>

namespace storyfold::crawler::frontier {

// Names of campaigns, clicks and shares, of their own or, as "from", by a value that is a known
// channel ("from=timeline", not "from=2024-01-01"); cache busters. In doubt a parameter stays: an
// address too many costs a request, a parameter too few a page.
[[nodiscard]] bool is_tracking(std::string_view name, std::string_view value);

// "PHPSESSID", "jsessionid"; "sid" and the like when the value can be nothing but a session.
[[nodiscard]] bool is_session(std::string_view name, std::string_view value);

}  // namespace storyfold::crawler::frontier
