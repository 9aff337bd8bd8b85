// Any text as the content of JSON-LD scripts; a line of "---" starts another one.
#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract/clues.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (!fuzz::is_utf8(input)) return 0;  // pages are decoded before their scripts are read
  std::vector<std::string> scripts(1);
  for (std::string_view rest = input; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    const std::string_view row = rest.substr(0, end);
    if (row == "---\n") {
      scripts.emplace_back();
    } else {
      scripts.back() += row;
    }
    rest.remove_prefix(end);
  }
  const auto linked = crawler::extract::read_linked_data(scripts);
  fuzz::require(linked.articles.size() <= 8, "at most eight articles");
  for (const auto& article : linked.articles) {
    fuzz::check_body(article.body);
    for (const auto& author : article.authors) fuzz::check_line(author);
    for (const auto* text : {&article.headline, &article.description, &article.publisher,
                             &article.section, &article.published, &article.url}) {
      fuzz::require(fuzz::is_utf8(*text), "fields are valid UTF-8");
    }
  }
  return 0;
}
