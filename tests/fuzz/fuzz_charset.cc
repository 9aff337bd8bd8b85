// Any bytes, with the first byte choosing a label and whether they are a page or a record.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/charset.h"
#include "crawler/parse/language.h"
#include "crawler/parse/mojibake.h"
#include "crawler/parse/text.h"
#include "tests/fuzz/check.h"

namespace storyfold {
namespace {

void check_decoded(const crawler::parse::DecodedText& decoded) {
  fuzz::require(fuzz::is_utf8(decoded.text), "decoded text is valid UTF-8");
  fuzz::require(!decoded.charset.empty(), "a charset is named");
  for (const char c : decoded.text) {
    fuzz::require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t', "no controls");
  }
  const auto mojibake = crawler::parse::find_mojibake(decoded.text);
  fuzz::require(mojibake.characters <= mojibake.foreign_characters, "mojibake is part of the text");
  const auto language = crawler::parse::identify_language(decoded.text, {});
  fuzz::require(language.tag.size() <= 3 && language.script.size() <= 4, "subtags");
}

}  // namespace
}  // namespace storyfold

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  constexpr std::array<std::string_view, 6> kLabels{"",         "gbk",      "big5",
                                                    "utf-16le", "nonsense", "\xFF"};
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view label = kLabels[data[0] % kLabels.size()];
  const bool is_page = data[0] / kLabels.size() % 2 == 1;
  const auto decoded =
      is_page ? crawler::parse::decode_page(bytes, label) : crawler::parse::to_utf8(bytes, label);
  check_decoded(decoded);
  const std::string line = crawler::parse::clean_line(decoded.text);
  if (!line.empty()) fuzz::check_line(line);
  fuzz::require(crawler::parse::clean_line(line) == line, "cleaning twice changes nothing");
  return 0;
}
