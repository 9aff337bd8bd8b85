#include "crawler/fetch/outcome.h"

#include "core/url.h"

namespace storyfold::crawler::fetch {
namespace {

bool is_permanent(int status) { return status == 301 || status == 308; }

bool take_redirect(FetchOutcome& outcome, const FetchRequest& wanted, const ResponseHead& head) {
  FetchedPage& page = outcome.page;
  outcome.permanent = is_permanent(head.status) && (page.redirects.empty() || outcome.permanent);
  page.status = head.status;
  auto next = resolve_url(page.url, escape_spaces(head.location));
  if (next && page.redirects.size() < wanted.max_redirects) {
    page.redirects.push_back(std::exchange(page.url, *std::move(next)));
    return true;
  }
  outcome.end = FetchEnd::kRedirect;
  if (next) {
    outcome.location = *std::move(next);
  } else {
    outcome.error = {Errc::kBadInput, "redirects to what cannot be asked: " + next.error().what};
  }
  return false;
}

}  // namespace

bool take_response(FetchOutcome& outcome, const FetchRequest& wanted, Result<Response> response) {
  if (!response) {
    fail(outcome, response.error());
    return false;
  }
  ResponseHead& head = response->head;
  if (head.redirects()) return take_redirect(outcome, wanted, head);
  FetchedPage& page = outcome.page;
  outcome.max_age = head.fresh_for();
  take_head(page, std::move(head));
  const bool conditional = !wanted.etag.empty() || !wanted.last_modified.empty();
  if (page.status == 304 && conditional) {
    outcome.end = FetchEnd::kNotModified;
  } else if (page.status >= 200 && page.status < 300 && page.status != 206) {
    outcome.end = FetchEnd::kPage;
    page.bytes = std::move(response->body);
    page.gzip = std::move(response->gzip);
  } else {
    outcome.end = FetchEnd::kStatus;
  }
  return false;
}

void fail(FetchOutcome& outcome, Error error) {
  outcome.end = FetchEnd::kFailed;
  outcome.error = std::move(error);
}

void take_head(FetchedPage& page, ResponseHead head) {
  page.status = head.status;
  page.content_type = std::move(head.content_type);
  page.charset = std::move(head.charset);
  page.robots_tag = std::move(head.robots_tag);
  page.etag = std::move(head.etag);
  page.last_modified = std::move(head.last_modified);
}

}  // namespace storyfold::crawler::fetch
