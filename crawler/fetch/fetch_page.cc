#include "crawler/fetch/fetch_page.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "core/clock.h"
#include "core/url.h"
#include "crawler/fetch/address_guard.h"
#include "crawler/fetch/outcome.h"
#include "crawler/fetch/transfer.h"

namespace storyfold::crawler::fetch {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Where `page`, redirected by `head`, leads next.
Result<std::string> next_url(const FetchedPage& page, const ResponseHead& head,
                             const config::FetchSettings& settings) {
  if (page.redirects.size() >= settings.max_redirects) {
    return Error{Errc::kNetwork, page.url + ": redirected more than " +
                                     std::to_string(settings.max_redirects) +
                                     " times (fetch.max_redirects)"};
  }
  auto next = resolve_url(page.url, escape_spaces(head.location));
  if (!next) {
    return Error{Errc::kBadInput,
                 page.url + ": redirects to what cannot be asked: " + next.error().what};
  }
  return next;
}

Error bad_status(const std::string& url, int status) {
  const auto words = status_words(status);
  return {Errc::kNetwork,
          url + ": answered " + std::to_string(status) +
              (words.empty() ? "" : " (" + std::string(words) + ")"),
          status == 429 || status >= 500};
}

Result<Response> get(Transfer& transfer, const std::string& url,
                     const config::FetchSettings& settings, milliseconds left, StopRequest stop) {
  if (left.count() <= 0) return timed_out("redirected until the time was over");
  TransferRequest request;
  request.url = url;
  request.max_body_bytes = settings.max_page_bytes;
  request.timeout = left;
  request.stop = stop;
  if (auto ready = transfer.prepare(std::move(request)); !ready) return ready.error();
  return transfer.finish(curl_easy_perform(transfer.handle()));
}

void take(FetchedPage& page, Response response) {
  take_head(page, std::move(response.head));
  page.bytes = std::move(response.body);
  page.bytes.shrink_to_fit();  // it grew by doubling, and may wait its turn
  page.gzip = std::move(response.gzip);
}

}  // namespace

Result<FetchedPage> fetch_page(const std::string& url, const config::FetchSettings& settings,
                               StopRequest stop) {
  const auto guard = AddressGuard::make(settings.allow_addresses);
  if (!guard) return guard.error();
  const auto first = normalize_url(url);
  if (!first) return first.error();

  Transfer transfer(*guard, settings);
  const auto begun = steady_clock::now();
  FetchedPage page;
  page.fetched_at = system_now();
  page.url = *first;
  for (;;) {
    const auto spent = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    auto response = get(transfer, page.url, settings, settings.timeout - spent, stop);
    if (!response) {
      Error error = response.error();
      error.what = page.url + ": " + error.what;
      return error;
    }
    const int status = response->head.status;
    if (response->head.redirects()) {
      auto next = next_url(page, response->head, settings);
      if (!next) return next.error();
      page.redirects.push_back(std::exchange(page.url, *std::move(next)));
      continue;
    }
    if (status < 200 || status >= 300) return bad_status(page.url, status);
    take(page, *std::move(response));
    page.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    return page;
  }
}

}  // namespace storyfold::crawler::fetch
