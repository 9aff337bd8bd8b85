#pragma once
// `storyfold backfill` of addresses: pages, feeds and sitemaps are asked for by a crawl that asks
// for nothing else (crawl/wanted.h), or by the daemon that has the store open.
#include <filesystem>
#include <string>
#include <vector>

#include "app/context.h"
#include "app/crawl/wanted.h"
#include "core/result.h"

namespace storyfold::app {

// The addresses of a list, one a line; blank lines and what follows " #" or a "#" at the start of a
// line are left out. Whether a line is an address is told when it is asked for. "-": standard
// input. kIo.
[[nodiscard]] Result<std::vector<std::string>> read_address_list(const std::filesystem::path& path);

struct WebBackfillOptions {
  WantedSpec wanted;
  bool quiet = false;    // no progress, no troubles
  bool compact = false;  // compact the store at the end
};

// To the end of all of them or to SIGINT/SIGTERM. Progress and troubles go to standard error, the
// totals to standard output. The process's exit code: 0 every address is stored; 1 some brought no
// article, or not yet; the rest as in app/exit_codes.h.
int run_web_backfill(Context& context, const WebBackfillOptions& options);

}  // namespace storyfold::app
