// Any bytes as OPML; what is read is written and read again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/opml.h"
#include "tests/fuzz/check_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using namespace storyfold::crawler;
  const auto outlines = parse::read_opml({reinterpret_cast<const char*>(data), size});
  if (!outlines) {
    fuzz::check_line(outlines.error().what);
    return 0;
  }
  for (const auto& outline : *outlines) {
    fuzz::check_plain(outline.title);
    fuzz::check_url(outline.xml_url);
    fuzz::check_url(outline.html_url);
    fuzz::require(!outline.xml_url.empty() || !outline.html_url.empty(),
                  "an outline leads somewhere");
  }
  const auto again = parse::read_opml(parse::write_opml(*outlines, "title"));
  fuzz::require(again && again->size() == outlines->size(), "what is written is read back");
  for (std::size_t i = 0; i < outlines->size(); ++i) {
    fuzz::require((*again)[i].xml_url == (*outlines)[i].xml_url, "URLs come back as they were");
    fuzz::require((*again)[i].html_url == (*outlines)[i].html_url, "URLs come back as they were");
  }
  return 0;
}
