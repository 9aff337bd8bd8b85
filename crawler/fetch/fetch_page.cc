#include "crawler/fetch/fetch_page.h"

#include <chrono>
#include <string_view>
#include <utility>

#include "core/clock.h"
#include "core/url.h"
#include "crawler/fetch/address_guard.h"

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

void take(FetchedPage& page, Response response) {
  page.status = response.head.status;
  page.content_type = std::move(response.head.content_type);
  page.charset = std::move(response.head.charset);
  page.robots_tag = std::move(response.head.robots_tag);
  page.etag = std::move(response.head.etag);
  page.last_modified = std::move(response.head.last_modified);
  page.bytes = std::move(response.body);
}

}  // namespace

Result<FetchedPage> fetch_page(const std::string& url, const config::FetchSettings& settings,
                               StopRequest stop) {
  const auto guard = AddressGuard::make(settings.allow_addresses);
  if (!guard) return guard.error();
  const auto first = normalize_url(url);
  if (!first) return first.error();

  Getter getter(*guard, settings, stop);
  const auto begun = steady_clock::now();
  FetchedPage page;
  page.fetched_at = system_now();
  page.url = *first;
  for (;;) {
    const auto spent = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    auto response = getter.get(page.url, settings.timeout - spent);
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
