// Any bytes, read as an address: its crawl form is a URL, is its own crawl form, and what is asked
// of it has an answer.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/url.h"
#include "crawler/frontier/url_form.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  namespace frontier = crawler::frontier;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(frontier::trap_of(text, 2026));
  static_cast<void>(frontier::shape_of(text));
  const auto form = frontier::crawl_form(text);
  if (!form) return 0;
  fuzz::require(form->size() <= frontier::kMaxCrawlUrlBytes, "a form is bounded");
  const auto again = frontier::crawl_form(*form);
  fuzz::require(again && *again == *form, "a form is its own form");
  const auto parts = parse_url(*form);
  fuzz::require(parts && parts->host == frontier::host_of(*form), "a form has its host");
  fuzz::require(form->starts_with(frontier::origin_of(*form)), "a form begins with its origin");
  fuzz::require(frontier::may_be_variant(*form, *form), "a form is a form of itself");
  return 0;
}
