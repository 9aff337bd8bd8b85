// Any bytes as the answer of a list interface.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/json_list.h"
#include "tests/fuzz/check_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  using namespace storyfold::crawler;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parse::JsonListShape shape;
  shape.items = "/list";
  shape.link = "/url";
  shape.link_template = "https://a.cn/{/id}.html";
  shape.id = "/id";
  shape.title = "/title";
  shape.time = "/time";
  shape.body = "/body";
  shape.author = "/author";
  parse::JsonListShape whole = shape;
  whole.items = "";
  for (const auto& each : {shape, whole}) {
    const auto list = parse::read_json_list(bytes, {}, "https://a.cn/api", each, 480);
    if (!list) {
      fuzz::check_line(list.error().what);
      continue;
    }
    for (const auto& entry : list->entries) fuzz::check_entry(entry);
    for (const auto& note : list->notes) fuzz::check_line(note);
  }
  return 0;
}
