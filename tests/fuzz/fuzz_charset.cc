// Any bytes, with the first byte choosing a declared label.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crawler/parse/text.h"
#include "tests/fuzz/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace storyfold;
  constexpr std::array<std::string_view, 6> kLabels{"",         "gbk",      "big5",
                                                    "utf-16le", "nonsense", "\xFF"};
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto decoded = crawler::parse::to_utf8(bytes, kLabels[data[0] % kLabels.size()]);
  fuzz::require(fuzz::is_utf8(decoded.text), "decoded text is valid UTF-8");
  for (const char c : decoded.text) {
    fuzz::require(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t', "no controls");
  }
  const std::string line = crawler::parse::clean_line(decoded.text);
  if (!line.empty()) fuzz::check_line(line);
  fuzz::require(crawler::parse::clean_line(line) == line, "cleaning twice changes nothing");
  return 0;
}
