#include "crawler/parse/charset_decode.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>
#include <unicode/utypes.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <utility>

#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// ICU counts in int32; no page comes near it.
constexpr std::size_t kMostBytes = 1u << 30;

// ICU's own callback writes U+001A for some converters, which nobody could count.
void replace_and_count(const void* context, UConverterToUnicodeArgs* arguments, const char*,
                       std::int32_t, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  *status = U_ZERO_ERROR;
  constexpr UChar kCharacter = 0xFFFD;
  ++*static_cast<std::uint32_t*>(const_cast<void*>(context));
  ucnv_cbToUWriteUChars(arguments, &kCharacter, 1, 0, status);
}

struct ConverterCloser {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

// Opening one takes longer than decoding a page with it. Null when there is none.
UConverter* converter_of(const Charset& charset) {
  thread_local std::map<std::string_view, Converter> open;
  const auto known = open.find(charset.name);
  if (known != open.end()) return known->second.get();
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(charset.converter, &status));
  if (U_FAILURE(status) != 0) converter.reset();
  return open.emplace(charset.name, std::move(converter)).first->second.get();
}

}  // namespace

std::optional<DecodedText> decode_with(std::string_view bytes, const Charset& charset) {
  if (!charset) return std::nullopt;
  UConverter* converter = converter_of(charset);
  if (converter == nullptr) return std::nullopt;
  bytes = bytes.substr(0, kMostBytes);
  DecodedText decoded;
  decoded.charset = charset.name;
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  ucnv_setToUCallBack(converter, replace_and_count, &decoded.replaced_characters, nullptr, nullptr,
                      &status);
  const icu::UnicodeString wide(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter,
                                status);
  if (U_FAILURE(status) != 0) return std::nullopt;
  decoded.text.reserve(bytes.size() + bytes.size() / 4);
  wide.toUTF8String(decoded.text);
  return decoded;
}

char32_t decode_one(std::string_view bytes, const Charset& charset) {
  UConverter* const converter = charset ? converter_of(charset) : nullptr;
  if (converter == nullptr) return 0;
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::array<UChar, 4> wide{};
  UChar* to = wide.data();
  const char* from = bytes.data();
  ucnv_toUnicode(converter, &to, wide.data() + wide.size(), &from, bytes.data() + bytes.size(),
                 nullptr, true, &status);
  if (U_FAILURE(status) != 0 || to == wide.data()) return 0;
  UChar32 c = 0;
  std::int32_t at = 0;
  U16_NEXT(wide.data(), at, static_cast<std::int32_t>(to - wide.data()), c);
  return at == to - wide.data() ? static_cast<char32_t>(c) : 0;
}

std::size_t utf8_sequence(std::string_view bytes, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) {
    return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
  };
  const auto within = [](unsigned value, unsigned low, unsigned high) {
    return value >= low && value <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (within(lead, 0xC2, 0xDF)) return within(byte(1), 0x80, 0xBF) ? 2 : 0;
  const bool tail = within(byte(2), 0x80, 0xBF);
  if (within(lead, 0xE0, 0xEF)) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return within(byte(1), low, high) && tail ? 3 : 0;
  }
  if (!within(lead, 0xF0, 0xF4)) return 0;
  const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
  return within(byte(1), low, high) && tail && within(byte(3), 0x80, 0xBF) ? 4 : 0;
}

std::size_t behind_ascii(std::string_view bytes, std::size_t at) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (; at + sizeof kHighBits <= bytes.size(); at += sizeof kHighBits) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

Utf8Shape utf8_shape(std::string_view bytes) noexcept {
  Utf8Shape shape;
  for (std::size_t at = skip_ascii(bytes, 0); at < bytes.size(); at = skip_ascii(bytes, at)) {
    const std::size_t size = utf8_sequence(bytes, at);
    ++(size == 0 ? shape.damaged_bytes : shape.sequences);
    at += size == 0 ? 1 : size;
  }
  return shape;
}

DecodedText repair_utf8(std::string_view bytes) {
  DecodedText decoded;
  decoded.charset = kUtf8.name;
  decoded.text.reserve(bytes.size());
  std::size_t good = 0;  // where the bytes not yet copied begin
  for (std::size_t at = skip_ascii(bytes, 0); at < bytes.size(); at = skip_ascii(bytes, at)) {
    const std::size_t size = utf8_sequence(bytes, at);
    if (size == 0) {
      decoded.text.append(bytes, good, at - good);
      decoded.text += kReplacement;
      ++decoded.replaced_characters;
      good = at + 1;
    }
    at += size == 0 ? 1 : size;
  }
  decoded.text.append(bytes, good);
  return decoded;
}

DecodedText decode_latin1(std::string_view bytes) {
  DecodedText decoded;
  decoded.charset = kWindows1252.name;
  for (const char c : bytes) append_utf8(decoded.text, static_cast<unsigned char>(c));
  return decoded;
}

namespace {

// What settle_controls has to look at; C2 leads U+0080..U+009F among others.
constexpr bool is_special(unsigned char c) {
  return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0xC2;
}

std::size_t next_special(std::string_view text, std::size_t at) {
  constexpr std::size_t kBlock = 32;  // a loop without branches, which compilers turn into SIMD
  for (; at + kBlock <= text.size(); at += kBlock) {
    unsigned found = 0;
    for (std::size_t i = 0; i < kBlock; ++i) {
      const auto c = static_cast<unsigned char>(text[at + i]);
      found |= static_cast<unsigned>(c < 0x20) & static_cast<unsigned>(c != '\n') &
               static_cast<unsigned>(c != '\t');
      found |= static_cast<unsigned>(c == 0x7F) | static_cast<unsigned>(c == 0xC2);
    }
    if (found != 0) break;
  }
  while (at < text.size() && !is_special(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

}  // namespace

void settle_controls(std::string& text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  std::size_t to = 0;
  std::size_t from = 0;  // of what is not yet moved
  for (std::size_t at = next_special(text, 0);; at = next_special(text, std::max(from, at + 1))) {
    if (to != from) std::memmove(text.data() + to, text.data() + from, at - from);
    to += at - from;
    if (at >= text.size()) break;
    from = at + 1;
    if (byte(at) == 0xC2) {
      if (at + 1 < text.size() && byte(at + 1) >= 0xA0) {
        from = at;
      } else {
        text[to++] = ' ';
        from = std::min(at + 2, text.size());
      }
    } else if (byte(at) != '\r') {
      text[to++] = ' ';
    } else if (at + 1 >= text.size() || text[at + 1] != '\n') {
      text[to++] = '\n';
    }
  }
  text.resize(to);
}

}  // namespace storyfold::crawler::parse
