#include "app/json.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace storyfold::app {
namespace {

// Length in bytes of the character at `at` that a terminal would obey; 0: harmless.
std::size_t harmful_bytes(std::string_view text, std::size_t at, std::uint32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t left = text.size() - at;
  if (byte(0) == 0x7F) {
    code = 0x7F;
    return 1;
  }
  if (left >= 2 && byte(0) < 0xE0) {
    code = (byte(0) & 0x1Fu) << 6 | (byte(1) & 0x3Fu);
    return (code >= 0x80 && code < 0xA0) || code == 0x61C ? 2 : 0;
  }
  if (left >= 3 && byte(0) < 0xF0) {
    code = (byte(0) & 0x0Fu) << 12 | (byte(1) & 0x3Fu) << 6 | (byte(2) & 0x3Fu);
    const bool bidi = code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
                      (code >= 0x2066 && code <= 0x2069);
    return bidi || code == 0x2028 || code == 0x2029 ? 3 : 0;
  }
  return 0;
}

}  // namespace

std::string json_line(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size() + 1);
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    // Only these bytes begin a character in question.
    const auto first = static_cast<unsigned char>(text[at]);
    if (first != 0x7F && first != 0xC2 && first != 0xD8 && first != 0xE2) continue;
    std::uint32_t code = 0;
    const std::size_t size = harmful_bytes(text, at, code);
    if (size == 0) continue;
    std::array<char, 8> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\u%04x", code & 0xFFFFu);
    out.append(text, copied, at - copied);
    out += escaped.data();
    copied = at + size;
    at = copied - 1;
  }
  out.append(text, copied, std::string::npos);
  out += '\n';
  return out;
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace storyfold::app
