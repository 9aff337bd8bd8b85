// Any lines, read as the head of a response: what is kept is within what was sent.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/fetch/response.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  crawler::fetch::ResponseHead head;
  std::size_t lines = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    read_head_line(head, text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    ++lines;
  }
  fuzz::require(head.status >= 0 && head.status <= 999, "a status has three digits");
  fuzz::require(head.robots_tag.size() <= size + 2 * lines, "nothing grows but by separators");
  fuzz::require(!head.redirects() || !head.location.empty(), "a redirect leads somewhere");
  for (const auto& value : {head.location, head.content_type, head.charset, head.etag}) {
    fuzz::require(value.find('\n') == std::string_view::npos, "no line ends in a value");
    fuzz::require(value.empty() || (value.front() != ' ' && value.back() != ' '),
                  "values are trimmed");
  }
  return 0;
}
