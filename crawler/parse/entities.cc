#include <libxml/HTMLparser.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "crawler/parse/html_scan.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::size_t kLongestName = 32;

// Pages number Windows-1252 characters as if they were Unicode (HTML 13.2.5.80).
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// `reference` is what stands between '&' and ';'.
std::optional<char32_t> referenced(std::string_view reference) {
  if (reference.size() > 1 && reference[0] == '#') {
    const bool hex = reference[1] == 'x' || reference[1] == 'X';
    const std::string_view digits = reference.substr(hex ? 2 : 1);
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
    if (error != std::errc{} || value == 0) return 0xFFFD;
    if (value >= 0x80 && value < 0xA0) return kWindows1252[value - 0x80];
    return value;
  }
  if (reference == "apos") return U'\'';
  const std::string name(reference);
  const htmlEntityDesc* entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(name.c_str()));
  if (entity == nullptr) return std::nullopt;
  return entity->value;
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::string_view window = text.substr(at + 1, kLongestName);
    const std::size_t semicolon = window.find(';');
    if (semicolon == std::string_view::npos || semicolon == 0) continue;
    const auto value = referenced(window.substr(0, semicolon));
    if (!value) continue;
    out.append(text, copied, at - copied);
    append_utf8(out, *value);
    copied = at + semicolon + 2;
    at = copied - 1;
  }
  out.append(text, copied);
  return out;
}

}  // namespace storyfold::crawler::parse
