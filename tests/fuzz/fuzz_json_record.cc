// Any bytes as a line of JSON Lines.
#include <cstddef>
#include <cstdint>

#include "crawler/parse/archive.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  const auto article = crawler::parse::parse_json_record(
      {reinterpret_cast<const char*>(data), size}, {"a/in.jsonl:1", "in.jsonl", "a"}, {});
  if (article) {
    fuzz::check_article(*article);
  } else {
    fuzz::require(fuzz::is_utf8(article.error().what), "a message is valid UTF-8");
  }
  return 0;
}
