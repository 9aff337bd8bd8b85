// Any bytes as a page, under small limits so that all of them are met.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/text.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const auto decoded = crawler::parse::to_utf8({reinterpret_cast<const char*>(data), size});
  config::ParseSettings small;
  small.html_max_depth = 64;
  small.html_memory_bytes = 4u << 20;
  for (const auto& settings : {config::ParseSettings{}, small}) {
    const auto text = crawler::parse::html_to_text(decoded.text, settings);
    for (const auto& block : text.blocks) {
      fuzz::check_line(block.text);
      fuzz::require(block.link_bytes <= block.text.size(), "links are part of the text");
    }
  }
  const auto markdown = crawler::parse::markdown_to_html(decoded.text);
  for (const auto& block : crawler::parse::html_to_text(markdown, small).blocks) {
    fuzz::check_line(block.text);
  }
  return 0;
}
