// Pages read from the web.
#include <algorithm>
#include <array>

#include "app/context.h"
#include "app/reading.h"
#include "app/render.h"
#include "crawler/fetch/fetch_page.h"

namespace storyfold::app {
namespace {

// Servers that do not say are believed to have sent a page.
bool is_page_type(std::string_view type) {
  constexpr std::array<std::string_view, 5> kTypes{"", "text/html", "application/xhtml+xml",
                                                   "application/xml", "text/xml"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

}  // namespace

Result<ReadArticle> read_url(const std::string& url, const config::Settings& settings) {
  const auto fetched =
      crawler::fetch::fetch_page(url, settings.fetch, [] { return StopSignals::requested(); });
  if (!fetched) return fetched.error();
  if (fetched->bytes.empty()) return Error{Errc::kBadInput, fetched->url + ": an empty answer"};
  if (fetched->content_type == "text/plain") {
    auto read = read_bare_text(fetched->bytes, url, settings.parse);
    if (read) read->article.url = fetched->url;
    return read;
  }
  if (!is_page_type(fetched->content_type)) {
    return Error{Errc::kBadInput, fetched->url + ": is " + printable(fetched->content_type) +
                                      "; expected a web page or plain text"};
  }
  crawler::extract::PageInput input;
  input.bytes = fetched->bytes;
  input.url = fetched->url;
  input.http_charset = fetched->charset;
  input.robots_tag = fetched->robots_tag;
  input.fetched_at = fetched->fetched_at;
  return read_page(input, url, settings.parse);
}

}  // namespace storyfold::app
