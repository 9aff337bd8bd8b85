#pragma once
// Hosts' names as DNS has them. Pure; safe from any thread.
#include <string>

#include "core/result.h"

namespace storyfold::crawler::fetch {

// `url`, whose host may be beyond ASCII, with that host in ASCII (UTS #46). libcurl would do it by
// the process's locale, and fail in the "C" one. kBadInput: the host is no name that can be looked
// up.
[[nodiscard]] Result<std::string> ascii_host_url(const std::string& url);

}  // namespace storyfold::crawler::fetch
