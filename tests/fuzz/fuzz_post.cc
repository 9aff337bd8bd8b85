// Any bytes as an archived post.
#include <cstddef>
#include <cstdint>

#include "crawler/parse/archive.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const auto article =
      crawler::parse::parse_post({reinterpret_cast<const char*>(data), size},
                                 {"a/2026-06-01-p.md", "2026-06-01-p.md", "a"}, {});
  if (article) {
    fuzz::check_article(*article);
  } else {
    fuzz::require(fuzz::is_utf8(article.error().what), "a message is valid UTF-8");
  }
  return 0;
}
